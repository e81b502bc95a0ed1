import { type Html, html, raw } from './html.ts'
import type { Frame, Report, Unreachable } from './model.ts'
import { paper } from './paper.ts'
import * as part from './parts.ts'
import { type Sections, sectionsOf, unusualOf } from './sections.ts'
import * as say from './statements.ts'

/** The report as one self-contained HTML file, every row in it. Logs are shown behind folds, by job id. */
export function pageOf(report: Report, logs: ReadonlyMap<number, part.WholeLog>): string {
  const tongue = say.tongueOf(report)
  const sections = sectionsFor(report, sectionsOf(report.jobs), logs, tongue)
  return page(
    report,
    report.result,
    tongue,
    html`${heading(report, tongue)}${contents(sections)}${sections.map(drawn)}`,
    say.headlineOf(report, tongue),
  )
}

/** The page that says that nothing is known, and why. */
export function unreachablePage(report: Unreachable): string {
  const tongue = say.tongueOf(report)
  const { w, f } = tongue
  const { calls } = report
  const body = html`<header><div class="kicker"><span>${w.title}</span><span>${w.modes[report.mode]}</span></div>
<h1><span class="verdict">${w.headline.unreachable}</span></h1><p class="lead">${w.headline.unreachableWhy}</p>${frame(report, tongue)}</header>
<section><article class="card red"><p class="why"><b>${w.errors[report.error.code]}</b></p><ul class="log"><li class="fatal">${report.error.message}</li></ul>
<p class="gap">${w.facts.calls}: ${w.facts.callsOf(f.count(calls.made), f.count(calls.failed), say.ratio(calls.errorRate))} · ${w.facts.seconds}: ${say.secondsLine(report, tongue)}</p></article></section>`
  return page(report, 'unreachable', tongue, body, w.headline.unreachable)
}

function page(report: Frame, tone: string, { w, f }: say.Tongue, body: Html, headline: string): string {
  return html`<!doctype html>
<html lang="${w.lang}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${headline} — ${f.time(report.period.to)}</title><style>${raw(paper)}</style></head>
<body class="${tone}"><main>
${body}
<footer>${w.footer}</footer>
</main></body></html>
`.text
}

