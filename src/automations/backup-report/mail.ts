import { clip } from './format.ts'
import { type Html, html, raw } from './html.ts'
import { block, bytesOf, type Chapter, fitted, frameOf, mailLimit, row, type Tone, textCell } from './letter.ts'
import type { Report, Unreachable } from './model.ts'
import type { JobLine } from './rows.ts'
import { sectionsOf, unusualOf } from './sections.ts'
import * as say from './statements.ts'
import { textOf, unreachableText } from './text.ts'

/** A mail ready to send. `cut`: the file holds rows that the body had no room for. */
export interface Letter {
  subject: string
  html: string
  text: string
  cut: boolean
}

const perChapter = 150

/** The report as a mail: failures first, inline styles, and never more than Gmail shows. */
export function mailOf(report: Report): Letter {
  const tongue = say.tongueOf(report)
  const top = heading(report, tongue)
  const bottom = closing(report, tongue)
  const around = bytesOf(frameOf(tongue, say.subjectOf(report, tongue), html`${top}${bottom}`))
  const { body, cut } = fitted(chaptersOf(report, tongue), mailLimit - around, tongue)
  return {
    subject: say.subjectOf(report, tongue),
    html: frameOf(tongue, say.subjectOf(report, tongue), html`${top}${body}${bottom}`),
    text: textOf(report),
    cut,
  }
}

/** The mail that says that nothing is known. */
export function unreachableMail(report: Unreachable): Letter {
  const tongue = say.tongueOf(report)
  const { w } = tongue
  const subject = say.unreachableSubject(report, tongue)
  const body = html`${headline(w.headline.unreachable, 'red', w.headline.unreachableWhy, report, tongue)}${block(html`${row([textCell(html`<b>${w.errors[report.error.code]}</b><br>${clip(report.error.message, 1000)}`)])}`)}`
  return { subject, html: frameOf(tongue, subject, body), text: unreachableText(report), cut: false }
}

const tones: Record<Report['result'], Tone> = { failed: 'red', warning: 'amber', nothing: 'amber', good: 'green' }

function heading(report: Report, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const lead = report.result === 'nothing' ? w.headline.nothingWhy : w.modes[report.mode]
  const cell = (name: 'servers' | 'success' | 'failed' | 'running', tone: Tone) => {
    const count = report.totals[name]
    const color = raw(count > 0 ? inks[tone] : inks.plain)
    return html`<td width="25%" bgcolor="#fffefb" style="padding:12px 14px;border:1px solid #e4e2db;font:12px/17px ${fonts};color:#6f757e">${w.totals[name]}<br><span style="font-size:25px;line-height:32px;font-weight:bold;color:${color}">${f.count(count)}</span></td>`
  }
  const chips = say.lesserCounts(report, tongue).map(({ label, count }) => `${label} ${f.count(count)}`)
  const rest = [...chips, `${w.totals.bytes} ${f.size(report.totals.bytes)}`].join(' · ')
  return html`${headline(say.headlineOf(report, tongue), tones[report.result], lead, report, tongue)}
${block(html`<tr>${cell('servers', 'plain')}${cell('success', 'green')}${cell('failed', 'red')}${cell('running', 'blue')}</tr>`)}
${block(html`${row([textCell(html`<span style="color:#6f757e">${rest}</span>`)])}`)}
`
}

const inks: Record<Tone, string> = {
  red: '#c0392b',
  amber: '#a5660f',
  green: '#23804f',
  blue: '#3568b5',
  plain: '#2b2f35',
}
const fonts = raw("'Malgun Gothic','Apple SD Gothic Neo',sans-serif")

function headline(text: string, tone: Tone, lead: string, report: Report | Unreachable, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const facts = [
    `${w.facts.period} ${say.periodLine(report, tongue)}`,
    `${w.facts.zone} ${say.zoneLine(report, tongue)}`,
    `${w.facts.generated} ${f.time(report.generatedAt, true)}`,
  ]
  return block(html`<tr><td bgcolor="${inks[tone]}" height="4" style="height:4px;font-size:1px;line-height:4px">&nbsp;</td></tr>
<tr><td style="padding:22px 20px 18px;font:13px/20px ${fonts};color:#6f757e">${w.title}<br><span style="font-size:24px;line-height:34px;font-weight:bold;color:${raw(inks[tone])}">${text}</span><br>${lead}<br>${facts.map(fact => html`${fact}<br>`)}</td></tr>`)
}

