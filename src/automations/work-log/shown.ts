import type { Kysely } from 'kysely'
import { z } from 'zod'
import { described } from './described.ts'
import { disorder, inOrder } from './profile.ts'
import { sampleId } from './sample.ts'
import { summariesIn } from './summaries.ts'
import type { Tables } from './tables.ts'

const day = () => z.iso.date().optional()

/** The query of GET /summaries. */
export const SummariesAsked = z
  .strictObject({
    kind: z.enum(['week', 'month', 'days']).optional(),
    from: day().meta(
      described(
        '첫날. 하루라도 겹치는 기간의 요약을 읽는다',
        'first day; summaries that share a day with the time are read',
      ),
    ),
    to: day().meta(described('마지막 날. 이날까지 읽는다', 'last day, itself included')),
  })
  .refine(inOrder, disorder)

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
      cost: one.cost === null ? null : JSON.parse(one.cost),
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
  kind: z.string().meta({ example: 'week' }),
  from: z.string().meta({ example: '2026-11-16' }),
  until: z.string().meta({ description: '기간이 끝난 다음 날', example: '2026-11-23' }),
  headline: z.string().meta({ example: '결제 API 성능 개선 외 2건' }),
  bullets: z.array(
    z.object({
      text: z.string().meta({ example: '응답속도 300ms → 80ms 개선' }),
      sources: z.array(z.string()).meta({ description: '근거 로그의 ID', example: [sampleId] }),
    }),
  ),
  how: z.enum(['llm', 'extractive']).meta({ description: '모델이 썼는가, 작성자의 글 그대로인가' }),
  logs: z.int(),
  model: z.string().nullable().meta({ example: null }),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }),
  cost: z
    .object({ amount: z.number(), currency: z.string() })
    .nullable()
    .meta({ description: '모델에 든 비용. dure.yaml에 price가 있을 때만', example: null }),
  failure: z.string().nullable().meta({ description: '모델을 쓰지 못한 까닭', example: null }),
  version: z.int(),
  stale: z.boolean().meta({ description: '요약한 뒤에 그 기간의 로그가 더해지거나 바뀌거나 지워졌다' }),
  updated_at: z.string().meta({ example: '2026-11-23T00:00:03.000Z' }),
  url: z.string().nullable().meta({ description: 'Notion 페이지의 주소', example: null }),
})

export const summariesReplies = {
  200: { description: '요약 목록', body: z.object({ summaries: z.array(Summary) }) },
}
