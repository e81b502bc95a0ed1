import { clip } from './format.ts'
import { type Html, html, raw } from './html.ts'
import { type Chapter, fonts, inks, row, textCell } from './letter.ts'
import type { Report } from './model.ts'
import type { JobLine } from './rows.ts'
import { type Sections, sectionsOf, unusualOf } from './sections.ts'
import * as say from './statements.ts'

const perChapter = 150

/** Failures first; every other chapter in the order in which it matters. */
export function chaptersOf(report: Report, tongue: say.Tongue): Chapter[] {
  const sections = sectionsOf(report.jobs)
  return [...troubled(report, sections, tongue), ...calm(report, sections, tongue)]
}

type Draw<T> = (item: T) => Html
type Title = keyof say.Tongue['w']['sections']

/** A chapter, or none where there is nothing to tell. The lists that the description names are always there. */
function chapter<T>({ w }: say.Tongue, id: Title, heads: string[], items: readonly T[], draw: Draw<T>): Chapter[] {
  const always = id === 'failures' || id === 'running' || id === 'success'
  if (items.length === 0 && !always) return []
  return [{ title: w.sections[id], heads, count: items.length, rows: items.slice(0, perChapter).map(draw) }]
}

function troubled(report: Report, s: Sections, tongue: say.Tongue): Chapter[] {
  const { w, f } = tongue
  const { server, job, status, ...columns } = w.columns
  const failure: Draw<JobLine> = line => failureRow(line, tongue)
  const late = report.lastGood.filter(one => one.late)
  const scheduled = report.neverRan.filter(one => one.scheduled !== false)
  return [
    ...chapter(tongue, 'failures', [], s.failures, failure),
    ...chapter(tongue, 'causes', [columns.log, server], report.causes, ({ reason, jobids, clients }) =>
      plain(reason, w.sameCause(f.count(jobids.length), f.count(clients.length))),
    ),
    ...chapter(tongue, 'attention', [], s.attention, failure),
    ...chapter(tongue, 'missed', [server, job, columns.scheduledAt, status], report.missed, run =>
      plain(run.client, run.job, f.time(run.at), say.missedState(run, tongue)),
    ),
    ...chapter(tongue, 'late', [server, job, columns.lastGood, columns.age], late, one =>
      plain(one.client, one.job, f.time(one.at), one.ageHours === undefined ? w.never : f.hours(one.ageHours)),
    ),
    ...chapter(tongue, 'neverRan', [job, columns.schedule], scheduled, one =>
      plain(one.job, one.scheduled ? w.scheduledNever : w.facts.unknown),
    ),
    ...chapter(tongue, 'warnings', [], s.warnings, failure),
  ]
}

function calm(report: Report, s: Sections, tongue: say.Tongue): Chapter[] {
  const { w, f } = tongue
  const { server, job, status, ...columns } = w.columns
  const waits: Draw<JobLine> = line => plain(line.client, line.name, f.time(line.scheduled))
  const ended: Draw<JobLine> = line => plain(line.client, line.name, f.time(line.end), say.kindOf(line, tongue))
  const due = [server, job, columns.scheduledAt]
  return [
    ...chapter(tongue, 'running', [server, job, columns.start, columns.elapsed], s.running, line =>
      plain(line.client, line.name, f.time(line.start), f.span(line.durationSeconds)),
    ),
    ...chapter(tongue, 'recovered', [server, job, columns.failedAt, columns.recoveredAt], s.recovered, line =>
      plain(line.client, line.name, f.time(line.end), f.time(line.recoveredBy?.end)),
    ),
    ...chapter(tongue, 'unusual', [server, job, columns.usual, columns.now], unusualOf(report), line => {
      const values = say.unusualLines(line, tongue)
      return plain(
        line.client,
        line.name,
        values.map(one => one.usual).join(', '),
        values.map(one => one.now).join(', '),
      )
    }),
    ...chapter(tongue, 'empty', [server, job, columns.end, columns.level], s.empty, ended),
    ...chapter(tongue, 'servers', [server, status, columns.newest, columns.size], report.servers, one =>
      plain(one.client, w.states[one.state], f.time(one.newest), f.size(one.bytes)),
    ),
    ...chapter(tongue, 'success', [server, job, columns.end, columns.size], s.success, line =>
      plain(line.client, line.name, f.time(line.end), f.size(line.bytes)),
    ),
    ...chapter(tongue, 'others', [server, job, columns.end, columns.type], s.others, ended),
    ...chapter(tongue, 'queued', due, s.queued, waits),
    ...chapter(tongue, 'scheduled', due, s.scheduled, waits),
  ]
}

const plain = (...cells: string[]) => row(cells.map(cell => textCell(html`${clip(cell, 160)}`)))

const shownLines = 6

function failureRow(job: JobLine, tongue: say.Tongue): Html {
  const { w } = tongue
  const tone = job.class === 'failed' || job.class === 'incomplete' || job.class === 'attention' ? inks.red : inks.amber
  const tags = [w.states[job.class], ...say.tagsOf(job, tongue)].join(' · ')
  const end = say.endOf(job, tongue)
  const facts = `${end.label} ${end.time} · ${say.kindOf(job, tongue)} · ${w.jobNumber(job.jobid)}`
  const why = say.explanationsOf(job, tongue).map(text => html`<br>${text}`)
  return html`<tr><td width="4" bgcolor="${tone}" style="width:4px;font-size:1px">&nbsp;</td><td style="padding:12px 16px;border-top:1px solid #e4e2db;font:13px/20px ${fonts};color:#2b2f35"><b style="font-size:15px">${clip(job.client, 80)}</b> &nbsp;${clip(job.name, 80)} &nbsp;<b style="color:${raw(tone)}">${tags}</b><br><span style="color:#6f757e">${facts}</span>${why}${logLines(job, tongue)}</td></tr>
`
}

function logLines(job: JobLine, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const gap = say.logGap(job.log, tongue)
  if (gap !== undefined || !job.log) return html`<br><i>${clip(gap ?? w.emptyLog, 300)}</i>`
  const { findings } = job.log
  const left = job.log.left + findings.slice(shownLines).reduce((sum, one) => sum + one.times, 0)
  const lines = findings.slice(0, shownLines).map(one => {
    const times = one.times > 1 && html` <b>${say.timesOf(one, tongue)}</b>`
    const last = one.last && html`<br>${w.lastOne}: ${clip(one.last, 200)}`
    return html`${clip(one.text, 300)}${times}${last}<br>`
  })
  const more = left > 0 && html`${w.linesLeft(f.count(left))}<br>`
  return html`<div style="font-size:6px;line-height:6px">&nbsp;</div><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#f4f2ec" style="padding:8px 12px;font:12px/18px Consolas,'Malgun Gothic',monospace;color:#3a3f46;word-break:break-word">${lines}${more}${clip(say.verdictOf(job.log, tongue), 200)}</td></tr></table>`
}
