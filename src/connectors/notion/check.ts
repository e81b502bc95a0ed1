import { HubError } from '../../engine/error.ts'
import { columnOf, fits, optionsOf, propertiesOf, type Source, type Sources, unsetAdvice, wireType } from './source.ts'
import type { Database, DatabaseState, Problem, Property } from './words.ts'

/** Every declared database beside the one that is there. */
export async function checkDatabases(sources: Sources, databases: Database[]): Promise<DatabaseState[]> {
  const seen = []
  for (const database of databases) seen.push(await look(sources, database))
  const ids = new Map(seen.flatMap(({ database, source }) => (source ? [[database.name, source.id] as const] : [])))
  return seen.map(({ database, source, problem }) => ({
    name: database.name,
    url: source?.url,
    problems: source ? problemsOf(source, ids) : [problem!],
  }))
}

async function look(
  sources: Sources,
  database: Database,
): Promise<{ database: Database; source?: Source; problem?: Problem }> {
  if (!database.id) return { database, problem: { kind: 'unset', message: unsetAdvice(database) } }
  try {
    return { database, source: await sources.fresh(database) }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    if (error.code === 'not_found') return { database, problem: { kind: 'unreachable', message: error.message } }
    if (error.code === 'invalid') return { database, problem: { kind: 'source', message: error.message } }
    throw error
  }
}

/** What the declaration asks for and the database lacks. `ids` are the data sources of declared databases, by name. */
export function problemsOf(source: Source, ids: ReadonlyMap<string, string>): Problem[] {
  const { database, trashed } = source
  const gone: Problem[] = trashed
    ? [{ kind: 'trashed', message: `${database.title}: the database is in Notion's trash. Restore it there.` }]
    : []
  const found = Object.entries(propertiesOf(database)).flatMap(([name, property]) =>
    problemsOfProperty(source, name, property, ids),
  )
  return [...gone, ...found]
}

function problemsOfProperty(
  source: Source,
  property: string,
  declared: Property,
  ids: ReadonlyMap<string, string>,
): Problem[] {
  const place = `${source.database.title}: the property "${property}"`
  const column = columnOf(source, property)
  if (!column) {
    const message = `${place} is missing. Run 'dure notion setup', or add it by hand as ${kindOf(declared)}.`
    return [{ kind: 'missing', property, message }]
  }
  if (!fits(declared, column)) {
    const message = `${place} is of type ${column.type} and should be ${kindOf(declared)}. Change its type in Notion, or rename it and run 'dure notion setup'.`
    return [{ kind: 'type', property, message }]
  }
  if (typeof declared === 'string') return []
  if (declared.type === 'relation') return relationProblems(place, property, declared, column.relation, ids)
  const there = new Set(optionsOf(column).map(({ name }) => name))
  const missing = declared.options.filter(option => !there.has(option))
  if (missing.length === 0) return []
  const byHand = column.type === 'status' ? 'Add them by hand' : "Run 'dure notion setup', or add them by hand"
  const message = `${place} lacks the options ${missing.map(option => `"${option}"`).join(', ')}. ${byHand}.`
  return [{ kind: 'options', property, message }]
}

function relationProblems(
  place: string,
  property: string,
  declared: { to: string; back?: string },
  relation: { data_source_id: string; dual_property?: unknown } | undefined,
  ids: ReadonlyMap<string, string>,
): Problem[] {
  const target = ids.get(declared.to)
  if (target !== undefined && relation?.data_source_id !== target) {
    const message = `${place} leads to another database than ${declared.to}. Point it there in Notion, or rename it and run 'dure notion setup'.`
    return [{ kind: 'relation', property, message }]
  }
  if (declared.back === undefined || relation?.dual_property) return []
  const message = `${place} is a one-way relation, which holds at most 100 rows. Run 'dure notion setup' to make it two-way.`
  return [{ kind: 'relation', property, message }]
}

const kindOf = (property: Property) =>
  ({ rich_text: 'text', multi_select: 'multi-select', checkbox: 'a checkbox' })[wireType(property)] ??
  `a ${wireType(property)}`
