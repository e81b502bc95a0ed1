import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { type JiraFake, jiraFake } from './fake.ts'

type Json = Record<string, any>

const login = ({ authorization }: JiraFake) => ({ authorization, 'content-type': 'application/json' })

async function post(fake: JiraFake, path: string, body: object, headers: Record<string, string> = login(fake)) {
  const answer = await fake.fetch(fake.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers }
}

async function get(fake: JiraFake, path: string, headers: Record<string, string> = login(fake)) {
  const answer = await fake.fetch(fake.url + path, { headers })
  const text = await answer.text()
  return { status: answer.status, text, body: (/^[{[]/.test(text) ? JSON.parse(text) : undefined) as Json }
}

test('Cloud gives ids alone unless fields are named, and an opaque token to the next page', async () => {
  const fake = jiraFake({ pageSize: 2 })
  for (let id = 1; id <= 3; id++) fake.add({ key: `WEB-${id}`, id: String(id) })
  const first = await post(fake, '/rest/api/3/search/jql', { jql: 'project = WEB', maxResults: 100 })
  deepEqual(first.body.issues, [{ id: '3' }, { id: '2' }])
  equal(first.body.isLast, false)
  const { nextPageToken } = first.body
  const last = await post(fake, '/rest/api/3/search/jql', { jql: 'project = WEB', nextPageToken })
  deepEqual(last.body, { issues: [{ id: '1' }], isLast: true })
  ok(!('total' in first.body))
})

test('Cloud refuses what it does not know: tokens of another query, parameters, sizes, queries without a condition', async () => {
  const fake = jiraFake({ pageSize: 1 })
  fake.add({ key: 'WEB-1' })
  fake.add({ key: 'WEB-2' })
  const search = (body: object) => post(fake, '/rest/api/3/search/jql', body)
  const { nextPageToken } = (await search({ jql: 'project = WEB' })).body
  for (const body of [
    { jql: 'key = WEB-1', nextPageToken },
    { jql: 'project = WEB', nextPageToken: 'BOGUS' },
    { jql: 'project = WEB', startAt: 1 },
    { jql: 'project = WEB', maxResults: 5001 },
    { jql: 'order by key' },
    { jql: '' },
  ])
    equal((await search(body)).status, 400, JSON.stringify(body))
})

test('the removed search answers 410 on Cloud, and each kind answers 404 to the other’s paths', async () => {
  const fake = jiraFake()
  equal((await get(fake, '/rest/api/3/search?jql=x')).status, 410)
  equal((await get(fake, '/rest/api/3/nothing')).status, 404)
  const server = jiraFake({ kind: 'server' })
  const answer = await post(server, '/rest/api/3/search/jql', { jql: 'project = WEB' })
  equal(answer.status, 404)
  match(answer.body.message, /^null for uri: /)
})

test('a link is seen from both its ends, with one end in each and few fields', async () => {
  const fake = jiraFake()
  fake.add({ key: 'OPS-1', summary: '결제 서버 배포' })
  fake.add({ key: 'WEB-1', links: [{ type: 'Blocks', to: 'OPS-1' }] })
  const { issues } = (
    await post(fake, '/rest/api/3/issue/bulkfetch', {
      issueIdsOrKeys: ['OPS-1', 'WEB-1', 'X-1'],
      fields: ['issuelinks'],
    })
  ).body
  const [ops, web] = issues
  deepEqual(Object.keys(ops.fields.issuelinks[0]), ['id', 'self', 'type', 'inwardIssue'])
  deepEqual(Object.keys(web.fields.issuelinks[0]), ['id', 'self', 'type', 'outwardIssue'])
  deepEqual(Object.keys(web.fields.issuelinks[0].outwardIssue.fields), ['summary', 'status', 'issuetype'])
  fake.unlink('WEB-1', 'OPS-1')
  equal((await get(fake, '/rest/api/3/issue/WEB-1')).body.fields.issuelinks.length, 0)
})

test('people are written as each kind does, and hidden addresses not at all', async () => {
  const fake = jiraFake()
  fake.users.set('u', { id: 'u', name: '김지은', email: 'jieun@example.com', hidesEmail: true })
  fake.add({ key: 'WEB-1', assignee: 'u' })
  const { assignee } = (await get(fake, '/rest/api/3/issue/WEB-1?fields=assignee')).body.fields
  deepEqual([assignee.accountId, assignee.emailAddress, assignee.key], ['u', undefined, undefined])
  const server = jiraFake({ kind: 'server' })
  server.users.set('JIRAUSER1', { id: 'JIRAUSER1', name: '김지은', email: 'jieun@example.com' })
  server.add({ key: 'WEB-1', assignee: 'JIRAUSER1' })
  const there = (await get(server, '/rest/api/2/issue/WEB-1')).body.fields.assignee
  deepEqual([there.key, there.name, there.accountId], ['JIRAUSER1', 'jieun', undefined])
})

test('a stranger gets an empty search with status 200, and 401 about himself', async () => {
  for (const kind of ['cloud', 'server'] as const) {
    const fake = jiraFake({ kind })
    fake.add({ key: 'WEB-1' })
    const [search, version] = kind === 'cloud' ? ['search/jql', 3] : ['search', 2]
    const answer = await post(
      fake,
      `/rest/api/${version}/${search}`,
      { jql: 'project = WEB' },
      { authorization: 'Basic eDp5' },
    )
    deepEqual([answer.status, answer.body.issues], [200, []])
    equal(answer.headers.get('x-seraph-loginreason'), 'AUTHENTICATED_FAILED')
    equal((await get(fake, `/rest/api/${version}/myself`, {})).status, 401)
  }
})

test('queries are understood as Jira does', async () => {
  const fake = jiraFake({ now: () => new Date('2026-11-23T01:00:00Z') })
  fake.fields.push({ id: 'customfield_1', name: '승인자', kind: 'users' })
  fake.users.set('u', { id: 'u', name: '김지은' })
  fake.add({ key: 'WEB-1', summary: '결제 A', duedate: '2026-11-24', status: '완료', fields: { customfield_1: ['u'] } })
  fake.add({ key: 'WEB-2', summary: '로그인', duedate: '2026-11-20', status: '진행 중', assignee: 'u' })
  fake.add({ key: 'WEB-10', summary: '결제 B' })
  fake.add({ key: 'OPS-1', priority: 'High' })
  const found = async (jql: string) => {
    const { body } = await post(fake, '/rest/api/3/search/jql', { jql: `${jql} ORDER BY key`, fields: ['summary'] })
    return body.issues?.map((issue: Json) => issue.key).join(' ') ?? body.errorMessages[0]
  }
  for (const [jql, keys] of [
    ['project = web', 'WEB-1 WEB-2 WEB-10'],
    ['project in (WEB, OPS) AND NOT key = WEB-1', 'OPS-1 WEB-2 WEB-10'],
    ['due >= -7d AND due < "2026/11/25"', 'WEB-1 WEB-2'],
    ['duedate is EMPTY', 'OPS-1 WEB-10'],
    ['status != "완료" AND project = WEB', 'WEB-2 WEB-10'],
    ['statusCategory = Done or statusCategory = indeterminate', 'WEB-1 WEB-2'],
    ['assignee != u', ''],
    ['assignee = "김지은" OR cf[1] = u', 'WEB-1 WEB-2'],
    ['"승인자" is not empty', 'WEB-1'],
    ['summary ~ "결제" AND (priority = High OR key in (WEB-1, WEB-10))', 'WEB-1 WEB-10'],
    ['created >= "2026-11-23 10:00" AND created <= "2026-11-23 10:00" AND project = OPS', 'OPS-1'],
    ['assignee = currentUser()', ''],
    ['assignee = nobody()', "Unable to find JQL function 'nobody()'."],
    ['key = WEB-77', "An issue with key 'WEB-77' does not exist for field 'key'."],
    ['status = "없음"', "The value '없음' does not exist for the field 'status'."],
    ['priority < High', "The operator '<' is not supported by the 'priority' field."],
    [
      'project WEB',
      "Error in the JQL Query: Expecting operator but got 'WEB'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character 9).",
    ],
  ] as const)
    equal(await found(jql), keys, jql)
  match(await found('due = tomorrow'), /Date value 'tomorrow' for field '기한' is invalid/)
  match(await found('summary ~ "x'), /The quoted string 'x ORDER BY key' has not been completed/)
  match(await found('summary ~ "\\!"'), /'\\!' is an illegal JQL escape sequence/)
})

test('a thousand issues with three links each are a matter of milliseconds', async () => {
  const fake = jiraFake({ pageSize: 100 })
  for (let id = 1; id <= 3000; id++) fake.add({ key: `OPS-${id}`, id: String(id), duedate: '2026-11-24' })
  for (let id = 1; id <= 1000; id++)
    fake.add({
      key: `WEB-${id}`,
      duedate: '2026-11-24',
      links: [0, 1, 2].map(n => ({ type: '배포', to: `OPS-${3 * id - n}` })),
    })
  let token: string | undefined
  let [issues, links, requests] = [0, 0, 0]
  const began = cpuMs()
  do {
    const body = {
      jql: 'project = WEB AND duedate >= "2026-11-23"',
      fields: ['summary', 'status', 'issuelinks'],
      nextPageToken: token,
    }
    const page = (await post(fake, '/rest/api/3/search/jql', { ...body, maxResults: 1000 })).body
    issues += page.issues.length
    links += page.issues.flatMap((issue: Json) => issue.fields.issuelinks).length
    token = page.nextPageToken
    requests++
  } while (token)
  deepEqual([issues, links, requests], [1000, 3000, 10])
  const ms = (cpuMs() - began) / requests
  ok(ms < 250, `${ms} ms a page`)
})
