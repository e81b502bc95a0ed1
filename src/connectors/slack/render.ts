import { HubError } from '../../engine/error.ts'
import type { Line, Message, Span } from './words.ts'

interface Mrkdwn {
  type: 'mrkdwn'
  text: string
  /** Slack makes no links and mentions out of plain words. */
  verbatim: true
}

export type Block = { type: 'section'; text: Mrkdwn } | { type: 'context'; elements: Mrkdwn[] }

/** A message as Slack takes it. `text` says the same as the blocks: notifications are made of it. */
export interface Rendered {
  text: string
  blocks: Block[]
}

/**
 * Characters of JSON that all blocks may have together. Slack refuses more than about 13 200, which it documents
 * nowhere and counts in a way of its own: `shrinking` tries less where it still says that this is too much.
 */
export const largest = 10_000
const shrunk = [largest, largest / 2, largest / 4]

/** Slack takes 3000 characters in a section. */
const longestSection = 2900
/** The JSON around the texts: at most a title, a context and eight sections. */
const frames = 900

/** A message within Slack's ceilings. What does not fit is cut at a line, and `… +12` tells how many lines more there are. */
export function render(message: Message, budget = largest): Rendered {
  const title = lineOf(message.title, budget / 8)
  const context = lineOf(message.context ?? [], budget / 16)
  const lines = linesWithin(message.lines, budget - frames - jsonLength(title) - jsonLength(context))
  const text = [title, ...lines, context]
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
  if (text.trim() === '') throw new HubError('invalid', 'slack: a message without text cannot be sent; give it a title')
  const blocks: Block[] = [title, ...sectionsOf(lines)]
    .filter(section => section.trim() !== '')
    .map(section => ({ type: 'section', text: mrkdwn(section) }))
  if (context !== '') blocks.push({ type: 'context', elements: [mrkdwn(context)] })
  return { text, blocks }
}

/** Sends a message smaller and smaller while Slack finds it too large. `send` gives the code of a refusal that it expects. */
export async function shrinking<T extends object>(
  message: Message,
  send: (rendered: Rendered) => Promise<T | string>,
): Promise<T | string> {
  let outcome: T | string = ''
  for (const budget of shrunk) {
    outcome = await send(render(message, budget))
    if (typeof outcome !== 'string' || !isTooLong(outcome)) return outcome
  }
  return outcome
}

export const tooLong = ['msg_blocks_too_long', 'msg_too_long']
const isTooLong = (code: string) => tooLong.includes(code)

const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true })

/** Without the quotation marks, and with the line break that follows. */
const jsonLength = (text: string) => JSON.stringify(text).length

/** As many of the lines as have room in so many characters of JSON, and how many are left out. */
function linesWithin(lines: Line[], room: number): string[] {
  // In JSON a character of ours becomes two at most.
  const longest = Math.min(longestSection, Math.floor(room / 2) - 16)
  const rendered = lines.map(line => lineOf(line, longest))
  const kept: string[] = []
  let left = room - 2 * `… +${rendered.length}`.length
  for (const line of rendered) {
    left -= jsonLength(line)
    if (left < 0) break
    kept.push(line)
  }
  const more = rendered.length - kept.length
  return more > 0 ? [...kept, `… +${more}`] : kept
}

/** Lines put together to as few sections as possible. A section may neither be empty nor begin with a line break. */
function sectionsOf(lines: string[]): string[] {
  const sections: string[] = []
  let section = ''
  for (const line of lines) {
    if (section.length + 1 + line.length > longestSection) {
      sections.push(section)
      section = line
    } else section = section === '' ? line : `${section}\n${line}`
  }
  return [...sections, section].map(text => text.replace(/^\n+|\n+$/g, ''))
}

/** What comes before, the text itself and what comes after; only the text may be cut. */
interface Piece {
  before: string
  body: string
  after: string
}

/** One line of mrkdwn of at most `limit` characters, never cut within an escape, a link or a mention. */
function lineOf(line: Line, limit: number): string {
  let text = ''
  for (const span of line) {
    const piece = pieceOf(span)
    const whole = written(piece)
    if (whole === '') continue
    const join = sticks(text, whole) ? '\u200b' : ''
    const room = limit - text.length - join.length - 1
    if (whole.length > room) {
      const cut = shortened(piece, room)
      return cut === '' ? `${text}…` : text + join + cut
    }
    text += join + whole
  }
  return text.trimEnd()
}

const written = ({ before, body, after }: Piece) => before + escaped(body) + after

function shortened({ before, body, after }: Piece, room: number): string {
  let left = room - before.length - after.length
  let kept = ''
  for (const character of body) {
    left -= escaped(character).length
    if (left < 0) break
    kept += character
  }
  return kept === '' ? '' : `${before}${escaped(kept)}…${after}`
}

/** Slack takes asterisks and backticks for marks only where no letter touches them from outside, and Korean particles do. */
const sticks = (text: string, next: string) =>
  (/[*`]$/.test(text) && /^[\p{L}\p{N}_*`]/u.test(next)) || (/[\p{L}\p{N}_*`]$/u.test(text) && /^[*`]/.test(next))

const nothing: Piece = { before: '', body: '', after: '' }

function pieceOf(span: Span): Piece {
  if (typeof span === 'string') return { ...nothing, body: clean(span) }
  if ('bold' in span) return marked('*', clean(span.bold).trim().replaceAll('*', '∗'))
  if ('code' in span) return marked('`', clean(span.code).trim().replaceAll('`', 'ˋ'))
  if ('user' in span) return mention(span.user)
  const address = addressOf(span.link)
  const words = clean(span.text).trim()
  if (address === undefined) return { ...nothing, body: words }
  if (words === '') return { ...nothing, before: `<${address}>` }
  // A second bar would end the words.
  return { before: `<${address}|`, body: words.replaceAll('|', '｜'), after: '>' }
}

const marked = (mark: string, body: string): Piece => (body === '' ? nothing : { before: mark, body, after: mark })

/** What is no member's id is shown as it is: it can ping nobody, and the message is told all the same. */
const mention = (user: string): Piece =>
  /^[UW][A-Z0-9]+$/.test(user) ? { ...nothing, before: `<@${user}>` } : { ...nothing, body: `@${clean(user)}` }

/** An address as it may stand in a link; undefined for what is none or leads into something else than the web. */
function addressOf(link: string): string | undefined {
  const url = URL.parse(link)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  return escaped(url.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'))
}

/** A line stays one line, and half a character would not survive the way. */
export const clean = (text: string) => text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/** The three characters that mean something to Slack wherever they stand. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What a person sees of a rendered text, for plans and logs: `@U012AB3CD` for a mention, the address after a link. */
export const readable = (text: string) =>
  text
    .replace(/<@([UW][A-Z0-9]+)>/g, '@$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
    .replace(/<(https?:[^|>]+)>/g, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The title alone, for lists and logs. */
export const titleOf = ({ title }: Message) => readable(lineOf(title, 200)).trim()
