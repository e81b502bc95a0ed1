import { defineConnector } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { asker } from './ask.ts'
import { look } from './look.ts'
import { type LlmSettings, mistakes, placeOf, settings } from './settings.ts'
import type { Llm } from './words.ts'

export type { Answer, Llm, Question, Sight } from './words.ts'

/** Asks a language model, Claude or one that speaks like OpenAI, for an answer of a given shape. Gives it no tools. */
export const llm = defineConnector({
  name: 'llm',
  settings,
  mistakes,
  connect,
  check: client => client.look(),
  foresee: () => ({ ask: refused }),
})

function connect(values: LlmSettings, io: Io): Llm {
  const place = placeOf(values)
  return { model: place.model, ask: asker(place, io), look: () => look(place, io) }
}

/** A question costs money, and its answer would be another one in the run. */
async function refused(): Promise<never> {
  throw new HubError('invalid', 'a plan asks no LLM')
}
