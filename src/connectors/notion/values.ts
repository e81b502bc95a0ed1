import { HubError } from '../../engine/error.ts'
import type { Json } from './api.ts'
import { idIn } from './id.ts'
import type { WireColumn, WireValue } from './schema.ts'
import { columnOf, fits, optionsOf, propertiesOf, type Source } from './source.ts'
import { split } from './split.ts'
import type { Period, Property, Value } from './words.ts'

/** Elements that Notion takes in any list. */
export const mostElements = 100
const longestUrl = 2000
const longestOption = 100

export interface Fitted {
  /** By the names that the columns have there. */
  properties: Record<string, Json>
  /** What is not written letter by letter. */
  notes: string[]
}

/** Values as the columns take them. Throws `invalid` for what Notion would refuse, drop, or silently make an option of. */
export function fitted(source: Source, values: Record<string, Value>): Fitted {
  const notes: string[] = []
  const properties = Object.entries(values).map(([name, value]) => {
    const { column, declared } = placeOf(source, name)
    const place = `${source.database.title}: "${name}"`
    return [column.name, valueFor(column, declared, value, place, notes)] as const
  })
  return { properties: Object.fromEntries(properties), notes }
}

export function placeOf(source: Source, name: string): { column: WireColumn; declared: Property } {
  const { title } = source.database
  const declared = propertiesOf(source.database)[name]
  if (!declared) throw new HubError('invalid', `${title}: no property "${name}" is declared.`)
  const column = columnOf(source, name)
  if (!column)
    throw new HubError(
      'invalid',
      `${title}: the database has no property "${name}". Run 'dure notion setup', or add it by hand.`,
    )
  if (!fits(declared, column))
    throw new HubError(
      'invalid',
      `${title}: the property "${name}" is of type ${column.type} there, which does not fit. Run 'dure doctor' to see what is wrong with the database.`,
    )
  return { column, declared }
}

function valueFor(column: WireColumn, declared: Property, value: Value, place: string, notes: string[]): Json {
  const { type } = column
  const wrong = (wanted: string) =>
    new HubError('invalid', `${place} takes ${wanted}, not ${JSON.stringify(value)?.slice(0, 60).toWellFormed()}.`)
  switch (type) {
    case 'title':
    case 'rich_text':
      if (value !== null && typeof value !== 'string') throw wrong('a text')
      return { [type]: textFor(value ?? '', place) }
    case 'number':
      if (value !== null && !(typeof value === 'number' && Number.isFinite(value))) throw wrong('a number')
      return { number: value }
    case 'checkbox':
      if (typeof value !== 'boolean') throw wrong('true or false')
      return { checkbox: value }
    case 'url':
      if (value !== null && typeof value !== 'string') throw wrong('an address')
      return { url: urlFor(value, place) }
    case 'date':
      return { date: dateFor(value, wrong('a date such as 2026-11-21')) }
    case 'select':
    case 'status':
      if (value !== null && typeof value !== 'string') throw wrong('one option')
      return { [type]: value ? { name: optionFor(column, declared, value, place, notes) } : null }
    case 'multi_select':
      if (!Array.isArray(value)) throw wrong('a list of options')
      return { multi_select: optionsFor(column, declared, value, place, notes) }
    default:
      if (!Array.isArray(value)) throw wrong('a list of rows')
      return { relation: linksFor(column, value, place) }
  }
}

/** A text in pieces. Notion keeps no NUL and no half of a surrogate pair. */
const textPieces = (text: string) => split(text.toWellFormed().replaceAll('\0', '\ufffd'))

function textFor(text: string, place: string): Json[] {
  const pieces = textPieces(text)
  if (pieces.length > mostElements)
    throw new HubError(
      'invalid',
      `${place} has ${text.length} characters; Notion takes about 200 000 in a property. Put it into the row's body.`,
    )
  return pieces.map(content => ({ type: 'text', text: { content } }))
}

/** Notion refuses an empty address; none is null. */
function urlFor(value: string | null, place: string): string | null {
  if (!value) return null
  if (value.length <= longestUrl) return value.toWellFormed()
  throw new HubError('invalid', `${place} is an address of ${value.length} characters; Notion takes ${longestUrl}.`)
}

function dateFor(value: Value, wrong: HubError): Json | null {
  if (value === null || value === '') return null
  const { start, end } = typeof value === 'string' ? { start: value, end: undefined } : (value as Period)
  const isDate = (text: unknown) => typeof text === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) && isMoment(text)
  if (!isDate(start) || !(end === undefined || isDate(end))) throw wrong
  return { start, ...(end !== undefined && { end }) }
}

