import { createHttp } from '../../engine/http.ts'
import { testClock } from '../../engine/http-testing.ts'
import { type Io, type Log, silent } from '../../engine/io.ts'
import { type FakeOptions, jiraFake } from './fake.ts'
import { jira } from './index.ts'
import type { Issue } from './words.ts'

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface StageOptions extends FakeOptions {
  /** Settings in place of the fake's own. */
  settings?: Record<string, unknown>
  /** Instead of the fake's own, which is handed in. */
  fetch?: (url: URL, init: RequestInit, genuine: Fetch) => Promise<Response>
}

/** A client of the connector on a fake Jira, over the engine's own HTTP, in a time of its own. */
export function stage({ settings = {}, fetch, ...options }: StageOptions = {}) {
  const time = testClock()
  const fake = jiraFake({ now: () => time.clock.now(), ...options })
  const through: Fetch = (url, init) => (fetch ? fetch(url, init, fake.fetch) : fake.fetch(url, init))
  const http = createHttp({ fetch: through, clock: time.clock, random: () => 0.5, log: silent })
  const warnings: string[] = []
  const log: Log = { ...silent, warn: message => void warnings.push(message) }
  const io: Io = { http, clock: time.clock, random: () => 0.5, log, dataDir: '.', timeZone: 'Asia/Seoul' }
  const credential =
    fake.state.kind === 'cloud'
      ? { ATLASSIAN_USERNAME: fake.username, ATLASSIAN_API_TOKEN: fake.token }
      : { ATLASSIAN_PAT: fake.token }
  const values = { ATLASSIAN_URL: fake.url, ...credential, ...settings }
  return { fake, client: jira.connect(values as never, io), warnings, ...time }
}

/** All issues of a search, page after page. */
export async function all(pages: AsyncIterable<Issue[]>): Promise<Issue[]> {
  const issues: Issue[] = []
  for await (const page of pages) issues.push(...page)
  return issues
}

export const keysOf = (issues: Iterable<Issue>) => [...issues].map(({ key }) => key)

/** The query of most tests. */
export const web = 'project = WEB ORDER BY key'

/** A stage whose answers to some path are somebody else's. */
export function answering(path: RegExp, answer: (body: any, call: number) => Response, options: StageOptions = {}) {
  let calls = 0
  const scene = stage({
    ...options,
    fetch: async (url, init, genuine) =>
      path.test(url.pathname) ? answer(JSON.parse(String(init.body ?? '{}')), ++calls) : genuine(url, init),
  })
  scene.fake.add({ key: 'WEB-1' })
  return { ...scene, calls: () => calls }
}

const approvers = { id: 'customfield_10010', name: '승인자', kind: 'users' } as const
const planned = { id: 'customfield_10011', name: '배포 예정일', kind: 'datetime' } as const

/** A week of deployments with their tickets, as both kinds of Jira tell them. */
export function week(kind: 'cloud' | 'server', options: StageOptions = {}) {
  const scene = stage({ kind, ...options })
  const { fake } = scene
  fake.users.set('u1', { id: 'u1', name: '김지은', email: 'jieun@example.com' })
  fake.users.set('u2', { id: 'u2', name: '박서준', email: 'seojun@example.com', hidesEmail: true })
  fake.users.set('u3', { id: 'u3', name: '배포 봇', active: false, accountType: 'app' })
  fake.fields.push(approvers, planned)
  fake.add({
    key: 'OPS-1',
    summary: '결제 서버 배포',
    status: '진행 중',
    assignee: 'u2',
    fields: { customfield_10011: '2026-11-26T13:30:00Z' },
  })
  fake.add({
    key: 'WEB-1',
    summary: '결제 화면',
    duedate: '2026-11-23',
    priority: 'High',
    assignee: 'u1',
    fields: { customfield_10010: ['u2', 'u3'] },
    links: [{ type: '배포', to: 'OPS-1', direction: 'inward' }],
  })
  fake.add({ key: 'WEB-2', summary: '로그인', duedate: '2026-11-29', status: '완료' })
  fake.add({ key: 'WEB-3', summary: '다음 주', duedate: '2026-11-30' })
  fake.add({ key: 'WEB-4', summary: '기한 없음' })
  return scene
}
