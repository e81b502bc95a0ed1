import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** A place in the work of a process: a wait for the database, a statement, a call to a peer, a question to one. */
export interface Moment {
  life: Life
  where: 'queue' | 'statement' | 'call' | 'question'
  when: 'before' | 'after'
  /** The statement; of an answer, whether it was good. */
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
  /** Takes all of them away. */
  clear(): void
}

export function newTraps(): Traps {
  const traps = new Map<Life, Trap>()
  return {
    set: (life, trap) => void traps.set(life, trap),
    clear: () => traps.clear(),
    pass(moment) {
      const trap = traps.get(moment.life)
      if (!trap || !moment.life.alive || !trap.fits(moment)) return
      traps.delete(moment.life)
      trap.spring()
    },
  }
}

/** What is written: the rare deserves as much attention as the frequent. */
const tables = [
  'snapshot',
  'document',
  'occurrence',
  'event',
  'schedule',
  'process',
  'incident',
  'lane',
  'run',
  'delivery',
]
const written = tables.map(table => new RegExp(`(insert into|update|delete from) "?${table}\\b`))

/** A moment of a random kind, soon. */
export function anyMoment(random: Random): Trap['fits'] {
  const where = random.pick(['statement', 'statement', 'call', 'question'] as const)
  const when = random.pick(['before', 'after'] as const)
  let left = random.between(0, 6)
  if (where !== 'statement') return moment => moment.where === where && moment.when === when && left-- <= 0
  const near = afterStatement(random.pick(written))
  return moment => near(moment) && moment.where === where && moment.when === when && left-- <= 0
}

/** The hub has claimed a delivery, that is committed, and it has not yet acted on it. */
export function claimed(): Trap['fits'] {
  const near = afterStatement(/update delivery set state = 'sending'/)
  return moment => near(moment) && moment.text === 'commit' && moment.when === 'after'
}

/** A peer has said no, and the hub is about to write that down. */
export function refused(): Trap['fits'] {
  let seen = false
  return moment => {
    seen ||= moment.where === 'call' && moment.when === 'after' && moment.text !== 'fine'
    return seen && moment.where === 'queue'
  }
}

function afterStatement(pattern: RegExp): Trap['fits'] {
  let seen = false
  return moment => {
    seen ||= moment.text !== undefined && pattern.test(moment.text)
    return seen
  }
}

/** A question to a peer, or a change of it, is out. */
export function asking(random: Random): Trap['fits'] {
  const where = random.pick(['call', 'question'] as const)
  let left = random.between(0, 4)
  return moment => moment.where === where && moment.when === 'before' && left-- <= 0
}
