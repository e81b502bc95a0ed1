import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slack } from './index.ts'
import { failureOf, message, read, signal, stage, webhookStage } from './testing.ts'
import type { Living } from './words.ts'

const since = '2026-11-23T00:00:00Z'
const week = (...lines: string[]): Living => ({ id: 'deploy/2026-W48', since, message: message('주간 배포', ...lines) })

test('a bot posts text and blocks, without previews and links of Slack’s making, and learns where it went', async () => {
  const { fake, client } = stage()
  const posted = await client.post.perform({ message: message('배포 3건', 'PAY-1 결제 서버') }, 'k1', signal)
  const [sent] = fake.channels[0]!.messages
  assert.deepEqual(posted, { channel: fake.channels[0]!.id, ts: sent!.ts })
  assert.equal(sent!.text, '배포 3건\nPAY-1 결제 서버')
  assert.deepEqual(
    sent!.blocks.map(block => block.text.text),
    ['배포 3건', 'PAY-1 결제 서버'],
  )
  assert.ok(sent!.blocks.every(block => block.text.verbatim === true))
  const { parameters } = fake.calls[0]!
  assert.deepEqual(
    [parameters.parse, parameters.link_names, parameters.unfurl_links, parameters.unfurl_media],
    ['none', 'false', 'false', 'false'],
  )
})

test('a webhook posts the same message, and has no id to tell', async () => {
  const { fake, client } = webhookStage()
  const posted = await client.post.perform({ message: message('배포 3건', 'PAY-1') }, 'k1', signal)
  assert.deepEqual(posted, {})
  const [sent] = fake.channels[0]!.messages
  assert.equal(sent!.text, '배포 3건\nPAY-1')
  assert.equal(sent!.blocks.length, 2)
  assert.equal(client.mode, 'webhook')
})

test('a person is pinged by a typed mention alone, in text and blocks alike', async () => {
  const { fake, client } = stage()
  const title = ['<!channel> <@U0AAAAAAA9> @here ', { user: 'U0AAAAAAA1' }, ' ', { user: 'jieun>' }]
  await client.post.perform({ message: { title, lines: [['<!here>']], context: ['<!everyone>'] } }, 'k', signal)
  assert.deepEqual(
    fake.pings.map(({ user }) => user),
    ['U0AAAAAAA1'],
  )
  const { text, blocks } = fake.channels[0]!.messages[0]!
  assert.match(text, /&lt;!channel&gt; &lt;@U0AAAAAAA9&gt; @here <@U0AAAAAAA1> @jieun&gt;/)
  assert.match(blocks[0].text.text, /<@U0AAAAAAA1>/)
})

test('a message may go to another channel, by name or by id, and one lane is one channel', async () => {
  const { fake, client } = stage({ channels: [{ name: 'deploy' }, { name: '운영' }] })
  const [, ops] = fake.channels
  const one = message('하나')
  for (const channel of ['#운영', '운영', ops!.id])
    await client.post.perform({ channel, message: one }, channel, signal)
  assert.equal(ops!.messages.length, 3)
  assert.equal(client.post.lane?.({ channel: '운영', message: one }), '#운영')
  const lanes = [client.post, client.living, client.reply].map(write => write.lane?.(week() as never))
  assert.deepEqual(lanes, ['#deploy', '#deploy', '#deploy'])
})

test('verify finds what arrived and nothing else: keys are unique for each write', async () => {
  const { fake, client, again } = stage({ pageSize: 5 })
  const posted = await client.post.perform({ message: message('글') }, 'k', signal)
  await client.living.perform(week(), 'l', signal)
  const replied = await client.reply.perform({ ...week(), message: message('답') }, 'r', signal)
  for (let n = 0; n < 12; n++) fake.say('deploy', `대화 ${n}`)
  const later = again()
  assert.deepEqual(await later.post.verify?.({ message: message('글') }, 'k'), { applied: posted })
  assert.deepEqual(await later.reply.verify?.(week(), 'r'), { applied: replied })
  for (const key of ['l', 'r', 'other', ''])
    assert.equal(await later.post.verify?.({ message: message('글') }, key), 'absent')
  for (const key of ['l', 'k', 'other']) assert.equal(await later.reply.verify?.(week(), key), 'absent')
})

test('verify finds a reply that Slack put into the channel', async () => {
  const { fake, client, again } = stage()
  const { ts } = await client.living.perform(week(), 'v1', signal)
  fake.remove('deploy', ts!)
  const applied = await client.reply.perform({ ...week(), message: message('하나') }, 'r1', signal)
  assert.deepEqual(await again().reply.verify?.(week(), 'r1'), { applied })
})

test('where the bot may not read, verify knows nothing; by webhook it never does', async () => {
  for (const scope of ['channels:history', 'channels:read']) {
    const { fake, client } = stage()
    fake.scopes.splice(fake.scopes.indexOf(scope), 1)
    assert.equal(await client.post.verify?.({ message: message('글') }, 'k'), 'unknown')
  }
  assert.equal(await webhookStage().client.post.verify?.({ message: message('글') }, 'k'), 'unknown')
})

test('a history that is longer than is searched leaves it unknown, and a living message is posted anew with a warning', async () => {
  const { fake, client, warnings } = stage({ pageSize: 1 })
  for (let n = 0; n < 60; n++) fake.say('deploy', `대화 ${n}`)
  assert.equal(await client.post.verify?.({ message: message('글') }, 'k'), 'unknown')
  await client.living.perform(week(), 'v1', signal)
  assert.equal(fake.channels[0]!.messages.at(-1)!.text, '주간 배포')
  assert.match(warnings[0]!.message, /not among the newest/)
})

