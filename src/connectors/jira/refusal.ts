import { HubError } from '../../engine/error.ts'
import type { HttpAnswer } from '../../engine/io.ts'
import type { Place } from './settings.ts'

/** What an error may say of a call. */
export interface Asked {
  /** e.g. `POST https://example.atlassian.net/rest/api/3/search/jql`. */
  call: string
  /** Cuts secrets out of what Jira says. */
  redact: (text: string) => string
  now: () => Date
  /** What to do about a 400. */
  hint?: string
  /** Strangers are told the same, so that the answer says nothing of the login. */
  isPublic?: boolean
  /** What to set when the login is refused. */
  advice: () => Promise<string>
}

const longestWaitMs = 3_600_000

/** Statuses whose meaning is known here better than in the engine, which judges the rest: 5xx and their `Retry-After`. */
export const isRefusal = (status: number) => [400, 401, 403, 404, 410, 429].includes(status)

/** The error for a status of `isRefusal`, in Jira's own words and with what to do. */
export async function refusalOf(answer: HttpAnswer, asked: Asked): Promise<HubError> {
  const { status, headers } = answer
  const said = wordsOf(asked.redact(await answer.text().catch(() => '')))
  const quoted = said && ` Jira says: ${said}`
  const tell = (code: HubError['code'], words: string) => new HubError(code, `${asked.call}: HTTP ${status}${words}`)
  const login = await loginFailure(headers, asked)
  if (login) return tell('unauthorized', `, ${login}${quoted}`) // to a stranger nothing exists, whatever the status
  switch (status) {
    case 401:
      if (/scope/i.test(said))
        return tell('unauthorized', `, the token lacks a scope; give it read:jira-work and read:jira-user.${quoted}`)
      return tell('unauthorized', `, the login is refused. ${await asked.advice()}${quoted}`)
    case 403:
      return tell('unauthorized', `, this user may not do so; ask a Jira administrator for the right.${quoted}`)
    case 404:
      return tell('not_found', `.${quoted}`)
    case 410:
      return tell('invalid', `, this Jira no longer has this API; update Dure.${quoted}`)
    case 429:
      return new HubError('rate_limited', `${asked.call}: HTTP 429, too many calls.${quoted}`, {
        retryAfterMs: waitMs(headers, asked.now()),
      })
    default:
      return tell('invalid', `, Jira refuses the request.${quoted}${asked.hint ? ` ${asked.hint}` : ''}`)
  }
}

/**
 * Why a login failed, as the headers of any answer tell it; undefined where they do not. Searches answer whoever they
 * do not know with status 200 and less in it.
 */
export async function loginFailure(headers: Headers, { advice, isPublic }: Asked): Promise<string | undefined> {
  const reason = headers.get('x-seraph-loginreason') ?? ''
  const denied = `${reason} ${headers.get('x-authentication-denied-reason') ?? ''}`
  if (/AUTHENTICATION_DENIED|CAPTCHA/.test(denied))
    return 'Jira wants a CAPTCHA solved after failed logins: log in once with a browser, then check the credential.'
  const anonymous = headers.get('x-ausername') === 'anonymous'
  if (isPublic) return undefined
  if (/AUTHENTICATED_FAILED/.test(reason) || (/\bOUT\b/.test(reason) && anonymous))
    return `Jira does not know this login and answers as to a stranger. ${await advice()}`
  return undefined
}

const apiTokens = 'https://id.atlassian.com/manage-profile/security/api-tokens'
const patPlace = 'in Jira: Profile → Personal Access Tokens'

/** One sentence that says what to set; both ways where it is not known which Jira it is. */
export function loginAdvice(kind?: 'cloud' | 'server', login?: Place['login']): string {
  const token = `ATLASSIAN_USERNAME to the account's e-mail and ATLASSIAN_API_TOKEN to a token of that account from ${apiTokens}`
  const pat = `ATLASSIAN_PAT to a personal access token that has not expired (${patPlace})`
  if (kind === 'cloud' && login === 'pat') return `Jira Cloud takes no personal access tokens: set ${token}.`
  if (kind === 'cloud') return `Set ${token}.`
  if (kind === 'server' && login === 'token')
    return `Set ${pat} instead of ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or correct these.`
  if (kind === 'server') return `Set ${pat}.`
  return `On Jira Cloud set ${token}; on Data Center set ${pat}.`
}

/** A web page in place of JSON: of a login (single sign-on, a proxy) or of another program. */
export async function webPage(body: string, { call, redact, advice }: Asked): Promise<HubError> {
  const isLogin = /type=["']?password|log[ -]?in|sign[ -]?in|로그인|\bSAML\b|\bSSO\b/i.test(body)
  const words = wordsOf(redact(body))
  if (isLogin)
    return new HubError('unauthorized', `${call}: a login page instead of JSON ("${words}"). ${await advice()}`)
  return new HubError('invalid', `${call}: a web page instead of JSON ("${words}"). ${addressAdvice}`)
}

export const addressAdvice =
  'Set ATLASSIAN_URL to the address of the site, or JIRA_URL to that of Jira, with its context path where it has one.'

/** `Retry-After`, else when the limit begins anew (Cloud) or gives out its next tokens (Data Center). Zero says nothing. */
function waitMs(headers: Headers, now: Date): number | undefined {
  const number = (name: string) => Number(headers.get(name) ?? Number.NaN) * 1000
  const until = (name: string) => Date.parse(headers.get(name) ?? '') - now.getTime()
  const waits = [
    number('retry-after'),
    until('retry-after'),
    until('x-ratelimit-reset'),
    number('x-ratelimit-interval-seconds'),
  ]
  const wait = waits.find(ms => ms > 0)
  return wait && Math.min(wait, longestWaitMs)
}

/** The words of an error in whichever envelope, or the text of a web page; at most 300 characters. */
function wordsOf(body: string): string {
  const words =
    envelopeWords(body) ?? body.replace(/<(style|script)\b[\s\S]*?(<\/\1>|$)/gi, ' ').replace(/<[^>]*>/g, ' ')
  const plain = words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return plain.length > 300 ? `${plain.slice(0, 299).toWellFormed()}…` : plain
}

function envelopeWords(body: string): string | undefined {
  const read = parsed(body)
  if (typeof read !== 'object' || read === null) return undefined
  const { errorMessages, errors, message, errorMessage, error, detail } = read as Record<string, unknown>
  const fields = Object.entries(errors ?? {}).map(([name, text]) => `${name}: ${text}`)
  const all = [errorMessages, fields, message, errorMessage, error, detail].flat()
  return all.filter(text => typeof text === 'string').join(' ')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
