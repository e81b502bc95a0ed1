import { settle } from '../config.ts'
import { systemClock } from '../engine/clock.ts'
import { Engine } from '../engine/engine.ts'
import { HubError } from '../engine/error.ts'
import type { Delivery } from '../engine/ledger/deliveries.ts'
import type { Run } from '../engine/ledger/runs.ts'
import { runningHub } from '../engine/lock.ts'
import type { Parts } from '../engine/parts.ts'
import { heldBack } from '../engine/release.ts'
import type { Store } from '../engine/store/store.ts'
import { openBeside, openHub, partsOf } from '../hub.ts'
import { progress } from './print.ts'
import { Exit, exit, type Opened } from './session.ts'

/** A task that a person wants run now. `task` is `<automation>/<task>`. */
export interface Wanted {
  task: string
  input: unknown
  /** The same key again finds the same run. */
  key: string
  at?: Date
}

/** A run that has ended, and the writes that left with it where it is done. */
export interface Carried {
  run: Run
  deliveries: Sent[]
}

/** `held`: why nothing goes to its connector until a person has acted. */
export type Sent = Delivery & { held?: string }

/** Ends the command where the automation is off. */
export function requireOn({ config, automations, language, words }: Opened, name: string) {
  const its = settle(automations, config).automations.get(name)
  if (its?.state === 'off') throw new Exit(exit.settings, words.usage.isOff(name, its.reason?.[language] ?? ''))
}

/**
 * Gives each run that a task comes to as it ends, done or not. The hub beside does the work where one runs, else this
 * process is the hub for as long as it takes; a hub that ends in between is replaced.
 */
export async function* carriedOut(opened: Opened, { task, input, key, at }: Wanted): AsyncGenerator<Carried> {
  const ended = new Set<number>()
  for (;;) {
    const handle = await handleFor(opened)
    try {
      await refuseHeld(handle.store)
      const { ids } = await handle.engine.run(task, input, { key, cause: 'hand', at, maxAttempts: 1 })
      for (const id of ids.filter(id => !ended.has(id))) {
        const run = await follow(opened, handle, task, id)
        if (!run) break
        ended.add(id)
        yield { run, deliveries: run.state === 'done' ? await followDeliveries(opened, handle.store, id) : [] }
      }
      if (ended.size === ids.length) return
    } finally {
      await handle.close()
    }
    opened.log.warn('the hub that was to do it has ended; it is done here')
  }
}

/** Lends an engine that answers requests: beside the hub where one runs, else that of a hub of its own. */
export async function withHandle<T>(opened: Opened, work: (handle: Handle) => Promise<T>): Promise<T> {
  const handle = await handleFor(opened)
  try {
    await refuseHeld(handle.store)
    if (handle.beside) await handle.engine.attend()
    return await work(handle)
  } finally {
    if (handle.beside) await handle.engine.stop(0)
    await handle.close()
  }
}

const handleFor = (opened: Opened) => (hubBeside(opened) ? besideHub(opened) : ownHub(opened))

const hubBeside = ({ config }: Opened) => config.databaseUrl === undefined && runningHub(config.dataDir) !== undefined

async function refuseHeld(store: Store) {
  const held = await heldBack(store)
  if (held)
    throw new HubError(
      'unavailable',
      `nothing runs since the restore of ${held.since}: 'dure restore --release' shows what is held, and ends that`,
      {
        ko: `${held.since}에 되돌린 뒤 보류 중이라 아무것도 실행하지 않습니다. 'dure restore --release'로 보고 끝내십시오`,
      },
    )
}

export interface Handle {
  /** Whether another process does the work. */
  beside: boolean
  engine: Engine
  store: Store
  parts: Parts
  close(): Promise<void>
}

/** No hub runs: this process is the hub for as long as the run takes. */
async function ownHub({ config, automations, log }: Opened): Promise<Handle> {
  const { engine, store, parts, close } = await openHub({ config, automations, log }, { scheduling: false })
  await engine.start()
  return { beside: false, engine, store, parts, close: () => close(5000) }
}

/** A hub runs: it finds the row that is added here within a quarter of a second. */
async function besideHub({ config, automations, log }: Opened): Promise<Handle> {
  const store = await openBeside(config, log, 'write')
  const parts = partsOf({ config, automations, log }, settle(automations, config), store, false)
  return { beside: true, engine: new Engine(parts), store, parts, close: () => store.close() }
}

const pollMs = 100
const parkedPatienceMs = 60_000
const besideEveryMs = 1000

/** Resolves with undefined when the hub beside is no longer there. */
async function follow(opened: Opened, { store, beside }: Handle, name: string, id: number): Promise<Run | undefined> {
  const { terminal, log } = opened
  let state = 'ready'
  const stop = progress(terminal, () => `${name} (r${id}) ${state}`)
  let parkedMs = 0
  try {
    for (let waitedMs = pollMs; ; waitedMs += pollMs) {
      const row = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      state = row.state
      if (state === 'done' || state === 'failed' || state === 'dropped') return row
      parkedMs = state === 'parked' ? parkedMs + pollMs : 0
      if (parkedMs > parkedPatienceMs) throw await whyParked(store, row)
      if (beside && waitedMs % besideEveryMs === 0 && !hubBeside(opened)) return undefined
      await systemClock.sleep(pollMs)
    }
  } finally {
    stop()
    log.debug('followed a run', { run: id, state })
  }
}

async function whyParked(store: Store, { id, waits_for }: Run): Promise<HubError> {
  const delivery = await store.db
    .selectFrom('delivery')
    .selectAll()
    .where('id', '=', waits_for ?? 0)
    .executeTakeFirst()
  const why = delivery
    ? `d${delivery.id} (${delivery.connector}.${delivery.write}, ${delivery.state}): ${delivery.error ?? ''}`
    : 'a delivery'
  return new HubError(
    'unavailable',
    `run r${id} waits for ${why}\nIt goes on when 'dure start' runs and the delivery gets through.`,
  )
}

/** What the run has sent leaves after it is done: worth a short wait, since a person is watching. */
async function followDeliveries({ terminal }: Opened, store: Store, run: number): Promise<Sent[]> {
  let open: Delivery[] = []
  const stop = progress(terminal, () =>
    open.map(({ id, connector, write }) => `${connector}.${write} (d${id})`).join(', '),
  )
  try {
    for (let waited = 0; ; waited += pollMs) {
      const rows = await store.db.selectFrom('delivery').selectAll().where('run_id', '=', run).orderBy('id').execute()
      const paused = await pausedConnectors(store)
      const holds = (row: Delivery) => row.state === 'ready' && paused.has(row.connector)
      open = rows.filter(
        row => !holds(row) && ((row.state === 'ready' && row.attempt === 0) || row.state === 'sending'),
      )
      if (open.length === 0 || waited > 30_000)
        return rows.map(row => (holds(row) ? { ...row, held: paused.get(row.connector)! } : row))
      await systemClock.sleep(pollMs)
    }
  } finally {
    stop()
  }
}

/** Those that wait for a person to mend their credential, with the reason. */
async function pausedConnectors({ db }: Store): Promise<Map<string, string>> {
  const rows = await db.selectFrom('connector').select(['name', 'paused']).where('paused', 'is not', null).execute()
  return new Map(rows.map(({ name, paused }) => [name, paused!]))
}
