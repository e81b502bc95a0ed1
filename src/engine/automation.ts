import type { Kysely, Transaction } from 'kysely'
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Command } from './command.ts'
import type { CallableOf, Connector, Optional, PayloadOf, Telling, WriteName } from './connector.ts'
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

/**
 * A write as the ledger knows it. `open`: it is on its way, or waits for a person. What became of one that is superseded
 * is what became of the one that stands for it.
 */
export interface Written {
  key: string
  state: 'done' | 'failed' | 'dropped' | 'open'
  /** What the last attempt failed of. */
  error?: string
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
    options?: Telling & { priority?: number; giveUpAfterMs?: number },
  ): void
  /** The writes to this connector under these keys, or whose keys begin so, oldest first: also those that a failed run has awaited. */
  written(connector: keyof U & string, which: string | readonly string[]): Promise<Written[]>
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

/** How whoever waits for a run is answered. */
export interface Reply<Out = any> {
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

export interface Route<Out = any> extends Reply<Out> {
  path: Path
}

/**
 * How agents reach a task by MCP. The input is the task's, and it replies as the task's route does where it says nothing
 * of its own; texts are English: a machine reads them.
 */
export interface Tool<Out = any> extends Reply<Out> {
  /** Of letters, digits, `_`, `-` and dots, such as `confluence.get_page`; no two tools share one. */
  name: string
  title?: string
  description: string
  /** It writes nothing, here or elsewhere, and leaves no run. */
  reads?: true
  /** It may take away what is there. */
  destructive?: true
  /** The same input again changes nothing more. */
  idempotent?: true
  /** Of the structured result, an object. Default: what `route` replies where all went well. */
  output?: z.ZodType
  /** What is read where structured results are not. Default: JSON. */
  show?(outcome: any): string
}

/** One thing an automation can do, and what starts it. API, MCP tool, CLI, form and reference are all drawn from this. */
export interface Task<In = any, Ctx = any, Out = unknown> {
  summary: string
  input?: z.ZodType<In>
  /**
   * What is wrong with an input that its schema refuses, in better words than the schema has, and what the options
   * would refuse besides. `example` is what would be right.
   */
  problems?(error: z.ZodError, language: 'ko' | 'en', sent: { input: any; options: any }): FieldProblem[]
  /** A function of the automation's options where they say when. */
  cron?: string | Schedule | ((options: any) => string)
  on?: readonly string[]
  /** Where the task is reached by HTTP. Its run is answered in one go: its writes are queued, never awaited. */
  route?: Path | Route
  /** Where the task is reached by MCP; answered in one go, as by its route. */
  tool?: Tool
  /**
   * One run for each of these, by name, whatever starts the task: by schedule, by event, by hand and in a plan. Gets
   * the input as it was given and completes it. Each such run is repeated, fails and recovers by itself.
   */
  each?(input: any, options: any): Record<string, unknown>
  /** Runs of one lane never run at once. */
  lane?: string | ((input: any) => string)
  /**
   * An event adds no run where an equal one, of the same event and input, waits in the lane and has not begun: that one
   * stands for both, and sees all that was committed before it begins. For tasks that work off whatever there is.
   */
  together?: true
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
  /** The note in Korean. */
  ko?: string
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
  /** By what is typed behind `dure`, such as `log` or `notion setup`: one of the hub's own names is a mistake. */
  commands?: Record<string, Command>
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
