import { type Kysely, sql, type Transaction } from 'kysely'
import type { HubError } from '../../engine/error.ts'
import { change } from '../../engine/store/statement.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { WorkLog } from './log.ts'
import { holds, type Period } from './period.ts'
import { refused } from './refused.ts'
import { indexLog, unindexLog } from './search.ts'
import type { LogRow, Tables } from './tables.ts'

/** A log with what only the store knows of it. */
export interface StoredLog extends WorkLog {
  /** Counts the edits, from 1. */
  version: number
  /** `bodyMark` of each text that it has had; none as long as it was never edited. */
  marks: string[]
  page?: Page
}

/** Where a log or a summary stands in Notion. */
export interface Page {
  id: string
  url: string
}

type Db = Kysely<Tables>
type Tx = Transaction<Tables>

const insertLog = change((db: Db, row: LogRow) =>
  db
    .insertInto('worklog_log')
    .values(row)
    .onConflict(conflict => conflict.column('fingerprint').doNothing()),
)

/** Puts in a log, which `indexSome` brings into the indexes; `conflict`, naming the other, where one tells the same of the same day. */
export async function addLog(tx: Tx, log: StoredLog) {
  const added = await insertLog(tx, { ...rowOf(log), indexed: 0 })
  if (added === 0) throw await duplicate(tx, log)
}

/**
 * Puts `log` in the place of `before`; `conflict` where somebody else has changed or removed it since, or, naming the
 * other, where one tells the same of the same day.
 */
export async function changeLog(tx: Tx, log: StoredLog, before: StoredLog) {
  // A page that became known meanwhile stays known.
  const { id: _, page_id: __, page_url: ___, ...values } = rowOf(log)
  // What another hub writes at this moment is known to the index alone; on PostgreSQL its no costs all since the savepoint.
  await sql`savepoint change`.execute(tx)
  const changed = await atVersion(tx.updateTable('worklog_log').set(values), before)
    .executeTakeFirst()
    .catch(async error => {
      if (!/worklog_log[._]fingerprint/.test(error.message)) throw error
      await sql`rollback to savepoint change`.execute(tx)
      throw await duplicate(tx, log)
    })
  assertOne(changed, before)
  if (!(await isIndexed(tx, log))) return
  await indexLog(tx as never, log, before)
  await removeTech(tx, log)
  await addTech(tx, log)
}

export async function removeLog(tx: Tx, log: StoredLog) {
  const wasIndexed = await isIndexed(tx, log)
  assertOne(await atVersion(tx.deleteFrom('worklog_log'), log).executeTakeFirst(), log)
  if (!wasIndexed) return
  await unindexLog(tx as never, log)
  await removeTech(tx, log)
}

const isIndexed = async (tx: Tx, { id }: StoredLog) =>
  (await tx.selectFrom('worklog_log').select('indexed').where('id', '=', id).executeTakeFirst())?.indexed === 1

/** Ids of logs that the indexes lack; until then a search reads them one by one. */
export async function unindexed(db: Db, most: number): Promise<string[]> {
  const rows = await db.selectFrom('worklog_log').select('id').where('indexed', '=', 0).limit(most).execute()
  return rows.map(({ id }) => id)
}

/** Brings logs into the indexes, as they are now. */
export async function indexSome(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return
  const rows = await tx.selectFrom('worklog_log').selectAll().where('id', 'in', ids).where('indexed', '=', 0).execute()
  for (const log of rows.map(logOf)) {
    await indexLog(tx as never, log)
    await addTech(tx, log)
  }
  await tx.updateTable('worklog_log').set({ indexed: 1 }).where('id', 'in', ids).execute()
}

const atVersion = <Q extends { where(column: 'id' | 'version', is: '=', value: string | number): Q }>(
  query: Q,
  { id, version }: StoredLog,
): Q => query.where('id', '=', id).where('version', '=', version)

function assertOne(result: { numUpdatedRows?: bigint; numDeletedRows?: bigint } | undefined, { id }: StoredLog) {
  if ((result?.numUpdatedRows ?? result?.numDeletedRows) === 1n) return
  throw refused('conflict', words => words.changed(id))
}

async function duplicate(tx: Tx, log: StoredLog): Promise<HubError> {
  const { id } = await tx
    .selectFrom('worklog_log')
    .select('id')
    .where('fingerprint', '=', fingerprintOf(log))
    .executeTakeFirstOrThrow()
  return refused('conflict', words => words.twin(id))
}

