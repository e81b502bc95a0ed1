import type { Zone } from '../../engine/zone.ts'

/** The span of time that a report is about; both ends belong to it. */
export interface Period {
  from: Date
  to: Date
}

export type Mode = 'production' | 'test'

/** production: yesterday at `startHour` on the wall clock, up to now. test: from the same time of day a week ago. */
export function periodOf(mode: Mode, now: Date, zone: Zone, startHour: number): Period {
  const today = zone.local(now.getTime())
  const from =
    mode === 'production'
      ? { ...today, day: today.day - 1, hour: startHour, minute: 0, second: 0 }
      : { ...today, day: today.day - 7 }
  return { from: new Date(zone.instant(from)), to: now }
}

/** `20261121080000`, the wall clock of the zone: the time stamp in a report's file name. */
export function timeStamp(now: Date, zone: Zone): string {
  const { year, month, day, hour, minute, second } = zone.local(now.getTime())
  return year + [month, day, hour, minute, second].map(part => String(part).padStart(2, '0')).join('')
}
