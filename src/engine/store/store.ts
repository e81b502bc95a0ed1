import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery, type Dialect, Kysely, sql, type Transaction } from 'kysely'
import type { Clock } from '../clock.ts'
import { HubError } from '../error.ts'
import type { Log } from '../io.ts'
import { latestVersion, type Migration, migrations, spell } from './migrations.ts'
import { openDatabase, sqliteConnection, sqliteDialect } from './sqlite.ts'
import { lined, lineOf, straight } from './statement.ts'
import type { Tables } from './tables.ts'
import { isStoreTrouble } from './trouble.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/** The ledger's database. Reads go through `db`; whatever belongs together is written by one `commit`. */
export interface Store {
  dialect: 'sqlite' | 'postgres'
  /** Throws inside a commit, whose body must await nothing but its own `tx`. */
  readonly db: Db
  /** Runs `work` in a transaction that may be shared with others waiting at the same moment, each in a savepoint. */
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * A file, or `:memory:`. With `turn` a commit waits until sockets and timers had theirs: statements hold up the process, so
 * that without it nothing could ever wait together.
 */
export function openSqlite(path: string, turn?: Clock['turn']): Store {
  const writer = new Kysely<Tables>({ dialect: sqliteDialect(openDatabase(path, 'write')) })
  if (path === ':memory:') return storeOn('sqlite', writer, writer, turn)
  return storeOn('sqlite', writer, readerOf(path), turn)
}

/** For commands that only look: no lock is taken and nothing is written. */
export function openSqliteToRead(path: string): Store {
  const reader = new Kysely<Tables>({ dialect: sqliteDialect(openDatabase(path, 'read')) })
  return storeOn('sqlite', reader, reader)
}

/** Beside a writer it has no transactions, which a statement would have to wait for. */
function readerOf(path: string): Db {
  const database = openDatabase(path, 'read')
  return lined(new Kysely<Tables>({ dialect: sqliteDialect(database) }), sqliteConnection(database))
}

/** Loads `pg` only here: a hub on SQLite has no use for it. */
export async function openPostgres(url: string, log: Log): Promise<Store> {
  const { postgresDialect } = await import('./postgres.ts')
  return storeOnDialect('postgres', await postgresDialect(url, log))
}

export function storeOnDialect(dialect: Store['dialect'], kyselyDialect: Dialect): Store {
  const db = new Kysely<Tables>({ dialect: kyselyDialect })
  return storeOn(dialect, db, db)
}

function storeOn(dialect: Store['dialect'], writer: Db, reader: Db, turn?: Clock['turn']): Store {
  const inside = new AsyncLocalStorage<true>()
  const commit = groupCommit(writer, work => inside.run(true, work), turn)
  const assertOutside = () => {
    if (inside.getStore()) throw new Error('inside a commit only its own tx may be used')
  }
  return {
    dialect,
    get db() {
      assertOutside()
      return reader
    },
    async commit(work) {
      assertOutside()
      return commit(work)
    },
    async close() {
      if (reader !== writer) await reader.destroy()
      await writer.destroy()
    },
  }
}

interface Pending {
  work: (tx: Tx) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (reason: unknown) => void
}

const batchSize = 256
const savepoint = CompiledQuery.raw('savepoint work')
const rollBack = CompiledQuery.raw('rollback to savepoint work')
const release = CompiledQuery.raw('release savepoint work')

/** What waits together is committed together: one fsync for all. A work that throws takes back only itself. */
function groupCommit(writer: Db, isolate: <T>(work: () => T) => T, turn?: Clock['turn']): Store['commit'] {
  let waiting: Pending[] = []
  let busy = false

  const flush = async () => {
    busy = true
    while (waiting.length > 0) {
      await turn?.()
      const batch = waiting.slice(0, batchSize)
      waiting = waiting.slice(batchSize)
      await settle(batch)
    }
    busy = false
  }

  const settle = async (batch: Pending[]) => {
    let answers: (() => void)[] = []
    try {
      await writer.transaction().execute(async tx => {
        const work = () =>
          batch.length === 1 ? answerOf(batch[0]!, tx).then(answer => [answer]) : eachInSavepoint(batch, tx)
        answers = await straight(tx, work)
      })
    } catch (error) {
      answers = batch.map(pending => () => pending.reject(error))
    }
    for (const answer of answers) answer()
  }

  const answerOf = async ({ work, resolve }: Pending, tx: Tx) => {
    const value = await isolate(() => work(tx))
    return () => resolve(value)
  }

  const eachInSavepoint = async (batch: Pending[], tx: Tx) => {
    const answers: (() => void)[] = []
    const line = lineOf(tx)
    for (const pending of batch) {
      await line.executeQuery(savepoint)
      try {
        answers.push(await answerOf(pending, tx))
      } catch (error) {
        // A full disk may have cost SQLite the whole transaction: then all of the batch fails, and for that reason.
        await line.executeQuery(rollBack).catch(lost => {
          throw isStoreTrouble(error) ? error : lost
        })
        answers.push(() => pending.reject(error))
      }
      await line.executeQuery(release)
    }
    return answers
  }

  return work =>
    new Promise((resolve, reject) => {
      waiting.push({ work, resolve: resolve as Pending['resolve'], reject })
      if (!busy) void flush()
    })
}

/** The schema's version in this database; 0 for a new one. */
export async function versionOf(store: Store): Promise<number> {
  const exists =
    store.dialect === 'sqlite'
      ? sql<{ n: number }>`select count(*) as n from sqlite_master where type = 'table' and name = 'migration'`
      : sql<{
          n: number
        }>`select count(*) as n from information_schema.tables where table_name = 'migration' and table_schema = current_schema()`
  if (Number((await exists.execute(store.db)).rows[0]!.n) === 0) return 0
  const row = await store.db
    .selectFrom('migration')
    .select(db => db.fn.max('version').as('version'))
    .executeTakeFirst()
  return Number(row?.version ?? 0)
}

/** Brings the schema up to date in one transaction; `before` makes the backup of a ledger that has something to lose. */
export async function migrate(store: Store, now: Date, before: (from: number) => Promise<void> = async () => {}) {
  const from = await versionOf(store)
  refuseNewer(from)
  if (from === latestVersion) return
  if (from > 0) await before(from)
  await store.commit(async tx => {
    if (store.dialect === 'postgres') await sql`select pg_advisory_xact_lock(684133)`.execute(tx)
    await sql`create table if not exists migration (version integer primary key, applied_at bigint not null)`.execute(
      tx,
    )
    const done = await tx.selectFrom('migration').select('version').execute()
    for (const { version, statements } of migrations) {
      if (done.some(row => Number(row.version) === version)) continue
      for (const statement of statements) await sql.raw(spell(statement, store.dialect)).execute(tx)
      await tx.insertInto('migration').values({ version, applied_at: now.getTime() }).execute()
    }
  })
}

/** Tables that automations bring with them. */
export interface OwnTables {
  automation: string
  migrations: readonly Migration[]
}

/** Makes the automations' own tables, and changes them. The ledger itself is up to date already. */
export async function migrateOwn(store: Store, now: Date, owners: readonly OwnTables[]) {
  const done = await store.db.selectFrom('own_migration').select(['automation', 'version']).execute()
  const isDone = (automation: string, { version }: Migration) =>
    done.some(row => row.automation === automation && Number(row.version) === version)
  const open = owners.flatMap(({ automation, migrations }) =>
    migrations.filter(migration => !isDone(automation, migration)).map(migration => ({ automation, ...migration })),
  )
  if (open.length === 0) return
  await store.commit(async tx => {
    if (store.dialect === 'postgres') await sql`select pg_advisory_xact_lock(684133)`.execute(tx)
    for (const { automation, version, statements } of open) {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('own_migration')
        .values({ automation, version, applied_at: now.getTime() })
        .onConflict(conflict => conflict.columns(['automation', 'version']).doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) continue
      for (const statement of statements) await sql.raw(spell(statement, store.dialect)).execute(tx)
    }
  })
}

export function refuseNewer(version: number) {
  if (version > latestVersion)
    throw new HubError(
      'invalid',
      `the database has schema ${version}, this Dure knows ${latestVersion}: start the newer Dure again, or restore the backup that was made before it migrated`,
      {
        ko: `장부의 스키마 버전이 ${version}인데 이 두레는 ${latestVersion}까지 압니다. 새 버전의 두레로 시작하거나 올리기 전의 백업으로 되돌리십시오`,
      },
    )
}
