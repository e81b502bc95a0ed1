import type { Clock } from './clock.ts'
import type { Write } from './connector.ts'
import { describeError, HubError, isHopeless } from './error.ts'
import type { Delivery, Settlement } from './ledger/deliveries.ts'

const minute = 60_000
const longestBackoff = 5 * minute
const longestRetryAfter = 60 * minute

/** What came of one attempt; `refused` says that the far side no longer takes the connector's credential. */
export type Attempt = Settlement & { refused?: string }

export interface AttemptIo {
  clock: Clock
  random: () => number
  signal: AbortSignal
}

/** Makes one attempt at a delivery: asks about the fate of an earlier one where that is unknown, then performs. */
async function attempt(delivery: Delivery, write: Write, io: AttemptIo): Promise<Attempt> {
  const payload = JSON.parse(delivery.payload ?? 'null')
  let doubt = delivery.doubt === 1 && !write.repeatable
  try {
    if (doubt && write.verify) {
      const verdict = await limited(write, io, () => write.verify!(payload, delivery.key))
      if (typeof verdict === 'object') return { delivery, state: 'done', result: verdict.applied }
      doubt = verdict === 'unknown'
    }
  } catch (error) {
    return failure(delivery, write, error, { doubt: true, arrived: false }, io)
  }
  if (doubt && write.whenUncertain !== 'repeat') return unsettled(delivery, write, 'an earlier attempt was cut off')
  try {
    return done(delivery, await limited(write, io, signal => write.perform(payload, delivery.key, signal)), doubt)
  } catch (error) {
    return failure(delivery, write, error, { doubt, arrived: mayHaveArrived(error) }, io)
  }
}

/** One attempt at deliveries of one lane, several of them in one go where the write can do so. They come back in order. */
export async function attemptAll(deliveries: readonly Delivery[], write: Write, io: AttemptIo): Promise<Attempt[]> {
  const { together } = write
  if (deliveries.length === 1 || !together) return Promise.all(deliveries.map(delivery => attempt(delivery, write, io)))
  const failed = (delivery: Delivery, error: unknown) =>
    failure(delivery, write, error, { doubt: false, arrived: mayHaveArrived(error) }, io)
  try {
    const entries = deliveries.map(({ payload, key }) => ({ payload: JSON.parse(payload ?? 'null'), key }))
    const answers = await limited(write, io, signal => together.perform(entries, signal))
    if (answers.length !== entries.length) throw new Error(`${entries.length} writes, and ${answers.length} answers`)
    return deliveries.map((delivery, index) => {
      const answer = answers[index]
      return answer instanceof HubError ? failed(delivery, answer) : done(delivery, answer, false)
    })
  } catch (error) {
    return deliveries.map(delivery => failed(delivery, error))
  }
}

function done(delivery: Delivery, result: unknown, repeat: boolean): Attempt {
  const unreadable = notJson(result)
  if (unreadable) return { delivery, state: 'failed', error: unreadable, doubt: true, repeat }
  return { delivery, state: 'done', result, repeat }
}

/** Answers are recorded as JSON; one that is none must not keep all others from being recorded. */
function notJson(result: unknown): string | undefined {
  try {
    JSON.stringify(result)
    return undefined
  } catch (error) {
    return `it arrived, but its answer is no JSON: ${describeError(error)}`
  }
}

/** A bug may strike before or after the far side acted. */
const mayHaveArrived = (error: unknown) => !(error instanceof HubError) || error.arrived === 'maybe'

function failure(
  delivery: Delivery,
  write: Write,
  error: unknown,
  known: { doubt: boolean; arrived: boolean },
  { clock, random }: AttemptIo,
): Attempt {
  const now = clock.now().getTime()
  const message = describeError(error)
  const doubt = known.doubt || known.arrived
  const repeat = known.doubt && known.arrived
  if (error instanceof HubError && error.code === 'unauthorized')
    return { delivery, state: 'ready', dueAt: now, error: message, doubt, refused: message }
  if (isHopeless(error)) return { delivery, state: 'failed', error: message, doubt, repeat }
  const blind = !write.repeatable && !write.verify
  if (known.arrived && blind && write.whenUncertain !== 'repeat') return unsettled(delivery, write, message)
  if (now >= delivery.give_up_at) return { delivery, state: 'failed', error: `given up: ${message}`, doubt, repeat }
  const dueAt = now + pauseAfter(error, delivery.attempt, random)
  return { delivery, state: 'ready', dueAt, error: message, doubt, repeat }
}

function unsettled(delivery: Delivery, write: Write, reason: string): Attempt {
  const state = write.whenUncertain === 'miss' ? 'missed' : 'uncertain'
  return { delivery, state, error: `nobody knows whether it arrived: ${reason}`, doubt: true }
}

/** The far side's own wish, else exponential with jitter: waiting callers must not come back together. */
export function pauseAfter(error: unknown, attempts: number, random: () => number): number {
  const asked = error instanceof HubError ? error.retryAfterMs : undefined
  if (asked !== undefined) return Math.min(Math.max(asked, 0), longestRetryAfter)
  return backoff(attempts, random)
}

/** 1–2 s after the first attempt, doubling up to 5 min. */
const backoff = (attempts: number, random: () => number) =>
  Math.min(longestBackoff, 1000 * 2 ** Math.min(attempts, 12)) * (0.5 + random() / 2)

/** Ends the wait, not the work: what ignores the signal goes on unheard, and its answer changes nothing. */
async function limited<T>(
  write: Write,
  { clock, signal }: AttemptIo,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = write.timeLimitMs ?? minute
  return within(clock, limit, signal, action, () => new HubError('unavailable', `no answer within ${limit / 1000} s`))
}

/** Runs `action` with a signal that aborts after `ms` or with `outer`, and rejects then even if the action hangs. */
export async function within<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const controller = new AbortController()
  const { promise: cut, reject } = Promise.withResolvers<never>()
  const abort = (reason: unknown) => {
    reject(reason)
    controller.abort(reason)
  }
  const onOuter = () => abort(outer.reason)
  if (outer.aborted) throw outer.reason
  outer.addEventListener('abort', onOuter, { once: true })
  const cancel = clock.after(ms, () => abort(late()))
  try {
    return await Promise.race([action(controller.signal), cut])
  } finally {
    cancel()
    outer.removeEventListener('abort', onOuter)
  }
}
