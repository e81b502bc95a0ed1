/** The only source of time. Tests and the simulation hand in one of their own. */
export interface Clock {
  /** Wall-clock time: may jump. Use it for what people read and for schedules. */
  now(): Date
  /** Milliseconds that never go backwards: use it for time-outs, leases and durations. */
  monotonic(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs `action` after `ms` unless the returned function is called first. */
  after(ms: number, action: () => void): () => void
  /** Lets sockets, files and timers have their turn. */
  turn(): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
  turn: () => new Promise(resolve => setImmediate(resolve)),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
}

/** `sleep` for any clock that has `after`. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
