import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Forgiveness, vendorDocument, watched, withoutVendor } from '../../../test/openapi.ts'
import { needs } from '../../../test/require.ts'
import { Channels, Envelope, Found, Identity, Sent } from './schema.ts'
import { failureOf, message, signal, stage } from './testing.ts'

const name = 'slack-web-api.subset.openapi3.json'
type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/** The document is of 2021, and of calls with the token as a parameter. */
const forgive: Forgiveness[] = [
  {
    when: /query parameter token is missing/,
    why: 'the token goes into the header Authorization, as Slack wants it now',
  },
  { when: /postMessage → response 200 body \/message: .* properties 'metadata'/, why: 'metadata came in 2022' },
  { when: /update → response 200 body \/message\/blocks: must be object/, why: 'blocks are a list everywhere' },
]

test('every exchange is as Slack documents it', { skip: withoutVendor(name) }, async () => {
  let genuine: Fetch = () => assert.fail('not called')
  const watch = watched(vendorDocument(name)!, (url, init) => genuine(url, init), { base: '/api', forgive })
  const { fake, client, again } = stage({
    users: [{ email: 'jieun@example.com' }],
    fetch: (url, init, next) => {
      genuine = next
      // The document leaves the reading of messages out.
      return /conversations\.(history|replies)$/.test(url.pathname) ? next(url, init) : watch.fetch(url, init)
    },
  })
  const title = [{ bold: '결제' }, ' ', { user: 'U0AAAAAAA1' }]
  const living = { id: 'w48', since: '2026-11-23T00:00:00Z', message: { title, lines: [['하나']], context: ['방금'] } }
  await client.whoAmI()
  await client.userWithEmail('jieun@example.com')
  await client.userWithEmail('nobody@example.com')
  await client.post.perform({ message: message('글') }, 'p', signal)
  await client.living.perform(living, 'l1', signal)
  await again().living.perform(living, 'l2', signal)
  await client.reply.perform(living, 'r', signal)
  await failureOf(client.post.perform({ channel: '#none', message: message('글') }, 'n', signal))
  fake.remove('deploy', fake.channels[0]!.messages[1]!.ts)
  await client.living.perform(living, 'l3', signal)
  assert.deepEqual(watch.violations, [])
  assert.deepEqual(watch.unusedForgiveness(), [])
  assert.ok(watch.exchanges() > 12)
})

const examples = new URL('../../../../shared/fixtures/atlassian/slack-api/spec-examples/', import.meta.url)
const shapes = {
  'auth.test': Identity,
  'chat.postMessage': Sent,
  'chat.update': Sent,
  'conversations.list': Channels,
  'users.lookupByEmail': Found,
}

test('the answers of Slack’s own examples are read, those that say no too', {
  skip: needs('fixtures', existsSync(examples) || '../shared/fixtures/atlassian/slack-api is not there'),
}, () => {
  const files = readdirSync(examples)
  for (const [method, shape] of Object.entries(shapes)) {
    const read = (kind: string) => JSON.parse(readFileSync(new URL(`${method}.${kind}.json`, examples), 'utf8'))
    assert.ok(files.includes(`${method}.200.json`))
    assert.equal(shape.safeParse(read('200')).success, true, method)
    assert.equal(Envelope.parse(read('default')).ok, false)
  }
})
