import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Ctx, dayOf } from './ctx.ts'
import type { WorkLog } from './log.ts'
import { logsIn } from './logs.ts'
import { lastDays, monthNamed, monthOf, type Period, periodBefore, weekNamed, weekOf } from './period.ts'
import { refused } from './refused.ts'
import { type StoredSummary, sourceHashOf, summariesIn, summaryNamed, writeSummary } from './summaries.ts'
import { type Summary, summarise, untoldHigh } from './summary.ts'
import type { Tables } from './tables.ts'
import type { Language } from './words.ts'

const anew = z.boolean().default(false).meta({ description: 'Summarises again though no log has changed since' })

export const Week = z.strictObject({
  week: z.string().optional().meta({ description: 'ISO week; default: the one before', example: '2026-W47' }),
  days: z.int().min(1).max(366).optional().meta({ description: 'Instead of a week: so many days, today the last' }),
  anew,
})

export const Month = z.strictObject({
  month: z.string().optional().meta({ description: 'Default: the one before', example: '2026-11' }),
  anew,
})

/** `unchanged`: no log has changed since the summary was made. `empty`: there is nothing to tell, and no page of it. */
export interface Summarised extends Pick<Summary, 'how' | 'headline' | 'bullets' | 'logs' | 'omitted' | 'replaced'> {
  period: string
  language: Language
  state: 'written' | 'unchanged' | 'empty'
  advice: Summary['advice']
  usage?: { inputTokens: number; outputTokens: number }
  /** Where the price of the model is known. */
  cost?: Cost
  failure?: string
  /** Names of other summaries whose logs have changed since. */
  stale: string[]
}

export function weekly(ctx: Ctx, { week, days, anew }: z.output<typeof Week>): Promise<Summarised> {
  if (week !== undefined && days !== undefined)
    throw refused('invalid', words => words.weekOrDays, { field: { name: 'days' } })
  const today = dayOf(ctx)
  if (week !== undefined) return summarised(ctx, weekNamed(week), anew)
  return summarised(ctx, days === undefined ? periodBefore(weekOf(today)) : lastDays(days, today), anew)
}

export const monthly = (ctx: Ctx, { month, anew }: z.output<typeof Month>): Promise<Summarised> =>
  summarised(ctx, month === undefined ? periodBefore(monthOf(dayOf(ctx))) : monthNamed(month), anew)

/** Makes the summary of a period and stores it; `publish` brings it to Notion. Nobody is asked twice for the same logs. */
async function summarised(ctx: Ctx, period: Period, anew: boolean): Promise<Summarised> {
  const db = ctx.db<Tables>()
  const logs = await logsIn(db, period)
  const hash = sourceHashOf(logs)
  const before = await summaryNamed(db, period.name)
  const stale = (await summariesIn(db, {})).filter(one => one.stale && one.name !== period.name).map(({ name }) => name)
  if (before && !anew && before.source_hash === hash && isAsGood(ctx, before))
    return {
      ...toldAgain(before, logs),
      language: ctx.options.language,
      state: logs.length === 0 ? 'empty' : 'unchanged',
      stale,
    }
  const { language, bullets: most, privacy } = ctx.options
  const summary = await summarise(logs, { llm: ctx.llm, language, period, most, privacy, signal: ctx.signal })
  const { failure } = summary
  if (failure)
    ctx.log.warn('the model had no part in the summary', {
      period: period.name,
      code: failure.code,
      why: failure.message,
    })
  // What a model wrote of the same logs is better than what is left where it fails this time.
  if (failure && before?.how === 'llm' && before.source_hash === hash)
    return { ...toldAgain(before, logs), language, state: 'unchanged', failure: failure.message, stale }
  const stored = storedOf(ctx, period, hash, summary, before)
  ctx.commit<Tables>(tx => writeSummary(tx, stored))
  if (stored.version !== before?.version && (logs.length > 0 || before?.page_id))
    ctx.emit('work-log/summarised', { name: period.name }, `${period.name}/v${stored.version}`)
  return {
    ...summary,
    period: period.name,
    language: ctx.options.language,
    state: logs.length === 0 ? 'empty' : 'written',
    ...(summary.written && { usage: summary.written.usage }),
    cost: costOf(ctx, summary.written),
    failure: failure?.message,
    stale,
  }
}

/** What was made without a model, or in spite of one that failed, is made again once there is one. */
const isAsGood = ({ llm }: Ctx, { how, failure, logs }: StoredSummary) =>
  logs === 0 || (llm ? how === 'llm' && failure === null : true)

const toldAgain = (
  { name, how, headline, bullets, logs, failure }: StoredSummary,
  all: readonly WorkLog[],
): Omit<Summarised, 'state' | 'stale' | 'language'> => ({
  period: name,
  how,
  headline,
  bullets,
  logs,
  omitted: untoldHigh(bullets, all).map(({ id }) => id),
  replaced: [],
  advice: [],
  ...(failure !== null && { failure }),
})

/** What the tokens of a summary were worth. */
export interface Cost {
  amount: number
  currency: string
}

/** To a hundredth of a cent; undefined where no model had part in it, or nobody has said what it costs. */
function costOf({ options: { price } }: Ctx, written: Summary['written']): Cost | undefined {
  if (!price || !written) return undefined
  const { inputTokens, outputTokens } = written.usage
  const amount = (inputTokens * price.input + outputTokens * price.output) / 1_000_000
  return { amount: Number(amount.toFixed(4)), currency: price.currency }
}

/** The version goes up only with another wording: what says the same is not sent again. */
function storedOf(ctx: Ctx, period: Period, hash: string, made: Summary, before?: StoredSummary): StoredSummary {
  const { headline, bullets, how, logs, written, failure } = made
  const isSame = before && before.headline === headline && isDeepStrictEqual(before.bullets, bullets)
  return {
    name: period.name,
    kind: period.kind,
    date_from: period.from,
    date_to: period.to,
    headline,
    // As they will be read, so that they compare.
    bullets: JSON.parse(JSON.stringify(bullets)),
    how,
    logs,
    model: written?.model ?? null,
    input_tokens: written?.usage.inputTokens ?? 0,
    output_tokens: written?.usage.outputTokens ?? 0,
    prompt_hash: written?.promptHash ?? null,
    cost: JSON.stringify(costOf(ctx, written)) ?? null,
    failure: failure?.message ?? null,
    source_hash: hash,
    version: (before?.version ?? 0) + (isSame ? 0 : 1),
    updated_at: ctx.clock.now().toISOString(),
    marks: [],
    told: null,
    page_id: null,
    page_url: null,
  }
}
