import { describeError, HubError, isHopeless } from '../../engine/error.ts'
import type { Ctx } from './options.ts'
import { playsOnPage, rememberPlays } from './plays.ts'
import { quarterAt } from './quarter.ts'
import { tally, unwrittenRows } from './tally.ts'

/** What a weekly batch has written. */
export interface RolledUp {
  quarter: string
  plays: number
  /** Plays whose rows could not be written, each with the reason. */
  failed: string[]
}

/**
 * Writes quarter-to-date counts, status and moment into the row of each Play, and has the Action Log held against the
 * events. It shares its lane with what is written at once, so that no older count follows a newer one.
 */
export async function weekly(ctx: Ctx): Promise<RolledUp> {
  const page = playDbOf(ctx)
  const plays = [...new Set(await playsOnPage(ctx, page))]
  const quarter = quarterAt(ctx.now, ctx.timeZone)
  const keyOf = (play: string) => `weekly/${ctx.run.key}/${play}`
  const written = await Promise.allSettled(plays.map(play => tally(ctx, { play, page, key: keyOf(play), quarter })))
  for (const { key } of await unwrittenRows(ctx).list()) unwrittenRows(ctx).delete(key)
  for (const [index, play] of plays.entries())
    if (written[index]!.status === 'rejected') unwrittenRows(ctx).put(play, keyOf(play))
  const failed = written.flatMap((result, index) => (result.status === 'rejected' ? [why(plays[index]!, result)] : []))
  rememberPlays(ctx, page, plays)
  ctx.emit('confluence-sync/rolled-up', {}, ctx.run.key)
  return { quarter: quarter.name, plays: plays.length - failed.length, failed }
}

/** One row that a person has to mend keeps no other from being written. */
function why(play: string, { reason }: PromiseRejectedResult): string {
  if (reason instanceof HubError && isHopeless(reason)) return `${play}: ${describeError(reason)}`
  throw reason
}

function playDbOf({ settings }: Ctx): string {
  const page = settings.CONFLUENCE_PLAY_DB_PAGE_ID
  if (page) return page
  throw new HubError(
    'invalid',
    'Which page has the table of the Plays is not known: set CONFLUENCE_PLAY_DB_PAGE_ID in .env.',
    { ko: 'Play 표가 있는 페이지를 알 수 없습니다. .env에 CONFLUENCE_PLAY_DB_PAGE_ID를 넣으십시오.' },
  )
}
