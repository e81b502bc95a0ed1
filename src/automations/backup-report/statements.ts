import { zoneOf } from '../../engine/zone.ts'
import type { MissedRun } from './due.ts'
import { codesIn, type Excerpt, type Finding } from './excerpt.ts'
import { clip, type Formats, formatsOf, utcOffset } from './format.ts'
import type { Words } from './ko.ts'
import type { Frame, Report, Totals, Unreachable } from './model.ts'
import type { JobLine } from './rows.ts'
import { isBad } from './status.ts'
import { wordsOf } from './words.ts'

/** The words and the formats of one report: what every rendering needs besides the model. */
export interface Tongue {
  w: Words
  f: Formats
}

export const tongueOf = (frame: Frame): Tongue => ({
  w: wordsOf(frame.language),
  f: formatsOf(frame.language, zoneOf(frame.timeZone)),
})

export function headlineOf(report: Report, { w }: Tongue): string {
  if (report.result === 'failed') return w.headline.failed(report.totals.failed, report.totals.incomplete)
  if (report.result === 'good' && report.totals.warnings > 0) return w.headline.quiet
  return w.headline[report.result]
}

type Counted = Exclude<keyof Totals, 'servers' | 'bytes' | 'success' | 'failed' | 'running'>

const lesser: Counted[] = [
  'incomplete',
  'canceled',
  'attention',
  'missed',
  'late',
  'warnings',
  'recovered',
  'queued',
  'scheduled',
]

/** The counts beside the four main ones that are not zero. */
export const lesserCounts = ({ totals }: Report, { w }: Tongue) =>
  lesser.filter(key => totals[key] > 0).map(key => ({ key, label: w.totals[key], count: totals[key] }))

/** `실패 7 · 미완료 1 · 경고 3 · 성공 18`: the result in one line. Failures and successes are always named. */
export function countsLine({ totals }: Report, { w, f }: Tongue): string {
  const parts: [string, number][] = [[w.short.failed, totals.failed]]
  for (const key of ['incomplete', 'canceled', 'attention', 'missed', 'warnings'] as const)
    parts.push([w.totals[key], totals[key]])
  const shown = parts.filter(([, count], at) => count > 0 || at === 0)
  shown.push([w.short.success, totals.success])
  if (totals.running > 0) shown.push([w.short.running, totals.running])
  return shown
    .map(([label, count]) =>
      w.lang === 'ko' ? `${label} ${f.count(count)}` : `${f.count(count)} ${label.toLowerCase()}`,
    )
    .join(' · ')
}

/** `[백업] 실패 7 · 경고 3 · 성공 18 — 2026-11-21 08:00`. */
export function subjectOf(report: Report, tongue: Tongue): string {
  const { w, f } = tongue
  const result = report.result === 'failed' || report.result === 'warning' ? '' : `${w.result[report.result]} · `
  return `${w.tag} ${result}${countsLine(report, tongue)} — ${f.time(report.period.to)}`
}

export const unreachableSubject = (report: Unreachable, { w, f }: Tongue) =>
  `${w.tag} ${w.result.unreachable} — ${f.time(report.period.to)}`

/** `2026-11-20 22:00 – 2026-11-21 08:00`. */
export const periodLine = ({ period }: Frame, { f }: Tongue) => `${f.time(period.from)} – ${f.time(period.to)}`

/** `Asia/Seoul (UTC+09:00)`; both offsets where a clock change lies in between. */
export function zoneLine({ period, timeZone }: Frame, { f }: Tongue): string {
  const [from, to] = [f.offset(period.from), f.offset(period.to)]
  return `${timeZone} (${from === to ? to : `${from} → ${to}`})`
}

export const ratio = (rate: number) => `${(rate * 100).toFixed(2)}%`

/** Where the numbers come from, as pairs of label and value. */
export function coverageLines(report: Report, tongue: Tongue): [string, string][] {
  const { w, f } = tongue
  const { coverage, calls } = report
  const lines: [string, string][] = [
    [w.facts.server, `${coverage.server} · ${coverage.apiPath}`],
    [w.facts.filter, coverage.filteredBy === 'server' ? w.facts.filterServer : w.facts.filterHub],
    [
      w.facts.directorZone,
      coverage.utcOffsetMinutes === undefined ? w.facts.unknown : utcOffset(coverage.utcOffsetMinutes),
    ],
    [w.facts.rowsRead, f.count(coverage.rowsRead)],
    [w.facts.logs, logsLine(report, tongue)],
    [w.facts.calls, w.facts.callsOf(f.count(calls.made), f.count(calls.failed), ratio(calls.errorRate))],
    [w.facts.seconds, secondsLine(report, tongue)],
  ]
  if (report.disabled.length > 0) lines.push([w.facts.disabled, report.disabled.slice(0, 50).join(', ')])
  for (const trouble of coverage.troubles) lines.push([w.facts.troubles, trouble])
  return lines
}

