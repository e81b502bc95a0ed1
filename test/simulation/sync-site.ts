import automation from '../../src/automations/confluence-sync/index.ts'
import { type ConfluenceFake, confluenceFake } from '../../src/connectors/confluence/fake.ts'
import type { AnyAutomation } from '../../src/engine/automation.ts'
import { tableOf } from '../sync-scene.ts'
import type { SetUp } from './automation-hub.ts'
import type { Random } from './random.ts'

/** A Confluence with the pages of a team, and how the hub is set up for them. */
export interface Site {
  kind: 'cloud' | 'server'
  confluence: ConfluenceFake
  ids: { todo: string; playDb: string; actionLog: string }
  /** Those of the Play DB, in no order; people add some. */
  plays: string[]
  /** Page ids of the Live docs, by Play. Not each has one. */
  live: Map<string, string>
  /** Whether the Play DB has a column for the ToDo pages. */
  hasToDoColumn: boolean
  /** Where new rows of the Action Log come. */
  at: 'end' | 'start'
  /** From so many bytes on the Action Log goes to another page. */
  rollOverBytes: number
  /** Pages that somebody has broken, and nobody has mended yet. */
  broken: Set<string>
  setUp: SetUp
}

export const logColumns = ['log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at'] as const
export const countColumns = ['activity_qtd', 'signal_qtd', 'brief_qtd', 's2_qtd', 's3_qtd'] as const
/** The column that is people's own, whatever they call it behind that. */
export const own = '메모'
const liveHeading = '로그'

/** The more events, the more Plays: else the pages would be larger than the time of one seed allows. */
export function newSite(random: Random, events: number): Site {
  const kind = random.pick(['cloud', 'server'] as const)
  const confluence = confluenceFake({ kind })
  const page = (title: string, body: string) => confluence.addPage({ space: 'AX', title, body }).id
  const plays = Array.from(
    { length: 3 + Math.ceil(events / random.between(100, 200)) },
    (_, index) => `EXT_Desk_D${index + 10}`,
  )
  const hasToDoColumn = random.chance(0.5)
  const playColumns = ['play_id', own, ...countColumns, 'status', 'last_updated', ...(hasToDoColumn ? ['ToDo'] : [])]
  const playRows = plays.map(play => [play, '김하늘', ...playColumns.slice(2).map(() => '')])
  const ids = {
    todo: page('Project TODO', '<h2>스프린트</h2><p>이번 주</p>'),
    playDb: page('Play DB', `<p>모든 Play</p>${tableOf(playColumns, playRows)}<p>끝.</p>`),
    actionLog: page('Action Log', `<p>한 일</p>${tableOf([...logColumns, own], [])}<p>끝.</p>`),
  }
  const live = new Map(
    plays.slice(1).map(play => {
      const body = `<h2>${liveHeading}</h2><p>처음</p><h2>메모</h2><p>사람이 쓴 글</p>`
      return [play, page(`${play} Live doc`, body)]
    }),
  )
  confluence.reindex()
  const at = random.pick(['end', 'end', 'start'] as const)
  const rollOverMb = random.pick([0.03, 0.06, 0.12, 0.25])
  const options = {
    live_docs: Object.fromEntries(live),
    ...(random.chance(0.7) && { live_heading: liveHeading }),
    action_log: { at, roll_over_mb: rollOverMb },
    play_db: hasToDoColumn ? { todo: 'ToDo' } : {},
    // Nothing is given up: machines that sleep over the weekend would do so at once when they wake.
    retry_hours: 720,
  }
  const settings = {
    ...confluence.settings,
    CONFLUENCE_TODO_PAGE_ID: ids.todo,
    CONFLUENCE_PLAY_DB_PAGE_ID: ids.playDb,
    CONFLUENCE_ACTION_LOG_PAGE_ID: ids.actionLog,
  }
  const setUp = { automation: automation as unknown as AnyAutomation, settings, options, people: [] }
  return {
    kind,
    confluence,
    ids,
    plays,
    live,
    hasToDoColumn,
    at,
    rollOverBytes: rollOverMb * 1e6,
    broken: new Set(),
    setUp,
  }
}

/** The pages that have rows of the Action Log: the main one, then those below it in the order in which they were made. */
export const logPages = ({ confluence: { pages }, ids }: Site): string[] => [
  ids.actionLog,
  ...[...pages.values()].flatMap(({ id, parent }) => (parent === ids.actionLog ? [id] : [])),
]

export const bodyOf = ({ confluence }: Pick<Site, 'confluence'>, page: string) => confluence.pages.get(page)!.body
