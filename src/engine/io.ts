import type { Clock } from './clock.ts'

/** Log lines carry a constant message and the varying parts as fields. Secrets are cut out by the sink. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** One outbound HTTP exchange. Time limits are in milliseconds, sizes in bytes. */
export interface HttpCall<T> {
  url: string | URL
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For one attempt, the reading of the body included. Default 10 000. */
  attemptMs?: number
  /** For all attempts and the pauses between them. Default 40 000. */
  totalMs?: number
  /** How often a call is made at most: 3 for GET and HEAD, 1 for the rest, whose repetition is the engine's business. */
  tries?: number
  /** Default 1 MiB. A larger body is an `invalid` error that names the limit. */
  maxBytes?: number
  signal?: AbortSignal
  /** Each attempt waits for its turn, outside of the time limits. Set by the engine for connectors that limit their calls. */
  pace?: Pace
  /** Which statuses are answers rather than errors. Default: 200–299. */
  accept?: (status: number) => boolean
  /** Reads the answer, inside the attempt's time limit; a throw of `unavailable` makes the attempt be repeated. */
  read: (answer: HttpAnswer) => Promise<T>
}

/** Spreads calls over time. */
export interface Pace {
  /** Resolves when the next call may go out; rejects with the signal's reason when aborted. */
  turn(signal?: AbortSignal): Promise<void>
  /** The far side asked to wait: nothing goes out for so many ms. */
  rest(ms: number): Promise<void>
}

export interface HttpAnswer {
  status: number
  headers: Headers
  /** The body in pieces as they arrive, capped at `maxBytes`. Read it once. */
  chunks(): AsyncIterable<Uint8Array>
  text(): Promise<string>
}

/** The only way out. Throws HubError: see `http.ts` for which code stands for what. */
export type Http = <T>(call: HttpCall<T>) => Promise<T>

/** What a connector may touch besides its own settings. No globals: tests pass their own. */
export interface Io {
  http: Http
  clock: Clock
  /** Uniform in [0, 1). */
  random: () => number
  log: Log
  /** Folder for what the hub writes: reports, logs, backups. */
  dataDir: string
  /** IANA zone in which people read times, e.g. `Asia/Seoul`. */
  timeZone: string
}
