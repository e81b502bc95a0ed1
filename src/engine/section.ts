import { z } from 'zod'
import { metaOf } from './settings.ts'

/** A part of dure.yaml in which settings can be changed one by one. */
export interface Section {
  /** The automation's, or `people`. */
  name: string
  /** As it is written, unchecked; undefined: it is not there. */
  given: unknown
  schema: z.ZodType
  /** In its lists a name that is not there yet begins a new element. */
  grows?: boolean
}

/** Where a path leads. */
export interface Spot {
  /** As people write it, `['reports', 'web', 'channel']`: elements of lists by their names. */
  names: string[]
  /** What is around it, outermost first, and where in that the way goes on. */
  above: { container: unknown; key: string | number }[]
  schema: z.ZodType
  /** What is written there or, where nothing is, its default. */
  value: unknown
  /** An element of a list, or the whole section: made of settings, and none itself. */
  whole: boolean
  /** Its schema, or that of something around it, has the meta `atStart`. */
  atStart?: boolean
}

/** A path that leads to no setting: `step` is not in `names`, or stands for several; without a step the path is too short. */
export interface Astray {
  names: string[]
  step?: string
  several?: boolean
  /** The steps that lead on from `names`. */
  known: string[]
}

/** Steps are joined by dots; one that holds a dot or a quotation mark is put in quotation marks. */
export const pathOf = (steps: readonly string[]) =>
  steps.map(step => (/[."]/.test(step) || step === '' ? `"${step.replace(/["\\]/g, '\\$&')}"` : step)).join('.')

const step = /"(?:[^"\\]|\\.)*"|[^."]+/g
const path = new RegExp(`^(?:${step.source})(?:\\.(?:${step.source}))*$`)

/** The steps of a path; undefined where it is none. */
export function stepsOf(text: string): string[] | undefined {
  if (!path.test(text)) return undefined
  const steps = text.match(step) ?? []
  return steps.map(one => (one.startsWith('"') ? one.slice(1, -1).replace(/\\(.)/g, '$1') : one))
}

/** Follows steps to a setting. */
export function find(section: Section, steps: readonly string[]): Spot | Astray {
  let spot = top(section)
  for (const step of steps) {
    const next = inside(spot, step, section.grows === true)
    if (!next || next === 'several')
      return { names: spot.names, step, several: next === 'several', known: changeable(spot) }
    spot = next
  }
  return spot.whole ? { names: spot.names, known: changeable(spot) } : { ...spot, value: bare(spot).value }
}

export const isAstray = (found: Spot | Astray): found is Astray => 'known' in found

/** The steps that lead on to what can be changed while the hub runs. */
const changeable = (spot: Spot) =>
  stepsFrom(spot).filter(step => {
    const next = inside(spot, step, false)
    return next === undefined || next === 'several' || !next.atStart
  })

/** Whether a change of it, or of a part of it, would take effect at the hub's next start only. */
export const isReadAtStart = (spot: Spot): boolean => leaves(spot).some(leaf => leaf.atStart)

/** The section as it is written when `value` stands at the spot. */
export const put = ({ above }: Spot, value: unknown): unknown =>
  above.reduceRight<unknown>((inner, { container, key }) => {
    // A computed key is a member of its own, whatever its name.
    if (!Array.isArray(container)) return { ...(container as object), [key]: inner }
    return Object.assign([...container], { [key]: inner })
  }, value)

/** Every setting of a section, those included that have their default or no value. */
export const settingsIn = (section: Section): Spot[] => leaves(top(section))

/** A place in the section's value, `['reports', 0, 'channel']`, as people write it. */
export function spoken({ name, given }: Section, keys: readonly PropertyKey[]): string {
  const steps = [name]
  let value = given
  for (const key of keys) {
    value = value !== null && typeof value === 'object' ? value[key as keyof typeof value] : undefined
    steps.push((typeof key === 'number' ? nameOf(value) : undefined) ?? String(key))
  }
  return pathOf(steps)
}

/** `deploy-report.reports.web.channel is wrong: …` */
export const wrong = (section: Section, { path, code, message }: z.core.$ZodIssue) =>
  `${spoken(section, path)} ${code === 'custom' ? message : `is wrong: ${message}`}`

const top = ({ schema, given }: Section): Spot => ({ names: [], above: [], schema, value: given, whole: true })

function leaves(spot: Spot): Spot[] {
  const steps = stepsFrom(spot)
  const { schema, value } = bare(spot)
  if (steps.length === 0 || (schema instanceof z.ZodArray && !steps.some(step => hasParts(inside(spot, step, false)))))
    return spot.whole ? [] : [{ ...spot, value }]
  return steps.flatMap(step => {
    const next = inside(spot, step, false)
    return next && next !== 'several' ? leaves(next) : []
  })
}

const hasParts = (spot: Spot | 'several' | undefined) =>
  spot !== undefined && spot !== 'several' && bare(spot).schema instanceof z.ZodObject

/** The steps that lead on: members of an object, entries of a record, elements of a list. */
function stepsFrom(spot: Spot): string[] {
  const { schema, value } = opened(spot)
  if (Array.isArray(value)) {
    const names = value.map((item, index) => nameOf(item) ?? String(index))
    return names.filter(name => names.filter(other => same(other, name)).length === 1)
  }
  if (schema instanceof z.ZodRecord) return Object.keys(value as object)
  if (!(schema instanceof z.ZodObject)) return []
  return [...new Set([...Object.keys(schema.shape), ...Object.keys(value as object)])].filter(
    step => inside(spot, step, false) !== undefined,
  )
}

function inside(spot: Spot, step: string, grows: boolean): Spot | 'several' | undefined {
  const { schema, value: container } = opened(spot)
  if (schema instanceof z.ZodArray) return element(spot, schema, container as unknown[], step, grows)
  const member = memberOf(schema, step, spot)
  if (!member) return undefined
  const value = Object.hasOwn(container as object, step) ? (container as Record<string, unknown>)[step] : undefined
  return further(spot, { container, key: step }, { step, schema: member, value })
}

/** What an element is found by must not change under way. */
function memberOf(schema: z.ZodType, step: string, { whole, names }: Spot): z.ZodType | undefined {
  if (step === '__proto__' || (step === 'name' && whole && names.length > 0)) return undefined
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType
  if (!(schema instanceof z.ZodObject)) return undefined
  if (Object.hasOwn(schema.shape, step)) return schema.shape[step] as z.ZodType
  const { catchall } = schema.def as { catchall?: z.ZodType }
  return catchall instanceof z.ZodNever ? undefined : catchall
}

function element(spot: Spot, { element }: z.ZodArray, list: unknown[], step: string, grows: boolean) {
  const schema = element as z.ZodType
  const named = list.flatMap((item, index) => (same(nameOf(item), step) ? [index] : []))
  if (named.length > 1) return 'several'
  const at = named[0] ?? (/^\d+$/.test(step) ? Number(step) : undefined)
  if (at !== undefined && at < list.length) {
    const name = nameOf(list[at]) ?? String(at)
    // An index that stands for one of several of a name would be another one's after the next change of the list.
    if (list.filter(item => same(nameOf(item), name)).length > 1) return 'several'
    return further(spot, { container: list, key: at }, { step: name, schema, value: list[at] })
  }
  if (!grows || at !== undefined) return undefined
  return further(spot, { container: list, key: list.length }, { step, schema, value: { name: step } })
}

function further(
  { names, above, atStart }: Spot,
  way: Spot['above'][number],
  { step, schema, value }: { step: string; schema: z.ZodType; value: unknown },
): Spot {
  const whole = typeof way.key === 'number' && nameOf(value) !== undefined
  const read = atStart || metaOf(schema).atStart
  return { names: [...names, step], above: [...above, way], schema, value, whole, ...(read && { atStart: true }) }
}

type Bare = Pick<Spot, 'schema' | 'value'>

/** A schema without what is wrapped around it, and the value, or its default where nothing is written. */
function bare({ schema, value }: Bare): Bare {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const { defaultValue } = schema.def
    return bare({ schema: schema.unwrap() as z.ZodType, value: value === undefined ? defaultValue : value })
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return bare({ schema: schema.unwrap() as z.ZodType, value })
  return schema instanceof z.ZodPipe ? bare({ schema: schema.in as z.ZodType, value }) : { schema, value }
}

/** What can be stepped into always has something to step into. */
function opened(spot: Bare): Bare {
  const { schema, value } = bare(spot)
  const isList = Array.isArray(value)
  if (schema instanceof z.ZodArray) return { schema, value: isList ? value : [] }
  if (!(schema instanceof z.ZodObject || schema instanceof z.ZodRecord)) return { schema, value }
  return { schema, value: value !== null && typeof value === 'object' && !isList ? value : {} }
}

function nameOf(item: unknown): string | undefined {
  const { name } = (item ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

/** Hangul typed on one system and saved on another may be spelt in two ways. */
const same = (left: string | undefined, right: string) => left?.normalize('NFC') === right.normalize('NFC')
