import type { Disk } from './disk.ts'
import type { Sent } from './sync-events.ts'
import type { People } from './sync-people.ts'
import type { Senders } from './sync-senders.ts'
import type { Site } from './sync-site.ts'

/** Everything that is known when the weeks are over. */
export interface Weeks {
  site: Site
  people: People
  senders: Senders
  disk: Disk
  /** The Friday evening of the last batch, by the wall clock. */
  batchAt: number
}

/** An event that the hub has taken, with its moment, and how often it was queued anew: such a one is out of order. */
export type Taken = Sent & { created_at: string; seq: number; received: number; again: number }
