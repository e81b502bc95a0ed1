import type { Random } from './random.ts'
import type { Moment } from './traps.ts'
import type { PeerRates } from './weather.ts'
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

/** `open`: no answer yet. `told`: heard that it was applied. `refused`: heard that it was not. `doubtful`: cannot know. */
export type Fate = 'open' | 'told' | 'refused' | 'doubtful'

/** One call that a peer has received. */
export interface Call {
  peer: string
  lane: string
  key: string
  life: Life
  at: number
  wall: number
  /** How often the wall clock had jumped. */
  jumps: number
  fate: Fate
  applied: boolean
  /** The caller still waits for an answer, and nothing has happened that could have cost it its right to. */
  out: boolean
}

export interface PeerSpec {
  name: string
  /** Takes a key and applies it once only. */
  dedupes: boolean
  concurrency: number
  perSecond: number | undefined
}

/** What a peer is made from. */
export interface PeerParts {
  world: World
  random: Random
  rates: PeerRates
  /** Called where a caller did what it must not. */
  complain(rule: string, detail: string): void
  /** Called when a request goes out and when its answer is heard; it may end the process there. */
  pass(moment: Moment): void
}
