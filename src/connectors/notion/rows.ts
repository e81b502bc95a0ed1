import { HubError } from '../../engine/error.ts'
import type { Log } from '../../engine/io.ts'
import type { Api, Json } from './api.ts'
import { turnPages } from './paging.ts'
import { readRelation } from './relations.ts'
import type { WirePage } from './schema.ts'
import { columnOf, propertiesOf, type Source } from './source.ts'
import { placeOf, valueHeld } from './values.ts'
import { filtersOf } from './where.ts'
import type { Row, RowsAsked, Value } from './words.ts'

const byAge = [{ timestamp: 'created_time', direction: 'ascending' }]

/**
 * Every row that is asked for, once. One query gives 10 000 rows at most and then stops as if it were done; oldest first,
 * another query goes on from the minute in which the last row was made.
 */
export async function* readRows(api: Api, source: Source, { where = [], sort }: RowsAsked): AsyncGenerator<Row> {
  const filters = filtersOf(source, where)
  const sorts = sort
    ? [
        {
          property: placeOf(source, sort.property).column.name,
          direction: sort.descending ? 'descending' : 'ascending',
        },
      ]
    : byAge
  const seen = new Set<string>()
  let since: string | undefined
  for (;;) {
    const window = since === undefined ? [] : [{ timestamp: 'created_time', created_time: { on_or_after: since } }]
    const state = { last: since, cut: false }
    for await (const page of pagesOf(api, source, [...filters, ...window], sorts, state)) {
      state.last = page.created_time
      if (!seen.has(page.id)) yield rowOf(api, source, page)
      seen.add(page.id)
    }
    if (!state.cut) return
    if (sort || state.last === since) throw tooMany(source, sort !== undefined)
    since = state.last
  }
}

async function* pagesOf(
  api: Api,
  source: Source,
  filters: Json[],
  sorts: Json[],
  state: { cut: boolean },
): AsyncGenerator<WirePage> {
  const filter = filters.length === 0 ? {} : { filter: filters.length === 1 ? filters[0] : { and: filters } }
  const ask = async (start_cursor: string | undefined) => {
    const query = { ...filter, sorts, page_size: 100, result_type: 'page', ...(start_cursor && { start_cursor }) }
    const answer = await api.query(source.id, query)
    state.cut ||= answer.request_status?.type === 'incomplete'
    return answer
  }
  yield* turnPages(ask, `rows of ${source.database.title}`)
}

const tooMany = ({ database }: Source, sorted: boolean) =>
  new HubError(
    'invalid',
    sorted
      ? `${database.title}: Notion gives at most 10 000 rows in the order of a property. Narrow the conditions, or ask for the oldest first.`
      : `${database.title}: more than 10 000 rows were made in one minute, and Notion gives no more at once. Narrow the conditions.`,
  )

/** A page in our words. What it tells only in part is asked for. */
export async function rowOf(api: Api, source: Source, page: WirePage): Promise<Row> {
  const { database } = source
  const properties: Record<string, Value> = {}
  for (const name of Object.keys(propertiesOf(database))) {
    const column = columnOf(source, name)
    const value = column && page.properties[column.name]
    if (value) properties[name] = value.has_more ? await readRelation(api, page.id, value.id) : valueHeld(value)
  }
  const key = properties[database.key]
  return {
    id: page.id,
    url: page.url,
    key: typeof key === 'string' && key !== '' ? key : undefined,
    properties,
    created: page.created_time,
    edited: page.last_edited_time,
    trashed: page.in_trash,
  }
}

/** The pages that have this key, oldest first, letter by letter: Notion's own comparison is not documented. */
async function pagesWithKey(api: Api, source: Source, key: string): Promise<WirePage[]> {
  const { title, key: name } = source.database
  if (key.trim() === '') throw new HubError('invalid', `${title}: the key of a row is empty.`)
  const { column } = placeOf(source, name)
  const filter = { property: column.name, [column.type]: { equals: key } }
  const { results } = await api.query(source.id, { filter, sorts: byAge, page_size: 100, result_type: 'page' })
  return results.filter(({ properties }) => {
    const held = properties[column.name]
    return held && valueHeld(held) === key
  })
}

/** Duplicates are people's work (Notion copies the key with the row), so they are told and left alone. */
export async function pageWithKey(api: Api, source: Source, key: string, log: Log): Promise<WirePage | undefined> {
  const [oldest, ...others] = await pagesWithKey(api, source, key)
  if (oldest && others.length > 0)
    log.warn('notion: several rows have one key, the oldest is taken', {
      database: source.database.title,
      key,
      taken: oldest.url,
      others: others.map(({ url }) => url),
    })
  return oldest
}
