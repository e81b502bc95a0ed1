import { z } from 'zod'
import { createHttp } from '../../engine/http.ts'
import { testClock } from '../../engine/http-testing.ts'
import { type Io, type Log, silent } from '../../engine/io.ts'
import { type FakeOptions, llmFake } from './fake.ts'
import { llm } from './index.ts'
import { settings as declared } from './settings.ts'

export type Api = 'claude' | 'openai'
export const apis: readonly Api[] = ['claude', 'openai']

/** As from environment variables. */
export const read = (values: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(declared).map(([name, schema]) => [name, schema.parse(values[name])]),
  ) as Parameters<typeof llm.connect>[0]

export interface StageOptions extends FakeOptions {
  api?: Api
  settings?: Record<string, string | undefined>
}

/** A client of the connector on a fake model, over the engine's own HTTP, in a time of its own. */
export function stage({ api = 'claude', settings = {}, ...options }: StageOptions = {}) {
  const time = testClock()
  const fake = llmFake({ clock: time.clock, ...options })
  const http = createHttp({
    fetch: (url, init) => fake.fetch(url, init),
    clock: time.clock,
    random: () => 0.5,
    log: silent,
  })
  const told: { message: string; fields: Record<string, unknown> }[] = []
  const tell = (message: string, fields: Record<string, unknown> = {}) => void told.push({ message, fields })
  const log: Log = { ...silent, info: tell, warn: tell }
  const io: Io = { http, clock: time.clock, random: () => 0.5, log, dataDir: '.', timeZone: 'Asia/Seoul' }
  const own =
    api === 'claude'
      ? { CLAUDE_API_KEY: fake.key, CLAUDE_API_URL: fake.url }
      : { LLM_BASE_URL: fake.url, LLM_API_KEY: fake.key || undefined }
  const client = llm.connect(read({ ...own, LLM_MODEL: fake.models[0], ...settings }), io)
  return { fake, client, told, ...time }
}

const Summary = z.object({ bullets: z.array(z.object({ text: z.string(), sources: z.array(z.string()).min(1) })) })

/** The question of most tests. */
export const question = {
  instructions: 'Summarise the logs.',
  data: { logs: [{ id: 'a', text: '응답 시간 300ms → 80ms' }] },
  schema: Summary,
  language: 'ko' as const,
}

/** What answers it. */
export const summary = { bullets: [{ text: '응답 시간을 300ms에서 80ms로 줄였습니다', sources: ['a'] }] }
