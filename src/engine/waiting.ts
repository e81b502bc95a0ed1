import type { Clock } from './clock.ts'
import { type Fate, fateColumns, isSettled } from './ledger/deliveries.ts'
import type { Store } from './store/store.ts'

/** Runs that wait for the settlement of a delivery they have made. */
export interface Waiting {
  /** Resolves with the settled delivery, or with undefined after `ms`. */
  settled(id: number, ms: number): Promise<Fate | undefined>
  announce(deliveries: Fate[]): void
  /** Looks for settlements made elsewhere: by another process, or by a person. */
  poll(): Promise<void>
  /** The hub stops: from now on nobody waits for what is not in flight. */
  end(): void
}

export function waiting(store: Store, clock: Clock): Waiting {
  const waiters = new Map<number, Set<(delivery?: Fate) => void>>()
  let ending = false

  const announce = (deliveries: Fate[]) => {
    for (const delivery of deliveries)
      if (isSettled(delivery)) for (const tell of waiters.get(delivery.id) ?? []) tell(delivery)
  }

  const poll = async () => {
    if (waiters.size === 0) return
    const rows = await store.db
      .selectFrom('delivery')
      .select(fateColumns)
      .where('id', 'in', [...waiters.keys()])
      .execute()
    announce(rows)
    if (!ending) return
    for (const { id, state } of rows) if (state !== 'sending') for (const leave of waiters.get(id) ?? []) leave()
  }

  return {
    announce,
    poll,
    end() {
      ending = true
      // What fails here is done by the next round.
      poll().catch(() => {})
    },
    settled: (id, ms) =>
      new Promise((resolve, reject) => {
        const leave = (delivery?: Fate) => {
          cancel()
          const others = waiters.get(id)
          others?.delete(leave)
          if (others?.size === 0) waiters.delete(id)
          resolve(delivery)
        }
        const cancel = clock.after(ms, leave)
        waiters.set(id, (waiters.get(id) ?? new Set()).add(leave))
        // It may have been settled between its commit and this line.
        poll().catch(reject)
      }),
  }
}
