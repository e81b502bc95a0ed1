import { zoneOf } from '../../engine/zone.ts'

const minute = 60_000
const quarter = 15 * minute

/** Ms since 1970 of `YYYY-MM-DD HH:MM:SS` read as if it were UTC; undefined for null, '' and MySQL's zero date. */
export function wallClock(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 19) return undefined
  const two = (at: number) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
  const month = two(5)
  const ms = Date.UTC(two(0) * 100 + two(2), month - 1, two(8), two(11), two(14), two(17))
  return month > 0 && ms > 0 ? ms : undefined // NaN and the zero date fail both
}

/** The inverse of `wallClock`. */
export const wallClockText = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

/** What a row tells of the director's clock: `jobtdate` is a true epoch of one of the row's own local times. */
export interface Anchor {
  /** Seconds since 1970; 0 where it is missing. */
  jobtdate: number
  jobstatus: string
  schedtime?: string | null
  starttime?: string | null
  endtime?: string | null
}

/** Reads one row's local times. */
export type ReadTime = (text: unknown) => Date | undefined

/**
 * The director's clock, learnt from the rows: the catalog's times carry no offset, and the zones of director, PHP and hub
 * may all differ. A row without an anchor is read with the offset of the row before it, at first with the hub's zone.
 */
export function directorClock(timeZone: string) {
  const zoneOffset = zoneOf(timeZone).offsetAt
  let last: number | undefined
  let newest: { epoch: number; offset: number } | undefined

  /** Local time by an offset; where the hub's zone agrees with it, a change of summer time within the row is seen too. */
  function instant(local: number, offset: number, agrees: boolean): Date {
    const guess = local - offset
    return new Date(agrees ? local - zoneOffset(guess) : guess)
  }

  return {
    /** Ms east of UTC at the latest row that told; undefined before. */
    offset: () => newest?.offset,

    reader(row: Anchor): ReadTime {
      const epoch = row.jobtdate * 1000
      const offset = offsetOf(row, epoch)
      if (offset !== undefined) {
        last = offset
        // A waiting row lies in the future, where the offset may be another.
        const rank = row.jobstatus === 'C' ? Number.NEGATIVE_INFINITY : epoch
        if (!newest || rank >= newest.epoch) newest = { epoch: rank, offset }
      }
      const used = offset ?? last
      const agrees = used === undefined || (offset !== undefined && zoneOffset(epoch) === offset)
      return text => {
        const local = wallClock(text)
        if (local === undefined) return undefined
        return instant(local, used ?? zoneOffset(local), agrees)
      }
    },

    /** An instant as the director would write it. */
    text: (at: Date) => wallClockText(at.getTime() + (newest?.offset ?? last ?? zoneOffset(at.getTime()))),
  }
}

export type DirectorClock = ReturnType<typeof directorClock>

/** `jobtdate` pairs with the end when there is one, with the schedule while waiting, else with the start. */
function offsetOf(row: Anchor, epoch: number): number | undefined {
  const paired = row.endtime || (row.jobstatus === 'C' ? row.schedtime : row.starttime)
  const local = wallClock(paired)
  if (local === undefined || !(epoch > 0)) return undefined
  const offset = Math.round((local - epoch) / quarter) * quarter
  const exact = Math.abs(local - epoch - offset) <= 2000 // both were written from one clock reading
  return exact && Math.abs(offset) <= 14 * 60 * minute ? offset : undefined
}
