import { z } from 'zod'
import { described } from './described.ts'
import { categories, impactLevels, type WorkLog } from './log.ts'
import { isDate } from './period.ts'
import { oneLine } from './plain.ts'
import { sampleOf } from './sample.ts'
import { type StarProblem, starOf } from './star.ts'
import { languages, wordsOf } from './words.ts'

/** The log that a request asks for; the date is left out where today is meant, the status where it is the first one. */
export type LogInput = Omit<WorkLog, 'id' | 'createdAt' | 'updatedAt' | 'loggedDate' | 'status'> &
  Partial<Pick<WorkLog, 'loggedDate' | 'status'>>

/** In UTF-16 units, as JavaScript counts; Notion's own limits are not below these. */
export const limits = {
  title: 200,
  context: 100_000,
  technologies: 100,
  technology: 100,
  status: 100,
  metrics: 2000,
  url: 2000,
}

/** What a log's status may be unless dure.yaml says otherwise: that is known to a run only, so the schema takes any. */
export const statuses = ['Logged', 'In Review', 'Published'] as const

/** What the schema says of a field that is not there, as opposed to one of a wrong type. */
export const missing = 'is missing'
const error = ({ input }: { input?: unknown }) => (input === undefined ? missing : undefined)

/** Neither PostgreSQL nor Notion nor a document takes these; line ends and tabs are fine. */
const unreadable = /[^\P{Cc}\t\n\r]/u
const isReadable = (text: string) => text.isWellFormed() && !unreadable.test(text)
const unreadableText = 'holds a control character or half of a character; remove it'
const readable = { error: unreadableText, params: { rule: 'control' } }

const text = (limit: number) => z.string({ error }).max(limit).refine(isReadable, readable).trim().min(1)

/** What the template says in place of a value. */
const blanks = new Set(languages.flatMap(language => Object.values(wordsOf(language).guide.blank).flat()))
const ownWords = {
  error: "is the template's own text; put yours in its place, or leave the field out if it is optional",
  params: { rule: 'blank' },
}
const isOwn = (value: string) => !blanks.has(value.trim())

/** A Mac sends Hangul in parts; a name that is looked up must be in one piece. */
const composed = (value: unknown) => (typeof value === 'string' ? value.normalize('NFC').trim() : value)
const oneOf = <T extends string>(names: readonly T[]) =>
  z.preprocess(composed, z.enum(names as readonly [T, ...T[]], { error }))

const status = z.preprocess(composed, text(limits.status).transform(oneLine))

const context = z
  .string({ error })
  .max(limits.context)
  .refine(isReadable, readable)
  .transform((value, check) => {
    const { star, problems } = starOf(value)
    for (const star of problems ?? []) check.addIssue({ code: 'custom', message: starMessage(star), params: { star } })
    return star ?? z.NEVER
  })

const starMessage = ({ section, what, line }: StarProblem) =>
  `${wordsOf('en').problem.star[what](section, line)}; write four sections headed ### Situation, ### Task, ### Action, ### Result`

const technology = text(limits.technology)
  .refine(isOwn, ownWords)
  .refine(value => !value.includes(','), {
    error: 'holds a comma; list each technology by itself',
    params: { rule: 'comma' },
  })
  .transform(oneLine)

/** One of each, as it was written first: `docker` beside `Docker` says nothing. */
function distinct(names: string[]): string[] {
  const keys = names.map(name => name.normalize('NFKC').toLowerCase())
  return names.filter((_, index) => keys.indexOf(keys[index]!) === index)
}

/** Counted before it is looked at: a list of half a million has no use for as many problems. */
const techStack = z
  .array(z.unknown(), { error })
  .max(limits.technologies)
  .pipe(z.array(technology))
  .transform(distinct)
  .meta({ items: { type: 'string', maxLength: limits.technology } })

const date = z
  .string({ error })
  .trim()
  .refine(isDate, { error: 'is no calendar date; write it as 2026-11-21', params: { rule: 'date' } })

const url = z
  .string({ error })
  .trim()
  .max(limits.url)
  .refine(isReadable, readable)
  .refine(value => value === '' || isWebAddress(value), {
    error: 'is no web address; write it whole, with https://',
    params: { rule: 'url' },
  })

function isWebAddress(value: string): boolean {
  const parsed = /^https?:\/\/[^\s/]\S*$/i.test(value) ? URL.parse(value) : null
  return parsed !== null && parsed.hostname !== ''
}

/** One value for each field that a reader can copy; the required fields come first. */
export const examples = { ...sampleOf('ko'), ticket_url: 'https://jira.example.com/browse/PAY-142' }

/** As it is called in the body, unlike in a `WorkLog`. */
export type Field = keyof typeof examples
/** In the order of the table of the guide. */
export const fields = Object.keys(examples) as Field[]
/** Whether it may neither be left out nor be null. */
export const isRequired = (field: Field) => fields.indexOf(field) < fields.indexOf('logged_date')

const about = (field: Field) => ({
  ...described(wordsOf('ko').field[field].about, wordsOf('en').field[field].about),
  examples: [examples[field]],
})

/**
 * The body of POST /daily-logs. Optional fields may be null. Fields that do not exist are refused: a misspelt `metrics`
 * would be lost without a word.
 */
export const newLog = () =>
  z
    .strictObject({
      title: text(limits.title).refine(isOwn, ownWords).transform(oneLine).meta(about('title')),
      context: context.meta(about('context')),
      category: oneOf(categories).meta(about('category')),
      impact_level: oneOf(impactLevels).meta(about('impact_level')),
      tech_stack: techStack.meta({ ...techStack.meta(), ...about('tech_stack') }),
      logged_date: date.nullish().meta({ ...about('logged_date'), format: 'date' }),
      status: status.nullish().meta(about('status')),
      metrics: z
        .string({ error })
        .max(limits.metrics)
        .refine(isReadable, readable)
        .refine(isOwn, ownWords)
        .trim()
        .nullish()
        .meta(about('metrics')),
      ticket_url: url.nullish().meta(about('ticket_url')),
    })
    .transform(
      (body): LogInput => ({
        title: body.title,
        star: body.context,
        category: body.category,
        impactLevel: body.impact_level,
        techStack: body.tech_stack,
        ...(body.status && { status: body.status }),
        ...(body.logged_date && { loggedDate: body.logged_date }),
        ...(body.metrics && { metrics: body.metrics }),
        ...(body.ticket_url && { ticketUrl: body.ticket_url }),
      }),
    )
