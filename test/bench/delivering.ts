import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { z } from 'zod'
import { defineAutomation } from '../../src/engine/automation.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { defineConnector, write } from '../../src/engine/connector.ts'
import { Engine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/io.ts'
import { addDeliveries } from '../../src/engine/ledger/deliveries.ts'
import { migrate, openPostgres, openSqlite, type Store } from '../../src/engine/store/store.ts'
import { answering } from './apart.ts'
import { percentile } from './figures.ts'

/** How many are added in which way; all of them are performed then. `awaited`: one after the other, by a task. */
export interface DeliveriesJob {
  /** A file, or the address of a PostgreSQL. */
  place: string
  oneByOne: number
  inFlight: number
  awaited: number
}

/** Rates per second, times in milliseconds, bytes. */
export interface DeliveriesAnswer {
  /** Rows that node:sqlite alone takes, a commit each; undefined on PostgreSQL. */
  ceiling: number | undefined
  oneByOne: number
  inFlight: number
  performed: number
  count: number
  p50: number
  p99: number
  peak: number
}

const width = 50
const payload = { text: 'x'.repeat(350) }
const clock = systemClock

answering<DeliveriesJob, DeliveriesAnswer>(async job => {
  const onPostgres = job.place.startsWith('postgres:')
  const ceiling = onPostgres ? undefined : bareInserts(`${job.place}.bare`, job.oneByOne)
  const store = onPostgres ? await openPostgres(job.place, silent) : openSqlite(job.place, clock.turn)
  try {
    await migrate(store, clock.now())
    const add = adder(store)
    await rate(500, () => add())
    const oneByOne = await rate(job.oneByOne, () => add())
    const inFlight = await rate(job.inFlight, () => add(), width)
    const engine = engineOn(store, job.awaited)
    const count = await waiting(store)
    const performed = await performedRate(engine, store, count)
    const times = await awaitedTimes(engine, store)
    await engine.stop()
    const peak = process.resourceUsage().maxRSS * 1024
    return {
      ceiling,
      oneByOne,
      inFlight,
      performed,
      count,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      peak,
    }
  } finally {
    await store.close()
  }
})

/** Calls per second, so many of them under way at once. */
async function rate(count: number, call: () => Promise<unknown>, atOnce = 1): Promise<number> {
  const began = clock.monotonic()
  let begun = 0
  const lane = async () => {
    while (begun++ < count) await call()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return perSecond(count, began)
}

const perSecond = (count: number, began: number) => (count * 1000) / (clock.monotonic() - began)

/** What the machine's disk and SQLite give at most to who commits each row. */
function bareInserts(path: string, count: number): number {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec('create table entry (id integer primary key, key text not null unique, payload text not null)')
  const insert = database.prepare('insert into entry (key, payload) values (?, ?)')
  const text = JSON.stringify(payload)
  const began = clock.monotonic()
  for (let number = 0; number < count; number++) insert.run(`key ${number}`, text)
  const found = perSecond(count, began)
  database.close()
  return found
}

/** Adds one delivery in a commit of its own, to one lane after the other. */
function adder(store: Store) {
  let number = 0
  return () => {
    const entry = {
      connector: 'peer',
      write: 'put',
      key: `${process.pid} ${++number}`,
      lane: `lane ${number % width}`,
      priority: 0,
      payload,
      giveUpAfterMs: 3_600_000,
      runId: null,
    }
    return store.commit(tx => addDeliveries(tx, clock.now().getTime(), [entry]))
  }
}

const peer = defineConnector({
  name: 'peer',
  settings: {},
  limits: { concurrency: width },
  connect: () => ({
    put: write<typeof payload, null>({
      repeatable: true,
      summary: () => 'nothing',
      perform: async () => null,
      preview: () => ({ result: null }),
    }),
  }),
  check: async () => {},
})

const times: number[] = []

const caller = (calls: number) =>
  defineAutomation({
    name: 'caller',
    title: 'Caller',
    uses: { peer },
    tasks: {
      call: {
        summary: 'Writes one thing after the other and waits for each answer',
        input: z.object({}),
        async run(ctx) {
          for (let number = 0; number < calls; number++) {
            const began = clock.monotonic()
            await ctx.peer.put(payload, `${ctx.run.key} ${number}`)
            times.push(clock.monotonic() - began)
          }
        },
      },
    },
  })

function engineOn(store: Store, calls: number): Engine {
  const loaded = { connector: peer, client: peer.connect({}, undefined as never), settings: {} }
  return new Engine({
    store,
    clock,
    random: Math.random,
    newId: () => `bench ${process.pid}`,
    log: silent,
    timeZone: 'UTC',
    automations: [{ automation: caller(calls), settings: {}, options: undefined, uses: { peer: loaded } }],
    connectors: [loaded],
    host: 'bench',
    pid: process.pid,
    alone: true,
    scheduling: false,
  })
}

async function waiting({ db }: Store): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from delivery where state <> 'done'`.execute(db)
  return Number(rows[0]!.n)
}

/** From the hub's start until nothing is left. A lane is there as long as it has work. */
async function performedRate(engine: Engine, store: Store, count: number): Promise<number> {
  const began = clock.monotonic()
  await engine.start()
  while (await store.db.selectFrom('lane').select('name').limit(1).executeTakeFirst()) await clock.sleep(10)
  const found = perSecond(count, began)
  const left = await waiting(store)
  if (left > 0) throw new Error(`${left} deliveries were not performed`)
  return found
}

async function awaitedTimes(engine: Engine, store: Store): Promise<number[]> {
  const key = `awaited ${process.pid}`
  const { id } = await engine.run('caller/call', {}, { key, cause: 'hand', maxAttempts: 1 })
  for (;;) {
    const run = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (run.state === 'failed') throw new Error(`the calls failed: ${run.error}`)
    if (run.state === 'done') return times
    await clock.sleep(50)
  }
}
