import type { Field } from '../input.ts'
import { languages } from '../words.ts'
import { answered, asked, type Body, type LogShell, textOf } from './body.ts'
import { commandWords } from './words.ts'

const lineFields = asked.filter(field => field !== 'context')
const fence = '---'

/** A whole log as a file for the editor: a line for each short field, then the STAR text. */
export function fileOf(body: Body, { language }: LogShell): string {
  const { label, offer } = commandWords(language)
  const head = lineFields.map(field => `${label[field]}: ${textOf(body[field])}`.trimEnd())
  return `${[...head, fence, offer.fileNote, '', textOf(body.context).trim()].join('\n')}\n`
}

/** Reads it back. `strange`: lines above the fence that name no field. */
export function readFile(text: string, shell: LogShell): { body: Body; strange: string[] } {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/)
  // Where the fence was lost, the text begins with its first heading.
  const fenceAt = lines.findIndex(line => line.trim() === fence)
  const headingAt = lines.findIndex(line => /^\s*(?:#|\*\*)/.test(line))
  const [end, begin] = fenceAt >= 0 ? [fenceAt, fenceAt + 1] : [headingAt, headingAt]
  const head = (end < 0 ? lines : lines.slice(0, end)).filter(line => line.trim() && !/^\s*<!--.*-->\s*$/.test(line))
  const read = head.map(line => ({ line, ...fieldIn(line) }))
  const given = read.flatMap(({ field, answer }) => (field ? [[field, answered(field, answer, shell)]] : []))
  const context =
    begin < 0
      ? ''
      : lines
          .slice(begin)
          .join('\n')
          .replace(/^\s*<!--[\s\S]*?-->\s*/, '')
  return {
    body: { ...Object.fromEntries(given), context: context.trim() },
    strange: read.flatMap(({ field, line }) => (field ? [] : [line.trim()])),
  }
}

function fieldIn(line: string): { field?: Field; answer: string } {
  const [, name = '', answer = ''] = /^\s*([^:：]+?)\s*[:：]\s*(.*?)\s*$/.exec(line) ?? []
  const wanted = name.normalize('NFC').toLowerCase()
  const field = lineFields.find(one => namesOf(one).includes(wanted))
  return { answer, ...(field && { field }) }
}

/** In either language, and as the API calls it. */
const namesOf = (field: Field) => [
  field,
  ...languages.map(language => commandWords(language).label[field].toLowerCase()),
]
