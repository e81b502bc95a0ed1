import { z } from 'zod'
import { llm } from '../../connectors/llm/index.ts'
import { notion } from '../../connectors/notion/index.ts'
import type { Context } from '../../engine/automation.ts'
import { optional } from '../../engine/connector.ts'
import { zoneOf } from '../../engine/zone.ts'
import { dateAt } from './period.ts'
import { languages } from './words.ts'

/** Both can be left out: without Notion everything stays here, without a model summaries are in the authors' own words. */
export const uses = { notion: optional(notion), llm: optional(llm) }

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

/** The section `work-log` of dure.yaml. */
export const Options = z.strictObject({
  language: z.enum(languages).default('ko').meta({ description: 'Of the summaries' }),
  bullets: z.int().min(1).max(20).default(8).meta({ description: 'At most so many achievements in a summary' }),
  privacy: Privacy.prefault({}),
})
type Options = z.output<typeof Options>

/** What the tasks of this automation see. */
export type Ctx = Context<typeof uses, typeof settings, Options>

/** The calendar day of the run in the hub's zone. */
export const todayOf = ({ now, timeZone }: Pick<Ctx, 'now' | 'timeZone'>) => dateAt(now, zoneOf(timeZone))
