import type { Applied, Fate } from './calls.ts'
import type { Kind } from './connectors.ts'
import type { Offer } from './customers.ts'

/** A promise that was not kept. */
export interface Violation {
  rule: string
  detail: string
}

/** The rows of the hub's tables that the checker reads, as they stand at the end. */
export interface Ledger {
  delivery: DeliveryRow[]
  run: RunRow[]
  occurrence: { schedule: string; at: number; state: string; reason: string | null }[]
  snapshot: { name: string; version: number }[]
  document: { collection: string; key: string; value: string }[]
  event: { name: string; key: string }[]
  lane: { connector: string; name: string; due_at: number | null }[]
}

export interface DeliveryRow {
  id: number
  connector: string
  write: string
  key: string
  lane: string
  priority: number
  place: number | null
  state: string
  payload: string | null
  result: string | null
  repeats: number
  error: string | null
  created_at: number
}

export interface RunRow {
  id: number
  task: string
  key: string
  state: string
  crashes: number
  outcome: string | null
  error: string | null
  created_at: number
}

/** A schedule as the checker works it out by itself, without the engine's calendar. */
export interface Timetable {
  task: string
  /** Minutes of each hour. */
  minutes: readonly number[]
  missed: 'skip' | 'last' | { all: number }
}

/** Everything that is known after a run, from three sources that know nothing of one another. */
export interface Evidence {
  ledger: Ledger
  /** What the peers have in their own records. */
  applied: Applied[]
  calls: { peer: Kind; key: string; fate: Fate; applied: boolean }[]
  /** By `<peer> <key>`: how often a process was cut off while it held the row, with no call of unknown fate to show for it. */
  cuts: Map<string, number>
  /** What the driver offered; `accepted` once the hub has said so. */
  orders: Offer[]
  /** By `<peer> <key>`: what a person has settled, sent again or dropped. */
  touched: Set<string>
  timetables: Timetable[]
  /** Wall-clock times: the schedules were first seen, the end, and the latest that any clock has shown. */
  wall: { first: number; end: number; latest: number }
  /** What the watched list contains at the end. */
  items: { id: string; state: string }[]
  /** Lines of all pages, and those that people have added. */
  pages: { lines: string[]; byHand: string[] }
  /** What the peers complained of while it happened. */
  complaints: Violation[]
}
