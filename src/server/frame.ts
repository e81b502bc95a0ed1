import type { Context } from 'hono'
import type { Clock } from '../engine/clock.ts'
import type { Log } from '../engine/io.ts'
import type { Caller, Guard, Role } from './auth.ts'
import { isLoopback } from './loopback.ts'
import type { Metrics } from './metrics.ts'
import { failureOf, problemWith } from './problem.ts'
import { Refusal } from './refusal.ts'
import { type Language, languageOf, type Words, wordsOf } from './words.ts'

/** What the adapter knows and the request does not say. */
export interface Env {
  /** Of the other end of the connection. */
  address?: string
  /** In a Lambda, where there is no connection: whom API Gateway speaks for. */
  requestContext?: { http?: { sourceIp?: string } }
}

/** What a request is answered with: `json`, or a `body` of another `type`, or neither. */
export interface Reply {
  status: number
  json?: unknown
  body?: string | Uint8Array<ArrayBuffer>
  type?: string
  headers?: Record<string, string>
  /** A status from 400 on is a problem, and `json` adds to its details; unless this says that it stands as it is. */
  plain?: boolean
}

/** `caller` is undefined where nobody has to say who they are. */
export type Work = (c: HonoContext, caller: Caller | undefined, language: () => Language) => Reply | Promise<Reply>
export type HonoContext = Context<{ Bindings: Env | undefined }>

interface Place {
  /** For the metrics: as declared, without what a caller has put into it. */
  route: string
  /** What a caller must be; undefined: anybody. */
  role?: Role
  /** Fetched all the time by machines: not worth a line at `info`. */
  quiet?: boolean
}

export type Frame = (place: Place, work: Work) => (c: HonoContext) => Promise<Response>

interface FrameParts {
  guard: Guard
  clock: Clock
  log: Log
  newId: () => string
  language: Language
  metrics: Metrics
}

const longestPath = 200
/** As nginx has it: nobody was there any more to be answered. */
const gone = 499

/** What every request gets whoever answers it: a number, a caller, an error in words, a line in the log, its duration. */
export const createFrame =
  ({ guard, clock, log, newId, language, metrics }: FrameParts): Frame =>
  ({ route, role, quiet }, work) =>
  async c => {
    const began = clock.monotonic()
    const id = newId()
    const request = c.req.raw
    const words = () => wordsOf(languageOf(request.headers.get('accept-language'), language))
    let caller: Caller | undefined
    let reply: Reply
    let response: Response
    let error: unknown
    try {
      caller = role && (await guard(request, addressOf(request, c.env), role))
      reply = withProblem(await work(c, caller, () => words().language), words, id)
      response = responseOf(reply, id)
    } catch (thrown) {
      error = thrown
      reply = failed(thrown, words(), id)
      response = responseOf(reply, id)
    }
    const ms = clock.monotonic() - began
    const status = error !== undefined && reply.status >= 500 && request.signal.aborted ? gone : reply.status
    metrics.answered(request.method, route, status, ms)
    log[levelOf(status, reply, quiet)](
      `${request.method} ${c.req.path.slice(0, longestPath)} ${status} ${Math.round(ms)} ms`,
      {
        request: id,
        caller: caller?.name,
        why: error instanceof Refusal ? error.cause : error,
      },
    )
    return response
  }

function levelOf(status: number, { plain }: Reply, quiet = false): 'debug' | 'info' | 'warn' | 'error' {
  if (status === 500) return 'error'
  if (status > 500 && !plain) return 'warn'
  return quiet ? 'debug' : 'info'
}

/** A proxy on the same machine says whom it speaks for; what others say of themselves is not believed. */
function addressOf({ headers }: Request, env: Env | undefined): string {
  const address = env?.address ?? env?.requestContext?.http?.sourceIp ?? 'unknown'
  if (!isLoopback(address)) return address
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || address
}

function withProblem(reply: Reply, words: () => Words, id: string): Reply {
  if (reply.status < 400 || reply.plain) return reply
  const said = words()
  return {
    ...asProblem(said, reply.headers),
    status: reply.status,
    json: problemWith(reply.status, reply.json, said, id),
  }
}

function failed(error: unknown, words: Words, id: string): Reply {
  const { problem, headers } = failureOf(error, words, id)
  return { ...asProblem(words, headers), status: problem.status, json: problem }
}

const asProblem = ({ language }: Words, headers: Record<string, string> | undefined) => ({
  type: 'application/problem+json',
  headers: { ...headers, 'content-language': language, vary: 'Accept-Language' },
})

function responseOf({ status, json, body, type, headers }: Reply, id: string): Response {
  const content = json === undefined ? body : JSON.stringify(json)
  return new Response(content ?? null, {
    status,
    headers: {
      ...(content !== undefined && { 'content-type': type ?? 'application/json' }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': id,
      ...headers,
    },
  })
}
