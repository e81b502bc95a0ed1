import { HubError } from '../../engine/error.ts'
import { keepEvent, knownIds } from './history.ts'
import { eventFrom, logRows } from './log-rows.ts'
import type { Ctx } from './options.ts'
import type { Tables } from './tables.ts'

/** What became of the rows of an Action Log that the hub knew nothing of. */
export interface Adopted {
  events: number
  /** Rows that say too little to be an event, or by an action_type that no event has. */
  left: { log_id: string; why: string }[]
}

/** Takes over rows that people or an older tool have written, as events whose pages know of them already. */
export async function adopt(ctx: Ctx): Promise<Adopted> {
  const main = ctx.settings.CONFLUENCE_ACTION_LOG_PAGE_ID
  if (!main)
    throw new HubError('invalid', 'There is no Action Log to take over: set CONFLUENCE_ACTION_LOG_PAGE_ID in .env.', {
      ko: '넘겨받을 Action Log가 없습니다. .env에 CONFLUENCE_ACTION_LOG_PAGE_ID를 넣으십시오.',
    })
  const rows = await logRows(ctx, main)
  const known = await knownIds(
    ctx.db<Tables>(),
    rows.map(({ log_id }) => log_id),
  )
  const fresh = new Map(rows.filter(({ log_id }) => !known.has(log_id)).map(row => [row.log_id || row.title, row]))
  const read = [...fresh].map(([log_id, row]) => ({ log_id, ...eventFrom(ctx, row) }))
  const events = read.flatMap(({ event }) => event ?? [])
  const received = ctx.clock.now().getTime()
  ctx.commit<Tables>(async tx => {
    for (const event of events.slice(0, mostAtOnce)) await keepEvent(tx, event, received)
  })
  if (events.length > mostAtOnce) ctx.emit('confluence-sync/adopting', {}, `after run ${ctx.run.id}`)
  const left = read.flatMap(({ log_id, why }) => (why ? [{ log_id, why: why[ctx.options.language] }] : []))
  return { events: events.length, left }
}

/** As many as one run takes over, so that the ledger stays free for others; the next one goes on. */
const mostAtOnce = 500
