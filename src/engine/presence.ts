import type { Parts } from './parts.ts'
import type { Tx } from './store/store.ts'

/** A process that may work on the ledger: others see that its beat moves on. */
export interface Presence {
  readonly id: string
  /** Registers under a new id. */
  enter(): Promise<void>
  /** False when others have declared this process dead: whatever it holds is no longer its own. */
  beat(): Promise<boolean>
  /** Whether the last beat is so recent that nobody can have taken this process for dead. Ask before every write. */
  fresh(): boolean
  /** Declares processes dead whose beat has stood still for a lease's time, and gives back what they held in the same commit. */
  bury(everyOther: boolean, recover: Recover): Promise<number>
  leave(recover: Recover): Promise<void>
}

type Recover = (tx: Tx, holder: string) => Promise<void>

/** A beat that stands still this long is dead. Measured by the observer's own clock, so that no two clocks need agree. */
const leaseMs = 60_000
/** A process stops trusting itself well before others stop trusting it. */
const trustMs = 45_000
export const beatEveryMs = 10_000

type PresenceParts = Pick<Parts, 'store' | 'clock' | 'newId' | 'host' | 'pid'>

export function presence({ store, clock, newId, host, pid }: PresenceParts): Presence {
  let id = ''
  let lastBeat = Number.NEGATIVE_INFINITY
  const seen = new Map<string, { beat: number; since: number }>()

  const standsStill = (other: string, beat: number) => {
    const known = seen.get(other)
    if (known?.beat === beat) return clock.monotonic() - known.since >= leaseMs
    seen.set(other, { beat, since: clock.monotonic() })
    return false
  }

  return {
    get id() {
      return id
    },
    async enter() {
      const started = clock.monotonic()
      id = newId()
      await store.commit(tx =>
        tx
          .insertInto('process')
          .values({ id, host, pid, beat: 0, dead: 0, started_at: clock.now().getTime() })
          .execute(),
      )
      lastBeat = started
    },
    async beat() {
      const started = clock.monotonic()
      const { numUpdatedRows } = await store.commit(tx =>
        tx
          .updateTable('process')
          .set(eb => ({ beat: eb('beat', '+', 1) }))
          .where('id', '=', id)
          .where('dead', '=', 0)
          .executeTakeFirst(),
      )
      if (numUpdatedRows > 0n) lastBeat = started
      return numUpdatedRows > 0n
    },
    fresh: () => clock.monotonic() - lastBeat < trustMs,
    async bury(everyOther, recover) {
      const others = await store.db
        .selectFrom('process')
        .select(['id', 'beat'])
        .where('dead', '=', 0)
        .where('id', '!=', id)
        .execute()
      let buried = 0
      for (const other of others) {
        if (!everyOther && !standsStill(other.id, other.beat)) continue
        const taken = await store.commit(tx => declareDead(tx, other.id, recover, other.beat))
        if (taken) buried += 1
      }
      return buried
    },
    async leave(recover) {
      await store.commit(tx => declareDead(tx, id, recover))
    },
  }
}

async function declareDead(tx: Tx, id: string, recover: Recover, beat?: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('process')
    .set({ dead: 1 })
    .where('id', '=', id)
    .where('dead', '=', 0)
    .$if(beat !== undefined, query => query.where('beat', '=', beat!))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await recover(tx, id)
  return true
}
