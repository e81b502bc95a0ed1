import type { AnyAutomation } from './automation.ts'
import { type Life, type ManualClock, manualClock } from './clock-testing.ts'
import { Engine } from './engine.ts'
import { HubError } from './error.ts'
import { createHttp } from './http.ts'
import type { Io, Log } from './io.ts'
import type { Delivery } from './ledger/deliveries.ts'
import type { Run } from './ledger/runs.ts'
import { ownTablesOf, type Parts } from './parts.ts'
import { load } from './parts-testing.ts'
import { migrate, migrateOwn, openSqlite, type Store, type Tx } from './store/store.ts'

/** A hub without a front: automations on a ledger of their own, on a clock that a test moves. */
export interface BenchOptions {
  automations: AnyAutomation[]
  /** Stands in for a connector's client, by the connector's name. Others are connected with `settings`. */
  clients?: Record<string, object>
  /** As environment variables, for connectors and automations alike. */
  settings?: Record<string, string>
  /** Sections of dure.yaml, by the automation's name. */
  options?: Record<string, unknown>
  /** What connectors reach by `io.http`. Default: no network. */
  fetch?: Parameters<typeof createHttp>[0]['fetch']
  /** When it starts. With no zone it is UTC. */
  now?: string
  /** A ledger that is there already; `busy` tells whether a statement is under way. Default: a new one in memory. */
  store?: Store & { busy?: () => boolean }
  clock?: ManualClock
  dataDir?: string
  /** Whatever else the engine takes. */
  parts?: Partial<Parts>
}

export interface LogLine {
  level: keyof Log
  message: string
  fields: Record<string, unknown>
}

type Read<Row, Names extends keyof Row> = Omit<Row, Names> & { [K in Names]: any }
/** A row with its JSON read. */
export type RunRow = Read<Run, 'input' | 'outcome'>
export type DeliveryRow = Read<Delivery, 'payload' | 'result'>

export interface Bench {
  readonly engine: Engine
  /** What the engine works with, for whoever works beside it. */
  readonly parts: Parts
  store: Store
  clock: ManualClock
  log: LogLine[]
  /** Lets time pass up to that moment, slot by slot, and what is due then be worked off. */
  at(time: string): Promise<void>
  /** Lets what is due, and what that entails, be worked off; retries included, later slots not. */
  workOff(withinMs?: number): Promise<void>
  /** Starts a task by hand and gives its run once it has ended, or can go no further. */
  run(task: string, input?: unknown, options?: { key?: string; at?: string; maxAttempts?: number }): Promise<RunRow>
  /** Accepts an event and lets it be worked off. */
  emit(name: string, payload: unknown, key: string): Promise<boolean>
  deliveries(): Promise<DeliveryRow[]>
  runs(): Promise<RunRow[]>
  /** Another engine beside the first, as another process would be. */
  another(parts?: Partial<Parts>): Promise<{ engine: Engine; life: Life }>
  readonly life: Life
  /** The process dies as by `kill -9`, and a new one starts on the same ledger. */
  restart(parts?: Partial<Parts>): Promise<void>
  kill(): void
  stop(): Promise<void>
}

const day = 24 * 3_600_000

export async function bench(options: BenchOptions): Promise<Bench> {
  const { store = openSqlite(':memory:') } = options
  const clock = options.clock ?? manualClock(options.now ?? '2026-11-23T00:00Z', options.store?.busy)
  const log: LogLine[] = []
  await migrate(store, clock.now())
  await migrateOwn(store, clock.now(), ownTablesOf(options.automations))
  let ids = 0

  const enter = async (own: Partial<Parts> = {}) => {
    const life = clock.life()
    const ledger = mortal(store, life)
    const { connectors, automations } = load(options, ioOf(options, life, log), ledger)
    const parts: Parts = {
      store: ledger,
      clock: life.clock,
      random: () => 0.5,
      newId: () => `process ${++ids}`,
      log: collector(log),
      timeZone: 'Asia/Seoul',
      automations,
      connectors,
      host: 'bench',
      pid: 1,
      tickMs: 10_000,
      ...options.parts,
      ...own,
    }
    const engine = new Engine(parts)
    await meanwhile(clock, engine.start())
    return { engine, life, parts }
  }

  let current = await enter()
  let runs = 0
  const time = passing(store, clock)

  const hub: Bench = {
    get engine() {
      return current.engine
    },
    get parts() {
      return current.parts
    },
    get life() {
      return current.life
    },
    store,
    clock,
    log,
    at: moment => time.at(new Date(moment).getTime()),
    workOff: time.workOff,
    async run(task, input = {}, { key = `hand:${++runs}`, at, maxAttempts } = {}) {
      const moment = at === undefined ? undefined : new Date(at)
      const { id } = await current.engine.run(task, input, { key, cause: 'hand', at: moment, maxAttempts })
      await time.workOff(day, async () => isOver((await rowOf(id)).state))
      return read(await rowOf(id))
    },
    async emit(name, payload, key) {
      const accepted = await current.engine.emit(name, payload, key)
      await time.workOff()
      return accepted
    },
    deliveries: async () =>
      (await store.db.selectFrom('delivery').selectAll().orderBy('id').execute()).map(row => ({
        ...row,
        payload: parsed(row.payload),
        result: parsed(row.result),
      })),
    runs: async () => (await store.db.selectFrom('run').selectAll().orderBy('id').execute()).map(read),
    another: enter,
    kill: () => current.life.end(),
    async restart(own) {
      current.life.end()
      current = await enter({ alone: true, ...own })
    },
    async stop() {
      await meanwhile(clock, current.engine.stop())
      current.life.end()
    },
  }
  const rowOf = (id: number) => store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return hub
}

