import { HubError } from '../../engine/error.ts'
import type { HttpAnswer, Io } from '../../engine/io.ts'
import { type Asked, errorIn, isRefusal, refusalOf, shown, toldRefusal } from './refusal.ts'
import type { Place } from './settings.ts'

/** A long answer of a thinking model takes a minute and more. */
const attemptMs = 120_000
const totalMs = 400_000
const maxBytes = 8 * 1024 * 1024

export interface Sent {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

/**
 * One call and the text of its answer, which is whole JSON. A question may be asked again: it changes nothing, it only
 * costs. So overload, 429 and a broken connection are tried three times, and nothing "may have arrived".
 */
export async function exchange(place: Place, io: Io, url: string, sent: Sent): Promise<string> {
  const { method = 'POST', headers, body, signal } = sent
  const asked: Asked = { call: `${method} ${url}`, place, now: () => io.clock.now() }
  try {
    return await io.http({
      url,
      method,
      headers,
      body,
      signal,
      tries: 3,
      attemptMs,
      totalMs,
      maxBytes,
      accept: status => (status >= 200 && status < 300) || isRefusal(status),
      read: answer => read(answer, asked),
    })
  } catch (error) {
    if (!(error instanceof HubError) || error.arrived === 'no') throw error
    const { code, message, cause, retryAfterMs } = error
    throw new HubError(code, message, { cause, retryAfterMs, arrived: 'no' })
  }
}

async function read(answer: HttpAnswer, asked: Asked): Promise<string> {
  if (isRefusal(answer.status)) throw await refusalOf(answer, asked)
  const text = await answer.text()
  const { call, place } = asked
  if (/^\s*</.test(text)) {
    const [setting] = place.kind === 'claude' ? ['CLAUDE_API_URL'] : ['LLM_BASE_URL']
    const words = shown(text.replace(/<[^>]*>/g, ' '), place)
    throw new HubError('invalid', `${call}: a web page instead of JSON ("${words}"); check ${setting}, it ends in /v1`)
  }
  if (!isJson(text)) {
    const end = shown(text.trim().slice(-80), place)
    throw new HubError('unavailable', `${call}: the answer is no whole JSON; it ends in ${JSON.stringify(end)}`)
  }
  const told = errorIn(text)
  if (told && !/"(choices|content|data)"/.test(text)) throw toldRefusal(told.code ?? 500, told.message, asked)
  return text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
