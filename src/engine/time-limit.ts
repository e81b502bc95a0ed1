import type { Clock } from './clock.ts'

export type TimeLimit = ReturnType<typeof timeLimit>

/** Ends what is raced against it after `ms`, or when the caller's signal is aborted. Nothing is pending after `end`. */
export function timeLimit(clock: Clock, ms: number, caller: AbortSignal | undefined) {
  const controller = new AbortController()
  const { signal } = controller
  const onAbort = () => controller.abort(caller?.reason)
  let expired = false
  const cancel = clock.after(ms, () => {
    expired = true
    controller.abort(new DOMException('time limit reached', 'TimeoutError'))
  })
  caller?.addEventListener('abort', onAbort, { once: true })
  return {
    ms,
    signal,
    expired: () => expired,
    /** Does not rely on `work` heeding the signal. */
    race: <T>(work: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        const stop = () => reject(signal.reason)
        if (signal.aborted) stop()
        signal.addEventListener('abort', stop, { once: true })
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      }),
    /** Cuts whatever is still open. */
    end() {
      cancel()
      caller?.removeEventListener('abort', onAbort)
      controller.abort(new DOMException('the call is over', 'AbortError'))
    },
  }
}
