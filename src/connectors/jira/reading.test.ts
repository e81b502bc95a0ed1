import { deepEqual, equal, ok } from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import test, { describe } from 'node:test'
import { needs } from '../../../test/require.ts'
import { usersOf } from './index.ts'
import { toIssue } from './issue.ts'
import { isRichText, plainText } from './rich-text.ts'
import { WireFields, WireIssue, WireLinkTypes, WireServerInfo, WireUser } from './schema.ts'
import { stage } from './testing.ts'

const folder = new URL('../../../../shared/fixtures/atlassian/', import.meta.url)
const skip = needs('fixtures', existsSync(folder) || 'the folder of recorded answers is not there')
const recorded = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))

describe('recorded answers', { skip }, () => {
  test('an issue that a genuine Jira wrote is read, its link from the right end', () => {
    const wire = WireIssue.parse(recorded('jira-api/mobitel/jira-api-requests__issue.json'))
    const issue = toIssue(wire, 'https://jira.example.com', ['created', 'customfield_10016', 'description'])
    equal(issue.url, 'https://jira.example.com/browse/BBCOM-1398')
    deepEqual(issue.status, { name: 'К выполнению', category: 'new' })
    deepEqual(issue.links, [
      {
        typeId: '10000',
        typeName: 'Blocks',
        label: 'blocks',
        key: 'BBCOM-28',
        summary: 'Тест линков',
        status: { name: 'К выполнению', category: 'new' },
      },
    ])
    deepEqual([issue.type, issue.priority, issue.assignee?.id], ['Tarea', 'Highest', '5b1000000000000000000002'])
    equal(issue.assignee?.email, undefined)
    equal(issue.fields.created, '2018-12-05T11:32:11.571Z')
    ok(!('customfield_10016' in issue.fields))
  })

  test('every issue that was recorded within a webhook is read', () => {
    const hooks = new URL('webhooks/jira/mobitel/', folder)
    const issues = readdirSync(hooks).flatMap(name => recorded(`webhooks/jira/mobitel/${name}`).issue ?? [])
    ok(issues.length >= 8, `${issues.length} issues`)
    for (const issue of issues) equal(toIssue(WireIssue.parse(issue), '', []).key, issue.key)
  })

  test('the vendor’s examples of a site, a user, fields and types of link are read', () => {
    const example = (name: string) => recorded(`jira-api/spec-examples/${name}.json`)
    equal(WireServerInfo.parse(example('serverInfo')).baseUrl, 'https://your-domain.atlassian.net')
    equal(WireUser.parse(example('myself')).accountId, '5b10a2844c20165700ede21g')
    deepEqual(usersOf(example('myself'))[0]?.name, 'Mia Krystof')
    equal(WireFields.parse(example('fields')).length, 2)
    equal(WireLinkTypes.parse(example('issueLinkType')).issueLinkTypes[1]?.inward, 'Blocked by')
  })
})

test('a site that does not tell what it is is told by its version', async () => {
  for (const [version, kind] of [
    ['1001.0.0-SNAPSHOT', 'cloud'],
    ['9.12.1', 'server'],
  ] as const) {
    const { client } = stage({
      fetch: async (url, init, genuine) =>
        url.pathname.endsWith('/serverInfo')
          ? Response.json({ baseUrl: 'https://a.example.com/', version })
          : genuine(url, init),
    })
    equal((await client.site()).kind, kind)
  }
})

test('people read Cloud at the address it gives itself, and Data Center at the one that was set', async () => {
  const elsewhere = { baseUrl: 'http://internal:8080', version: '10.3.24' }
  for (const [deploymentType, address] of [
    ['Cloud', 'http://internal:8080'],
    ['Server', 'https://example.atlassian.net'],
  ] as const) {
    const { client } = stage({
      fetch: async (url, init, genuine) =>
        url.pathname.endsWith('/serverInfo') ? Response.json({ ...elsewhere, deploymentType }) : genuine(url, init),
    })
    equal((await client.site()).url, address)
  }
})

