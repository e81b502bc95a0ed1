import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import { addDue, dueEvent } from './due.ts'
import { type Effect, effects, eventTypes } from './event.ts'
import { countAgain, eventsIn, eventsWith, type Stored } from './history.ts'
import type { Ctx } from './options.ts'
import { pageFor } from './pages-of.ts'
import { quarterAt } from './quarter.ts'
import type { Tables } from './tables.ts'
import { type Fate, fatesOf } from './writes.ts'

export const Retelling = z.strictObject({
  ids: z.array(z.string()).max(10_000).optional().meta({
    description: '다시 기록할 이벤트의 ID. 없으면 기록하지 못한 모든 이벤트',
    'x-en': 'Ids of the events; default: all that could not be written',
  }),
})

/** Queues anew what could not be written of events, with today's pages, tables and columns. What is there stays as it is. */
export async function retell(ctx: Ctx, { ids }: z.output<typeof Retelling>): Promise<{ events: string[] }> {
  const events = await eventsWith(ctx.db<Tables>(), ids ?? (await lostIds(ctx)))
  const known = new Set(events.map(({ event }) => event.id))
  const strange = (ids ?? []).filter(id => !known.has(id))
  if (strange.length > 0)
    throw new HubError('invalid', `There are no events with these ids: ${strange.join(', ')}.`, {
      ko: `이런 ID의 이벤트가 없습니다: ${strange.join(', ')}.`,
      field: { name: 'ids' },
    })
  return { events: await queueAnew(ctx, events, ids ? ['failed', 'dropped', 'never'] : ['failed', 'never']) }
}

/** Gives the ids of those of which something is queued anew. */
export async function queueAnew(
  ctx: Ctx,
  events: readonly Stored[],
  states: readonly Fate['state'][],
): Promise<string[]> {
  if (events.length === 0) return []
  const fates = await fatesOf(
    ctx,
    events.map(({ event }) => event.id),
  )
  const lost = events.flatMap(stored => {
    const lacking = [...fates.get(stored.event.id)!].flatMap(([effect, { state }]) =>
      states.includes(state) && pageFor(ctx, effect, stored.event) ? [effect] : [],
    )
    return lacking.length > 0 ? [{ stored, lacking }] : []
  })
  ctx.commit<Tables>(async tx => {
    for (const { stored, lacking } of lost) {
      await countAgain(tx, stored)
      await addDue(tx, stored.seq, lacking)
    }
  })
  const isLacking = (effect: Effect) => lost.some(({ lacking }) => lacking.includes(effect))
  for (const effect of effects.filter(isLacking)) ctx.emit(dueEvent(effect), {}, `again ${ctx.run.key}`)
  return lost.map(({ stored }) => stored.event.id)
}

/** Those of which a write has failed, out of all that the ledger remembers, and all of this quarter: some had no page. */
async function lostIds(ctx: Ctx): Promise<string[]> {
  const failed = (await ctx.written('confluence', 'event/')).filter(({ state }) => state === 'failed')
  const recent = await eventsIn(ctx.db<Tables>(), eventTypes, quarterAt(ctx.now, ctx.timeZone))
  return [
    ...new Set([
      ...failed.flatMap(({ key }) => /^event\/(.*)\/(?:log|live)(?:\/\d+)?$/s.exec(key)?.[1] ?? []),
      ...recent.map(({ event }) => event.id),
    ]),
  ]
}
