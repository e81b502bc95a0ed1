import { DatabaseSync, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { HubError } from '../error.ts'
import { unusable } from './trouble.ts'

/** Hands the one connection to one user at a time, in the order of asking. */
export interface Turnstile {
  enter(): Promise<void>
  leave(): void
}

function turnstile(): Turnstile {
  const waiting: (() => void)[] = []
  let taken = false
  return {
    enter() {
      if (taken) return new Promise(resolve => waiting.push(resolve))
      taken = true
      return Promise.resolve()
    },
    leave() {
      const next = waiting.shift()
      if (next) next()
      else taken = false
    },
  }
}

/** Kysely over `node:sqlite`: one connection, statements kept prepared, transactions that take the write lock at once. */
export function sqliteDialect(database: DatabaseSync, gate = turnstile()): Dialect {
  return {
    createDriver: () => sqliteDriver(database, gate),
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: db => new SqliteIntrospector(db),
  }
}

function sqliteDriver(database: DatabaseSync, gate: Turnstile): Driver {
  const connection = sqliteConnection(database)
  const run = (text: string) => connection.executeQuery(CompiledQuery.raw(text))
  return {
    init: async () => {},
    acquireConnection: async () => {
      await gate.enter()
      return connection
    },
    releaseConnection: async () => gate.leave(),
    // A deferred transaction that turns into a writer cannot wait for another process: it fails at once.
    beginTransaction: async () => void (await run('begin immediate')),
    commitTransaction: async () => void (await run('commit')),
    // After a failed commit SQLite may have rolled back by itself.
    rollbackTransaction: async () => void (database.isTransaction && (await run('rollback'))),
    destroy: async () => database.close(),
  }
}

const keptStatements = 300

/** Statements are kept prepared, and done at once. */
export function sqliteConnection(database: DatabaseSync): DatabaseConnection {
  const kept = new Map<string, { statement: StatementSync; returnsRows: boolean }>()
  const prepared = (text: string) => {
    const known = kept.get(text)
    if (known) return known
    const statement = database.prepare(text)
    // A pragma may work row by row without any column; `run` would stop at the first.
    const entry = { statement, returnsRows: statement.columns().length > 0 || text.startsWith('pragma') }
    if (kept.size >= keptStatements) kept.delete(kept.keys().next().value!)
    kept.set(text, entry)
    return entry
  }
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { statement, returnsRows } = prepared(query.sql)
      const parameters = query.parameters as never[]
      if (returnsRows) return { rows: statement.all(...parameters) as R[] }
      const { changes } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes) }
    },
    // biome-ignore lint/correctness/useYield: nothing streams here, Kysely's interface asks for it
    async *streamQuery() {
      throw new Error('streaming is not offered on SQLite')
    },
  }
}

/** Opens a database as this house demands it: WAL, every commit on the disk before it is acknowledged. */
export function openDatabase(path: string, mode: 'write' | 'read'): DatabaseSync {
  const database = open(path, mode)
  try {
    database.exec(
      'pragma busy_timeout = 5000; pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -16000',
    )
    if (mode === 'read') database.exec('pragma query_only = on')
    else database.exec('pragma auto_vacuum = incremental; pragma journal_mode = wal; pragma synchronous = full')
  } catch (cause) {
    database.close()
    throw unusable(path, cause)
  }
  if (mode === 'write') refuseWeaker(database, path)
  return database
}

function open(path: string, mode: 'write' | 'read'): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: mode === 'read' && path !== ':memory:' })
  } catch (cause) {
    throw unusable(path, cause)
  }
}

/** The WAL of SQLite before 3.51.3 can corrupt a database that two connections write. */
const firstSoundVersion = [3, 51, 3]

function refuseWeaker(database: DatabaseSync, path: string) {
  const value = (name: string) => Object.values(database.prepare(`pragma ${name}`).get()!)[0]
  const version = String(Object.values(database.prepare('select sqlite_version()').get()!)[0])
  if (comparesBelow(version.split('.').map(Number), firstSoundVersion))
    throw new HubError('invalid', `SQLite ${version} can corrupt its log; run Dure with Node 24.15 or newer`)
  if (path !== ':memory:' && value('journal_mode') !== 'wal')
    throw new HubError('invalid', `${path} does not take SQLite's WAL mode; put DURE_DATA on a local disk`)
  if (value('synchronous') !== 2) throw new HubError('invalid', 'SQLite does not honour synchronous=FULL')
}

function comparesBelow(left: number[], right: number[]): boolean {
  for (const [index, part] of right.entries()) if (left[index] !== part) return (left[index] ?? 0) < part
  return false
}
