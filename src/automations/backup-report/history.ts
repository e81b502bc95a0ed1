import type { Row, Unusual } from './rows.ts'
import { isBad, isGood } from './status.ts'

/** Finished backups by job name, oldest first. */
export type History = Map<string, Row[]>

export function historyOf(rows: readonly Row[]): History {
  const history: History = new Map()
  for (const row of rows) {
    if (row.job.type !== 'B' || row.class === 'running' || row.class === 'queued' || row.class === 'scheduled_future')
      continue
    const runs = history.get(row.job.name)
    if (runs) runs.push(row)
    else history.set(row.job.name, [row])
  }
  for (const runs of history.values()) runs.sort((a, b) => whenOf(a) - whenOf(b))
  return history
}

/** Orphans have no trustworthy end: their schedule tells their place. */
const whenOf = ({ job, end }: Row) =>
  (job.orphaned ? undefined : end) ?? (job.scheduledAt ?? job.startedAt)?.getTime() ?? 0

export const wasGood = (row: Row) => isGood(row.class, row.job.level)

/** Writes into the lines how many runs in a row went wrong, since when, and which later run made good. */
export function tellStreaks(history: History) {
  for (const runs of history.values()) {
    let bad: Row[] = []
    for (const row of runs) {
      if (isBad(row.class)) {
        bad.push(row)
        row.line.inARow = bad.length
        const since = bad[0]!.line
        row.line.failingSince = since.end ?? since.scheduled
      } else if (wasGood(row)) {
        for (const one of bad) if (row.line.end) one.line.recoveredBy = { jobid: row.job.id, end: row.line.end }
        bad = []
      }
    }
  }
}

const enough = 5
const window = 11

/** Writes into the lines of `rows` what is far from usual, once there are five earlier good runs of the job and level. */
export function tellUnusual(rows: readonly Row[], history: History) {
  const wanted = new Set(rows)
  for (const runs of history.values()) {
    const earlier = new Map<string, Row[]>()
    for (const row of runs) {
      if (!wasGood(row)) continue
      const same = earlier.get(row.job.level) ?? []
      if (wanted.has(row) && same.length >= enough) addUnusual(row, same)
      same.push(row)
      if (same.length > window) same.shift()
      earlier.set(row.job.level, same)
    }
  }
  for (const row of rows) if (row.class === 'running') tellSlow(row, history.get(row.job.name) ?? [])
}

function addUnusual(row: Row, earlier: readonly Row[]) {
  const found: Unusual[] = []
  const size = far(
    row.job.bytes,
    earlier.map(one => one.job.bytes),
    50e6,
  )
  if (size !== undefined) found.push({ what: 'size', value: row.job.bytes, usual: size })
  const seconds = row.line.durationSeconds
  if (seconds !== undefined) {
    const usual = far(seconds, durations(earlier), 300)
    if (usual !== undefined) found.push({ what: 'duration', value: seconds, usual })
  }
  if (found.length > 0) row.line.unusual = found
}

/** A run that goes on for far longer than runs of its kind take. */
function tellSlow(row: Row, runs: readonly Row[]) {
  const earlier = runs.filter(one => one.job.level === row.job.level && wasGood(one)).slice(-window)
  const seconds = row.line.durationSeconds
  if (earlier.length < enough || seconds === undefined) return
  const usual = far(seconds, durations(earlier), 300)
  if (usual !== undefined && seconds > usual) row.line.unusual = [{ what: 'duration', value: seconds, usual }]
}

const durations = (rows: readonly Row[]) => rows.map(one => one.line.durationSeconds ?? 0)

/** The median, if `value` is twice or half of it, well outside the usual spread, and further off than `least`. */
function far(value: number, values: readonly number[], least: number): number | undefined {
  const newest = values.at(-1) ?? value
  if (Math.abs(value - newest) < least && values.every(one => Math.abs(value - one) < least)) return undefined
  const usual = median(values)
  const distance = Math.abs(value - usual)
  if (distance < least || (value < usual * 2 && value > usual / 2)) return undefined
  const spread = median(values.map(one => Math.abs(one - usual)))
  return distance > 5 * spread ? usual : undefined
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
