import { HubError } from '../../engine/error.ts'
import type { Json } from './api.ts'
import { idIn } from './id.ts'
import type { Source } from './source.ts'
import { placeOf } from './values.ts'
import type { Condition, Row, Span, Value } from './words.ts'

/** The conditions as Notion's filter, a flat list of which all hold. */
export const filtersOf = (source: Source, where: Condition[]): Json[] =>
  where.flatMap(condition => {
    if ('edited' in condition) return timestampFilters('last_edited_time', condition.edited)
    if ('created' in condition) return timestampFilters('created_time', condition.created)
    const { column } = placeOf(source, condition.property)
    return operatorsOf(column.type, condition).map(operator => ({ property: column.name, [column.type]: operator }))
  })

/** One operator an object: Notion takes no second one. */
const spanOperators = ({ from, before }: Span): Json[] => [
  ...(from === undefined ? [] : [{ on_or_after: from }]),
  ...(before === undefined ? [] : [{ before }]),
]

const timestampFilters = (timestamp: string, span: Span): Json[] =>
  spanOperators(span).map(operator => ({ timestamp, [timestamp]: operator }))

function operatorsOf(type: string, condition: Exclude<Condition, { edited: Span } | { created: Span }>): Json[] {
  const texts = ['title', 'rich_text', 'url']
  if ('within' in condition && type === 'date') return spanOperators(condition.within)
  if ('equals' in condition && [...texts, 'number', 'checkbox', 'select', 'status'].includes(type))
    return [{ equals: condition.equals }]
  if ('contains' in condition && [...texts, 'multi_select'].includes(type)) return [{ contains: condition.contains }]
  if ('contains' in condition && type === 'relation')
    return [{ contains: idIn(condition.contains, condition.property) }]
  const kind = Object.keys(condition).find(key => key !== 'property')
  throw new HubError('invalid', `A property of type ${type} cannot be asked for "${kind}" ("${condition.property}").`)
}

/** Whether a row meets the conditions, for rows that Notion does not know yet. */
export const meets = (row: Row, where: Condition[]): boolean =>
  where.every(condition => {
    if ('edited' in condition) return isWithin(row.edited, condition.edited)
    if ('created' in condition) return isWithin(row.created, condition.created)
    const value = row.properties[condition.property] ?? null
    if ('within' in condition) return isWithin(startOf(value), condition.within)
    if ('equals' in condition) return value === condition.equals
    return (typeof value === 'string' || Array.isArray(value)) && value.includes(condition.contains)
  })

const startOf = (value: Value) => (typeof value === 'object' && value && 'start' in value ? value.start : value)

function isWithin(value: Value | undefined, { from, before }: Span): boolean {
  // A row that is only planned is of now, whenever that is.
  if (value === '') return before === undefined
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return !Number.isNaN(at) && (from === undefined || at >= Date.parse(from)) && !(at >= Date.parse(before ?? ''))
}
