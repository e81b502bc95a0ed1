import { type Selectable, sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import type { DeliveryTable } from '../store/tables.ts'
import { slices } from './lanes.ts'

type Made = Pick<Selectable<DeliveryTable>, 'id' | 'connector' | 'write' | 'about'>

/**
 * Has deliveries that were just made stand for the older ones about the same. What had failed or was missed is settled
 * with that; what is on its way goes on, and is settled so should it fail.
 */
export async function supersede(tx: Tx, now: number, made: readonly Made[]): Promise<void> {
  const newest = new Map<string, Made>()
  for (const one of made) if (one.about !== null) newest.set(`${one.connector}\n${one.write}\n${one.about}`, one)
  for (const some of slices([...newest.values()], 200)) {
    const rows = some.map(
      ({ id, connector, write, about }) =>
        sql`(cast(${id} as bigint), cast(${connector} as text), cast(${write} as text), cast(${about} as text))`,
    )
    // Written as the index `delivery_about` has it.
    await sql`with v(id, connector, write, about) as (values ${sql.join(rows)})
      update delivery set superseded_by = v.id,
        ended_at = case when state in ('failed', 'missed') then cast(${now} as bigint) else ended_at end,
        state = case when state in ('failed', 'missed') then 'superseded' else state end
      from v where delivery.connector = v.connector and delivery.write = v.write and delivery.about = v.about
        and delivery.about is not null and delivery.state <> 'done' and delivery.id <> v.id`.execute(tx)
  }
}
