import { isDeepStrictEqual } from 'node:util'
import type { StorageNode } from '../../connectors/confluence/index.ts'
import type { JiraUser, Status } from '../../connectors/jira/index.ts'
import type { Line, Message, Span } from '../../connectors/slack/index.ts'
import { changesOf, type Item, itemsOf } from './changes.ts'
import type { Change, Deployment, Found, Ticket } from './model.ts'
import type { NoticeInput } from './notices.ts'
import { Options, type ReportOptions } from './options.ts'
import { type PageView, regionsOf } from './page.ts'

/** Small pieces of a report for tests: people, issues, tickets, and what a reader sees of a page or a message. */

export const person = (id: string, name: string): JiraUser => ({ id, name, active: true })
export const jieun = person('acc-jieun', '김지은')
export const seojun = person('acc-seojun', '박서준')
export const minho = person('acc-minho', '이민호')

export const todo: Status = { name: '열림', category: 'new' }
export const doing: Status = { name: '검토 중', category: 'indeterminate' }
export const done: Status = { name: '배포됨', category: 'done' }

const browse = (key: string) => `https://example.atlassian.net/browse/${key}`

export const anIssue = (key: string, given: Partial<Deployment> = {}): Deployment => ({
  key,
  url: browse(key),
  summary: `${key} 결제 서버 배포`,
  status: todo,
  type: '작업',
  approvers: [],
  date: '2026-11-25',
  tickets: [],
  ...given,
})

export const aTicket = (key: string, given: Partial<Ticket> = {}): Ticket => ({
  key,
  url: browse(key),
  summary: `${key} 운영 반영`,
  status: doing,
  type: '배포',
  approvers: [],
  date: '2026-11-26',
  seen: true,
  ...given,
})

export const linkTo = (...keys: string[]) => keys.map(key => ({ key, label: 'is deployed by' }))

export const found = (issues: Deployment[], tickets: Ticket[] = []): Found => ({
  issues,
  tickets: new Map(tickets.map(ticket => [ticket.key, ticket])),
})

export const aReport = (given: object = {}): ReportOptions =>
  Options.parse({ reports: [{ name: 'deploy', approversField: '승인자', ...given }] }).reports[0]!

export const aView = (given: Partial<PageView> = {}): PageView => ({
  report: aReport(),
  period: { name: '2026-W48', from: '2026-11-23', to: '2026-11-30' },
  found: found([]),
  changes: [],
  version: 2,
  refreshedAt: new Date('2026-11-23T01:00:00Z'),
  timeZone: 'Asia/Seoul',
  language: 'ko',
  jql: 'project = DEP',
  ...given,
})

export const aNoticeInput = (given: Partial<NoticeInput> = {}): NoticeInput => ({
  ...aView(),
  pageUrl: 'https://example.atlassian.net/wiki/pages/1',
  pageTitle: '주간 배포 리스트 2026-W48',
  created: false,
  mention: ({ id }) => ({ user: id }),
  ...given,
})

/** What a run compares, as the engine does it: remembered as JSON, by kind and key. */
export function diffOf(before: Item[], after: Item[]) {
  const byId = (items: Item[]) =>
    new Map((JSON.parse(JSON.stringify(items)) as Item[]).map(item => [`${item.kind}/${item.key}`, item]))
  const [old, now] = [byId(before), byId(after)]
  return {
    added: [...now].flatMap(([id, item]) => (old.has(id) ? [] : [item])),
    changed: [...now].flatMap(([id, after]) => {
      const before = old.get(id)
      return before && !isDeepStrictEqual(before, after) ? [{ before, after }] : []
    }),
    removed: [...old].flatMap(([id, item]) => (now.has(id) ? [] : [item])),
  }
}

/** From what Jira said first to what it says now. */
export function changesBetween(
  before: Found,
  after: Found,
  whereabouts: Record<string, { date?: string; seen: boolean }> = {},
  report = aReport(),
): Change[] {
  const diff = diffOf(itemsOf(before, report.watch), itemsOf(after, report.watch))
  return changesOf(diff, after, new Map(Object.entries(whereabouts)), report.tell)
}

/** What a reader sees of a page, without its markup. */
export const readable = (nodes: readonly StorageNode[]): string =>
  nodes.map(node => (typeof node === 'string' ? node : readable(node.children))).join(' ')

export function elementsIn(nodes: readonly StorageNode[], tag: string): Exclude<StorageNode, string>[] {
  return nodes.flatMap(node =>
    typeof node === 'string' ? [] : [...(node.tag === tag ? [node] : []), ...elementsIn(node.children, tag)],
  )
}

export const spansIn = ({ title, lines, context = [] }: Message): Span[] => [...title, ...lines.flat(), ...context]

/** What a reader sees of a message, a line each; mentions as `@id`. */
export const linesOf = ({ title, lines, context = [] }: Message): string[] => [title, ...lines, context].map(text)

const text = (line: Line) =>
  line
    .map(span => {
      if (typeof span === 'string') return span
      if ('user' in span) return `@${span.user}`
      return 'bold' in span ? span.bold : 'code' in span ? span.code : span.text
    })
    .join('')

/** What stands in one region of the page. */
export const region = (name: string, given: Partial<PageView> = {}) =>
  regionsOf(aView(given)).find(one => one.name === name)!.content

/** The cells of the deploy-ticket table, its header left out. */
export const rows = (given: Partial<PageView>) =>
  elementsIn(region('tickets', given), 'tr')
    .slice(1)
    .map(({ children }) => children.map(cell => readable([cell]).replace(/\s+/g, ' ').trim()))
