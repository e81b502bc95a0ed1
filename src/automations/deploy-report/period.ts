import { HubError } from '../../engine/error.ts'
import type { Zone } from '../../engine/zone.ts'
import type { Period } from './model.ts'
import type { ReportOptions } from './options.ts'

type Kind = ReportOptions['period']

// Days are counted as calendar dates, so that no clock change can shift them: a day here is a number of days since 1970.
const dayOf = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / 86_400_000
const dateOf = (day: number) => new Date(day * 86_400_000)
const textOf = (day: number) => dateOf(day).toISOString().slice(0, 10)
const dayIn = (text: string) => Date.parse(`${text}T00:00Z`) / 86_400_000

/** The period in which an instant lies on the wall clock of the zone. */
export function periodOf(kind: Kind, instant: Date, zone: Zone): Period {
  const { year, month, day } = zone.local(instant.getTime())
  return around(kind, dayOf(year, month, day))
}

export const periodAfter = (kind: Kind, { to }: Period): Period => around(kind, dayIn(to))

/** Reads `2026-W48` or `2026-11`. `invalid` for anything else, a week that its year does not have included. */
export function periodNamed(text: string): Period {
  const name = text.trim().toUpperCase()
  const [, year = '', week, month] = /^(2\d{3})-(?:W(\d\d)|(\d\d))$/.exec(name) ?? []
  // By ISO 8601 the week with the fourth of January is the first of its year.
  const day = week ? dayOf(Number(year), 1, 4) + (Number(week) - 1) * 7 : dayOf(Number(year), Number(month), 1)
  const period = Number.isNaN(day) ? undefined : around(week ? 'week' : 'month', day)
  if (period?.name === name) return period
  throw new HubError('invalid', `there is no period "${text}"; write a week as 2026-W48 or a month as 2026-11`)
}

export const kindOf = ({ name }: Period): Kind => (name.includes('W') ? 'week' : 'month')

/** `2026-11-23`, … , `2026-11-29`. */
export const daysOf = ({ from, to }: Period): string[] =>
  Array.from({ length: dayIn(to) - dayIn(from) }, (_, index) => textOf(dayIn(from) + index))

const around = (kind: Kind, day: number): Period => (kind === 'week' ? weekAround(day) : monthAround(day))

/** Monday to Sunday. By ISO 8601 a week belongs to the year in which its Thursday lies. */
function weekAround(day: number): Period {
  // Day 0 was a Thursday.
  const monday = day - ((((day + 3) % 7) + 7) % 7)
  const thursday = monday + 3
  const year = dateOf(thursday).getUTCFullYear()
  const week = Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1
  return { name: `${year}-W${two(week)}`, from: textOf(monday), to: textOf(monday + 7) }
}

function monthAround(day: number): Period {
  const [year, month] = [dateOf(day).getUTCFullYear(), dateOf(day).getUTCMonth() + 1]
  return {
    name: `${year}-${two(month)}`,
    from: textOf(dayOf(year, month, 1)),
    to: textOf(dayOf(year, month + 1, 1)),
  }
}

const two = (part: number) => String(part).padStart(2, '0')
