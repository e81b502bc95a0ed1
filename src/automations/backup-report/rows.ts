import type { BackupJob } from '../../connectors/baculum/index.ts'
import type { Excerpt } from './excerpt.ts'
import type { Period } from './period.ts'
import { classOf, isUnfinished, type JobClass } from './status.ts'

/** One row of the report's window. Times are ISO strings in UTC; what does not apply is left out. */
export interface JobLine {
  jobid: number
  name: string
  client: string
  /** Bacula's letters: type B, R, V, …; level F, I, D, …; status T, f, R, … */
  type: string
  level: string
  status: string
  class: JobClass
  scheduled?: string
  start?: string
  end?: string
  /** Until the end, or until the report's moment where it still runs. */
  durationSeconds?: number
  files: number
  bytes: number
  errors: number
  statusInfo?: string
  /** The director went away while the job ran or waited; its times say nothing. */
  orphaned?: true
  /** How many runs of this job in a row, this one included, were not good; and the end of the first of them. */
  inARow?: number
  failingSince?: string
  /** A later run of the same job that was good. */
  recoveredBy?: { jobid: number; end: string }
  unusual?: Unusual[]
  log?: Excerpt
}

/** A value far from the median of earlier good runs of the same job and level. Bytes or seconds. */
export interface Unusual {
  what: 'size' | 'duration'
  value: number
  usual: number
}

/** A row as it stood at the report's moment. */
export class Row {
  readonly job: BackupJob
  readonly class: JobClass
  /** Milliseconds; undefined while it runs or waits. */
  readonly end: number | undefined
  readonly #moment: Date
  #line: JobLine | undefined

  constructor(job: BackupJob, kind: JobClass, moment: Date) {
    this.job = job
    this.class = kind
    this.end = job.endedAt?.getTime()
    this.#moment = moment
  }

  /** Made when first asked for: of the weeks before the window, hardly any row needs one. */
  get line(): JobLine {
    this.#line ??= lineOf(this, this.#moment)
    return this.#line
  }
}

/** All rows as they stood at `period.to`, newest first; rows that were not there yet are left out. */
export function rowsAt(jobs: readonly BackupJob[], moment: Date): Row[] {
  const rows: Row[] = []
  for (const job of jobs) {
    const row = rowAt(job, moment)
    if (row) rows.push(row)
  }
  return rows.sort((a, b) => b.job.id - a.job.id)
}

function rowAt(job: BackupJob, moment: Date): Row | undefined {
  if (job.orphaned || isUnfinished(job.status) || job.endedAt === undefined || job.endedAt <= moment) {
    return new Row(job, classOf(job, moment), moment)
  }
  // It has ended since: at that moment it ran, waited, or was not there.
  if (job.startedAt !== undefined && job.startedAt <= moment) return new Row(stillGoing(job), 'running', moment)
  if (job.scheduledAt !== undefined && job.scheduledAt <= moment) return new Row(stillGoing(job), 'queued', moment)
  return undefined
}

const stillGoing = (job: BackupJob): BackupJob => ({ ...job, endedAt: undefined, files: 0, bytes: 0, errors: 0 })

function lineOf({ job, class: kind, end }: Row, moment: Date): JobLine {
  const line: JobLine = {
    jobid: job.id,
    name: job.name,
    client: job.client,
    type: job.type,
    level: job.level,
    status: job.status,
    class: kind,
    files: job.files,
    bytes: job.bytes,
    errors: job.errors,
  }
  const begun = kind !== 'queued' && kind !== 'scheduled_future'
  if (job.scheduledAt) line.scheduled = job.scheduledAt.toISOString()
  if (job.startedAt && begun) line.start = job.startedAt.toISOString()
  if (job.endedAt) line.end = job.endedAt.toISOString()
  if (job.statusInfo) line.statusInfo = job.statusInfo
  if (job.orphaned) line.orphaned = true
  else if (begun) addDuration(line, job, end ?? moment.getTime())
  return line
}

/** A copy carries the start of its original, so that its own duration is unknown. */
function addDuration(line: JobLine, job: BackupJob, until: number) {
  if (job.startedAt === undefined || job.type === 'C') return
  const seconds = Math.round((until - job.startedAt.getTime()) / 1000)
  if (seconds >= 0) line.durationSeconds = seconds
}

/** Ended in the window, or started in it, or has not ended, or is yet to come. */
export function isInWindow({ job, class: kind, end }: Row, { from, to }: Period): boolean {
  if (kind === 'running' || kind === 'queued' || kind === 'scheduled_future') return true
  if (job.orphaned) return (job.scheduledAt ?? job.startedAt ?? to) >= from
  if (end !== undefined && end >= from.getTime()) return true
  const start = job.startedAt ?? (end === undefined ? job.scheduledAt : undefined)
  return start === undefined ? end === undefined : start >= from && start <= to
}
