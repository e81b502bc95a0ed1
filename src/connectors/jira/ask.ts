import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { HttpAnswer, Io } from '../../engine/io.ts'
import { redactor } from '../../engine/redact.ts'
import { type Asked, isRefusal, loginAdvice, loginFailure, refusalOf, webPage } from './refusal.ts'
import type { Place } from './settings.ts'
import type { JiraSite } from './words.ts'

type Kind = JiraSite['kind']

/** A page of a thousand issues with long lists of links has several MiB. */
const maxBytes = 32 * 1024 * 1024

export interface AskOptions {
  /** Makes it a POST; those are reads too: all that is asked here changes nothing. */
  body?: unknown
  /** Ends the call's error where Jira refuses the request. */
  hint?: string
  /** See `Asked`. */
  isPublic?: boolean
  signal?: AbortSignal
}

/**
 * Makes calls below the address of a Jira, and turns what is no answer into the HubError that says what to do. `kind`
 * tells which Jira it is, for the advice on a refused login; it may itself ask what is public.
 */
export function asker(
  place: Place,
  { http, clock }: Pick<Io, 'http' | 'clock'>,
  kind: () => Promise<Kind | undefined>,
) {
  const redact = redactor(place.secrets)

  return async function ask<T>(
    shape: z.ZodType<T>,
    path: string,
    { body, hint, isPublic, signal }: AskOptions = {},
  ): Promise<T> {
    const method = body === undefined ? 'GET' : 'POST'
    const asked: Asked = {
      call: `${method} ${place.base}${path.replace(/\?.*/, '')}`,
      redact,
      now: () => clock.now(),
      hint,
      isPublic,
      advice: async () => loginAdvice(isPublic ? undefined : await kind(), place.login),
    }
    try {
      return await http({
        url: place.base + path,
        method,
        headers: {
          authorization: place.authorization,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        tries: 3,
        attemptMs: 30_000,
        totalMs: 90_000,
        maxBytes,
        signal,
        accept: status => (status >= 200 && status < 300) || isRefusal(status),
        read: answer => read(answer, shape, asked),
      })
    } catch (error) {
      throw asRead(error)
    }
  }
}

export type Ask = ReturnType<typeof asker>

async function read<T>(answer: HttpAnswer, shape: z.ZodType<T>, asked: Asked): Promise<T> {
  if (isRefusal(answer.status)) throw await refusalOf(answer, asked)
  const stranger = await loginFailure(answer.headers, asked)
  if (stranger) throw new HubError('unauthorized', `${asked.call}: ${stranger}`)
  const text = await answer.text()
  if (/^\s*</.test(text)) throw await webPage(text, asked)
  const result = shape.safeParse(parsed(text, asked))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the whole'
  throw new HubError('invalid', `${asked.call}: an answer of unknown shape (${where}: ${issue?.message}).`)
}

function parsed(text: string, { call, redact }: Asked): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const end = redact(text.trim().slice(-80))
    throw new HubError('unavailable', `${call}: the answer is no whole JSON; it ends in ${JSON.stringify(end)}.`, {
      cause,
    })
  }
}

/** The engine takes a POST for a write that may have arrived; nothing of ours can have. */
function asRead(error: unknown): unknown {
  if (!(error instanceof HubError) || error.arrived === 'no') return error
  const { code, message, cause, retryAfterMs } = error
  return new HubError(code, message, { cause, retryAfterMs, arrived: 'no' })
}
