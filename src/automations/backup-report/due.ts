import type { BackupJob, ConfiguredJob, ExpectedRun } from '../../connectors/baculum/index.ts'
import { type History, median, wasGood } from './history.ts'
import type { Period } from './period.ts'
import type { Row } from './rows.ts'
import { classOf, isGood } from './status.ts'

/** A run that the schedule called for and that left no row. */
export interface MissedRun {
  job: string
  client: string
  level: string
  schedule: string
  at: string
  /** A good run of the job after that time. */
  madeGoodBy?: { jobid: number; end: string }
}

/** How old a job's newest good backup is. */
export interface LastGood {
  job: string
  client: string
  jobid?: number
  level?: string
  /** Left out where there is no good backup at all. */
  at?: string
  ageHours?: number
  limitHours: number
  late: boolean
  /** false: nothing starts it by itself, so it cannot be late. */
  regular: boolean
}

export interface NeverRan {
  job: string
  /** undefined where the schedules could not be read. */
  scheduled: boolean | undefined
}

/** What the director knows apart from its job table; undefined where it could not be asked. */
export interface Duties {
  configured: ConfiguredJob[] | undefined
  expected: ExpectedRun[] | undefined
}

export interface Limits {
  maxAgeHours: number
  jobs: Record<string, number>
  ignored: (job: string) => boolean
}

const hour = 3_600_000
/** A row's scheduled time differs from the schedule's by the director's wake-up at most. */
const tolerance = 5 * 60_000
/** The director needs a moment to write the row. */
const grace = 2 * 60_000

export function missedRuns(
  period: Period,
  rows: readonly Row[],
  duties: Duties,
  limits: Limits,
  history: History,
): MissedRun[] {
  const off = disabledJobs(duties)
  const times = new Map<string, number[]>()
  for (const { job } of rows) {
    const at = (job.scheduledAt ?? job.startedAt)?.getTime()
    if (at === undefined) continue
    const known = times.get(job.name)
    if (known) known.push(at)
    else times.set(job.name, [at])
  }
  return (duties.expected ?? [])
    .filter(run => run.at >= period.from && run.at.getTime() <= period.to.getTime() - grace)
    .filter(run => !off.has(run.job) && !limits.ignored(run.job))
    .filter(run => !times.get(run.job)?.some(at => Math.abs(at - run.at.getTime()) <= tolerance))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.job.localeCompare(b.job))
    .map(({ at, ...run }) => ({ ...run, at: at.toISOString(), ...madeGood(history.get(run.job), at) }))
}

function madeGood(runs: readonly Row[] | undefined, after: Date): Pick<MissedRun, 'madeGoodBy'> {
  const run = runs?.find(row => wasGood(row) && row.end !== undefined && (row.job.startedAt ?? after) > after)
  return run?.line.end ? { madeGoodBy: { jobid: run.job.id, end: run.line.end } } : {}
}

export const disabledJobs = ({ configured }: Duties) =>
  new Set((configured ?? []).filter(job => job.enabled === false).map(job => job.name))

/** Names that the job table of the last weeks cannot tell about: ask for their newest row of any kind, or for the newest good one. */
export function toLookUp(rows: readonly Row[], duties: Duties, limits: Limits, history: History) {
  const off = disabledJobs(duties)
  const seen = new Set(rows.map(row => row.job.name))
  const configured = duties.configured?.map(job => job.name) ?? [...history.keys()]
  const names = configured.filter(name => !off.has(name) && !limits.ignored(name))
  return {
    unseen: names.filter(name => !seen.has(name)),
    neverGood: names.filter(name => history.has(name) && !history.get(name)!.some(wasGood)),
  }
}

/** What was found by looking a job up: no entry means that it was not asked. */
export interface Found {
  any?: BackupJob | 'none'
  good?: BackupJob | 'none'
}

export function neverRan(unseen: readonly string[], found: ReadonlyMap<string, Found>, duties: Duties): NeverRan[] {
  const scheduled = duties.expected && new Set(duties.expected.map(run => run.job))
  return unseen
    .filter(job => found.get(job)?.any === 'none')
    .map(job => ({ job, scheduled: scheduled?.has(job) }))
    .sort((a, b) => Number(b.scheduled ?? false) - Number(a.scheduled ?? false) || a.job.localeCompare(b.job))
}

/** The age of each backup job's newest good run, the oldest first. */
export function lastGoods(
  now: Date,
  duties: Duties,
  limits: Limits,
  history: History,
  found: ReadonlyMap<string, Found>,
): LastGood[] {
  const off = disabledJobs(duties)
  const configured = duties.configured && new Set(duties.configured.map(job => job.name))
  const scheduled = new Set((duties.expected ?? []).map(run => run.job))
  const names = new Set([...history.keys(), ...found.keys()])
  const result: LastGood[] = []
  for (const name of names) {
    if (off.has(name) || limits.ignored(name) || (configured && !configured.has(name))) continue
    const runs = history.get(name) ?? []
    const looked = found.get(name)
    const good = runs.findLast(wasGood)?.job ?? goodAt(now, looked?.good)
    if (good === undefined) continue
    const client = good === 'none' ? (runs.at(-1)?.job.client ?? clientOf(looked?.any)) : good.client
    const regular = scheduled.has(name) || runs.length >= 3 || limits.jobs[name] !== undefined
    const limitHours = limits.jobs[name] ?? Math.max(limits.maxAgeHours, usualLimit(runs))
    const at = good === 'none' ? undefined : good.endedAt
    const ageHours = at && Math.round(((now.getTime() - at.getTime()) / hour) * 10) / 10
    result.push({
      job: name,
      client,
      ...(good !== 'none' && { jobid: good.id, level: good.level }),
      ...(at && { at: at.toISOString(), ageHours }),
      limitHours,
      late: regular && (ageHours === undefined || ageHours > limitHours),
      regular,
    })
  }
  return result.sort((a, b) => Number(b.late) - Number(a.late) || (b.ageHours ?? 1e9) - (a.ageHours ?? 1e9))
}

/** A row that ended with T is no good backup where it saved nothing; one that came after the moment tells nothing about it. */
function goodAt(now: Date, job: BackupJob | 'none' | undefined): BackupJob | 'none' | undefined {
  if (job === undefined || job === 'none') return job
  if (job.endedAt !== undefined && job.endedAt > now) return undefined
  return job.type === 'B' && isGood(classOf(job, now), job.level) ? job : 'none'
}

const clientOf = (job: BackupJob | 'none' | undefined) => (job && job !== 'none' ? job.client : '')

/** A weekly job is not late after two days: its own rhythm, and a fifth more, stretches the limit. */
function usualLimit(runs: readonly Row[]): number {
  const times = [...new Set(runs.map(row => (row.job.scheduledAt ?? row.job.startedAt)?.getTime() ?? 0))].sort(
    (a, b) => a - b,
  )
  const gaps = times.slice(1).map((at, i) => at - times[i]!)
  return gaps.length < 2 ? 0 : Math.round((median(gaps) * 1.2) / hour)
}
