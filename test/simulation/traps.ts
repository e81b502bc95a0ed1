import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** A place in the work of a process: just before or after a statement, a call to a peer, a question to one. */
export interface Moment {
  life: Life
  where: 'statement' | 'call' | 'question'
  when: 'before' | 'after'
  /** The statement. */
  text?: string
  /** Whether a transaction is open. */
  open?: boolean
}

/** Where something is going to befall a process. */
export interface Trap {
  fits: (moment: Moment) => boolean
  spring: () => void
}

/** Traps set by the nemesis, and asked at every moment. */
export interface Traps {
  pass(moment: Moment): void
  /** One per process: a new one replaces the last. */
  set(life: Life, trap: Trap): void
}

export function newTraps(): Traps {
  const traps = new Map<Life, Trap>()
  return {
    set: (life, trap) => void traps.set(life, trap),
    pass(moment) {
      const trap = traps.get(moment.life)
      if (!trap || !moment.life.alive || !trap.fits(moment)) return
      traps.delete(moment.life)
      trap.spring()
    },
  }
}

/** What statements are about: the rare ones deserve as much attention as the frequent. */
const subjects = [
  'snapshot',
  'document',
  'occurrence',
  '"event"',
  '"schedule"',
  '"process"',
  'incident',
  'lane',
  'run',
  'delivery',
]

/** A moment of a random kind, soon. */
export function anyMoment(random: Random): Trap['fits'] {
  const where = random.pick(['statement', 'statement', 'call', 'question'] as const)
  const when = random.pick(['before', 'after'] as const)
  let left = random.between(0, 6)
  if (where !== 'statement') return moment => moment.where === where && moment.when === when && left-- <= 0
  const subject = random.pick(subjects)
  let near = false
  return moment => {
    near ||= moment.text?.includes(subject) === true
    return near && moment.where === where && moment.when === when && left-- <= 0
  }
}

/** The hub has committed something and has not yet acted on it. */
export const committed = (moment: Moment) => moment.text === 'commit' && moment.when === 'after'

/** A question to a peer, or a change of it, is out. */
export function asking(random: Random): Trap['fits'] {
  const where = random.pick(['call', 'question'] as const)
  let left = random.between(0, 4)
  return moment => moment.where === where && moment.when === 'before' && left-- <= 0
}
