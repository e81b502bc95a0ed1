import { sql } from 'kysely'
import { type LaneKey, releaseLanes } from './ledger/lanes.ts'
import type { Parts } from './parts.ts'
import type { Tx } from './store/store.ts'

/** The two clocks may drift apart by so much between two looks without one of them having been set. */
const toleranceMs = 500
/** Nothing is put off for longer. */
const longestWaitMs = 60 * 60_000

/** Puts right what cannot be: work that no lane knows of, and waits that were measured before the clock was set back. */
export function mender({ store, clock }: Pick<Parts, 'store' | 'clock'>): () => Promise<void> {
  /** By how much the wall clock leads the other; the first look mends too, since it may have been set back while no hub ran. */
  let lead = Number.POSITIVE_INFINITY
  return async () => {
    const now = clock.now().getTime()
    const leadNow = now - clock.monotonic()
    if (store.dialect === 'postgres') await store.commit(tx => reopenLostLanes(tx, now))
    if (leadNow < lead - toleranceMs) await store.commit(tx => shorten(tx, now))
    lead = leadNow
  }
}

async function shorten(tx: Tx, now: number) {
  await measureAnew(tx, now)
  const latest = now + longestWaitMs
  await tx.updateTable('lane').set({ due_at: now }).where('due_at', '>', latest).execute()
  await tx.updateTable('run').set({ due_at: now }).where('state', '=', 'ready').where('due_at', '>', latest).execute()
}

/** What began in the future began before the clock was set back: it waits as long as it was to wait, counted from now. */
async function measureAnew(tx: Tx, now: number) {
  const { rows } = await sql<LaneKey>`
    update delivery set due_at = ${now} + due_at - coalesce(started_at, created_at), started_at = ${now}
    where state = 'ready' and coalesce(started_at, created_at) > ${now} and due_at >= coalesce(started_at, created_at) and id in (
      select d.id from lane join delivery d on d.connector = lane.connector and d.lane = lane.name and d.state = 'ready'
      where lane.due_at > ${now})
    returning connector, lane`.execute(tx)
  await releaseLanes(tx, rows)
  await sql`update run set due_at = ${now} + due_at - coalesce(started_at, created_at), started_at = ${now}
    where state = 'ready' and due_at > ${now} and coalesce(started_at, created_at) > ${now}`.execute(tx)
}

/** Lanes that have work but no row: only two processes that finish and add at the same instant can leave one behind. */
async function reopenLostLanes(tx: Tx, now: number) {
  await sql`insert into lane (connector, name, due_at)
    select distinct connector, lane, cast(${now} as bigint) from delivery where state = 'ready' on conflict do nothing`.execute(
    tx,
  )
}
