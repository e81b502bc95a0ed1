import { link } from '../../connectors/confluence/index.ts'
import { workOff } from './due.ts'
import type { EventType } from './event.ts'
import type { KeptEvent } from './history.ts'
import { type LogColumns, logPlaces } from './log-page.ts'
import { type Ctx, patience } from './options.ts'
import { minuteOf } from './view.ts'
import { writeKey } from './writes.ts'

/** Queues a row of the Action Log for each event that is due. */
export function log(ctx: Ctx): Promise<{ events: number }> {
  let places: ReturnType<typeof logPlaces> | undefined
  return workOff(ctx, 'log', async ({ event, again }, main) => {
    places ??= logPlaces(ctx, main)
    const { page, table, columns } = await places.placeOf(JSON.stringify(event))
    const change = { op: 'insert', key: event.id, values: rowOf(ctx, event, columns) } as const
    const row = { kind: 'row', table, key: columns.log_id, at: ctx.options.action_log.at, change } as const
    const options = { ...patience(ctx), about: writeKey(event.id, 'log') }
    ctx.send('confluence', 'changePage', { page, change: row }, writeKey(event.id, 'log', again), options)
  })
}

/** Its key is the event's: it is found again by that. */
function rowOf({ options, timeZone }: Ctx, event: KeptEvent, columns: LogColumns) {
  const actions: Partial<Record<EventType, string>> = options.action_log.actions
  return {
    [columns.log_id]: event.id,
    [columns.play_id]: event.play_id,
    [columns.action_type]: actions[event.type],
    [columns.title]: event.title ?? '',
    [columns.url]: event.url ? [link(event.url, event.url)] : '',
    [columns.actor]: event.actor ?? '',
    [columns.created_at]: minuteOf(event.created_at, timeZone),
  }
}
