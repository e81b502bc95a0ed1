import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'

type Json = Record<string, any>

/** An OpenAPI 3.0 or 3.1 document, as far as exchanges are checked against it. */
export interface Document extends Json {
  openapi: string
  paths: Record<string, Json>
  components?: Record<string, Json>
}

/** What a value is: read-only parts may be missing in a request, write-only ones in a response; a text is coerced first. */
export type Use = 'request' | 'response' | 'text'

/** Follows `#/…`, however often. Throws for a reference that leads nowhere: then the document itself is wrong. */
export function resolved<T extends Json>(document: Document, value: T): T {
  let found: any = value
  for (let steps = 0; typeof found?.$ref === 'string'; steps++) {
    const ref: string = found.$ref
    found = ref
      .slice(2)
      .split('/')
      .reduce((at, key) => at?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')], document as any)
    if (found === undefined || steps > 20) throw new Error(`the document refers to ${ref}, which is not in it`)
  }
  return found
}

interface Judge {
  ajv: Ajv2020
  compiled: WeakMap<Json, ValidateFunction>
}

const judges = new WeakMap<Document, Map<Use, Judge>>()

/** What is wrong with the value, each as `/path: must …`; nothing when it is as the schema says. */
export function complaints(document: Document, use: Use, schema: Json, value: unknown): string[] {
  const { ajv, compiled } = judgeOf(document, use)
  const validate = compiled.get(schema) ?? ajv.compile(jsonSchema(schema, use))
  compiled.set(schema, validate)
  return validate(value) ? [] : told(validate.errors ?? [])
}

function judgeOf(document: Document, use: Use): Judge {
  const ofDocument = judges.get(document) ?? new Map<Use, Judge>()
  judges.set(document, ofDocument)
  const known = ofDocument.get(use)
  if (known) return known
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateSchema: false,
    validateFormats: false,
    // Patterns are written for engines that know no `u`, where `\-` is allowed.
    unicodeRegExp: false,
    coerceTypes: use === 'text',
  })
  const schemas = mapped(document.components?.schemas ?? {}, schema => jsonSchema(schema, use))
  ajv.addSchema({ $id: root, components: { schemas } } as AnySchema)
  const judge = { ajv, compiled: new WeakMap() }
  ofDocument.set(use, judge)
  return judge
}

const root = 'document'

const asTheyAre = [
  ...['const', 'multipleOf', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems'],
  ...['uniqueItems', 'minProperties', 'maxProperties', 'dependentRequired'],
]
const oneSchema = ['items', 'not', 'additionalProperties', 'contains', 'propertyNames', 'if', 'then', 'else']
const manySchemas = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const namedSchemas = ['properties', 'patternProperties', 'dependentSchemas']

/** A Schema Object as JSON Schema 2020-12. Only what judges a value is taken over: no format, example, discriminator. */
function jsonSchema(schema: Json | boolean, use: Use): AnySchema {
  if (typeof schema === 'boolean') return schema
  const made: Json = {}
  if (schema.$ref) made.$ref = `${root}${schema.$ref}`
  for (const key of asTheyAre) if (key in schema) made[key] = schema[key]
  for (const key of oneSchema) if (key in schema) made[key] = jsonSchema(schema[key], use)
  for (const key of manySchemas) if (key in schema) made[key] = schema[key].map((part: Json) => jsonSchema(part, use))
  for (const key of namedSchemas) if (key in schema) made[key] = mapped(schema[key], part => jsonSchema(part, use))
  if (schema.required) made.required = schema.required.filter((name: string) => isOwed(schema.properties?.[name], use))
  if (schema.type) made.type = schema.type
  if (schema.enum) addEnum(made, schema)
  addBound(made, schema, 'minimum', 'exclusiveMinimum')
  addBound(made, schema, 'maximum', 'exclusiveMaximum')
  return schema.nullable ? orNull(made) : made
}

/** Where it can be said in place, so that a complaint about the value stays plain. */
function orNull(made: Json): Json {
  const plain = made.type && !made.$ref && !manySchemas.some(key => key in made)
  if (!plain) return { anyOf: [made, { type: 'null' }] }
  return { ...made, type: [made.type, 'null'], ...(made.enum && { enum: [...made.enum, null] }) }
}

const isOwed = (property: Json | undefined, use: Use) =>
  !(use === 'response' ? property?.writeOnly : property?.readOnly)

/** An enumeration that stands beside `type: array` means the items: Atlassian writes it so. */
function addEnum(made: Json, schema: Json) {
  if (schema.type === 'array' && !schema.enum.some(Array.isArray)) made.items = { ...made.items, enum: schema.enum }
  else made.enum = schema.enum
}

/** In OpenAPI 3.0 `exclusiveMinimum: true` sharpens `minimum`; in 3.1 it is a bound of its own. */
function addBound(made: Json, schema: Json, bound: string, exclusive: string) {
  if (typeof schema[exclusive] === 'number') made[exclusive] = schema[exclusive]
  if (schema[exclusive] !== true) return
  made[exclusive] = schema[bound]
  delete made[bound]
}

const mapped = (values: Json, change: (value: any) => unknown): Json =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))

/** Why no branch of a choice fitted is told within the line of the choice: the branches are no mistakes by themselves. */
function told(errors: ErrorObject[]): string[] {
  const lines: { at: string; text: string }[] = []
  for (const error of errors) {
    const inner: string[] = []
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf')
      while (lines.length > 0 && within(lines.at(-1)!.at, error.instancePath)) inner.unshift(lines.pop()!.text)
    const why = inner.length > 0 ? ` (${[...new Set(inner)].join(' | ')})` : ''
    lines.push({ at: error.instancePath, text: `${error.instancePath || '/'}: ${reason(error)}${why}` })
  }
  return [...new Set(lines.map(({ text }) => text))]
}

const within = (path: string, outer: string) => path === outer || path.startsWith(`${outer}/`)

function reason({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `${message} '${params.additionalProperty}'`
  if (keyword === 'enum') return `${message}: ${params.allowedValues.map(String).join(', ')}`
  if (keyword === 'const') return `${message} ${JSON.stringify(params.allowedValue)}`
  return message ?? keyword
}
