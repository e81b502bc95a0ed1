import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message, signal, stage } from './testing.ts'
import type { Living } from './words.ts'

const since = '2026-11-23T00:00:00Z'
const week = (...lines: string[]): Living => ({ id: 'deploy/2026-W48', since, message: message('주간 배포', ...lines) })

test('a living message is posted once and edited from then on, which pings nobody', async () => {
  const { fake, client } = stage()
  const first = await client.living.perform(week('하나'), 'v1', signal)
  const mention: Living = { ...week(), message: { title: ['주간 배포'], lines: [[{ user: 'U0AAAAAAA1' }]] } }
  const second = await client.living.perform(mention, 'v2', signal)
  assert.deepEqual(second, first)
  const { messages } = fake.channels[0]!
  assert.deepEqual(
    messages.map(({ text, edits }) => [text, edits]),
    [['주간 배포\n<@U0AAAAAAA1>', 1]],
  )
  assert.deepEqual(messages[0]!.blocks.at(-1).text.text, '<@U0AAAAAAA1>')
  assert.deepEqual(fake.pings, [])
})

test('after a restart a living message is found by its id, over pages of other people’s messages', async () => {
  const { fake, client, again } = stage({ pageSize: 7 })
  const first = await client.living.perform(week('하나'), 'v1', signal)
  for (let n = 0; n < 40; n++) fake.say('deploy', `대화 ${n}`)
  const later = again()
  assert.deepEqual(await later.living.perform(week('둘'), 'v2', signal), first)
  assert.equal(fake.channels[0]!.messages.filter(({ bot }) => bot).length, 1)
  assert.equal(fake.calls.filter(({ method }) => method === 'conversations.history').length, 1 + 6)
})

test('of a living message no more is searched than there was time since it began', async () => {
  const { fake, client, clock } = stage({ pageSize: 10 })
  for (let n = 0; n < 100; n++) fake.say('deploy', `지난달 ${n}`)
  clock.advance(7_200_000)
  await client.living.perform({ ...week(), since: clock.now().toISOString() }, 'v1', signal)
  assert.equal(fake.calls.filter(({ method }) => method === 'conversations.history').length, 1)
})

test('another hub’s message of the same id is let be, though it is newer', async () => {
  const { fake, client, again } = stage()
  await client.living.perform(week('우리 것'), 'v1', signal)
  const [own] = fake.channels[0]!.messages
  const theirs = { ...own!, text: '남의 것', user: 'U0ANOTHER01', bot: 'B0ANOTHER01', ts: fake.say('deploy', 'x').ts }
  fake.channels[0]!.messages.splice(1, 1, theirs)
  await again().living.perform(week('우리 것 2'), 'v2', signal)
  assert.deepEqual(
    fake.channels[0]!.messages.map(({ text }) => text),
    ['주간 배포\n우리 것 2', '남의 것'],
  )
})

test('after a reply that Slack put into the channel, the living message is searched for again', async () => {
  const { fake, client, again } = stage()
  const { ts } = await client.living.perform(week(), 'v1', signal)
  fake.remove('deploy', ts!)
  const anew = await again().living.perform(week(), 'v2', signal)
  for (const key of ['r1', 'r2']) await client.reply.perform({ ...week(), message: message(key) }, key, signal)
  assert.deepEqual(
    fake.channels[0]!.messages.map(({ text, thread }) => [text, thread]),
    [
      ['주간 배포', undefined],
      ['r1', undefined],
      ['r2', anew.ts],
    ],
  )
})

for (const refusal of ['message_not_found', 'cant_update_message', 'edit_window_closed'])
  test(`a living message that can be edited no more (${refusal}) is posted anew, and the new one is edited next`, async () => {
    const { fake, client, again } = stage()
    await client.living.perform(week('하나'), 'v1', signal)
    fake.trouble('chat.update', { error: refusal })
    await client.living.perform(week('둘'), 'v2', signal)
    await again().living.perform(week('셋'), 'v3', signal)
    assert.deepEqual(
      fake.channels[0]!.messages.map(({ text }) => text),
      ['주간 배포\n하나', '주간 배포\n셋'],
    )
  })

test('a living message that people deleted is posted anew', async () => {
  const { fake, client } = stage()
  const { ts } = await client.living.perform(week('하나'), 'v1', signal)
  fake.remove('deploy', ts!)
  await client.living.perform(week('둘'), 'v2', signal)
  assert.deepEqual(
    fake.channels[0]!.messages.map(({ text }) => text),
    ['주간 배포\n둘'],
  )
})

test('a reply goes into the thread of the living message, also in a later process', async () => {
  const { fake, client, again } = stage()
  const parent = await client.living.perform(week(), 'v1', signal)
  await client.reply.perform({ ...week(), message: message('바뀌었습니다') }, 'r1', signal)
  await again().reply.perform({ ...week(), message: message('또') }, 'r2', signal)
  const replies = fake.channels[0]!.messages.slice(1)
  assert.deepEqual(
    replies.map(({ thread }) => thread),
    [parent.ts, parent.ts],
  )
})

test('a reply to a message that people deleted is told in the channel', async () => {
  const { fake, client, again } = stage()
  const { ts } = await client.living.perform(week(), 'v1', signal)
  fake.remove('deploy', ts!)
  await client.reply.perform({ ...week(), message: message('하나') }, 'r1', signal)
  await again().reply.perform({ ...week(), message: message('둘') }, 'r2', signal)
  assert.deepEqual(
    fake.channels[0]!.messages.map(({ text, thread }) => [text, thread]),
    [
      ['하나', undefined],
      ['둘', undefined],
    ],
  )
})
