import type { Clock } from './clock.ts'
import type { Connector } from './connector.ts'
import type { Io, Pace } from './io.ts'
import type { Store } from './store/store.ts'

/** A longer rest is kept by what was refused, in its lane; one call a minute may ask whether it is over. */
const longestRestMs = 60_000
/** A turn further away than any that is given was given before the clock was set back. */
const furthestMs = 2 * longestRestMs

/** The io of one connector: where its `limits` say so, its calls are spread over time. */
export function pacedIo({ name, limits }: Connector, io: Io, store?: Store): Io {
  const perSecond = limits?.callsPerSecond
  if (perSecond === undefined) return io
  // On SQLite nobody else works, and a commit for each call would be wasted.
  const turns = store?.dialect === 'postgres' ? turnsInLedger(store, name, io.clock) : turnsInProcess(io.clock)
  const pace = createPace(io.clock, perSecond, turns)
  return { ...io, http: call => io.http({ ...call, pace }) }
}

/** Gives the first turn that is free and not before `fromMs` from now, and takes the `gapMs` after it. Resolves with the ms until then. */
type Turns = (fromMs: number, gapMs: number) => Promise<number>

/** On average so many calls a second, and as many at once after a pause. */
function createPace(clock: Clock, perSecond: number, turns: Turns): Pace {
  const gapMs = Math.ceil(1000 / perSecond)
  const earlyMs = Math.max(0, perSecond - 1) * gapMs
  let last: Promise<void> = Promise.resolve()
  let restsUntil = 0

  const wait = async (signal?: AbortSignal) => {
    signal?.throwIfAborted()
    let ms = (await turns(0, gapMs)) - earlyMs
    while (ms > 0) {
      await clock.sleep(ms, signal)
      ms = restsUntil - clock.monotonic()
    }
  }

  return {
    /** One after the other, so that a process that dies leaves no more than one turn unused. */
    turn(signal) {
      const turn = last.then(() => wait(signal))
      last = turn.catch(() => {})
      return turn
    },
    async rest(ms) {
      const restMs = Math.min(ms, longestRestMs)
      restsUntil = Math.max(restsUntil, clock.monotonic() + restMs)
      await turns(restMs + earlyMs, 0)
    },
  }
}

function turnsInProcess(clock: Clock): Turns {
  let free = 0
  return async (fromMs, gapMs) => {
    const now = clock.monotonic()
    const turn = Math.max(free, now + fromMs)
    free = turn + gapMs
    return turn - now
  }
}

/** One row for all processes. A statement of its own, in no one's transaction: it waits for nothing but this row. */
function turnsInLedger(store: Store, connector: string, clock: Clock): Turns {
  return async (fromMs, gapMs) => {
    const now = clock.now().getTime()
    const { free_at } = await store.db
      .insertInto('pace')
      .values({ connector, free_at: now + fromMs + gapMs })
      .onConflict(conflict =>
        conflict.column('connector').doUpdateSet(eb => ({
          free_at: eb
            .case()
            .when(eb.between('pace.free_at', now + fromMs, now + furthestMs))
            .then(eb('pace.free_at', '+', gapMs))
            .else(now + fromMs + gapMs)
            .end(),
        })),
      )
      .returning('free_at')
      .executeTakeFirstOrThrow()
    return free_at - gapMs - now
  }
}
