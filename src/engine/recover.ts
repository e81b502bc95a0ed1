import type { Incidents } from './incident.ts'
import { recoverDeliveries } from './ledger/deliveries.ts'
import { recoverRuns } from './ledger/runs.ts'
import type { Catalogue, Parts } from './parts.ts'
import { subjectOf } from './start.ts'
import type { Tx } from './store/store.ts'
import type { Strays } from './strays.ts'

/** Gives back what a process held that is gone, or `only` some of it, and tells of the runs that are given up. */
export function recovery({ clock, account }: Parts, catalogue: Catalogue, incidents: Incidents) {
  return async (tx: Tx, holder: string, only?: Strays): Promise<void> => {
    const now = clock.now().getTime()
    await recoverDeliveries(tx, now, holder, only?.deliveries)
    for (const run of await recoverRuns(tx, now, holder, only?.runs)) {
      await incidents.open(tx, now, subjectOf(run, catalogue), `run ${run.id}: ${run.error}`)
      // Before the commit, as the incident: should that fail, both are told of once more.
      account?.(run)
    }
  }
}
