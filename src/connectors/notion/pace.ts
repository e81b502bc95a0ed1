import type { Io } from '../../engine/io.ts'

const perSecond = 3
/** Notion speaks of an average and lets short bursts pass. */
const burst = 3

export interface Pace {
  /** Resolves when the next call may go out. */
  turn(signal?: AbortSignal): Promise<void>
  /** Notion asked to wait: nothing goes out for so long. */
  rest(ms: number): void
}

/** Spreads the calls of one process, reads and writes alike, as Notion limits them: 3 a second for a connection. */
export function createPace({ clock }: Pick<Io, 'clock'>): Pace {
  const gap = 1000 / perSecond
  let next = 0
  return {
    async turn(signal) {
      const now = clock.monotonic()
      const wait = next - (burst - 1) * gap - now
      next = Math.max(next, now) + gap
      if (wait > 0) await clock.sleep(Math.ceil(wait), signal)
    },
    rest(ms) {
      next = Math.max(next, clock.monotonic() + ms + (burst - 1) * gap)
    },
  }
}
