import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FakeOptions, slackFake } from './fake.ts'
import { blocksMistake, pingsOf } from './fake-limits.ts'

/** Calls as any client would make them. */
function workspace(options: FakeOptions = {}) {
  const fake = slackFake(options)
  const call = async (method: string, parameters: Record<string, unknown> = {}, token = fake.token): Promise<any> => {
    const answer = await fake.fetch(`${fake.url}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    })
    return answer.json()
  }
  return { fake, call, channel: fake.channels[0]!.id }
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

test('posting takes a name or an id; editing and reading take the id alone', async () => {
  const { call, channel } = workspace()
  const { ts } = await call('chat.postMessage', { channel: '#deploy', text: 'a' })
  assert.equal((await call('chat.postMessage', { channel, text: 'b' })).channel, channel)
  for (const method of ['chat.update', 'conversations.history', 'conversations.replies'])
    assert.equal((await call(method, { channel: 'deploy', ts, text: 'c' })).error, 'channel_not_found', method)
  assert.equal((await call('conversations.history', { channel })).messages.length, 2)
})

test('an edit keeps the blocks and the metadata that it leaves out, and pings nobody', async () => {
  const { fake, call, channel } = workspace()
  const metadata = { event_type: 'dure', event_payload: { key: 'k' } }
  const { ts } = await call('chat.postMessage', { channel, text: '<@U1A>', blocks: [section('<!here>')], metadata })
  await call('chat.update', { channel, ts, text: '<@U2B> <!channel>' })
  const [message] = fake.channels[0]!.messages
  assert.deepEqual(
    [message!.text, message!.blocks, message!.metadata, message!.edits],
    ['<@U2B> <!channel>', [section('<!here>')], metadata, 1],
  )
  assert.deepEqual(
    fake.pings.map(({ user }) => user),
    ['U1A', '!here'],
  )
})

test('metadata is shown only to who asks for it', async () => {
  const { call, channel } = workspace()
  await call('chat.postMessage', { channel, text: 'a', metadata: { event_type: 'dure', event_payload: {} } })
  const [bare] = (await call('conversations.history', { channel })).messages
  const [whole] = (await call('conversations.history', { channel, include_all_metadata: 'true' })).messages
  assert.deepEqual([bare.metadata, whole.metadata?.event_type], [undefined, 'dure'])
})

test('histories come newest first and without threads, threads oldest first, page by page', async () => {
  const { call, channel } = workspace()
  const { ts } = await call('chat.postMessage', { channel, text: '1' })
  for (const text of ['2', '3', '4']) await call('chat.postMessage', { channel, text })
  for (const text of ['a', 'b']) await call('chat.postMessage', { channel, text, thread_ts: ts })
  const all = async (method: string, more: object) => {
    const texts: string[][] = []
    for (let cursor = ''; ; ) {
      const { messages, response_metadata } = await call(method, { channel, limit: '2', cursor, ...more })
      texts.push(messages.map(({ text }: { text: string }) => text))
      cursor = response_metadata.next_cursor
      if (!cursor) return texts
    }
  }
  assert.deepEqual(await all('conversations.history', {}), [
    ['4', '3'],
    ['2', '1'],
  ])
  assert.deepEqual(await all('conversations.replies', { ts }), [['1', 'a'], ['b']])
  assert.equal((await call('conversations.replies', { channel, ts: '1.000000' })).error, 'thread_not_found')
})

test('a deleted message leaves a tombstone where it has replies; a reply to one without goes into the channel', async () => {
  const { fake, call, channel } = workspace()
  const [first, second] = [
    await call('chat.postMessage', { channel, text: '1' }),
    await call('chat.postMessage', { channel, text: '2' }),
  ]
  await call('chat.postMessage', { channel, text: 'a', thread_ts: first.ts })
  for (const { ts } of [first, second]) fake.remove('deploy', ts)
  assert.equal((await call('conversations.history', { channel })).messages[0].subtype, 'tombstone')
  assert.equal((await call('chat.update', { channel, ts: first.ts, text: 'x' })).error, 'message_not_found')
  assert.equal(
    (await call('chat.postMessage', { channel, text: 'b', thread_ts: second.ts })).message.thread_ts,
    undefined,
  )
})

test('no is said with status 200: token, scope, membership, archive, ownership', async () => {
  const { fake, call, channel } = workspace({ users: [{ email: 'a@example.com' }] })
  assert.equal((await call('auth.test', {}, 'xoxb-other')).error, 'invalid_auth')
  assert.equal((await call('chat.postMessage', { channel })).error, 'no_text')
  assert.equal(
    (await call('chat.update', { channel, ts: fake.say('deploy', 'x').ts, text: 'y' })).error,
    'cant_update_message',
  )
  fake.channels[0]!.member = false
  assert.equal((await call('chat.postMessage', { channel, text: 'a' })).error, 'not_in_channel')
  fake.channels[0]!.archived = true
  assert.equal((await call('chat.postMessage', { channel, text: 'a' })).error, 'is_archived')
  fake.scopes.length = 0
  const refused = await call('users.lookupByEmail', { email: 'a@example.com' })
  assert.deepEqual([refused.error, refused.needed], ['missing_scope', 'users:read.email'])
})

test('blocks beyond the ceilings are refused', () => {
  assert.equal(blocksMistake([section('a'.repeat(3000))]), undefined)
  const wrong = [
    section('a'.repeat(3001)),
    section(''),
    { type: 'header', text: { type: 'plain_text', text: 'a'.repeat(151) } },
    { type: 'poem' },
  ]
  for (const block of wrong) assert.equal(blocksMistake([block]), 'invalid_blocks')
  assert.equal(blocksMistake(Array(51).fill({ type: 'divider' })), 'invalid_blocks')
  assert.equal(blocksMistake(Array(5).fill(section('a'.repeat(2900)))), 'msg_blocks_too_long')
})

test('who is pinged is read from text and blocks; escaped marks ping nobody, plain names only where names are linked', () => {
  const text = '<@U1A> <@W2B|jieun> <!channel> <!subteam^S1|@ops> &lt;@U3C&gt; @here'
  assert.deepEqual(pingsOf(text, [section('<@U1A> <!here|here>')], {}), [
    'U1A',
    'W2B',
    '!channel',
    '!subteam^S1',
    '!here',
  ])
  assert.deepEqual(pingsOf('@here', [], { linkNames: true }), ['!here'])
  assert.deepEqual(pingsOf('@channel', [], { parse: 'full' }), ['!channel'])
})

test('a webhook takes JSON and answers in plain text', async () => {
  const { fake } = workspace()
  const hook = async (body: string, url = fake.webhookUrl) => {
    const answer = await fake.fetch(url, { method: 'POST', body })
    return [answer.status, await answer.text()]
  }
  assert.deepEqual(await hook('{"text":"a"}'), [200, 'ok'])
  assert.deepEqual(await hook('nonsense'), [400, 'invalid_payload'])
  assert.deepEqual(await hook('{"text":"a"}', `${fake.webhookUrl}x`), [404, 'no_service'])
  fake.channels[0]!.archived = true
  assert.deepEqual(await hook('{"text":"a"}'), [410, 'channel_is_archived'])
})
