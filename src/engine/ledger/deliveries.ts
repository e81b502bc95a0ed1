import { createHash } from 'node:crypto'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Store, Tx } from '../store/store.ts'
import type { DeliveryState, DeliveryTable } from '../store/tables.ts'
import { boundedJson, checkedKey, largeJson } from './key.ts'
import {
  amongIds,
  holdForPerson,
  type LaneKey,
  laneOrder,
  openLanes,
  releaseLanes,
  skipLocked,
  slices,
} from './lanes.ts'
import { wakeRuns } from './runs.ts'
import { supersede } from './supersede.ts'

export type Delivery = Selectable<DeliveryTable>

/** What became of a delivery, for who waits for it: without the payload, which may be large. */
export type Fate = Pick<Delivery, (typeof fateColumns)[number]>
export const fateColumns = ['id', 'connector', 'write', 'state', 'result', 'error'] as const

export interface NewDelivery {
  connector: string
  write: string
  /** Unique per connector and write; at most 512 characters. */
  key: string
  lane: string
  priority: number
  payload: unknown
  giveUpAfterMs: number
  runId: number | null
  /** What it tells of, where it stands for all older ones about the same. */
  about?: string
}

/** Adds what the ledger does not have under its key yet; what it has stays as it is. */
export async function addDeliveries(tx: Tx, now: number, entries: NewDelivery[]): Promise<void> {
  for (const some of slices(entries, 200)) {
    const added = await tx
      .insertInto('delivery')
      .values(some.map(entry => rowOf(entry, now)))
      .onConflict(conflict => conflict.columns(['connector', 'write', 'key']).doNothing())
      .returning(['id', 'connector', 'write', 'about'])
      .execute()
    await supersede(tx, now, added)
    await openLanes(tx, now, some)
  }
}

/**
 * Adds an awaited write, or returns what is remembered under its key. Nothing has been sent of a row that is
 * ready or failed, or its fate will be asked first: there the newer payload replaces the older one.
 */
export async function offerDelivery(tx: Tx, now: number, entry: NewDelivery): Promise<Fate> {
  const row = rowOf(entry, now)
  const inserted = await tx
    .insertInto('delivery')
    .values(row)
    .onConflict(conflict => conflict.columns(['connector', 'write', 'key']).doNothing())
    .returning([...fateColumns, 'about'])
    .executeTakeFirst()
  if (!inserted) return revisit(tx, now, row)
  await supersede(tx, now, [inserted])
  await openLanes(tx, now, [entry])
  return inserted
}

async function revisit(tx: Tx, now: number, row: ReturnType<typeof rowOf>): Promise<Fate> {
  const known = await tx
    .selectFrom('delivery')
    .selectAll()
    .where('connector', '=', row.connector)
    .where('write', '=', row.write)
    .where('key', '=', row.key)
    .executeTakeFirstOrThrow()
  const { payload, payload_hash, give_up_at } = row
  const about = row.about ?? known.about
  if (known.state === 'ready') return change(tx, known.id, { payload, payload_hash })
  if (known.state === 'failed' || known.state === 'superseded') {
    // Its words are the newest again.
    const anew = { payload, payload_hash, give_up_at, about, superseded_by: null }
    await supersede(tx, now, [{ ...known, about }])
    return requeue(tx, now, known, anew)
  }
  if (known.state === 'done' && known.payload_hash !== payload_hash) return change(tx, known.id, { stale: 1 })
  return known
}

function rowOf(entry: NewDelivery, now: number) {
  const name = `${entry.connector}.${entry.write}`
  const payload = boundedJson(entry.payload, largeJson, `the payload of ${name}`)
  return {
    connector: entry.connector,
    write: entry.write,
    key: checkedKey(entry.key, name),
    lane: entry.lane,
    priority: entry.priority,
    state: 'ready' as const,
    payload,
    payload_hash: createHash('sha256').update(payload).digest('base64url'),
    due_at: now,
    give_up_at: now + entry.giveUpAfterMs,
    run_id: entry.runId,
    about: entry.about === undefined ? null : checkedKey(entry.about, `what ${name} is about`),
    created_at: now,
  }
}

