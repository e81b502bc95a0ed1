import type { Row } from './recording.ts'
import { wallClock } from './time.ts'

const day = 86_400_000

/** One job of one schedule, run once a day at `minutes` after midnight. */
interface Template {
  row: Row
  minutes: number
}

/** What the recorded rows tell of the schedules: each job's time of day. */
export function templatesOf(rows: Row[]): Template[] {
  const templates = new Map<string, Template>()
  for (const row of rows) {
    const at = wallClock(row.schedtime)
    const name = `${row.name}/${row.schedule}`
    if (at !== undefined && !templates.has(name)) templates.set(name, { row, minutes: (at % day) / 60_000 })
  }
  return [...templates.values()]
}

interface Moment {
  now: Date
  offset: number
  modern: boolean
}

/** The rows of GET /schedules/status: with `days` all of them, without it 30 days and 30 rows; with `time` none before it. */
export function scheduledRows(
  templates: Template[],
  query: Record<string, string>,
  { now, offset, modern }: Moment,
): Row[] {
  const asked = query.time ? wallClock(query.time) : undefined
  const from = asked ?? now.getTime() + offset
  const days = query.days ? Number(query.days) : 30
  const limit = query.limit ? Number(query.limit) : query.days ? 0 : 30
  const rows: { at: number; row: Row }[] = []
  for (const { row, minutes } of templates) {
    if (['job', 'client', 'schedule'].some(key => query[key] && query[key] !== row[key === 'job' ? 'name' : key]))
      continue
    for (let count = 0, midnight = from - (from % day); count < days; count++, midnight += day) {
      const at = midnight + minutes * 60_000
      if (asked === undefined || at >= asked) rows.push({ at, row })
    }
  }
  rows.sort((a, b) => a.at - b.at || (String(a.row.name) < String(b.row.name) ? -1 : 1))
  const shown = (limit > 0 ? rows.slice(0, limit) : rows).map(({ at, row }) => written(row, at, offset))
  const summary = { limit: String(limit), error: '0', errmsg: '' }
  // 9.6 has no summary and by mistake says the last row again.
  return modern ? [...shown, summary] : [...shown, ...shown.slice(-1)]
}

function written(row: Row, at: number, offset: number): Row {
  const date = new Date(at)
  const sunday = row.schedule !== 'Hourly' && date.getUTCDay() === 0
  return {
    ...row,
    level: sunday ? (date.getUTCDate() <= 7 ? 'F' : 'D') : 'I',
    schedtime_epoch: String((at - offset) / 1000),
    schedtime: date.toISOString().slice(0, 19).replace('T', ' '),
  }
}
