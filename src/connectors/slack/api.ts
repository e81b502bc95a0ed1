import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Http, HttpAnswer } from '../../engine/io.ts'
import { refusalError } from './failure.ts'
import { Envelope } from './schema.ts'

export interface Call<T> {
  /** GET, which may be repeated; else POST as a form. */
  kind: 'read' | 'write'
  method: string
  /** What is undefined is left out. */
  parameters?: Record<string, string | undefined>
  shape: z.ZodType<T>
  signal?: AbortSignal | undefined
}

/** A page of 200 messages with blocks takes more than the client's default. */
const maxBytes = 16 * 1024 * 1024

/** Calls of the Web API. Slack answers 200 to nearly everything: what went wrong stands in the body. */
export function webApi({ url, token }: { url: string; token: string }, http: Http) {
  const base = url.replace(/\/*$/, '/')
  // Not as a parameter: addresses end up in logs.
  const authorization = `Bearer ${token}`

  /** Gives the code of a refusal that is expected; throws HubError for any other. */
  async function callUnless<T extends object>(expected: readonly string[], call: Call<T>): Promise<T | string> {
    const { kind, method, parameters = {}, signal } = call
    const given = Object.entries(parameters).filter(entry => entry[1] !== undefined) as [string, string][]
    const encoded = new URLSearchParams(given).toString()
    const isRead = kind === 'read'
    return http<T | string>({
      url: isRead && encoded ? `${base}${method}?${encoded}` : base + method,
      method: isRead ? 'GET' : 'POST',
      headers: {
        authorization,
        accept: 'application/json',
        ...(!isRead && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(!isRead && { body: encoded }),
      ...(signal && { signal }),
      maxBytes,
      read: async answer => {
        const body = await jsonOf(answer, method, isRead)
        const envelope = readAs(Envelope, body, method, isRead)
        if (envelope.ok) return readAs(call.shape, body, method, isRead)
        if (expected.includes(envelope.error ?? '')) return envelope.error!
        throw refusalError({ method, about: parameters.channel, isRead, retryAfterMs: retryAfter(answer) }, envelope)
      },
    })
  }

  return {
    callUnless,
    /** Throws HubError for every refusal. */
    call: async <T extends object>(call: Call<T>): Promise<T> => (await callUnless([], call)) as T,
  }
}

export type Api = ReturnType<typeof webApi>

async function jsonOf(answer: HttpAnswer, method: string, isRead: boolean): Promise<unknown> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new HubError('invalid', `slack ${method}: the answer is no JSON; is SLACK_API_URL right?`, {
      arrived: isRead ? 'no' : 'maybe',
    })
  }
}

function readAs<T>(shape: z.ZodType<T>, body: unknown, method: string, isRead: boolean): T {
  const read = shape.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const what = `${issue?.path.join('.')}: ${issue?.message}`
  throw new HubError('invalid', `slack ${method}: an answer of unknown shape (${what}); is SLACK_API_URL right?`, {
    arrived: isRead ? 'no' : 'maybe',
  })
}

function retryAfter({ headers }: HttpAnswer): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}