/** As a technology is looked for: in one case, Hangul in one piece. */
export const techKey = (name: string) => name.normalize('NFKC').toLowerCase().trim()

export const techKeys = (techStack: readonly string[]) => new Set(techStack.map(techKey))

async function addTech(tx: Tx, { id, techStack }: StoredLog) {
  const names = [...techKeys(techStack)]
  if (names.length > 0)
    await tx
      .insertInto('worklog_tech')
      .values(names.map(name => ({ name, log_id: id })))
      .execute()
}

async function removeTech(tx: Tx, { id }: StoredLog) {
  await tx.deleteFrom('worklog_tech').where('log_id', '=', id).execute()
}

/** `not_found` where there is none, or no more. */
export async function logWith(db: Db, id: string): Promise<StoredLog> {
  const row = await db.selectFrom('worklog_log').selectAll().where('id', '=', id).executeTakeFirst()
  if (row) return logOf(row)
  throw refused('not_found', words => words.noLog(id))
}

export async function logsWith(db: Db, ids: readonly string[]): Promise<StoredLog[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('worklog_log').selectAll().where('id', 'in', ids).execute()
  return rows.map(logOf)
}

/** All of a period, oldest first. */
export async function logsIn(db: Db, { from, to }: Pick<Period, 'from' | 'to'>): Promise<StoredLog[]> {
  const rows = await db
    .selectFrom('worklog_log')
    .selectAll()
    .where('logged_date', '>=', from)
    .where('logged_date', '<', to)
    .orderBy('logged_date')
    .orderBy('id')
    .execute()
  return rows.map(logOf)
}

/** What tells whether a summary is still made of what is there. */
export type Versioned = Pick<StoredLog, 'id' | 'version' | 'loggedDate'>

/** Of every log from the first day to the last, for the stale flag of many periods at once. */
export async function versionsIn(db: Db, { from, to }: Pick<Period, 'from' | 'to'>): Promise<Versioned[]> {
  return db
    .selectFrom('worklog_log')
    .select(['id', 'version', 'logged_date as loggedDate'])
    .where('logged_date', '>=', from)
    .where('logged_date', '<', to)
    .execute()
}

export const within = <T extends Pick<StoredLog, 'loggedDate'>>(
  logs: readonly T[],
  period: Pick<Period, 'from' | 'to'>,
) => logs.filter(({ loggedDate }) => holds(period, loggedDate))

/** Those whose page in Notion is not known, oldest first. */
export async function pagelessLogs(db: Db, most: number): Promise<StoredLog[]> {
  const rows = await db
    .selectFrom('worklog_log')
    .selectAll()
    .where('page_id', 'is', null)
    .orderBy('logged_date')
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(logOf)
}

/** Takes note of where Notion has the log. */
export async function keepPage(tx: Tx, id: string, page: Page) {
  await tx.updateTable('worklog_log').set({ page_id: page.id, page_url: page.url }).where('id', '=', id).execute()
}

const rowOf = (log: StoredLog): Omit<LogRow, 'indexed'> => ({
  id: log.id,
  fingerprint: fingerprintOf(log),
  title: log.title,
  star: JSON.stringify(log.star),
  category: log.category,
  impact_level: log.impactLevel,
  tech_stack: JSON.stringify(log.techStack),
  logged_date: log.loggedDate,
  status: log.status,
  metrics: log.metrics ?? null,
  ticket_url: log.ticketUrl ?? null,
  created_at: log.createdAt,
  updated_at: log.updatedAt,
  version: log.version,
  marks: JSON.stringify(log.marks),
  page_id: log.page?.id ?? null,
  page_url: log.page?.url ?? null,
})

/** A row as a log. */
export const logOf = (row: LogRow): StoredLog => ({
  id: row.id,
  title: row.title,
  star: JSON.parse(row.star),
  category: row.category as WorkLog['category'],
  impactLevel: row.impact_level as WorkLog['impactLevel'],
  techStack: JSON.parse(row.tech_stack),
  loggedDate: row.logged_date,
  status: row.status,
  ...(row.metrics !== null && { metrics: row.metrics }),
  ...(row.ticket_url !== null && { ticketUrl: row.ticket_url }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
  marks: JSON.parse(row.marks),
  ...(row.page_id !== null && { page: { id: row.page_id, url: row.page_url! } }),
})
