import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromJsonSchema } from '@modelcontextprotocol/server'
import { eras, handshake, mcpClient, refusalIn } from '../../test/mcp-client.ts'
import { apiOf, readingToken } from '../../test/work-log-api.ts'
import { bodyOf, hubWith } from '../../test/work-log-scene.ts'
import { HubError } from '../engine/error.ts'
import type { McpOptions } from './mcp-answer.ts'
import { scene as boardScene, loaded, note, noticeBoard, testToken } from './testing.ts'

/** The work log here alone, or with a Notion, behind its API. */
async function scene({ notion = false, ...mcp }: Partial<McpOptions> & { notion?: boolean } = {}) {
  const all = await hubWith({ notion })
  const app = apiOf(all.hub, mcp)
  return { ...all, app, client: mcpClient(app) }
}

const reading = ['search_daily_logs', 'get_daily_log', 'get_summaries']

describe('an agent', () => {
  for (const era of eras)
    test(`finds the tools with their schemas, and calls them, by the protocol of ${era}`, async () => {
      const { app } = await scene()
      const { ask, call } = mcpClient(app, { era })
      const { result } = await ask('tools/list')
      assert.deepEqual(
        result.tools.map(({ name }: any) => name),
        ['create_daily_log', ...reading],
      )
      const [create, search] = result.tools
      assert.ok(create.description.includes('### Situation'), 'the guide says how a log is written')
      assert.deepEqual(create.inputSchema.required, ['title', 'context', 'category', 'impact_level', 'tech_stack'])
      assert.ok(create.inputSchema.properties.dry_run && create.inputSchema.properties.idempotency_key)
      assert.deepEqual(
        [create.annotations.readOnlyHint, create.annotations.destructiveHint, search.annotations.readOnlyHint],
        [false, false, true],
      )
      assert.ok(!search.inputSchema.properties.dry_run)
      assert.equal(search.outputSchema.type, 'object')

      const faultsOf = async (name: string, { structuredContent }: { structuredContent?: unknown }) => {
        const tool = result.tools.find((one: any) => one.name === name)
        return (await fromJsonSchema(tool.outputSchema)['~standard'].validate(structuredContent)).issues
      }
      const { structuredContent: made } = await call('create_daily_log', bodyOf({ title: '색인을 고쳤다' }))
      const found = await call('search_daily_logs', { q: '색인' })
      assert.deepEqual(
        found.structuredContent.logs.map(({ id }: any) => id),
        [made.id],
      )
      assert.deepEqual(JSON.parse(found.content[0]!.text), found.structuredContent)
      const read = await call('get_daily_log', { id: made.id })
      assert.match(read.structuredContent.context, /인덱스를 추가했다/)
      const summaries = await call('get_summaries')
      assert.deepEqual(summaries.structuredContent, { summaries: [] })
      assert.deepEqual(
        [
          await faultsOf('create_daily_log', { structuredContent: made }),
          await faultsOf('search_daily_logs', found),
          await faultsOf('get_daily_log', read),
          await faultsOf('get_summaries', summaries),
          (await faultsOf('get_daily_log', summaries)) !== undefined,
        ],
        [undefined, undefined, undefined, undefined, true],
        'results are as the schemas of the tools say',
      )
    })

  test('of 2025 shakes hands, and is told how the tools are used', async () => {
    const { app } = await scene()
    const { result } = await mcpClient(app, { era: '2025-11-25' }).ask('initialize', handshake)
    assert.deepEqual([result.serverInfo.name, result.serverInfo.version], ['dure', '1.2.3'])
    assert.match(result.instructions, /dry_run/)
  })

  test('that asks for prompts and resources is told that there are none', async () => {
    const { client } = await scene()
    assert.deepEqual((await client.ask('prompts/list')).result.prompts, [])
    assert.deepEqual((await client.ask('resources/list')).result.resources, [])
    assert.deepEqual((await client.ask('resources/templates/list')).result.resourceTemplates, [])
  })

  test('waits for the page in Notion as a caller of the API does', async () => {
    const { client, hub } = await scene({ notion: true })
    let done = false
    const calling = client.call('create_daily_log', bodyOf()).finally(() => {
      done = true
    })
    while (!done) await hub.workOff(1000)
    const { structuredContent } = await calling
    assert.match(structuredContent.url, /notion/)
  })

  test('that asks for a dry run is told what would be written, and nothing is', async () => {
    const { client, far, hub, databases } = await scene({ notion: true })
    const { structuredContent, isError } = await client.call('create_daily_log', {
      ...bodyOf({ title: '시험 삼아' }),
      dry_run: true,
    })
    assert.equal(isError, undefined)
    assert.match(structuredContent.plan, /^Nothing was written.*\n\+ notion\.createRow .*시험 삼아/s)
    const failing = await client.call('create_daily_log', { ...bodyOf({ status: 'Lost' }), dry_run: true })
    assert.ok(failing.isError && /would fail: .*Logged/.test(failing.content[0]!.text))
    await hub.workOff(6000)
    assert.deepEqual((await client.call('search_daily_logs')).structuredContent.logs, [])
    assert.equal(far.rows(databases.logs).length, 0)
  })

  test('that repeats a write under its key gets the first answer, and another write under it is refused', async () => {
    const { client } = await scene()
    const log = { ...bodyOf(), idempotency_key: 'one' }
    const [first, again] = [await client.call('create_daily_log', log), await client.call('create_daily_log', log)]
    assert.deepEqual(again.structuredContent, first.structuredContent)
    const other = await client.call('create_daily_log', { ...bodyOf(), idempotency_key: 'one' })
    assert.equal(refusalIn(other).code, 'conflict')
    assert.equal((await client.call('search_daily_logs')).structuredContent.logs.length, 1)
  })

  test('is told each field that is wrong, with what would be right', async () => {
    const { client } = await scene()
    const wrong = await client.call('create_daily_log', {
      ...bodyOf({ context: '### Situation\n느렸다', impact_level: 'Huge' }),
    })
    const { code, fields } = refusalIn(wrong)
    assert.deepEqual([code, [...new Set(fields)]], ['invalid', ['context', 'impact_level']])
    assert.match(wrong.content[0]!.text, /^invalid: .*\n(- context: .*\n)+- impact_level: .*High/)
    for (const [sent, field] of [
      [{ ...bodyOf(), dry_run: 'yes' }, 'dry_run'],
      [{ ...bodyOf(), idempotency_key: '' }, 'idempotency_key'],
      [{ ...bodyOf(), colour: 'red' }, 'colour'],
    ] as const)
      assert.equal(refusalIn(await client.call('create_daily_log', sent)).fields[0], field)
    const strange = await client.call('search_daily_logs', { q: 'a\0b' })
    assert.equal(refusalIn(strange).code, 'invalid')
  })

  test('that asks for what is not there is told so', async () => {
    const { client } = await scene()
    assert.equal(refusalIn(await client.call('get_daily_log', { id: 'nothing' })).code, 'not_found')
    assert.match((await client.ask('tools/call', { name: 'drop_all', arguments: {} })).error!.message, /drop_all/)
  })
})

