import { keyOf } from '../../connectors/confluence/index.ts'
import { HubError, isHopeless } from '../../engine/error.ts'
import { nearWords } from '../../engine/nearest.ts'
import type { Ctx } from './options.ts'

/** Told why the Play DB cannot be read where a person has to mend it first: the Play is taken then. */
type Unreadable = (why: HubError) => Promise<void>

/**
 * Refuses a Play that the Play DB does not have, or, where none is set, dure.yaml, with those it may be. Where neither
 * tells any, all are taken.
 */
export async function assertPlay(ctx: Ctx, play: string, unreadable?: Unreadable): Promise<void> {
  const named = namedPlays(ctx)
  const page = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  if (!page) {
    if (named.length === 0 || named.includes(play)) return
    throw unknownPlay(play, named)
  }
  const remembered = (await ctx.table<string[]>(remembering).get(page)) ?? []
  if (remembered.includes(play)) return
  // It may have come to the table since.
  const now = await playsNow(ctx, page, play, unreadable)
  if (!now) return
  rememberPlays(ctx, page, now)
  if (!now.includes(play)) throw unknownPlay(play, now)
}

/** Undefined where the page cannot be asked, and the Play is taken all the same. */
async function playsNow(ctx: Ctx, page: string, play: string, unreadable?: Unreadable): Promise<string[] | undefined> {
  try {
    return await playsOnPage(ctx, page)
  } catch (error) {
    if (namedPlays(ctx).includes(play)) return undefined
    if (unreadable && isBroken(error)) {
      await unreadable(error)
      return undefined
    }
    if (!(error instanceof HubError) || isHopeless(error)) throw error
    throw new HubError(
      error.code,
      `Nothing was stored: whether there is a Play "${play}" only the Play DB can tell, and Confluence does not answer. Send it again later.`,
      {
        ko: `저장하지 않았습니다. "${play}"이라는 Play가 있는지는 Play DB를 보아야 아는데 Confluence가 응답하지 않습니다. 나중에 다시 보내십시오.`,
        cause: error,
        ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
      },
    )
  }
}

/** It is the page or its table. Where the hub's credentials are refused, nothing is known of the Play DB. */
const isBroken = (error: unknown): error is HubError =>
  error instanceof HubError && (error.code === 'invalid' || error.code === 'not_found')

/** The Plays of the table in its order: what its key column says. */
export async function playsOnPage({ confluence, options }: Ctx, page: string): Promise<string[]> {
  const { table, columns } = options.play_db
  const { records } = await confluence.table(page, table, { columns: [columns.play_id] })
  return records.flatMap(record => Object.values(record).map(keyOf)).filter(Boolean)
}

/** The Play DB need not be read for each event. */
export const rememberPlays = (ctx: Pick<Ctx, 'table'>, page: string, plays: readonly string[]) =>
  ctx.table<readonly string[]>(remembering).put(page, plays)

const remembering = 'plays'

/** Those that dure.yaml names. */
export const namedPlays = ({ options }: Ctx) => Object.keys({ ...options.live_docs, ...options.play_todo_pages })

const mostNamed = 5

function unknownPlay(play: string, known: readonly string[]): HubError {
  const near = nearWords(play, known)
  const named = (near.length > 0 ? near : known).slice(0, mostNamed).join(', ')
  const [en, ko] =
    near.length > 0
      ? [`Near it are ${named}.`, `비슷한 Play: ${named}.`]
      : [`Known are ${named}.`, `있는 Play: ${named}.`]
  return new HubError(
    'invalid',
    `There is no Play "${play}". ${known.length > 0 ? `${en} ` : ''}Name a known one, or add a row for it to the Play DB first.`,
    {
      ko: `"${play}"이라는 Play가 없습니다. ${known.length > 0 ? `${ko} ` : ''}있는 것을 쓰거나 Play DB에 행을 먼저 추가하십시오.`,
      // Where none is near, an example would be taken for the right one.
      field: { name: 'play_id', ...(near[0] !== undefined && { example: near[0] }) },
    },
  )
}
