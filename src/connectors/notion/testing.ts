import { pacedIo } from '../../engine/call-pace.ts'
import { createHttp } from '../../engine/http.ts'
import { testClock } from '../../engine/http-testing.ts'
import type { Io, Log } from '../../engine/io.ts'
import { type NotionFake, notionFake } from './fake.ts'
import type { FakeDatabase } from './fake-state.ts'
import { notion } from './index.ts'
import type { Database, NewRow, Row } from './words.ts'

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface StageOptions {
  /** Settings that differ from those of the fake. */
  settings?: Record<string, string>
  /** The fake refuses what comes too fast. */
  limited?: boolean
  /** Instead of the fake's own, which is handed in. */
  fetch?: (url: URL, init: RequestInit, genuine: Fetch) => Promise<Response>
}

/** A client of the connector on a fake Notion, over the engine's own HTTP, in a time that passes by itself. */
export function stage({ settings = {}, limited = false, fetch }: StageOptions = {}) {
  const { clock, pauses, advance } = testClock()
  const fake: NotionFake = notionFake({ now: clock.now, limited })
  const lines: { level: string; message: string; fields?: Record<string, unknown> }[] = []
  const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields })
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const through: Fetch = (url, init) => (fetch ? fetch(url, init, fake.fetch) : fake.fetch(url, init))
  const http = createHttp({ fetch: through, clock, random: () => 0.5, log })
  const io: Io = { http, clock, random: () => 0.5, log, dataDir: '.', timeZone: 'Asia/Seoul' }
  const connect = () => notion.connect({ ...fake.settings, ...settings } as never, pacedIo(notion, io))
  return { fake, client: connect(), connect, clock, pauses, advance, lines }
}

/** A stage with the tests' databases on it. */
export function furnished(options: StageOptions = {}) {
  const it = stage(options)
  const page = it.fake.addPage('업무 기록')
  const weeks = it.fake.addDatabase('Weekly Achievements', { Name: 'title', 'Week Key': 'rich_text' }, page)
  const logs = it.fake.addDatabase('Daily Work Logs', columns, page)
  const link = { 'Source Logs': { relation: { data_source_id: logs.sources[0], dual_property: {} } } }
  it.fake.changeColumns(weeks, link)
  const ours = { logs: declared(logs), weeks: declaredWeeks(weeks) }
  const writes = () => it.fake.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/query'))
  return { ...it, page, logs, weeks, ours, writes }
}

const columns = {
  Name: 'title',
  'Log Key': 'rich_text',
  'Logged Date': 'date',
  Category: { type: 'select', options: ['신규기능', '성능개선', '버그픽스'] },
  'Tech Stack': { type: 'multi_select', options: ['Python', 'TypeScript'] },
  Status: { type: 'select', options: ['Logged', 'In Review', 'Published'] },
  Metrics: 'rich_text',
  Ticket: 'url',
  Minutes: 'number',
  Shown: 'checkbox',
}

/** What the tests want of the database of logs. */
export const declared = ({ id }: Pick<FakeDatabase, 'id'>): Database => ({
  name: 'logs',
  title: 'Daily Work Logs',
  id,
  setting: 'NOTION_DB1_ID',
  key: 'Log Key',
  properties: {
    Name: 'title',
    'Logged Date': 'date',
    Category: { type: 'select', options: ['신규기능', '성능개선', '버그픽스'] },
    'Tech Stack': { type: 'multi_select', options: ['Python', 'TypeScript'], open: true },
    Status: { type: 'select', options: ['Logged', 'In Review', 'Published'] },
    Metrics: 'text',
    Ticket: 'url',
    Minutes: 'number',
    Shown: 'checkbox',
  },
})

export const declaredWeeks = ({ id }: Pick<FakeDatabase, 'id'>): Database => ({
  name: 'weeks',
  title: 'Weekly Achievements',
  id,
  setting: 'NOTION_DB2_ID',
  key: 'Week Key',
  properties: { Name: 'title', 'Source Logs': { type: 'relation', to: 'logs', back: 'Weeks' } },
})

/** A day's log, as the tests write it. */
export const daily = (database: Database, key = 'log-1', more: Partial<NewRow> = {}): NewRow => ({
  database,
  key,
  properties: {
    Name: '결제 서버 응답 개선',
    'Logged Date': '2026-11-21',
    Category: '성능개선',
    'Tech Stack': ['TypeScript', 'Redis'],
    Status: 'Logged',
    Ticket: '',
    ...more.properties,
  },
  body: '### Situation\n느렸다.\n\n### Result\n- 300 ms → **80 ms**',
  ...(more.body !== undefined && { body: more.body }),
})

export async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}
