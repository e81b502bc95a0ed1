import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { type ConfluenceFake, confluenceFake } from '../../src/connectors/confluence/fake.ts'
import { type JiraFake, jiraFake } from '../../src/connectors/jira/fake.ts'
import { answering } from './apart.ts'

/** A Jira Cloud and a Confluence Cloud at one address, with the deployments of the week from 2026-11-23 on. */
export interface SiteJob {
  issues: number
  /** Deploy tickets that each issue is linked to; none is shared. */
  tickets: number
  /** So many issues Jira gives on one page of a search. */
  pageSize: number
  /** From a call's arrival until its answer leaves; the fake's own work is part of it, unless it takes longer. */
  msPerCall: number
}

/** Where it is served, as settings of the hub. */
export type ServedSite = Record<string, string>

/** One call, in milliseconds since 1970. */
export interface Call {
  /** `PUT /wiki/api/v2/pages/:id`: with a word in place of ids, and of a query the names alone. */
  name: string
  from: number
  to: number
}

/** Serve a site; change so many tickets of the one served last; tell what that one was asked since; count its page's rows. */
export type AtlassianJob = { serve: SiteJob } | { change: number } | { asked: true } | { rows: true }

interface Site {
  jira: JiraFake
  confluence: ConfluenceFake
  /** Id of a page with a Jira macro, from which Dure learns how this site's Jira is called. */
  macro: string
  calls: Call[]
  close(): void
}

let latest: Site | undefined

answering<AtlassianJob, ServedSite | Call[] | number>(async job => {
  if ('serve' in job) return served(job.serve)
  if ('change' in job) return changed(latest!, job.change)
  if ('rows' in job) return rowsShown(latest!)
  return latest!.calls.splice(0)
})

async function served(job: SiteJob): Promise<ServedSite> {
  latest?.close()
  let answer: (request: Request) => Promise<Response>
  const server = serve({ fetch: request => answer(request), hostname: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const jira = jiraFake({ kind: 'cloud', url, pageSize: job.pageSize })
  const confluence = confluenceFake({ kind: 'cloud', origin: url, token: jira.token })
  fill(jira, job)
  const macro = pageWithMacro(confluence)
  const site: Site = { jira, confluence, macro, calls: [], close: () => server.close() }
  latest = site
  answer = request => noted(request, site, job.msPerCall)
  const login = { ATLASSIAN_URL: url, ATLASSIAN_USERNAME: jira.username, ATLASSIAN_API_TOKEN: jira.token }
  return { ...login, JIRA_PROJECT_KEY: 'DEP', CONFLUENCE_SPACE_KEY: 'TEAM' }
}

async function noted(request: Request, { jira, confluence, macro, calls }: Site, ms: number): Promise<Response> {
  const from = Date.now()
  const { pathname, searchParams } = new URL(request.url)
  const path = pathname.replace(macro, ':macro').replace(/\/\d{6,}/g, '/:id')
  const name = [`${request.method} ${path}`, ...searchParams.keys()].join(' ')
  const fake = pathname.startsWith('/wiki/') ? confluence : jira
  const answer = await fake.fetch(request)
  fake.requests.length = 0
  if (ms > 0) await sleep(Math.max(0, from + ms - Date.now()))
  calls.push({ name, from, to: Date.now() })
  return answer
}

const people = ['김지은', '이서준', '박하늘', '최민준', '정유진', '한도윤', '오세린', '윤재호']

function fill(jira: JiraFake, { issues, tickets }: SiteJob) {
  const idOf = (index: number) => `712020:${index % people.length}`
  for (const [index, name] of people.entries()) jira.users.set(idOf(index), { id: idOf(index), name })
  jira.fields.push({ id: 'customfield_10010', name: '승인자', kind: 'users' })
  for (let issue = 1; issue <= issues; issue++) {
    const duedate = `2026-11-${23 + (issue % 7)}`
    const about = { status: '진행 중', assignee: idOf(issue), priority: 'High', duedate }
    const keys = Array.from({ length: tickets }, (_, index) => `OPS-${(issue - 1) * tickets + index + 1}`)
    for (const [index, key] of keys.entries()) {
      const approvers = [idOf(issue + index), idOf(issue + index + 1)]
      const summary = `결제 서버 ${issue} 운영 반영 ${index + 1}차`
      jira.add({ ...about, key, summary, fields: { customfield_10010: approvers } })
    }
    const links = keys.map(to => ({ type: '배포', to, direction: 'inward' as const }))
    jira.add({ ...about, key: `DEP-${issue}`, summary: `결제 서버 ${issue} 정산 배치 개선`, links })
  }
}

function pageWithMacro(confluence: ConfluenceFake): string {
  confluence.addSpace('TEAM', '팀')
  const serverId = '<ac:parameter ac:name="serverId">11111111-aaaa</ac:parameter>'
  const body = `<ac:structured-macro ac:name="jira">${serverId}</ac:structured-macro>`
  const { id } = confluence.addPage({ space: 'TEAM', title: '지난 배포', body })
  confluence.reindex()
  return id
}

/** Spread over all of them. */
function changed({ jira }: Site, count: number): number {
  const tickets = [...jira.issues.values()].filter(({ project }) => project === 'OPS')
  for (let index = 0; index < count; index++) tickets[Math.floor((index * tickets.length) / count)]!.status = '완료'
  return count
}

/** Of the table of deploy tickets, on the one page that Dure has made. */
function rowsShown({ confluence }: Site): number {
  const made = [...confluence.pages.values()].filter(({ title }) => title.includes('2026-W48'))
  if (made.length !== 1) throw new Error(`${made.length} pages are of 2026-W48`)
  return made[0]!.body.match(/>OPS-\d+<\/a>/g)?.length ?? 0
}
