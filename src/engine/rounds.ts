import type { Clock } from './clock.ts'
import { describeError } from './error.ts'
import type { Log } from './io.ts'

/** Things done again and again; a round that fails is logged, and the next one comes all the same. */
export interface Rounds {
  every(ms: number, name: string, action: () => Promise<unknown>): void
  stop(): void
}

export function rounds(clock: Clock, log: Log): Rounds {
  const pending = new Set<() => void>()
  let stopped = false

  const plan = (ms: number, name: string, action: () => Promise<unknown>) => {
    const cancel = clock.after(ms, () => {
      pending.delete(cancel)
      action()
        .catch(error => log.error('a round failed', { name, error: describeError(error) }))
        .then(() => stopped || plan(ms, name, action))
    })
    pending.add(cancel)
  }

  return {
    every: plan,
    stop() {
      stopped = true
      for (const cancel of pending) cancel()
    },
  }
}
