import type { LastGood, MissedRun } from './due.ts'
import { type Html, html, raw } from './html.ts'
import type { JobLine } from './rows.ts'
import type { Server, ServerState } from './servers.ts'
import {
  endOf,
  explanationsOf,
  kindOf,
  logGap,
  type Tongue,
  tagsOf,
  timesOf,
  unusualLines,
  verdictOf,
} from './statements.ts'

/** A log for the fold: its text, and how many of its entries the limit cut out. */
export interface WholeLog {
  text: string
  cut: number
}

/** State → the colour that goes with its word. */
const toneOf: Record<ServerState, 'red' | 'amber' | 'green' | 'blue' | 'gray'> = {
  failed: 'red',
  incomplete: 'red',
  attention: 'red',
  missed: 'amber',
  canceled: 'amber',
  success_empty_with_errors: 'amber',
  success_with_warnings: 'amber',
  success_empty: 'gray',
  success: 'green',
  running: 'blue',
  queued: 'gray',
  scheduled_future: 'gray',
}

const tag = (state: ServerState, { w }: Tongue) => html`<span class="tag ${toneOf[state]}">${w.states[state]}</span>`

/** One failure with its reason, the relevant lines of its log, and the whole log behind a fold. */
export function failureCard(job: JobLine, whole: WholeLog | undefined, tongue: Tongue): Html {
  const { w, f } = tongue
  const end = endOf(job, tongue)
  const tags = tagsOf(job, tongue).map(text => html`<span class="tag gray">${text}</span>`)
  const why = explanationsOf(job, tongue).map(text => html`<p class="why">${text}</p>`)
  return html`<article class="card ${toneOf[job.class]}"><header><h3>${job.client}<small>${job.name}</small></h3>${tag(job.class, tongue)}${tags}</header>
<p class="meta"><span>${end.label} <b>${end.time}</b></span><span>${w.columns.duration} <b>${f.span(job.durationSeconds)}</b></span><span>${w.columns.level} <b>${kindOf(job, tongue)}</b></span><span>${w.columns.size} <b>${f.size(job.bytes)}</b></span><span>${w.jobNumber(job.jobid)}</span></p>
${why}${logOf(job, whole, tongue)}</article>
`
}

function logOf(job: JobLine, whole: WholeLog | undefined, tongue: Tongue): Html {
  const { w, f } = tongue
  const gap = logGap(job.log, tongue)
  if (gap !== undefined || !job.log) return html`<p class="gap">${gap ?? w.emptyLog}</p>`
  const lines = job.log.findings.map(
    one =>
      html`<li class="${one.kind}">${one.text} ${one.times > 1 && html`<b>${timesOf(one, tongue)}</b>`}${one.last && html`<small>${w.lastOne}: ${one.last}</small>`}</li>`,
  )
  const left = job.log.left > 0 && html`<li class="warning">${w.linesLeft(f.count(job.log.left))}</li>`
  const verdict = verdictOf(job.log, tongue)
  return html`<ul class="log">${lines}${left}</ul>${verdict && html`<p class="gap">${verdict}</p>`}${fold(whole, job.log.lines, tongue)}`
}

function fold(whole: WholeLog | undefined, lines: number, { w, f }: Tongue): Html | undefined {
  if (!whole) return undefined
  const cut = whole.cut > 0 && html` · ${w.logCut(f.count(whole.cut))}`
  return html`<details><summary>${w.wholeLog(f.count(lines))}${cut}</summary><pre>${whole.text}</pre></details>`
}

type Head = readonly [label: string, align?: 'n']

