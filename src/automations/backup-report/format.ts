import type { Zone } from '../../engine/zone.ts'

export type Language = 'ko' | 'en'

const two = (n: number) => (n < 10 ? `0${n}` : String(n))

/** How times, sizes and spans are written. Times come as ISO strings and are shown on the zone's wall clock. */
export function formatsOf(language: Language, zone: Zone) {
  const ko = language === 'ko'
  // Not Intl: this is called for every row of the longest table.
  const count = (n: number) => (n < 1000 ? String(n) : String(n).replace(/\B(?=(?:\d{3})+$)/g, ','))

  /** `2026-11-21 08:00`, with seconds on demand. */
  function time(iso: string | undefined, seconds = false): string {
    if (iso === undefined) return '–'
    const at = zone.local(Date.parse(iso))
    const text = `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}`
    return seconds ? `${text}:${two(at.second)}` : text
  }

  /** `11-21 08:00`: enough where the period is stated above. */
  const shortTime = (iso: string | undefined) => time(iso).slice(iso === undefined ? 0 : 5)

  function size(bytes: number): string {
    if (bytes < 1000) return `${bytes} B`
    const step = Math.min(Math.floor(Math.log10(bytes) / 3), 6)
    const value = bytes / 1000 ** step
    return `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ${['', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'][step]}`
  }

  /** The two largest units: `1시간 23분`, `1 h 23 min`. */
  function span(seconds: number | undefined): string {
    if (seconds === undefined) return '–'
    const s = Math.round(seconds)
    if (s < 60) return ko ? `${s}초` : `${s} s`
    if (s < 3600) return pair(Math.floor(s / 60), ko ? '분' : ' min', s % 60, ko ? '초' : ' s')
    if (s < 2 * 86_400)
      return pair(Math.floor(s / 3600), ko ? '시간' : ' h', Math.floor((s % 3600) / 60), ko ? '분' : ' min')
    return pair(Math.floor(s / 86_400), ko ? '일' : ' d', Math.floor((s % 86_400) / 3600), ko ? '시간' : ' h')
  }

  const pair = (a: number, unit: string, b: number, rest: string) =>
    b === 0 ? `${a}${unit}` : `${a}${unit} ${b}${rest}`
  const hours = (h: number) => span(h * 3600)
  /** `UTC+09:00`. */
  const offset = (iso: string) => utcOffset(zone.offsetAt(Date.parse(iso)) / 60_000)

  return { count, time, shortTime, size, span, hours, offset }
}

export type Formats = ReturnType<typeof formatsOf>

/** Minutes east of UTC → `UTC+09:00`. */
export function utcOffset(minutes: number): string {
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Cuts at a number of characters, and shows that it did. */
export const clip = (text: string, limit: number) => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`)
