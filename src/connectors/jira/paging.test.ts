import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { failureOf } from '../../engine/http-testing.ts'
import { all, answering, keysOf, stage, web } from './testing.ts'

const wire = (key: string) => ({
  id: key.slice(4),
  key,
  fields: { summary: key, status: { name: '완료' }, extra: { any: 'thing' } },
})

test('a token that repeats ends the search with an error', async () => {
  const scene = answering(/search/, (_, call) =>
    Response.json({ issues: [wire(`WEB-${call}`)], nextPageToken: 'same', isLast: false }),
  )
  const seen: string[] = []
  const reading = async () => {
    for await (const issues of scene.client.search({ jql: web })) seen.push(...keysOf(issues))
  }
  match((await failureOf(reading())).message, /names the same next page twice/)
  deepEqual(seen, ['WEB-1', 'WEB-2'])
})

test('an empty page with a token goes on, but not for ever', async () => {
  const pages = [
    { issues: [wire('WEB-1')], nextPageToken: 'a' },
    { issues: [], nextPageToken: 'b' },
    { issues: [wire('WEB-2')], isLast: true },
  ]
  const { client } = answering(/search/, (_, call) => Response.json(pages[call - 1]))
  deepEqual(keysOf(await all(client.search({ jql: web }))), ['WEB-1', 'WEB-2'])
  const endless = answering(/search/, (_, call) => Response.json({ issues: [], nextPageToken: `t${call}` }))
  match((await failureOf(all(endless.client.search({ jql: web })))).message, /more than 20 empty pages/)
  equal(endless.calls(), 21)
})

test('a search that never ends is ended', async () => {
  const scene = answering(/search/, (_, call) =>
    Response.json({ issues: [wire(`WEB-${call}`)], nextPageToken: `t${call}` }),
  )
  const error = await failureOf(all(scene.client.search({ jql: web })))
  equal(error.code, 'invalid')
  match(error.message, /more than 1000 pages of issues\. Narrow the query/)
})

test('the last page is the last though it has a token, and a page without one is the last though it says otherwise', async () => {
  const last = answering(/search/, () => Response.json({ issues: [wire('WEB-1')], nextPageToken: 'x', isLast: true }))
  deepEqual(keysOf(await all(last.client.search({ jql: web }))), ['WEB-1'])
  const tokenless = answering(/search/, () =>
    Response.json({ issues: [wire('WEB-1')], isLast: false, warnings: ['hm'] }),
  )
  deepEqual(keysOf(await all(tokenless.client.search({ jql: web }))), ['WEB-1'])
  deepEqual(tokenless.warnings, [
    'Jira warns about the query',
    'Jira named no next page though the page was not the last',
  ])
})

test('an issue that two pages hold comes once', async () => {
  const pages = [
    { issues: [wire('WEB-1'), wire('WEB-2')], nextPageToken: 'a' },
    { issues: [wire('WEB-2'), wire('WEB-3')] },
  ]
  const { client } = answering(/search/, (_, call) => Response.json(pages[call - 1]))
  deepEqual(keysOf(await all(client.search({ jql: web }))), ['WEB-1', 'WEB-2', 'WEB-3'])
})

test('on Data Center an issue is not missed because another one leaves the result while pages are read', async () => {
  const { client, fake } = stage({ kind: 'server', pageSize: 2 })
  const keys = Array.from({ length: 6 }, (_, index) => fake.add({ key: `WEB-${index + 1}` }).key)
  const found: string[] = []
  for await (const issues of client.search({ jql: web })) {
    found.push(...keysOf(issues))
    if (found.length === 2) fake.issues.get('WEB-1')!.hidden = true
  }
  deepEqual(found.sort(), keys)
})

test('on Data Center fewer issues than announced are an error', async () => {
  const { client } = answering(
    /search/,
    (_, call) => Response.json({ startAt: 0, maxResults: 50, total: 3, issues: call === 1 ? [wire('WEB-1')] : [] }),
    { kind: 'server' },
  )
  match((await failureOf(all(client.search({ jql: web })))).message, /only 1 of 3 issues came/)
})

test('on Data Center a key that vanished costs no further call', async () => {
  const { client, fake } = stage({ kind: 'server' })
  fake.add({ key: 'WEB-1' })
  deepEqual([...(await client.issues(['WEB-1', 'WEB-999'])).keys()], ['WEB-1'])
  equal(fake.requests.length, 3)
})

test('on Data Center a key that fails its slice fails nothing else', async () => {
  const scene = answering(
    /search/,
    () => Response.json({ errorMessages: ["The issue key '0.0' for field 'key' is invalid."] }, { status: 400 }),
    { kind: 'server' },
  )
  scene.fake.add({ key: 'WEB-2' })
  deepEqual([...(await scene.client.issues(['WEB-1', '0.0', 'WEB-2'])).keys()], ['WEB-1', 'WEB-2'])
})

test('when one call for issues fails, those not yet begun are not made', async () => {
  const scene = answering(/bulkfetch/, () => Response.json({ errorMessages: ['No.'] }, { status: 400 }))
  const error = await failureOf(scene.client.issues(Array.from({ length: 5000 }, (_, index) => `OPS-${index}`)))
  equal(error.code, 'invalid')
  await new Promise(resolve => setImmediate(resolve))
  ok(scene.calls() <= 12, `${scene.calls()} calls`)
})
