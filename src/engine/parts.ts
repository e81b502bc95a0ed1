import type { AnyAutomation, Task } from './automation.ts'
import type { Clock } from './clock.ts'
import { type Connector, isWriteOf, type Write } from './connector.ts'
import { HubError } from './error.ts'
import type { Log } from './io.ts'
import type { Run } from './ledger/runs.ts'
import type { Person } from './people.ts'
import type { OwnTables, Store } from './store/store.ts'

/** A connector that is set up: its client is connected, or stands ready to be. */
export interface LoadedConnector {
  connector: Connector
  client: Record<string, unknown>
  settings: Record<string, unknown>
}

/** An automation that is on. `uses` maps its own words for connectors to them; undefined: optional and off. */
export interface LoadedAutomation {
  automation: AnyAutomation
  settings: Record<string, unknown>
  options: unknown
  /** Its section of dure.yaml as it stands there, unchecked. */
  section?: unknown
  uses: Record<string, LoadedConnector | undefined>
}

export interface ScheduleChange {
  cron?: string
  timeZone?: string
  enabled?: boolean
  missed?: 'skip' | 'last' | { all: number }
  overlap?: 'skip' | 'queue' | 'allow'
}

export interface RetentionDays {
  payloadDays: number
  keyDays: number
  eventDays: number
}

/** A run that has ended, its outcome as it was given. One that failed for an HTTP request is in no ledger: it has no id. */
export type EndedRun = Pick<
  Run,
  'automation' | 'task' | 'key' | 'cause' | 'state' | 'attempt' | 'started_at' | 'ended_at' | 'error'
> & { id?: number; outcome?: unknown }

/** Everything the engine works with. Nothing else is touched: no global clock, no global randomness. */
export interface Parts {
  store: Store
  clock: Clock
  random: () => number
  newId: () => string
  log: Log
  timeZone: string
  automations: LoadedAutomation[]
  connectors: LoadedConnector[]
  /** The `people` of dure.yaml. */
  people?: readonly Person[]
  /** Where this process runs, for whoever reads the ledger. */
  host: string
  pid: number
  /** Changes to the declared schedules, by `<automation>/<task>`. */
  schedules?: Record<string, ScheduleChange>
  retention?: RetentionDays
  /** True when no other process can be alive on this store: its dead are recovered at once. */
  alone?: boolean
  /** False: no schedule fires; for commands that do one thing. Default true. */
  scheduling?: boolean
  /** How often the ledger is looked at for what others have added. Default 250. */
  tickMs?: number
  /** How many runs are worked on at once. Default 10. */
  concurrency?: number
  /** Told of each run that has ended, once that is written down. Never throws. */
  account?: (run: EndedRun) => void
}

export interface LoadedTask {
  name: string
  owner: LoadedAutomation
  task: Task
  /** What becomes of a slot whose predecessor still runs; undefined: the task has no schedule. */
  overlap: NonNullable<ScheduleChange['overlap']> | undefined
}

/** Finds what a row in the ledger names. */
export interface Catalogue {
  task(automation: string, task: string): LoadedTask
  tasks: LoadedTask[]
  listeners(event: string): LoadedTask[]
  connector(name: string): LoadedConnector | undefined
  write(connector: string, write: string): Write
}

export function catalogue(parts: Pick<Parts, 'automations' | 'connectors' | 'schedules'>): Catalogue {
  const tasks = parts.automations.flatMap(owner =>
    Object.entries(owner.automation.tasks).map(([name, task]) => {
      const overlap = overlapOf(task, parts.schedules?.[`${owner.automation.name}/${name}`])
      return { name, owner, task, overlap }
    }),
  )
  const byName = new Map(tasks.map(loaded => [`${loaded.owner.automation.name}/${loaded.name}`, loaded]))
  const connectors = new Map(parts.connectors.map(loaded => [loaded.connector.name, loaded]))
  return {
    tasks,
    task(automation, task) {
      const loaded = byName.get(`${automation}/${task}`)
      if (!loaded)
        throw new HubError(
          'not_found',
          `there is no task ${automation}/${task}, or its automation is off: see 'dure tasks'`,
        )
      return loaded
    },
    listeners: event => tasks.filter(({ task }) => task.on?.includes(event)),
    connector: name => connectors.get(name),
    write(connector, name) {
      const member = connectors.get(connector)?.client[name]
      if (!isWriteOf(member))
        throw new HubError('invalid', `connector ${connector} has no write ${name}, or its settings are gone`)
      return member
    },
  }
}

/** Runs of one task never overlap unless its schedule allows it; tasks that share a lane never do. */
export function laneOfRun({ name, owner, task, overlap }: LoadedTask, input: unknown): string | null {
  if (task.lane !== undefined) return typeof task.lane === 'string' ? task.lane : task.lane(input)
  return overlap !== undefined && overlap !== 'allow' ? `${owner.automation.name}/${name}` : null
}

function overlapOf({ cron }: Task, change: ScheduleChange | undefined): LoadedTask['overlap'] {
  if (cron === undefined && change?.cron === undefined) return undefined
  return change?.overlap ?? (typeof cron === 'object' ? cron.overlap : undefined) ?? 'queue'
}

/** The tables that automations bring with them. */
export const ownTablesOf = (automations: readonly AnyAutomation[]): OwnTables[] =>
  automations.flatMap(({ name, tables }) => (tables ? [{ automation: name, migrations: tables }] : []))

export const defaultAttempts = 3
