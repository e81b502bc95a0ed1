import { deepEqual, equal, ok } from 'node:assert/strict'
import test, { describe } from 'node:test'
import { fc } from '../../../test/property.ts'
import { failureOf } from '../../engine/http-testing.ts'
import { allOf, type Issue, jira, quote, usersOf } from './index.ts'
import { all, keysOf, type StageOptions, stage, week } from './testing.ts'

const thisWeek = 'project = "WEB" AND duedate >= "2026-11-23" AND duedate < "2026-11-30" ORDER BY duedate ASC, key ASC'

for (const kind of ['cloud', 'server'] as const) {
  describe(`on Jira ${kind === 'cloud' ? 'Cloud' : 'Data Center'}`, () => {
    for (const tests of [siteTests, searchTests, issueTests, keyTests]) tests(kind)
  })
}

function siteTests(kind: 'cloud' | 'server') {
  test('the kind of site, its address and the user are found, once', async () => {
    const { client, fake } = week(kind)
    const { me } = fake.state
    const user = { id: me.id, name: '두레', email: 'dure@example.com', active: true, timeZone: 'Asia/Seoul' }
    deepEqual(await client.site(), { kind, url: fake.url, user })
    await client.site()
    await client.project('WEB')
    equal(fake.requests.filter(({ path }) => path.endsWith('/serverInfo')).length, 1)
    equal(fake.requests.filter(({ path }) => path.endsWith('/myself')).length, 1)
  })

  test('check asks anew once the last proof is a minute old, so that a revoked token is found', async () => {
    const { client, fake, advance } = week(kind)
    await jira.check(client)
    fake.state.revoked = true
    advance(61_000)
    equal((await failureOf(Promise.resolve(jira.check(client)))).code, 'unauthorized')
    fake.state.revoked = false
    await jira.check(client)
  })

  test('the login is proven before anything is searched', async () => {
    const { client, fake } = week(kind)
    await all(client.search({ jql: thisWeek }))
    const asked = fake.requests.map(({ path }) => path.replace(/.*\/rest\/api\/\d/, ''))
    deepEqual(asked.slice(0, 2).sort(), ['/myself', '/serverInfo'])
    equal(asked[2], kind === 'cloud' ? '/search/jql' : '/search')
  })
}

function searchTests(kind: 'cloud' | 'server') {
  test('the issues of a week come in the order of the query, its last day included and the next Monday not', async () => {
    const { client } = week(kind)
    deepEqual(keysOf(await all(client.search({ jql: thisWeek }))), ['WEB-1', 'WEB-2'])
  })

  test('pages are handed out as they come', async () => {
    const { client, fake } = week(kind, { pageSize: 1 })
    const searching = () => fake.requests.filter(({ path }) => path.includes('/search')).length
    const sizes: number[] = []
    for await (const page of client.search({ jql: 'project = WEB order by key' })) {
      sizes.push(page.length)
      equal(searching(), sizes.length)
    }
    deepEqual(sizes, [1, 1, 1, 1])
  })

  test('whatever the sizes of the pages, every issue comes exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 25 }), async (count, pageSize) => {
        const { client, fake } = stage({ kind, pageSize })
        fake.projects.set('WEB', '웹')
        const keys = Array.from({ length: count }, () => fake.add({ project: 'WEB' }).key)
        const found = keysOf(await all(client.search({ jql: 'project = WEB ORDER BY key' })))
        deepEqual(found, keys)
      }),
      { numRuns: 40 },
    )
  })

  test('a search with no result is an empty search, not an error', async () => {
    const { client } = week(kind)
    deepEqual(await all(client.search({ jql: 'project = WEB AND summary ~ nothing' })), [])
  })

  test('an issue that was just made is not there yet where the index lags', async () => {
    const { client, advance } = week(kind, { lagMs: 5000 })
    deepEqual(await all(client.search({ jql: thisWeek })), [])
    advance(6000)
    equal((await all(client.search({ jql: thisWeek }))).length, 2)
  })

  test('times in a query are read in the zone of the user', async () => {
    const { client } = week(kind)
    const on = (jql: string) => all(client.search({ jql })).then(keysOf)
    deepEqual(await on('cf[10011] >= "2026-11-26 22:30" AND cf[10011] < "2026-11-26 22:31"'), ['OPS-1'])
    deepEqual(await on('"배포 예정일" < "2026-11-26 22:30"'), [])
  })

  test('text that a person typed cannot get out of its quotation', async () => {
    const { client, fake } = week(kind)
    const summary = '"결제" OR project is not EMPTY ORDER BY key \\" -- \n'
    fake.add({ key: 'WEB-9', summary })
    const jql = allOf(['project = WEB', `summary ~ ${quote(summary)}`])
    deepEqual(keysOf(await all(client.search({ jql }))), ['WEB-9'])
  })
}