/** Failures first; every other chapter in the order in which it matters. */
function chaptersOf(report: Report, tongue: say.Tongue): Chapter[] {
  const { w, f } = tongue
  const s = sectionsOf(report.jobs)
  const late = report.lastGood.filter(job => job.late)
  const scheduled = report.neverRan.filter(job => job.scheduled !== false)
  const unusual = unusualOf(report)
  const chapter = <T>(
    id: keyof typeof w.sections,
    items: readonly T[],
    heads: string[],
    draw: (item: T) => Html,
    always = false,
  ): Chapter[] =>
    items.length === 0 && !always
      ? []
      : [{ title: w.sections[id], heads, count: items.length, rows: items.slice(0, perChapter).map(draw) }]
  const { columns } = w
  const ended = (job: JobLine) => plain(job.client, job.name, f.time(job.end), f.size(job.bytes))
  const waits = (job: JobLine) => plain(job.client, job.name, f.time(job.scheduled))
  const failure = (job: JobLine) => failureRow(job, tongue)
  return [
    ...chapter('failures', s.failures, [], failure, true),
    ...chapter('causes', report.causes, [columns.log, columns.server], cause =>
      plain(cause.reason, w.sameCause(f.count(cause.jobids.length), f.count(cause.clients.length))),
    ),
    ...chapter('attention', s.attention, [], failure),
    ...chapter('missed', report.missed, [columns.server, columns.job, columns.scheduledAt, columns.status], run =>
      plain(
        run.client,
        run.job,
        f.time(run.at),
        run.madeGoodBy ? w.madeGood(f.shortTime(run.madeGoodBy.end)) : w.notMadeGood,
      ),
    ),
    ...chapter('late', late, [columns.server, columns.job, columns.lastGood, columns.age], job =>
      plain(job.client, job.job, f.time(job.at), job.ageHours === undefined ? w.never : f.hours(job.ageHours)),
    ),
    ...chapter('neverRan', scheduled, [columns.job, columns.schedule], job =>
      plain(job.job, job.scheduled ? w.scheduledNever : w.facts.unknown),
    ),
    ...chapter('warnings', s.warnings, [], failure),
    ...chapter(
      'running',
      s.running,
      [columns.server, columns.job, columns.start, columns.elapsed],
      job => plain(job.client, job.name, f.time(job.start), f.span(job.durationSeconds)),
      true,
    ),
    ...chapter('recovered', s.recovered, [columns.server, columns.job, columns.failedAt, columns.recoveredAt], job =>
      plain(job.client, job.name, f.time(job.end), f.time(job.recoveredBy?.end)),
    ),
    ...chapter('unusual', unusual, [columns.server, columns.job, columns.usual, columns.now], job => {
      const lines = say.unusualLines(job, tongue)
      return plain(job.client, job.name, lines.map(one => one.usual).join(', '), lines.map(one => one.now).join(', '))
    }),
    ...chapter('empty', s.empty, [columns.server, columns.job, columns.end, columns.level], job =>
      plain(job.client, job.name, f.time(job.end), say.kindOf(job, tongue)),
    ),
    ...chapter('servers', report.servers, [columns.server, columns.status, columns.newest, columns.size], server =>
      plain(server.client, w.states[server.state], f.time(server.newest), f.size(server.bytes)),
    ),
    ...chapter('success', s.success, [columns.server, columns.job, columns.end, columns.size], ended, true),
    ...chapter('others', s.others, [columns.server, columns.job, columns.end, columns.type], job =>
      plain(job.client, job.name, f.time(job.end), say.kindOf(job, tongue)),
    ),
    ...chapter('queued', s.queued, [columns.server, columns.job, columns.scheduledAt], waits),
    ...chapter('scheduled', s.scheduled, [columns.server, columns.job, columns.scheduledAt], waits),
  ]
}

const plain = (...cells: string[]) => row(cells.map(cell => textCell(html`${clip(cell, 160)}`)))

const shownLines = 6

function failureRow(job: JobLine, tongue: say.Tongue): Html {
  const { w, f } = tongue
  const tone = job.class === 'failed' || job.class === 'incomplete' || job.class === 'attention' ? inks.red : inks.amber
  const tags = [w.states[job.class], ...say.tagsOf(job, tongue)].join(' · ')
  const facts = `${say.endLabel(job, tongue)} ${f.time(job.end ?? job.scheduled, true)} · ${say.kindOf(job, tongue)} · ${w.jobNumber(job.jobid)}`
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

function closing(report: Report, tongue: say.Tongue): Html {
  const { w } = tongue
  const lines = say.coverageLines(report, tongue).slice(0, 20)
  if (report.file) lines.push([w.facts.file, report.file.name])
  const rows = lines.map(([name, value]) =>
    row([textCell(html`<span style="color:#6f757e">${name}</span>`, 110), textCell(html`${clip(value, 300)}`)]),
  )
  return html`${block(html`${rows}`, w.sections.coverage)}${block(html`${row([textCell(html`<span style="color:#8a9098;font-size:12px">${w.footer}</span>`)])}`)}`
}
