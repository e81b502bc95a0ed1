import type { BackupJob, Coverage } from '../../connectors/baculum/index.ts'
import type { ErrorCode } from '../../engine/error.ts'
import type * as due from './due.ts'
import { type Excerpt, patternOf, reasonOf } from './excerpt.ts'
import type { Language } from './format.ts'
import { historyOf, tellStreaks, tellUnusual } from './history.ts'
import type { Mode, Period } from './period.ts'
import { isInWindow, type JobLine, type Row, rowsAt } from './rows.ts'
import { type Server, serversOf } from './servers.ts'
import { isBad, isWhole, type JobClass } from './status.ts'

/** What every report states, whether or not the backup server answered. */
export interface Frame {
  language: Language
  mode: Mode
  timeZone: string
  /** ISO strings, UTC; both ends included. */
  period: { from: string; to: string }
  generatedAt: string
}

/** Calls to the backup server's API, and how long the stages of the run took. */
export interface Effort {
  calls: { made: number; failed: number; errorRate: number }
  seconds: { jobs: number; extras: number; logs: number; total: number }
}

export type Result = 'failed' | 'warning' | 'good' | 'nothing'

export interface Totals {
  /** Clients of the window's rows, however many rows each has. */
  servers: number
  success: number
  /** With errors, or nothing saved. */
  warnings: number
  failed: number
  incomplete: number
  canceled: number
  attention: number
  running: number
  queued: number
  scheduled: number
  /** Went wrong in the window and were made good by a later run; in none of the counts above. */
  recovered: number
  missed: number
  late: number
  bytes: number
}

/** One cause that several failures share. */
export interface Cause {
  reason: string
  jobids: number[]
  clients: string[]
}

export interface ReportCoverage extends Coverage {
  logs: { wanted: number; fetched: number; missing: { jobid: number; reason: string }[] }
  /** What could not be asked, in the words of the error. */
  troubles: string[]
}

/** The report's model, which is also the outcome of the run. */
export interface Report extends Frame, Effort {
  kind: 'report'
  result: Result
  totals: Totals
  classes: Record<JobClass, number>
  servers: Server[]
  causes: Cause[]
  missed: due.MissedRun[]
  neverRan: due.NeverRan[]
  lastGood: due.LastGood[]
  disabled: string[]
  coverage: ReportCoverage
  /** Every row of the window, newest first. */
  jobs: JobLine[]
  file?: { path: string; name: string; bytes: number }
  /** Whether a mail was queued. */
  mailed: boolean
}

/** What is told when the backup server could not be asked. */
export interface Unreachable extends Frame, Effort {
  kind: 'unreachable'
  error: { code: ErrorCode; message: string }
}

/** The job table at the report's moment, seen from the window. */
export interface View {
  /** Rows of the window. */
  rows: Row[]
  /** Rows of the window and of the weeks before. */
  all: Row[]
  history: ReturnType<typeof historyOf>
}

/** Classifies, and writes streaks, recoveries and unusual values into the lines. */
export function viewOf(jobs: readonly BackupJob[], period: Period): View {
  const all = rowsAt(jobs, period.to)
  const rows = all.filter(row => isInWindow(row, period))
  const history = historyOf(all)
  tellStreaks(history)
  tellUnusual(rows, history)
  return { rows, all, history }
}

const gravity: JobClass[] = [
  'failed',
  'incomplete',
  'attention',
  'canceled',
  'success_empty_with_errors',
  'success_with_warnings',
]

/** Whose logs are worth fetching: the gravest first, then those that were made good; of each the newest first. */
export function worthALog(rows: readonly Row[]): Row[] {
  const weight = (row: Row) => gravity.indexOf(row.class) + (row.line.recoveredBy ? gravity.length : 0)
  return rows
    .filter(row => gravity.includes(row.class))
    .sort((a, b) => weight(a) - weight(b) || (b.end ?? 0) - (a.end ?? 0) || b.job.id - a.job.id)
}

