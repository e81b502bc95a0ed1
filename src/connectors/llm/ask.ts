import type { LanguageModelUsage } from 'ai'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { type Dialect, first, next } from './dialect.ts'
import { lineTo } from './model.ts'
import { promptOf } from './prompt.ts'
import { shown } from './refusal.ts'
import type { Place } from './settings.ts'
import type { Answer, Question } from './words.ts'

const usualMaxTokens = 8000

/** What came back, before anybody looked whether it is an answer. */
interface Reply {
  text: string
  finish: string
  usage: Answer<unknown>['usage']
  model: string
}

/** Asks and checks. What a server was found to speak is kept for the questions after. */
export function asker(place: Place, io: Io) {
  let dialect = first

  async function replyTo<T>(question: Question<T>, spoken: Dialect): Promise<Reply> {
    try {
      return await replyIn(place, io, spoken, question)
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'invalid' || place.kind === 'claude') throw error
      const plainer = next(spoken, error.message)
      if (!plainer) throw error
      io.log.info('the LLM is asked in plainer words', { ...plainer, reason: error.message })
      dialect = plainer
      return replyTo(question, plainer)
    }
  }

  return async function ask<T>(question: Question<T>): Promise<Answer<T>> {
    const reply = await replyTo(question, dialect)
    const { usage, model } = reply
    const mistake = mistakeOf(reply, question, place)
    if (mistake) {
      // These tokens are paid for all the same.
      io.log.warn('the answer of the LLM is unusable', { model, ...usage, reason: mistake })
      throw new HubError('invalid', mistake)
    }
    const value = question.schema.parse(JSON.parse(reply.text))
    return { value, usage, model, promptHash: promptOf(question).hash }
  }
}

async function replyIn<T>(place: Place, io: Io, dialect: Dialect, question: Question<T>): Promise<Reply> {
  const { generateText, Output, NoObjectGeneratedError, wrapLanguageModel, extractJsonMiddleware } = await import('ai')
  quiet()
  const { system, material } = promptOf(question)
  const line = await lineTo(place, io, dialect, question.signal)
  try {
    const result = await generateText({
      model: wrapLanguageModel({ model: line.model as never, middleware: extractJsonMiddleware() }),
      instructions: system,
      prompt: material,
      output: Output.object({ schema: question.schema }),
      maxOutputTokens: question.maxTokens ?? usualMaxTokens,
      maxRetries: 0,
      // Where a model knows no such format, the SDK would hand it a tool instead.
      providerOptions: { anthropic: { structuredOutputMode: 'outputFormat' } },
    })
    return replyOf(result, place)
  } catch (error) {
    if (line.failure() !== undefined) throw line.failure()
    if (NoObjectGeneratedError.isInstance(error)) return replyOf(error, place)
    const words = shown(error instanceof Error ? error.message : String(error), place)
    throw new HubError('invalid', `${place.base}: an answer of unknown shape (${words}).`, { cause: error })
  }
}

/** The SDK would tell its warnings to the terminal. */
function quiet() {
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })
}

interface Told {
  text?: string
  finishReason?: string
  usage?: LanguageModelUsage
  response?: { modelId: string }
}

const replyOf = ({ text = '', finishReason = 'other', usage, response }: Told, { model }: Place): Reply => ({
  text,
  finish: finishReason,
  usage: { inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0 },
  model: response?.modelId || model,
})

/** Why a reply is no answer; undefined where it is one. */
function mistakeOf({ text, finish, usage, model }: Reply, { schema }: Question<unknown>, place: Place) {
  const quoted = text.trim() ? `: "${shown(text, place)}"` : ''
  if (finish === 'length')
    return `the answer of ${model} was cut off after ${usage.outputTokens} tokens; ask about less at once, or allow more`
  if (finish === 'content-filter') return `${model} declined to answer${quoted}`
  const value = parsed(text)
  if (value === undefined)
    return `${model} answered in prose instead of JSON${quoted}; LLM_MODEL wants one that knows structured output`
  const read = schema.safeParse(value)
  if (read.success) return undefined
  const [issue] = read.error.issues
  return `the JSON of ${model} is not what was asked for (${issue?.path.join('.') || 'the whole'}: ${issue?.message})`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