describe('a tool of any task', () => {
  const failing = (how: string) => {
    const { automation } = noticeBoard()
    const { fail } = automation.tasks
    const tasks = { fail: { ...fail, tool: { name: 'board.fail', description: 'fails' } } }
    const { app, log } = boardScene({ automations: [loaded({ ...automation, tasks })], mcp: all })
    const client = mcpClient(app, { token: testToken })
    return { log, calling: client.call('board.fail', { how }) }
  }
  const all = { readOnly: false, underscores: false, hosts: ['hub.example.com'], plan: async () => [] }

  test('that is refused by its task says why, and what the refusal of the API says besides', async () => {
    const { code, message, others } = refusalIn(await failing('reply').calling)
    assert.deepEqual([code, message, others.twin], ['conflict', '같은 메모가 있습니다', '1'])
  })

  test('that may work later says when to try again', async () => {
    const { code, others } = refusalIn(await failing('unavailable').calling)
    assert.deepEqual([code, others.retry_after_seconds], ['unavailable', '2'])
  })

  test('is refused without examples, which an agent would take for what is right; what the task itself gives is one', async () => {
    const { automation } = noticeBoard()
    const { write } = automation.tasks
    const tool = { name: 'board.write', description: 'writes' }
    const run = async () => {
      throw new HubError('invalid', 'there is such a title', { field: { name: 'title', example: '다른 제목' } })
    }
    const { app } = boardScene({
      automations: [loaded({ ...automation, tasks: { write: { ...write!, tool, run } } })],
      mcp: all,
    })
    const { call } = mcpClient(app, { token: testToken })
    const textOf = async (sent: object) => (await call('board.write', sent as never)).content[0]!.text
    assert.match(
      await textOf({ ...note, title: '', kind: '버그픽쓰' }),
      /\n- title: must not be empty\n- kind: .*기타; did you mean 버그픽스\?\n/,
    )
    assert.match(await textOf(note), /\n- title: there is such a title; for example "다른 제목"\n/)
  })

  test('that breaks shows nothing of what broke it; the log has it under the number that was told', async () => {
    const { calling, log } = failing('bug')
    const answer = await calling
    const { code, others } = refusalIn(answer)
    assert.ok(code === 'failed' && !answer.content[0]!.text.includes('hunter2'))
    const line = log.lines.find(({ level }) => level === 'error')
    assert.equal(line?.fields?.request, others.request)
  })
})

