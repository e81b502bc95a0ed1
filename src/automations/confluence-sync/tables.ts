import type { Generated } from 'kysely'
import type { Migration } from '../../engine/store/migrations.ts'
import type { Effect, EventType } from './event.ts'

/** An event as it was accepted, in the order of its acceptance. Kept for the counts long after its pages are written. */
export interface EventRow {
  seq: Generated<number>
  id: string
  type: EventType
  play_id: string
  /** When it happened, in milliseconds. */
  at: number
  received: number
  /** JSON of a `KeptEvent`. */
  payload: string
  /** How often it was queued anew after it had failed. */
  again: number
  /** JSON: marks of what its entry in a Live doc was ever to say, the last ones. */
  said: string
  /** Of a signal: the `seq` of the score that its entry tells. */
  scored: number
}

/** What is still to be queued of an event. */
export interface DueRow {
  effect: Effect
  seq: number
}

/** The tables of this automation. */
export interface Tables {
  confluence_sync_event: EventRow
  confluence_sync_due: DueRow
}

export const tables: Migration[] = [
  {
    version: 1,
    statements: [
      `create table confluence_sync_event (
        seq ID, id text not null unique, type text not null, play_id text not null, at INT not null,
        received INT not null, payload text not null, again INT not null, said text not null, scored INT not null)`,
      `create index confluence_sync_event_play on confluence_sync_event (play_id, at, type)`,
      `create index confluence_sync_event_at on confluence_sync_event (at, seq)`,
      `create index confluence_sync_event_received on confluence_sync_event (received)`,
      `create table confluence_sync_due (effect text not null, seq INT not null, primary key (effect, seq))`,
    ],
  },
]
