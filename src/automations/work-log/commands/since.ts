import { HubError } from '../../../engine/error.ts'
import { zoneOf } from '../../../engine/zone.ts'
import { dateAt, isDate } from '../period.ts'
import type { LogShell } from './body.ts'
import { commandWords } from './words.ts'

/** In days; a month is as long as the shortest that has no gap behind it. */
const unitDays: Record<string, number> = { d: 1, w: 7, m: 31, 일: 1, 주: 7, 달: 31, 개월: 31 }

/** The first day that is meant by `2026-11-14`, `2 weeks ago`, `3 days`, `2주 전`; a week ago where nothing is said. YYYY-MM-DD. */
export function sinceOf(shell: LogShell, text = '1 week ago'): string {
  const said = text.trim().toLowerCase()
  if (isDate(said)) return said
  const [, count, english, korean] =
    /^(\d{1,3})\s*(?:(d|w|m)(?:ays?|eeks?|onths?)?(?:\s+ago)?|(일|주|달|개월)일?\s*전?)$/.exec(said) ?? []
  const days = Number(count) * (unitDays[english ?? korean ?? ''] ?? Number.NaN)
  if (Number.isNaN(days)) throw new HubError('invalid', commandWords(shell.language).since(text))
  return dateAt(new Date(shell.now().getTime() - days * 86_400_000), zoneOf(shell.timeZone))
}
