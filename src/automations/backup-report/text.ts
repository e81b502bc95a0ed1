import { reasonOf } from './excerpt.ts'
import { clip } from './format.ts'
import type { Report, Unreachable } from './model.ts'
import type { JobLine } from './rows.ts'
import { sectionsOf, unusualOf } from './sections.ts'
import * as say from './statements.ts'

const perSection = 60
const longest = 60_000

/** The plain-text part of the mail. */
export function textOf(report: Report): string {
  const tongue = say.tongueOf(report)
  const { w, f } = tongue
  const s = sectionsOf(report.jobs)
  const late = report.lastGood.filter(job => job.late)
  const lines = [
    ...opening(report, say.headlineOf(report, tongue), tongue),
    report.result === 'nothing' ? w.headline.nothingWhy : say.countsLine(report, tongue),
    ...(['servers', 'success', 'failed', 'running'] as const).map(
      name => `${w.totals[name]}: ${f.count(report.totals[name])}`,
    ),
    ...section(w.sections.failures, s.failures, tongue, job => failureLines(job, tongue)),
    ...section(w.sections.attention, s.attention, tongue, job => failureLines(job, tongue)),
    ...section(w.sections.missed, report.missed, tongue, run => [
      `${run.client}  ${run.job}  ${f.time(run.at)}  ${say.missedState(run, tongue)}`,
    ]),
    ...section(w.sections.late, late, tongue, job => [
      `${job.client}  ${job.job}  ${job.at ? f.time(job.at) : w.never}`,
    ]),
    ...section(w.sections.neverRan, report.neverRan, tongue, job => [job.job]),
    ...section(w.sections.warnings, s.warnings, tongue, job => failureLines(job, tongue)),
    ...section(w.sections.running, s.running, tongue, job => [`${job.client}  ${job.name}  ${f.time(job.start)}`]),
    ...section(w.sections.recovered, s.recovered, tongue, job => [
      `${job.client}  ${job.name}  ${f.time(job.recoveredBy?.end)}`,
    ]),
    ...section(w.sections.unusual, unusualOf(report), tongue, job => [
      `${job.client}  ${job.name}  ${unusual(job, tongue)}`,
    ]),
    ...section(w.sections.empty, s.empty, tongue, job => [`${job.client}  ${job.name}  ${f.time(job.end)}`]),
    ...section(w.sections.success, s.success, tongue, job => [
      `${job.client}  ${job.name}  ${f.time(job.end)}  ${f.size(job.bytes)}`,
    ]),
    '',
    `== ${w.sections.coverage}`,
    ...say.coverageLines(report, tongue).map(([name, value]) => `${name}: ${clip(value, 500)}`),
  ]
  return bounded(lines)
}

/** The text of the mail, and of the terminal, when nothing could be asked. */
export function unreachableText(report: Unreachable): string {
  const tongue = say.tongueOf(report)
  const { w, f } = tongue
  const { calls } = report
  return bounded([
    ...opening(report, w.headline.unreachable, tongue),
    w.headline.unreachableWhy,
    '',
    w.errors[report.error.code],
    clip(report.error.message, 2000),
    '',
    `${w.facts.calls}: ${w.facts.callsOf(f.count(calls.made), f.count(calls.failed), say.ratio(calls.errorRate))}`,
    `${w.facts.seconds}: ${say.secondsLine(report, tongue)}`,
  ])
}

/** What a person at a terminal reads: the result, each failure with its first line, and where the file is. */
export function shown(report: Report): string {
  const tongue = say.tongueOf(report)
  const { w, f } = tongue
  const s = sectionsOf(report.jobs)
  const { calls } = report
  return [
    say.headlineOf(report, tongue),
    `${say.countsLine(report, tongue)} · ${w.totals.servers} ${f.count(report.totals.servers)}`,
    `${w.facts.period}: ${say.periodLine(report, tongue)}  ${say.zoneLine(report, tongue)}`,
    ...[...s.failures, ...s.attention]
      .slice(0, 20)
      .flatMap(job => [
        `  ✕ ${job.client}  ${job.name}  ${f.time(job.end ?? job.scheduled)}  ${[w.states[job.class], ...say.tagsOf(job, tongue)].join(' · ')}`,
        `      ${clip(say.logGap(job.log, tongue) ?? reasonOf(job.log) ?? w.emptyLog, 160)}`,
      ]),
    ...(s.failures.length + s.attention.length > 20
      ? [`  ${w.moreInFile(f.count(s.failures.length + s.attention.length - 20))}`]
      : []),
    ...(report.file ? [`${w.facts.file}: ${report.file.path}`] : []),
    `${w.facts.seconds}: ${say.secondsLine(report, tongue)}`,
    `${w.facts.calls}: ${w.facts.callsOf(f.count(calls.made), f.count(calls.failed), say.ratio(calls.errorRate))}`,
  ].join('\n')
}

const opening = (report: Report | Unreachable, headline: string, tongue: say.Tongue) => [
  headline,
  `${tongue.w.facts.period}: ${say.periodLine(report, tongue)}  ${say.zoneLine(report, tongue)}`,
  `${tongue.w.facts.generated}: ${tongue.f.time(report.generatedAt, true)}`,
  '',
]

function section<T>(title: string, items: readonly T[], { w, f }: say.Tongue, draw: (item: T) => string[]): string[] {
  if (items.length === 0) return []
  const left = items.length - perSection
  const rows = items.slice(0, perSection).flatMap(draw)
  return ['', `== ${title} (${f.count(items.length)})`, ...rows, ...(left > 0 ? [w.more(f.count(left))] : [])]
}

function failureLines(job: JobLine, tongue: say.Tongue): string[] {
  const { w, f } = tongue
  const head = `${job.client}  ${job.name}  ${f.time(job.end ?? job.scheduled, true)}  ${[w.states[job.class], ...say.tagsOf(job, tongue)].join(' · ')}`
  const gap = say.logGap(job.log, tongue)
  const found = (job.log?.findings ?? [])
    .slice(0, 6)
    .map(one => `    ${clip(one.text, 300)} ${say.timesOf(one, tongue)}`.trimEnd())
  return [head, ...say.explanationsOf(job, tongue).map(text => `    ${text}`), ...(gap ? [`    ${gap}`] : found)]
}

const unusual = (job: JobLine, tongue: say.Tongue) =>
  say
    .unusualLines(job, tongue)
    .map(one => `${one.what} ${one.usual} → ${one.now}`)
    .join(', ')

/** The longest prefix of whole lines that fits; line ends in names are taken out. */
function bounded(lines: readonly string[]): string {
  let size = 0
  const kept: string[] = []
  for (const line of lines) {
    const one = line.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    size += Buffer.byteLength(one) + 1
    if (size > longest) return `${kept.join('\n')}\n…\n`
    kept.push(one)
  }
  return `${kept.join('\n')}\n`
}
