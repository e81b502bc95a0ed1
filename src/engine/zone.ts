/** The wall clock of one zone: what a person there reads. Month counts from 1. */
export interface Local {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

export interface Zone {
  name: string
  /** Milliseconds east of UTC at that instant. */
  offsetAt(instant: number): number
  local(instant: number): Local
  /** The instant of a wall-clock time. Shown twice (autumn): the first. Skipped (spring): as far after the jump as it lies after the last minute before it. */
  instant(local: Pick<Local, 'year' | 'month' | 'day'> & Partial<Local>): number
}

const quarter = 15 * 60_000
const stretch = 24 * quarter

/** A zone that answers fast for many instants: offsets change only at quarter hours, so they are asked once per stretch. */
export function zoneOf(name: string): Zone {
  const zone = zones.get(name) ?? newZone(name)
  zones.set(name, zone)
  return zone
}

const zones = new Map<string, Zone>()

function newZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  const known = new Map<number, number>()

  function asked(instant: number): number {
    const key = Math.floor(instant / quarter)
    const found = known.get(key)
    if (found !== undefined) return found
    const text = format.formatToParts(key * quarter).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
    const offset = milliseconds(text)
    known.set(key, offset)
    return offset
  }

  function offsetAt(instant: number): number {
    const start = Math.floor(instant / stretch) * stretch
    const before = asked(start)
    return before === asked(start + stretch) ? before : asked(instant)
  }

  function local(instant: number): Local {
    const shifted = new Date(instant + offsetAt(instant))
    return {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: shifted.getUTCHours(),
      minute: shifted.getUTCMinutes(),
      second: shifted.getUTCSeconds(),
    }
  }

  function instant({ year, month, day, hour = 0, minute = 0, second = 0 }: Parameters<Zone['instant']>[0]): number {
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
    const before = offsetAt(asUtc - 86_400_000)
    const after = offsetAt(asUtc + 86_400_000)
    const fits = [before, after].map(offset => asUtc - offset).filter(t => t + offsetAt(t) === asUtc)
    return fits.length > 0 ? Math.min(...fits) : asUtc - before
  }

  return { name, offsetAt, local, instant }
}

/** `GMT+09:00` → 32 400 000. */
function milliseconds(text: string): number {
  const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d+):?(\d+)?:?(\d+)?)?/.exec(text) ?? []
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000 + Number(seconds ?? 0) * 1000
  return sign === '-' ? -size : size
}

/** `2026-11-21 08:00:00` on the wall clock of the zone. */
export function localText(at: number | string | Date, timeZone: string): string {
  const { year, month, day, hour, minute, second } = zoneOf(timeZone).local(new Date(at).getTime())
  const two = (part: number) => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
}