function issueTests(kind: 'cloud' | 'server') {
  const first = async (fields?: string[], options?: StageOptions) => {
    const { client } = week(kind, options)
    const [issue] = await all(client.search({ jql: 'key = WEB-1', fields }))
    return issue as Issue
  }

  test('an issue is told in our words, with people, states and the page where it is read', async () => {
    const { links, id, ...issue } = await first()
    ok(id)
    equal(links.length, 1)
    deepEqual(issue, {
      key: 'WEB-1',
      url: `${kind === 'cloud' ? 'https://example.atlassian.net' : 'https://jira.example.com/jira'}/browse/WEB-1`,
      summary: '결제 화면',
      status: { name: '해야 할 일', category: 'new' },
      type: '작업',
      priority: 'High',
      assignee: { id: 'u1', name: '김지은', email: 'jieun@example.com', active: true },
      fields: {},
    })
  })

  test('a link is read from the issue that carries it, with the state of the issue at its other end', async () => {
    const [link] = (await first()).links
    deepEqual(link, {
      typeId: '10100',
      typeName: '배포',
      label: 'is deployed by',
      key: 'OPS-1',
      summary: '결제 서버 배포',
      status: { name: '진행 중', category: 'indeterminate' },
    })
    const { client } = week(kind)
    equal((await client.issues(['OPS-1'])).get('OPS-1')?.links[0]?.label, 'deploys')
  })

  test('a linked issue that the user may not browse is not among the links', async () => {
    const { client, fake } = week(kind)
    fake.issues.get('OPS-1')!.hidden = true
    deepEqual((await client.issues(['WEB-1'])).get('WEB-1')?.links, [])
  })

  test('fields come as asked: days as days, times as instants, people by usersOf, what is empty not at all', async () => {
    const { client } = week(kind)
    const fields = ['duedate', 'customfield_10010', 'customfield_10011']
    const issues = await client.issues(['WEB-1', 'OPS-1', 'WEB-4'], fields)
    equal(issues.get('WEB-1')?.fields.duedate, '2026-11-23')
    deepEqual(usersOf(issues.get('WEB-1')?.fields.customfield_10010), [
      { id: 'u2', name: '박서준', active: true },
      { id: 'u3', name: '배포 봇', active: false },
    ])
    deepEqual(issues.get('OPS-1')?.fields, { customfield_10011: '2026-11-26T13:30:00.000Z' })
    deepEqual(issues.get('WEB-4')?.fields, {})
  })

  test('a text area is plain text', async () => {
    const { client, fake } = week(kind)
    fake.issues.get('WEB-1')!.fields.description = '첫 줄\n둘째 줄'
    const found = await client.issues(['WEB-1'], ['description'])
    equal(found.get('WEB-1')?.fields.description, '첫 줄\n둘째 줄')
  })
}

function keyTests(kind: 'cloud' | 'server') {
  test('issues are read by key, and those that are gone or hidden are missing', async () => {
    const { client, fake } = week(kind)
    fake.issues.get('WEB-2')!.hidden = true
    const found = await client.issues(['WEB-1', 'OPS-1', 'WEB-2', 'WEB-999', 'WEB-1'])
    deepEqual([...found.keys()], ['WEB-1', 'OPS-1'])
    equal(found.get('OPS-1')?.assignee?.name, '박서준')
  })

  test('no keys are no calls', async () => {
    const { client, fake } = week(kind)
    deepEqual(await client.issues([]), new Map())
    equal(fake.requests.length, 0)
  })

  test('an issue that moved to another project is found under the key asked for', async () => {
    const { client, fake } = week(kind)
    const moved = fake.move('WEB-1', 'PAY')
    const found = await client.issues(['WEB-1', 'WEB-2', 'WEB-999'])
    deepEqual([...found.keys()], ['WEB-1', 'WEB-2'])
    equal(found.get('WEB-1')?.key, moved.key)
  })

  test('many are read a hundred at a time, at most six calls at once, over all readings', async () => {
    let [open, most] = [0, 0]
    const scene = stage({
      kind,
      fetch: async (url, init, genuine) => {
        most = Math.max(most, ++open)
        await new Promise(resolve => setImmediate(resolve))
        return genuine(url, init).finally(() => open--)
      },
    })
    const keys = Array.from({ length: 950 }, () => scene.fake.add({ project: 'OPS' }).key)
    await scene.client.site()
    const [found, again] = await Promise.all([scene.client.issues(keys), scene.client.issues(keys.slice(0, 300))])
    deepEqual([...found.keys()], keys)
    equal(again.size, 300)
    equal(most, 6)
    equal(scene.fake.requests.length, 2 + 10 + 3)
  })

  test('whichever issues there are and whichever are asked for, those of both are found', async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 250 })
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.integer({ min: 1, max: 120 }), async (there, wanted, pageSize) => {
        const { client, fake } = stage({ kind, pageSize })
        for (const id of there) fake.add({ key: `OPS-${id}`, id: String(id) })
        const found = await client.issues(wanted.map(id => `OPS-${id}`))
        deepEqual(
          [...found.keys()],
          wanted.filter(id => there.includes(id)).map(id => `OPS-${id}`),
        )
      }),
      { numRuns: 25 },
    )
  })
}
