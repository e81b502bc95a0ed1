import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { Api } from './api.ts'
import { idIn } from './id.ts'
import { sharingAdvice } from './refusal.ts'
import type { WireColumn } from './schema.ts'
import type { Database, Property } from './words.ts'

/** A declared database as it is there: the data source that holds its rows, and its columns. */
export interface Source {
  database: Database
  id: string
  /** What its addresses call it. */
  databaseId: string
  url: string
  trashed: boolean
  columns: Record<string, WireColumn>
}

export interface Sources {
  /** As it was at most a minute ago. */
  of(database: Database): Promise<Source>
  /** Read anew: somebody may have changed the columns. */
  fresh(database: Database): Promise<Source>
}

const keepsMs = 60_000

export function createSources(api: Api, { clock }: Pick<Io, 'clock'>): Sources {
  const known = new Map<string, { source: Source; at: number }>()
  const fresh = async (database: Database) => {
    const source = await findSource(api, database)
    known.set(nameOf(database), { source, at: clock.monotonic() })
    return source
  }
  return {
    fresh,
    of: async database => {
      const found = known.get(nameOf(database))
      if (!found || clock.monotonic() - found.at > keepsMs) return fresh(database)
      return { ...found.source, database }
    },
  }
}

const nameOf = ({ id, source }: Database) => `${id} ${source ?? ''}`

/** What a message calls it: `Daily Work Logs (NOTION_DB1_ID)`. */
const calledDatabase = ({ title, setting }: Database) => (setting ? `${title} (${setting})` : title)

async function findSource(api: Api, database: Database): Promise<Source> {
  const called = calledDatabase(database)
  if (!database.id) throw new HubError('invalid', unsetAdvice(database))
  const id = idIn(database.id, called)
  const found = await orNone(api.database(id))
  const sourceId = found ? chosen(found.data_sources, database) : id
  const source = found ? await api.dataSource(sourceId) : await orNone(api.dataSource(id))
  if (!source)
    throw new HubError('not_found', `${called}: Notion shows no database ${id} to this integration. ${sharingAdvice}`)
  return {
    database,
    id: source.id,
    databaseId: found?.id ?? source.parent.database_id ?? source.id,
    url: found?.url || source.url,
    trashed: source.in_trash || (found?.in_trash ?? false),
    columns: source.properties,
  }
}

export const unsetAdvice = (database: Database) =>
  `${database.title}: ${database.setting ?? 'its id'} is not set. Run 'dure notion setup' to have the database made, or paste the address of one that is there.`

function chosen(sources: { id: string; name: string }[], database: Database): string {
  const called = calledDatabase(database)
  const wanted = database.source
  const fitting = wanted
    ? sources.filter(({ id, name }) => name === wanted || id.replaceAll('-', '') === wanted.replaceAll('-', ''))
    : sources
  if (fitting.length === 1) return fitting[0]!.id
  const names = sources.map(({ id, name }) => `"${name}" ${id}`).join(', ')
  if (sources.length === 0)
    throw new HubError('invalid', `${called}: the database has no data source that this integration may see.`)
  if (wanted)
    throw new HubError(
      'invalid',
      `${called}: no single data source is called "${wanted}". The database has: ${names}. Name one of them by its id.`,
    )
  throw new HubError(
    'invalid',
    `${called}: the database has ${sources.length} data sources: ${names}. Say which holds the rows, by its name or its id.`,
  )
}

/** What is not there, or not shared, as undefined. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}

/** All declared properties, the key's among them. */
export const propertiesOf = ({ key, properties }: Database): Record<string, Property> => ({
  ...properties,
  [key]: properties[key] ?? 'text',
})

/** The column of a declared property. Every database has one title, which people name as they like. */
export function columnOf({ database, columns }: Source, name: string): WireColumn | undefined {
  if (propertiesOf(database)[name] !== 'title') return columns[name]
  return Object.values(columns).find(({ type }) => type === 'title')
}

/** The type by which Notion calls a declared property. */
export function wireType(property: Property): string {
  const type = typeof property === 'string' ? property : property.type
  return type === 'text' ? 'rich_text' : type
}

/** Select and status hold the same kind of value. */
export function fits(property: Property, { type }: WireColumn): boolean {
  const wanted = wireType(property)
  const alike = ['select', 'status']
  return type === wanted || (alike.includes(type) && alike.includes(wanted))
}

export const optionsOf = (column: WireColumn): { id: string; name: string }[] =>
  (column.select ?? column.multi_select ?? column.status)?.options ?? []
