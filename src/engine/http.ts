import { createCircuits } from './circuit.ts'
import type { Clock } from './clock.ts'
import { HubError } from './error.ts'
import { connectionError, type Hop, isRead, nameOf, statusError, timeoutError } from './http-failure.ts'
import type { Http, HttpAnswer, HttpCall, Log, Pace } from './io.ts'
import { type TimeLimit, timeLimit } from './time-limit.ts'

const maxRedirects = 3
const firstPauseMs = 1000
const longestPauseMs = 10_000
/** Of an error's body this much is read; 200 characters of it are shown. */
const errorBytes = 4096

/** Headers that cannot carry a credential. Only these go to another origin. */
const harmlessHeaders = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])

export interface HttpParts {
  fetch: (url: URL, init: RequestInit) => Promise<Response>
  clock: Clock
  random: () => number
  log: Log
  /** Cuts secrets out of error messages. */
  redact?: (text: string) => string
}

type Outcome<T> = { value: T } | { status: number; location: string | null }

/**
 * The only way out: time limits, byte caps, redirects, retries and circuits in one place.
 *
 * Errors: 401, 403 → unauthorized · 404, 410 → not_found · 409, 412 → conflict · 429 → rate_limited · 408, 425, 5xx,
 * time-outs and broken connections → unavailable · any other status, a redirect that is not followed and a body
 * beyond `maxBytes` → invalid. `arrived` is `no` for GET and HEAD, and where the far side surely did nothing.
 */
export function createHttp({ fetch, clock, random, log, redact = text => text }: HttpParts): Http {
  const circuits = createCircuits(clock, log)

  return async function http<T>(call: HttpCall<T>): Promise<T> {
    const first = firstHop(call)
    const tries = call.tries ?? (isRead(first) ? 3 : 1)
    let end = clock.monotonic() + (call.totalMs ?? 40_000)
    let uncertain = false
    for (let tried = 1; ; tried++) {
      try {
        if (call.pace) end += await waited(call.pace, call.signal)
        return await attempt(call, first, Math.min(call.attemptMs ?? 10_000, end - clock.monotonic()))
      } catch (error) {
        if (call.signal?.aborted || !(error instanceof HubError)) throw error
        if (error.retryAfterMs) await call.pace?.rest(error.retryAfterMs)
        uncertain ||= error.arrived === 'maybe'
        const pauseMs = error.retryAfterMs || backoff(tried, random)
        const again = tried < tries && mayPass(error) && !circuits.isOpen(first.url.origin)
        if (!again || clock.monotonic() + pauseMs >= end) throw retold(error, uncertain, redact)
        log.debug('call is repeated', { call: nameOf(first), tried, pauseMs, reason: error.message })
        await clock.sleep(pauseMs, call.signal)
      }
    }
  }

  /** Resolves with the ms that the call had to wait for its turn. */
  async function waited(pace: Pace, signal: AbortSignal | undefined): Promise<number> {
    const since = clock.monotonic()
    await pace.turn(signal)
    return clock.monotonic() - since
  }

  async function attempt<T>(call: HttpCall<T>, first: Hop, ms: number): Promise<T> {
    call.signal?.throwIfAborted()
    const limit = timeLimit(clock, ms, call.signal)
    try {
      let hop = first
      for (let followed = 0; ; followed++) {
        const outcome = await exchange(call, hop, limit)
        if ('value' in outcome) return outcome.value
        if (followed === maxRedirects) throw new HubError('invalid', `${nameOf(first)}: more than 3 redirects`)
        hop = redirected(hop, outcome)
      }
    } finally {
      limit.end()
    }
  }

  /** One request and its answer. What went wrong on the far side is told to its circuit. */
  async function exchange<T>(call: HttpCall<T>, hop: Hop, limit: TimeLimit): Promise<Outcome<T>> {
    const pass = circuits.enter(hop.url.origin)
    const broken = (error: unknown, answerBegan: boolean) => {
      if (call.signal?.aborted) {
        pass.released()
        return call.signal.reason
      }
      const failure = limit.expired() ? timeoutError(hop, limit.ms, error) : connectionError(hop, error, answerBegan)
      pass.failed(failure)
      return failure
    }
    const response = await limit.race(send(hop, limit.signal)).catch(error => {
      throw broken(error, false)
    })
    if (!(call.accept ?? isSuccess)(response.status)) {
      if (isRedirect(response.status)) {
        pass.succeeded()
        await dropped(response)
        return { status: response.status, location: response.headers.get('location') }
      }
      const error = await refusal(hop, response, limit)
      if (response.status >= 500) pass.failed(error)
      else pass.succeeded()
      throw error
    }
    return { value: await answered(call, hop, response, limit, broken, pass.succeeded) }
  }

  function send({ url, method, headers, body }: Hop, signal: AbortSignal) {
    return fetch(url, { method, headers, body: body as RequestInit['body'], redirect: 'manual', signal })
  }

  /** Redacted before it is cut: half a secret would not be recognised. */
  async function refusal(hop: Hop, response: Response, limit: TimeLimit): Promise<HubError> {
    const beginning = await limit.race(beginningOf(response)).catch(() => '')
    return statusError(hop, response.status, response.headers, redact(beginning), clock.now())
  }
}

