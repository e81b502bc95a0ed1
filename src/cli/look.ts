import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { settle } from '../config.ts'
import { systemClock } from '../engine/clock.ts'
import { catalogue, ownTablesOf } from '../engine/parts.ts'
import { declaredSchedules } from '../engine/schedule.ts'
import { migrate, migrateOwn, openSqlite, type Store } from '../engine/store/store.ts'
import type { DeliveryState, RunState } from '../engine/store/tables.ts'
import { localText } from '../engine/zone.ts'
import { openBeside, partsOf, pathsOf } from '../hub.ts'
import { chosen, numberFrom, parseId, tasksOf } from './flags.ts'
import { oneLine, type Terminal, table } from './print.ts'
import { Exit, exit, type Opened, openSession, type Session } from './session.ts'
import { asData, wholeRow } from './whole.ts'

interface LookFlags {
  json?: boolean
  limit: number
  state?: string
  task?: string
}

type Look = (opened: Opened, store: Store, flags: LookFlags, id: string | undefined) => Promise<void>

/** `tasks`, `runs`, `deliveries`: they read, and change nothing. */
export function addLook(program: Command, session: Session) {
  const opened = async (look: Look, flags: LookFlags, id?: string) => {
    const current = openSession(session, program.opts().config)
    const store = await openBeside(current.config, current.log, 'read')
    await look(current, store, flags, id)
    await store.close()
    await current.log.close()
  }
  const { words } = session
  const limit = (text: string) => numberFrom(text, '--limit', words)
  const list = (name: string, description: string, look: Look, states: readonly string[]) =>
    program
      .command(name)
      .description(description)
      .argument('[id]', session.words.options.whole)
      .option('--json', session.words.options.json)
      .option('--limit <n>', words.options.limit, limit, 20)
      .addOption(chosen(new Option('--state <state>', words.options.state), '--state', states, words))
      .option('--task <automation/task>', session.words.options.task)
      .action((id: string | undefined, flags: LookFlags) => opened(look, flags, id))
  list('runs', words.commands.runs, runs, runStates)
  list('deliveries', words.commands.deliveries, deliveries, deliveryStates)
  program
    .command('tasks')
    .description(session.words.commands.tasks)
    .option('--json', session.words.options.json)
    .action((flags: LookFlags) => tasks(openSession(session, program.opts().config), flags))
}

const runStates: readonly RunState[] = ['ready', 'running', 'parked', 'done', 'failed', 'dropped']
const deliveryStates: readonly DeliveryState[] = [
  'ready',
  'sending',
  'done',
  'failed',
  'uncertain',
  'missed',
  'dropped',
  'superseded',
]

/** Works before there is any ledger: what is declared needs none. */
async function tasks({ terminal, config, automations, log, language, words }: Opened, { json }: LookFlags) {
  const settled = settle(automations, config)
  const on = automations.filter(({ name }) => settled.automations.get(name)?.state === 'on')
  const owners = on.map(automation => {
    const options = settled.automations.get(automation.name)?.options
    return { automation, settings: {}, options, uses: {} }
  })
  const schedules = declaredSchedules(config, catalogue({ automations: owners, connectors: [] }))
  const now = systemClock.now()
  const rows = tasksOf(automations).map(({ name, task, automation }) => {
    const schedule = schedules.find(declared => declared.name === name)
    const its = settled.automations.get(automation.name)
    return {
      name,
      state: its?.state ?? 'off',
      cron: schedule?.enabled ? `${schedule.cron} ${schedule.timeZone}` : '',
      next: schedule?.enabled ? (schedule.next(now)?.toISOString() ?? null) : null,
      summary: task.summary,
      reason: its?.reason?.[json ? 'en' : language],
    }
  })
  const ownerOf = ({ name }: { name: string }) => name.split('/')[0]
  print(terminal, json, rows, () =>
    table(
      words.heads.tasks,
      rows.map((row, index) => {
        // Why it is off is told once, beside the first of the automation's tasks.
        const isFirst = index === 0 || ownerOf(rows[index - 1]!) !== ownerOf(row)
        const next = row.next === null ? '' : localText(row.next, config.timeZone)
        const what = row.reason && isFirst ? `${row.summary} (${row.reason})` : row.summary
        return [row.name, row.state, row.cron, next, what]
      }),
    ),
  )
  await log.close()
}

