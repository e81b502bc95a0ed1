import { type Html, html, raw } from './html.ts'
import type { Tongue } from './statements.ts'

/** Gmail clips a mail at 102 kB; this is the most that ours may take, everything included. UTF-8 bytes. */
export const mailLimit = 90_000

export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'plain'

/** A titled table of the mail. `count`: how many rows there are in the report; `rows`: those that may be shown. */
export interface Chapter {
  title: string
  heads: string[]
  count: number
  rows: Html[]
}

/** Mid-tones that survive the inversion of dark mail clients. */
export const inks: Record<Tone, string> = {
  red: '#c0392b',
  amber: '#a5660f',
  green: '#23804f',
  blue: '#3568b5',
  plain: '#2b2f35',
}
export const fonts = raw("'Malgun Gothic','Apple SD Gothic Neo',sans-serif")

const width = 680
const cellStyle = raw(
  "padding:7px 12px;border-top:1px solid #e4e2db;font:13px/19px 'Malgun Gothic','Apple SD Gothic Neo',sans-serif;color:#2b2f35;word-break:break-word",
)

export const textCell = (content: Html, cellWidth?: number) =>
  html`<td valign="top"${cellWidth && raw(` width="${cellWidth}"`)} style="${cellStyle}">${content}</td>`

export const row = (cells: Html[]) => html`<tr>${cells}</tr>
`

/** One table, closed before the next begins: Word, which draws mail in Outlook, breaks long ones. */
export function block(rows: Html, title?: string): Html {
  const head =
    title !== undefined &&
    html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:26px 4px 8px;font:bold 16px/22px ${fonts};color:#2b2f35">${title}</td></tr></table>`
  return html`${head}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#fffefb" style="background:#fffefb;border-collapse:collapse">${rows}</table>
`
}

/** The whole document around the blocks. */
export function frameOf({ w }: Tongue, preview: string, body: Html): string {
  return html`<!doctype html>
<html lang="${w.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${preview}</title></head>
<body style="margin:0;padding:0;background:#f4f3ef" bgcolor="#f4f3ef"><div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f4f3ef"><tr><td align="center" style="padding:20px 8px 32px">
<!--[if mso]><table role="presentation" width="${width}" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${width}px"><tr><td align="left">
${body}</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
`.text
}

export const bytesOf = (text: string) => Buffer.byteLength(text)

/** What every chapter gets at least, so that a flood of failures leaves the rest a place. */
const share = 2500

/** As many rows of each chapter as fit: everybody a share, the rest to those that come first. */
export function fitted(chapters: readonly Chapter[], room: number, tongue: Tongue): { body: Html; cut: boolean } {
  const needs = chapters.map(chapter => bytesOf(drawn(chapter, chapter.rows, tongue).text))
  let spare = room - needs.reduce((sum, need) => sum + Math.min(need, share), 0)
  let cut = false
  const blocks = chapters.map((chapter, at) => {
    const need = needs[at]!
    const extra = Math.min(Math.max(need - share, 0), Math.max(spare, 0))
    spare -= extra
    const granted = Math.min(need, share) + extra
    const rows = need <= granted ? chapter.rows : within(chapter, granted, tongue)
    cut ||= rows.length < chapter.count
    return drawn(chapter, rows, tongue)
  })
  return { body: html`${blocks}`, cut }
}

function within(chapter: Chapter, room: number, tongue: Tongue): Html[] {
  // One empty row, because the heads are drawn only where there are rows.
  let left = room - bytesOf(drawn(chapter, [html``], tongue).text)
  const rows: Html[] = []
  for (const one of chapter.rows) {
    left -= bytesOf(one.text)
    if (left < 0) break
    rows.push(one)
  }
  return rows
}

function drawn(chapter: Chapter, rows: Html[], { w, f }: Tongue): Html {
  const left = chapter.count - rows.length
  const heads = chapter.heads.map(
    label => html`<td style="padding:8px 12px 6px;font:12px/16px ${fonts};color:#8a9098">${label}</td>`,
  )
  const more = left > 0 && html`<tr><td colspan="4" style="${cellStyle}"><b>${w.more(f.count(left))}</b></td></tr>`
  const none = chapter.count === 0 && row([textCell(html`<span style="color:#8a9098">${w.none}</span>`)])
  const top = heads.length > 0 && rows.length > 0 && html`<tr>${heads}</tr>`
  return block(html`${top}${rows}${more}${none}`, `${chapter.title} ${chapter.count > 0 ? f.count(chapter.count) : ''}`)
}
