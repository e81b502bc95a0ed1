import { keyOf } from '../../connectors/confluence/index.ts'
import { HubError, isHopeless } from '../../engine/error.ts'
import { type Zone, zoneOf } from '../../engine/zone.ts'
import type { EventType } from './event.ts'
import type { KeptEvent } from './history.ts'
import { type LogPlace, logPagesOf } from './log-page.ts'
import type { Ctx } from './options.ts'

/** A row of the Action Log as it is read, composed and trimmed; what it is found by, as events have it. */
export interface LogRow {
  log_id: string
  play_id: string
  action_type: string
  title: string
  url: string
  actor: string
  created_at: string
}

/** All rows of the Action Log, on whichever of its pages. */
export async function logRows(ctx: Ctx, main: string): Promise<LogRow[]> {
  const rows: LogRow[] = []
  for (const place of await logPagesOf(ctx, main)) rows.push(...(await rowsOn(ctx, place)))
  return rows
}

async function rowsOn({ confluence }: Ctx, { page, table, columns, isFormer }: LogPlace): Promise<LogRow[]> {
  try {
    const read = await confluence.table(page, table, { columns: Object.values(columns) })
    // They come in the order in which they were asked for, by the names that the page has.
    const names = Object.keys(columns)
    return read.records.map(record => {
      const cells = read.columns.map((name, index) => [names[index]!, record[name]!.normalize('NFC').trim()])
      const row: LogRow = Object.fromEntries(cells)
      return { ...row, log_id: keyOf(row.log_id), play_id: keyOf(row.play_id) }
    })
  } catch (error) {
    // What was put away needs no reading; the log that is kept now does.
    if (isFormer && error instanceof HubError && isHopeless(error)) return []
    throw error
  }
}

/** A row as the event that it tells of, or why it can be none. */
export type Read = { event: KeptEvent; why?: undefined } | { event?: undefined; why: { en: string; ko: string } }

export function eventFrom(ctx: Ctx, row: LogRow): Read {
  const { log_id, play_id, action_type, title, url, actor, created_at } = row
  const type = typeNamed(ctx, action_type)
  const moment = momentOf(created_at, zoneOf(ctx.timeZone))
  const because = (en: string, ko: string): Read => ({ why: { en, ko } })
  if (!log_id) return because('it has no log_id', 'log_id가 없습니다')
  if (!play_id) return because('it names no Play', 'Play가 없습니다')
  if (!type)
    return because(`no event has the action_type "${action_type}"`, `action_type "${action_type}"인 이벤트는 없습니다`)
  if (moment === undefined) return because(`"${created_at}" is no date`, `"${created_at}"은 날짜가 아닙니다`)
  const told = { title: title || log_id, ...(url && { url }), ...(actor && { actor }) }
  return { event: { id: log_id, type, play_id, ...told, created_at: new Date(moment).toISOString(), adopted: true } }
}

function typeNamed({ options }: Ctx, action: string): EventType | undefined {
  const fold = (word: string) => word.normalize('NFC').trim().toLowerCase()
  const found = Object.entries(options.action_log.actions).find(([, named]) => fold(named) === fold(action))
  return found?.[0] as EventType | undefined
}

const wallClock =
  /^(\d{4})(?:[-./]|년 ?)(\d{1,2})(?:[-./]|월 ?)(\d{1,2})(?:\.|일)?(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/

/** When a row says that it happened: by the zone's wall clock where it names no offset. Undefined for what is no date. */
export function momentOf(written: string, zone: Zone): number | undefined {
  if (instant.test(written)) return Date.parse(written) || undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] =
    wallClock
      .exec(written)
      ?.slice(1)
      .map(part => Number(part ?? 0)) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const moment = zone.instant({ year, month, day, hour, minute, second })
  const local = zone.local(moment)
  const isReal = year >= 1970 && year < 3000 && local.month === month && local.day === day && hour < 24 && minute < 60
  return isReal ? moment : undefined
}
