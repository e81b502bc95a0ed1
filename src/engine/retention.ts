import { type RawBuilder, sql } from 'kysely'
import type { RetentionDays } from './parts.ts'
import type { Store } from './store/store.ts'

export const defaultRetention: RetentionDays = { payloadDays: 30, keyDays: 400, eventDays: 30 }

/** Stands for an input that is past its retention; no JSON reads so. */
export const forgotten = ''

const day = 24 * 3_600_000
/** Small enough that no statement keeps others waiting. */
const slice = 500

/** Forgets what is old: first payloads and outcomes, much later keys. What is open is never touched. Returns rows changed. */
export async function forget(store: Store, now: number, days: RetentionDays): Promise<number> {
  const payloads = now - days.payloadDays * day
  const keys = now - days.keyDays * day
  const ids = (table: string, where: RawBuilder<unknown>) =>
    sql`${sql.ref('id')} in (select id from ${sql.table(table)} where ${where} limit ${slice})`
  const oldDelivery = (before: number) =>
    sql`ended_at < ${before} and state in ('done', 'dropped', 'missed', 'superseded')`
  const oldRun = (before: number) => sql`ended_at < ${before} and state in ('done', 'dropped', 'failed')`
  const statements = [
    sql`update delivery set payload = null, result = case when length(result) > 1000 then null else result end
      where ${ids('delivery', sql`${oldDelivery(payloads)} and payload is not null`)}`,
    sql`update run set outcome = null, input = ${forgotten} where ${ids('run', sql`${oldRun(payloads)} and input <> ${forgotten}`)}`,
    sql`delete from delivery where ${ids('delivery', oldDelivery(keys))}`,
    sql`delete from run where ${ids('run', oldRun(keys))}`,
    sql`delete from incident where ${ids('incident', sql`closed_at < ${keys}`)}`,
    sql`delete from occurrence where (schedule, at) in (select schedule, at from occurrence where at < ${keys} limit ${slice})`,
    sql`delete from event where (name, key) in (select name, key from event where created_at < ${now - days.eventDays * day} limit ${slice})`,
    sql`delete from process where id in (select id from process where dead = 1 and started_at < ${payloads} limit ${slice})`,
  ]
  let changed = 0
  for (const statement of statements) changed += await untilDone(store, statement)
  if (store.dialect === 'sqlite' && changed > 0)
    await store.commit(tx => sql`pragma incremental_vacuum(2000)`.execute(tx))
  return changed
}

async function untilDone(store: Store, statement: RawBuilder<unknown>): Promise<number> {
  let changed = 0
  for (;;) {
    const { numAffectedRows = 0n } = await store.commit(tx => statement.execute(tx))
    changed += Number(numAffectedRows)
    if (numAffectedRows < BigInt(slice)) return changed
  }
}
