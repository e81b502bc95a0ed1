import { z } from 'zod'
import { jira } from '../../connectors/jira/index.ts'
import { llm } from '../../connectors/llm/index.ts'
import { notion } from '../../connectors/notion/index.ts'
import type { Context } from '../../engine/automation.ts'
import { optional } from '../../engine/connector.ts'
import { saying } from '../../engine/settings.ts'
import { zoneOf } from '../../engine/zone.ts'
import { limits, statuses } from './input.ts'
import { dateAt } from './period.ts'
import { Profile } from './profile.ts'
import { languages } from './words.ts'

/** All can be left out: without Notion everything stays here, without a model summaries are in the authors' own words. */
export const uses = { notion: optional(notion), llm: optional(llm), jira: optional(jira) }

const database = (title: string) =>
  z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({
      description: `Notion database "${title}": its address, or the id in it`,
      example: '0123456789abcdef0123456789abcdef',
    })

export const settings = {
  NOTION_DB1_ID: database('Daily Work Logs'),
  NOTION_DB2_ID: database('Weekly Achievements'),
  NOTION_DB3_ID: database('Monthly Highlights'),
}

const Privacy = z.strictObject({
  words: z
    .array(z.string().trim().min(1))
    .default([])
    .meta({ description: 'Names that no model is shown: of customers, of people, of what is not announced yet' }),
  fields: z
    .array(z.enum(['situation', 'task', 'action', 'result', 'metrics']))
    .default(['situation', 'task', 'action', 'result', 'metrics'])
    .meta({ description: 'What of a log a model is shown besides title, technologies, category, impact and date' }),
})

const Price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  currency: z.string().trim().min(1).default('USD'),
})

/** Notion takes no comma in an option. */
const status = z
  .string()
  .trim()
  .normalize('NFC')
  .max(limits.status)
  .refine(name => /^[^,]+$/.test(name), saying('must be one name without a comma', '쉼표 없이 이름 하나만 쓰십시오'))

/** The section `work-log` of dure.yaml. */
export const Options = z.strictObject({
  language: z.enum(languages).default('ko').meta({ description: 'Of the summaries' }),
  bullets: z.int().min(1).max(20).default(8).meta({ description: 'At most so many achievements in a summary' }),
  privacy: Privacy.prefault({}),
  price: Price.optional().meta({
    description: 'Of a million tokens, asked and answered; with it each summary tells its cost',
  }),
  statuses: z
    .array(status)
    .min(1)
    .max(100)
    .refine(
      names => new Set(names).size === names.length,
      saying('names one status twice', '같은 상태를 두 번 적었습니다'),
    )
    .default([...statuses])
    .meta({ description: 'What the status of a log may be; the first is that of a log that says none' }),
  authors: z
    .array(z.string().trim().min(1))
    .default([])
    .meta({ description: 'Names and e-mail addresses in commits besides those that git itself is set up with' }),
  profile: Profile.optional().meta({ description: 'Whose résumé `dure resume` writes' }),
})
type Options = z.output<typeof Options>

/** What the tasks of this automation see. */
export type Ctx = Context<typeof uses, typeof settings, Options>

/** The calendar day of the run in the hub's zone. */
export const todayOf = ({ now, timeZone }: Pick<Ctx, 'now' | 'timeZone'>) => dateAt(now, zoneOf(timeZone))

/** The calendar day of the slot that a scheduled run fills, however late it runs or is tried again; of any other run, today. */
export const dayOf = ({ run: { cause, key }, ...ctx }: Pick<Ctx, 'run' | 'now' | 'timeZone'>) =>
  todayOf(cause === 'cron' ? { ...ctx, now: new Date(key.slice('cron:'.length)) } : ctx)
