import { HubError } from '../../engine/error.ts'
import type { Api, Json } from './api.ts'
import { problemsOf } from './check.ts'
import { idIn } from './id.ts'
import { turnPages } from './paging.ts'
import type { WireColumn } from './schema.ts'
import { columnOf, fits, optionsOf, propertiesOf, type Source, wireType } from './source.ts'
import type { Database, Property, SetUp, SetUpResult } from './words.ts'
import type { Means } from './write.ts'

/** Notion takes so many options at once. */
const mostOptions = 100

/**
 * Makes what is missing: databases, then properties, then the relations between them. Nothing that is there is renamed,
 * retyped or removed. Run again it goes on where it was cut off, and a database of the title below the page is taken up.
 */
export async function setUp(means: Means, { databases, parentPage }: SetUp): Promise<SetUpResult> {
  const { api, sources } = means
  const found: { source: Source; done: string[] }[] = []
  for (const database of databases) {
    const made = database.id ? undefined : await makeDatabase(api, database, databases, parentPage)
    found.push({ source: await sources.fresh({ ...database, id: database.id ?? made!.id }), done: made?.done ?? [] })
  }
  const ids = new Map(found.map(({ source }) => [source.database.name, source.id]))
  const results = []
  for (const { source, done } of found) {
    const changes = missingIn(source, ids)
    const lines = Object.keys(changes).map(name => doneLine(source, name))
    if (lines.length > 0) await api.updateDataSource(source.id, changes)
    const now = lines.length > 0 ? await sources.fresh(source.database) : source
    const { name, setting } = source.database
    results.push({
      name,
      setting,
      id: source.databaseId,
      url: source.url,
      done: [...done, ...lines],
      left: problemsOf(now, ids),
    })
  }
  return { databases: results }
}

const doneLine = (source: Source, name: string) =>
  `${source.database.title}: ${source.columns[name] ? 'completed' : 'added'} "${name}"`

/** The database of that title below the page, which an earlier attempt may have made, else a new one. */
async function makeDatabase(
  api: Api,
  database: Database,
  all: Database[],
  parentPage: string | undefined,
): Promise<{ id: string; done: string[] }> {
  const { title } = database
  if (parentPage === undefined)
    throw new HubError(
      'invalid',
      `${title}: to have it made, name the page below which it shall be, and share that page with the integration (⋯ → Connections).`,
    )
  const page = idIn(parentPage, 'the page for the databases')
  const there = await databaseBelow(api, page, title, all)
  if (there) return { id: there, done: [] }
  const properties = Object.entries(propertiesOf(database))
    .filter(([, property]) => wireType(property) !== 'relation')
    .map(([name, property]) => [name, columnFor(property, undefined)])
  const { id } = await api.createDatabase(page, title, Object.fromEntries(properties))
  return { id, done: [`${title}: made`] }
}

async function databaseBelow(api: Api, page: string, title: string, all: Database[]): Promise<string | undefined> {
  const taken = new Set(all.flatMap(({ id }) => (id ? [idIn(id, title)] : [])))
  const ask = (cursor: string | undefined) => api.children(page, cursor)
  for await (const { id, type, child_database } of turnPages(ask, `blocks of ${page}`))
    if (type === 'child_database' && (child_database as { title?: string })?.title === title && !taken.has(id))
      return id
  return undefined
}

/** What must be said to Notion so that nothing is missing. What is of another type is left to people. */
export function missingIn(source: Source, ids: ReadonlyMap<string, string>): Record<string, Json> {
  const changes = Object.entries(propertiesOf(source.database)).flatMap(([name, property]) => {
    const column = columnOf(source, name)
    const change = column ? completed(column, property, ids) : columnFor(property, ids)
    return change ? [[column?.name ?? name, change] as const] : []
  })
  return Object.fromEntries(changes)
}

function columnFor(property: Property, ids: ReadonlyMap<string, string> | undefined): Json | undefined {
  const type = wireType(property)
  if (typeof property === 'string') return { type, [type]: {} }
  if (property.type === 'relation') return relationTo(property, ids?.get(property.to))
  // The options of a status are Notion's own until people change them.
  if (property.type === 'status') return { type, status: {} }
  return { type, [type]: { options: property.options.slice(0, mostOptions).map(name => ({ name })) } }
}

function relationTo({ back }: { back?: string }, target: string | undefined): Json | undefined {
  if (target === undefined) return undefined
  const way =
    back === undefined
      ? { type: 'single_property', single_property: {} }
      : { type: 'dual_property', dual_property: { synced_property_name: back } }
  return { type: 'relation', relation: { data_source_id: target, ...way } }
}

function completed(column: WireColumn, property: Property, ids: ReadonlyMap<string, string>): Json | undefined {
  if (typeof property === 'string' || !fits(property, column) || column.type === 'status') return undefined
  if (property.type === 'relation') {
    const target = ids.get(property.to)
    const isOneWay = property.back !== undefined && !column.relation?.dual_property
    return isOneWay && column.relation?.data_source_id === target ? relationTo(property, target) : undefined
  }
  const there = optionsOf(column)
  const missing = property.options.filter(option => there.every(({ name }) => name !== option))
  if (missing.length === 0 || there.length + missing.length > mostOptions) return undefined
  // What is not named would be taken away.
  const options = [...there.map(({ id }) => ({ id })), ...missing.map(name => ({ name }))]
  return { type: column.type, [column.type]: { options } }
}
