import { Hono } from 'hono'
import type { Clock } from '../../engine/clock.ts'
import { systemClock } from '../../engine/clock.ts'
import { claudeWire } from './fake-claude.ts'
import { type Dialects, openaiWire } from './fake-openai.ts'
import { type Asked, cutTo, type Exchange, type Written } from './fake-writing.ts'

export type { Asked } from './fake-writing.ts'

/**
 * One answer of the script. `json` and `text` are cut where the question's limit of tokens ends. `half`: the body breaks
 * off; `reset`: no answer comes. `times` repeats an answer.
 */
export type Scripted = (
  | { json: unknown | ((asked: Asked) => unknown) }
  | { text: string; end?: Written['end'] }
  | { status: number; message?: string; retryAfter?: string; body?: string }
  | { broken: 'half' | 'reset' }
) & { afterMs?: number; times?: number }

export interface FakeOptions extends Dialects {
  /** Of both APIs. An empty one: the one that speaks like OpenAI asks for none. */
  key?: string
  models?: string[]
  /** Other names that a model answers to; they stand in no list. */
  aliases?: string[]
  /** Where there is no list of models. */
  hidesModels?: boolean
  /** Writes what no script says. */
  author?: (asked: Asked) => unknown
  clock?: Pick<Clock, 'sleep'>
}

/** Claude at `/v1/messages` and an API that speaks like OpenAI at `/v1/chat/completions`: one model, which says what its script says. */
export function llmFake(options: FakeOptions = {}) {
  const { key = 'key-of-the-fake', models = ['fake-writer-1'], aliases = [], author, clock = systemClock } = options
  const script: Scripted[] = []
  const questions: (Asked & { api: 'claude' | 'openai'; body: any })[] = []
  const calls: string[] = []
  const wires = { claude: claudeWire, openai: openaiWire(options) }
  const app = new Hono()
  app.onError(error => Response.json({ error: { message: error.message } }, { status: 500 }))

  /** The answer to those who may not ask, or not so. */
  function refused(wire: Exchange, { headers }: Request, body?: unknown): Response | undefined {
    const refusal = wire.refusal({ headers, body, key, models: [...models, ...aliases] })
    return refusal && Response.json(wire.error(refusal.status, refusal.message), { status: refusal.status })
  }

  async function answered(api: 'claude' | 'openai', request: Request): Promise<Response> {
    const body = await request.json()
    const refusal = refused(wires[api], request, body)
    if (refusal) return refusal
    const asked = wires[api].asked(body)
    questions.push({ ...asked, api, body })
    const answer = nextOf(script) ?? { json: author ?? noAuthor }
    if (answer.afterMs) await clock.sleep(answer.afterMs)
    return scripted(wires[api], asked, answer)
  }

  app.post('/v1/messages', context => answered('claude', context.req.raw))
  app.post('/v1/chat/completions', context => answered('openai', context.req.raw))
  app.get('/v1/models/:id?', context => {
    const wire = wires[context.req.header('anthropic-version') === undefined ? 'openai' : 'claude']
    const refusal = refused(wire, context.req.raw)
    if (refusal) return refusal
    const [id, shown] = [context.req.param('id'), (id: string) => ({ id, type: 'model', object: 'model' })]
    if (options.hidesModels || (id && ![...models, ...aliases].includes(id)))
      return Response.json(wire.error(404, 'not found'), { status: 404 })
    return Response.json(id ? shown(id) : { object: 'list', data: models.map(shown), has_more: false })
  })

  return {
    /** For an injected `fetch`, and for a server of `@hono/node-server`. Throws where the script breaks the connection. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
      const request = typeof input === 'object' && 'url' in input ? input : new Request(input, init)
      calls.push(`${request.method} ${new URL(request.url).pathname}`)
      const answer = await app.fetch(request)
      const broken = answer.headers.get('x-fake')
      if (broken === null) return answer
      const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      if (broken === 'reset') throw new TypeError('fetch failed', { cause })
      return new Response('{"type":"message","content":[{"type":"text","te')
    },
    /** For CLAUDE_API_URL and LLM_BASE_URL. Behind another origin it has the same path. */
    url: 'https://llm.example.com/v1',
    key,
    models,
    /** Change it to let the next questions be answered so, each answer once. */
    answer: (...answers: Scripted[]) => void script.push(...answers),
    /** What was asked and taken, oldest first, with the body as it came. */
    questions,
    calls,
  }
}

export type LlmFake = ReturnType<typeof llmFake>

function nextOf(script: Scripted[]): Scripted | undefined {
  const [answer] = script
  if (!answer) return undefined
  if ((answer.times ?? 1) > 1) script[0] = { ...answer, times: answer.times! - 1 }
  else script.shift()
  return answer
}

function scripted(wire: Exchange, asked: Asked, answer: Scripted): Response {
  if ('broken' in answer) return new Response(null, { headers: { 'x-fake': answer.broken } })
  if ('status' in answer) {
    const { status, message = 'said by the script', retryAfter, body } = answer
    const headers = {
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    }
    return new Response(body ?? JSON.stringify(wire.error(status, message)), { status, headers })
  }
  return Response.json(wire.answer(writtenBy(answer, asked), asked))
}

function writtenBy(answer: Extract<Scripted, { json: unknown } | { text: string }>, asked: Asked): Written {
  if ('text' in answer) return answer.end ? { text: answer.text, end: answer.end } : cutTo(answer.text, asked.maxTokens)
  const value = typeof answer.json === 'function' ? answer.json(asked) : answer.json
  return cutTo(JSON.stringify(value), asked.maxTokens)
}

function noAuthor(): never {
  throw new Error('the fake was asked what its script does not say; give it an author or an answer')
}
