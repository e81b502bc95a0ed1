import { HubError } from '../../src/engine/error.ts'
import type { PeerParts } from './calls.ts'
import type { Outage } from './weather.ts'
import type { Life } from './world.ts'

/** The way between the hub's processes and one peer: it takes time, and only the living hear anything. */
export interface Line {
  /** Short, so that a request that was cut off by a crash has arrived, or never will, before anyone asks about it. */
  carry(life: Life, action: () => void): void
  /** Lets the process hear in `ms` what `give` says or throws; `heard` comes before. */
  answer<T>(life: Life, ms: number, give: () => T, heard?: () => void): Promise<T>
  /** How long a peer thinks. */
  pause(): number
  /** No answer ever: a polite client ends with its signal, a deaf one not even then. */
  hang(life: Life, signal: AbortSignal | undefined): Promise<never>
  /** Fails as it does while the peer is out. */
  refuse(life: Life, outage: Outage, heard?: () => void): Promise<never>
}

const patienceMs = 10_000

export function newLine(name: string, { world, random, rates }: Pick<PeerParts, 'world' | 'random' | 'rates'>): Line {
  const timedOut = () => new HubError('unavailable', `${name}: timed out`)
  const answer: Line['answer'] = (life, ms, give, heard) =>
    new Promise((resolve, reject) => {
      const hear = () => {
        heard?.()
        try {
          const given = give()
          if (life.alive) resolve(given)
        } catch (error) {
          if (life.alive) reject(error)
        }
      }
      world.after(ms, `${name} answer`, hear, life)
    })
  return {
    answer,
    carry: (life, action) =>
      void world.after(random.between(1, 200), `${name} arrival`, () => {
        if (life.alive || random.chance(0.5)) action()
      }),
    pause: () => random.skewed(5, rates.slowestMs),
    hang(life, signal) {
      if (random.chance(rates.deaf)) return new Promise<never>(() => {})
      if (signal) return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(timedOut())))
      return answer(life, patienceMs, () => {
        throw timedOut()
      })
    },
    refuse: (life, outage, heard) =>
      answer(
        life,
        random.between(1, 50),
        () => {
          if (outage === 'unauthorized') throw new HubError('unauthorized', `${name}: 401`)
          throw new HubError('unavailable', `${name}: connection refused`, { arrived: 'no' })
        },
        heard,
      ),
  }
}
