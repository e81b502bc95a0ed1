import { styleText } from 'node:util'

/** Where a command writes: results to `out`, everything else (progress, questions, warnings, errors) to `err`. */
export interface Terminal {
  in: NodeJS.ReadableStream & { isTTY?: boolean; readableEnded?: boolean }
  out: NodeJS.WritableStream & { isTTY?: boolean }
  err: NodeJS.WritableStream & { isTTY?: boolean }
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'bold'

const formats = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', bold: 'bold' } as const

export const tint = (terminal: Terminal, tone: Tone, text: string) =>
  terminal.out.isTTY ? styleText(formats[tone], text, { validateStream: false }) : text

/** Cells of a terminal: Hangul, Han and full-width signs take two, marks that combine take none. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) {
    if (/\p{Mn}|\p{Cf}/u.test(char)) continue
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        char,
      )
        ? 2
        : 1
  }
  return width
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => widthOf(row[column] ?? ''))))
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell + ' '.repeat(widths[column]! - widthOf(cell))))
      .join('  ')
  return all.map(line).join('\n')
}

/** What came from outside may hold line breaks and control characters; on a terminal they would act. */
export const oneLine = (text: string, limit = 120) => {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat
}

/** Text of several lines that can do nothing to the terminal: no colours, no cursor, no change of direction. */
export const inert = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** Nested data as indented lines, for outcomes that have no view of their own. */
export function outline(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return `${indent}${oneLine(String(value), Number.POSITIVE_INFINITY)}`
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`- ${index + 1}`, item] as const)
    : Object.entries(value)
  return entries
    .map(([key, item]) =>
      item !== null && typeof item === 'object'
        ? `${indent}${key}:\n${outline(item, `${indent}  `)}`
        : `${indent}${key}: ${oneLine(String(item), Number.POSITIVE_INFINITY)}`,
    )
    .join('\n')
}

/** A line on stderr that says how long something has been going on; nothing where nobody watches. */
export function progress(terminal: Terminal, text: () => string, everyMs = 200): () => void {
  if (!terminal.err.isTTY) return () => {}
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
  const started = performance.now()
  let frame = 0
  const timer = setInterval(() => {
    frame = (frame + 1) % frames.length
    terminal.err.write(`\r\u001b[2K${frames[frame]} ${text()}  ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }, everyMs)
  return () => {
    clearInterval(timer)
    terminal.err.write('\r\u001b[2K')
  }
}