async function runs(opened: Opened, store: Store, flags: LookFlags, id: string | undefined) {
  const { terminal, config, words } = opened
  if (id !== undefined) return whole(opened, flags, await one(opened, store, 'run', id))
  const [automation = '', task = ''] = flags.task?.split('/') ?? []
  const rows = await store.db
    .selectFrom('run')
    .select([
      'id',
      'automation',
      'task',
      'state',
      'cause',
      'attempt',
      'created_at',
      'started_at',
      'ended_at',
      'error',
      'waits_for',
    ])
    .$if(flags.state !== undefined, query => query.where('state', '=', flags.state as RunState))
    .$if(automation !== '', query => query.where('automation', '=', automation))
    .$if(task !== '', query => query.where('task', '=', task))
    .orderBy('id', 'desc')
    .limit(flags.limit)
    .execute()
  print(terminal, flags.json, rows, () =>
    table(
      words.heads.runs,
      rows.map(row => [
        `r${row.id}`,
        `${row.automation}/${row.task}`,
        row.state,
        row.cause,
        localText(row.started_at ?? row.created_at, config.timeZone),
        row.started_at && row.ended_at ? ((row.ended_at - row.started_at) / 1000).toFixed(1) : '',
        oneLine(row.waits_for === null ? (row.error ?? '') : words.waitsFor(row.waits_for)),
      ]),
    ),
  )
}

async function deliveries(opened: Opened, store: Store, flags: LookFlags, id: string | undefined) {
  const { terminal, config, words } = opened
  if (id !== undefined) return whole(opened, flags, await one(opened, store, 'delivery', id))
  const rows = await store.db
    .selectFrom('delivery')
    .select([
      'id',
      'connector',
      'write',
      'key',
      'lane',
      'state',
      'attempt',
      'repeats',
      'due_at',
      'created_at',
      'ended_at',
      'error',
      'superseded_by',
      'run_id',
    ])
    .$if(flags.state !== undefined, query => query.where('state', '=', flags.state as DeliveryState))
    .orderBy('id', 'desc')
    .limit(flags.limit)
    .execute()
  print(terminal, flags.json, rows, () =>
    table(
      words.heads.deliveries,
      rows.map(row => [
        `d${row.id}`,
        `${row.connector}.${row.write}`,
        oneLine(row.lane, 32),
        row.state,
        String(row.attempt),
        localText(row.created_at, config.timeZone),
        row.run_id === null ? '' : `r${row.run_id}`,
        oneLine(row.key, 48),
        oneLine(
          row.state === 'superseded' ? words.supersededBy(row.superseded_by!, row.error ?? '') : (row.error ?? ''),
        ),
      ]),
    ),
  )
}

async function one({ words }: Opened, { db }: Store, kind: 'run' | 'delivery', text: string) {
  const { id } = parseId(text, words)
  const row = await db.selectFrom(kind).selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new Exit(exit.failed, words.usage.noRow(kind, text))
  return row
}

const whole = ({ terminal, config }: Opened, { json }: LookFlags, row: object) =>
  print(terminal, json, asData(row), () => wholeRow(row, config.timeZone))

function print(terminal: Terminal, json: boolean | undefined, value: unknown, human: () => string) {
  terminal.out.write(`${json ? JSON.stringify(value) : human()}\n`)
}

/** What `plan` and `doctor` work with: everything connected, nothing started. */
export async function lookedAt<T>(
  opened: Opened,
  use: (parts: ReturnType<typeof partsOf>) => Promise<T>,
  ledger = ledgerToRead,
): Promise<T> {
  const { config, automations, log } = opened
  const store = await ledger(opened)
  try {
    return await use(partsOf({ config, automations, log }, settle(automations, config), store, false))
  } finally {
    await store.close()
  }
}

/** Whoever tries a plan before the first start has no ledger yet: nothing was ever told. */
async function ledgerToRead(opened: Opened): Promise<Store> {
  const { config, log } = opened
  const isThere = config.databaseUrl || existsSync(pathsOf(config).ledger)
  return isThere ? openBeside(config, log, 'read') : emptyLedger(opened)
}

/** For those who go on looking where the ledger cannot be used. */
export const anyLedger: typeof ledgerToRead = opened => ledgerToRead(opened).catch(() => emptyLedger(opened))

async function emptyLedger({ automations }: Opened): Promise<Store> {
  const store = openSqlite(':memory:')
  await migrate(store, systemClock.now())
  await migrateOwn(store, systemClock.now(), ownTablesOf(automations))
  return store
}
