import { HubError } from '../../src/engine/error.ts'
import { newManners } from './manners.ts'
import type { Random } from './random.ts'
import type { Moment } from './traps.ts'
import type { Life, World } from './world.ts'

/** What a message to a peer says. `poison` is one that the peer will never take. */
export interface Message {
  lane: string
  text: string
  poison?: boolean
}

/** One effect that a peer has seen, as it would stand in its own records. */
export interface Applied {
  peer: string
  lane: string
  key: string
  text: string
  /** Place among all effects of this peer. */
  seq: number
  at: number
}

/**
 * `open`: no answer yet. `told`: the caller has heard that it was applied. `refused`: has heard that it was not.
 * `doubtful`: cannot know.
 */
export type Fate = 'open' | 'told' | 'refused' | 'doubtful'

/** One call that a peer has received. */
export interface Call {
  peer: string
  lane: string
  key: string
  life: Life
  at: number
  fate: Fate
  applied: boolean
  /** The caller still waits for an answer, and nothing has happened that could have cost it its right to. */
  out: boolean
  wall: number
  /** How often the wall clock had jumped. */
  jumps: number
}

/** How often what goes wrong, per call. */
export interface PeerRates {
  slowestMs: number
  limited: number
  errorBefore: number
  errorAfter: number
  reset: number
  resetAfter: number
  hang: number
  hangAfter: number
  deaf: number
}

export type Outage = 'refused' | 'silent' | 'unauthorized'

export interface PeerSpec {
  name: string
  /** Takes a key and applies it once only. */
  dedupes: boolean
  concurrency: number
  perSecond: number | undefined
}

/** `id` is the place in the peer's records; `accepted` is false when the peer had a reason not to apply it. */
export interface Answer {
  id: string
  accepted: boolean
}

/** One outside system with its own records and its own bad days. */
export interface Peer {
  readonly spec: PeerSpec
  readonly ledger: Applied[]
  readonly calls: Call[]
  /** Makes one change; what goes wrong with it is drawn. `accept` may refuse it at the moment of its arrival. */
  change(life: Life, key: string, message: Message, signal: AbortSignal, accept?: () => boolean): Promise<Answer>
  /** What the records say about a key, if the peer answers at all. */
  find(life: Life, key: string): Promise<Applied | undefined>
  /** An answer to a question that changes nothing. */
  read<T>(life: Life, answer: () => T): Promise<T>
  outage(kind: Outage, ms: number): void
  /** False: from now on all goes well. */
  faulty: boolean
  readonly outages: number
}

/** Where a peer says that a caller did what it must not. */
export type Complain = (rule: string, detail: string) => void

export interface PeerParts {
  world: World
  random: Random
  rates: PeerRates
  complain: Complain
  /** Called when a request arrives and before its answer is heard; it may end the process there. */
  pass(moment: Moment): void
}

const second = 1000

/** Rates of one seed: some faults are frequent, some never happen. */
export function drawRates(random: Random): PeerRates {
  const rate = (high: number) => (random.chance(0.3) ? 0 : random.skewed(1, high * 1000) / 1000)
  return {
    slowestMs: random.skewed(200, 8000),
    limited: rate(0.12),
    errorBefore: rate(0.1),
    errorAfter: rate(0.06),
    reset: rate(0.06),
    resetAfter: rate(0.06),
    hang: rate(0.02),
    hangAfter: rate(0.02),
    deaf: random.next(),
  }
}

type Course = 'fine' | 'limited' | 'errorBefore' | 'errorAfter' | 'reset' | 'resetAfter' | 'hang' | 'hangAfter'
const courses = ['limited', 'errorBefore', 'errorAfter', 'reset', 'resetAfter', 'hang', 'hangAfter'] as const
const arriving: ReadonlySet<Course> = new Set(['fine', 'errorAfter', 'resetAfter', 'hangAfter'])

