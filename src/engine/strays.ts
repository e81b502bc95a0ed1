import type { Store } from './store/store.ts'

/** Ids of rows that the ledger says this process works on, and it does not. */
export interface Strays {
  runs: number[]
  deliveries: number[]
}

/**
 * Looks for strays: a claim whose commit succeeded while its answer was lost leaves rows that nobody works on. What is
 * found at two looks in a row is one, and was never begun with; at a single look it may have been claimed this very
 * moment, and with another fence it is another claim.
 */
export function strayFinder(
  store: Store,
  atWork: { run: (id: number) => boolean; delivery: (id: number) => boolean },
): (holder: string) => Promise<Strays> {
  let suspects = new Set<string>()
  const look = async (table: 'run' | 'delivery', holder: string) => {
    const state = table === 'run' ? 'running' : 'sending'
    const held = store.db.selectFrom(table).where('holder', '=', holder).where('state', '=', state)
    const rows = await held.select(['id', 'fence']).execute()
    return rows
      .filter(({ id }) => !atWork[table](id))
      .map(({ id, fence }) => ({ id, claim: `${table} ${id}, claim ${fence}` }))
  }

  return async holder => {
    const runs = await look('run', holder)
    const deliveries = await look('delivery', holder)
    const earlier = suspects
    suspects = new Set([...runs, ...deliveries].map(({ claim }) => claim))
    const again = (rows: typeof runs) => rows.filter(({ claim }) => earlier.has(claim)).map(({ id }) => id)
    return { runs: again(runs), deliveries: again(deliveries) }
  }
}