const parsed = (text: string | null) => (text ? JSON.parse(text) : null)
const read = (run: Run): RunRow => ({ ...run, input: parsed(run.input), outcome: parsed(run.outcome) })
const isOver = (state: string) => ['done', 'failed', 'dropped'].includes(state)

/** Lets time pass until `work` is over. */
async function meanwhile<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let over = false
  const ended = work.finally(() => {
    over = true
  })
  ended.catch(() => {})
  await clock.settle()
  while (!over && (await clock.step()));
  return ended
}

/** How a test lets time pass: straight to where something is due, and step by step while something is under way. */
function passing(store: Store, clock: ManualClock) {
  const now = () => clock.now().getTime()

  const underWay = async () => {
    const run = store.db.selectFrom('run').select('id').where('state', '=', 'running').limit(1)
    const delivery = store.db.selectFrom('delivery').select('id').where('state', '=', 'sending').limit(1)
    return (await run.execute()).length + (await delivery.execute()).length > 0
  }

  /** When the ledger has something to do again. */
  const dueAt = async () => {
    const { db } = store
    const run = await db.selectFrom('run').select('due_at').where('state', '=', 'ready').orderBy('due_at').execute()
    const lanes = await db
      .selectFrom('lane')
      .innerJoin('connector', 'connector.name', 'lane.connector')
      .select(['lane.due_at', 'connector.next_at'])
      .where('connector.paused', 'is', null)
      .where('lane.due_at', 'is not', null)
      .execute()
    return Math.min(
      run[0]?.due_at ?? Number.POSITIVE_INFINITY,
      ...lanes.map(lane => Math.max(lane.due_at!, lane.next_at)),
    )
  }

  const workOff = async (withinMs = day, isEnough: () => Promise<boolean> = async () => false) => {
    const end = now() + withinMs
    await clock.settle()
    while (!(await isEnough())) {
      const busy = await underWay()
      const due = busy ? now() : await dueAt()
      if (due > end || now() > end) return
      if (due > now()) await clock.leap(due - now())
      else if (!(await clock.step())) return
    }
  }

  const at = async (moment: number) => {
    while (now() < moment) {
      await workOff(moment - now())
      const slot = await nextSlot(store)
      await clock.leap(Math.max(0, Math.min(slot, moment) - now()))
      // The round that looks for slots comes by itself.
      if (slot <= now()) await clock.advance(Math.min(10_000, Math.max(0, moment - now())))
    }
    await clock.advance(0)
    while ((await nextSlot(store)) <= now() && (await clock.step()));
    await workOff(0)
  }

  return { workOff: (withinMs?: number, isEnough?: () => Promise<boolean>) => workOff(withinMs, isEnough), at }
}

async function nextSlot({ db }: Store): Promise<number> {
  const row = await db
    .selectFrom('schedule')
    .select(eb => eb.fn.min('next_at').as('at'))
    .where('enabled', '=', 1)
    .executeTakeFirst()
  return row?.at ?? Number.POSITIVE_INFINITY
}

/** The store as a process has it: once dead, nothing of it reaches the ledger any more. */
function mortal(store: Store, life: Life): Store {
  let dead = false
  const end = life.end
  life.end = () => {
    dead = true
    end()
  }
  return {
    dialect: store.dialect,
    get db() {
      if (dead) throw new HubError('unavailable', 'this process is dead')
      return store.db
    },
    commit: work =>
      new Promise((resolve, reject) => {
        const ours = (tx: Tx) => (dead ? Promise.reject(new Error('this process is dead')) : work(tx))
        store.commit(ours).then(
          value => dead || resolve(value),
          error => dead || reject(error),
        )
      }),
    close: store.close,
  }
}

function collector(lines: LogLine[]): Log {
  const line =
    (level: keyof Log) =>
    (message: string, fields: Record<string, unknown> = {}) =>
      void lines.push({ level, message, fields })
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

const noNetwork = async () => {
  throw new TypeError('fetch failed', { cause: new Error('this bench has no network') })
}

function ioOf({ fetch = noNetwork, dataDir = '' }: BenchOptions, { clock }: Life, lines: LogLine[]): Io {
  const random = () => 0.5
  const log = collector(lines)
  return { http: createHttp({ fetch, clock, random, log }), clock, random, log, dataDir, timeZone: 'Asia/Seoul' }
}
