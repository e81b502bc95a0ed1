import { type FakePage, type FakeSource, type FakeState, invalid, type Json } from './fake-state.ts'
import { pageOut, plainText } from './fake-wire.ts'

/** Answers a query: filtered, sorted only when asked to, a hundred at most, and cut where Notion gives no more. */
export function queried(state: FakeState, source: FakeSource, body: Json, mostRows: number): Json {
  const { filter, sorts = [], page_size = 100, start_cursor } = body
  if (page_size > 100)
    invalid(`body failed validation: body.page_size should be ≤ \`100\`, instead was \`${page_size}\`.`)
  // What is wrong with a filter is told even where there is no row to hold it against.
  if (filter) holds(source, nowhere, filter)
  const rows = state
    .rowsOf(source.id)
    .filter(page => page.shared && !page.trashed && (!filter || holds(source, page, filter)))
    .sort((left, right) => order(source, sorts, left, right) || Number(left.id > right.id) || -1)
  const start = start_cursor === undefined ? 0 : rows.findIndex(({ id }) => id === start_cursor)
  if (start < 0) invalid(`The start_cursor provided is invalid: ${start_cursor}`)
  const end = Math.min(start + page_size, mostRows)
  const isCut = end === mostRows && rows.length > mostRows
  const next = isCut ? undefined : rows[end]
  return {
    object: 'list',
    type: 'page_or_data_source',
    page_or_data_source: {},
    results: rows.slice(start, end).map(page => pageOut(state, page)),
    next_cursor: next?.id ?? null,
    has_more: next !== undefined,
    request_status: isCut
      ? { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' }
      : { type: 'complete' },
  }
}

const nowhere = { values: new Map(), made: new Date(0), edited: new Date(0) } as unknown as FakePage

function order(source: FakeSource, sorts: Json[], left: FakePage, right: FakePage): number {
  for (const { timestamp, property, direction } of sorts) {
    const value = (page: FakePage) =>
      timestamp ? momentOf(page, timestamp).getTime() : comparable(page, columnNamed(source, property))
    const [one, other] = [value(left), value(right)]
    if (one !== other) return (one < other ? -1 : 1) * (direction === 'descending' ? -1 : 1)
  }
  return 0
}

const momentOf = (page: FakePage, timestamp: string) => (timestamp === 'created_time' ? page.made : page.edited)

const columnNamed = (source: FakeSource, name: string) =>
  source.columns.find(column => column.name === name || column.id === name) ??
  invalid(`Could not find property with name or id: ${name}`)

function comparable(page: FakePage, { id, type }: { id: string; type: string }): any {
  const value = page.values.get(id)
  if (['title', 'rich_text'].includes(type)) return plainText(value ?? [])
  if (type === 'date') return value ? Date.parse(value.start) : 0
  return value?.name ?? value ?? ''
}

function holds(source: FakeSource, page: FakePage, filter: Json): boolean {
  if (filter.and) return filter.and.map((one: Json) => holds(source, page, one)).every(Boolean)
  if (filter.or) return filter.or.map((one: Json) => holds(source, page, one)).some(Boolean)
  if (filter.timestamp) return datesHold(momentOf(page, filter.timestamp).toISOString(), only(filter[filter.timestamp]))
  const column = columnNamed(source, filter.property)
  if (!(column.type in filter))
    return invalid(`database property ${column.type} does not match filter ${Object.keys(filter).join(', ')}`)
  const [operator, wanted] = only(filter[column.type])
  const value = page.values.get(column.id)
  if (column.type === 'date') return value !== undefined && value !== null && datesHold(value.start, [operator, wanted])
  return valueHolds(column.type, value, operator, wanted)
}

function only(operators: Json): [string, any] {
  const [first, second] = Object.entries(operators)
  if (!first || second) return invalid('body failed validation: body.filter: one operator should be defined.')
  return first
}

/** A date without a time is the beginning of that day in UTC. */
function datesHold(value: string, [operator, wanted]: [string, any]): boolean {
  const [at, limit] = [Date.parse(value), Date.parse(wanted)]
  if (Number.isNaN(limit)) return invalid(`body failed validation: ${wanted} should be a valid ISO 8601 date string.`)
  if (operator === 'on_or_after') return at >= limit
  if (operator === 'before') return at < limit
  if (operator === 'on_or_before') return at <= limit
  if (operator === 'after') return at > limit
  return operator === 'equals' ? at === limit : invalid(`body failed validation: ${operator} should be not present.`)
}

function valueHolds(type: string, value: any, operator: string, wanted: any): boolean {
  if (['title', 'rich_text', 'url'].includes(type)) {
    const text = type === 'url' ? (value ?? '') : plainText(value ?? [])
    // Notion does not mind the case.
    const [one, other] = [text.toLowerCase(), String(wanted).toLowerCase()]
    return operator === 'equals' ? one === other : one.includes(other)
  }
  if (type === 'multi_select') return (value ?? []).some((option: Json) => option.name === wanted)
  if (type === 'relation') return (value ?? []).includes(wanted)
  return (value?.name ?? value ?? (type === 'checkbox' ? false : null)) === wanted
}
