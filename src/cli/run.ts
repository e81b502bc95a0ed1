import type { Command } from 'commander'
import { settle } from '../config.ts'
import { systemClock } from '../engine/clock.ts'
import { Engine } from '../engine/engine.ts'
import type { Delivery } from '../engine/ledger/deliveries.ts'
import type { Run } from '../engine/ledger/runs.ts'
import { runningHub } from '../engine/lock.ts'
import { heldBack } from '../engine/release.ts'
import type { Store } from '../engine/store/store.ts'
import { zoneOf } from '../engine/zone.ts'
import { openBeside, openHub, partsOf } from '../hub.ts'
import { addInputFlags, inputFrom, type NamedTask, tasksOf } from './flags.ts'
import { oneLine, outline, progress, tint } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'

interface RunFlags extends Record<string, unknown> {
  at?: string
  json?: boolean
}

/** `dure run <task>`: one sub-command per task, its flags drawn from the task's schema. */
export function addRun(program: Command, session: Session) {
  const parent = program.command('run').description(session.words.commands.run)
  for (const named of tasksOf(session.automations)) {
    const command = parent.command(named.name).description(named.task.summary)
    const only = Object.keys(named.automation.tasks).length === 1
    if (only) command.alias(named.automation.name)
    addInputFlags(command, named, session.words)
      .option('--at <moment>', session.words.options.at)
      .option('--json', session.words.options.jsonOutcome)
      .action(async (flags: RunFlags) => {
        const input = inputFrom(flags, named)
        const opened = openSession(session, program.opts().config)
        await run(opened, named, input, flags)
      })
  }
}

export async function run(opened: Opened, named: NamedTask, input: unknown, flags: RunFlags) {
  requireOn(opened, named)
  const wanted: Wanted = { named, input, flags, at: momentOf(flags.at, opened.config.timeZone) }
  try {
    while (!(await seenThrough(opened, wanted))) opened.log.warn('the hub that was to do it has ended; it is done here')
  } finally {
    await opened.log.close()
  }
}

interface Wanted {
  named: NamedTask
  input: unknown
  flags: RunFlags
  at: Date | undefined
  /** Of the run that was added for it. */
  key?: string
}

/** False when the hub beside has ended before the run has; whoever asks again finds the run by its key. */
async function seenThrough(opened: Opened, wanted: Wanted): Promise<boolean> {
  const { named, input, flags, at } = wanted
  const handle = hubBeside(opened) ? await besideHub(opened) : await ownHub(opened)
  try {
    await refuseHeld(handle.store)
    wanted.key ??= `hand:${systemClock.now().toISOString()}:${handle.newId().slice(0, 8)}`
    const occasion = { key: wanted.key, cause: 'hand', at, maxAttempts: 1 }
    const { ids } = await handle.engine.run(named.name, input, occasion)
    const failures: string[] = []
    for (const id of ids) {
      const ended = await follow(opened, handle, named.name, id)
      if (!ended) return false
      const deliveries = ended.state === 'done' ? await followDeliveries(handle.store, id) : []
      show(opened, named, ended, deliveries, flags)
      if (ended.state !== 'done') failures.push(`run r${id} ${ended.state}: ${ended.error ?? ''}`)
    }
    if (failures.length > 0) throw new Exit(exit.failed, failures.join('\n'))
    return true
  } finally {
    await handle.close()
  }
}

const hubBeside = ({ config }: Opened) => config.databaseUrl === undefined && runningHub(config.dataDir) !== undefined

async function refuseHeld(store: Store) {
  const held = await heldBack(store)
  if (held)
    throw new Exit(
      exit.failed,
      `nothing runs since the restore of ${held.since}: 'dure restore --release' shows what is held, and ends that`,
    )
}

interface Handle {
  /** Whether another process does the work. */
  beside: boolean
  engine: Engine
  newId: () => string
  store: Store
  close(): Promise<void>
}

