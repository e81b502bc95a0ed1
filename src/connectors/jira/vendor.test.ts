import { deepEqual, ok } from 'node:assert/strict'
import test from 'node:test'
import { type Forgiveness, vendorDocument, watched, withoutVendor } from '../../../test/openapi.ts'
import { complaints } from '../../../test/openapi-schema.ts'
import { all, stage } from './testing.ts'

const extract = 'the extract that is kept of the document has no projects'

const vendors: { kind: 'cloud' | 'server'; file: string; base: string; forgive: Forgiveness[] }[] = [
  {
    kind: 'cloud',
    file: 'jira-cloud-v3.subset.json',
    base: '',
    forgive: [
      {
        when: /^GET \/rest\/api\/2\/(serverInfo|myself|field|issueLinkType) → path is not/,
        why: 'asked before it is known which Jira it is; Cloud has version 2 too, the document is of version 3',
      },
      { when: /^GET \/rest\/api\/3\/project\/\w+ → path is not/, why: extract },
      {
        when: /bulkfetch → response 200 body \/: .*additional properties 'expand'/,
        why: "the document's own example has it",
      },
    ],
  },
  {
    kind: 'server',
    file: 'jira-dc-10.3.subset.json',
    base: '/jira/rest',
    forgive: [
      { when: /^GET \/api\/2\/project\/\w+ → path is not/, why: extract },
      {
        when: /^GET \/api\/2\/field → response 200 body \/: must be object/,
        why: 'the document has one field for all',
      },
      {
        when: /\/fields\/\w+: must be object$/,
        why: 'the document has only objects in fields; texts and lists are in them too',
      },
    ],
  },
]

for (const { kind, file, base, forgive } of vendors) {
  const label = kind === 'cloud' ? 'Jira Cloud' : 'Jira Data Center'
  test(`what is asked of ${label}, and what the fake answers, is as the vendor's document has it`, {
    skip: withoutVendor(file),
  }, async () => {
    let watch: ReturnType<typeof watched> | undefined
    const scene = stage({
      kind,
      pageSize: 2,
      fetch: (url, init, genuine) => {
        watch ??= watched(vendorDocument(file)!, genuine, { base, forgive })
        return watch.fetch(url, init) as Promise<Response>
      },
    })
    await everything(scene)
    if (kind === 'cloud')
      for (const path of ['serverInfo', 'myself', 'field', 'issueLinkType'])
        await watch?.fetch(`${scene.fake.url}/rest/api/3/${path}`, {
          headers: { authorization: scene.fake.authorization },
        })
    deepEqual(watch?.violations, [])
    deepEqual(watch?.unusedForgiveness(), [])
    ok(watch.exchanges() >= 10, `${watch.exchanges()} exchanges`)
  })
}

/** Each call that the connector can make, with answers of every kind: full, empty, and refusing. */
async function everything({ client, fake }: ReturnType<typeof stage>) {
  fake.users.set('u1', { id: 'u1', name: '김지은', email: 'jieun@example.com' })
  fake.fields.push(
    { id: 'customfield_10010', name: '승인자', kind: 'users' },
    { id: 'customfield_10011', name: '배포 예정일', kind: 'datetime' },
  )
  const fields = { customfield_10010: ['u1'], customfield_10011: '2026-11-26T13:30:00Z', description: '설명' }
  fake.add({ key: 'OPS-1', priority: 'High', assignee: 'u1', fields })
  for (const key of ['WEB-1', 'WEB-2', 'WEB-3'])
    fake.add({
      key,
      priority: 'High',
      duedate: '2026-11-27',
      links: [{ type: '배포', to: 'OPS-1', direction: 'inward' }],
    })
  await client.site()
  await client.field('승인자')
  await client.linkTypes(['배포'])
  await client.project('WEB')
  const wanted = ['duedate', 'description', ...Object.keys(fields)]
  ok((await all(client.search({ jql: 'project = WEB ORDER BY key', fields: wanted }))).length === 3)
  fake.move('WEB-3', 'PAY')
  ok((await client.issues(['OPS-1', 'WEB-1', 'WEB-3', 'WEB-999'], wanted)).size === 3)
  await client.project('NOPE').catch(() => {})
  await all(client.search({ jql: 'project = NOPE' })).catch(() => {})
}

test('what the fake writes of people, links, states and projects is as the vendor has it', {
  skip: withoutVendor('jira-cloud-v3.subset.json'),
}, async () => {
  const { fake } = stage()
  fake.users.set('u1', { id: 'u1', name: '김지은', email: 'jieun@example.com', accountType: 'app' })
  fake.add({ key: 'OPS-1', priority: 'High' })
  fake.add({ key: 'WEB-1', priority: 'High', assignee: 'u1', links: [{ type: '배포', to: 'OPS-1' }] })
  const answer = await fake.fetch(`${fake.url}/rest/api/3/issue/WEB-1`, {
    headers: { authorization: fake.authorization },
  })
  const { fields } = (await answer.json()) as { fields: Record<string, any> }
  const judged = (name: string, value: unknown) =>
    complaints(
      vendorDocument('jira-cloud-v3.subset.json')!,
      'response',
      { $ref: `#/components/schemas/${name}` },
      value,
    )
  deepEqual(judged('UserDetails', fields.assignee), [])
  deepEqual(judged('StatusDetails', fields.status), [])
  deepEqual(judged('IssueTypeDetails', fields.issuetype), [])
  deepEqual(judged('Priority', fields.priority), [])
  // The document wants both ends in a link, which no Jira writes.
  deepEqual(judged('IssueLink', fields.issuelinks[0]), ["/: must have required property 'inwardIssue'"])
})
