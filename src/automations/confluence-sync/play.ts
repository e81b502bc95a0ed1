import { describeError, HubError, isHopeless } from '../../engine/error.ts'
import { dueOf, finish, goOn, mostAtOnce, setAside } from './due.ts'
import type { Stored } from './history.ts'
import type { Ctx } from './options.ts'
import type { Tables } from './tables.ts'
import { cellsChangedBy, rowless, tally, unwrittenRows } from './tally.ts'

/**
 * Writes what has changed into the rows of Plays that are due, and what the weekly batch has left, and waits for it: a
 * count that has to be written again is counted again. What cannot be written now stays due.
 */
export async function play(ctx: Ctx): Promise<{ plays: number }> {
  const page = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  const due = await dueOf(ctx.db<Tables>(), 'play')
  if (!page) {
    finish(ctx, 'play', due)
    return { plays: 0 }
  }
  const byPlay = [...Map.groupBy(due, ({ event }) => event.play_id)]
  const [written] = await Promise.all([
    Promise.allSettled(byPlay.map(([play, events]) => writeRow(ctx, page, play, events))),
    writeUnwritten(ctx, page),
  ])
  const done = byPlay.flatMap(([, events], index) => (isDone(ctx, written[index]!) ? events : allButLast(events)))
  finish(ctx, 'play', done)
  if (due.length === mostAtOnce) goOn(ctx, 'play')
  return { plays: byPlay.length }
}

/** All cells of the rows that the weekly batch has left: it comes again in a week only. */
async function writeUnwritten(ctx: Ctx, page: string) {
  const left = await unwrittenRows(ctx).list()
  const written = await Promise.allSettled(left.map(({ key: play, value: key }) => tally(ctx, { play, page, key })))
  for (const [index, result] of written.entries()) if (isDone(ctx, result)) unwrittenRows(ctx).delete(left[index]!.key)
}

async function writeRow(ctx: Ctx, page: string, play: string, events: readonly Stored[]): Promise<void> {
  const cells = [...new Set(events.flatMap(({ event }) => cellsChangedBy(ctx.options, event.type)))]
  const last = events.at(-1)!
  // Told anew it is counted anew: under its key of before, what was found then would be remembered.
  const key = `play/${play}/${last.seq}${last.again === 0 ? '' : `/${last.again}`}`
  const { outcome } = await tally(ctx, { play, page, key, cells })
  if (outcome === 'absent') setAside(ctx, last.event, 'play', `${rowless(play)}, and the weekly batch fills it.`)
}

/** What a person has to mend on the page fails its own row alone, and is tried again with whatever is due next. */
function isDone(ctx: Ctx, result: PromiseSettledResult<unknown>): boolean {
  if (result.status === 'fulfilled') return true
  const { reason } = result
  if (!(reason instanceof HubError && isHopeless(reason))) throw reason
  ctx.log.warn('a row of the Play DB could not be written', { error: describeError(reason) })
  return false
}

/** A row that has to wait waits for each kind of event once, however many there are: they must not crowd out other Plays. */
function allButLast(events: readonly Stored[]): Stored[] {
  const last = new Map(events.map(stored => [stored.event.type, stored]))
  return events.filter(stored => last.get(stored.event.type) !== stored)
}
