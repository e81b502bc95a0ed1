import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import test, { describe } from 'node:test'
import { failureOf } from '../../engine/http-testing.ts'
import { week } from './testing.ts'

for (const kind of ['cloud', 'server'] as const) {
  describe(`on Jira ${kind === 'cloud' ? 'Cloud' : 'Data Center'}`, () => {
    fieldTests(kind)
    linkTypeAndProjectTests(kind)
  })
}

function fieldTests(kind: 'cloud' | 'server') {
  test('a field is found by its id, its name in any case or composition, or its name in JQL', async () => {
    const { client } = week(kind)
    const field = { id: 'customfield_10010', name: '승인자', jql: 'cf[10010]', kind: 'users' }
    for (const name of ['customfield_10010', '승인자', '승인자'.normalize('NFD'), ' 승인자 ', 'cf[10010]'])
      deepEqual(await client.field(name), field)
    deepEqual(await client.field('DueDate'), { id: 'duedate', name: '기한', jql: 'duedate', kind: 'date' })
    equal((await client.field('배포 예정일')).kind, 'datetime')
    equal((await client.field('assignee')).kind, 'user')
    equal((await client.field('summary')).kind, 'text')
  })

  test('a field that JQL knows by another name than its id is called so, in quotations where it must', async () => {
    const { client, fake } = week(kind)
    fake.fields.push({ id: 'parent-link', name: '상위', kind: 'other', clauses: ['Parent Link'] })
    equal((await client.field('상위')).jql, '"Parent Link"')
    equal((await client.field('issuekey')).jql, 'issuekey')
    equal((await client.field('issuelinks')).jql, 'issuelinks')
  })

  test('the fields are asked for once, and again for a name that was not among them', async () => {
    const { client, fake } = week(kind)
    const asked = () => fake.requests.filter(({ path }) => path.endsWith('/field')).length
    await Promise.all([client.field('승인자'), client.field('기한')])
    await client.field('담당자')
    equal(asked(), 1)
    fake.fields.push({ id: 'customfield_10020', name: '점검자', kind: 'user' })
    equal((await client.field('점검자')).id, 'customfield_10020')
    equal(asked(), 2)
  })

  test('a field that is not there is an error that names what is near', async () => {
    const error = await failureOf(week(kind).client.field('승인 자'))
    equal(error.code, 'invalid')
    match(error.message, /no field "승인 자".*승인자 \(customfield_10010\)/)
  })

  test('a name that several fields bear is an error that names their ids', async () => {
    const { client, fake } = week(kind)
    fake.fields.push({ id: 'customfield_10077', name: '승인자', kind: 'user' })
    const error = await failureOf(client.field('승인자'))
    equal(error.code, 'invalid')
    match(error.message, /2 fields called "승인자".*customfield_10010, customfield_10077/)
    equal((await client.field('customfield_10077')).kind, 'user')
  })
}

function linkTypeAndProjectTests(kind: 'cloud' | 'server') {
  test('types of link are found by id, name or either label, each once', async () => {
    const { client } = week(kind)
    const found = await client.linkTypes(['배포', '10000', 'Is Deployed By', 'relates to'])
    deepEqual(
      found.map(({ id }) => id),
      ['10100', '10000', '10003'],
    )
    deepEqual(found[0], { id: '10100', name: '배포', inward: 'is deployed by', outward: 'deploys' })
  })

  test('an unknown type of link is an error that names those there are', async () => {
    const error = await failureOf(week(kind).client.linkTypes(['배포', '릴리스']))
    equal(error.code, 'invalid')
    match(error.message, /no type of link "릴리스".*Blocks \(is blocked by \/ blocks\).*배포/)
  })

  test('a project is found by its key, and one that is unknown is an error that says what to do', async () => {
    const { client } = week(kind)
    deepEqual(await client.project('WEB'), { key: 'WEB', name: 'WEB' })
    await rejects(client.project('WEP'), /no project "WEP", or 두레 may not browse it\. Check the key/)
    equal((await failureOf(client.project('a/b?c'))).code, 'invalid')
  })
}
