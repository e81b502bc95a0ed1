import type { Finding } from '../../engine/automation.ts'
import { describeError, HubError } from '../../engine/error.ts'
import { nearWords } from '../../engine/nearest.ts'
import type { Ctx } from './options.ts'
import { namedPlays, playsOnPage } from './plays.ts'

/** What each page and table came to, a line of `dure doctor` each. */
export async function check(ctx: Ctx): Promise<Finding[]> {
  const { settings, options, confluence } = ctx
  const { action_log, play_db, live_docs, play_todo_pages } = options
  const title = async (page: string) => (await confluence.page(page)).title
  const columns = async (page: string, anchor: typeof action_log.table, wanted: readonly string[]) => {
    const read = await confluence.table(page, anchor, { columns: wanted, limit: 0 })
    return `${read.page.title}: ${read.total} rows`
  }
  const findings = [
    look('Project TODO', settings.CONFLUENCE_TODO_PAGE_ID, title),
    look('Play DB', settings.CONFLUENCE_PLAY_DB_PAGE_ID, page =>
      columns(page, play_db.table, [...Object.values(play_db.columns), ...(play_db.todo ? [play_db.todo] : [])]),
    ),
    look('Action Log', settings.CONFLUENCE_ACTION_LOG_PAGE_ID, page =>
      columns(page, action_log.table, Object.values(action_log.columns)),
    ),
    ...Object.entries(live_docs).map(([play, page]) => look(`Live doc of ${play}`, page, title)),
    ...Object.entries(play_todo_pages).map(([play, page]) => look(`ToDo page of ${play}`, page, title)),
  ]
  return [...(await Promise.all(findings)), ...(await againstPlayDb(ctx))]
}

async function look(what: string, page: string | undefined, see: (page: string) => Promise<string>): Promise<Finding> {
  if (page === undefined) return { what, state: 'off', note: 'no page is set', ko: '페이지가 설정되지 않았습니다' }
  try {
    return { what, state: 'ok', note: await see(page) }
  } catch (error) {
    const ko = error instanceof HubError ? error.ko : undefined
    return { what, state: 'bad', note: describeError(error), ...(ko !== undefined && { ko }) }
  }
}

/** Plays that dure.yaml and the Play DB do not both know. */
async function againstPlayDb(ctx: Ctx): Promise<Finding[]> {
  const page = ctx.settings.CONFLUENCE_PLAY_DB_PAGE_ID
  // What is wrong with the page is told above.
  const plays = page ? await playsOnPage(ctx, page).catch(() => undefined) : undefined
  if (!plays) return []
  const strange = namedPlays(ctx).filter(play => !plays.includes(play))
  const without = plays.filter(play => !ctx.options.live_docs[play])
  const near = (play: string) => nearWords(play, plays)[0]
  return [
    ...strange.map((play): Finding => {
      const meant = near(play)
      const [en, ko] = meant ? [`; did you mean ${meant}?`, ` 비슷한 Play: ${meant}.`] : ['', '']
      const what = `${play} in dure.yaml`
      return { what, state: 'bad', note: `the Play DB has no such Play${en}`, ko: `Play DB에 없는 Play입니다.${ko}` }
    }),
    ...(without.length === 0
      ? []
      : [
          {
            what: 'Live docs',
            state: 'off' as const,
            note: `none in live_docs for ${without.join(', ')}`,
            ko: `live_docs에 없는 Play: ${without.join(', ')}`,
          },
        ]),
  ]
}
