import type { Generated } from 'kysely'

/** Times are milliseconds since 1970, JSON is text: the same in both dialects. */
export interface Tables {
  migration: { version: number; applied_at: number }
  /** The same for the tables that automations bring. */
  own_migration: { automation: string; version: number; applied_at: number }
  /** Single values of the hub itself, e.g. `held` after a restore. */
  fact: { name: string; value: string }
  process: ProcessTable
  run: RunTable
  delivery: DeliveryTable
  lane: LaneTable
  connector: ConnectorTable
  /** When the next call to a connector's far side may go out, where several processes share the ledger. */
  pace: { connector: string; free_at: number }
  schedule: ScheduleTable
  occurrence: OccurrenceTable
  snapshot: { automation: string; name: string; version: number; items: string; held: number; updated_at: number }
  document: { automation: string; collection: string; key: string; value: string }
  event: { name: string; key: string; payload: string; created_at: number }
  incident: IncidentTable
}

/** A hub that works or worked on this ledger. One whose beat stands still is dead. */
export interface ProcessTable {
  id: string
  host: string
  pid: number
  beat: number
  dead: number
  started_at: number
}

export type RunState = 'ready' | 'running' | 'parked' | 'done' | 'failed' | 'dropped'

export interface RunTable {
  id: Generated<number>
  automation: string
  task: string
  key: string
  /** `cron`, `hand`, `event <name>`, `route`. */
  cause: string
  input: string
  /** The moment the run is about, where it is not the moment it starts. */
  at: number | null
  lane: string | null
  state: RunState
  attempt: Generated<number>
  max_attempts: number
  /** How often the process ended while this ran. */
  crashes: Generated<number>
  due_at: number
  fence: Generated<number>
  holder: string | null
  /** The delivery that a parked run waits for. */
  waits_for: number | null
  created_at: number
  started_at: number | null
  ended_at: number | null
  outcome: string | null
  error: string | null
}

/**
 * `missed`: may or may not have arrived, and its connector prefers a miss to a repeat. `superseded`: it failed or was
 * missed, and a newer one about the same stands for it.
 */
export type DeliveryState = 'ready' | 'sending' | 'done' | 'failed' | 'uncertain' | 'missed' | 'dropped' | 'superseded'

export interface DeliveryTable {
  id: Generated<number>
  connector: string
  write: string
  key: string
  lane: string
  priority: number
  state: DeliveryState
  /** Place in its lane where that is not its id: a person's retry goes to the end. */
  place: number | null
  /** Tried entries keep the head of their lane; a priority overtakes only what is untried. */
  tried: Generated<number>
  attempt: Generated<number>
  /** 1 when nobody knows whether the last attempt arrived. */
  doubt: Generated<number>
  /** How often it was sent again without knowing whether it had arrived. */
  repeats: Generated<number>
  payload: string | null
  payload_hash: string
  /** 1 when a later run asked for another payload under the same key. */
  stale: Generated<number>
  result: string | null
  error: string | null
  /** What it tells of, where the newest about the same stands for all; compared within its connector and write. */
  about: string | null
  /** The newest that has been made about the same since. */
  superseded_by: number | null
  due_at: number
  give_up_at: number
  fence: Generated<number>
  holder: string | null
  run_id: number | null
  created_at: number
  started_at: number | null
  ended_at: number | null
}

/** A lane exists while it has work. `due_at` null: its head is in flight. */
export interface LaneTable {
  connector: string
  name: string
  due_at: number | null
}

export interface ConnectorTable {
  name: string
  /** When the next start is in pace (GCRA's theoretical arrival time). */
  next_at: number
  /** Why nothing goes out: the credential was refused. */
  paused: string | null
  paused_at: number | null
}

export interface ScheduleTable {
  /** `<automation>/<task>` */
  name: string
  cron: string
  time_zone: string
  enabled: number
  next_at: number | null
  /** 1 after a restore: the first catch-up is recorded, not run. */
  held: number
}

export interface OccurrenceTable {
  schedule: string
  at: number
  state: 'run' | 'skipped'
  reason: string | null
  run_id: number | null
  created_at: number
}

/** One trouble, told once when it begins and once when it ends. */
export interface IncidentTable {
  id: Generated<number>
  subject: string
  detail: string
  count: number
  opened_at: number
  last_at: number
  closed_at: number | null
}
