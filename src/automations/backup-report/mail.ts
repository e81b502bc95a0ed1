import { chaptersOf } from './chapters.ts'
import { clip } from './format.ts'
import { type Html, html, raw } from './html.ts'
import { block, bytesOf, fitted, fonts, frameOf, inks, mailLimit, row, type Tone, textCell } from './letter.ts'
import type { Report, Unreachable } from './model.ts'
import * as say from './statements.ts'
import { textOf, unreachableText } from './text.ts'

/** A mail ready to send. `cut`: the file holds rows that the body had no room for. */
export interface Letter {
  subject: string
  html: string
  text: string
  cut: boolean
}

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

function closing(report: Report, tongue: say.Tongue): Html {
  const { w } = tongue
  const lines = say.coverageLines(report, tongue).slice(0, 20)
  if (report.file) lines.push([w.facts.file, report.file.name])
  const rows = lines.map(([name, value]) =>
    row([textCell(html`<span style="color:#6f757e">${name}</span>`, 110), textCell(html`${clip(value, 300)}`)]),
  )
  return html`${block(html`${rows}`, w.sections.coverage)}${block(html`${row([textCell(html`<span style="color:#8a9098;font-size:12px">${w.footer}</span>`)])}`)}`
}
