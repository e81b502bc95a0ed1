import { HubError } from '../../engine/error.ts'
import type { HttpAnswer } from '../../engine/io.ts'
import { redactor } from '../../engine/redact.ts'
import type { Place } from './settings.ts'

const shownCharacters = 300

/** Statuses whose meaning is known here better than in the engine, which judges the rest: 5xx, 529 among them. */
export const isRefusal = (status: number) => [400, 401, 402, 403, 404, 405, 413, 422, 429].includes(status)

/** What an error may say of a call: whom it went to, and how its secrets are cut out. */
export interface Asked {
  call: string
  place: Place
  now: () => Date
}

/** A limit that only money or a calendar month lifts comes as 400, 402, 403 or 429. */
const isAboutMoney = /insufficient_quota|credit balance|billing|spend(ing)? (limit|cap)|usage limit|payment/i

/** The error for a status of `isRefusal`, in the far side's own words and with what to do. */
export async function refusalOf(answer: HttpAnswer, asked: Asked): Promise<HubError> {
  const { status, headers } = answer
  const said = saidIn(await answer.text().catch(() => ''), asked.place)
  return judged(status, said, asked, waitMs(headers, asked.now()))
}

/** The same for an error that is told with status 200, as some gateways do. */
export const toldRefusal = (status: number, words: string, asked: Asked) =>
  judged(status, shown(words, asked.place), asked, undefined)

function judged(status: number, said: string, { call, place }: Asked, retryAfterMs: number | undefined): HubError {
  const quoted = said && ` It says: ${said}`
  const tell = (code: HubError['code'], words: string) =>
    new HubError(code, `${call}: HTTP ${status}, ${words}.${quoted}`, { retryAfterMs, arrived: 'no' })
  const [keySetting, urlSetting] =
    place.kind === 'claude' ? ['CLAUDE_API_KEY', 'CLAUDE_API_URL'] : ['LLM_API_KEY', 'LLM_BASE_URL']
  if (status === 402 || isAboutMoney.test(said))
    return tell('unauthorized', 'the account may spend no more; add credit or raise its limit')
  switch (status) {
    case 401:
      return tell('unauthorized', `the key is refused; set ${keySetting} to one that is valid`)
    case 403:
      return tell('unauthorized', `the key of ${keySetting} may not use ${place.model}; give it the right`)
    case 404:
    case 405:
      return tell('not_found', `there is no model ${place.model}, or no such API; check LLM_MODEL and ${urlSetting}`)
    case 413:
      return tell('invalid', 'the data are too large for it; ask about less at once')
    case 429:
      return tell('rate_limited', 'too many calls or tokens')
    default:
      if (status >= 500) return tell('unavailable', 'it cannot answer now')
      return tell('invalid', `${place.model} does not take the request`)
  }
}

function waitMs(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now.getTime()
  return ms > 0 ? Math.min(ms, 3_600_000) : undefined
}

/** The message of an error's envelope, or the beginning of whatever it is. */
function saidIn(body: string, place: Place): string {
  return shown(errorIn(body)?.message ?? body.replace(/<[^>]*>/g, ' '), place)
}

/** Both kinds of API say `{error: {message, type | code}}`; a few say `{error: "…"}` or `{message}`. */
export function errorIn(body: string): { message: string; code: number | undefined } | undefined {
  const read = parsed(body)
  const { error, message } = (typeof read === 'object' && read !== null ? read : {}) as Record<string, any>
  if (error === undefined || error === null)
    return typeof message === 'string' ? { message, code: undefined } : undefined
  if (typeof error === 'string') return { message: error, code: undefined }
  const words = [error.message, error.code ?? error.type].filter(part => typeof part === 'string')
  return { message: words.join(' / '), code: Number(error.code) || undefined }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** One line of what somebody else wrote, without the key. */
export function shown(text: string, { key }: Place): string {
  const line = redactor(key ? [key] : [])(text)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1).toWellFormed()}…` : line
}
