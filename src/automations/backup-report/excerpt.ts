import { clip } from './format.ts'
import { cleaned, masked } from './mask.ts'

export type LineKind = 'fatal' | 'error' | 'script' | 'note' | 'warning'

/** Lines that say the same thing, digits, paths and quoted names apart. */
export interface Finding {
  kind: LineKind
  text: string
  times: number
  /** The last of several, where it differs from the first. */
  last?: string
}

/** What of a job's log tells why it went wrong. */
export interface Excerpt {
  findings: Finding[]
  /** Relevant lines that the limits left out. */
  left: number
  /** Lines of the whole log; 0 where the log is empty. */
  lines: number
  /** How the job's summary puts its end, e.g. `*** Backup Error ***`. */
  termination?: string
  /** `FD 2 · SD 0`: the errors that the client and the storage counted. */
  counted?: string
  /** Codes such as `DE0029`. */
  codes: string[]
  /** How often the job was started: more than 1 after `Reschedule On Error`. */
  attempts: number
  /** Why the log is not here. */
  missing?: string
}

export interface ExcerptLimits {
  findings: number
  characters: number
}

const rank: Record<LineKind, number> = { fatal: 0, error: 1, script: 2, note: 3, warning: 4 }
const longest = 2000

/** The relevant lines of a log. There is no severity field, the word "error" stands in every good summary, and
 *  unreadable files are told by an indent only: hence rules, not a search. */
export function excerptOf(rows: readonly string[], limits: ExcerptLimits): Excerpt {
  const groups = new Map<string, Finding>()
  const result: Excerpt = { findings: [], left: 0, lines: 0, codes: [], attempts: 1 }
  const summaries: string[] = []
  for (const row of rows) {
    if (row.trim() === '') continue
    result.lines += linesIn(row)
    const body = row.slice(0, longest * 4).replace(/^\S{1,128} JobId \d+: ?/, '')
    if (isSummary(body)) {
      summaries.push(body)
      continue
    }
    if (/^Rescheduled Job /.test(body)) result.attempts++
    const kind = kindOf(body)
    if (kind) gather(groups, kind, body)
  }
  readSummary(summaries.at(-1), result)
  if (groups.size === 0)
    for (const row of rows.filter(row => !row.includes('Termination:')).slice(-6)) gather(groups, 'note', row)
  result.codes = codesIn([...groups.values()].map(finding => finding.text).join(' '))
  return choose([...groups.values()], limits, result)
}

/** The line that says most about the cause, for headlines and lists. */
export function reasonOf(excerpt: Excerpt | undefined): string | undefined {
  const [first] = [...(excerpt?.findings ?? [])].sort((a, b) => rank[a.kind] - rank[b.kind])
  return first?.text ?? excerpt?.termination
}

/** Bacula's error codes in a text, without brackets. */
export const codesIn = (text: string) => [...new Set([...text.matchAll(/\[(DE\d{4})\]/g)].map(found => found[1]!))]

/** What stays the same when only numbers, quoted names and paths differ. */
export const patternOf = (text: string) =>
  text
    .replace(/"[^"]*"/g, '""')
    .replace(/(?<![\w"])\/[^\s:,]+/g, '/')
    .replace(/0x[\da-f]+|\d+/gi, '#')

/** The whole log as one text, secrets and control characters out; what lies beyond `limit` characters is cut from the middle. */
export function wholeLog(rows: readonly string[], limit: number): { text: string; cut: number } {
  const lines: string[] = []
  const tail: string[] = []
  let size = 0
  for (const row of rows) {
    if (row === '') continue
    if (size + row.length < limit * 0.7) lines.push(row)
    else tail.push(row)
    size += row.length + 1
  }
  let kept = 0
  let start = tail.length
  while (start > 0 && kept + tail[start - 1]!.length < limit * 0.3) kept += tail[--start]!.length + 1
  const gap = start > 0 ? ['', `⋯ (${start}) ⋯`, ''] : []
  return { text: masked(cleaned([...lines, ...gap, ...tail.slice(start)].join('\n'))), cut: start }
}

function linesIn(row: string): number {
  let lines = 1
  for (let at = row.indexOf('\n'); at >= 0; at = row.indexOf('\n', at + 1)) lines++
  return lines
}

const isSummary = (body: string) =>
  /^(?:Error: |Warning: )?(?:Bacula|Bareos) \S+ \d+\.\d/.test(body) && body.includes('Termination:')

const tells =
  /didn't accept|Cannot find any appendable|Please mount|intervention needed|Max run time exceeded|canceled by|not found|Job canceled|is waiting/i

function kindOf(body: string): LineKind | undefined {
  if (body.startsWith('Fatal error: ')) return 'fatal'
  if (body.startsWith('Error: ')) return 'error'
  if (body.startsWith('Warning: ')) return 'warning'
  if (/^ {4,}(?:Cannot|Could not|Unable|Failed|.*ERR=)/.test(body)) return 'error'
  if (/^(?:Client)?(?:Run)?(?:Before|After)\w*: /i.test(body)) return 'script'
  if (/^Rescheduled Job /.test(body) || tells.test(body)) return 'note'
  return undefined
}

function gather(groups: Map<string, Finding>, kind: LineKind, body: string) {
  const text = body.slice(0, longest).replace(/\s+/g, ' ').trim()
  const key = kind + patternOf(text)
  const group = groups.get(key)
  if (!group) groups.set(key, { kind, text, times: 1 })
  else {
    group.times++
    if (text !== group.text) group.last = text
  }
}

function readSummary(summary: string | undefined, result: Excerpt) {
  if (!summary) return
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s*(.+)$`, 'm').exec(summary)?.[1]?.trim()
  const termination = field('Termination')
  if (termination) result.termination = masked(cleaned(clip(termination, 200)))
  const counted = [
    ['FD', field('Non-fatal FD errors')],
    ['SD', field('SD Errors')],
  ].filter(([, n]) => n !== undefined)
  if (counted.length > 0) result.counted = counted.map(([who, n]) => `${who} ${clip(n ?? '', 20)}`).join(' · ')
}

/** The gravest within the limits, told in the order in which they happened. */
function choose(all: Finding[], limits: ExcerptLimits, result: Excerpt): Excerpt {
  const byWeight = all
    .map((finding, at) => ({ finding, at }))
    .sort((a, b) => rank[a.finding.kind] - rank[b.finding.kind] || a.at - b.at)
  const chosen: typeof byWeight = []
  let room = limits.characters
  for (const one of byWeight) {
    const finding = shown(one.finding)
    const size = finding.text.length + (finding.last?.length ?? 0)
    if (chosen.length >= limits.findings || (size > room && chosen.length > 0)) result.left += one.finding.times
    else {
      chosen.push({ finding, at: one.at })
      room -= size
    }
  }
  result.findings = chosen.sort((a, b) => a.at - b.at).map(one => one.finding)
  return result
}

const tidy = (text: string) => clip(masked(cleaned(text)), 500)
const shown = ({ last, ...finding }: Finding): Finding => ({
  ...finding,
  text: tidy(finding.text),
  ...(last !== undefined && { last: tidy(last) }),
})
