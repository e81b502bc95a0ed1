import type { FieldProblem } from '../engine/automation.ts'
import { HubError } from '../engine/error.ts'
import { type Kind, statusOf } from './kind.ts'
import { Refusal } from './refusal.ts'
import type { Words } from './words.ts'

/** Problem details of RFC 9457. */
export interface Problem {
  type: string
  title: string
  status: number
  detail?: string
  errors?: FieldProblem[]
  /** `urn:uuid:…`: the request, as its line in the log has it. */
  instance: string
}

/** Refused, or failed: what the caller reads, and what of it concerns whoever runs the hub. */
export interface Failure {
  kind: Kind
  problem: Problem
  headers: Record<string, string>
}

const typeOf = (kind: string) => `urn:dure:problem:${kind.replaceAll('_', '-')}`

/** What a thrown error comes to for the caller. Nothing of an error that nobody expected is shown. */
export function failureOf(error: unknown, words: Words, request: string): Failure {
  const kind = kindOf(error)
  const detail = detailOf(error, words)
  const errors = errorsOf(error, detail, words)
  const problem: Problem = {
    type: typeOf(kind),
    title: words.titles[kind],
    status: statusOf[kind],
    detail,
    ...(errors && { errors }),
    instance: `urn:uuid:${request}`,
  }
  return { kind, problem, headers: headersOf(error) }
}

/** What a status of an answer says went wrong. */
export const kindWith = (status: number): Kind =>
  (Object.keys(statusOf) as Kind[]).find(name => statusOf[name] === status) ?? 'failed'

/** The body of a task's own refusal: a text becomes the detail, members of an object are added. */
export function problemWith(status: number, body: unknown, words: Words, request: string): Problem {
  const kind = kindWith(status)
  const own = typeof body === 'object' && body !== null ? body : typeof body === 'string' ? { detail: body } : {}
  return { type: typeOf(kind), title: words.titles[kind], status, ...own, instance: `urn:uuid:${request}` }
}

/**
 * A far side that refuses the hub's credentials is no matter of the caller's token: 500, as the description has it
 * for failures of the systems behind the API. The other codes mean the same to the caller as to the hub.
 */
function kindOf(error: unknown): Kind {
  if (error instanceof Refusal) return error.kind
  if (!(error instanceof HubError) || error.code === 'unauthorized') return 'failed'
  return error.code in statusOf ? error.code : 'failed'
}

function detailOf(error: unknown, words: Words): string {
  const { details } = words
  if (error instanceof Refusal) return error.detail(words)
  if (!(error instanceof HubError)) return details.failed
  switch (error.code) {
    case 'unauthorized':
      return details.outside
    case 'rate_limited':
      return details.busy
    // What is said in the caller's language is said to the caller; else it may tell of the systems behind.
    case 'unavailable':
      return error.ko === undefined ? details.unavailable : words.language === 'ko' ? error.ko : error.message
    // These speak of what the caller has sent.
    default:
      return (words.language === 'ko' && error.ko) || error.message
  }
}

/** What a schema found, or the one field that a task's own error is about. */
function errorsOf(error: unknown, detail: string, words: Words): FieldProblem[] | undefined {
  if (error instanceof Refusal) return error.errors?.(words)
  if (!(error instanceof HubError) || !error.field) return undefined
  const { name, example } = error.field
  return [{ field: name, message: detail, ...(example !== undefined && { example }) }]
}

const usualPauseMs = 5000

function headersOf(error: unknown): Record<string, string> {
  if (error instanceof Refusal) return error.headers ?? {}
  if (!(error instanceof HubError) || (error.code !== 'rate_limited' && error.code !== 'unavailable')) return {}
  return { 'retry-after': String(Math.ceil((error.retryAfterMs ?? usualPauseMs) / 1000)) }
}
