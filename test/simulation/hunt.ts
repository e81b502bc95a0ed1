import { availableParallelism } from 'node:os'
import type { Violation } from './evidence.ts'
import { type Mutant, mutants } from './mutants.ts'
import { newPlayer, type Outcome } from './pool.ts'

/** How a mutant was found out; without a violation it was not. */
export interface Catch {
  mutant: Mutant
  seed: number
  violation: Violation | undefined
  seconds: number
}

const hours = 4
const seeds = 24

/** Sets seed after seed on each mutant until it is caught. Returns those that got away. */
export async function hunt(print: (line: string) => void, hunted = mutants): Promise<Mutant[]> {
  const waiting = [...hunted]
  const free: Mutant[] = []
  const control = newControl()
  const hunters = Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const result = await pursue(mutant, control.isSound).catch(() => undefined)
      if (!result?.violation) free.push(mutant)
      print(result ? lineOf(result) : `UNFIT ${mutant.name}: it does not fit the engine any more, see above`)
    }
  })
  await Promise.all(hunters)
  control.end()
  return free
}

function lineOf({ mutant: { name, wrong }, seed, violation, seconds }: Catch): string {
  if (!violation) return `GOT AWAY ${name} (${wrong}): ${seeds} seeds of ${hours} h`
  const by = `seed ${seed} of ${hours} h in ${seconds.toFixed(1)} s`
  return `caught ${name} (${wrong}): ${by}: ${violation.rule}: ${violation.detail.slice(0, 160)}`
}

async function pursue(mutant: Mutant, isSound: (seed: number) => Promise<boolean>): Promise<Catch> {
  const player = newPlayer(mutant.name)
  // The seed that caught it last comes first; any other will do.
  const order = [mutant.seed, ...Array.from({ length: seeds }, (_, index) => index + 1)]
  let seconds = 0
  try {
    for (const seed of new Set(order)) {
      const outcome = await player.play({ seed, hours })
      seconds += outcome.seconds
      const violation = firstOf(outcome)
      if (violation && (await isSound(seed))) return { mutant, seed, violation, seconds }
    }
    return { mutant, seed: 0, violation: undefined, seconds }
  } finally {
    player.end()
  }
}

/** Whether the engine as it is passes a seed: else a mutant's failure there proves nothing. */
function newControl() {
  const known = new Map<number, Promise<boolean>>()
  const player = newPlayer()
  let last: Promise<unknown> = Promise.resolve()
  const play = (seed: number) => {
    const sound = last.then(async () => firstOf(await player.play({ seed, hours })) === undefined)
    last = sound
    return sound
  }
  return {
    end: player.end,
    isSound(seed: number) {
      const sound = known.get(seed) ?? play(seed)
      known.set(seed, sound)
      return sound
    },
  }
}

const firstOf = (outcome: Outcome): Violation | undefined =>
  outcome.error === undefined ? outcome.report.violations[0] : { rule: 'stopped', detail: outcome.error }