export interface Findings {
  missed: due.MissedRun[]
  neverRan: due.NeverRan[]
  lastGood: due.LastGood[]
  disabled: string[]
}

/** Rows and findings → the model that the views draw. */
export function reportOf(
  frame: Frame,
  effort: Effort,
  view: View,
  findings: Findings,
  coverage: ReportCoverage,
): Report {
  const servers = serversOf(view.rows, findings.missed)
  const classes = countClasses(view.rows)
  const clients = new Set(view.rows.map(row => row.job.client)).size
  const totals = totalsOf(view.rows, classes, clients, findings)
  return {
    kind: 'report',
    ...frame,
    result: resultOf(view.rows, totals, findings),
    totals,
    classes,
    servers,
    causes: causesOf(view.rows),
    ...findings,
    coverage,
    ...effort,
    mailed: false,
    jobs: view.rows.map(row => row.line),
  }
}

function countClasses(rows: readonly Row[]): Record<JobClass, number> {
  const classes: Record<JobClass, number> = {
    success: 0,
    success_with_warnings: 0,
    success_empty: 0,
    success_empty_with_errors: 0,
    failed: 0,
    canceled: 0,
    incomplete: 0,
    running: 0,
    queued: 0,
    scheduled_future: 0,
    attention: 0,
  }
  for (const row of rows) classes[row.class]++
  return classes
}

function totalsOf(
  rows: readonly Row[],
  classes: Record<JobClass, number>,
  servers: number,
  findings: Findings,
): Totals {
  const open = (kind: JobClass) => rows.filter(row => row.class === kind && !row.line.recoveredBy).length
  return {
    servers,
    success: classes.success,
    warnings: classes.success_with_warnings + classes.success_empty + classes.success_empty_with_errors,
    failed: open('failed'),
    incomplete: open('incomplete'),
    canceled: open('canceled'),
    attention: classes.attention,
    running: classes.running,
    queued: classes.queued,
    scheduled: classes.scheduled_future,
    recovered: rows.filter(row => row.line.recoveredBy).length,
    missed: findings.missed.length,
    late: findings.lastGood.filter(job => job.late).length,
    bytes: rows.reduce((sum, row) => sum + (row.job.type === 'B' ? row.job.bytes : 0), 0),
  }
}

/** No finished row is never good news: somebody must look why. */
function resultOf(rows: readonly Row[], totals: Totals, findings: Findings): Result {
  if (totals.failed + totals.incomplete > 0) return 'failed'
  if (!rows.some(row => row.end !== undefined)) return 'nothing'
  const quiet = rows.filter(row => row.class === 'success_empty' && !isWhole(row.job.level)).length
  const open =
    findings.missed.filter(run => !run.madeGoodBy).length + findings.neverRan.filter(job => job.scheduled).length
  const doubts = totals.warnings - quiet + totals.canceled + totals.attention + totals.late + open
  return doubts > 0 ? 'warning' : 'good'
}

/** Failures whose reason differs in names and numbers only, where there are at least two. */
function causesOf(rows: readonly Row[]): Cause[] {
  const causes = new Map<string, Cause>()
  for (const { class: kind, line } of rows) {
    const reason = reasonOf(line.log)
    if (!isBad(kind) || line.recoveredBy || !reason) continue
    const key = patternOf(reason)
    const cause = causes.get(key) ?? { reason, jobids: [], clients: [] }
    cause.jobids.push(line.jobid)
    if (!cause.clients.includes(line.client)) cause.clients.push(line.client)
    causes.set(key, cause)
  }
  return [...causes.values()].filter(cause => cause.jobids.length > 1).sort((a, b) => b.jobids.length - a.jobids.length)
}

/** A log that could not be had. */
export const withoutLog = (missing: string): Excerpt => ({
  findings: [],
  left: 0,
  lines: 0,
  codes: [],
  attempts: 1,
  missing,
})
