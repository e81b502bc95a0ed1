import type { Store } from './store/store.ts'

/** Ids of rows that the ledger says this process works on, and it does not. */
export interface Strays {
  runs: number[]
  deliveries: number[]
}

/**
 * Looks for strays: a claim whose commit succeeded while its answer was lost leaves rows that nobody works on. What is
 * found at two looks in a row is one; at a single look it may have been claimed this very moment.
 */
export function strayFinder(
  store: Store,
  atWork: { run: (id: number) => boolean; delivery: (id: number) => boolean },
): (holder: string) => Promise<Strays> {
  let suspects = new Set<string>()
  const look = async (table: 'run' | 'delivery', state: 'running' | 'sending', holder: string) =>
    (
      await store.db.selectFrom(table).select('id').where('holder', '=', holder).where('state', '=', state).execute()
    ).map(({ id }) => id)

  return async holder => {
    const runs = (await look('run', 'running', holder)).filter(id => !atWork.run(id))
    const deliveries = (await look('delivery', 'sending', holder)).filter(id => !atWork.delivery(id))
    const earlier = suspects
    suspects = new Set([...runs.map(id => `r${id}`), ...deliveries.map(id => `d${id}`)])
    return {
      runs: runs.filter(id => earlier.has(`r${id}`)),
      deliveries: deliveries.filter(id => earlier.has(`d${id}`)),
    }
  }
}