const change = (tx: Tx, id: number, values: Partial<Delivery>) =>
  tx.updateTable('delivery').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** Puts a settled delivery at the end of its lane. A doubt about its last attempt stays with it. */
export async function requeue(tx: Tx, now: number, row: Delivery, values: Partial<Delivery> = {}): Promise<Delivery> {
  const { last } = await tx
    .selectFrom('delivery')
    .select(db => db.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  const requeued = await change(tx, row.id, {
    state: 'ready',
    tried: 0,
    place: Number(last) + 1,
    due_at: now,
    ended_at: null,
    error: null,
    ...values,
  })
  await openLanes(tx, now, [row])
  return requeued
}

interface Claim {
  dialect: Store['dialect']
  connector: string
  /** At most so many lanes. */
  slots: number
  now: number
  holder: string
  /** How many of a write that follow one another in a lane go in one go. Default 1. */
  mostTogether?: (write: string) => number
}

/**
 * Takes the head of each lane of one connector that is due, and what goes with it in one go: a group for each lane. The
 * attempt is counted before it is made; the time to give up counts from the first one, not from the wait for it.
 */
export async function claimDeliveries(tx: Tx, claim: Claim): Promise<Delivery[][]> {
  const { dialect, connector, slots, now } = claim
  // Materialized: PostgreSQL might else look for lanes again for each one it locks, and take more than the limit.
  const due = await sql<{ name: string }>`
    with due as materialized (
      select name from lane where connector = ${connector} and due_at <= ${now}
      order by due_at, name limit ${slots} ${skipLocked(dialect)})
    update lane set due_at = null where connector = ${connector} and name in (select name from due)
    returning name`.execute(tx)
  if (due.rows.length === 0) return []
  const names = sql.join(due.rows.map(row => row.name))
  const heads = await taken(
    tx,
    claim,
    sql`select (select d.id from delivery d where d.connector = lane.connector and d.lane = lane.name and d.state = 'ready'
        order by ${laneOrder} limit 1)
      from lane where connector = ${connector} and name in (${names})`,
  )
  const led = new Set(heads.map(head => head.lane))
  const empty = due.rows.filter(row => !led.has(row.name))
  if (empty.length > 0)
    await releaseLanes(
      tx,
      empty.map(({ name }) => ({ connector, lane: name })),
    )
  const groups: Delivery[][] = []
  for (const head of heads) groups.push([head, ...(await followers(tx, claim, head))])
  return groups
}

/** Those behind a head that are of the same write, up to the first of another. */
async function followers(tx: Tx, claim: Claim, { connector, lane, write }: Delivery): Promise<Delivery[]> {
  const most = (claim.mostTogether?.(write) ?? 1) - 1
  if (most <= 0) return []
  const { rows } = await sql<{ id: number; write: string }>`
    select d.id, d.write from delivery d where d.connector = ${connector} and d.lane = ${lane} and d.state = 'ready'
    order by ${laneOrder} limit ${most}`.execute(tx)
  const end = rows.findIndex(row => row.write !== write)
  const ids = (end < 0 ? rows : rows.slice(0, end)).map(({ id }) => id)
  if (ids.length === 0) return []
  const places = new Map(ids.map((id, place) => [id, place]))
  const found = await taken(tx, claim, sql.join(ids))
  return found.sort((left, right) => places.get(left.id)! - places.get(right.id)!)
}

async function taken(tx: Tx, { now, holder }: Claim, ids: RawBuilder<unknown>): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`
    update delivery set state = 'sending', attempt = attempt + 1, tried = 1, fence = fence + 1,
      holder = ${holder}, started_at = ${now},
      give_up_at = case when tried = 0 then give_up_at + ${now} - due_at else give_up_at end
    where id in (${ids}) returning *`.execute(tx)
  return rows.sort((left, right) => left.id - right.id)
}