/** Rejects 2026-02-30, which a lenient reader moves to March. */
function isMoment(text: string): boolean {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10))
  return isDay && !Number.isNaN(Date.parse(text))
}

function optionsFor(column: WireColumn, declared: Property, values: string[], place: string, notes: string[]): Json[] {
  const names = new Set(values.map(value => optionFor(column, declared, value, place, notes)))
  if (names.size > mostElements)
    throw new HubError('invalid', `${place} has ${names.size} options; Notion takes ${mostElements} in a row.`)
  return [...names].map(name => ({ name }))
}

/** The option as it is called there; a new one only where that is declared. */
function optionFor(column: WireColumn, declared: Property, value: string, place: string, notes: string[]): string {
  const wanted = value.toWellFormed().replaceAll(',', '，').replace(/\s+/g, ' ').trim()
  const there = optionsOf(column).map(({ name }) => name)
  const like = there.find(name => name === wanted) ?? there.find(name => fold(name) === fold(wanted))
  const name = like ?? wanted
  if (name !== value) notes.push(`${place}: ${JSON.stringify(value)} is written ${JSON.stringify(name)}`)
  if (like !== undefined) return like
  const isOpen = typeof declared === 'object' && 'open' in declared && declared.open && column.type !== 'status'
  if (!isOpen)
    throw new HubError(
      'invalid',
      `${place} has no option ${JSON.stringify(value)}. It has: ${there.join(', ') || 'none'}. Use one of these, or add it in Notion.`,
    )
  if (name === '' || name.length > longestOption)
    throw new HubError('invalid', `${place}: an option has 1 to ${longestOption} characters, this one ${name.length}.`)
  return name
}

/** More than a hundred need a two-way relation: the rest is linked from the other side. */
function linksFor(column: WireColumn, values: string[], place: string): Json[] {
  const ids = new Set(values.map(id => (isPlanned(id) ? id : idIn(id, place))))
  if (ids.size <= mostElements || column.relation?.dual_property) return [...ids].map(id => ({ id }))
  throw new HubError(
    'invalid',
    `${place} is to hold ${ids.size} rows; Notion takes ${mostElements} in a one-way relation. Run 'dure notion setup' to make it two-way, or divide the row into parts.`,
  )
}

/** The id of a row that stands in a plan only. */
export const isPlanned = (id: string) => id.startsWith('planned:')

const fold = (name: string) => name.normalize('NFKC').toLowerCase()

/** What a row holds of one property, in our words. A relation that has more than it tells is completed elsewhere. */
export function valueHeld(wire: WireValue): Value {
  switch (wire.type) {
    case 'title':
      return wire.title ?? ''
    case 'rich_text':
      return wire.rich_text ?? ''
    case 'number':
      return wire.number ?? null
    case 'checkbox':
      return wire.checkbox ?? false
    case 'url':
      return wire.url ?? null
    case 'date':
      return wire.date ? dateOf(wire.date) : null
    case 'select':
    case 'status':
      return wire[wire.type]?.name ?? null
    case 'multi_select':
      return wire.multi_select?.map(({ name }) => name) ?? []
    case 'relation':
      return wire.relation?.map(({ id }) => id) ?? []
    default:
      return null
  }
}

const dateOf = ({ start, end }: { start: string; end?: string | null | undefined }): Value =>
  end ? { start, end } : start

/** What a value that is to be sent says, to be held against what is there. */
export function valueSent(sent: Json): Value {
  const { title, rich_text, multi_select, select, status, date, relation, ...plain } = sent as any
  const text = title ?? rich_text
  if (text) return text.map((piece: any) => piece.text.content).join('')
  if (multi_select) return multi_select.map(({ name }: { name: string }) => name)
  if (relation) return relation.map(({ id }: { id: string }) => id)
  if (date) return dateOf(date)
  return select?.name ?? status?.name ?? Object.values(plain as Record<string, Value>)[0] ?? null
}

/** Whether both say the same. An empty text and none do; so do two ways to write a moment, and two orders of a list. */
export function sameValue(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    const items = new Set(left)
    return items.size === new Set(right).size && right.every(item => items.has(item))
  }
  return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right))
}

function comparable(value: Value): unknown {
  if (value === null || value === '') return null
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value) || value
  if (typeof value === 'object' && 'start' in value) return [comparable(value.start), comparable(value.end)]
  return value
}
