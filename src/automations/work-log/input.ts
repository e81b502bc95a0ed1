import { z } from 'zod'
import { categories, impactLevels, type WorkLog } from './log.ts'
import { isDate } from './period.ts'
import { type StarProblem, starOf } from './star.ts'
import { wordsOf } from './words.ts'

/** The log that a request asks for; the date is left out where today is meant. */
export type LogInput = Omit<WorkLog, 'id' | 'createdAt' | 'updatedAt' | 'loggedDate'> & { loggedDate?: string }

/** In UTF-16 units, as JavaScript counts; Notion's own limits are not below these. */
export const limits = { title: 200, context: 100_000, technologies: 100, technology: 100, metrics: 2000, url: 2000 }

/** What the database is set up with at first; another list can be given to `newLog`. */
export const statuses = ['Logged', 'In Review', 'Published'] as const

/** What the schema says of a field that is not there, as opposed to one of a wrong type. */
export const missing = 'is missing'
const error = ({ input }: { input?: unknown }) => (input === undefined ? missing : undefined)

/** Neither PostgreSQL nor Notion nor a document takes these; line ends and tabs are fine. */
const unreadable = /[^\P{Cc}\t\n\r]|\p{Cs}/u
const isReadable = (text: string) => !unreadable.test(text)
const unreadableText = 'holds a control character or half of a character; remove it'
const readable = { error: unreadableText, params: { rule: 'control' } }

const text = (limit: number) => z.string({ error }).max(limit).refine(isReadable, readable).trim().min(1)
const oneLine = (value: string) => value.replace(/\s+/g, ' ')

/** A Mac sends Hangul in parts; a name that is looked up must be in one piece. */
const composed = (value: unknown) => (typeof value === 'string' ? value.normalize('NFC').trim() : value)
const oneOf = <T extends string>(names: readonly T[]) =>
  z.preprocess(composed, z.enum(names as readonly [T, ...T[]], { error }))

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
export const examples = {
  title: '결제 API 응답 시간 단축',
  context: '### Situation\n…\n\n### Task\n…\n\n### Action\n…\n\n### Result\n…',
  category: '성능개선',
  impact_level: 'High',
  tech_stack: ['TypeScript', 'PostgreSQL'],
  logged_date: '2026-11-21',
  status: 'Logged',
  metrics: '응답 시간 820ms → 140ms',
  ticket_url: 'https://jira.example.com/browse/PAY-142',
} as const

/** As it is called in the body, unlike in a `WorkLog`. */
export type Field = keyof typeof examples
/** In the order of the table of the guide. */
export const fields = Object.keys(examples) as Field[]
/** Whether it may neither be left out nor be null. */
export const isRequired = (field: Field) => fields.indexOf(field) < fields.indexOf('logged_date')

const about = (field: Field) => ({ description: wordsOf('ko').field[field].about, examples: [examples[field]] })

/**
 * The body of POST /daily-logs, with the statuses that the database knows. Optional fields may be null. Fields that do
 * not exist are refused: a misspelt `metrics` would be lost without a word.
 */
export const newLog = (known: readonly string[] = statuses) =>
  z
    .strictObject({
      title: text(limits.title).transform(oneLine).meta(about('title')),
      context: context.meta(about('context')),
      category: oneOf(categories).meta(about('category')),
      impact_level: oneOf(impactLevels).meta(about('impact_level')),
      tech_stack: techStack.meta({ ...techStack.meta(), ...about('tech_stack') }),
      logged_date: date.nullish().meta({ ...about('logged_date'), format: 'date' }),
      status: oneOf(known).nullish().meta(about('status')),
      metrics: z
        .string({ error })
        .max(limits.metrics)
        .refine(isReadable, readable)
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
        status: body.status ?? known[0]!,
        ...(body.logged_date && { loggedDate: body.logged_date }),
        ...(body.metrics && { metrics: body.metrics }),
        ...(body.ticket_url && { ticketUrl: body.ticket_url }),
      }),
    )
