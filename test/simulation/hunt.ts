import { availableParallelism } from 'node:os'
import type { Violation } from './evidence.ts'
import { type Mutant, mutants } from './mutants.ts'
import { newPlayer, type Outcome } from './pool.ts'

/** How a mutant was found out, or that it was not. */
export interface Catch {
  mutant: string
  seed: number | undefined
  violation: Violation | undefined
  seconds: number
}

const hours = 4
const seeds = 20

/** Sets every seed on every mutant until it is caught. False when one gets away. */
export async function hunt(print: (line: string) => void, names = mutants.map(({ name }) => name)): Promise<boolean> {
  const waiting = mutants.filter(({ name }) => names.includes(name))
  const catches: Catch[] = []
  const hunters = Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const result = await pursue(mutant)
      catches.push(result)
      print(lineOf(mutant, result))
    }
  })
  await Promise.all(hunters)
  const free = catches.filter(({ seed }) => seed === undefined).length
  print(`${catches.length} mutants, ${free} got away`)
  return free === 0
}

const lineOf = ({ name, wrong }: Mutant, { seed, violation, seconds }: Catch) =>
  seed === undefined
    ? `GOT AWAY: ${name} (${wrong}) in ${seeds} seeds of ${hours} h`
    : `caught: ${name} (${wrong}) by seed ${seed} of ${hours} h in ${seconds.toFixed(1)} s: ${violation!.rule}: ${violation!.detail}`

async function pursue({ name }: Mutant): Promise<Catch> {
  const player = newPlayer(name)
  let seconds = 0
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = await player.play({ seed, hours })
      seconds += outcome.seconds
      const violation = firstOf(outcome)
      if (violation) return { mutant: name, seed, violation, seconds }
    }
    return { mutant: name, seed: undefined, violation: undefined, seconds }
  } finally {
    player.end()
  }
}

/** A mutant that cannot be made is no catch: that is a mistake in the list of mutants. */
function firstOf(outcome: Outcome): Violation | undefined {
  if (outcome.error === undefined) return outcome.report.violations[0]
  return { rule: 'stopped', detail: outcome.error }
}
