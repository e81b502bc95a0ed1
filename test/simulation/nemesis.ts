import type { Kind } from './connectors.ts'
import type { Crew } from './crew.ts'
import type { Scene } from './hub.ts'
import type { Outage } from './peers.ts'
import type { Random } from './random.ts'
import type { Life } from './world.ts'

/** A statement on the database, a change of a peer, a question to one. */
export type Boundary = 'statement' | 'call' | 'question'

/** Where processes end, chosen by the nemesis and asked at every statement and every call. */
export interface Traps {
  boundary(life: Life, where: Boundary, when: 'before' | 'after'): void
  /** Ends the process at the boundary that is `left` boundaries of this sort away. */
  arm(life: Life, trap: Trap): void
}

interface Trap {
  where: Boundary
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
  diskTroubles: number
  blackouts: number
}

/** At least what every seed must have, and in some seeds far more. */
export const drawMischief = (random: Random): Mischief => ({
  crashes: random.skewed(22, 120),
  stops: random.between(0, 10),
  freezes: random.between(0, 16),
  jumps: random.between(0, 10),
  outages: random.skewed(6, 40),
  diskTroubles: random.between(0, 6),
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
  spread(mischief.freezes, 'freeze', dice => freezeSomehow(scene, crew, traps, dice, victim(dice)))
  spread(mischief.blackouts, 'blackout', dice => {
    const down = Math.min(dice.skewed(5 * minute, 2 * hour), Math.max(second, untilMs - world.time))
    for (const life of crew.lives()) crew.crash(life, down)
  })
  spread(mischief.jumps, 'jump', dice => world.setOffset(offsetOf(dice)))
  spread(mischief.diskTroubles, 'disk', dice => spoilDisk(scene, dice, dice.skewed(second, 2 * minute)))
  // The last fault counts double: nothing that comes after it puts right what it broke.
  if (random.chance(0.3))
    world.after(untilMs - minute, 'last disk', () => spoilDisk(scene, random.fork('last disk'), 30 * second))
  spread(mischief.outages, 'outage', dice => {
    const kind: Kind = dice.pick(['keyed', 'askable', 'repeat', 'miss', 'page'])
    const how: Outage = dice.pick(['refused', 'refused', 'silent', 'unauthorized'])
    peers[kind].outage(how, dice.skewed(30 * second, 40 * minute))
  })
  world.after(untilMs, 'peace', () => {
    disk.trouble = { writes: 0, reads: 0 }
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
  const where = dice.pick(['statement', 'statement', 'call', 'question'] as const)
  const crash = () => {
    if (life.alive) crew.crash(life, downMs)
  }
  traps.arm(life, { where, when: dice.pick(['before', 'after']), left: dice.between(0, 12), spring: crash })
  world.after(4 * minute, 'late crash', crash)
}

/** At once, or when the next question to a peer is out: then its answer comes after the thaw. */
function freezeSomehow(scene: Scene, crew: Crew, traps: Traps, dice: Random, life: Life | undefined) {
  if (!life) return
  if (dice.chance(0.4)) return freezeWhenFree(scene, crew, life, dice.skewed(2 * second, 5 * minute))
  const ms = dice.between(60 * second, 4 * minute)
  const spring = () => freezeWhenFree(scene, crew, life, ms)
  traps.arm(life, { where: dice.pick(['call', 'question']), when: 'before', left: dice.between(0, 4), spring })
}

/** A process that holds the database would stop the other one too: PostgreSQL would cut it off, this waits a moment. */
function freezeWhenFree(scene: Scene, crew: Crew, life: Life, ms: number) {
  if (!life.alive || life.frozen) return
  if (scene.disk.heldBy(life)) scene.world.after(1, 'freeze', () => freezeWhenFree(scene, crew, life, ms))
  else crew.freeze(life, ms)
}

/** Now and then a statement fails, or all writes do. */
function spoilDisk({ world, disk }: Scene, dice: Random, ms: number) {
  disk.trouble = { writes: dice.pick([0.1, 0.5, 1]), reads: dice.pick([0, 0, 0.1, 0.5]) }
  world.after(ms, 'disk is well again', () => {
    disk.trouble = { writes: 0, reads: 0 }
  })
}