test('the id of a channel is looked up once, over pages, private channels included', async () => {
  const many = Array.from({ length: 30 }, (_, n) => ({ name: `other-${n}` }))
  const { fake, client } = stage({ channels: [...many, { name: 'deploy', isPrivate: true }], pageSize: 10 })
  await client.living.perform(week('하나'), 'v1', signal)
  await client.living.perform(week('둘'), 'v2', signal)
  assert.equal(fake.calls.filter(({ method }) => method === 'conversations.list').length, 4)
  assert.equal(fake.channels.at(-1)!.messages.length, 1)
})

test('members are found by e-mail: hits are remembered for a day, misses for ten minutes', async () => {
  const { fake, client, clock } = stage({
    users: [{ email: 'jieun@example.com' }, { email: 'gone@example.com', deleted: true }],
  })
  const asked = () => fake.calls.filter(({ method }) => method === 'users.lookupByEmail').length
  assert.equal(await client.userWithEmail(' Jieun@example.com'), fake.users[0]!.id)
  assert.equal(await client.userWithEmail('gone@example.com'), undefined)
  await client.userWithEmail('jieun@example.com')
  await client.userWithEmail('gone@example.com')
  assert.equal(asked(), 2)
  clock.advance(11 * 60_000)
  await client.userWithEmail('jieun@example.com')
  await client.userWithEmail('gone@example.com')
  assert.equal(asked(), 3)
  clock.advance(24 * 3_600_000)
  await client.userWithEmail('jieun@example.com')
  assert.equal(asked(), 4)
})

test('without the scope nobody is found, and one warning says which scope it takes', async () => {
  const { client, warnings } = stage({ scopes: ['chat:write'] })
  for (const email of ['a@example.com', 'b@example.com']) assert.equal(await client.userWithEmail(email), undefined)
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!.message, /users:read\.email/)
  assert.equal(await webhookStage().client.userWithEmail('a@example.com'), undefined)
})

test('a webhook refuses what it cannot do, and says what can', async () => {
  const { fake, client, warnings } = webhookStage()
  for (const write of [client.living, client.reply]) {
    const error = await failureOf(write.perform(week(), 'k', signal))
    assert.equal(error.code, 'invalid')
    assert.match(error.message, /set SLACK_BOT_TOKEN and SLACK_CHANNEL/)
  }
  for (const key of ['a', 'b'])
    await client.post.perform({ channel: '#elsewhere', message: message('글') }, key, signal)
  assert.equal(fake.channels[0]!.messages.length, 2)
  assert.deepEqual(
    warnings.map(({ fields }) => fields),
    [{ wanted: '#elsewhere' }],
  )
})

test('check proves the token; of a webhook it says that only a message can tell', async () => {
  const { client } = stage()
  assert.equal(await slack.check(client), '@dure in 두레팀 (https://dure.slack.example.com/)')
  const { fake, client: hook } = webhookStage()
  assert.match(String(await slack.check(hook)), /only a message can tell/)
  assert.deepEqual(fake.calls, [])
})

test('a plan shows channel, mentions and words as people read them', () => {
  const { client } = stage()
  const title = [
    { bold: '결제 서버' },
    ' 바뀜 ',
    { user: 'U0AAAAAAA1' },
    ' ',
    { link: 'https://jira.example.com/PAY-1', text: 'PAY-1' },
  ]
  const payload = { ...week(), message: { title, lines: [['a < b & c']] } }
  assert.deepEqual(client.post.preview(payload, []), {
    text: '#deploy: *결제 서버* 바뀜 @U0AAAAAAA1 PAY-1 (https://jira.example.com/PAY-1)\na < b & c',
    result: { channel: '#deploy', ts: 'planned:message' },
  })
  assert.equal(client.reply.summary(payload).startsWith('#deploy (thread): *결제 서버* 바뀜 @U0AAAAAAA1'), true)
  assert.deepEqual(webhookStage().client.post.preview(payload, []) as object, {
    text: 'webhook: *결제 서버* 바뀜 @U0AAAAAAA1 PAY-1 (https://jira.example.com/PAY-1)\na < b & c',
    result: {},
  })
})

test('incidents go to the admin channel or the admin webhook, and to nobody where neither is set', async () => {
  const text = { subject: '[Dure] jira <!channel>', body: 'the token is wrong\nrun dure doctor' }
  const bot = stage({ channels: [{ name: 'deploy' }, { name: 'admin' }] })
  const { SLACK_BOT_TOKEN, SLACK_API_URL } = { SLACK_BOT_TOKEN: bot.fake.token, SLACK_API_URL: bot.fake.url }
  const values = { SLACK_BOT_TOKEN, SLACK_API_URL, SLACK_ADMIN_CHANNEL: '#admin' }
  const client = bot.connect(values)
  assert.deepEqual(slack.alert?.(text, read(values)), { write: 'alarm', payload: text })
  const applied = await client.alarm.perform(text, 'incident/1/opened', signal)
  assert.equal(
    bot.fake.channels[1]!.messages[0]!.text,
    '*[Dure] jira &lt;!channel&gt;*\nthe token is wrong\nrun dure doctor',
  )
  assert.deepEqual(await client.alarm.verify?.(text, 'incident/1/opened'), { applied })

  const hooked = stage({ settings: { SLACK_ADMIN_WEBHOOK_URL: bot.fake.webhookUrl } })
  await hooked.client.alarm.perform(text, 'incident/1/opened', signal)
  assert.equal(hooked.fake.channels[0]!.messages.length, 1)
  const error = await failureOf(hooked.client.post.perform({ message: message('글') }, 'k', signal))
  assert.match(error.message, /set SLACK_WEBHOOK_URL, or SLACK_BOT_TOKEN and SLACK_CHANNEL/)

  assert.equal(slack.alert?.(text, read({})), undefined)
})