export function newPeer(spec: PeerSpec, parts: PeerParts): Peer {
  const { world, random, rates } = parts
  const ledger: Applied[] = []
  const byKey = new Map<string, Applied>()
  const calls: Call[] = []
  const manners = newManners(spec, parts)
  let trouble: { kind: Outage; until: number } | undefined
  let faulty = true
  let outages = 0

  const outageNow = () => (trouble && world.time < trouble.until ? trouble.kind : undefined)

  const courseOf = (): Course => {
    if (!faulty) return 'fine'
    let left = random.next()
    for (const course of courses) {
      left -= rates[course]
      if (left < 0) return course
    }
    return 'fine'
  }

  const apply = (key: string, message: Message, accept: () => boolean): Applied | undefined => {
    const known = spec.dedupes ? byKey.get(key) : undefined
    if (known) return known
    if (!accept()) return undefined
    const applied = { peer: spec.name, lane: message.lane, key, text: message.text, seq: ledger.length, at: world.time }
    ledger.push(applied)
    if (!byKey.has(key)) byKey.set(key, applied)
    return applied
  }

  const latency = () => random.skewed(5, rates.slowestMs)

  /** The way there: short, so that a request cut off by a crash has arrived, or never will, before anyone asks about it. */
  const arrive = (life: Life, action: () => void) =>
    world.after(random.between(1, 200), `${spec.name} arrival`, () => {
      if (life.alive || random.chance(0.5)) action()
    })

  const answer = <T>(life: Life, ms: number, call: Call | undefined, give: () => T): Promise<T> =>
    new Promise((resolve, reject) =>
      world.after(
        ms,
        `${spec.name} answer`,
        () => {
          if (call) call.out = false
          try {
            const given = give()
            if (life.alive) resolve(given)
          } catch (error) {
            if (life.alive) reject(error)
          }
        },
        life,
      ),
    )

  const refuseByOutage = (life: Life, kind: Outage, call: Call | undefined, signal?: AbortSignal): Promise<never> => {
    if (kind === 'silent') return hang(life, call, signal)
    if (call) call.fate = 'refused'
    return answer(life, random.between(1, 50), call, () => {
      if (kind === 'unauthorized') throw new HubError('unauthorized', `${spec.name}: 401`)
      throw new HubError('unavailable', `${spec.name}: connection refused`, { arrived: 'no' })
    })
  }

  /** No answer ever: a polite client ends with its signal, a deaf one not even then. */
  const hang = (life: Life, call: Call | undefined, signal?: AbortSignal): Promise<never> => {
    if (call) call.fate = 'doubtful'
    if (random.chance(rates.deaf)) return new Promise<never>(() => {})
    if (!signal)
      return answer(life, 10 * second, call, () => {
        throw new HubError('unavailable', `${spec.name}: timed out`)
      })
    return new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new HubError('unavailable', `${spec.name}: timed out`))),
    )
  }

  const settleCall = (course: Course, call: Call, applied: Applied | undefined): Answer => {
    const late = call.fate === 'doubtful'
    const conclude = (fate: Fate) => {
      if (!late) call.fate = fate
      parts.pass({ life: call.life, where: 'call', when: 'after', text: course })
    }
    if (course === 'limited') {
      conclude('refused')
      throw new HubError('rate_limited', `${spec.name}: 429`, { retryAfterMs: manners.slowDown(call) })
    }
    if (course !== 'fine') {
      conclude('doubtful')
      throw new HubError('unavailable', `${spec.name}: ${course.startsWith('error') ? '503' : 'connection reset'}`)
    }
    conclude('told')
    return { id: `${spec.name}-${applied?.seq}`, accepted: applied !== undefined }
  }

  return {
    spec,
    ledger,
    calls,
    async change(life, key, message, signal, accept = () => true) {
      if (!life.alive) return new Promise<never>(() => {})
      const call: Call = {
        peer: spec.name,
        lane: message.lane,
        key,
        life,
        at: world.time,
        wall: world.wall,
        jumps: world.jumps,
        fate: 'open',
        applied: false,
        out: true,
      }
      world.trace.add(`${world.time} ${life.name} ${spec.name} <- ${key}`)
      manners.check(calls, call)
      calls.push(call)
      parts.pass({ life, where: 'call', when: 'before' })
      if (!life.alive) {
        call.fate = 'doubtful'
        return new Promise<never>(() => {})
      }
      signal.addEventListener('abort', () => {
        call.out = false
        if (call.fate === 'open') call.fate = 'doubtful'
      })
      const kind = outageNow()
      if (kind) return refuseByOutage(life, kind, call, signal)
      if (message.poison) {
        call.fate = 'refused'
        return answer(life, latency(), call, () => {
          throw new HubError('invalid', `${spec.name}: 400`)
        })
      }
      const course = courseOf()
      let applied: Applied | undefined
      if (arriving.has(course))
        arrive(life, () => {
          applied = apply(key, message, accept)
          call.applied = applied !== undefined
          world.trace.add(`${world.time} - ${spec.name} applied ${key}`)
        })
      if (course === 'hang' || course === 'hangAfter') return hang(life, call, signal)
      return answer(life, 200 + latency(), call, () => settleCall(course, call, applied))
    },
    find: (life, key) => {
      parts.pass({ life, where: 'question', when: 'before' })
      const kind = outageNow()
      if (kind) return refuseByOutage(life, kind, undefined)
      if (faulty && random.chance(rates.errorBefore)) return refuseByOutage(life, 'refused', undefined)
      return answer(life, latency(), undefined, () => byKey.get(key))
    },
    read: (life, give) => {
      // A run that may not even read fails for good, as it should: that would only shorten the day's work.
      if (outageNow() || (faulty && random.chance(rates.errorBefore))) return refuseByOutage(life, 'refused', undefined)
      return answer(life, latency(), undefined, give)
    },
    outage(kind, ms) {
      outages += 1
      trouble = { kind, until: world.time + ms }
      world.trace.add(`${world.time} - ${spec.name} ${kind} for ${ms}`)
    },
    get faulty() {
      return faulty
    },
    set faulty(value) {
      faulty = value
      trouble = undefined
    },
    get outages() {
      return outages
    },
  }
}
