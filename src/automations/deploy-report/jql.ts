import { allOf, type Field, quote } from '../../connectors/jira/index.ts'
import { type Zone, zoneOf } from '../../engine/zone.ts'
import type { Period } from './model.ts'

interface Scope {
  project: string
  field: Field
  /** A further condition, written by a person; `invalid` where it is more than a condition. */
  extra?: string
}

interface Zones {
  /** IANA zone in which the days of the period begin. */
  zone: string
  /** Of the user who asks: JQL reads times there. */
  userZone: string | undefined
}

/** The JQL for the issues of a period, in the order of their date: `field >= "2026-11-23" AND field < "2026-11-30"`. */
export function queryOf({ project, field, extra }: Scope, { from, to }: Period, zones: Zones): string {
  const literal = (day: string) => quote(field.kind === 'datetime' ? midnight(day, zones) : day)
  const conditions = [
    `project = ${quote(project)}`,
    `${field.jql} >= ${literal(from)}`,
    `${field.jql} < ${literal(to)}`,
    ...(extra === undefined ? [] : [allOf([extra])]),
  ]
  return `${conditions.join(' AND ')} ORDER BY ${field.jql} ASC, key ASC`
}

/** `2026-11-22 15:00`: what the user's clock shows when the day begins in the hub's zone. */
function midnight(day: string, { zone, userZone }: Zones): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const { local: onClock } = knownZone(userZone) ?? zoneOf(zone)
  const { hour, minute, ...local } = onClock(zoneOf(zone).instant({ year, month, day: date }))
  return `${local.year}-${two(local.month)}-${two(local.day)} ${two(hour)}:${two(minute)}`
}

/** Jira may hide the zone, or name one that is not known here: then the hub's own is the best guess. */
export function knownZone(name: string | undefined): Zone | undefined {
  try {
    return name === undefined ? undefined : zoneOf(name)
  } catch {
    return undefined
  }
}

const two = (part: number) => String(part).padStart(2, '0')
