import { localText } from '../../engine/zone.ts'
import type { Period } from './model.ts'
import { daysOf } from './period.ts'
import { type Language, wordsOf } from './words.ts'

/** How days and times are written. Dates come as Jira has them: `2026-11-27`, or an ISO instant, shown in the zone. */
export function formatsOf(language: Language, timeZone: string) {
  const { day: written } = wordsOf(language)

  const day = (text: string) => written(text, weekdayOf(text))
  /** `2026-11-27(금) 14:00`. */
  function time(at: Date | number): string {
    const text = localText(at, timeZone)
    return `${day(text.slice(0, 10))} ${text.slice(11, 16)}`
  }
  function date(value: string): string {
    if (isDay(value)) return day(value)
    const at = Date.parse(value)
    return Number.isNaN(at) ? plain(value) : time(at)
  }
  /** `2026-11-23(월) ~ 2026-11-29(일)`. */
  const period = (period: Period) => `${day(period.from)} ~ ${day(daysOf(period).at(-1)!)}`
  return { time, date, period }
}

export type Formats = ReturnType<typeof formatsOf>

/** A day without a time, as opposed to an instant. */
export const isDay = (date: string) => /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))

/** The day on which a date or an instant lies in the zone. */
export const dayOf = (date: string, timeZone: string) => (isDay(date) ? date : localText(date, timeZone).slice(0, 10))

const weekdayOf = (day: string) => new Date(`${day}T00:00Z`).getUTCDay()

/**
 * Text from outside as one line that reads as it stands: without control characters, signs that turn the direction of
 * what follows, and what XML does not allow.
 */
export const plain = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()

/** Cuts at a number of characters, between two of them, and shows that it did. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
