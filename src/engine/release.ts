import { HubError } from './error.ts'
import type { Store } from './store/store.ts'

/** What a restored hub holds back. */
export interface Held {
  since: string
  deliveries: { id: number; connector: string; write: string; key: string }[]
  snapshots: number
  schedules: number
}

/** Whether the hub was restored and not released yet. */
export const isHeld = async (store: Pick<Store, 'db'>): Promise<boolean> => (await heldSince(store)) !== undefined

const heldSince = ({ db }: Pick<Store, 'db'>) =>
  db.selectFrom('fact').select('value').where('name', '=', 'held').executeTakeFirst()

/** Undefined when nothing is held. At most 1000 deliveries are listed. */
export async function heldBack(store: Pick<Store, 'db'>): Promise<Held | undefined> {
  const { db } = store
  const fact = await heldSince(store)
  if (!fact) return undefined
  const count = async (table: 'snapshot' | 'schedule') =>
    Number(
      (
        await db
          .selectFrom(table)
          .select(eb => eb.fn.countAll().as('n'))
          .where('held', '=', 1)
          .executeTakeFirstOrThrow()
      ).n,
    )
  const deliveries = await db
    .selectFrom('delivery')
    .select(['id', 'connector', 'write', 'key'])
    .where('state', '=', 'ready')
    .orderBy('id')
    .limit(1000)
    .execute()
  return { since: fact.value, deliveries, snapshots: await count('snapshot'), schedules: await count('schedule') }
}

/**
 * Ends the hold. `send`: open deliveries go out, the next difference of each snapshot is told, missed slots follow
 * their policy. `drop`: open deliveries are dropped, the first difference is only taken note of, missed slots are recorded.
 */
export async function release(store: Store, now: number, choice: 'send' | 'drop'): Promise<void> {
  await store.commit(async tx => {
    const { numDeletedRows } = await tx.deleteFrom('fact').where('name', '=', 'held').executeTakeFirst()
    if (numDeletedRows === 0n)
      throw new HubError('conflict', 'nothing is held: this hub was not restored, or was released already')
    if (choice === 'send') {
      await tx.updateTable('snapshot').set({ held: 0 }).execute()
      await tx.updateTable('schedule').set({ held: 0 }).execute()
      return
    }
    // What is still to come was not missed.
    await tx.updateTable('schedule').set({ held: 0 }).where('next_at', '>', now).execute()
    const dropped = { state: 'dropped' as const, ended_at: now, error: 'dropped at the release of a restore' }
    await tx.updateTable('delivery').set(dropped).where('state', '=', 'ready').execute()
    await tx
      .updateTable('run')
      .set({ ...dropped, waits_for: null })
      .where('state', 'in', ['ready', 'parked'])
      .execute()
    await tx.deleteFrom('lane').execute()
  })
}
