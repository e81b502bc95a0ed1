import { type ErrorCode, HubError } from './error.ts'
import type { HttpCall } from './io.ts'

/** Longer requests to wait are taken for mistakes. */
const longestRetryAfterMs = 3_600_000
const shownCharacters = 200

/** What is being sent, one hop of it. */
export interface Hop {
  method: NonNullable<HttpCall<unknown>['method']>
  url: URL
  headers: Headers
  body: string | Uint8Array | undefined
}

/** Method, origin and path: the query, the user and the headers may hold secrets. */
export const nameOf = ({ method, url }: Pick<Hop, 'method' | 'url'>) => `${method} ${url.origin}${url.pathname}`

/** GET and HEAD change nothing, so there is nothing of them that may have arrived. */
export const isRead = ({ method }: Pick<Hop, 'method'>) => method === 'GET' || method === 'HEAD'

const codes: Record<number, ErrorCode> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  408: 'unavailable',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  425: 'unavailable',
  429: 'rate_limited',
}

/** What a status asks of the caller. Statuses below 400 are `invalid`: an answer of a kind nobody expected. */
const codeOfStatus = (status: number): ErrorCode => codes[status] ?? (status >= 500 ? 'unavailable' : 'invalid')

/** The error of an answer; `body` is its beginning, of which 200 characters are shown. */
export function statusError(hop: Hop, status: number, headers: Headers, body: string, now: Date): HubError {
  const code = codeOfStatus(status)
  const retryAfterMs = retryAfter(headers.get('retry-after'), now)
  const refused = isRead(hop) || status === 425 || status === 429 || (status === 503 && retryAfterMs !== undefined)
  return new HubError(code, `${nameOf(hop)}: ${status}${shown(body)}`, {
    retryAfterMs: code === 'unavailable' || code === 'rate_limited' ? retryAfterMs : undefined,
    arrived: code === 'unavailable' && !refused ? 'maybe' : 'no',
  })
}

/** `Retry-After` as seconds or HTTP date, at most 1 h; undefined when it is neither. */
function retryAfter(value: string | null, now: Date): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestRetryAfterMs)
}

/** Only the form that HTTP asks for: the engine's own parser takes "-5" for a year. */
const httpDate = (text: string) => (/^[A-Z][a-z]{2,8}, .*GMT$/.test(text) ? Date.parse(text) : Number.NaN)

function shown(body: string): string {
  const text = body
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, shownCharacters)
  return text && ` ${text}`
}

/** Errors after which it is certain that nothing was sent, and what to say of them. */
const unsent: [RegExp, string][] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENODATA)$/, 'the host name was not found'],
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, 'no way to the host'],
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'no connection in time'],
  [
    /CERT|SELF_SIGNED|ALTNAME/,
    'its certificate is not trusted; an authority of your own goes into NODE_EXTRA_CA_CERTS',
  ],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_)/, 'no TLS connection; is https right for this port?'],
]

/** The error of a call that got no answer, or only a part of one. */
export function connectionError(hop: Hop, cause: unknown, answerBegan: boolean): HubError {
  const systemCode = systemCodeOf(cause)
  if (/^bad port$/.test(messageOf(innermost(cause)))) {
    return new HubError('invalid', `${nameOf(hop)}: this port is closed to web calls; choose another`)
  }
  const known = answerBegan ? undefined : unsent.find(([pattern]) => pattern.test(systemCode))
  const what = known?.[1] ?? (answerBegan ? 'the answer broke off' : 'the connection broke')
  return new HubError('unavailable', `${nameOf(hop)}: ${what}${systemCode && ` (${systemCode})`}`, {
    cause: innermost(cause),
    arrived: known || isRead(hop) ? 'no' : 'maybe',
  })
}

/** The error of an attempt whose time ran out. */
export function timeoutError(hop: Hop, ms: number, cause: unknown): HubError {
  const message = `${nameOf(hop)}: no answer within ${Math.round(ms / 100) / 10} s`
  return new HubError('unavailable', message, { cause, arrived: isRead(hop) ? 'no' : 'maybe' })
}

/** `fetch failed` says nothing; what failed is in its cause. */
function innermost(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? innermost(error.cause) : error
}

function systemCodeOf(error: unknown): string {
  const inner = innermost(error) as { code?: unknown; errors?: { code?: unknown }[] } | undefined
  const code = inner?.code ?? inner?.errors?.[0]?.code
  return typeof code === 'string' ? code : ''
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : '')
