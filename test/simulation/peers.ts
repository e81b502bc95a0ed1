import { HubError } from '../../src/engine/error.ts'
import type { Applied, Call, Fate, Message, PeerParts, PeerSpec } from './calls.ts'
import { newLine } from './line.ts'
import { newManners } from './manners.ts'
import { arriving, type Course, newWeather, type Weather } from './weather.ts'
import type { Life, World } from './world.ts'

/** `id` is the place in the peer's records; `accepted` is false when the peer had a reason not to apply it. */
export interface Answer {
  id: string
  accepted: boolean
}

/** One outside system with its own records. */
export interface Peer {
  readonly ledger: Applied[]
  readonly calls: Call[]
  readonly weather: Weather
  /** Makes one change; what goes wrong with it is drawn. `accept` may refuse it at its arrival, and `others` with it. */
  change(
    life: Life,
    key: string,
    message: Message,
    signal: AbortSignal,
    accept?: () => boolean,
    others?: readonly { payload: Message; key: string }[],
  ): Promise<Answer>
  /** What the records say about a key, if the peer answers at all. */
  find(life: Life, key: string): Promise<Applied | undefined>
  /** An answer to a question that changes nothing. */
  read<T>(life: Life, look: () => T): Promise<T>
}

const thinkMs = 200
const never = () => new Promise<never>(() => {})

export function newPeer(spec: PeerSpec, parts: PeerParts): Peer {
  const { world, random, rates } = parts
  const { name } = spec
  const records = newRecords(spec, world)
  const calls: Call[] = []
  const manners = newManners(spec, parts)
  const weather = newWeather(name, world, random, rates)
  const line = newLine(name, parts)

  const begin = (life: Life, key: string, { lane }: Message): Call => {
    const { time: at, wall, jumps } = world
    const call: Call = { peer: name, lane, key, life, at, wall, jumps, fate: 'open', applied: false, out: true }
    world.trace.add(`${at} ${life.name} ${name} <- ${key}`)
    manners.check(calls, call)
    calls.push(call)
    return call
  }

  /** A hang is doubtful from its beginning, whatever comes of it. */
  const conclude = (call: Call, course: Course, fate: Fate) => {
    if (call.fate !== 'doubtful') call.fate = fate
    parts.pass({ life: call.life, where: 'call', when: 'after', text: course })
  }

  const outcome = (course: Course, call: Call, applied: Applied | undefined): Answer => {
    if (course === 'limited') {
      conclude(call, course, 'refused')
      throw new HubError('rate_limited', `${name}: 429`, { retryAfterMs: manners.slowDown(call) })
    }
    if (course !== 'fine') {
      conclude(call, course, 'doubtful')
      throw new HubError('unavailable', `${name}: ${course.startsWith('error') ? '503' : 'connection reset'}`)
    }
    conclude(call, course, 'told')
    return { id: `${name}-${applied?.seq}`, accepted: applied !== undefined }
  }

  const fail = (call: Call, signal: AbortSignal, poison: boolean | undefined): Promise<never> | undefined => {
    const heard = () => {
      call.out = false
    }
    if (weather.outage === 'silent') {
      call.fate = 'doubtful'
      return line.hang(call.life, signal)
    }
    if (!weather.outage && !poison) return undefined
    call.fate = 'refused'
    if (weather.outage) return line.refuse(call.life, weather.outage, heard)
    const refuse = () => {
      throw new HubError('invalid', `${name}: 400`)
    }
    return line.answer(call.life, line.pause(), refuse, heard)
  }

  return {
    ledger: records.all,
    calls,
    weather,
    async change(life, key, message, signal, accept = () => true, others = []) {
      if (!life.alive) return never()
      // As fetch does: what was given up while the caller read something never goes out.
      signal.throwIfAborted()
      const call = begin(life, key, message)
      signal.addEventListener('abort', () => {
        call.out = false
        if (call.fate === 'open') call.fate = 'doubtful'
      })
      parts.pass({ life, where: 'call', when: 'before' })
      if (!life.alive) return never()
      const failure = fail(call, signal, message.poison)
      if (failure) return failure
      const course = weather.course()
      let applied: Applied | undefined
      if (arriving.has(course))
        line.carry(life, () => {
          applied = records.apply(key, message, accept)
          call.applied = applied !== undefined
          if (applied) for (const other of others) records.apply(other.key, other.payload, () => true)
        })
      if (course === 'hang' || course === 'hangAfter') {
        call.fate = 'doubtful'
        return line.hang(life, signal)
      }
      const hear = () => {
        call.out = false
      }
      return line.answer(life, thinkMs + line.pause(), () => outcome(course, call, applied), hear)
    },
    find(life, key) {
      parts.pass({ life, where: 'question', when: 'before' })
      if (weather.outage === 'silent') return line.hang(life, undefined)
      return look(life, () => records.find(key))
    },
    read: (life, see) => look(life, see, 'refused'),
  }

  /** The peer answers by what it knows when the question arrives, however long the answer takes. */
  async function look<T>(life: Life, see: () => T, any?: 'refused'): Promise<T> {
    // A run that may not even read fails for good, as it should: that would only shorten the day's work.
    if (weather.outage) return line.refuse(life, any ?? weather.outage)
    if (weather.faulty && random.chance(rates.errorBefore)) return line.refuse(life, 'refused')
    let seen: { what: T } | undefined
    line.carry(life, () => {
      seen = { what: see() }
    })
    return line.answer(life, thinkMs + line.pause(), () => seen!.what)
  }
}

/** What a peer has written down. */
function newRecords({ name, dedupes }: PeerSpec, world: World) {
  const all: Applied[] = []
  const first = new Map<string, Applied>()
  return {
    all,
    find: (key: string) => first.get(key),
    apply(key: string, { lane, text }: Message, accept: () => boolean): Applied | undefined {
      const known = dedupes ? first.get(key) : undefined
      if (known) return known
      if (!accept()) return undefined
      const applied = { peer: name, lane, key, text, seq: all.length, at: world.time }
      all.push(applied)
      if (!first.has(key)) first.set(key, applied)
      world.trace.add(`${world.time} - ${name} applied ${key}`)
      return applied
    },
  }
}