/** A table in its sheet. `n` aligns numbers to the right. */
export function sheet(heads: readonly Head[], rows: readonly Html[]): Html {
  const head = heads.map(([label, align]) => (align ? html`<th class="n">${label}</th>` : html`<th>${label}</th>`))
  return html`<div class="sheet${rows.length > 100 ? ' long' : ''}"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
}

/** Server, job, end, size and more: for what ended well. */
export function endedSheet(jobs: readonly JobLine[], tongue: Tongue, typed = false): Html {
  const { w, f } = tongue
  const heads: Head[] = [
    [w.columns.server],
    [w.columns.job],
    [w.columns.end],
    [w.columns.size, 'n'],
    [w.columns.files, 'n'],
    [w.columns.duration, 'n'],
    [typed ? w.columns.type : w.columns.level],
  ]
  return sheet(
    heads,
    jobs.map(
      job =>
        html`<tr><td class="s">${job.client}</td><td>${job.name}</td><td class="t">${f.time(job.end)}</td><td class="n">${f.size(job.bytes)}</td><td class="n">${f.count(job.files)}</td><td class="n">${f.span(job.durationSeconds)}</td><td>${kindOf(job, tongue)}</td></tr>
`,
    ),
  )
}

/** Server, job, start, elapsed: for what goes on. */
export function runningSheet(jobs: readonly JobLine[], tongue: Tongue): Html {
  const { w, f } = tongue
  return sheet(
    [[w.columns.server], [w.columns.job], [w.columns.start], [w.columns.elapsed, 'n'], [w.columns.level]],
    jobs.map(job => {
      const slow = unusualLines(job, tongue).map(
        one => html` <span class="tag amber">${one.what} (${w.columns.usual} ${one.usual})</span>`,
      )
      return html`<tr><td class="s">${job.client}</td><td>${job.name}</td><td class="t">${f.time(job.start)}</td><td class="n">${f.span(job.durationSeconds)}</td><td>${kindOf(job, tongue)}${slow}</td></tr>`
    }),
  )
}

/** Server, job, due time: for what waits or is yet to come. */
export const waitingSheet = (jobs: readonly JobLine[], tongue: Tongue) =>
  sheet(
    [[tongue.w.columns.server], [tongue.w.columns.job], [tongue.w.columns.scheduledAt], [tongue.w.columns.level]],
    jobs.map(
      job =>
        html`<tr><td class="s">${job.client}</td><td>${job.name}</td><td class="t">${tongue.f.time(job.scheduled)}</td><td>${kindOf(job, tongue)}</td></tr>`,
    ),
  )

export const missedSheet = (runs: readonly MissedRun[], { w, f }: Tongue) =>
  sheet(
    [[w.columns.server], [w.columns.job], [w.columns.scheduledAt], [w.columns.schedule], [w.columns.status]],
    runs.map(run => {
      const state = run.madeGoodBy
        ? html`<span class="tag green">${w.madeGood(f.shortTime(run.madeGoodBy.end))}</span>`
        : html`<span class="tag amber">${w.notMadeGood}</span>`
      return html`<tr><td class="s">${run.client}</td><td>${run.job}</td><td class="t">${f.time(run.at)}</td><td>${run.schedule}</td><td>${state}</td></tr>`
    }),
  )

export const recoveredSheet = (jobs: readonly JobLine[], tongue: Tongue) => {
  const { w, f } = tongue
  return sheet(
    [[w.columns.server], [w.columns.job], [w.columns.failedAt], [w.columns.recoveredAt], [w.columns.log]],
    jobs.map(job => {
      const made = job.recoveredBy
      return html`<tr><td class="s">${job.client}</td><td>${job.name}<br>${tag(job.class, tongue)}</td><td class="t">${f.time(job.end)}</td><td class="t">${f.time(made?.end)}<br><small>${made && w.recoveredBy(made.jobid)}</small></td><td><small>${logGap(job.log, tongue) ?? job.log?.findings[0]?.text}</small></td></tr>`
    }),
  )
}

export const lastGoodSheet = (jobs: readonly LastGood[], { w, f }: Tongue) =>
  sheet(
    [[w.columns.server], [w.columns.job], [w.columns.lastGood], [w.columns.age, 'n'], [w.columns.limit, 'n']],
    jobs.map(job => {
      const age = job.ageHours === undefined ? w.never : f.hours(job.ageHours)
      const limit = job.regular ? f.hours(job.limitHours) : w.irregular
      return html`<tr><td class="s">${job.client}</td><td>${job.job}</td><td class="t">${f.time(job.at)}</td><td class="n">${job.late ? html`<span class="tag red">${age}</span>` : age}</td><td class="n">${limit}</td></tr>`
    }),
  )

export const unusualSheet = (jobs: readonly JobLine[], tongue: Tongue) => {
  const { w } = tongue
  return sheet(
    [[w.columns.server], [w.columns.job], [w.columns.what], [w.columns.usual, 'n'], [w.columns.now, 'n']],
    jobs.flatMap(job =>
      unusualLines(job, tongue).map(
        one =>
          html`<tr><td class="s">${job.client}</td><td>${job.name}</td><td>${one.what}</td><td class="n">${one.usual}</td><td class="n">${one.now}</td></tr>`,
      ),
    ),
  )
}

const none = raw('<small>·</small>')
const orDot = (count: number) => (count === 0 ? none : count)

export const serverSheet = (servers: readonly Server[], tongue: Tongue) => {
  const { w, f } = tongue
  const heads: Head[] = [
    [w.columns.server],
    [w.columns.status],
    [w.states.success, 'n'],
    [w.totals.warnings, 'n'],
    [w.states.failed, 'n'],
    [w.states.running, 'n'],
    [w.columns.waiting, 'n'],
    [w.columns.size, 'n'],
    [w.columns.newest],
  ]
  return sheet(
    heads,
    servers.map(
      server =>
        html`<tr><td class="s">${server.client}</td><td>${tag(server.state, tongue)}</td><td class="n">${orDot(server.success)}</td><td class="n">${orDot(server.warnings)}</td><td class="n">${orDot(server.bad)}</td><td class="n">${orDot(server.running)}</td><td class="n">${orDot(server.waiting)}</td><td class="n">${f.size(server.bytes)}</td><td class="t">${f.time(server.newest)}</td></tr>`,
    ),
  )
}
