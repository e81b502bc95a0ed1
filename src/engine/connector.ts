import type { HubError } from './error.ts'
import type { Io } from './io.ts'
import type { Said, Settings, SettingsOf } from './settings.ts'

const isWrite = Symbol('write')

/** What `verify` found out about a write whose answer was lost. */
export type Verdict<R> = { applied: R } | 'absent' | 'unknown'

/** What a plan shows of a write it does not make. `result` stands in for the real one. */
export type Preview<R> = { result: R; text?: string; before?: string; after?: string }

/** A write of a plan, with the result that stands in for the real one. */
export interface Planned {
  write: string
  key: string
  payload: any
  result: any
}

/** Writes that follow one another in a lane, made in one go: the rows of a page in one version of it. */
interface Together<P, R> {
  /** At most so many at once. */
  most: number
  /** Gives the answers in the order of the entries, an error for each that cannot be taken; what it throws is the answer to all. */
  perform: (entries: readonly { payload: P; key: string }[], signal: AbortSignal) => Promise<(R | HubError)[]>
}

/** How a write behaves when nobody knows whether it arrived (time-out, reset, crash in mid-air). */
type Uncertainty<P, R> =
  /** Applying it twice is the same as applying it once, so it is simply repeated. */
  | { repeatable: true; verify?: undefined; whenUncertain?: undefined; together?: Together<P, R> }
  /** The far side can be asked; `whenUncertain` settles what even it cannot say. */
  | {
      repeatable?: undefined
      together?: undefined
      verify?: (payload: P, key: string) => Promise<Verdict<R>>
      /** `repeat`: rather twice than never. `miss`: rather never than twice. `ask`: a person decides. */
      whenUncertain: 'repeat' | 'miss' | 'ask'
    }

/** One kind of write to an outside system. A payload is the intent as data; `perform` reads afresh and applies it. */
export type Write<P = any, R = any> = Uncertainty<P, R> & {
  /** Payloads of one lane go out one at a time and in order (a room, a channel, a page). Unset: no order. */
  lane?: (payload: P) => string
  /** One line for lists and logs. */
  summary: (payload: P) => string
  perform: (payload: P, key: string, signal: AbortSignal) => Promise<R>
  /** `planned` are this connector's writes that the plan holds already, oldest first. */
  preview: (payload: P, planned: readonly Planned[]) => Preview<R> | Promise<Preview<R>>
  /** After this many ms of failing the delivery waits for a person. Default 24 h. */
  giveUpAfterMs?: number
  /** Limit of one attempt. Default 60 s. */
  timeLimitMs?: number
}

/** Marks a member of a client as a write: it goes through the outbox, under a key. */
export const write = <P, R>(declaration: Write<P, R>): Write<P, R> => Object.assign(declaration, { [isWrite]: true })

export const isWriteOf = (member: unknown): member is Write =>
  typeof member === 'object' && member !== null && isWrite in member

/** The client for one outside system. One folder, one system; connectors never import each other. */
export interface Connector<Client = any, S extends Settings = any> {
  name: string
  settings: S
  /**
   * What no single setting can say: combinations that are half set or exclude each other, a sentence each, such as
   * "SLACK_CHANNEL is not set; SLACK_BOT_TOKEN needs it". Asked when all single settings are right; each answer stops
   * the start. `users` are the automations that use it; none: it is on for alerts alone.
   */
  mistakes?: (settings: SettingsOf<S>, users: readonly string[]) => Said[]
  /**
   * At most this many writes at once in each process (default 4). Over all processes that share a ledger: so many writes
   * started per second, and so many calls per second, reads included, on average (default unlimited).
   */
  limits?: { concurrency?: number; perSecond?: number; callsPerSecond?: number }
  connect: (settings: SettingsOf<S>, io: Io) => Client
  /** The cheapest call that proves the address and the credentials. `dure doctor` and /health use it. */
  check: (client: Client) => Promise<unknown>
  /** In a plan: the reads as they would answer after the writes planned so far. Those left out answer as they are. */
  foresee?: (client: Client, planned: readonly Planned[]) => Partial<Client>
  /** The settings that name whom `alert` tells: with one of them set the connector is on, whether or not a task uses it. */
  alertSettings?: readonly (keyof S & string)[]
  /** How this connector tells an administrator of an incident; undefined where its settings name nobody. */
  alert?: (
    text: { subject: string; body: string },
    settings: SettingsOf<S>,
  ) => { write: string; payload: unknown } | undefined
}

export const defineConnector = <Client, S extends Settings>(connector: Connector<Client, S>) => connector

/** A connector that an automation can do without: unset it is off and warned about, half set it stops the start. */
export interface Optional<C extends Connector> {
  optional: C
}
export const optional = <C extends Connector>(connector: C): Optional<C> => ({ optional: connector })

type ClientOf<C> = C extends Connector<infer Client, any> ? Client : never

/**
 * `about`: what a write tells of, in words of the automation's own, where the newest about the same says all that older
 * ones were to say. Such an older one that failed is settled with that, and is not sent again by hand.
 */
export interface Telling {
  about?: string
}

/** A client as a task sees it: reads as they are, each write as `(payload, key) => result`. */
export type Callable<Client> = {
  [K in keyof Client]: Client[K] extends Write<infer P, infer R>
    ? (payload: P, key: string, telling?: Telling) => Promise<R>
    : Client[K]
}

export type CallableOf<U> = U extends Optional<infer C> ? Callable<ClientOf<C>> | undefined : Callable<ClientOf<U>>

type WritesOf<Client> = { [K in keyof Client as Client[K] extends Write ? K : never]: Client[K] }
type Unwrapped<U> = U extends Optional<infer C> ? C : U

export type WriteName<U> = keyof WritesOf<ClientOf<Unwrapped<U>>> & string
export type PayloadOf<U, W extends string> = W extends keyof ClientOf<Unwrapped<U>>
  ? ClientOf<Unwrapped<U>>[W] extends Write<infer P, any>
    ? P
    : never
  : never
