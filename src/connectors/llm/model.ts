import type { LanguageModel } from 'ai'
import type { Io } from '../../engine/io.ts'
import { type Dialect, spoken } from './dialect.ts'
import { exchange } from './exchange.ts'
import type { Place } from './settings.ts'

export interface Line {
  model: LanguageModel
  /** What the last call failed with: the SDK wraps or rewrites what its fetch throws. */
  failure: () => unknown
}

/** The SDK's model for one question, whose calls go out through the engine's client. */
export async function lineTo(place: Place, io: Io, dialect: Dialect, signal?: AbortSignal): Promise<Line> {
  let failure: unknown
  const calling = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      const headers = Object.fromEntries(new Headers(init?.headers))
      const text = await exchange(place, io, String(url), { headers, body: String(init?.body), signal })
      return new Response(text, { headers: { 'content-type': 'application/json' } })
    } catch (error) {
      failure = error
      throw error
    }
  }
  const model = place.kind === 'claude' ? await claude(place, calling) : await openAiCompatible(place, dialect, calling)
  return { model, failure: () => failure }
}

type Calling = (url: string | URL | Request, init?: RequestInit) => Promise<Response>

// Both are loaded when first asked: a hub that asks no model need not wait for them.
async function claude({ base, key, model }: Place, calling: Calling): Promise<LanguageModel> {
  const { createAnthropic } = await import('@ai-sdk/anthropic')
  return createAnthropic({ baseURL: base, apiKey: key, fetch: calling })(model)
}

async function openAiCompatible(
  { base, key, model }: Place,
  dialect: Dialect,
  calling: Calling,
): Promise<LanguageModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const provider = createOpenAICompatible({
    name: 'llm',
    baseURL: base,
    apiKey: key,
    fetch: calling,
    supportsStructuredOutputs: true,
    transformRequestBody: body => spoken(body, dialect),
  })
  return provider(model)
}
