import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '../../engine/error.ts'
import type { Trouble } from './fake.ts'
import { slack } from './index.ts'
import { mistakes, settings } from './settings.ts'
import { failureOf, message, read, signal, stage, webhookStage } from './testing.ts'

const text = { message: message('배포 3건') }
const living = { ...text, id: 'w48', since: '2026-11-23T00:00:00Z' }

const refusals: [string, ErrorCode, RegExp, 'no' | 'maybe'][] = [
  ['invalid_auth', 'unauthorized', /token is wrong.*SLACK_BOT_TOKEN/, 'no'],
  ['not_authed', 'unauthorized', /SLACK_BOT_TOKEN/, 'no'],
  ['token_revoked', 'unauthorized', /revoked/, 'no'],
  ['account_inactive', 'unauthorized', /Install the app again/, 'no'],
  ['channel_not_found', 'invalid', /for #deploy: channel_not_found.*\/invite/, 'no'],
  ['not_in_channel', 'invalid', /\/invite/, 'no'],
  ['is_archived', 'invalid', /Unarchive/, 'no'],
  ['ratelimited', 'rate_limited', /too many/, 'no'],
  ['rate_limited', 'rate_limited', /too many/, 'no'],
  ['invalid_blocks', 'invalid', /report/, 'no'],
  ['fatal_error', 'unavailable', /slack-status/, 'maybe'],
  ['internal_error', 'unavailable', /slack-status/, 'maybe'],
  ['service_unavailable', 'unavailable', /slack-status/, 'maybe'],
  ['request_timeout', 'unavailable', /too long/, 'maybe'],
  ['brand_new_error', 'invalid', /chat\.postMessage for #deploy: brand_new_error$/, 'no'],
]
for (const [error, code, words, arrived] of refusals)
  test(`Slack says no with status 200: ${error} → ${code}`, async () => {
    const { fake, client } = stage()
    fake.trouble('chat.postMessage', { error })
    const failure = await failureOf(client.post.perform(text, 'k', signal))
    assert.equal(failure.code, code)
    assert.match(failure.message, words)
    assert.equal(failure.arrived, arrived)
  })

test('429 says when to come back, in a header or with the words', async () => {
  const { fake, client } = stage()
  fake.trouble('chat.postMessage', { status: 429, retryAfter: 30 })
  fake.trouble('chat.postMessage', { status: 200, retryAfter: 7 })
  for (const retryAfterMs of [30_000, 7000]) {
    const failure = await failureOf(client.post.perform(text, 'k', signal))
    assert.deepEqual([failure.code, failure.retryAfterMs, failure.arrived], ['rate_limited', retryAfterMs, 'no'])
  }
})

test('a question that meets 429 or a broken line is asked again', async () => {
  const { fake, client } = stage({ users: [{ email: 'jieun@example.com' }] })
  fake.trouble('users.lookupByEmail', { status: 429, retryAfter: 2 }, 'cut')
  assert.equal(await client.userWithEmail('jieun@example.com'), fake.users[0]!.id)
})

test('a scope that is missing is named', async () => {
  const { client } = stage({ scopes: ['channels:read', 'groups:read'] })
  const failure = await failureOf(client.post.perform(text, 'k', signal))
  assert.equal(failure.code, 'invalid')
  assert.match(failure.message, /lacks the scope chat:write \(it has channels:read,groups:read\)/)
  const error = await failureOf(client.living.perform(living, 'k', signal))
  assert.match(error.message, /lacks the scope channels:history/)
})

test('without the right to list channels the id is asked for', async () => {
  const { client } = stage({ scopes: ['chat:write', 'channels:history'] })
  const failure = await failureOf(client.living.perform(living, 'k', signal))
  assert.match(failure.message, /channels:read,groups:read.*Or name the channel by its id/)
})

test('a channel that the bot cannot see, is not in, or that is archived is one clear sentence', async () => {
  const cases = [
    [{ name: 'other' }, /sees no channel #deploy.*\/invite/],
    [{ name: 'deploy', member: false }, /not_in_channel: the bot is not in the channel. Invite it there/],
    [{ name: 'deploy', isPrivate: true, member: false }, /sees no channel #deploy/],
    [{ name: 'deploy', archived: true }, /is_archived: the channel is archived. Unarchive it/],
  ] as const
  for (const [channel, words] of cases) {
    const { fake, client } = stage({ channels: [channel] })
    const failure = await failureOf(client.living.perform(living, 'k', signal))
    assert.equal(failure.code, 'invalid')
    assert.match(failure.message, words)
    assert.equal(fake.channels[0]!.messages.length, 0)
  }
})

test('a message that Slack finds too large is sent smaller, and refused when even that is too large', async () => {
  const big = message('배포', ...Array.from({ length: 300 }, (_, n) => `PAY-${n} ${'가'.repeat(60)}`))
  const { fake, client } = stage()
  fake.trouble('chat.postMessage', { error: 'msg_blocks_too_long' })
  await client.post.perform({ message: big }, 'k', signal)
  const [sent] = fake.channels[0]!.messages
  assert.ok(JSON.stringify(sent!.blocks).length <= 5000)
  assert.match(sent!.text, /… \+\d+$/)

  const tooLong = { error: 'msg_blocks_too_long' }
  fake.trouble('chat.postMessage', tooLong, tooLong, tooLong)
  const failure = await failureOf(client.post.perform({ message: big }, 'k2', signal))
  assert.deepEqual([failure.code, failure.arrived], ['invalid', 'no'])

  const hook = webhookStage()
  hook.fake.trouble('webhook', { status: 400, body: 'msg_blocks_too_long' })
  await hook.client.post.perform({ message: big }, 'k', signal)
  assert.equal(hook.fake.channels[0]!.messages.length, 1)
})

test('an answer that is none of Slack’s points to the address, and leaves open whether the message arrived', async () => {
  for (const answer of ['<html>proxy</html>', '{"hello":1}', '{"ok":true}', '[]']) {
    const { client } = stage({ fetch: async () => new Response(answer) })
    const failure = await failureOf(client.post.perform(text, 'k', signal))
    assert.deepEqual([failure.code, failure.arrived], ['invalid', 'maybe'])
    assert.match(failure.message, /SLACK_API_URL/)
  }
})

const webhookAnswers: [Trouble, ErrorCode, RegExp, 'no' | 'maybe'][] = [
  [{ status: 403, body: 'invalid_token' }, 'unauthorized', /revoked.*start the hub again/, 'no'],
  [{ status: 403, body: 'action_prohibited' }, 'unauthorized', /administrator/, 'no'],
  [{ status: 404, body: 'no_service' }, 'unauthorized', /removed or switched off/, 'no'],
  [{ status: 404, body: '<html>not found</html>' }, 'unauthorized', /HTTP 404: it is not known there/, 'no'],
  [{ status: 404, body: 'channel_not_found' }, 'invalid', /channel is gone/, 'no'],
  [{ status: 410, body: 'channel_is_archived' }, 'invalid', /archived/, 'no'],
  [{ status: 400, body: 'invalid_payload' }, 'invalid', /report/, 'no'],
  [{ status: 400, body: 'strange_code' }, 'invalid', /strange_code$/, 'no'],
  [{ status: 429, retryAfter: 3 }, 'rate_limited', /429/, 'no'],
  [{ status: 500, body: 'rollup_error' }, 'unavailable', /SLACK_WEBHOOK_URL: 500 rollup_error/, 'maybe'],
  [{ status: 200, body: '<html>portal</html>' }, 'invalid', /not Slack's/, 'maybe'],
  ['lost', 'unavailable', /SLACK_WEBHOOK_URL: the connection broke/, 'maybe'],
]
for (const [trouble, code, words, arrived] of webhookAnswers)
  test(`a webhook answers ${JSON.stringify(trouble)} → ${code}, and its address is never shown`, async () => {
    const { fake, client } = webhookStage()
    fake.trouble('webhook', trouble)
    const failure = await failureOf(client.post.perform(text, 'k', signal))
    assert.equal(failure.code, code)
    assert.match(failure.message, words)
    assert.equal(failure.arrived, arrived)
  })

test('a webhook that leads elsewhere does not show where from or where to', async () => {
  const { webhookUrl } = stage().fake
  const location = webhookUrl.replace('https://hooks.', 'https://other.')
  const { client } = stage({
    settings: { SLACK_WEBHOOK_URL: webhookUrl },
    fetch: async () => new Response('', { status: 302, headers: { location } }),
  })
  assert.equal((await failureOf(client.post.perform(text, 'k', signal))).code, 'invalid')
})

test('after Slack has refused a webhook, check keeps saying so: what waits goes out with another address', async () => {
  const { fake, client, again } = webhookStage()
  fake.trouble('webhook', { status: 404, body: 'no_service' })
  await failureOf(client.post.perform(text, 'k', signal))
  assert.match((await failureOf(slack.check(client) as Promise<unknown>)).message, /no_service/)
  assert.match(String(await slack.check(again())), /only a message can tell/)
})

test('a refused admin webhook fails the incident’s message alone', async () => {
  const { fake, connect } = stage()
  const client = connect({ SLACK_ADMIN_WEBHOOK_URL: fake.webhookUrl })
  fake.trouble('webhook', { status: 404, body: 'no_service' })
  const failure = await failureOf(client.alarm.perform({ subject: 's', body: 'b' }, 'k', signal))
  assert.equal(failure.code, 'invalid')
  assert.match(failure.message, /SLACK_ADMIN_WEBHOOK_URL/)
})

test('the token goes into a header and nowhere else', async () => {
  const seen: string[] = []
  const { fake, client } = stage({
    users: [{ email: 'jieun@example.com' }],
    fetch: async (url, init, genuine) => {
      seen.push(`${url} ${init.body ?? ''}`)
      return genuine(url, init)
    },
  })
  await client.living.perform(living, 'k', signal)
  await client.userWithEmail('jieun@example.com')
  assert.equal(seen.length, 5)
  for (const line of seen) assert.ok(!line.includes(fake.token), line)
})

const token = 'xoxb-1'
const webhook = 'https://hooks.slack.com/services/T1/B1/x'
/** The settings that a sentence names, in both languages the same. */
const namesIn = (text: string) => [...new Set(text.match(/[A-Z]+_[A-Z_]+/g))].sort()

const half: [Record<string, string>, RegExp][] = [
  [{ SLACK_BOT_TOKEN: token }, /SLACK_CHANNEL is not set/],
  [{ SLACK_CHANNEL: '#deploy' }, /SLACK_CHANNEL is set without SLACK_BOT_TOKEN/],
  [{ SLACK_BOT_TOKEN: token, SLACK_CHANNEL: '#deploy', SLACK_WEBHOOK_URL: webhook }, /both set; remove the webhook/],
  [{ SLACK_WEBHOOK_URL: webhook, SLACK_ADMIN_CHANNEL: '#admin' }, /SLACK_ADMIN_CHANNEL is set without SLACK_BOT_TOKEN/],
  [
    { SLACK_BOT_TOKEN: token, SLACK_CHANNEL: 'a', SLACK_ADMIN_CHANNEL: 'b', SLACK_ADMIN_WEBHOOK_URL: webhook },
    /both set; remove one/,
  ],
]
for (const [values, words] of half)
  test(`half set is a mistake, told once: ${Object.keys(values).join(', ')}`, async () => {
    const found = mistakes(read(values), ['deploy-report'])
    assert.equal(found.length, 1)
    assert.match(found[0]!.en, words)
    assert.deepEqual(namesIn(found[0]!.ko), namesIn(found[0]!.en))
    const failure = await failureOf((async () => stage().connect(values))())
    assert.match(failure.message, words)
  })

test('whole settings are no mistake; for incidents alone an admin’s place is enough', () => {
  const bot = { SLACK_BOT_TOKEN: token, SLACK_CHANNEL: '#deploy' }
  const user = ['deploy-report']
  assert.deepEqual(mistakes(read({ ...bot, SLACK_ADMIN_CHANNEL: 'admin' }), user), [])
  assert.deepEqual(mistakes(read({ SLACK_WEBHOOK_URL: webhook, SLACK_ADMIN_WEBHOOK_URL: webhook }), user), [])
  assert.deepEqual(mistakes(read({ SLACK_BOT_TOKEN: token, SLACK_ADMIN_CHANNEL: 'admin' }), []), [])
  const adminAlone = read({ SLACK_ADMIN_WEBHOOK_URL: webhook })
  assert.deepEqual(mistakes(adminAlone, []), [])
  assert.match(mistakes(adminAlone, user)[0]!.en, /deploy-report needs one or the other/)
})

test('a single setting of the wrong form is named before anything is sent', () => {
  const wrong: [keyof typeof settings, string][] = [
    ['SLACK_WEBHOOK_URL', 'hooks.slack.com/services/T/B/x'],
    ['SLACK_WEBHOOK_URL', 'https://hooks.slack.com/triggers/T/1/x'],
    ['SLACK_WEBHOOK_URL', 'https://hooks.slack.com/services/T/B'],
    ['SLACK_BOT_TOKEN', 'xapp-1-A'],
    ['SLACK_BOT_TOKEN', webhook],
    ['SLACK_CHANNEL', '#one, #two'],
    ['SLACK_API_URL', 'https://user:pw@slack.com/api/'],
  ]
  for (const [name, value] of wrong) assert.equal(settings[name].safeParse(value).success, false, `${name}=${value}`)
  for (const value of ['#deploy', '배포', 'C012AB3CD']) assert.ok(settings.SLACK_CHANNEL.safeParse(value).success)
  assert.ok(settings.SLACK_WEBHOOK_URL.safeParse('http://127.0.0.1:8080/services/T/B/x').success)
})
