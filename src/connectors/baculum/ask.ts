import { HubError } from '../../engine/error.ts'
import type { HttpAnswer, Io } from '../../engine/io.ts'
import { type Asked, readable, readOutput } from './envelope.ts'

/** Where the API is and how to log in. `apiPath` is set where the address names one. */
export interface Place {
  /** Without a trailing slash and without /api/vN. */
  base: string
  apiPath: string | undefined
  authorization: string
  secrets: readonly string[]
}

export interface AskOptions {
  maxBytes?: number
  /** Failures of this kind are answers, not to be counted: the search for the right path, a job that is gone. */
  expected?: (error: HubError) => boolean
}

const mebibyte = 1024 * 1024

/**
 * Calls of the API with the counters, and with a diagnosis after a time-out: a dead director answers only after 15 s, so
 * that repeating calls of 10 s would never tell it from a dead API.
 */
export function asker(place: Place, { http }: Pick<Io, 'http'>) {
  const count = { made: 0, failed: 0 }
  let diagnosing: Promise<void> | undefined

  const asked = (path: string): Asked => ({ call: `GET ${place.base}${path}`, secrets: place.secrets })

  /** All tries together within the time of one: quick failures are repeated, a time-out is not, it is looked into. */
  function once<T>(path: string, read: HttpRead<T>, options: AskOptions & { withinMs: number; tries: number }) {
    return http({
      url: place.base + path,
      headers: { authorization: place.authorization, accept: 'application/json' },
      maxBytes: options.maxBytes ?? 8 * mebibyte,
      attemptMs: options.withinMs,
      totalMs: options.withinMs,
      tries: options.tries,
      accept: readable,
      read: answer => read(answer, asked(path)),
    })
  }

  async function patiently<T>(path: string, read: HttpRead<T>, options: AskOptions): Promise<T> {
    try {
      return await once(path, read, { ...options, withinMs: 10_000, tries: 3 })
    } catch (error) {
      if (!isTimeout(error)) throw error
    }
    await diagnose(/^\/api\/v\d+/.exec(path)?.[0] ?? '')
    // API, director and catalog answer, so this call was slow or unlucky.
    try {
      return await once(path, read, { ...options, withinMs: 10_000, tries: 2 })
    } catch (cause) {
      if (!isTimeout(cause)) throw cause
      throw new HubError(
        'unavailable',
        `${asked(path).call}: took longer than 10 s twice, though the API answers a small question. Is the catalog slow, or the period very long?`,
        { cause },
      )
    }
  }

  /** Throws what is wrong; returns when a small question that needs director and catalog is answered. Shared while under way. */
  function diagnose(apiPath: string): Promise<void> {
    diagnosing ??= examine(apiPath).finally(() => {
      diagnosing = undefined
    })
    return diagnosing
  }

  async function examine(apiPath: string): Promise<void> {
    const path = `${apiPath}/jobs?limit=1`
    try {
      await once(path, readOutput, { withinMs: 20_000, tries: 1 })
    } catch (cause) {
      if (cause instanceof HubError && cause.code === 'invalid') return // it did answer; the call itself will say what is wrong
      if (!isTimeout(cause)) throw cause
      throw new HubError(
        'unavailable',
        `${place.base}: the API does not answer within 20 s. Check Baculum's web server and PHP on that host, and the network to it.`,
        { cause },
      )
    }
  }

  async function ask<T>(path: string, read: HttpRead<T>, options: AskOptions = {}): Promise<T> {
    count.made++
    try {
      return await patiently(path, read, options)
    } catch (error) {
      if (!(error instanceof HubError && options.expected?.(error))) count.failed++
      throw error
    }
  }

  return {
    ask,
    /** Asks for a small answer and returns its `output`. */
    output: (path: string, options?: AskOptions) => ask(path, readOutput, options),
    place,
    calls: () => ({ ...count }),
  }
}

export type Asker = ReturnType<typeof asker>
export type HttpRead<T> = (answer: HttpAnswer, asked: Asked) => Promise<T>

export const isNotFound = (error: unknown) => error instanceof HubError && error.code === 'not_found'

/** The engine's time-outs are `unavailable` and carry the abort's reason; a call it did not make has a HubError as cause. */
const isTimeout = (error: unknown) =>
  error instanceof HubError && error.cause instanceof Error && error.cause.name === 'TimeoutError'