/** No hub runs: this process is the hub for as long as the run takes. */
async function ownHub({ config, automations, log }: Opened): Promise<Handle> {
  const { engine, store, parts, close } = await openHub({ config, automations, log }, { scheduling: false })
  await engine.start()
  return { beside: false, engine, store, newId: parts.newId, close: () => close(5000) }
}

/** A hub runs: it finds the row that is added here within a quarter of a second. */
async function besideHub({ config, automations, log }: Opened): Promise<Handle> {
  const store = await openBeside(config, log, 'write')
  const parts = partsOf({ config, automations, log }, settle(automations, config), store, false)
  return { beside: true, engine: new Engine(parts), store, newId: parts.newId, close: () => store.close() }
}

function requireOn({ config, automations }: Opened, { automation }: NamedTask) {
  const its = settle(automations, config).automations.get(automation.name)
  if (its?.state === 'off') throw new Exit(exit.settings, `${automation.name} is off: ${its.reason}`)
}

/** A moment with an offset, or wall-clock time in the hub's zone. */
export function momentOf(text: string | undefined, timeZone: string): Date | undefined {
  if (text === undefined) return undefined
  const local = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim())
  if (local) {
    const [year, month, day, hour, minute, second] = local.slice(1).map(part => Number(part ?? 0))
    return new Date(zoneOf(timeZone).instant({ year: year!, month: month!, day: day!, hour, minute, second }))
  }
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime()))
    throw new Exit(exit.usage, `--at: ${text} is no moment; write "2026-11-21 08:00" or 2026-11-21T08:00:00+09:00`)
  return moment
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
      if (parkedMs > parkedPatienceMs) throw await parkedExit(store, row)
      if (beside && waitedMs % besideEveryMs === 0 && !hubBeside(opened)) return undefined
      await systemClock.sleep(pollMs)
    }
  } finally {
    stop()
    log.debug('followed a run', { run: id, state })
  }
}

async function parkedExit(store: Store, { id, waits_for }: Run): Promise<Exit> {
  const delivery = await store.db
    .selectFrom('delivery')
    .selectAll()
    .where('id', '=', waits_for ?? 0)
    .executeTakeFirst()
  const why = delivery
    ? `d${delivery.id} (${delivery.connector}.${delivery.write}, ${delivery.state}): ${delivery.error ?? ''}`
    : 'a delivery'
  return new Exit(
    exit.failed,
    `run r${id} waits for ${why}\nIt goes on when 'dure start' runs and the delivery gets through.`,
  )
}

/** What the run has sent leaves after it is done: worth a short wait, since a person is watching. */
async function followDeliveries(store: Store, run: number): Promise<Delivery[]> {
  for (let waited = 0; ; waited += pollMs) {
    const rows = await store.db.selectFrom('delivery').selectAll().where('run_id', '=', run).orderBy('id').execute()
    const open = rows.some(row => (row.state === 'ready' && row.attempt === 0) || row.state === 'sending')
    if (!open || waited > 30_000) return rows
    await systemClock.sleep(pollMs)
  }
}

function show({ terminal, words }: Opened, named: NamedTask, ended: Run, deliveries: Delivery[], { json }: RunFlags) {
  if (ended.state !== 'done') {
    if (json) terminal.out.write(`${JSON.stringify({ run: ended.id, state: ended.state, error: ended.error })}\n`)
    return
  }
  if (json) return void terminal.out.write(`${ended.outcome}\n`)
  const outcome = JSON.parse(ended.outcome ?? 'null')
  terminal.out.write(`${named.task.show?.(outcome) ?? outline(outcome)}\n`)
  for (const { id, connector, write, state, error } of deliveries) {
    const tone = state === 'done' ? 'good' : state === 'ready' ? 'warn' : 'bad'
    terminal.out.write(
      `${tint(terminal, tone, state.padEnd(7))} d${id} ${connector}.${write} ${oneLine(error ?? '')}\n`,
    )
  }
  const seconds = ((ended.ended_at ?? 0) - (ended.started_at ?? 0)) / 1000
  terminal.out.write(tint(terminal, 'dim', `${words.ranFor(ended.id, seconds.toFixed(1))}\n`))
}
