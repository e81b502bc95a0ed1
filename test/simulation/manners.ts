import type { Call, PeerParts, PeerSpec } from './calls.ts'

/** What a caller owes a peer: it waits when told to, keeps the pace, and never talks over itself. */
export interface Manners {
  /** Says how long a lane must be left alone; undefined when the peer does not say. */
  slowDown(call: Call): number | undefined
  check(earlier: readonly Call[], call: Call): void
}

const second = 1000
const longestObeyed = 3600 * second
const paceWindow = 20 * second

/** Between the decision to call and the call lie a commit and its way back. */
const slackMs = 100
const slackStarts = 2

export function newManners(
  spec: PeerSpec,
  { world, random, complain }: Pick<PeerParts, 'world' | 'random' | 'complain'>,
): Manners {
  const quietUntil = new Map<string, { time: number; call: Call }>()
  const flying = new Map<string, Call>()

  /**
   * What is due stands in the ledger in wall-clock time, so a jump of the clock excuses the caller;
   * and so does the end of the process that was told, before it could write it down.
   */
  const checkPatience = (call: Call) => {
    const quiet = quietUntil.get(call.lane)
    const excused = quiet?.call.fate === 'doubtful' || quiet?.call.jumps !== world.jumps
    if (quiet && !excused && world.time + slackMs < quiet.time)
      complain(
        'impatient',
        `${spec.name}/${call.lane}: called ${quiet.time - world.time} ms before Retry-After was over`,
      )
  }

  const checkPace = (earlier: readonly Call[]) => {
    if (spec.perSecond === undefined) return
    const allowed = Math.ceil((spec.perSecond * paceWindow) / second) + slackStarts
    const first = earlier.at(-allowed)
    if (first && first.at > world.time - paceWindow && first.jumps === world.jumps)
      complain('pace', `${spec.name}: more than ${allowed} calls in ${paceWindow / second} s`)
  }

  const checkTurn = (call: Call) => {
    const other = flying.get(call.lane)
    const talking = other?.out && other.life.alive
    if (talking)
      complain(
        'overlap',
        `${spec.name}/${call.lane}: ${call.key} by ${call.life.name} while ${other.key} by ${other.life.name} is out`,
      )
    flying.set(call.lane, call)
  }

  const checkConcurrency = (earlier: readonly Call[], call: Call) => {
    let out = 1
    for (const other of earlier.slice(-200)) if (other.life === call.life && other.out) out += 1
    if (out > spec.concurrency) complain('concurrency', `${spec.name}: ${out} calls of ${call.life.name} at once`)
  }

  return {
    slowDown(call) {
      const asked = random.pick([undefined, 1, 5, 30, 60, 120, 300, 600])
      if (asked === undefined) return undefined
      const wait = asked * second
      quietUntil.set(call.lane, { time: world.time + Math.min(wait, longestObeyed), call })
      return wait
    },
    check(earlier, call) {
      checkPatience(call)
      checkPace(earlier)
      checkTurn(call)
      checkConcurrency(earlier, call)
    },
  }
}
