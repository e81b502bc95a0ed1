import { HubError } from '../../engine/error.ts'
import type { HttpAnswer } from '../../engine/io.ts'

/** What an error may say of a call, and how secrets are cut out of what Confluence says. */
export interface Asked {
  /** e.g. `PUT https://example.atlassian.net/wiki/api/v2/pages/1`. */
  call: string
  redact: (text: string) => string
  now: Date
}

/** An answer by which Confluence refuses a call. */
export interface Refusal {
  status: number
  /** Its own words, at most 300 characters; empty when it gave none. */
  said: string
  /** How long it asks to wait, if it says so. */
  retryAfterMs: number | undefined
  call: string
}

/** What a refusal means for one kind of call; undefined leaves it to `refused`. */
export type Judge = (refusal: Refusal) => HubError | undefined

/** Statuses whose meaning is known here better than in the engine, which judges the rest: 5xx and their `Retry-After`. */
export const isRefusal = (status: number) => [400, 401, 403, 404, 409, 410, 413, 429, 501].includes(status)

export async function refusalOf(answer: HttpAnswer, { call, redact, now }: Asked): Promise<Refusal> {
  const { status, headers } = answer
  const said = wordsOf(redact(await answer.text().catch(() => '')))
  // Data Center locks a user out after wrong passwords, and only the log-in page lets them in again.
  const denied = headers.get('x-seraph-loginreason')?.includes('AUTHENTICATION_DENIED')
  const words = denied ? 'its CAPTCHA must be solved: log in once with a browser as this user' : said
  return { status, call, said: words, retryAfterMs: waitMs(headers, now) }
}

/** `Retry-After`, else when the limit begins anew (Cloud) or gives out its next tokens (Data Center). Zero says nothing. */
function waitMs(headers: Headers, now: Date): number | undefined {
  const seconds = (name: string) => Number(headers.get(name) ?? Number.NaN) * 1000
  const until = (name: string) => Date.parse(headers.get(name) ?? '') - now.getTime()
  const waits = [
    seconds('retry-after'),
    until('retry-after'),
    until('x-ratelimit-reset'),
    seconds('x-ratelimit-interval-seconds'),
  ]
  const wait = waits.find(ms => ms > 0)
  return wait && Math.min(wait, 3_600_000)
}

/** What a refusal means whatever the call was. */
export function refused({ status, said, call, retryAfterMs }: Refusal): HubError {
  const words = quoted(said)
  switch (status) {
    case 401:
      return new HubError('unauthorized', `${call}: HTTP 401. ${credentialAdvice}${words}`, {
        ko: `${call}: HTTP 401. ${credentialAdviceKo}${quotedKo(said)}`,
      })
    case 403:
      return new HubError('unauthorized', `${call}: HTTP 403, this user may not use Confluence so.${words}`, {
        ko: `${call}: HTTP 403. 이 사용자에게는 Confluence를 이렇게 쓸 권한이 없습니다.${quotedKo(said)}`,
      })
    case 404:
      return new HubError('not_found', `${call}: HTTP 404.${words}`)
    case 409:
      return new HubError('conflict', `${call}: HTTP 409.${words}`)
    case 410:
      return new HubError('invalid', `${call}: HTTP 410, Atlassian has removed this call. Update Dure.${words}`)
    case 413:
      return new HubError('invalid', `${call}: HTTP 413, Confluence takes no more than 5 MB. Split the page.${words}`)
    case 429:
      return new HubError('rate_limited', `${call}: HTTP 429, too many calls.${words}`, { retryAfterMs })
    case 501:
      return new HubError('unavailable', `${call}: HTTP 501.${words}`)
    default:
      return new HubError('invalid', `${call}: HTTP ${status}, Confluence refuses the request.${words}`)
  }
}

export const credentialAdvice =
  'Check ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or ATLASSIAN_PAT: is the token expired, revoked or of another user?'

export const credentialAdviceKo =
  'ATLASSIAN_USERNAME과 ATLASSIAN_API_TOKEN, 또는 ATLASSIAN_PAT을 확인하십시오. 토큰이 만료되었거나 취소되었거나 다른 사용자의 것일 수 있습니다.'

/** A web page in place of JSON: of a login (single sign-on, a proxy) or of another program. */
export function webPage(body: string, { call, redact }: Asked): HubError {
  const words = JSON.stringify(wordsOf(redact(body)).slice(0, 100).toWellFormed())
  if (/type=["']?password|log[ -]?in|sign[ -]?in|로그인|\bSAML\b|\bSSO\b/i.test(body))
    return new HubError('unauthorized', `${call}: a login page instead of JSON (${words}). ${credentialAdvice}`)
  const advice =
    'Set ATLASSIAN_URL to the address of the site, or CONFLUENCE_URL to that of Confluence, its path included.'
  return new HubError('invalid', `${call}: a web page instead of JSON (${words}). ${advice}`)
}

/** ` Confluence says: …`, or nothing. */
export const quoted = (said: string) => (said ? ` Confluence says: ${said}` : '')

/** The same for Korean readers. */
export const quotedKo = (said: string) => (said ? ` Confluence의 답: ${said}` : '')

/** What an error bears by which the text of a page is refused, and not the page: less of it may be taken. */
export const aboutText = { name: 'body' } as const

export const isAboutText = (error: unknown): error is HubError =>
  error instanceof HubError && error.field?.name === aboutText.name

/** The words of an error in either envelope (v2: `errors`, v1: `message`), of a web page, or the text itself. */
function wordsOf(body: string): string {
  const words =
    envelopeWords(body) ?? body.replace(/<(style|script)\b[\s\S]*?(<\/\1>|$)/gi, ' ').replace(/<[^>]*>/g, ' ')
  const plain = words
    .replace(/^(com|org|java|javax)\.[\w.$]+: /, '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return plain.length > 300 ? `${plain.slice(0, 299).toWellFormed()}…` : plain
}

function envelopeWords(body: string): string | undefined {
  const read = parsed(body)
  if (typeof read !== 'object' || read === null) return undefined
  const { errors, message } = read as { errors?: unknown; message?: unknown }
  if (typeof message === 'string') return message
  if (!Array.isArray(errors)) return undefined
  return errors.flatMap(({ title, detail }) => [title, detail].filter(text => typeof text === 'string')).join('; ')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
