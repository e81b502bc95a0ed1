import type { Baculum, ConfiguredJob, ExpectedRun } from '../../connectors/baculum/index.ts'
import type { Clock } from '../../engine/clock.ts'
import { describeError } from '../../engine/error.ts'
import type { Log } from '../../engine/io.ts'
import type { Found } from './due.ts'
import { excerptOf, wholeLog } from './excerpt.ts'
import type { Words } from './ko.ts'
import { withoutLog } from './model.ts'
import type { WholeLog } from './parts.ts'
import type { Period } from './period.ts'
import type { Row } from './rows.ts'

/** What the asking needs: the API, the time, and where to note what could not be had. */
export interface Asking {
  api: Pick<Baculum, 'logs' | 'configuredJobs' | 'expectedRuns' | 'lastRun'>
  clock: Clock
  log: Log
  /** Monotonic moment after which nothing more is asked, so that the whole report stays within two minutes. */
  deadline: number
  troubles: string[]
}

export const budget = { wholeMs: 100_000, extrasMs: 20_000, logsMs: 60_000, lookUpsMs: 15_000, atOnce: 4, lookUps: 60 }

const batch = 24
const week = 7 * 86_400_000
/** All whole logs of a file together, in characters. */
const foldsAtMost = 8_000_000

/** The answer, or undefined when it failed or took too long: the report goes on without it and says so. */
async function attempt<T>(
  asking: Asking,
  what: string,
  limitMs: number,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  const { clock, log, troubles } = asking
  const ms = Math.min(limitMs, asking.deadline - clock.monotonic())
  let cancel = () => {}
  const late = new Promise<undefined>(resolve => {
    cancel = clock.after(Math.max(ms, 1), () => {
      troubles.push(`${what}: > ${Math.round(Math.max(ms, 0) / 1000)} s`)
      resolve(undefined)
    })
  })
  try {
    return await Promise.race([ask(), late])
  } catch (error) {
    troubles.push(`${what}: ${describeError(error)}`)
    log.warn('part of the backup report could not be had', { what, error: describeError(error) })
    return undefined
  } finally {
    cancel()
  }
}

/** What the director is configured to do; the week ahead tells which jobs have a schedule at all. */
export async function askDuties(asking: Asking, { from, to }: Period) {
  const { api } = asking
  const [configured, expected] = await Promise.all([
    attempt<ConfiguredJob[]>(asking, 'jobs/resnames', budget.extrasMs, () => api.configuredJobs()),
    attempt<ExpectedRun[]>(asking, 'schedules/status', budget.extrasMs, () =>
      api.expectedRuns(from, new Date(to.getTime() + week)),
    ),
  ])
  return { configured, expected }
}

/** Logs into lines' excerpts, batch by batch so that few whole logs are in memory at once. Returns what goes behind the folds. */
export async function askLogs(
  asking: Asking,
  rows: readonly Row[],
  limits: { lines: number; wholeCharacters: number },
  w: Words,
) {
  const { api, clock } = asking
  const until = Math.min(asking.deadline, clock.monotonic() + budget.logsMs)
  const folds = new Map<number, WholeLog>()
  let room = limits.wholeCharacters > 0 ? foldsAtMost : 0
  for (let at = 0; at < rows.length; at += batch) {
    const some = rows.slice(at, at + batch)
    const budgetMs = until - clock.monotonic()
    const ids = some.map(row => row.job.id)
    const logs =
      budgetMs > 0
        ? await attempt(asking, 'joblog', budgetMs + 10_000, () => api.logs(ids, { atOnce: budget.atOnce, budgetMs }))
        : undefined
    const without = logs || clock.monotonic() < until ? 'failed' : 'time budget'
    for (const row of some) {
      const log = logs?.get(row.job.id)
      if (log && 'lines' in log) {
        row.line.log = excerptOf(log.lines, { findings: limits.lines, characters: 6000 })
        if (row.line.log.lines > 0 && room > 0) {
          const whole = wholeLog(log.lines, Math.min(limits.wholeCharacters, room))
          room -= whole.text.length
          folds.set(row.job.id, whole)
        }
      } else row.line.log = withoutLog(w.reasons[log?.notFetched ?? without] ?? '')
    }
  }
  return folds
}

/** Newest rows of jobs that the job table of the last weeks does not tell about, a bounded number, within their time. */
export async function lookUp(
  asking: Asking,
  names: { unseen: string[]; neverGood: string[] },
): Promise<Map<string, Found>> {
  const { api, clock } = asking
  const found = new Map<string, Found>()
  const until = Math.min(asking.deadline, clock.monotonic() + budget.lookUpsMs)
  const queue = [
    ...names.unseen.map(name => ({ name, seen: false })),
    ...names.neverGood.map(name => ({ name, seen: true })),
  ]
  const skipped = queue.splice(budget.lookUps).length
  const failed: string[] = []
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (clock.monotonic() >= until) return void queue.unshift(next)
      const { name } = next
      await lookUpOne(api, next).then(
        one => found.set(name, one),
        error => failed.push(describeError(error)),
      )
    }
  }
  await attempt(asking, 'jobs?name=', budget.lookUpsMs + 10_000, () =>
    Promise.all(Array.from({ length: budget.atOnce }, worker)),
  )
  const left = skipped + queue.length
  if (failed.length > 0) asking.troubles.push(`jobs?name=: ${failed.length} × ${failed[0]}`)
  if (left > 0) asking.troubles.push(`jobs?name=: ${left} jobs not looked up`)
  return found
}

async function lookUpOne(api: Asking['api'], { name, seen }: { name: string; seen: boolean }): Promise<Found> {
  if (seen) return { good: (await api.lastRun(name, true)) ?? 'none' }
  const any = await api.lastRun(name, false)
  if (!any) return { any: 'none' }
  if (any.type !== 'B') return { any }
  return { any, good: (await api.lastRun(name, true)) ?? 'none' }
}

/** Milliseconds since `from`, as seconds with one decimal. */
export const secondsSince = (clock: Clock, from: number) => Math.round((clock.monotonic() - from) / 100) / 10

/** Share of failed calls among those made since `before`. */
export function callsSince(before: { made: number; failed: number }, now: { made: number; failed: number }) {
  const [made, failed] = [now.made - before.made, now.failed - before.failed]
  return { made, failed, errorRate: made === 0 ? 0 : failed / made }
}
