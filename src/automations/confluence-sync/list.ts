import { z } from 'zod'
import { zoneOf } from '../../engine/zone.ts'
import { type Event, eventTypes, PlayId } from './event.ts'
import { latestEvents } from './history.ts'
import type { Ctx } from './options.ts'
import { dataMark } from './pages/as-data.ts'
import type { Tables } from './tables.ts'

const day = (example: string, description: string) =>
  z.iso
    .date()
    .optional()
    .meta({ description, examples: [example] })

/** The query of GET /events. */
export const Asked = z.strictObject({
  play_id: PlayId.optional(),
  type: z.enum(eventTypes).optional(),
  from: day('2026-10-01', '첫날'),
  to: day('2026-12-31', '마지막 날. 이날까지 찾는다'),
  limit: z.int().min(1).max(500).default(50),
  cursor: z.int().min(1).optional().meta({ description: '앞 쪽의 `next`. 나머지 조건은 그대로 둔다' }),
})
type Asked = z.output<typeof Asked>

export interface Listed {
  content_is: (typeof dataMark)['content_is']
  events: Event[]
  next: number | null
}

/** Accepted last first; `next` is null on the last page. */
export async function listEvents(ctx: Ctx, asked: Asked): Promise<Listed> {
  const { play_id, type, limit, cursor } = asked
  const from = asked.from === undefined ? undefined : startOf(asked.from, ctx.timeZone)
  const to = asked.to === undefined ? undefined : startOf(asked.to, ctx.timeZone, 1)
  const found = await latestEvents(ctx.db<Tables>(), { play_id, type, from, to, before: cursor, most: limit + 1 })
  const events = found.slice(0, limit)
  const next = found.length > limit ? events.at(-1)!.seq : null
  return { ...dataMark, events: events.map(({ event: { adopted: _, ...event } }) => event), next }
}

/** Midnight at the beginning of a day, or so many days later. */
function startOf(date: string, timeZone: string, later = 0): number {
  const [year, month, day] = date.split('-').map(Number)
  return zoneOf(timeZone).instant({ year: year!, month: month!, day: day! + later })
}
