import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { exchange } from './exchange.ts'
import type { Place } from './settings.ts'
import type { Sight } from './words.ts'

const Models = z.object({ data: z.array(z.object({ id: z.string() })) })

const shownModels = 12

/** Lists the models, which the key must be good for, and finds the one that is set among them. Costs nothing. */
export async function look(place: Place, io: Io): Promise<Sight> {
  const { base, model } = place
  const sent = { method: 'GET' as const, headers: headersOf(place) }
  const query = place.kind === 'claude' ? '?limit=1000' : ''
  const known = await exchange(place, io, `${base}/models${query}`, sent).then(idsIn, unlessMissing)
  if (!known) {
    io.log.info('the LLM gives out no list of its models; the first question will prove the key', { base })
    return { model, proven: false }
  }
  if (known.some(id => isModel(id, model))) return { model, proven: true }
  // An alias stands in no list.
  const alias = await exchange(place, io, `${base}/models/${encodeURIComponent(model)}`, sent).catch(unlessMissing)
  if (alias !== undefined) return { model, proven: true }
  const some = known.slice(0, shownModels).join(', ') + (known.length > shownModels ? ', …' : '')
  throw new HubError(
    'invalid',
    `${base}: there is no model ${model}; LLM_MODEL can be ${some || 'none: the list is empty'}`,
  )
}

function idsIn(text: string): string[] | undefined {
  const read = Models.safeParse(JSON.parse(text))
  return read.success ? read.data.data.map(({ id }) => id) : undefined
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof HubError && error.code === 'not_found') return undefined
  throw error
}

/** `llama3` is `llama3:latest` to Ollama. */
const isModel = (id: string, model: string) => id === model || id === `${model}:latest`

function headersOf({ kind, key }: Place): Record<string, string> {
  if (kind === 'claude') return { 'x-api-key': key!, 'anthropic-version': '2023-06-01' }
  return key ? { authorization: `Bearer ${key}` } : {}
}
