import type { Kind } from './connectors.ts'
import type { Crew } from './crew.ts'
import type { Scene } from './hub.ts'
import type { Outage } from './peers.ts'
import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** Where processes end, chosen by the nemesis and asked at every statement and every call. */
export interface Traps {
  boundary(life: Life, where: 'statement' | 'call', when: 'before' | 'after'): void
  /** Ends the process at the boundary that is `left` boundaries of this sort away. */
  arm(life: Life, trap: Trap): void
}

interface Trap {
  where: 'statement' | 'call'
  when: 'before' | 'after'
  left: number
  spring: () => void
}

export function newTraps(): Traps {
  const armed = new Map<Life, Trap>()
  return {
    arm: (life, trap) => void armed.set(life, trap),
    boundary(life, where, when) {
      const trap = armed.get(life)
      if (!trap || !life.alive || trap.where !== where || trap.when !== when) return
      if (trap.left-- > 0) return
      armed.delete(life)
      trap.spring()
    },
  }
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How much of each fault one seed has, for 24 hours. */
export interface Mischief {
  crashes: number
  stops: number
  freezes: number
  jumps: number
  outages: number
  fullDisks: number
  blackouts: number
}

/** At least what every seed must have, and in some seeds far more. */
export const drawMischief = (random: Random): Mischief => ({
  crashes: random.skewed(22, 120),
  stops: random.between(0, 10),
  freezes: random.between(0, 12),
  jumps: random.between(0, 10),
  outages: random.skewed(6, 40),
  fullDisks: random.between(0, 5),
  blackouts: random.between(0, 2),
})

/** Spreads the faults of one seed over `untilMs`, then puts everything right. */
export function unleash(scene: Scene, crew: Crew, traps: Traps, random: Random, untilMs: number): Mischief {
  const { world, disk, peers } = scene
  const mischief = drawMischief(random)
  const share = Math.min(1, untilMs / (22 * hour))
  const spread = (count: number, name: string, action: (dice: Random) => void) => {
    const dice = random.fork(name)
    for (let i = 0; i < Math.ceil(count * share); i++)
      world.after(dice.between(2 * minute, untilMs), name, () => action(dice))
  }
  const victim = (dice: Random) => {
    const lives = crew.lives().filter(life => !life.frozen)
    return lives.length > 0 ? dice.pick(lives) : undefined
  }
  const downFor = (dice: Random) =>
    Math.min(dice.skewed(2 * second, 15 * minute), Math.max(second, untilMs - world.time))

  spread(mischief.crashes, 'crash', dice => {
    const life = victim(dice)
    if (life) crashSomehow(scene, crew, traps, dice, life, downFor(dice))
  })
  spread(mischief.stops, 'stop', dice => {
    const life = victim(dice)
    if (life) crew.stop(life, downFor(dice))
  })
  spread(mischief.freezes, 'freeze', dice => freezeWhenFree(scene, crew, dice, dice.skewed(2 * second, 5 * minute)))
  spread(mischief.blackouts, 'blackout', dice => {
    const down = Math.min(dice.skewed(5 * minute, 2 * hour), Math.max(second, untilMs - world.time))
    for (const life of crew.lives()) crew.crash(life, down)
  })
  spread(mischief.jumps, 'jump', dice => world.setOffset(offsetOf(dice)))
  spread(mischief.fullDisks, 'disk', dice => fillDisk(scene, dice.skewed(second, minute)))
  spread(mischief.outages, 'outage', dice => {
    const kind: Kind = dice.pick(['keyed', 'askable', 'repeat', 'miss', 'page'])
    const how: Outage = dice.pick(['refused', 'refused', 'silent', 'unauthorized'])
    peers[kind].outage(how, dice.skewed(30 * second, 40 * minute))
  })
  world.after(untilMs, 'peace', () => {
    disk.full = false
    world.setOffset(0)
    for (const peer of Object.values(peers)) if ('faulty' in peer) peer.faulty = false
  })
  return mischief
}

/** Most corrections are small; some clocks were set by hand. */
const offsetOf = (dice: Random) =>
  dice.chance(0.5) ? dice.between(-30, 30) * second : dice.between(-120, 120) * minute

/** At once, or at a statement or a call not far ahead; if none comes, then anyway. */
function crashSomehow({ world }: Scene, crew: Crew, traps: Traps, dice: Random, life: Life, downMs: number) {
  if (dice.chance(0.25)) return crew.crash(life, downMs)
  const where = dice.pick(['statement', 'call'] as const)
  const crash = () => {
    if (life.alive) crew.crash(life, downMs)
  }
  traps.arm(life, { where, when: dice.pick(['before', 'after']), left: dice.between(0, 12), spring: crash })
  world.after(4 * minute, 'late crash', crash)
}

/** A process that holds the database would stop the other one too: PostgreSQL would cut it off, this waits a moment. */
function freezeWhenFree(scene: Scene, crew: Crew, dice: Random, ms: number) {
  const lives = crew.lives().filter(life => !life.frozen)
  if (lives.length === 0) return
  const life = dice.pick(lives)
  if (scene.disk.heldBy(life)) scene.world.after(1, 'freeze', () => freezeWhenFree(scene, crew, dice, ms))
  else crew.freeze(life, ms)
}

function fillDisk({ world, disk }: Scene, ms: number) {
  disk.full = true
  world.after(ms, 'disk is free again', () => {
    disk.full = false
  })
}
