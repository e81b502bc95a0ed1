import { z } from 'zod'

interface Def {
  type: string
  innerType?: z.ZodType
  in?: z.ZodType
  out?: z.ZodType
  getter?: () => z.ZodType
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  valueType?: z.ZodType
  options?: readonly z.ZodType[]
  catchall?: z.ZodType
  values?: unknown[]
}

const defOf = (schema: z.ZodType) => schema.def as unknown as Def

/** The schema that a value as it was sent is held against: without what completes or changes it afterwards. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: first, out, getter } = defOf(schema)
  if (innerType) return bare(innerType)
  if (getter) return bare(getter())
  if (first && out) return bare(defOf(first).type === 'transform' ? out : first)
  return schema
}

/** The members that an input may have, by name, of a choice all that any of it has; none where it is no object. */
export function membersOf(schema: z.ZodType): Record<string, z.ZodType> {
  const { shape, options = [] } = defOf(bare(schema))
  return shape ?? Object.assign({}, ...options.map(membersOf))
}

/** Only the members left, for the description of a body; an object that refuses strangers goes on refusing them. */
export function without(schema: z.ZodType, names: readonly string[]): z.ZodType {
  const { shape, catchall } = defOf(bare(schema))
  if (!shape) return schema
  const rest = Object.fromEntries(Object.entries(shape).filter(([name]) => !names.includes(name)))
  return catchall && defOf(catchall).type === 'never' ? z.strictObject(rest) : z.object(rest)
}

/** What stands at a path of a value that the schema describes; undefined where the schema does not say. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [step, ...rest] = path
  if (step === undefined) return schema
  const { shape, element, valueType, options } = defOf(bare(schema))
  const next = shape ? (Object.hasOwn(shape, step) ? shape[String(step)] : undefined) : (element ?? valueType)
  if (next) return schemaAt(next, rest)
  for (const option of options ?? []) {
    const found = schemaAt(option, path)
    if (found) return found
  }
  return undefined
}

/** What would be right there, as the schema's meta says: its `example`, or the first of its `examples`. */
export const exampleOf = (schema: z.ZodType | undefined): unknown => examplesOf(schema)[0]

/** All that the schema's meta gives for examples, through what is wrapped around the schema that carries them. */
export function examplesOf(schema: z.ZodType | undefined): unknown[] {
  if (!schema) return []
  const { example, examples = [] } = (schema.meta() ?? {}) as { example?: unknown; examples?: unknown[] }
  const own = example === undefined ? examples : [example, ...examples]
  const { innerType, in: first } = defOf(schema)
  return own.length > 0 ? own : examplesOf(innerType ?? first)
}

/** Reads the texts that a path or a query gives for one name, as far as they can be what the schema wants. */
export type Reading = (texts: string[]) => unknown

/** Where the schema wants something else than the text can be, the text is left for the schema to refuse. */
export function readingOf(schema: z.ZodType): Reading {
  const kinds = kindsOf(schema)
  const one = (text: string) => {
    if (kinds.has('string')) return text
    if (kinds.has('number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
    if (kinds.has('boolean') && /^(true|false)$/.test(text)) return text === 'true'
    return text
  }
  const element = elementOf(schema)
  if (element) {
    const each = readingOf(element)
    return texts => texts.map(text => each([text]))
  }
  return texts => (texts.length === 1 ? one(texts[0]!) : texts.map(one))
}

const elementOf = (schema: z.ZodType): z.ZodType | undefined => {
  const { element, options } = defOf(bare(schema))
  return element ?? options?.map(elementOf).find(found => found)
}

/** What a text may stand for; a literal or an enumeration stands for what its values are. */
function kindsOf(schema: z.ZodType): Set<string> {
  const plain = bare(schema)
  const { type, options, values } = defOf(plain)
  if (options) return new Set(options.flatMap(option => [...kindsOf(option)]))
  const listed = type === 'enum' ? Object.values((plain as z.ZodEnum).enum) : values
  return new Set(listed ? listed.map(value => typeof value) : [type])
}
