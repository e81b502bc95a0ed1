import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { HttpAnswer, Io } from '../../engine/io.ts'
import { redactor } from '../../engine/redact.ts'
import { type Asked, isRefusal, type Judge, refusalOf, refused, webPage } from './refusal.ts'
import type { Place } from './settings.ts'

/** A page's storage may have 5 MB, and JSON makes more of it. */
const maxBytes = 16 * 1024 * 1024

interface AskOptions {
  method?: 'GET' | 'POST' | 'PUT'
  body?: unknown
  judge?: Judge
}

/** Makes calls below `base`, and turns what is no answer into the HubError that says what to do. `signal` ends them. */
export function asker(place: Place, { http, clock }: Pick<Io, 'http' | 'clock'>, base: string, signal?: AbortSignal) {
  const redact = redactor(place.secrets)

  return function ask<T>(shape: z.ZodType<T>, path: string, options: AskOptions = {}): Promise<T> {
    const { method = 'GET', body, judge } = options
    const asked: Asked = { call: `${method} ${base}${path.replace(/\?.*/, '')}`, redact, now: clock.now() }
    return http({
      url: base + path,
      method,
      headers: {
        authorization: place.authorization,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      // Saving a large page takes Confluence its time, and what is cut off must be looked into.
      attemptMs: method === 'GET' ? 15_000 : 40_000,
      maxBytes,
      signal,
      accept: status => (status >= 200 && status < 300) || isRefusal(status),
      read: answer => read(answer, shape, asked, judge),
    })
  }
}

export type Ask = ReturnType<typeof asker>

async function read<T>(answer: HttpAnswer, shape: z.ZodType<T>, asked: Asked, judge: Judge | undefined): Promise<T> {
  if (isRefusal(answer.status)) {
    const refusal = await refusalOf(answer, asked)
    throw judge?.(refusal) ?? refused(refusal)
  }
  const text = await answer.text()
  if (/^\s*</.test(text)) throw webPage(text, asked)
  const result = shape.safeParse(parsed(text, asked))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the whole'
  const arrived = asked.call.startsWith('GET') ? 'no' : 'maybe'
  throw new HubError('invalid', `${asked.call}: an answer of unknown shape (${where}: ${issue?.message}).`, { arrived })
}

function parsed(text: string, { call, redact }: Asked): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const end = JSON.stringify(redact(text.trim().slice(-80)))
    throw new HubError('unavailable', `${call}: the answer is no whole JSON; it ends in ${end}.`, { cause })
  }
}
