import type { Zone } from '../../engine/zone.ts'
import { refused } from './refused.ts'

/** Days as YYYY-MM-DD; `to` is the first day after it. `name` is what its summary is remembered by. */
export interface Period {
  kind: 'week' | 'month' | 'days'
  /** `2026-W47`, `2026-11`, or `2026-11-15..2026-11-21`. */
  name: string
  from: string
  to: string
}

// Calendar days are counted since 1970, so that no clock change can shift them.
const dayIn = (date: string) => Date.parse(`${date}T00:00Z`) / 86_400_000
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
const two = (part: number) => String(part).padStart(2, '0')

/** Whether it is written YYYY-MM-DD and such a day exists. */
export const isDate = (text: string) => /^[12]\d{3}-\d\d-\d\d$/.test(text) && isDay(dayIn(text), text)
const isDay = (day: number, text: string) => !Number.isNaN(day) && dateOf(day) === text

/** The calendar day on the wall clock of the zone, e.g. already the next one in Seoul at 15:00 UTC. */
export function dateAt(instant: Date, zone: Zone): string {
  const { year, month, day } = zone.local(instant.getTime())
  return `${year}-${two(month)}-${two(day)}`
}

/** Monday to Sunday. By ISO 8601 a week belongs to the year in which its Thursday lies. */
export function weekOf(date: string): Period {
  const day = dayIn(date)
  // Day 0 was a Thursday.
  const monday = day - ((((day + 3) % 7) + 7) % 7)
  const year = dateOf(monday + 3).slice(0, 4)
  const week = Math.floor((monday + 3 - dayIn(`${year}-01-01`)) / 7) + 1
  return { kind: 'week', name: `${year}-W${two(week)}`, from: dateOf(monday), to: dateOf(monday + 7) }
}

/** First to last day of the calendar month. */
export function monthOf(date: string): Period {
  const name = date.slice(0, 7)
  const from = `${name}-01`
  // The 32nd day from the first always lies in the next month.
  return { kind: 'month', name, from, to: `${dateOf(dayIn(from) + 31).slice(0, 7)}-01` }
}

/** Reads `--week 2026-W47`. `invalid` for anything else, a week that its year does not have included. */
export function weekNamed(text: string): Period {
  const name = text.trim().toUpperCase()
  const [, year, week] = /^([12]\d{3})-W(\d\d)$/.exec(name) ?? []
  // The week with the fourth of January is the first of its year.
  const found = year && weekOf(dateOf(dayIn(`${year}-01-04`) + (Number(week) - 1) * 7))
  if (found && found.name === name) return found
  throw refused('invalid', words => words.week(text), { field: { name: 'week', example: '2026-W47' } })
}

/** Reads `--month 2026-11`. */
export function monthNamed(text: string): Period {
  const name = text.trim()
  if (isDate(`${name}-01`)) return monthOf(`${name}-01`)
  throw refused('invalid', words => words.month(text), { field: { name: 'month', example: '2026-11' } })
}

/** `--days 7`: that many whole days, today the last of them. */
export function lastDays(count: number, today: string): Period {
  if (!Number.isInteger(count) || count < 1 || count > 366)
    throw refused('invalid', words => words.days(count), { field: { name: 'days', example: 7 } })
  const from = dateOf(dayIn(today) + 1 - count)
  return { kind: 'days', name: `${from}..${today}`, from, to: dateOf(dayIn(today) + 1) }
}

/** The week before a week, the month before a month, as many days before days. */
export function periodBefore({ kind, from, to }: Period): Period {
  const last = dateOf(dayIn(from) - 1)
  if (kind === 'days') return lastDays(dayIn(to) - dayIn(from), last)
  return kind === 'week' ? weekOf(last) : monthOf(last)
}

/** Whether the day lies in it; `to` does not. */
export const holds = ({ from, to }: Pick<Period, 'from' | 'to'>, date: string) => from <= date && date < to

/** Every week that shares a day with the period: the first and last week of a month may be shared by two months. */
export function weeksIn({ from, to }: Period): Period[] {
  const weeks = [weekOf(from)]
  while (weeks.at(-1)!.to < to) weeks.push(weekOf(weeks.at(-1)!.to))
  return weeks
}
