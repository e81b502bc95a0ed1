import { z } from 'zod'
import type { Shell } from '../../../engine/command.ts'
import type { Options } from '../ctx.ts'
import { type Field, fields, newLog } from '../input.ts'
import { categories, impactLevels } from '../log.ts'
import { problemsOf } from '../problems.ts'
import { sampleOf } from '../sample.ts'
import { wordsOf } from '../words.ts'
import { commandWords } from './words.ts'

export type LogShell = Shell<z.output<typeof Options>>

/** The body of POST /daily-logs as far as it is written; null where a person left out what is optional. */
export type Body = Partial<Record<Field, string | string[] | null>>

/** As the description asks for them. */
export const asked: readonly Field[] = [
  'title',
  'logged_date',
  'category',
  'impact_level',
  'status',
  'tech_stack',
  'metrics',
  'ticket_url',
  'context',
]

/** A body that was kept in a file, which may have been touched. */
export const KeptBody: z.ZodType<Body> = z.partialRecord(
  z.enum(fields as [Field, ...Field[]]),
  z.union([z.string(), z.array(z.string()), z.null()]),
)

/** What can be chosen from, where a field is a choice. */
export function choicesOf(field: Field, { options }: LogShell): readonly string[] | undefined {
  const choices: Partial<Record<Field, readonly string[]>> = {
    category: categories,
    impact_level: impactLevels,
    status: options.statuses,
  }
  return choices[field]
}

/** An answer as the body has it: a number or any case of a name chooses, commas divide, nothing or `-` is nothing. */
export function answered(field: Field, answer: string, shell: LogShell): string | string[] | null {
  if (field === 'tech_stack')
    return answer
      .split(',')
      .map(name => name.trim())
      .filter(Boolean)
  if (field === 'metrics' || field === 'ticket_url') return /^-?$/.test(answer) ? null : answer
  const choices = choicesOf(field, shell)
  const plain = (name: string) => name.normalize('NFC').toLowerCase()
  return choices?.[Number(answer) - 1] ?? choices?.find(name => plain(name) === plain(answer)) ?? answer
}

/** The other way round: what a person would have typed. */
export const textOf = (value: Body[Field]): string => (Array.isArray(value) ? value.join(', ') : (value ?? ''))

/** One thing that is wrong with a body, by the rules of the API and in the person's language. */
export interface Wrong {
  field: Field | undefined
  what: string
}

/** All that is wrong with a whole body; nothing where it can be stored. */
export function wrongIn(body: unknown, { language, options }: LogShell): Wrong[] {
  const schema = newLog()
  const { error } = schema.safeParse(body)
  const wrong = problemsOf(error ?? new z.ZodError([]), language).map(({ field, what }) => {
    const own = fields.find(name => name === field || field.startsWith(`${name}[`))
    return { field: own, what: own ? what : [field, what].filter(Boolean).join(': ') }
  })
  // Which statuses there are no schema knows: dure.yaml says it.
  const { data: status } = schema.in.shape.status.safeParse(Object(body).status)
  if (!status || options.statuses.includes(status)) return wrong
  return [...wrong, { field: 'status', what: wordsOf(language).problem.oneOf(options.statuses) }]
}

/** What is wrong with one answer, whatever the others may be; undefined where nothing is. */
export function wrongWith(field: Field, value: Body[Field], shell: LogShell): string | undefined {
  const wrong = wrongIn({ ...sampleOf(shell.language), [field]: value }, shell).filter(one => one.field === field)
  return wrong.length > 0 ? wrong.map(({ what }) => what).join('\n') : undefined
}

/** `날짜: 달력에 있는 날짜를 …`, a line each. */
export const linesOf = (wrong: readonly Wrong[], { language }: LogShell): string[] =>
  wrong.map(({ field, what }) => (field ? `${commandWords(language).label[field]}: ${what}` : what))

/** A log as a person reads it before it is stored, its fields numbered as they are asked for. */
export function shownBody(body: Body, { language }: LogShell): string {
  const { label, review } = commandWords(language)
  const lines = asked
    .filter(field => field !== 'context')
    .map((field, index) => `${index + 1}. ${label[field]}: ${textOf(body[field]) || review.none}`)
  const context = textOf(body.context).trim().replace(/^/gm, '   ').replace(/^ +$/gm, '')
  return [...lines, `${asked.length}. ${label.context}`, context].join('\n')
}
