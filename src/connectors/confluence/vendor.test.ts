import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { type Forgiveness, vendorDocument, watched, withoutVendor } from '../../../test/openapi.ts'
import { needs } from '../../../test/require.ts'
import { perform, verify } from '../../engine/writes-testing.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

const v2 = 'confluence-cloud-v2.subset.json'
const v1 = 'confluence-cloud-v1.subset.json'
const dataCenter = 'confluence-dc-10.0.3.subset.json'

type Fetch = (input: URL, init: RequestInit) => Promise<Response>

/** Holds the calls below each of these paths against its document. */
function held(documents: [name: string, base: string, below: string, forgive: Forgiveness[]][]) {
  let genuine: Fetch
  const watches = documents.map(([name, base, below, forgive]) => ({
    below,
    ...watched(vendorDocument(name)!, (input: URL, init: RequestInit) => genuine(input, init), { base, forgive }),
  }))
  const fetch = (url: URL, init: RequestInit, next: Fetch) => {
    genuine = next
    const watch = watches.find(({ below }) => url.pathname.startsWith(below))
    if (!watch) throw new Error(`${url.pathname} is in no document`)
    return watch.fetch(url, init)
  }
  return { fetch, watches }
}

const ofCloud: Forgiveness[] = [
  { when: /response 409: status/, why: 'undocumented, and met by everybody who saves' },
  {
    when: /convert-ids-to-types.*\/results\//,
    why: 'null for what is not to be seen: said in words, and left out of the schema',
  },
  {
    when: /request body \/body: must match exactly one schema in oneOf/,
    why: 'either form fits both, neither requires anything',
  },
]
const ofDataCenter: Forgiveness[] = [
  {
    when: /^PUT \/rest\/api\/content\/\{contentId\} → response (403|409): status/,
    why: 'undocumented, and in every bug report',
  },
  {
    when: /^POST \/rest\/api\/content → response 400: status/,
    why: 'undocumented: what a title that is taken is answered with',
  },
  { when: /\/data\/errors: must be object/, why: 'it is a list in every genuine answer' },
]

/** Everything that the connector ever asks, refusals included. */
async function everyCall({ client, fake }: ReturnType<typeof stage>) {
  const { id: parent } = fake.addPage({ space: 'DEPLOY', title: '리포트', body: '<p>위</p>' })
  await client.whoAmI()
  await client.site()
  const made = await perform(client.createPage, { ...weekly(), parent })
  await perform(client.editPage, weeklyEdit(made.id, { summary: '배포 4건', tickets: 'DEP-1' }))
  await perform(client.editPage, weeklyEdit(made.id, { summary: '배포 4건', tickets: 'DEP-1' }))
  equal((await perform(client.createPage, weekly({ summary: '배포 5건' }))).id, made.id)
  await verify(client.createPage, weekly({ summary: '배포 5건' }))
  await client.pageTitled('DEPLOY', '리포트')
  const change = { kind: 'entry' as const, id: 'e', content: ['적음'] }
  await perform(client.changePage, { page: parent, change })
  await perform(client.rewritePage, { page: parent, version: 2, markdown: '새 글\n' })
  const below = { parent, title: '할 일', identity: 'todo/1', body: ['글'] }
  const todo = await perform(client.createPage, below)
  equal((await client.pageWith('todo/1', parent))?.id, todo.id)
  for (let n = 0; n < 260; n++) fake.addPage({ space: 'DEPLOY', title: `아래 ${n}`, parent: todo.id })
  equal(await client.pageWith('todo/2', todo.id), undefined)
  equal((await client.search({ text: '아래', space: 'DEPLOY' })).length, 10)
  await rejects(client.search({ cql: 'titel = 1' }), { code: 'invalid' })
  await client.jiraServer('DEPLOY')
  let edits = 1
  fake.state.afterwards = ({ method, path }) => {
    if (method === 'GET' && path.endsWith(`/${made.id}`) && edits-- > 0)
      fake.edit(made.id, body => `${body}<p>메모</p>`)
  }
  await perform(client.editPage, weeklyEdit(made.id, { summary: '배포 6건' }))
  await rejects(client.page('4711'), { code: 'not_found' })
  await rejects(client.space('NONE'), { code: 'invalid' })
  await rejects(perform(client.createPage, { ...weekly(), title: '다른', parent: '4711' }), { code: 'invalid' })
  fake.pages.get(made.id)!.readOnly = true
  await rejects(perform(client.editPage, weeklyEdit(made.id, { summary: '배포 7건' })), { code: 'invalid' })
}

test('every exchange with Cloud is as Atlassian documents it', {
  skip: withoutVendor(v2) || withoutVendor(v1),
}, async () => {
  const { fetch, watches } = held([
    [v2, '/wiki/api/v2', '/wiki/api/v2/', ofCloud],
    [v1, '', '/wiki/rest/api/', []],
  ])
  const it = stage({ kind: 'cloud', fetch })
  await everyCall(it)
  for (const { violations, unusedForgiveness, exchanges } of watches) {
    deepEqual(violations, [])
    deepEqual(unusedForgiveness(), [])
    ok(exchanges() > 1)
  }
})

test('every exchange with Data Center is as Atlassian documents it', { skip: withoutVendor(dataCenter) }, async () => {
  const { fetch, watches } = held([[dataCenter, '/confluence', '/confluence/rest/api/', ofDataCenter]])
  // The question whether it is Cloud is none to Data Center.
  const it = stage({
    kind: 'server',
    fetch: (url, init, genuine) => (url.pathname.includes('/wiki/') ? genuine(url, init) : fetch(url, init, genuine)),
  })
  await everyCall(it)
  for (const { violations, unusedForgiveness, exchanges } of watches) {
    deepEqual(violations, [])
    deepEqual(unusedForgiveness(), [])
    ok(exchanges() > 20)
  }
})

const fixtures = new URL('../../../../shared/fixtures/atlassian/', import.meta.url)
const recorded = needs('fixtures', existsSync(fixtures) || '../shared/fixtures/atlassian is not there')

test('a genuine answer of Cloud is read, and its page edited without touching what is not ours', {
  skip: recorded,
}, async () => {
  const answer = JSON.parse(readFileSync(new URL('confluence-api/1454342158.page.v2.json', fixtures), 'utf8'))
  const value = readFileSync(new URL('storage/testcases-1454342158.xhtml', fixtures), 'utf8')
  const sent: { body: { value: string }; version: { number: number } }[] = []
  const { client } = stage({
    fetch: async (url, init) => {
      if (url.pathname.endsWith('/properties')) return Response.json({ results: [] })
      if (init.method === 'PUT') sent.push(JSON.parse(String(init.body)))
      return Response.json({
        ...answer,
        body: { storage: { representation: 'storage', value: sent[0]?.body.value ?? value } },
      })
    },
  })
  const page = await client.page('1454342158')
  deepEqual([page.title, page.version, page.status], ['Identity Providers', 12, 'current'])
  equal(page.url, `${answer._links.base}/spaces/QM/pages/1454342158/Identity+Providers`)
  await perform(client.editPage, weeklyEdit(page.id, { summary: '배포 3건' }))
  equal(sent[0]!.version.number, 13)
  ok(sent[0]!.body.value.startsWith(value) && sent[0]!.body.value.includes('배포 3건'))
})
