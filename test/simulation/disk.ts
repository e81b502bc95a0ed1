import type { DatabaseSync } from 'node:sqlite'
import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import { openDatabase, sqliteDialect } from '../../src/engine/store/sqlite.ts'
import type { Random } from './random.ts'
import type { Moment } from './traps.ts'
import type { Life, World } from './world.ts'

/** The one database that all processes share and that outlives them. Transactions are serial, statements take time. */
export interface Disk {
  /** For one process. What it asks after its end is neither done nor answered. */
  dialect(life: Life): Dialect
  /** Whether the process is inside a transaction or a read just now. */
  heldBy(life: Life): boolean
  /** Takes back what an ended process had not committed, and lets the others in. */
  release(life: Life): void
  /** Call it after a thaw: a frozen process is not let in. */
  wake(): void
  trouble: Trouble
  /** For the driver and the checker, which see everything at once. */
  rows<T>(query: string): T[]
  close(): void
}

/** How likely a statement fails: a write, a read, or a commit that was done all the same. */
export interface Trouble {
  writes: number
  reads: number
  lostCommits: number
}

/** A new one each time, so that what waits for it can be collected. */
const never = () => new Promise<never>(() => {})

/** As node:sqlite reports it. */
const diskError = () => Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })

/** `pass` hears of every statement, before and after; it may end the process there, or make it stand still. */
export function newDisk(world: World, random: Random, pass: (moment: Moment) => void): Disk {
  const database = openDatabase(':memory:', 'write')
  const gate = newGate(world, pass)
  let trouble: Trouble = { writes: 0, reads: 0, lostCommits: 0 }

  /** One statement: some time passes, the process may end before or after it, and only the living hear the answer. */
  const step = async <T>(life: Life, text: string, action: () => Promise<T>): Promise<T> => {
    if (!life.alive) return never()
    await new Promise<void>(resolve => world.after(latency(random), '', resolve, life))
    pass({ life, where: 'statement', when: 'before', text, open: database.isTransaction })
    if (!life.alive) return never()
    world.trace.add(`${world.time} ${life.name} sql ${briefly(text)}`)
    const answer = await action()
    // From here on nothing is held that another would have to wait for, not even if this process stands still.
    if (!database.isTransaction) gate.leave(life)
    pass({ life, where: 'statement', when: 'after', text, open: database.isTransaction })
    if (life.frozen) await new Promise<void>(resolve => world.after(0, 'thawed', resolve, life))
    return life.alive ? answer : never()
  }

  const fate = (text: string): Fate => {
    if (text === 'rollback') return 'fine'
    if (text === 'commit' && random.chance(trouble.lostCommits)) return 'unheard'
    return random.chance(writes.test(text) ? trouble.writes : trouble.reads) ? 'fails' : 'fine'
  }
  const takesAllBack = () => random.chance(0.3)

  return {
    get trouble() {
      return trouble
    },
    set trouble(value) {
      trouble = value
    },
    dialect: life => dialectOf(spoiled(database, fate, takesAllBack), life, gate, step),
    heldBy: life => gate.holder() === life,
    wake: () => gate.wake(),
    release(life) {
      if (gate.holder() === life && database.isTransaction) database.exec('rollback')
      gate.drop(life)
    },
    rows: <T>(query: string) => database.prepare(query).all() as T[],
    close: () => database.close(),
  }
}

const known = new Map<string, string>()

function briefly(text: string): string {
  let brief = known.get(text)
  if (brief === undefined) {
    brief = text.replace(/\s+/g, ' ').slice(0, 80)
    // Statements with many rows differ in length only; there is no end of them.
    if (known.size < 1000) known.set(text, brief)
  }
  return brief
}

const writes = /^\s*(insert|update|delete|with|commit|create)/i

const latency = (random: Random) => (random.chance(0.02) ? random.between(5, 40) : random.between(0, 2))

type Fate = 'fine' | 'fails' | 'unheard'

/** The database as the hub's driver sees it: some statements fail, and SQLite may take back all of a transaction then. */
function spoiled(database: DatabaseSync, fateOf: (text: string) => Fate, takesAllBack: () => boolean): DatabaseSync {
  const prepare = (text: string) => {
    const statement = database.prepare(text)
    const make = (action: 'all' | 'run') => {
      return (...values: never[]) => {
        const fate = fateOf(text)
        if (fate === 'fails') {
          if (database.isTransaction && takesAllBack()) database.exec('rollback')
          throw diskError()
        }
        const answer = statement[action](...values)
        if (fate === 'unheard') throw diskError()
        return answer
      }
    }
    return { columns: () => statement.columns(), all: make('all'), run: make('run') }
  }
  return {
    prepare,
    get isTransaction() {
      return database.isTransaction
    },
  } as unknown as DatabaseSync
}

type Step = <T>(life: Life, text: string, action: () => Promise<T>) => Promise<T>

function dialectOf(database: DatabaseSync, life: Life, gate: Gate, step: Step): Dialect {
  const free = { enter: async () => {}, leave() {} }
  const dialect = sqliteDialect(database, free)
  return { ...dialect, createDriver: () => driverOf(dialect.createDriver(), life, gate, step) }
}

function driverOf(driver: Driver, life: Life, gate: Gate, step: Step): Driver {
  let connection: DatabaseConnection | undefined
  const connect = async (): Promise<DatabaseConnection> => {
    const inner = await driver.acquireConnection()
    return {
      executeQuery: query => step(life, query.sql, () => inner.executeQuery(query)),
      streamQuery: inner.streamQuery.bind(inner),
    }
  }
  return {
    init: () => driver.init(),
    async acquireConnection() {
      await gate.enter(life)
      connection ??= await connect()
      return connection
    },
    releaseConnection: async () => gate.leave(life),
    beginTransaction: (held, settings) => step(life, 'begin', () => driver.beginTransaction(held, settings)),
    commitTransaction: held => step(life, 'commit', () => driver.commitTransaction(held)),
    rollbackTransaction: held => step(life, 'rollback', () => driver.rollbackTransaction(held)),
    // The database outlives whoever closes its connection.
    destroy: async () => {},
  }
}

interface Gate {
  holder(): Life | undefined
  enter(life: Life): Promise<void>
  leave(life: Life): void
  /** Forgets an ended process, whether it waits or holds. */
  drop(life: Life): void
  wake(): void
}

/** Lets one in at a time, in the order of asking; the frozen keep nobody waiting. */
function newGate(world: World, pass: (moment: Moment) => void): Gate {
  let waiting: { life: Life; admit: () => void }[] = []
  let holder: Life | undefined

  const wake = () => {
    if (holder) return
    const next = waiting.find(({ life }) => !life.frozen)
    if (!next) return
    waiting = waiting.filter(one => one !== next)
    holder = next.life
    world.after(0, '', next.admit, next.life)
  }

  return {
    holder: () => holder,
    enter(life) {
      if (!life.alive) return never()
      pass({ life, where: 'queue', when: 'before' })
      if (!life.alive) return never()
      const entered = new Promise<void>(admit => waiting.push({ life, admit }))
      wake()
      return entered
    },
    leave(life) {
      if (holder !== life) return
      holder = undefined
      wake()
    },
    drop(life) {
      waiting = waiting.filter(one => one.life !== life)
      if (holder === life) holder = undefined
      wake()
    },
    wake,
  }
}
