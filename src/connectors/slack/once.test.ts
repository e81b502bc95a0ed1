import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../../engine/automation.ts'
import { manualClock } from '../../engine/clock-testing.ts'
import { bench } from '../../engine/testing.ts'
import { type FakeOptions, slackFake, type Trouble } from './fake.ts'
import { slack } from './index.ts'
import { botSettings, message } from './testing.ts'

const since = '2026-11-23T00:00:00Z'
const Words = z.object({
  words: z.array(
    z.object({ write: z.enum(['post', 'living', 'reply']), text: z.string(), channel: z.string().optional() }),
  ),
})

/** Says what a test wants said; the text is the key. */
const teller = defineAutomation({
  name: 'teller',
  title: 'Teller',
  uses: { slack },
  tasks: {
    tell: {
      summary: 'Queues messages',
      input: Words,
      async run({ send }, { words }: z.output<typeof Words>) {
        for (const { write, text, channel } of words) {
          const payload = { message: message(text), ...(channel && { channel }) }
          if (write === 'post') send('slack', 'post', payload, text)
          else send('slack', write, { ...payload, id: 'w48', since }, text)
        }
      },
    },
  },
})

/** A hub on a fake Slack. While `deaf` is set, calls of that method take effect and nothing ever comes back. */
async function hubOn(settings: 'bot' | 'webhook', options: FakeOptions = {}) {
  const clock = manualClock('2026-11-23T01:00:00Z')
  const fake = slackFake({ clock, ...options })
  const state: { deaf: string | undefined } = { deaf: undefined }
  const hub = await bench({
    automations: [teller],
    settings: settings === 'bot' ? botSettings(fake) : { SLACK_WEBHOOK_URL: fake.webhookUrl },
    clock,
    fetch: async (url, init) => {
      const answer = await fake.fetch(url, init)
      return state.deaf !== undefined && url.pathname.endsWith(state.deaf) ? new Promise(() => {}) : answer
    },
  })
  const tell = (...words: z.output<typeof Words>['words']) => hub.run('teller/tell', { words })
  const texts = () => fake.channels[0]!.messages.map(({ text }) => text)
  const fates = async () => (await hub.deliveries()).map(({ state, repeats }) => [state, repeats])
  return { hub, fake, state, tell, texts, fates }
}

for (const trouble of ['lost', 'cut', { error: 'fatal_error' }, { status: 503 }] satisfies Trouble[])
  for (const write of ['post', 'living', 'reply'] as const)
    test(`by bot a message is there exactly once: ${write}, ${JSON.stringify(trouble)}`, async () => {
      const { hub, fake, tell, texts, fates } = await hubOn('bot')
      if (write === 'reply') await tell({ write: 'living', text: '주간 배포' })
      await hub.workOff(60_000)
      fake.trouble('chat.postMessage', trouble)
      await tell({ write, text: '하나' })
      await hub.workOff(600_000)
      assert.deepEqual(texts(), write === 'reply' ? ['주간 배포', '하나'] : ['하나'])
      assert.deepEqual((await fates()).at(-1), ['done', 0])
      await hub.stop()
    })

for (const write of ['post', 'living', 'reply'] as const)
  test(`a crash in mid-air: ${write} is there exactly once after the next start`, async () => {
    const { hub, fake, state, tell, texts, fates } = await hubOn('bot')
    if (write === 'reply') await tell({ write: 'living', text: '주간 배포' })
    await hub.workOff(60_000)
    const before = fake.channels[0]!.messages.length
    state.deaf = '/chat.postMessage'
    await hub.engine.run('teller/tell', { words: [{ write, text: '하나' }] }, { key: 'k', cause: 'hand' })
    while (fake.channels[0]!.messages.length === before) await hub.clock.step()
    hub.kill()
    state.deaf = undefined
    await hub.restart()
    await hub.workOff(600_000)
    assert.equal(texts().filter(text => text === '하나').length, 1)
    assert.deepEqual((await fates()).at(-1), ['done', 0])
    await hub.stop()
  })

