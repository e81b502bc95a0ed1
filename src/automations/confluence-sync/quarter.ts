import { type Zone, zoneOf } from '../../engine/zone.ts'

/** A calendar quarter on the wall clock of a zone; instants in milliseconds, `to` the first one after it. */
export interface Quarter {
  /** `2026-Q4` */
  name: string
  from: number
  to: number
}

export function quarterAt(instant: Date, timeZone: string): Quarter {
  const zone = zoneOf(timeZone)
  const { year, month } = zone.local(instant.getTime())
  const first = month - ((month - 1) % 3)
  return { name: `${year}-Q${(first + 2) / 3}`, from: startOf(zone, year, first), to: startOf(zone, year, first + 3) }
}

/** Months beyond the twelfth are those of the next year. */
const startOf = (zone: Zone, year: number, month: number) =>
  month > 12 ? zone.instant({ year: year + 1, month: month - 12, day: 1 }) : zone.instant({ year, month, day: 1 })
