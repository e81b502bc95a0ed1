import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../store/store.ts'

/** Deliveries of one lane go out one at a time. */
export interface LaneKey {
  connector: string
  lane: string
}

/**
 * The order within a lane: what was tried keeps its place, then priority, then age; what was put at the end by hand at
 * one place goes in the order of doing so. Matches the index `delivery_head`.
 */
export const laneOrder = sql`d.tried desc, d.priority desc, coalesce(d.place, d.id), d.due_at, d.id`

const rowsOf = (lanes: LaneKey[]) => sql.join(lanes.map(({ connector, lane }) => sql`(${connector}, ${lane})`))
const among = (lanes: LaneKey[]) => sql`(connector, name) in (values ${rowsOf(lanes)})`

/** Makes sure that each lane will be looked at. One that is in flight or waits keeps its own time. */
export async function openLanes(tx: Tx, now: number, lanes: LaneKey[]) {
  for (const some of slices(distinct(lanes), 500))
    await tx
      .insertInto('lane')
      .values(some.map(({ connector, lane }) => ({ connector, name: lane, due_at: now })))
      // The update locks the row, so that on PostgreSQL nobody deletes the lane while a delivery is added to it.
      .onConflict(conflict =>
        conflict.columns(['connector', 'name']).doUpdateSet({ connector: eb => eb.ref('excluded.connector') }),
      )
      .execute()
}

/** Sets each lane to its next head, or removes it when it is empty. Call it when the lane's head is no longer in flight. */
export async function releaseLanes(tx: Tx, lanes: LaneKey[]) {
  for (const some of slices(distinct(lanes), 500)) {
    await sql`update lane set due_at = (
      select d.due_at from delivery d where d.connector = lane.connector and d.lane = lane.name and d.state = 'ready'
      order by ${laneOrder} limit 1) where ${among(some)}`.execute(tx)
    await sql`delete from lane where due_at is null and ${among(some)}`.execute(tx)
  }
}

/** How long an uncertain delivery that a person must settle keeps its lane closed. */
const askedHoldMs = 10 * 60_000

/** Keeps lanes closed for whose last delivery a person must be asked. */
export const holdForPerson = (tx: Tx, since: number, lanes: LaneKey[]) => holdLanes(tx, since + askedHoldMs, lanes)

/** Keeps a lane closed until `until`, even if it is empty: an uncertain delivery stands before what follows. */
async function holdLanes(tx: Tx, until: number, lanes: LaneKey[]) {
  for (const { connector, lane } of distinct(lanes))
    await tx
      .insertInto('lane')
      .values({ connector, name: lane, due_at: until })
      .onConflict(conflict => conflict.columns(['connector', 'name']).doUpdateSet({ due_at: until }))
      .execute()
}

/** Releases lanes that a person has changed, unless one of their deliveries is in flight just now. */
export async function releaseIdleLanes(tx: Tx, now: number, lanes: LaneKey[]) {
  const idle: LaneKey[] = []
  for (const lane of distinct(lanes)) {
    const row = await tx
      .selectFrom('lane')
      .select('due_at')
      .where('connector', '=', lane.connector)
      .where('name', '=', lane.lane)
      .executeTakeFirst()
    if (row?.due_at !== null) idle.push(lane)
  }
  await openLanes(tx, now, idle)
  await releaseLanes(tx, idle)
  for (const lane of idle) {
    const since = await uncertainSince(tx, lane)
    if (since !== null && since + askedHoldMs > now) await holdForPerson(tx, since, [lane])
  }
}

async function uncertainSince(tx: Tx, { connector, lane }: LaneKey): Promise<number | null> {
  const { since } = await tx
    .selectFrom('delivery')
    .select(db => db.fn.max('ended_at').as('since'))
    .where('connector', '=', connector)
    .where('lane', '=', lane)
    .where('state', '=', 'uncertain')
    .executeTakeFirstOrThrow()
  return since
}

function distinct(lanes: LaneKey[]): LaneKey[] {
  const seen = new Map<string, LaneKey>()
  for (const lane of lanes) seen.set(`${lane.connector}\n${lane.lane}`, lane)
  return [...seen.values()]
}

export function* slices<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

/** Narrows a statement to some ids. */
export const amongIds = (ids: number[] | undefined): RawBuilder<unknown> =>
  ids === undefined ? sql`` : sql`and id in (${sql.join([-1, ...ids])})`

/** A row-locking clause, where the dialect has one. */
export const skipLocked = (dialect: 'sqlite' | 'postgres'): RawBuilder<unknown> =>
  dialect === 'postgres' ? sql`for update skip locked` : sql``
