import type { BackupJob } from '../../connectors/baculum/index.ts'

/** What a row means to the reader. Everything else about a row hangs on it. */
export type JobClass =
  | 'success'
  | 'success_with_warnings'
  | 'success_empty'
  | 'success_empty_with_errors'
  | 'failed'
  | 'canceled'
  | 'incomplete'
  | 'running'
  | 'queued'
  | 'scheduled_future'
  | 'attention'

type Letter = 'good' | 'warned' | 'failed' | 'canceled' | 'incomplete' | 'attention' | 'works' | 'waits' | 'created'

/** Bacula's job status letters. A letter that is not here is `attention`: never taken for a success. */
const letters: Record<string, Letter> = {
  T: 'good', //       terminated normally; errors may have happened all the same
  W: 'warned', //     terminated with warnings; foreseen in Bacula, hardly ever written
  E: 'failed', //     terminated in error, e.g. an after-script failed
  f: 'failed', //     fatal error
  e: 'failed', //     non-fatal error
  A: 'canceled', //   by a person, or by a time limit
  I: 'incomplete', // broke off, can be resumed
  D: 'attention', //  verify found differences
  R: 'works', //      running
  B: 'works', //      started and blocked, which Bacula counts as running
  i: 'works', //      inserts file attributes into the catalog in a batch
  a: 'works', //      despools file attributes
  l: 'works', //      despools data
  L: 'works', //      commits data, last despooling
  u: 'works', //      uploads to the cloud
  v: 'works', //      downloads from the cloud
  F: 'waits', //      waiting for the client's file daemon
  S: 'waits', //      waiting for the storage daemon
  m: 'waits', //      waiting for a new volume
  M: 'waits', //      waiting for a volume to be mounted
  s: 'waits', //      waiting for the storage resource
  j: 'waits', //      waiting for the job resource (maximum concurrent jobs of one job)
  c: 'waits', //      waiting for the client resource
  d: 'waits', //      waiting for the director's maximum of jobs
  t: 'waits', //      waiting for its start time
  p: 'waits', //      waiting for jobs of higher priority
  q: 'waits', //      waiting for a device
  w: 'waits', //      waiting, in newer versions
  C: 'created', //    created, not begun: queued, or scheduled for later
}

/** Whether the row is of a job that has not ended. */
export const isUnfinished = (letter: string) => ['works', 'waits', 'created'].includes(letters[letter] ?? '')

type Row = Pick<BackupJob, 'status' | 'type' | 'files' | 'errors' | 'scheduledAt'>

/** The class of a row at a moment. Only a backup that stored nothing is empty: an admin or verify job stores no files. */
export function classOf(job: Row, moment: Date): JobClass {
  const letter = Object.hasOwn(letters, job.status) ? letters[job.status]! : 'attention'
  switch (letter) {
    case 'good':
      return successOf(job)
    case 'warned':
      return 'success_with_warnings'
    case 'works':
      return 'running'
    case 'waits':
      return 'queued'
    case 'created':
      return job.scheduledAt !== undefined && job.scheduledAt > moment ? 'scheduled_future' : 'queued'
    default:
      return letter
  }
}

function successOf({ type, files, errors }: Row): JobClass {
  const empty = type === 'B' && files === 0
  if (errors > 0) return empty ? 'success_empty_with_errors' : 'success_with_warnings'
  return empty ? 'success_empty' : 'success'
}

/** The run ended and what was to be saved is not surely saved. */
export const isBad = (kind: JobClass) => kind === 'failed' || kind === 'incomplete' || kind === 'canceled'

/** The run left something to restore from. An empty incremental counts: nothing had changed. */
export const isGood = (kind: JobClass, level: string) =>
  kind === 'success' || kind === 'success_with_warnings' || (kind === 'success_empty' && !isWhole(level))

/** Full, virtual full and base save everything, so that zero files cannot be right. */
export const isWhole = (level: string) => level === 'F' || level === 'f' || level === 'B'