function frame(report: Frame, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const facts = [
    [w.facts.period, say.periodLine(report, tongue)],
    [w.facts.zone, say.zoneLine(report, tongue)],
    [w.facts.generated, f.time(report.generatedAt, true)],
  ] as const
  return html`<dl class="frame">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function heading(report: Report, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const { totals } = report
  const tiles = [
    ['servers', totals.servers, ''],
    ['success', totals.success, 'green'],
    ['failed', totals.failed, 'red'],
    ['running', totals.running, 'blue'],
  ] as const
  const chips = say
    .lesserCounts(report, tongue)
    .map(({ label, count }) => html`<li>${label}<b>${f.count(count)}</b></li>`)
  return html`<header><div class="kicker"><span>${w.title}</span><span>${w.modes[report.mode]}</span></div>
<h1><span class="verdict">${say.headlineOf(report, tongue)}</span></h1><p class="lead">${report.result === 'nothing' ? w.headline.nothingWhy : say.countsLine(report, tongue)}</p>
${frame(report, tongue)}${bar(report)}
<dl class="tiles" aria-label="${w.summary}">${tiles.map(([name, count, tone]) => html`<div class="${tone} ${count > 0 && tone && 'on'}"><dt>${w.totals[name]}</dt><dd>${f.count(count)}</dd></div>`)}</dl>
<ul class="chips">${chips}<li>${w.totals.bytes}<b>${f.size(totals.bytes)}</b></li></ul></header>
`
}

/** The share of each outcome as a coloured strip. */
function bar({ totals }: Report): Html {
  const shares = [
    [totals.failed + totals.incomplete + totals.attention, 'red'],
    [totals.warnings + totals.canceled, 'amber'],
    [totals.success + totals.recovered, 'green'],
    [totals.running, 'blue'],
  ] as const
  const strips = shares
    .filter(([count]) => count > 0)
    .map(([count, tone]) => html`<i class="${tone}" style="flex:${count}"></i>`)
  return html`<div class="bar" aria-hidden="true">${strips}</div>`
}

interface Section {
  id: string
  title: string
  count: number | undefined
  note?: string
  body: Html
}

const contents = (sections: readonly Section[]) =>
  html`<nav>${sections.map(({ id, title, count }) => html`<a href="#${id}">${title}${count !== undefined && html`<b>${count}</b>`}</a>`)}</nav>`

const drawn = ({ id, title, count, note, body }: Section) =>
  html`<section id="${id}"><h2>${title} ${count !== undefined && html`<span>${count}</span>`}</h2>${note && html`<p class="about">${note}</p>`}${body}</section>
`

/** Beyond this a page opens slowly and no longer helps to find anything; the model has every row. */
const mostRows = 20_000
const mostCards = 2000

/** The sections that have something to say, the gravest first. The lists that the description names are always there. */
function sectionsFor(
  report: Report,
  s: Sections,
  logs: ReadonlyMap<number, part.WholeLog>,
  tongue: say.Tongue,
): Section[] {
  const { w } = tongue
  const upTo = (most: number, jobs: typeof s.failures, draw: (jobs: typeof s.failures) => Html) => {
    const rest = jobs.length > most && html`<p class="about">${w.moreInModel(tongue.f.count(jobs.length - most))}</p>`
    return html`${draw(jobs.slice(0, most))}${rest}`
  }
  const cards = (jobs: typeof s.failures) =>
    upTo(mostCards, jobs, some => html`${some.map(job => part.failureCard(job, logs.get(job.jobid), tongue))}`)
  const ended = (jobs: typeof s.failures, typed = false) =>
    upTo(mostRows, jobs, some => part.endedSheet(some, tongue, typed))
  const late = report.lastGood.filter(job => job.late)
  const unusual = unusualOf(report)
  const empty = html`<div class="sheet"><p class="facts">${w.none}</p></div>`
  const always = (id: keyof typeof w.sections, count: number, body: () => Html): Section => ({
    id,
    title: w.sections[id],
    count,
    body: count > 0 ? body() : empty,
  })
  const wanted = (id: keyof typeof w.sections, count: number, body: () => Html, note?: string) =>
    count > 0 ? [{ ...always(id, count, body), note }] : []
  return [
    always('failures', s.failures.length, () => html`${causes(report, tongue)}${cards(s.failures)}`),
    ...wanted('attention', s.attention.length, () => cards(s.attention)),
    ...wanted('missed', report.missed.length, () => part.missedSheet(report.missed, tongue), w.notes.missed),
    ...wanted('late', late.length, () => part.lastGoodSheet(late, tongue), w.notes.late),
    ...wanted('neverRan', report.neverRan.length, () => neverRan(report, tongue)),
    ...wanted('warnings', s.warnings.length, () => cards(s.warnings), w.notes.warnings),
    ...wanted('unusual', unusual.length, () => part.unusualSheet(unusual, tongue), w.notes.unusual),
    ...wanted('recovered', s.recovered.length, () => part.recoveredSheet(s.recovered, tongue), w.notes.recovered),
    always('running', s.running.length, () => part.runningSheet(s.running, tongue)),
    ...wanted('queued', s.queued.length, () => part.waitingSheet(s.queued, tongue)),
    ...wanted('scheduled', s.scheduled.length, () => part.waitingSheet(s.scheduled, tongue)),
    ...wanted('servers', report.servers.length, () => part.serverSheet(report.servers, tongue)),
    ...wanted('empty', s.empty.length, () => ended(s.empty), w.notes.empty),
    always('success', s.success.length, () => ended(s.success)),
    ...wanted('others', s.others.length, () => ended(s.others, true)),
    ...wanted('lastGood', report.lastGood.length, () => part.lastGoodSheet(report.lastGood, tongue)),
    { id: 'coverage', title: w.sections.coverage, count: undefined, body: coverage(report, tongue) },
  ]
}

const causes = (report: Report, { w, f }: say.Tongue) =>
  report.causes.length > 0 &&
  part.sheet(
    [[w.sections.causes], [w.columns.server]],
    report.causes.map(
      one =>
        html`<tr><td>${one.reason}<br><small>${w.sameCause(f.count(one.jobids.length), f.count(one.clients.length))}</small></td><td>${one.clients.join(', ')}</td></tr>`,
    ),
  )

const neverRan = (report: Report, { w }: say.Tongue) =>
  part.sheet(
    [[w.columns.job], [w.columns.schedule]],
    report.neverRan.map(
      ({ job, scheduled }) =>
        html`<tr><td class="s">${job}</td><td>${scheduled ? html`<span class="tag amber">${w.scheduledNever}</span>` : html`<small>${scheduled === false ? w.unscheduledNever : w.facts.unknown}</small>`}</td></tr>`,
    ),
  )

const coverage = (report: Report, tongue: say.Tongue) =>
  html`<div class="sheet"><dl class="facts">${say.coverageLines(report, tongue).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`
