import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { type Dialect, type Driver, sql } from 'kysely'
import pg from 'pg'
import { silent } from '../src/engine/io.ts'
import { postgresDialect } from '../src/engine/store/postgres.ts'
import { migrate, openSqlite, type Store, storeOnDialect } from '../src/engine/store/store.ts'
import { needs } from './require.ts'

/** A ledger for one test. `busy`: a statement is under way, so that a manual clock must wait. */
export type TestStore = Store & { busy: () => boolean }

export interface Stores {
  kind: 'memory' | 'file' | 'postgres'
  /** An empty ledger with the newest schema. */
  open(): Promise<TestStore>
  /** The same ledger as another process would open it; where only one process may, the same store. */
  openAgain(): Promise<TestStore>
  /** Without any table. */
  openBlank(): Promise<TestStore>
}

/** Runs a suite on SQLite in memory, on an SQLite file, and on PostgreSQL where a server answers. */
export function eachStore(name: string, suite: (stores: Stores) => void, kinds = ['memory', 'file', 'postgres']) {
  if (kinds.includes('memory')) describe(`${name} (SQLite in memory)`, () => suite(inMemory()))
  if (kinds.includes('file')) describe(`${name} (SQLite file)`, () => suite(inFiles()))
  if (kinds.includes('postgres')) {
    const skip = needs('postgres', server)
    describe(`${name} (PostgreSQL)`, { skip }, () => {
      if (!skip) suite(onPostgres())
    })
  }
}

const idle = (store: Store): TestStore => Object.assign(store, { busy: () => false })

function inMemory(): Stores {
  let last: TestStore
  const openBlank = async () => {
    last = idle(openSqlite(':memory:'))
    return last
  }
  return { kind: 'memory', open: () => migrated(openBlank), openBlank, openAgain: async () => last }
}

function inFiles(): Stores {
  const folder = mkdtempSync(join(tmpdir(), 'dure-test-'))
  const opened: Store[] = []
  let files = 0
  let last: TestStore
  after(async () => {
    for (const store of opened) await store.close().catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  })
  const openBlank = async () => {
    last = idle(openSqlite(join(folder, `${++files}.db`)))
    opened.push(last)
    return last
  }
  return { kind: 'file', open: () => migrated(openBlank), openBlank, openAgain: async () => last }
}

async function migrated(openBlank: () => Promise<TestStore>): Promise<TestStore> {
  const store = await openBlank()
  await migrate(store, new Date(0))
  return store
}

const base = process.env.DURE_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const server = await answers(base)

async function answers(url: string): Promise<true | string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    return `no server answers at ${new URL(url).host} (${(error as Error).message}); DURE_TEST_POSTGRES names another`
  }
}

/** A database of this process's own, dropped in the end. */
function onPostgres(): Stores {
  const name = `dure_test_${Math.random().toString(36).slice(2, 12)}`
  const url = Object.assign(new URL(base), { pathname: `/${name}` }).href
  const opened: Store[] = []
  const inUse = { count: 0 }
  let created: Promise<void> | undefined
  let main: TestStore | undefined
  let asLeft = true
  after(async () => {
    for (const store of opened) await store.close()
    if (created) await administrate(`drop database ${name} with (force)`)
  })
  const connect = async () => {
    created ??= administrate(`create database ${name}`)
    await created
    const store = storeOnDialect('postgres', counted(await postgresDialect(url, silent), inUse))
    opened.push(store)
    return Object.assign(store, { busy: () => inUse.count > 0 })
  }
  const openBlank = async () => {
    main ??= await connect()
    await sql`drop schema public cascade`.execute(main.db)
    await sql`create schema public`.execute(main.db)
    asLeft = false
    return main
  }
  const open = async () => {
    if (!asLeft) await openBlank()
    asLeft = true
    main ??= await connect()
    await migrate(main, new Date(0))
    await empty(main)
    return main
  }
  return { kind: 'postgres', open, openBlank, openAgain: connect }
}

async function empty({ db }: Store) {
  const { rows } = await sql<{ names: string }>`
    select string_agg(quote_ident(tablename), ', ') as names from pg_tables
    where schemaname = current_schema() and tablename not in ('migration', 'own_migration')`.execute(db)
  await sql.raw(`truncate ${rows[0]!.names} restart identity`).execute(db)
}

async function administrate(statement: string) {
  const client = new pg.Client({ connectionString: base })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Counts the connections that are in use or waited for. */
function counted(dialect: Dialect, busy: { count: number }): Dialect {
  const counting = (driver: Driver): Driver => {
    const acquire = driver.acquireConnection.bind(driver)
    const release = driver.releaseConnection.bind(driver)
    driver.acquireConnection = async options => {
      busy.count += 1
      try {
        return await acquire(options)
      } catch (error) {
        busy.count -= 1
        throw error
      }
    }
    driver.releaseConnection = async (connection, options) => {
      await release(connection, options)
      busy.count -= 1
    }
    return driver
  }
  return {
    createDriver: () => counting(dialect.createDriver()),
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: db => dialect.createIntrospector(db),
  }
}