/** What became of an attempt. `dueAt` is when to try again, for `ready`. */
export interface Settlement {
  delivery: Delivery
  state: DeliveryState
  result?: unknown
  error?: string
  dueAt?: number
  /** Whether this attempt may have arrived all the same. */
  doubt?: boolean
  /** Whether this attempt went out although an earlier one may have arrived. */
  repeat?: boolean
}

/**
 * Records attempts. Returns those that counted, as they were recorded: a settlement whose fence has passed changes
 * nothing, and a failure for which a newer delivery stands is `superseded`.
 */
export async function settleDeliveries(tx: Tx, now: number, settlements: Settlement[]): Promise<Settlement[]> {
  const counted: Settlement[] = []
  for (const some of slices(settlements, 500)) {
    const { rows } = await sql<Pick<Delivery, 'id' | 'state'>>`
      with v(id, fence, state, result, error, due_at, doubt, repeats, ended_at) as (values ${sql.join(some.map(s => settledRow(s, now)))})
      update delivery set result = v.result,
        state = case when superseded_by is not null and v.state in ('failed', 'missed') then 'superseded' else v.state end,
        error = v.error, due_at = v.due_at, doubt = v.doubt,
        repeats = delivery.repeats + v.repeats, ended_at = v.ended_at, holder = null
      from v where delivery.id = v.id and delivery.fence = v.fence and delivery.state = 'sending'
      returning delivery.id, delivery.state`.execute(tx)
    const states = new Map(rows.map(({ id, state }) => [id, state]))
    for (const settlement of some) {
      const state = states.get(settlement.delivery.id)
      if (state) counted.push({ ...settlement, state })
    }
  }
  await releaseLanes(tx, counted.map(lanesOf))
  await holdForPerson(tx, now, counted.filter(({ state }) => state === 'uncertain').map(lanesOf))
  await wakeRuns(
    tx,
    now,
    counted.filter(isSettled).map(({ delivery }) => delivery.id),
  )
  return counted
}

/** Nothing more happens to it by itself. */
export const isSettled = ({ state }: Pick<Delivery, 'state'>) =>
  state !== 'ready' && state !== 'sending' && state !== 'uncertain'

/** The row as the settlement leaves it. */
export const settledDelivery = ({ delivery, state, result, error }: Settlement): Delivery => ({
  ...delivery,
  state,
  result: JSON.stringify(result) ?? 'null',
  error: error ?? null,
})

const lanesOf = ({ delivery }: Settlement): LaneKey => delivery

function settledRow({ delivery, state, result, error, dueAt, doubt, repeat }: Settlement, now: number) {
  const ended = state === 'ready' ? null : now
  const answer = state === 'done' ? (JSON.stringify(result) ?? 'null') : null
  return sql`(cast(${delivery.id} as bigint), cast(${delivery.fence} as bigint), cast(${state} as text), cast(${answer} as text),
    cast(${error ?? null} as text), cast(${dueAt ?? delivery.due_at} as bigint), cast(${doubt ? 1 : 0} as bigint),
    cast(${repeat ? 1 : 0} as bigint), cast(${ended} as bigint))`
}

/**
 * Gives back what a dead process held: whether its attempts arrived is unknown, and one that was made in doubt may have
 * been a repeat, and counts as one. Or gives back those `only` of a living process that it knows nothing of: it has
 * never begun with them.
 */
export async function recoverDeliveries(tx: Tx, now: number, holder: string, only?: number[]): Promise<number> {
  const attempted = only ? sql`` : sql`repeats = repeats + doubt, doubt = 1,`
  const { rows } = await sql<LaneKey>`
    update delivery set state = 'ready', ${attempted} due_at = ${now}, fence = fence + 1, holder = null
    where holder = ${holder} and state = 'sending' ${amongIds(only)} returning connector, lane`.execute(tx)
  await openLanes(tx, now, rows)
  await releaseLanes(tx, rows)
  return rows.length
}
