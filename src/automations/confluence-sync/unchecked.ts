import { describeError, HubError } from '../../engine/error.ts'
import { setAside } from './due.ts'
import type { Event } from './event.ts'
import type { Ctx } from './options.ts'
import { playsOnPage, rememberPlays } from './plays.ts'

/** By Play: the first event that was taken unchecked, because a person has to mend the Play DB before it can be read. */
const unchecked = (ctx: Pick<Ctx, 'table'>) => ctx.table<string>('unchecked')

/** Whoever sends an event is not at fault: it is taken, and the check that fails tells those who are to mend the Play DB. */
export async function takeUnchecked(ctx: Ctx, { id, play_id }: Event, why: HubError): Promise<void> {
  ctx.log.warn('an event is taken without a look at the Play DB', { event: id, error: describeError(why) })
  if ((await unchecked(ctx).get(play_id)) !== undefined) return
  unchecked(ctx).put(play_id, id)
  haveChecked(ctx, `event ${id}`)
}

const haveChecked = (ctx: Ctx, key: string) => ctx.emit('confluence-sync/unchecked', {}, key)

/** Starts the check anew, as long as there is something to check. */
export async function checkAgain(ctx: Ctx): Promise<void> {
  if ((await unchecked(ctx).list()).length > 0) haveChecked(ctx, `sweep ${ctx.run.key}`)
}

/** Looks for the Plays that could not be checked. Fails as long as the Play DB cannot be read; of one that it lacks somebody is told. */
export async function checkPlays(ctx: Ctx): Promise<{ plays: string[] }> {
  const left = await unchecked(ctx).list()
  const plays = left.map(({ key }) => key)
  const page = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  const known = page !== undefined && left.length > 0 ? await readOrTell(ctx, page, plays) : plays
  for (const { key: play, value: event } of left) {
    unchecked(ctx).delete(play)
    if (!known.includes(play)) setAside(ctx, { id: event, play_id: play }, 'play', lacking(play))
  }
  return { plays }
}

const lacking = (play: string) =>
  `The Play DB could not be read when it came, and has no row for ${play}: add one, and the weekly batch fills it. If the name is a slip, the event counts nowhere.`

async function readOrTell(ctx: Ctx, page: string, plays: readonly string[]): Promise<string[]> {
  try {
    const known = await playsOnPage(ctx, page)
    rememberPlays(ctx, page, known)
    return known
  } catch (cause) {
    if (!(cause instanceof HubError)) throw cause
    throw new HubError(
      cause.code,
      `The Play DB cannot be read. Events of Plays that are new to the hub are taken unchecked until it is mended, so far of ${plays.join(', ')}.`,
      { cause },
    )
  }
}
