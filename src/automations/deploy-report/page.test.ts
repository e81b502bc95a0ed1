import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import type { StorageNode } from '../../connectors/confluence/index.ts'
import { type PageView, regionsOf } from './page.ts'
import {
  anIssue,
  aTicket,
  aView,
  changesBetween,
  doing,
  done,
  elementsIn,
  found,
  jieun,
  linkTo,
  minho,
  readable,
  region,
  rows,
  seojun,
  todo,
} from './report-testing.ts'

const keys = (given: Partial<PageView>) => rows(given).map(cells => cells.slice(0, 2).map(cell => cell.split(' ')[0]))

const parameters = (nodes: StorageNode[]) =>
  Object.fromEntries(
    elementsIn(nodes, 'ac:parameter').map(({ attributes, children }) => [attributes['ac:name'], readable(children)]),
  )

const week = found(
  [
    anIssue('DEP-1', { assignee: jieun, tickets: linkTo('OPS-1', 'OPS-2') }),
    anIssue('DEP-2', { status: done, tickets: linkTo('OPS-1') }),
    anIssue('DEP-3', { assignee: seojun, approvers: [minho], date: '2026-11-24' }),
  ],
  [
    aTicket('OPS-1', { assignee: seojun, approvers: [jieun, minho], date: '2026-11-26' }),
    aTicket('OPS-2', { status: done, date: undefined }),
  ],
)

test('the page has summary, Jira macro, deploy tickets and what changed, each under its heading', () => {
  const regions = regionsOf(aView({ found: week }))
  deepEqual(
    regions.map(({ name, content }) => [name, readable(elementsIn(content, 'h2'))]),
    [
      ['summary', '요약'],
      ['issues', '이슈 목록'],
      ['tickets', '배포 티켓'],
      ['changes', '바뀐 내용'],
    ],
  )
  deepEqual(
    regionsOf(aView({ found: week, language: 'en' })).map(({ content }) => readable(elementsIn(content, 'h2'))),
    ['Summary', 'Issues', 'Deploy tickets', 'What changed'],
  )
})

test('the summary tells the period with its weekdays, the last refresh with its zone, and where notes belong', () => {
  const text = readable(region('summary', { found: week }))
  match(text, /2026-11-23\(월\) ~ 2026-11-29\(일\)\s+· 2026-W48/)
  match(text, /마지막 갱신: 2026-11-23\(월\) 10:00 \(Asia\/Seoul\)/)
  match(text, /메모는 상자 밖에/)
})

test('a week over New Year names both years', () => {
  const period = { name: '2026-W53', from: '2026-12-28', to: '2027-01-04' }
  match(readable(region('summary', { period })), /2026-12-28\(월\) ~ 2027-01-03\(일\)/)
  match(readable(region('summary', { period, language: 'en' })), /2026-12-28 \(Mon\) ~ 2027-01-03 \(Sun\)/)
})

test('the summary counts issues and deploy tickets by status category, and what wants a look', () => {
  const late = aTicket('OPS-3', { status: todo, date: '2026-11-22' })
  const inTime = aTicket('OPS-5', { status: done, date: '2026-11-22' })
  const hidden = aTicket('OPS-4', { status: todo, seen: false, date: undefined })
  const tickets = [...week.tickets.values(), late, inTime, hidden]
  const given = { found: found(week.issues, tickets) }
  const counts = elementsIn(region('summary', given), 'tr').map(row => elementsIn([row], 'td').map(c => readable([c])))
  deepEqual(counts.slice(1), [
    ['이슈', '3', '2', '0', '1', '1', '0', '0'],
    ['배포 티켓', '5', '2', '1', '2', '3', '1', '1'],
  ])
  const text = readable(region('summary', given))
  match(text, /배포 티켓이 없는 이슈가 1건/)
  match(text, /조회할 수 없는 배포 티켓이 1건/)
})

test('what is planned for today is not overdue, and what is planned for an earlier hour is', () => {
  const overdue = (date: string) => {
    const given = { found: found([], [aTicket('OPS-1', { date })]), refreshedAt: new Date('2026-11-23T01:00:00Z') }
    return elementsIn(region('summary', given), 'tr').map(row => readable([row.children.at(-1)!]))[2]
  }
  deepEqual(['2026-11-22', '2026-11-23', '2026-11-23T09:30:00+09:00', '2026-11-23T10:30:00+09:00'].map(overdue), [
    '1',
    '0',
    '1',
    '0',
  ])
})

test('the Jira macro shows all issues of the query, live', () => {
  const jql = 'project = "DEP" AND duedate >= "2026-11-23" AND summary ~ "<&>"'
  const content = region('issues', { jql, jiraServer: { name: 'System Jira', id: '0000-1' } })
  const [macro] = elementsIn(content, 'ac:structured-macro')
  equal(macro?.attributes['ac:name'], 'jira')
  deepEqual(parameters(content), {
    server: 'System Jira',
    serverId: '0000-1',
    columns: 'key,summary,type,status,assignee,priority,due',
    columnIds: 'issuekey,summary,issuetype,status,assignee,priority,duedate',
    maximumIssues: '1000',
    jqlQuery: jql,
  })
})

