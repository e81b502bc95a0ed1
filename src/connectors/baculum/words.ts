/** One row of Bacula's job table. Times are true instants: the director's zone is already taken out. */
export interface BackupJob {
  id: number
  /** The name with time stamp that is unique per run, e.g. `Backup-web01.2026-11-21_16.11.32_04`. */
  uniqueName: string
  /** The name of the Job resource. */
  name: string
  client: string
  fileset: string
  pool: string
  /** Bacula's letter: B backup, R restore, V verify, D admin, C copy, c copy control, M migrated, g migration control, … */
  type: string
  /** Bacula's letter: F full, I incremental, D differential, …; empty where there is none. */
  level: string
  /** Bacula's job status letter, e.g. T, f, R, C. */
  status: string
  files: number
  bytes: number
  errors: number
  scheduledAt: Date | undefined
  startedAt: Date | undefined
  /** For a copy the end of the copying, not of the original. */
  endedAt: Date | undefined
  /** The director went away while the job ran or waited: its times say nothing, and `endedAt` is undefined. */
  orphaned: boolean
  /** Bacula's error code such as `[DE0029]`, since 13; else empty. */
  statusInfo: string
}

/** How completely the API could answer: a report must state it. */
export interface Coverage {
  /** `Baculum 13.0.3+`, `Baculum 11–13.0.2`, `Baculum 9.6` or `Bacularis`: what the answers show, not what is installed. */
  server: string
  apiPath: string
  /** `server`: the API filtered by time. `hub`: it ignores such filters, so everything was read and filtered here. */
  filteredBy: 'server' | 'hub'
  /** Minutes east of UTC of the director's clock; undefined where no row could tell. */
  utcOffsetMinutes: number | undefined
  /** How many rows were read to find those asked for. */
  rowsRead: number
}

export interface ConfiguredJob {
  name: string
  director: string
  /** undefined where the API does not tell. */
  enabled: boolean | undefined
}

/** A run that the director's schedules call for. */
export interface ExpectedRun {
  job: string
  client: string
  level: string
  schedule: string
  at: Date
}

/** A job's log as the catalog keeps it, or why it is not there. One entry may hold many lines: the closing summary does. */
export type JobLog = { lines: string[] } | { notFetched: 'time budget' | 'too large' | 'failed'; reason: string }

export interface Baculum {
  /** Jobs that ended at or after `since`, all that have not ended, and orphans scheduled from a day before `since`; newest first. */
  jobs(since: Date): Promise<{ jobs: BackupJob[]; coverage: Coverage }>
  /** Logs in the order asked for, at most `atOnce` calls at a time, none started after `budgetMs`. Never throws for a single log. */
  logs(ids: readonly number[], limits: { atOnce: number; budgetMs: number }): Promise<Map<number, JobLog>>
  configuredJobs(): Promise<ConfiguredJob[]>
  /** What the schedules call for within [from, to). */
  expectedRuns(from: Date, to: Date): Promise<ExpectedRun[]>
  /** The newest row of one job; `good`: only those that ended with T. */
  lastRun(job: string, good: boolean): Promise<BackupJob | undefined>
  /** Calls made since the client exists, and those of them that failed after all tries. */
  calls(): { made: number; failed: number }
}
