import { z } from 'zod'
import type { DirectorClock } from './time.ts'
import type { BackupJob } from './words.ts'

/** PHP, its version and the database decide whether a number comes as a number or as a string. */
const numeric = z.union([z.number(), z.string()]).pipe(z.coerce.number())

/** GET /jobs/resnames: director → job names. PHP writes an empty map as a list. */
export const ResourceNames = z
  .union([z.record(z.string(), z.array(z.string())), z.array(z.never())])
  .transform(names => Object.entries(names).map(([director, jobs]) => ({ director, jobs: jobs.filter(Boolean) })))

/** A row of GET /jobs/show?output=json; Baculum 9.6 answers lines of text instead. */
export const ShownJob = z.object({ name: z.string(), enabled: numeric })

/** A row of GET /schedules/status. From 13 on the last element is a summary, before it is the last row once more. */
export const ScheduledRow = z.object({
  name: z.string().min(1),
  client: z.string().catch(''),
  level: z.string().catch(''),
  schedule: z.string().catch(''),
  schedtime_epoch: numeric.pipe(z.number().positive()),
})

export const List = z.array(z.unknown())
export const LogRows = z.array(z.string().nullable().catch(null)).transform(rows => rows.filter(row => row !== null))

const word = z.string().catch('')
const count = numeric.pipe(z.number().nonnegative()).catch(0)
/** `YYYY-MM-DD HH:MM:SS` in the director's zone; null where there is none. */
const localTime = z.string().nullish().catch(null)

/** A row of /jobs as far as it is read. Everything beyond Baculum 9.6's columns may be missing. */
const JobRow = z.object({
  jobid: numeric.pipe(z.number().int().positive()),
  job: word,
  name: word,
  client: word,
  fileset: word,
  pool: word,
  type: word,
  level: word,
  jobstatus: word,
  jobfiles: count,
  jobbytes: count,
  joberrors: count,
  jobtdate: count,
  schedtime: localTime,
  starttime: localTime,
  endtime: localTime,
  realstarttime: localTime,
  realendtime: localTime,
  statusinfo: word,
})

/** Letters of jobs that have ended. W is never written by Bacula's own code, but is reserved for it. */
const ended = new Set('TWEfeADI')
/** Letters of jobs that have not; the API drops in silence those it does not know. */
export const unfinishedLetters = 'CRBFSMmsjcdtpqaiLlvuw'

export const isUnfinished = (job: BackupJob) => !job.orphaned && job.endedAt === undefined && !ended.has(job.status)

/** A wire row in our words; undefined where it has no id. */
export function toJob(wire: unknown, clock: DirectorClock): BackupJob | undefined {
  const parsed = JobRow.safeParse(wire)
  if (!parsed.success) return undefined
  const row = parsed.data
  const read = clock.reader(row)
  // A copy carries the original's start and end; only the `real…` times are its own.
  const copy = row.type === 'C'
  const realEnd = read(row.realendtime)
  const orphaned = row.jobstatus === 'f' && !realEnd && row.realendtime !== undefined
  const end = realEnd ?? (copy && !ended.has(row.jobstatus) ? undefined : read(row.endtime))
  return {
    id: row.jobid,
    uniqueName: row.job,
    name: row.name,
    client: row.client,
    fileset: row.fileset,
    pool: row.pool,
    type: row.type,
    level: row.level.trim(),
    status: row.jobstatus,
    files: row.jobfiles,
    bytes: row.jobbytes,
    errors: row.joberrors,
    scheduledAt: read(row.schedtime),
    startedAt: read(copy ? row.realstarttime : row.starttime),
    endedAt: orphaned ? undefined : end,
    orphaned,
    statusInfo: row.statusinfo,
  }
}
