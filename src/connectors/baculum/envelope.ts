import { HubError } from '../../engine/error.ts'
import type { HttpAnswer } from '../../engine/io.ts'

/** What an error message may say of the call: its address and what must never be quoted. */
export interface Asked {
  /** e.g. `GET http://backup01:9096/api/v2/jobs`. */
  call: string
  secrets: readonly string[]
}

/** Up to 200 characters of what the far side wrote, without markup, control characters and secrets. */
function quoted(text: string, secrets: readonly string[]): string {
  let plain = text
    .slice(0, 20_000)
    .replace(/<(style|script)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is cut out
    .replace(/[\u0000-\u0020\u007f]+/g, ' ')
    .replace(/\b(pass(word|wd)?|pwd|secret|token)\b(\s*[:=]\s*)\S+/gi, '$1$3***')
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1***@')
  for (const secret of secrets) if (secret) plain = plain.replaceAll(secret, '***')
  plain = plain.trim()
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain
}

/** Throws for the statuses that `readable` lets through with a reason to give, and for HTML where JSON should be. */
export async function refuseBadStatus(answer: HttpAnswer, asked: Asked): Promise<void> {
  const { status } = answer
  const said = async () => quoted(await answer.text().catch(() => ''), asked.secrets)
  if (status === 401 || status === 403) {
    throw new HubError(
      'unauthorized',
      `${asked.call}: HTTP ${status}. Check BACULUM_API_USERNAME and BACULUM_API_PASSWORD against the API's user list (htpasswd, or Basic users in the API panel).`,
    )
  }
  if (status === 404) {
    throw new HubError(
      'invalid',
      `${asked.call}: HTTP 404. Check host, port and path in BACULUM_API_HOST, _PORT, _URL.`,
    )
  }
  if (status === 500) {
    throw new HubError(
      'unavailable',
      `${asked.call}: HTTP 500, an error of PHP or of the web server: see their log on the API host. ${await said()}`.trim(),
    )
  }
  if ((answer.headers.get('content-type') ?? '').includes('html')) throw notJson(await answer.text(), asked)
}

/** The statuses whose meaning is known here better than in the engine, which judges the rest and knows Retry-After. */
export const readable = (status: number) => [200, 401, 403, 404, 500].includes(status)

/** HTML, or anything else that is no JSON envelope, in an answer of status 200. */
export const notJson = (body: string, asked: Asked) =>
  body.trim() === ''
    ? new HubError('unavailable', `${asked.call}: an empty answer. See the API's PHP and web server error logs.`)
    : new HubError(
        'invalid',
        `${asked.call}: no JSON but: ${quoted(body, asked.secrets)}. Is this the Baculum API, and its path right (/api/v1, v2 or v3)? Port 9095 is Baculum Web; the API is on 9096.`,
      )

/** The web server or PHP gave up while writing: the next try may be whole. */
export const cutOff = (rows: number, asked: Asked) =>
  new HubError(
    'unavailable',
    `${asked.call}: the answer ends in the middle, after ${rows} jobs. Look for PHP's memory and time limits in the API host's log.`,
  )

/** A string where a list should be, with error 0: the API's greeting for a path it does not know. */
export const notRows = (text: string, asked: Asked) =>
  new HubError(
    'invalid',
    `${asked.call}: the API does not know this path: ${quoted(text, asked.secrets)}. Check the path in BACULUM_API_URL.`,
  )

/** The HubError for an envelope's error number, with what to do about it. */
export function apiError(number: number, output: string, asked: Asked): HubError {
  const [code, advice] = adviceFor(number, output)
  return new HubError(code, `${asked.call}: ${advice} (API error ${number}: ${quoted(output, asked.secrets)})`)
}

/** Baculum's error numbers by what a person can do. Those not listed are taken for a wrong request. */
function adviceFor(number: number, output: string): ['invalid' | 'unauthorized' | 'not_found' | 'unavailable', string] {
  switch (number) {
    case 2:
    case 3:
      return ['unavailable', catalogAdvice]
    case 4:
      return ['unavailable', directorAdvice]
    case 5:
    case 11:
      return ['invalid', 'the API may not use bconsole, or not for this director. Check bconsole in the API panel.']
    case 6:
      return [
        'unauthorized',
        'the API does not take Basic authentication, it is probably set to OAuth2. Switch it to Basic in the API panel; an unattended program cannot log in otherwise.',
      ]
    case 7:
      return ['unauthorized', 'the API user lacks the right to this. Allow jobs, joblog, schedules, directors.']
    case 9:
      return ['unavailable', `bconsole ended with an error. ${bconsoleAdvice}`]
    case 10:
    case 50:
    case 53:
      return ['not_found', 'not configured at the director, or hidden from the API’s console by an ACL.']
    case 1000:
      return /SQLSTATE|DbConnection|database/i.test(output)
        ? ['unavailable', catalogAdvice]
        : ['unavailable', 'the API failed inside. See its log and the web server’s.']
    default:
      return ['invalid', 'the API refused.']
  }
}

const bconsoleAdvice = 'Run bconsole as the web server’s user on the API host.'
const directorAdvice = `the Bacula director does not answer. Check that bacula-dir runs. ${bconsoleAdvice}`
const catalogAdvice =
  'the API cannot reach the Bacula catalog. Check the database server and the catalog in the API panel.'

/** Reads a small answer whole: status, type, JSON, error, then the type of output, in this order. */
export async function readOutput(answer: HttpAnswer, asked: Asked): Promise<unknown> {
  await refuseBadStatus(answer, asked)
  return outputOf(await answer.text(), asked)
}

export function outputOf(body: string, asked: Asked): unknown {
  const envelope = parsed(body)
  if (typeof envelope !== 'object' || envelope === null || !('output' in envelope)) throw notJson(body, asked)
  const number = 'error' in envelope ? Number(envelope.error) : 0
  const { output } = envelope
  if (number !== 0) throw apiError(number, typeof output === 'string' ? output : JSON.stringify(output), asked)
  if (typeof output === 'string') throw notRows(output, asked)
  return output
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body.startsWith('\ufeff') ? body.slice(1) : body)
  } catch {
    return undefined
  }
}