test('the Jira macro names no server where none was found, and has a column for the date of the report', () => {
  const names = parameters(region('issues', { dateField: { id: 'customfield_10010', name: '배포 예정일, 확정' } }))
  deepEqual(Object.keys(names), ['columns', 'columnIds', 'maximumIssues', 'jqlQuery'])
  equal(names.columns?.split(',').length, names.columnIds?.split(',').length)
  match(names.columnIds!, /,customfield_10010$/)
})

test('the table shows issue, deploy ticket, type of link, status, assignee, approvers and planned date', () => {
  const head = elementsIn(region('tickets', { found: week }), 'th').map(cell => readable([cell]))
  deepEqual(head, ['이슈', '배포 티켓', '연결', '상태', '담당자', '승인자', '예정일'])
  deepEqual(rows({ found: week })[1], [
    'DEP-1 DEP-1 결제 서버 배포',
    'OPS-1 OPS-1 운영 반영',
    'is deployed by',
    '검토 중 Blue',
    '박서준',
    '김지은, 이민호',
    '2026-11-26(목)',
  ])
})

test('the table has a row for each link, by planned date and then by key', () => {
  deepEqual(keys({ found: week }), [
    ['DEP-3', '—'],
    ['DEP-1', 'OPS-1'],
    ['DEP-2', 'OPS-1'],
    ['DEP-1', 'OPS-2'],
  ])
})

test('an issue without a deploy ticket is in the table too, with its own people', () => {
  const [row] = rows({ found: week })
  deepEqual(row?.slice(1), ['—', '—', '열림 Grey', '박서준', '이민호', '2026-11-24(화)'])
  match(readable(region('tickets', { found: week })), /배포 티켓이 없는 이슈는 이슈 자신의/)
})

test('keys are in natural order, DEP-9 before DEP-10', () => {
  const issues = ['DEP-10', 'DEP-9', 'API-100', 'DEP-100'].map(key => anIssue(key))
  deepEqual(
    keys({ found: found(issues) }).map(([key]) => key),
    ['API-100', 'DEP-9', 'DEP-10', 'DEP-100'],
  )
})

test('a deploy ticket that cannot be read is marked so, and its status is shown', () => {
  const issues = [anIssue('DEP-1', { tickets: linkTo('OPS-1') })]
  const [row] = rows({ found: found(issues, [aTicket('OPS-1', { seen: false, date: undefined })]) })
  deepEqual(row?.slice(1), ['OPS-1 OPS-1 운영 반영 (조회할 수 없음)', 'is deployed by', '검토 중 Blue', '—', '—', '—'])
})

test('the time of day of a planned date is shown in the configured zone', () => {
  const given = { found: found([anIssue('DEP-1', { date: '2026-11-25T16:30:00.000Z' })]) }
  equal(rows(given)[0]?.at(-1), '2026-11-26(목) 01:30')
  equal(rows({ ...given, timeZone: 'America/New_York' })[0]?.at(-1), '2026-11-25(수) 11:30')
})

test('issues and tickets link to Jira', () => {
  const links = elementsIn(region('tickets', { found: week }), 'a').map(({ attributes }) => attributes.href)
  ok(links.includes('https://example.atlassian.net/browse/DEP-3'))
  ok(links.includes('https://example.atlassian.net/browse/OPS-2'))
})

test('a week without issues says so instead of showing an empty table', () => {
  match(readable(region('tickets')), /이 기간에는 이슈가 없습니다/)
})

test('nobody is mentioned: that would mail them at each version', () => {
  const nodes = regionsOf(aView({ found: week, changes: changesBetween(found([]), week) })).flatMap(r => r.content)
  for (const tag of ['ac:link', 'ri:user']) deepEqual(elementsIn(nodes, tag), [])
})

test('the first version says that it is the first', () => {
  const changes = changesBetween(found([]), week)
  match(readable(region('changes', { found: week, changes, version: 1 })), /첫 버전입니다/)
})

test('a refresh that changes nothing but the layout says so', () => {
  match(readable(region('changes')), /따로 알릴 변경은 없습니다/)
})

test('removed and moved-out issues are told as such, and changes with their values before and after', () => {
  const before = found([anIssue('DEP-1'), anIssue('DEP-2'), anIssue('DEP-3'), anIssue('DEP-4')])
  const after = found([anIssue('DEP-1', { status: doing, assignee: jieun }), anIssue('DEP-4'), anIssue('DEP-5')])
  const changes = changesBetween(before, after, {
    'DEP-2': { seen: true, date: '2026-12-02' },
    'DEP-3': { seen: false },
  })
  const items = elementsIn(region('changes', { found: after, changes }), 'li').map(item => readable([item]))
  equal(items.length, 4)
  match(items[0]!, /^DEP-1 {2}이슈가 변경되었습니다.*상태: 열림 → 검토 중 · 담당자: 없음 → 김지은$/)
  match(items[1]!, /^DEP-2 {2}이슈가 이 기간에서 빠졌습니다.*예정일: 2026-11-25\(수\) → 2026-12-02\(수\)$/)
  match(items[2]!, /^DEP-3 {2}이슈가 더는 조회되지 않습니다 \(삭제/)
  match(items[3]!, /^DEP-5 {2}이슈가 추가되었습니다 — DEP-5 결제 서버 배포/)
})
