import type { Random } from './random.ts'
import type { World } from './world.ts'

/** How often what goes wrong with a call to one peer, as probabilities; `deaf` is about clients that ignore their signal. */
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

/** What happens to one call. What ends in `After` goes wrong once it has taken effect. */
export type Course = 'fine' | (typeof courses)[number]
const courses = ['limited', 'errorBefore', 'errorAfter', 'reset', 'resetAfter', 'hang', 'hangAfter'] as const

/** Those that take effect. */
export const arriving: ReadonlySet<Course> = new Set(['fine', 'errorAfter', 'resetAfter', 'hangAfter'])

/** Refuses connections · takes them and says nothing · takes the credential no more. */
export type Outage = 'refused' | 'silent' | 'unauthorized'

/** The good and the bad days of one peer. */
export interface Weather {
  course(): Course
  begin(outage: Outage, ms: number): void
  readonly outage: Outage | undefined
  /** How many outages there were. */
  readonly outages: number
  /** False: from now on all goes well. */
  faulty: boolean
}

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

export function newWeather(name: string, world: World, random: Random, rates: PeerRates): Weather {
  let current: { outage: Outage; until: number } | undefined
  let faulty = true
  let outages = 0
  return {
    course() {
      if (!faulty) return 'fine'
      let left = random.next()
      for (const course of courses) {
        left -= rates[course]
        if (left < 0) return course
      }
      return 'fine'
    },
    begin(outage, ms) {
      outages += 1
      current = { outage, until: world.time + ms }
      world.trace.add(`${world.time} - ${name} ${outage} for ${ms}`)
    },
    get outage() {
      return current && world.time < current.until ? current.outage : undefined
    },
    get outages() {
      return outages
    },
    get faulty() {
      return faulty
    },
    set faulty(value) {
      faulty = value
      current = undefined
    },
  }
}
