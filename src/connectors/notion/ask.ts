import type { Client } from '@notionhq/client'
import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { HttpAnswer, HttpCall, Io } from '../../engine/io.ts'
import { redactor } from '../../engine/redact.ts'
import { type Asked, isRefusal, refusedBy } from './refusal.ts'
import type { Place } from './settings.ts'

const notionVersion = '2026-03-11'
/** A page of a hundred rows with long texts. */
const maxBytes = 32 * 1024 * 1024
const readMs = 30_000
/** Notion itself gives up after 60 s: when this has passed, nothing is under way any more. */
const writeMs = 65_000
/**
 * The vendor's SDK on the engine's HTTP: no retries of its own, and HubErrors for what is no answer. `signal` ends its
 * calls. Loaded only here, by the first call.
 */
export async function sdk({ url, secret }: Place, io: Pick<Io, 'http' | 'log'>, signal?: AbortSignal): Promise<Client> {
  const { Client, LogLevel } = await import('@notionhq/client')
  const redact = redactor([secret])
  return new Client({
    auth: secret,
    baseUrl: url,
    notionVersion,
    retry: false,
    logLevel: LogLevel.WARN,
    // What the SDK calls a failed request is told by the error itself.
    logger: (_, message, fields) => io.log.debug(`notion sdk: ${message}`, fields),
    // The exchange takes place when its text is read: the SDK's time limit, which would neither end a call nor obey our
    // clock, is over by then. What is no success throws.
    fetch: async (address, { method = 'GET', headers = {}, body } = {}) => {
      const asked: Asked = { call: `${method} ${address.replace(/\?.*/, '')}`, isRead: isRead(method, address), redact }
      const sent = { url: address, method: method as Sent['method'], headers, body: body as string | undefined, signal }
      return { ok: true, status: 200, headers: new Headers(), text: () => exchange(io, asked, sent) }
    },
  })
}

const isRead = (method: string, address: string) => method === 'GET' || /\/query(\?|$)/.test(address)

type Sent = Pick<HttpCall<string>, 'url' | 'method' | 'headers' | 'body' | 'signal'>

/** Reads are made up to three times, queries too, whose method hides that they change nothing. */
async function exchange({ http }: Pick<Io, 'http'>, asked: Asked, sent: Sent): Promise<string> {
  const { isRead } = asked
  try {
    return await http({
      ...sent,
      attemptMs: isRead ? readMs : writeMs,
      totalMs: isRead ? 2 * readMs : writeMs,
      tries: isRead ? 3 : 1,
      maxBytes,
      accept: status => (status >= 200 && status < 300) || isRefusal(status),
      read: answer => read(answer, asked),
    })
  } catch (error) {
    if (!(isRead && error instanceof HubError && error.arrived === 'maybe')) throw error
    const { code, message, cause, retryAfterMs } = error
    throw new HubError(code, message, { cause, retryAfterMs, arrived: 'no' })
  }
}

async function read(answer: HttpAnswer, asked: Asked): Promise<string> {
  if (isRefusal(answer.status)) throw await refusedBy(answer, asked)
  const text = await answer.text()
  try {
    JSON.parse(text)
    return text
  } catch (cause) {
    const end = JSON.stringify(asked.redact(text.trim().slice(-80)))
    throw new HubError('unavailable', `${asked.call}: the answer is no whole JSON; it ends in ${end}.`, { cause })
  }
}

/** The answer in the shape that is read of it. One of another shape is told with the place where it differs. */
export async function shaped<T>(shape: z.ZodType<T>, what: string, answer: Promise<unknown>): Promise<T> {
  const result = shape.safeParse(await answer)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the whole'
  throw new HubError('invalid', `${what}: Notion answered in an unknown shape (${where}: ${issue?.message}).`, {
    arrived: 'maybe',
  })
}
