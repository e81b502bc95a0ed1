import { kinds } from './connectors.ts'
import type { Crew } from './crew.ts'
import type { Scene } from './hub.ts'
import type { Random } from './random.ts'
import { anyMoment, asking, claimed, refused, type Trap, type Traps } from './traps.ts'
import type { Outage } from './weather.ts'
import type { Life } from './world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How much of each fault one seed has, for 24 hours. */
interface Mischief {
  crashes: number
  stops: number
  freezes: number
  jumps: number
  outages: number
  diskTroubles: number
  blackouts: number
}

/** At least what every seed must have, and in some seeds far more. */
const drawMischief = (random: Random): Mischief => ({
  crashes: random.skewed(26, 120),
  stops: random.between(0, 10),
  freezes: random.between(12, 40),
  jumps: random.between(0, 10),
  outages: random.skewed(6, 40),
  diskTroubles: random.between(0, 6),
  blackouts: random.between(0, 2),
})

interface Stage {
  scene: Scene
  crew: Crew
  traps: Traps
  untilMs: number
}

/** Spreads the faults of one seed over `untilMs`, then puts everything right. */
export function unleash(scene: Scene, crew: Crew, traps: Traps, random: Random, untilMs: number) {
  const { world, peers } = scene
  const stage = { scene, crew, traps, untilMs }
  const mischief = drawMischief(random)
  const share = Math.min(1, untilMs / (22 * hour))
  const spread = (count: number, name: string, action: (dice: Random) => void) => {
    const dice = random.fork(name)
    for (let left = Math.ceil(count * share); left > 0; left--)
      world.after(dice.between(2 * minute, untilMs - 5 * minute), name, () => action(dice))
  }
  const spreadOverLives = (count: number, name: string, action: (dice: Random, life: Life) => void) =>
    spread(count, name, dice => {
      const lives = crew.lives().filter(life => !life.frozen)
      if (lives.length > 0) action(dice, dice.pick(lives))
    })

  spreadOverLives(mischief.crashes, 'crash', (dice, life) => crashSomehow(stage, dice, life))
  spreadOverLives(mischief.stops, 'stop', (dice, life) => crew.stop(life, downFor(stage, dice)))
  spreadOverLives(mischief.freezes, 'freeze', (dice, life) => freezeSomehow(stage, dice, life))
  spread(mischief.blackouts, 'blackout', dice => {
    const down = Math.min(dice.skewed(5 * minute, 2 * hour), Math.max(second, untilMs - world.time))
    for (const life of crew.lives()) crew.crash(life, down)
  })
  spread(mischief.jumps, 'jump', dice => {
    world.offset = offsetOf(dice)
  })
  spread(mischief.diskTroubles, 'disk', dice => spoilDisk(scene, dice, dice.skewed(second, 10 * minute)))
  spread(mischief.outages, 'outage', dice => {
    const how: Outage = dice.pick(['refused', 'refused', 'silent', 'unauthorized'])
    peers[dice.pick(kinds)].weather.begin(how, dice.skewed(30 * second, 40 * minute))
  })
  lastFault(stage, random.fork('last'))
  world.after(untilMs, 'peace', () => makePeace(stage))
}

/** The last fault counts double: nothing that comes after it puts right what it broke. */
function lastFault({ scene, untilMs }: Stage, dice: Random) {
  const { world, peers } = scene
  const fault = dice.pick(['none', 'disk', 'clock'] as const)
  if (fault === 'disk') world.after(untilMs - 5 * minute, 'last disk', () => spoilDisk(scene, dice, 4 * minute))
  // Work piles up under a clock that is ahead, and is still there when it is put right.
  if (fault === 'clock')
    world.after(untilMs - 6 * minute, 'last clock', () => {
      world.offset = dice.between(30, 60) * minute
      for (const kind of kinds) peers[kind].weather.begin('refused', 6 * minute)
    })
}

function makePeace({ scene: { world, disk, peers }, traps }: Stage) {
  traps.clear()
  disk.trouble = noTrouble
  world.offset = 0
  for (const kind of kinds) peers[kind].weather.faulty = false
}

const noTrouble = { writes: 0, reads: 0, lostCommits: 0 }

/** All are back when peace comes. */
const downFor = ({ scene, untilMs }: Stage, dice: Random) =>
  Math.min(dice.skewed(2 * second, 15 * minute), Math.max(second, untilMs - scene.world.time))

/** Most corrections are small; some clocks were set by hand. */
const offsetOf = (dice: Random) =>
  dice.chance(0.5) ? dice.between(-30, 30) * second : dice.between(-120, 120) * minute

/** At once, or at some moment not far ahead; if that does not come, then anyway. */
function crashSomehow(stage: Stage, dice: Random, life: Life) {
  const downMs = downFor(stage, dice)
  const crash = () => {
    if (life.alive) stage.crew.crash(life, downMs)
  }
  if (dice.chance(0.2)) return crash()
  stage.traps.set(life, { fits: anyMoment(dice), spring: crash })
  const { world } = stage.scene
  world.after(Math.min(15 * minute, stage.untilMs - world.time), 'late crash', crash)
}

/** What others make of a process that stands still depends on when it does, and for how long. */
function freezeSomehow(stage: Stage, dice: Random, life: Life) {
  const { scene, traps } = stage
  const { peers } = scene
  const long = dice.between(76 * second, 4 * minute)
  const freeze = (fits: Trap['fits'], ms: number, after?: () => void) =>
    traps.set(life, { fits, spring: () => whenFree(stage, life, () => stage.crew.freeze(life, ms), after) })
  // A machine that was suspended: its clock is put right as it comes back.
  const suspend = () => {
    const ms = dice.between(34, 43) * second
    freeze(claimed(), ms, () => leap(stage, ms, dice.between(2, 20) * minute))
  }
  const ways = [
    () => freeze(() => true, dice.skewed(2 * second, 5 * minute)),
    () => freeze(asking(dice), long),
    () => freeze(claimed(), long),
    suspend,
    suspend,
    // It has an answer that is not written down yet; whoever takes over gets none for a long time.
    () => {
      const silence = () => {
        for (const kind of kinds) peers[kind].weather.begin('silent', dice.between(3, 5) * minute)
      }
      freeze(refused(), dice.between(80, 120) * second, silence)
    },
  ]
  dice.pick(ways)()
}

function leap({ scene: { world }, untilMs }: Stage, ms: number, by: number) {
  world.after(ms / 2, 'leap', () => {
    if (world.time < untilMs) world.offset += by
  })
}

/** A process that holds the database would stop the other one too: PostgreSQL would cut it off, this waits a moment. */
function whenFree(stage: Stage, life: Life, freeze: () => void, after: () => void = () => {}) {
  const { world, disk } = stage.scene
  if (!life.alive || life.frozen) return
  if (disk.heldBy(life)) return void world.after(1, 'freeze', () => whenFree(stage, life, freeze, after))
  freeze()
  after()
}

/** Now and then a statement fails, or all writes do; or a commit is done and nobody hears of it. */
function spoilDisk({ world, disk }: Scene, dice: Random, ms: number) {
  disk.trouble = {
    writes: dice.pick([0.02, 0.1, 0.1, 0.5, 1]),
    reads: dice.pick([0, 0, 0.1, 0.5]),
    lostCommits: dice.pick([0, 0, 0.2]),
  }
  world.after(ms, 'disk is well again', () => {
    disk.trouble = noTrouble
  })
}