/** Hands the answer to the caller. A broken body is the far side's failure, whatever the caller's `read` makes of it. */
async function answered<T>(
  call: HttpCall<T>,
  hop: Hop,
  response: Response,
  limit: TimeLimit,
  broken: (error: unknown, answerBegan: boolean) => unknown,
  succeeded: () => void,
): Promise<T> {
  let failure: { error: unknown } | undefined
  const onBreak = (error: unknown) => {
    failure ??= { error: broken(error, true) }
    return failure.error
  }
  const chunks = () => counted(hop, response, call.maxBytes ?? 1_048_576, limit, onBreak)
  const answer: HttpAnswer = {
    status: response.status,
    headers: response.headers,
    chunks,
    text: () => textOf(chunks()),
  }
  try {
    const value = await limit.race(call.read(answer))
    if (failure) throw failure.error
    succeeded()
    return value
  } catch (error) {
    if (limit.signal.aborted) throw onBreak(error)
    if (failure) throw failure.error
    succeeded()
    throw error
  } finally {
    await dropped(response)
  }
}

/** The body piece by piece; counted after decompression, so a small bomb is a large body. */
async function* counted(
  hop: Hop,
  response: Response,
  maxBytes: number,
  limit: TimeLimit,
  onBreak: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  let bytes = 0
  try {
    while (true) {
      const { done, value } = await limit.race(reader.read()).catch(error => {
        throw onBreak(error)
      })
      if (done) return
      bytes += value.length
      if (bytes > maxBytes) {
        const message = `${nameOf(hop)}: the answer is larger than ${maxBytes} bytes`
        throw new HubError('invalid', message, { arrived: isRead(hop) ? 'no' : 'maybe' })
      }
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk.subarray(0, errorBytes - bytes), { stream: true })
    bytes += chunk.length
    if (bytes >= errorBytes) break
  }
  return text
}

/** An unread body would hold its connection. */
async function dropped(response: Response) {
  if (response.body && !response.body.locked) await response.body.cancel().catch(() => {})
}

const isSuccess = (status: number) => status >= 200 && status < 300
const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status)

/** An answer that breaks off or says "later" may be better next time. */
const mayPass = (error: HubError) => error.code === 'unavailable' || error.code === 'rate_limited'

/** Full jitter: callers that failed together do not come back together. */
const backoff = (tried: number, random: () => number) =>
  random() * Math.min(firstPauseMs * 2 ** (tried - 1), longestPauseMs)

/** A later attempt that surely failed does not undo an earlier one that may have arrived. */
function retold(error: HubError, uncertain: boolean, redact: (text: string) => string): HubError {
  const arrived = uncertain ? 'maybe' : error.arrived
  const message = redact(error.message)
  if (arrived === error.arrived && message === error.message) return error
  return new HubError(error.code, message, { cause: error.cause, retryAfterMs: error.retryAfterMs, arrived })
}

function firstHop(call: HttpCall<unknown>): Hop {
  const url = URL.parse(String(call.url))
  const method = call.method ?? 'GET'
  if (!url) throw new HubError('invalid', `${method}: the address is no URL; it should look like https://example.com`)
  assertReachable(url, nameOf({ method, url }))
  return { method, url, headers: headersOf(call, nameOf({ method, url })), body: call.body }
}

function assertReachable(url: URL, name: string) {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new HubError('invalid', `${name}: only http and https addresses can be called, not ${url.protocol}`)
  }
  if (url.username || url.password) {
    const advice = 'user and password in the address would end up in logs; give them in their own settings'
    throw new HubError('invalid', `${name}: ${advice}`)
  }
}

/** `fetch` would name the value of a header it cannot send, and that may be a token. */
function headersOf(call: HttpCall<unknown>, name: string): Headers {
  const headers = new Headers({ 'user-agent': 'dure' })
  for (const [header, value] of Object.entries(call.headers ?? {})) {
    try {
      headers.set(header, value)
    } catch {
      const advice = 'cannot be sent; is there a line break or a letter beyond Latin-1 in its setting?'
      throw new HubError('invalid', `${name}: header ${JSON.stringify(header)} ${advice}`)
    }
  }
  return headers
}

/** Where a redirect leads, or why it is not followed. */
function redirected(hop: Hop, { status, location }: { status: number; location: string | null }): Hop {
  const refuse = (why: string) => new HubError('invalid', `${nameOf(hop)}: ${status} ${why}`)
  const url = location === null ? null : URL.parse(location, hop.url.href)
  if (!url) throw refuse('without a usable Location')
  const target = `${url.origin}${url.pathname}`
  assertReachable(url, `${nameOf(hop)}: ${status} to ${target}`)
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refuse(`leads from https to ${target}; not followed`)
  }
  const sameOrigin = url.origin === hop.url.origin
  const keepsMethod = status === 307 || status === 308
  if (!isRead(hop) && !(sameOrigin && keepsMethod)) {
    throw refuse(`leads to ${target}; a ${hop.method} is not sent elsewhere, set the address to where it leads`)
  }
  return { ...hop, url, headers: sameOrigin ? hop.headers : harmlessOf(hop.headers) }
}

const harmlessOf = (headers: Headers) => new Headers([...headers].filter(([name]) => harmlessHeaders.has(name)))
