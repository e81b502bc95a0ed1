import type { Kysely } from 'kysely'
import { z } from 'zod'
import { isDate } from './period.ts'
import { summariesIn } from './summaries.ts'
import type { Tables } from './tables.ts'

const day = () => z.string().refine(isDate, { error: 'is no calendar date; write it as 2026-11-21' }).optional()

/** The query of GET /summaries. */
export const SummariesAsked = z.strictObject({
  kind: z.enum(['week', 'month', 'days']).optional(),
  from: day().meta({ description: 'First day; periods that share a day with the time between are told' }),
  to: day().meta({ description: 'Last day, itself included' }),
})

/** Newest first, with every bullet's logs. */
export async function shownSummaries(db: Kysely<Tables>, asked: z.output<typeof SummariesAsked>) {
  const all = await summariesIn(db, asked)
  return {
    summaries: all.map(one => ({
      period: one.name,
      kind: one.kind,
      from: one.date_from,
      until: one.date_to,
      headline: one.headline,
      bullets: one.bullets.map(({ text, sources }) => ({ text, sources })),
      how: one.how,
      logs: one.logs,
      model: one.model,
      usage: { input_tokens: one.input_tokens, output_tokens: one.output_tokens },
      failure: one.failure,
      version: one.version,
      stale: one.stale,
      updated_at: one.updated_at,
      url: one.page_url,
    })),
  }
}

const Summary = z.object({
  period: z.string().meta({ example: '2026-W47' }),
  kind: z.string(),
  from: z.string(),
  until: z.string().meta({ description: 'The first day after it' }),
  headline: z.string(),
  bullets: z.array(z.object({ text: z.string(), sources: z.array(z.string()) })),
  how: z.enum(['llm', 'extractive']),
  logs: z.int(),
  model: z.string().nullable(),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }),
  failure: z.string().nullable(),
  version: z.int(),
  stale: z.boolean().meta({ description: 'A log of the period was added, changed or removed since' }),
  updated_at: z.string(),
  url: z.string().nullable(),
})

export const summariesReplies = {
  200: { description: '요약 목록', body: z.object({ summaries: z.array(Summary) }) },
}