describe('who may call', () => {
  test('only a bearer of a token; one that may only read writes nothing, not even on trial', async () => {
    const { app } = await scene()
    assert.equal((await mcpClient(app, { token: 'wrong' }).ask('tools/list')).status, 401)
    const reader = mcpClient(app, { token: readingToken })
    assert.equal((await reader.call('search_daily_logs')).isError, undefined)
    for (const more of [{}, { dry_run: true }]) {
      const refused = await reader.call('create_daily_log', { ...bodyOf(), ...more })
      assert.equal(refusalIn(refused).code, 'forbidden')
    }
    assert.deepEqual((await reader.call('search_daily_logs')).structuredContent.logs, [])
  })

  test('no page of another site, and nobody under another name', async () => {
    const { app } = await scene()
    const statusWith = async (headers: Record<string, string>) =>
      (await mcpClient(app, { headers }).ask('tools/list')).status
    assert.deepEqual(
      await Promise.all([
        statusWith({ host: 'evil.example.org' }),
        statusWith({ host: 'hub.example.com.evil.example.org' }),
        statusWith({ origin: 'https://evil.example.org' }),
        statusWith({ origin: 'null' }),
      ]),
      [403, 403, 403, 403],
    )
    assert.deepEqual(
      await Promise.all([
        statusWith({ host: 'localhost:8000', origin: 'http://127.0.0.1:8000' }),
        statusWith({ host: 'HUB.example.com:443', origin: 'https://hub.example.com' }),
        statusWith({ host: '[::1]:8000' }),
      ]),
      [200, 200, 200],
    )
  })

  test('with at most 4 MiB at once, and by POST', async () => {
    const { app, client } = await scene()
    assert.equal((await client.ask('tools/list', { more: 'x'.repeat(4 << 20) })).status, 413)
    const headers = { authorization: 'Bearer a-long-random-text-for-tests', accept: 'text/event-stream' }
    assert.equal((await app.fetch(new Request('http://localhost/mcp', { headers }))).status, 405)
  })

  test('nobody is kept waiting for changes that never come', async () => {
    const { client } = await scene()
    const { error } = await client.ask('subscriptions/listen', { notifications: { toolsListChanged: true } })
    assert.ok(error)
  })
})

describe('the settings', () => {
  test('can leave out what writes, or all but some tools', async () => {
    assert.deepEqual(await (await scene({ readOnly: true })).client.names(), reading)
    const { client } = await scene({ only: ['get_daily_log', 'create_daily_log'] })
    assert.deepEqual(await client.names(), ['create_daily_log', 'get_daily_log'])
    assert.ok((await client.ask('tools/call', { name: 'search_daily_logs', arguments: {} })).error)
  })
})
