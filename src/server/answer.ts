import type { Waited } from '../engine/automation.ts'
import type { Caller } from './auth.ts'
import type { Desk } from './desk.ts'
import type { Reply, Work } from './frame.ts'
import { createInputReader } from './input.ts'
import { Refusal } from './refusal.ts'
import type { Served } from './routes.ts'

const usualWaitMs = 5000

/** One route: reads the input, has the desk answer, waits for a delivery where the route says so, and says what came of it. */
export function createAnswer(served: Served, desk: Desk): Work {
  const { name, method, path, route } = served
  const inputOf = createInputReader(served)

  const waitedFor = async (outcome: unknown, signal: AbortSignal): Promise<Waited | undefined> => {
    const delivery = route.waitFor?.(outcome)
    return delivery && desk.waitFor(delivery, route.waitMs ?? usualWaitMs, signal)
  }

  return async (c, caller, language) => {
    const request = c.req.raw
    const key = keyOf(request, served, caller)
    const { sent, given } = await inputOf(request, c.req.param() as Record<string, string>)
    const { outcome, known } = await desk.answer(name, sent, { key, given: { input: given }, signal: request.signal })
    const waited = await waitedFor(outcome, request.signal)
    const { status, body, headers } = route.reply?.(outcome, waited, language()) ?? {
      status: outcome === undefined ? 204 : 200,
      body: outcome,
    }
    checkHeaders(`${method} ${path}`, headers)
    return { status, json: body, headers: known ? { ...headers, 'idempotency-replayed': 'true' } : headers }
  }
}

/** Keys of different tokens and routes never meet: a caller can neither read nor spoil another's answer. */
function keyOf({ headers }: Request, { method, path }: Served, caller: Caller | undefined): string | undefined {
  const key = method === 'GET' ? null : headers.get('idempotency-key')
  if (key === null) return undefined
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw new Refusal('invalid', words => words.details.badKey)
  return `http/${caller?.name}/${method} ${path}/${key}`
}

/** A header that a socket would refuse is a mistake of the task, and is found here also where there is no socket. */
function checkHeaders(place: string, headers: Reply['headers']) {
  for (const [name, value] of Object.entries(headers ?? {}))
    if (!/^[\w-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value))
      throw new TypeError(`${place} replies with a header ${JSON.stringify(name)} that is no ASCII: encode it`)
}