test('people are known by account on Cloud and by key on Data Center, each once, whoever hides what', () => {
  const cloud = { accountId: '712020:a', displayName: '김지은', emailAddress: null, active: true, key: '', name: '' }
  const server = {
    key: 'JIRAUSER10100',
    name: 'jieun',
    displayName: '김지은',
    emailAddress: 'jieun@example.com',
    deleted: true,
  }
  const unknown = { accountId: 'unknown', displayName: 'Former user', active: true }
  deepEqual(usersOf([cloud, cloud, server, unknown]), [
    { id: '712020:a', name: '김지은', active: true },
    { id: 'JIRAUSER10100', name: '김지은', email: 'jieun@example.com', active: false },
    { id: 'unknown', name: 'Former user', active: false },
  ])
  deepEqual(usersOf({ name: 'old', displayName: 'Old Server' }), [{ id: 'old', name: 'Old Server', active: true }])
  const group = { name: 'jira-users', groupId: 'g' }
  for (const nobody of [null, undefined, [], 'jieun', 7, {}, group, { value: 'option' }]) deepEqual(usersOf(nobody), [])
})

test('a link with neither end is left out, one without a category of its status is under way', () => {
  const type = { id: 1, name: 'Blocks', inward: 'is blocked by', outward: 'blocks' }
  const inwardIssue = {
    key: 'OPS-1',
    fields: { summary: 's', status: { name: '보류', statusCategory: { key: 'undefined' } } },
  }
  const issuelinks = [{ type }, { type, inwardIssue }, { type, outwardIssue: { key: 'OPS-2' } }]
  const wire = WireIssue.parse({ id: 7, key: 'WEB-1', fields: { status: { name: '새 상태' }, issuelinks } })
  const { status, links, summary, assignee } = toIssue(wire, '', [])
  deepEqual([status, summary, assignee], [{ name: '새 상태', category: 'indeterminate' }, '', undefined])
  deepEqual(
    links.map(({ typeId, label, key, status: { name, category } }) => [typeId, label, key, name, category]),
    [
      ['1', 'is blocked by', 'OPS-1', '보류', 'indeterminate'],
      ['1', 'blocks', 'OPS-2', '', 'indeterminate'],
    ],
  )
})

test('a time with an offset that no standard knows becomes an instant, other text stays as it is', () => {
  const values = {
    a: '2026-11-27T10:00:00.000+0900',
    b: '2026-11-27T10:00:00-0330',
    c: '2026-11-27',
    d: '2026-13-40T99:00:00.000+0900',
    e: { value: '승인' },
    f: 3,
  }
  const wire = WireIssue.parse({ id: '1', key: 'A-1', fields: { status: { name: '' }, ...values } })
  deepEqual(toIssue(wire, '', Object.keys(values)).fields, {
    ...values,
    a: '2026-11-27T01:00:00.000Z',
    b: '2026-11-27T13:30:00.000Z',
  })
})

test('rich text is what a person reads in it', () => {
  const text = (words: string) => ({ type: 'text', text: words, marks: [{ type: 'strong' }] })
  const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
  const item = (words: string) => ({ type: 'listItem', content: [paragraph(text(words))] })
  const document = {
    type: 'doc',
    version: 1,
    content: [
      { type: 'heading', attrs: { level: 1 }, content: [text('배포 절차')] },
      paragraph(
        text('담당: '),
        { type: 'mention', attrs: { id: '1', text: '@김지은' } },
        { type: 'hardBreak' },
        text('끝'),
      ),
      { type: 'paragraph' },
      { type: 'bulletList', content: [item('하나'), item('둘')] },
      { type: 'mediaSingle', content: [{ type: 'media', attrs: { id: 'x' } }] },
      paragraph({ type: 'date', attrs: { timestamp: '1795737600000' } }, text(' '), {
        type: 'status',
        attrs: { text: '승인' },
      }),
      paragraph(
        { type: 'inlineCard', attrs: { url: 'https://example.com/a' } },
        { type: 'emoji', attrs: { shortName: ':ok:' } },
      ),
    ],
  }
  ok(isRichText(document))
  equal(plainText(document), '배포 절차\n담당: @김지은\n끝\n하나\n둘\n2026-11-27 승인\nhttps://example.com/a:ok:')
  const deep = Array.from({ length: 20_000 }).reduce<object>(inner => ({ type: 'panel', content: [inner] }), text('x'))
  equal(plainText({ type: 'doc', content: [deep] }), '')
})
