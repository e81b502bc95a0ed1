import workLog from '../src/automations/work-log/index.ts'
import type { Logged } from '../src/automations/work-log/write.ts'
import { llmFake } from '../src/connectors/llm/fake.ts'
import { notionFake } from '../src/connectors/notion/fake.ts'
import { manualClock } from '../src/engine/clock-testing.ts'
import { type Bench, type BenchOptions, bench } from '../src/engine/testing.ts'

let ids = 0

export interface HubOptions extends Partial<Pick<BenchOptions, 'store' | 'settings'>> {
  notion?: boolean
  llm?: boolean
  options?: object
  /** A Monday's morning in Seoul unless said. */
  now?: string
  /** What the model writes of the data it is shown. */
  author?: (data: any) => unknown
}

/** The work log on a bench, with a fake Notion that has the description's three databases, and a fake model. */
export async function hubWith({ notion = true, llm = false, options = {}, author, ...more }: HubOptions = {}) {
  const clock = manualClock(more.now ?? '2026-11-20T09:00:00Z', more.store?.busy)
  const far = notionFake({ now: clock.now })
  const databases = furnish(far)
  const model = llmFake({ clock, ...(author && { author: ({ material }) => author(dataIn(material)) }) })
  const hub = await bench({
    automations: [workLog],
    clock,
    ...(more.store && { store: more.store }),
    settings: {
      ...(notion && {
        ...far.settings,
        NOTION_DB1_ID: databases.logs.id,
        NOTION_DB2_ID: databases.weeks.id,
        NOTION_DB3_ID: databases.months.id,
      }),
      ...(llm && { CLAUDE_API_KEY: model.key, CLAUDE_API_URL: model.url, LLM_MODEL: model.models[0]! }),
      ...more.settings,
    },
    options: { 'work-log': options },
    // Two hubs on one ledger must not share a name.
    parts: { newId: () => `process ${++ids}` },
    fetch: (url, init) => (String(url).includes('notion') ? far.fetch(url, init) : model.fetch(url, init)),
  })
  return { ...callersOf(hub), hub, clock, far, databases, model }
}

/** The logs as the model is shown them. */
const dataIn = (material: string) => JSON.parse(/<data>(.*)<\/data>/s.exec(material)![1]!)

function furnish(far: ReturnType<typeof notionFake>) {
  const page = far.addPage('업무 기록')
  const logs = far.addDatabase(
    'Daily Work Logs',
    {
      Name: 'title',
      'Dure Key': 'rich_text',
      'Logged Date': 'date',
      Category: { type: 'select', options: ['신규기능', '성능개선', '버그픽스', '리팩토링', '문서화', '기타'] },
      'Impact Level': { type: 'select', options: ['High', 'Medium', 'Low'] },
      'Tech Stack': { type: 'multi_select', options: [] },
      Status: { type: 'select', options: ['Logged', 'In Review', 'Published'] },
    },
    page,
  )
  const dates = { 'Period Start': 'date', 'Period End': 'date' }
  const weeks = far.addDatabase(
    'Weekly Achievements',
    { Name: 'title', 'Dure Key': 'rich_text', ...dates, 'Bullet Points': 'rich_text' },
    page,
  )
  const months = far.addDatabase(
    'Monthly Highlights',
    { Name: 'title', 'Dure Key': 'rich_text', 'Year-Month': 'date', Summary: 'rich_text' },
    page,
  )
  const to = (database: typeof logs) => ({ relation: { data_source_id: database.sources[0], single_property: {} } })
  far.changeColumns(weeks, { 'Source Logs': to(logs) })
  far.changeColumns(months, { 'Source Weeks': to(weeks) })
  return { logs, weeks, months }
}

const { signal } = new AbortController()

/** The tasks as the server calls them for a request. */
function callersOf(hub: Bench) {
  const ask = async (task: string, input: unknown, key?: string) =>
    (await hub.engine.answer(`work-log/${task}`, input, { signal, ...(key !== undefined && { key }) })).outcome as any

  /** POST /daily-logs, to its reply. */
  const post = async (body: object, key?: string) => {
    const outcome: Logged = await ask('log', body, key)
    const { waitFor, waitMs, reply } = workLog.tasks.log.route as any
    const delivery = waitFor(outcome)
    const waiting = delivery && hub.engine.waitFor(delivery, waitMs)
    await hub.workOff(6000)
    return reply(outcome, await waiting) as { status: number; body: any; headers: Record<string, string> }
  }
  return { ask, post }
}

let logs = 0

/** A body of POST /daily-logs; each with another title unless one is given. */
export const bodyOf = ({
  result = '응답 시간을 820ms에서 140ms로 줄였습니다',
  ...more
}: Record<string, unknown> = {}) => ({
  title: `결제 서버 개선 ${++logs}`,
  context: `### Situation\n결제가 느렸다.\n\n### Task\n원인을 찾는다.\n\n### Action\n- 인덱스를 추가했다.\n\n### Result\n${result}`,
  category: '성능개선',
  impact_level: 'High',
  tech_stack: ['TypeScript', 'Redis'],
  ...more,
})
