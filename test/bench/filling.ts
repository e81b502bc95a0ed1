import { join } from 'node:path'
import { sql } from 'kysely'
import { migrate, openSqlite } from '../../src/engine/store/store.ts'
import { answering } from './apart.ts'

/** Puts so many finished deliveries into the ledger of a data folder. */
export interface FillJob {
  DURE_DATA: string
  rows: number
}

answering<FillJob, null>(async ({ DURE_DATA, rows }) => {
  const store = openSqlite(join(DURE_DATA, 'hub.db'))
  const now = new Date()
  await migrate(store, now)
  await store.commit(tx =>
    sql`
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${rows})
      insert into delivery (connector, write, key, lane, priority, state, attempt, payload, payload_hash, result,
        due_at, give_up_at, created_at, started_at, ended_at)
      select 'files', 'save', 'key ' || n, 'lane ' || n % 50, 0, 'done', 1, ${JSON.stringify('x'.repeat(370))}, 'hash', 'null',
        ${now.getTime()}, ${now.getTime()}, ${now.getTime()}, ${now.getTime()}, ${now.getTime()} from numbers`.execute(
      tx,
    ),
  )
  await store.close()
  return null
})
