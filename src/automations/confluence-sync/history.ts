import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Event, EventType } from './event.ts'
import type { Quarter } from './quarter.ts'
import type { EventRow, Tables } from './tables.ts'

type Db = Kysely<Tables>
type Tx = Transaction<Tables>

/** An event with its moment. `adopted`: it was read off the Action Log, and says no more than its row. */
export type KeptEvent = Event & { created_at: string; adopted?: true }

/** An event as it is kept, with what was done about it. */
export interface Stored extends Pick<EventRow, 'received' | 'again' | 'scored'> {
  seq: number
  event: KeptEvent
  /** Marks of what its entry in a Live doc was ever to say, the last ones. */
  said: string[]
}

/** Keeps an event, and gives its number; undefined where its id is known already: then it stays as it was. */
export async function keepEvent(tx: Tx, event: KeptEvent, received: number): Promise<number | undefined> {
  const { id, type, play_id, created_at } = event
  const row = { id, type, play_id, at: Date.parse(created_at), received, payload: JSON.stringify(event) }
  const kept = await tx
    .insertInto('confluence_sync_event')
    .values({ ...row, again: 0, said: '[]', scored: 0 })
    .onConflict(conflict => conflict.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst()
  return kept?.seq
}

export async function eventWith(db: Db, id: string): Promise<Stored | undefined> {
  const row = await db.selectFrom('confluence_sync_event').selectAll().where('id', '=', id).executeTakeFirst()
  return row && storedFrom(row)
}

export const eventsWith = (db: Db, ids: readonly string[]): Promise<Stored[]> =>
  inSlices(ids, async some => {
    const rows = await db.selectFrom('confluence_sync_event').selectAll().where('id', 'in', some).execute()
    return rows.map(storedFrom)
  })

/** Takes note of what an entry is to say, and of the score it tells. */
export async function noteSaid(tx: Tx, { seq }: Stored, said: readonly string[], scored: number) {
  const values = { said: JSON.stringify(said.slice(-mostSaid)), scored }
  await tx.updateTable('confluence_sync_event').set(values).where('seq', '=', seq).execute()
}

/** Whoever edits a page keeps its last words rather than those of long ago. */
const mostSaid = 30

/** Counts that an event is queued anew. */
export async function countAgain(tx: Tx, { seq, again }: Stored) {
  await tx
    .updateTable('confluence_sync_event')
    .set({ again: again + 1 })
    .where('seq', '=', seq)
    .execute()
}

/** What an event must be like to be listed; `before` is the `seq` of one that was accepted later. */
interface Wanted {
  play_id?: string
  type?: EventType
  from?: number
  to?: number
  before?: number
  most: number
}

/** Accepted last first. */
export async function latestEvents(db: Db, wanted: Wanted): Promise<Stored[]> {
  const { play_id, type, from, to, before, most } = wanted
  const rows = await db
    .selectFrom('confluence_sync_event')
    .selectAll()
    .$if(play_id !== undefined, query => query.where('play_id', '=', play_id!))
    .$if(type !== undefined, query => query.where('type', '=', type!))
    .$if(from !== undefined, query => query.where('at', '>=', from!))
    .$if(to !== undefined, query => query.where('at', '<', to!))
    .$if(before !== undefined, query => query.where('seq', '<', before!))
    .orderBy('seq', 'desc')
    .limit(most)
    .execute()
  return rows.map(storedFrom)
}

/** How many events of each type a Play has had in the quarter. */
export type Counts = Partial<Record<EventType, number>>

export async function countsOf(db: Db, play: string, { from, to }: Quarter): Promise<Counts> {
  const rows = await db
    .selectFrom('confluence_sync_event')
    .select(['type', query => query.fn.countAll().as('count')])
    .where('play_id', '=', play)
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('type')
    .execute()
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]))
}

/** The verdict of a Play's latest validation in the quarter. */
export async function verdictOf(db: Db, play: string, { from, to }: Quarter): Promise<string | undefined> {
  const row = await db
    .selectFrom('confluence_sync_event')
    .selectAll()
    .where('play_id', '=', play)
    .where('type', '=', 'validation.completed')
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && storedFrom(row).event.result
}

/** All events of some types in the quarter, accepted first first. */
export async function eventsIn(db: Db, types: readonly EventType[], { from, to }: Quarter): Promise<Stored[]> {
  const rows = await db
    .selectFrom('confluence_sync_event')
    .selectAll()
    .where('type', 'in', types)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('seq')
    .execute()
  return rows.map(storedFrom)
}

/** Which of the ids are of events. */
export const knownIds = async (db: Db, ids: readonly string[]): Promise<Set<string>> => {
  const look = (some: string[]) => db.selectFrom('confluence_sync_event').select('id').where('id', 'in', some).execute()
  return new Set((await inSlices(ids, look)).map(({ id }) => id))
}

/** Which of the ids are of events of which something is still to be queued, by effect. */
export const dueAmong = (db: Db, ids: readonly string[]) =>
  inSlices(ids, some =>
    db
      .selectFrom('confluence_sync_due as due')
      .innerJoin('confluence_sync_event as event', 'event.seq', 'due.seq')
      .select(['event.id', 'due.effect'])
      .where('event.id', 'in', some)
      .execute(),
  )

async function inSlices<Row>(ids: readonly string[], look: (some: string[]) => Promise<Row[]>): Promise<Row[]> {
  const found: Row[] = []
  for (let from = 0; from < ids.length; from += 500) found.push(...(await look(ids.slice(from, from + 500))))
  return found
}

/** Forgets what was received before a moment, at most so many at once. */
export async function forgetBefore(tx: Tx, moment: number, most: number): Promise<void> {
  const old = tx
    .selectFrom('confluence_sync_event')
    .select('seq')
    .where('received', '<', moment)
    .where('seq', 'not in', tx.selectFrom('confluence_sync_due').select('seq'))
    .orderBy('received')
    .limit(most)
  await tx.deleteFrom('confluence_sync_event').where('seq', 'in', old).execute()
}

export const storedFrom = ({ seq, received, again, scored, payload, said }: Selectable<EventRow>): Stored => ({
  seq,
  received,
  again,
  scored,
  event: JSON.parse(payload),
  said: JSON.parse(said),
})
