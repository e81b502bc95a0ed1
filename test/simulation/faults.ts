import type { Crew } from './crew.ts'
import type { Disk } from './disk.ts'
import type { Net } from './net.ts'
import type { Random } from './random.ts'
import { anyMoment, type Traps } from './traps.ts'
import type { Outage } from './weather.ts'
import type { Life, World } from './world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The hub with an automation on, and all that can befall it. */
export interface Battlefield {
  world: World
  disk: Disk
  net: Net
  crew: Crew
  traps: Traps
  untilMs: number
}

/** Spreads the faults of one seed over `untilMs`, then puts everything right. */
export function unleashOnHub(field: Battlefield, random: Random) {
  const { world, disk, net, crew, traps, untilMs } = field
  const spread = (count: number, name: string, action: (dice: Random) => void) => {
    const dice = random.fork(name)
    for (let left = count; left > 0; left--)
      world.after(dice.between(2 * minute, untilMs - 5 * minute), name, () => action(dice))
  }
  const someone = (dice: Random): Life | undefined => {
    const lives = crew.lives().filter(life => !life.frozen)
    return lives.length > 0 ? dice.pick(lives) : undefined
  }
  const rest = () => Math.max(second, untilMs - world.time)
  const down = (dice: Random) => Math.min(dice.skewed(2 * second, 40 * minute), rest())

  spread(random.skewed(15, 80), 'crash', dice => {
    const life = someone(dice)
    if (life) crashSomehow(field, dice, life, down(dice))
  })
  spread(random.between(0, 6), 'stop', dice => {
    const life = someone(dice)
    if (life) crew.stop(life, down(dice))
  })
  // Shorter than anybody needs to take it for dead: what a connector does between two of its calls the hub cannot hold back.
  spread(random.between(0, 10), 'freeze', dice => {
    const life = someone(dice)
    if (life && !disk.heldBy(life)) crew.freeze(life, dice.skewed(second, 35 * second))
  })
  spread(random.between(0, 2), 'blackout', dice => {
    const ms = Math.min(dice.skewed(5 * minute, 3 * hour), rest())
    for (const life of crew.lives()) crew.crash(life, ms)
  })
  spread(random.skewed(4, 16), 'outage', dice => {
    const how: Outage = dice.pick(['refused', 'refused', 'silent', 'unauthorized'])
    const ms = dice.chance(0.15) ? 3 * hour : dice.skewed(30 * second, 40 * minute)
    dice.pick(Object.values(net.weather)).begin(how, Math.min(ms, rest()))
  })
  spread(random.between(0, 4), 'disk', dice => {
    disk.trouble = {
      writes: dice.pick([0.02, 0.1, 0.5, 1]),
      reads: dice.pick([0, 0.1]),
      lostCommits: dice.pick([0, 0.2]),
    }
    world.after(dice.skewed(second, 5 * minute), 'disk is well again', () => {
      disk.trouble = { writes: 0, reads: 0, lostCommits: 0 }
    })
  })
  world.after(untilMs, 'peace', () => {
    traps.clear()
    disk.trouble = { writes: 0, reads: 0, lostCommits: 0 }
    for (const weather of Object.values(net.weather)) weather.faulty = false
  })
}

/** At once, or at some moment not far ahead; if that does not come, then anyway. */
function crashSomehow({ world, crew, traps, untilMs }: Battlefield, dice: Random, life: Life, downMs: number) {
  const crash = () => {
    if (life.alive) crew.crash(life, downMs)
  }
  if (dice.chance(0.1)) return crash()
  traps.set(life, { fits: anyMoment(dice), spring: crash })
  world.after(Math.min(70 * minute, untilMs - world.time), 'late crash', crash)
}