function logsLine({ coverage }: Report, { w, f }: Tongue): string {
  const { wanted, fetched, missing } = coverage.logs
  const reasons = new Map<string, number>()
  for (const { reason } of missing) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const why = [...reasons].slice(0, 5).map(([reason, count]) => `${reason} (${count})`)
  return [w.facts.logsOf(f.count(fetched), f.count(wanted)), ...why].join(' · ')
}

export const secondsLine = ({ seconds }: Report | Unreachable, { w }: Tongue) =>
  w.facts.secondsOf(seconds.total.toFixed(1), seconds.jobs.toFixed(1), seconds.logs.toFixed(1))

/** Whether a missed run was made up for. */
export const missedState = ({ madeGoodBy }: MissedRun, { w, f }: Tongue) =>
  madeGoodBy ? w.madeGood(f.shortTime(madeGoodBy.end)) : w.notMadeGood

/** When it went wrong, with the label: a job with warnings ended, a failure failed, and an orphan's end is not known. */
export function endOf(job: JobLine, { w, f }: Tongue): { label: string; time: string } {
  if (job.orphaned) return { label: w.columns.scheduledAt, time: f.time(job.scheduled, true) }
  return { label: isBad(job.class) ? w.columns.failedAt : w.columns.end, time: f.time(job.end ?? job.scheduled, true) }
}

/** `전체 · 백업`. */
export const kindOf = (job: Pick<JobLine, 'type' | 'level'>, { w }: Tongue) =>
  [w.levels[job.level] ?? clip(job.level.trim(), 20), job.type === 'B' ? '' : (w.types[job.type] ?? clip(job.type, 20))]
    .filter(Boolean)
    .join(' · ')

/** What stands beside a failure's name: new or continuing, interrupted, attempts. */
export function tagsOf(job: JobLine, { w, f }: Tongue): string[] {
  const tags: string[] = []
  if (job.orphaned) tags.push(w.orphaned)
  if (job.inARow === 1) tags.push(w.newFailure)
  else if (job.inARow !== undefined) tags.push(`${w.inARow(job.inARow)} (${w.since(f.shortTime(job.failingSince))})`)
  if ((job.log?.attempts ?? 1) > 1) tags.push(w.attempts(job.log!.attempts))
  return tags
}

/** Error codes in words. */
export const explanationsOf = (job: JobLine, { w }: Tongue) =>
  [...new Set([...codesIn(job.statusInfo ?? ''), ...(job.log?.codes ?? [])])]
    .filter(code => w.codes[code])
    .map(code => `${code} — ${w.codes[code]}`)

/** `… × 3,000 (마지막: …)`. */
export const timesOf = (finding: Finding, { w, f }: Tongue) =>
  finding.times > 1 ? w.times(f.count(finding.times)) : ''

/** Why there are no log lines to show; undefined where there are some. */
export function logGap(log: Excerpt | undefined, { w }: Tongue): string | undefined {
  if (!log || log.missing !== undefined) return log && w.noLog(log.missing ?? '')
  return log.lines === 0 ? w.emptyLog : undefined
}

/** The job's own verdict: `*** Backup Error *** · 오류 집계: FD 1 · SD 0`. */
export const verdictOf = (log: Excerpt | undefined, { w }: Tongue) =>
  [log?.termination, log?.counted && w.errorsCounted(log.counted)].filter(Boolean).join(' · ')

/** `1.2 GB → 300 MB`, told as usual and this time. */
export function unusualLines(job: JobLine, { w, f }: Tongue) {
  return (job.unusual ?? []).map(({ what, value, usual }) => ({
    what: what === 'size' ? w.columns.size : job.class === 'running' ? w.runsLong : w.columns.duration,
    usual: what === 'size' ? f.size(usual) : f.span(usual),
    now: what === 'size' ? f.size(value) : f.span(value),
  }))
}
