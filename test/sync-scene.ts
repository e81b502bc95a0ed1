import confluenceSync from '../src/automations/confluence-sync/index.ts'
import { confluenceFake } from '../src/connectors/confluence/fake.ts'
import type { Kind } from '../src/connectors/confluence/fake-pages.ts'
import { confluence, type TableAnchor } from '../src/connectors/confluence/index.ts'
import { manualClock } from '../src/engine/clock-testing.ts'
import { createHttp } from '../src/engine/http.ts'
import { type Bench, type BenchOptions, bench } from '../src/engine/testing.ts'

export interface SceneOptions extends Partial<Pick<BenchOptions, 'store' | 'settings'>> {
  kind?: Kind
  /** The section confluence-sync of dure.yaml, beside the Live docs of the scene. */
  options?: object
  /** A Friday afternoon in Seoul unless said. */
  now?: string
  /** Rows that the Action Log has before the hub comes: its cells in the order of the columns. */
  rows?: string[][]
}

export const plays = ['EXT_Desk_D01', 'EXT_Desk_D02', 'KT_Sales_S01']
const logColumns = ['log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at']
const countColumns = ['activity_qtd', 'signal_qtd', 'brief_qtd', 's2_qtd', 's3_qtd']
const playColumns = ['play_id', '담당', ...countColumns, 'status', 'last_updated', '할 일']

/** The Confluence sync on a bench, with a site as the description has it. */
export async function syncScene({ kind = 'cloud', options = {}, rows = [], ...more }: SceneOptions = {}) {
  const clock = manualClock(more.now ?? '2026-11-20T15:00:00+09:00', more.store?.busy)
  const site = confluenceFake({ kind })
  const page = (title: string, body: string) => site.addPage({ space: 'AX', title, body }).id
  const todo = page('Project TODO', '<h2>스프린트</h2><p>이번 주</p>')
  const playRows = plays.map(play => [play, '김하늘', ...countColumns.map(() => '0'), '', '', ''])
  const playDb = page('Play DB', `<p>43개 Play</p>${tableOf(playColumns, playRows)}<p>끝.</p>`)
  const actionLog = page('Action Log', tableOf(logColumns, rows))
  const live = page('세미나파이프라인 Live doc', '<h2>로그</h2><p>처음</p><h2>메모</h2><p>사람이 쓴 글</p>')
  site.reindex()
  const settings = {
    ...site.settings,
    CONFLUENCE_TODO_PAGE_ID: todo,
    CONFLUENCE_PLAY_DB_PAGE_ID: playDb,
    CONFLUENCE_ACTION_LOG_PAGE_ID: actionLog,
    ...more.settings,
  }
  const hub = await bench({
    automations: [confluenceSync],
    clock,
    ...(more.store && { store: more.store }),
    settings,
    options: { 'confluence-sync': { live_docs: { EXT_Desk_D01: live }, live_heading: '로그', ...options } },
    parts: { timeZone: 'Asia/Seoul' },
    fetch: (url, init) => site.fetch(url, init),
  })
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const http = createHttp({ fetch: (url, init) => site.fetch(url, init), clock, random: () => 0.5, log })
  const reader = confluence.connect(site.settings as never, {
    http,
    clock,
    random: () => 0.5,
    log,
    dataDir: '.',
    timeZone: 'Asia/Seoul',
  })
  return {
    ...callersOf(hub),
    hub,
    clock,
    site,
    ids: { todo, playDb, actionLog, live },
    /** The records of a table as people read them. */
    rowsOf: async (id: string, anchor: TableAnchor = {}) => (await reader.table(id, anchor)).records,
    playRow: async (play: string) => (await reader.table(playDb, {}, { where: { play_id: play } })).records[0]!,
    /** What people read of a page: anchors they do not see. */
    textOf: async (id: string) => {
      const read = await reader.markdown(id)
      return 'markdown' in read ? read.markdown : ''
    },
    bodyOf: (id: string) => site.pages.get(id)!.body,
    versionOf: (id: string) => site.pages.get(id)!.version.number,
  }
}
export type SyncScene = Awaited<ReturnType<typeof syncScene>>

/** As the editor makes one: no thead, each cell a paragraph. */
export function tableOf(columns: string[], rows: string[][]): string {
  const line = (tag: string, cells: string[]) =>
    `<tr>${cells.map(cell => `<${tag}>${cell ? `<p>${cell}</p>` : '<p />'}</${tag}>`).join('')}</tr>`
  return `<table data-layout="default"><tbody>${line('th', columns)}${rows.map(row => line('td', row)).join('')}</tbody></table>`
}

const { signal } = new AbortController()

/** The tasks as the server calls them for a request. */
function callersOf(hub: Bench) {
  const ask = async (task: string, input: unknown, key?: string) =>
    (await hub.engine.answer(`confluence-sync/${task}`, input, { signal, ...(key !== undefined && { key }) }))
      .outcome as any
  /** POST /events, and what follows. */
  const send = async (event: object) => {
    const outcome = await ask('record', event)
    await hub.workOff()
    return outcome
  }
  return { ask, send }
}

let events = 0

/** A body of POST /events; each with an id of its own unless one is given. */
export const anEvent = (given: object = {}) => ({
  id: `event-${++events}`,
  type: 'signal.created',
  play_id: 'EXT_Desk_D01',
  title: '데모 요청 3건',
  actor: '김하늘',
  ...given,
})
