import { availableParallelism } from 'node:os'
import type { Violation } from './evidence.ts'
import { type Mutant, mutants } from './mutants.ts'
import { type Job, newPlayer, type Outcome } from './pool.ts'

/** How a mutant was found out; without a violation it was not. */
export interface Catch {
  mutant: Mutant
  seed: number
  violation: Violation | undefined
  seconds: number
}

const seeds = 24

/** What mutants of a kind are set: a seed each, and what a person calls it. */
export interface Ground {
  job(seed: number): Job
  called: string
}

const hours: Ground = { job: seed => ({ seed, hours: 4 }), called: '4 h' }
/** For mutants of the deploy report. */
export const twoDays: Ground = { job: seed => ({ seed, days: 2 }), called: '2 days' }

/** For mutants of the Confluence sync. */
export const oneWeek: Ground = { job: seed => ({ seed, events: 300, weeks: 1 }), called: '300 events' }

/** Sets seed after seed on each mutant until it is caught. Returns those that got away. */
export async function hunt(print: (line: string) => void, hunted = mutants, ground = hours): Promise<Mutant[]> {
  const waiting = [...hunted]
  const free: Mutant[] = []
  const control = newControl(ground)
  const hunters = Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const result = await pursue(mutant, ground, control.isSound).catch(() => undefined)
      if (!result?.violation) free.push(mutant)
      print(result ? lineOf(result, ground) : `UNFIT ${mutant.name}: it does not fit the engine any more, see above`)
    }
  })
  await Promise.all(hunters)
  control.end()
  return free
}

function lineOf({ mutant: { name, wrong }, seed, violation, seconds }: Catch, { called }: Ground): string {
  if (!violation) return `GOT AWAY ${name} (${wrong}): ${seeds} seeds of ${called}`
  const by = `seed ${seed} of ${called} in ${seconds.toFixed(1)} s`
  return `caught ${name} (${wrong}): ${by}: ${violation.rule}: ${violation.detail.slice(0, 160)}`
}

async function pursue(mutant: Mutant, { job }: Ground, isSound: (seed: number) => Promise<boolean>): Promise<Catch> {
  const player = newPlayer(mutant.name)
  // The seed that caught it last comes first; any other will do.
  const order = [mutant.seed, ...Array.from({ length: seeds }, (_, index) => index + 1)]
  let seconds = 0
  try {
    for (const seed of new Set(order)) {
      const outcome = await player.play(job(seed))
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
function newControl({ job }: Ground) {
  const known = new Map<number, Promise<boolean>>()
  const player = newPlayer()
  let last: Promise<unknown> = Promise.resolve()
  const play = (seed: number) => {
    const sound = last.then(async () => firstOf(await player.play(job(seed))) === undefined)
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
