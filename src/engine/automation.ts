import type { Kysely, Transaction } from 'kysely'
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import type { CallableOf, Connector, Optional, PayloadOf, WriteName } from './connector.ts'
import type { Log } from './io.ts'
import type { People } from './people.ts'
import type { Settings, SettingsOf } from './settings.ts'
import type { Migration } from './store/migrations.ts'

export type Uses = Record<string, Connector | Optional<Connector>>

/** A small JSON document store of one automation. `get` and `list` see the run's own puts. */
export interface Table<T> {
  get(key: string): Promise<T | undefined>
  list(prefix?: string): Promise<{ key: string; value: T }[]>
  put(key: string, value: T): void
  delete(key: string): void
}

/** What differs from the list seen last. `version` is committed with the snapshot: build keys on it. */
export interface Changes<T> {
  added: T[]
  changed: { before: T; after: T }[]
  removed: T[]
  none: boolean
  /** After a restore what differs may have been told already: it is taken note of, and left out here. */
  held?: true
  version: number
}

/** What a task sees. Reads happen at once, awaited writes are remembered by key; `put`, `send`, `emit` and the snapshot of `changes` take effect together with "done". */
export type Context<U extends Uses = Uses, S extends Settings = Settings, O = unknown> = {
  [K in keyof U]: CallableOf<U[K]>
} & {
  settings: SettingsOf<S>
  /** This automation's section of dure.yaml. */
  options: O
  /** Who is who: the `people` of dure.yaml. */
  people: People
  /** The moment the run is about: when it started, or what `--at` said. */
  now: Date
  timeZone: string
  clock: Clock
  log: Log
  /** Aborted at the task's time limit and when the hub is told to stop for good. */
  signal: AbortSignal
  run: { id: number; key: string; attempt: number; cause: string }
  table<T>(name: string): Table<T>
  /** For reading the automation's own tables. It does not see what this run's `commit` will write. */
  db<Tables>(): Kysely<Tables>
  /** Writes to the automation's own tables, in the transaction that marks the run done; awaits nothing but its own `tx`. */
  commit<Tables>(work: (tx: Transaction<Tables>) => Promise<void>): void
  /** Compares with the list remembered under `name`, and remembers this one once the run is done. */
  changes<T>(name: string, items: T[], id: (item: T) => string): Promise<Changes<T>>
  /** Queues a write, once per key. An optional connector that is off drops it, with a warning in the run. */
  send<C extends keyof U & string, W extends WriteName<U[C]>>(
    connector: C,
    write: W,
    payload: PayloadOf<U[C], W>,
    key: string,
    options?: { priority?: number },
  ): void
  /** Keys of this connector's writes that begin with `prefix`, oldest first: also of those that a failed run has awaited. */
  written(connector: keyof U & string, prefix: string): Promise<string[]>
  /** Starts every task that listens `on` this event, in any automation, once per key. */
  emit(event: string, payload: unknown, key: string): void
}

export interface Schedule {
  /** Five fields, minutes first. */
  cron: string
  /** IANA zone. Default: the hub's. */
  timeZone?: string
  /** What becomes of slots missed while the hub was down. Default `last`: the newest one runs, older ones are recorded. */
  missed?: 'skip' | 'last' | { all: number }
  /** What becomes of a slot whose predecessor still runs. Default `queue`. */
  overlap?: 'skip' | 'queue' | 'allow'
}

/** `{id}` in it is a member of the input, and so are the query and the members of the body. A GET writes nothing. */
export type Path = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`

/** What became of a delivery that a caller waited for. `open`: it has not gone in time, and goes later. */
export type Waited = { state: 'done'; result: any } | { state: 'failed'; error: string } | { state: 'open' }

/** One thing that is wrong with an input. `field` is empty where it is the whole. */
export interface FieldProblem {
  field: string
  message: string
  example?: unknown
}

export interface Route<Out = any> {
  path: Path
  /** The delivery, among those the run has queued, whose end the caller waits for. */
  waitFor?: (outcome: Out) => { connector: string; write: string; key: string } | undefined
  /** How long. Default 5 000. */
  waitMs?: number
  /** What the caller reads; default 200 and the outcome. `waited` is undefined where nothing was waited for. */
  reply?: (
    outcome: Out,
    waited: Waited | undefined,
    language: 'ko' | 'en',
  ) => { status: number; body?: unknown; headers?: Record<string, string> }
  /** For the description of the API: what each status of `reply` means, and the shape of its body. */
  replies?: Record<number, { description: string; body?: z.ZodType }>
}

/** One thing an automation can do, and what starts it. API, MCP tool, CLI, form and reference are all drawn from this. */
export interface Task<In = any, Ctx = any, Out = unknown> {
  summary: string
  input?: z.ZodType<In>
  /** What is wrong with an input, in better words than its schema has. `example` is what would be right. */
  problems?(error: z.ZodError, language: 'ko' | 'en'): FieldProblem[]
  cron?: string | Schedule
  on?: readonly string[]
  /** Where the task is reached by HTTP. Its run is answered in one go: its writes are queued, never awaited. */
  route?: Path | Route
  /**
   * One run for each of these, by name, whatever starts the task: by schedule, by event, by hand and in a plan. Gets
   * the input as it was given and completes it. Each such run is repeated, fails and recovers by itself.
   */
  each?(input: any, options: any): Record<string, unknown>
  /** Runs of one lane never run at once. */
  lane?: string | ((input: any) => string)
  /** Default 10 min. */
  timeLimitMs?: number
  /** How often a run that failed in a way that may pass is tried. Default 3; runs by hand once. */
  maxAttempts?: number
  run(ctx: Ctx, input: NoInfer<In>): Promise<Out>
  /** What a person at a terminal reads of the outcome. Default: the outcome as YAML-like lines. */
  show?(outcome: NoInfer<Out>): string
}

/** `what` was looked at, and what was found: `note`, or what is wrong with it. */
export interface Finding {
  what: string
  state: 'ok' | 'off' | 'bad'
  note: string
}

/** Tasks, the connectors they use, and their settings. `options` checks the automation's section of dure.yaml. */
export interface Automation<U extends Uses = Uses, S extends Settings = Settings, O = unknown, Inputs = any> {
  name: string
  title: string
  uses: U
  settings?: S
  options?: z.ZodType<O>
  /** Its own tables, as numbered changes that are never edited once released; names begin with the automation's. */
  tables?: readonly Migration[]
  /** What its options and settings come to on the far sides, a line of `dure doctor` each. Reads only. */
  check?(ctx: Context<U, S, O>): Promise<Finding[]>
  tasks: { [K in keyof Inputs]: Task<Inputs[K], Context<U, S, O>, any> }
}

export const defineAutomation = <
  U extends Uses,
  S extends Settings = Record<never, never>,
  O = unknown,
  Inputs = unknown,
>(
  automation: Automation<U, S, O, Inputs>,
) => automation

/** An automation of any kind, as those see it who only know that it has tasks. */
export type AnyAutomation = Omit<Automation<any, any, any, any>, 'tasks' | 'check'> & {
  tasks: Record<string, Task>
  check?: (ctx: any) => Promise<Finding[]>
}
