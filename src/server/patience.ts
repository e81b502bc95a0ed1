import type { Clock } from '../engine/clock.ts'

/** For so long the ledger may be silent before a caller is told so. */
const patienceMs = 2000

/** What `work` comes to, or what `late` says where that takes too long; `work` then goes on unheard. */
export async function inTime<T>(clock: Clock, work: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>()
  const cancel = clock.after(patienceMs, () => resolve(late()))
  return Promise.race([work, promise]).finally(cancel)
}