test('the answer comes after days in which the hub was down, and people wrote meanwhile: still exactly once', async () => {
  const { hub, fake, state, tell, texts } = await hubOn('bot', { pageSize: 50 })
  await tell({ write: 'post', text: '앞' })
  await hub.workOff(60_000)
  state.deaf = '/chat.postMessage'
  await hub.engine.run('teller/tell', { words: [{ write: 'post', text: '하나' }] }, { key: 'k', cause: 'hand' })
  while (fake.channels[0]!.messages.length === 1) await hub.clock.step()
  hub.kill()
  for (let n = 0; n < 300; n++) fake.say('deploy', `대화 ${n}`)
  await hub.clock.leap(4 * 24 * 3_600_000)
  state.deaf = undefined
  await hub.restart()
  await hub.workOff(600_000)
  assert.equal(texts().filter(text => text === '하나').length, 1)
  await hub.stop()
})

for (const [trouble, arrivals] of [
  ['lost', 2],
  ['cut', 1],
] as const)
  test(`by webhook there is at most one repeat, and it is counted: ${trouble}`, async () => {
    const { hub, fake, tell, texts, fates } = await hubOn('webhook')
    fake.trouble('webhook', trouble)
    await tell({ write: 'post', text: '하나' })
    await hub.workOff(600_000)
    assert.equal(texts().length, arrivals)
    assert.deepEqual(await fates(), [['done', 1]])
    await hub.stop()
  })

test('where the bot may not read the channel, a lost answer costs one repeat at most', async () => {
  const { hub, fake, tell, texts, fates } = await hubOn('bot', { scopes: ['chat:write'] })
  fake.trouble('chat.postMessage', 'lost')
  await tell({ write: 'post', text: '하나' })
  await hub.workOff(600_000)
  assert.deepEqual(texts(), ['하나', '하나'])
  assert.deepEqual(await fates(), [['done', 1]])
  await hub.stop()
})

test('a living message and its replies keep their order, whatever befalls the first', async () => {
  const { hub, fake, tell, texts } = await hubOn('bot')
  fake.trouble('chat.postMessage', { status: 429, retryAfter: 30 }, 'lost')
  await tell({ write: 'living', text: '주간 배포' }, { write: 'reply', text: '하나' }, { write: 'reply', text: '둘' })
  await hub.workOff(600_000)
  assert.deepEqual(texts(), ['주간 배포', '하나', '둘'])
  const [parent, ...replies] = fake.channels[0]!.messages
  assert.deepEqual(
    replies.map(({ thread }) => thread),
    [parent!.ts, parent!.ts],
  )
  await hub.stop()
})

test('a channel that waits holds up no other, and no more than one message a second begins', async () => {
  const { hub, fake, tell } = await hubOn('bot', { channels: [{ name: 'deploy' }, { name: '운영' }] })
  fake.trouble('chat.postMessage', { status: 429, retryAfter: 120 })
  const began = hub.clock.now().getTime()
  const to = (channel: string, text: string) => ({ write: 'post' as const, text, channel })
  await tell(to('#deploy', '늦게'), to('#운영', '하나'), to('#운영', '둘'), to('#운영', '셋'))
  await hub.workOff(600_000)
  const seconds = fake.channels.map(({ messages }) => messages.map(({ ts }) => Math.floor(Number(ts) - began / 1000)))
  assert.ok(seconds[0]![0]! >= 120, String(seconds[0]))
  assert.equal(new Set(seconds[1]).size, 3)
  assert.ok(seconds[1]![2]! < 10, String(seconds[1]))
  await hub.stop()
})

test('a token that stops working pauses Slack, and what waited goes out once it works', async () => {
  const { hub, fake, tell, texts } = await hubOn('bot')
  fake.trouble('chat.postMessage', { error: 'token_revoked' })
  fake.trouble('auth.test', { error: 'token_revoked' })
  await tell({ write: 'post', text: '하나' })
  await hub.clock.advance(1000)
  assert.deepEqual(texts(), [])
  await hub.clock.advance(600_000)
  await hub.workOff(60_000)
  assert.deepEqual(texts(), ['하나'])
  await hub.stop()
})
