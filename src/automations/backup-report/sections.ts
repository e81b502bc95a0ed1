import type { Report } from './model.ts'
import type { JobLine } from './rows.ts'
import { isBad } from './status.ts'

/** The rows of the window, sorted into what each section of the report shows. Every row is in exactly one list. */
export interface Sections {
  failures: JobLine[]
  attention: JobLine[]
  warnings: JobLine[]
  empty: JobLine[]
  recovered: JobLine[]
  running: JobLine[]
  queued: JobLine[]
  scheduled: JobLine[]
  success: JobLine[]
  /** Good runs that are no backups: copies, verifies, restores, admin jobs. */
  others: JobLine[]
}

const heavy = ['failed', 'incomplete', 'canceled']

export function sectionsOf(jobs: readonly JobLine[]): Sections {
  const s: Sections = {
    failures: [],
    attention: [],
    warnings: [],
    empty: [],
    recovered: [],
    running: [],
    queued: [],
    scheduled: [],
    success: [],
    others: [],
  }
  for (const job of jobs) listFor(s, job).push(job)
  // Array.sort is stable: within one kind the newest stay first.
  s.failures.sort((a, b) => heavy.indexOf(a.class) - heavy.indexOf(b.class))
  s.warnings.sort((a, b) => a.class.localeCompare(b.class))
  s.scheduled.sort((a, b) => (a.scheduled ?? '').localeCompare(b.scheduled ?? ''))
  return s
}

function listFor(s: Sections, job: JobLine): JobLine[] {
  if (job.recoveredBy) return s.recovered
  if (isBad(job.class)) return s.failures
  switch (job.class) {
    case 'success':
      return job.type === 'B' ? s.success : s.others
    case 'success_empty':
      return s.empty
    case 'running':
      return s.running
    case 'queued':
      return s.queued
    case 'scheduled_future':
      return s.scheduled
    case 'attention':
      return s.attention
    default:
      return s.warnings
  }
}

/** Rows whose size or duration is far from usual. */
export const unusualOf = (report: Report) => report.jobs.filter(job => job.unusual)
