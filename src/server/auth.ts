import { hash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import type { Log } from '../engine/io.ts'
import { createAttempts } from './attempts.ts'
import { isLoopbackAuthority } from './loopback.ts'
import { inTime } from './patience.ts'
import { Refusal } from './refusal.ts'

/** Each may do what those before it may: read, write, and what concerns the hub itself. */
const roles = ['reader', 'writer', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who calls: the name of the token, not of a person. */
export interface Caller {
  name: string
  role: Role
}

/**
 * The tokens of `dure token create`, by the SHA-256 of each (64 hex digits). A token is 256 random bits, so there is
 * nothing that a slow hash would make harder to guess, and a look-up by hash tells a listening clock nothing of use:
 * nobody can choose the hash of what they send.
 */
export interface Tokens {
  find(hash: string): Caller | undefined | Promise<Caller | undefined>
  /** Whether there is one at all. */
  any(): boolean | Promise<boolean>
}

/** Who may call. `open`: everybody on this machine, without a token, until the first token is made. */
export interface Access {
  open: boolean
  /** API_AUTH_TOKEN: its bearer reads and writes. */
  token?: string
  tokens?: Tokens
}

/** What is stored of a token. */
export const hashOf = (token: string) => hash('sha256', token, 'hex')

/** A token that looks like one: `dure_` and 43 letters. `bytes`: 32 from a random source fit for secrets. */
export const tokenOf = (bytes: Uint8Array) => `dure_${Buffer.from(bytes).toString('base64url')}`

const anyone: Caller = { name: 'anyone', role: 'writer' }
const bearer: Caller = { name: 'API_AUTH_TOKEN', role: 'writer' }

/** Tells who calls, or refuses: 401 without a right token, 403 for one whose role is too low, 429 after too many wrong ones. */
export type Guard = (request: Request, address: string, needed: Role) => Promise<Caller>

export function createGuard({ access, clock, log }: { access: Access; clock: Clock; log: Log }): Guard {
  const attempts = createAttempts(clock)
  const own = access.token === undefined ? undefined : Buffer.from(hashOf(access.token))

  const callerWith = (digest: string) => {
    if (own && timingSafeEqual(own, Buffer.from(digest))) return bearer
    return access.tokens && inTime(clock, Promise.resolve(access.tokens.find(digest)), silentLedger)
  }

  // Closed once, it stays closed: whoever has made a token counts on it.
  let { open } = access
  const isOpen = async () => {
    if (open && access.tokens && (await inTime(clock, Promise.resolve(access.tokens.any()), silentLedger))) {
      open = false
      log.warn('a token was made: calls without one are refused from now on')
    }
    return open
  }

  return async (request, address, needed) => {
    if (await isOpen()) return local(request)
    const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined) throw unauthorized(false)
    const digest = hashOf(token)
    const wait = attempts.waitOf(address, digest)
    if (wait > 0) throw tooMany(wait)
    const caller = await callerWith(digest)
    if (!caller) {
      const pause = attempts.failed(address)
      if (pause > 0) log.warn('wrong tokens keep coming', { address, pause })
      throw unauthorized(true)
    }
    attempts.passed(address, digest)
    if (roles.indexOf(caller.role) < roles.indexOf(needed))
      throw new Refusal('forbidden', words => words.details.role(needed, caller.role))
    return caller
  }
}

/**
 * Without a token, a page of another site must not reach the API through a browser on this machine: not by a name of
 * its own that it lets lead here (DNS rebinding), and not by calling localhost.
 */
function local({ headers, url }: Request): Caller {
  if (!isLoopbackAuthority(headers.get('host') ?? new URL(url).host))
    throw new Refusal('forbidden', words => words.details.strangeHost)
  const origin = headers.get('origin')
  if (origin !== null && !isLoopbackAuthority(origin.replace(/^https?:\/\//, '')))
    throw new Refusal('forbidden', words => words.details.strangeOrigin)
  return anyone
}

const silentLedger = () =>
  Promise.reject(new HubError('unavailable', 'the ledger has not told who may call; it does not answer'))

const unauthorized = (wrong: boolean) =>
  new Refusal('unauthorized', ({ details }) => (wrong ? details.wrongToken : details.noToken), {
    headers: { 'www-authenticate': wrong ? 'Bearer realm="dure", error="invalid_token"' : 'Bearer realm="dure"' },
  })

function tooMany(waitMs: number) {
  const seconds = Math.ceil(waitMs / 1000)
  return new Refusal('rate_limited', words => words.details.slowDown(seconds), {
    headers: { 'retry-after': String(seconds) },
  })
}
