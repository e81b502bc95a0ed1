import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { notionFake } from '../../connectors/notion/fake.ts'
import { openSqlite } from '../../engine/store/store.ts'
import { Options } from './ctx.ts'
import workLog from './index.ts'

const down = () => new Response('', { status: 503 })
const refusing = ({ method, url }: Request) =>
  method === 'POST' && url.endsWith('/v1/pages')
    ? Response.json({ object: 'error', status: 400, code: 'validation_error', message: 'no' }, { status: 400 })
    : undefined
const isCreate = ({ method, path }: { method: string; path: string }) => method === 'POST' && path === '/v1/pages'

test('while Notion is down a log is taken with 202, and its page is made once Notion is back', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  far.behaviour.instead = down
  const { status, body } = await post(bodyOf())
  deepEqual([status, body.status, body.notion], [202, 'accepted', 'pending'])
  equal((await ask('show', { id: body.id })).page_id, null)
  far.behaviour.instead = undefined
  await hub.workOff()
  const rows = far.rows(databases.logs)
  equal(rows.length, 1)
  equal((await ask('show', { id: body.id })).page_id, rows[0]!.id)
  await hub.stop()
})

test('what Notion refuses is answered 202, kept here, and its delivery waits for a person', async () => {
  const { hub, post, ask, far } = await hubWith()
  far.behaviour.instead = refusing
  const { status, body } = await post(bodyOf())
  deepEqual([status, body.notion], [202, 'refused'])
  equal((await ask('logs', {})).logs.length, 1)
  const [delivery] = await hub.deliveries()
  equal(delivery!.state, 'failed')
  ok(
    (await hub.runs()).every(({ state }) => state === 'done'),
    'the delivery alone is told of',
  )
  await hub.stop()
})

test('a crash between store and Notion leaves one page', async () => {
  const { hub, ask, far, databases } = await hubWith()
  const { id } = await ask('log', bodyOf())
  equal(far.rows(databases.logs).length, 0)
  await hub.restart()
  await hub.workOff()
  equal(far.rows(databases.logs).length, 1)
  equal((await ask('show', { id })).page_id, far.rows(databases.logs)[0]!.id)
  await hub.stop()
})

test('a crash after Notion took the log and before it was written down leaves one page', async () => {
  const { hub, ask, far, databases } = await hubWith()
  far.behaviour.afterwards = request => {
    if (isCreate(request)) hub.kill()
  }
  const { id } = await ask('log', bodyOf())
  await hub.workOff(1000)
  equal(far.rows(databases.logs).length, 1)
  far.behaviour.afterwards = undefined
  await hub.restart()
  await hub.workOff()
  equal(far.rows(databases.logs).length, 1)
  equal((await ask('show', { id })).page_id, far.rows(databases.logs)[0]!.id)
  await hub.stop()
})

test('a create whose answer was lost leaves one page', async () => {
  const { hub, post, far, databases } = await hubWith()
  let lost = 0
  far.behaviour.loses = request => isCreate(request) && lost++ === 0
  await post(bodyOf())
  await hub.workOff()
  equal(lost > 0, true)
  equal(far.rows(databases.logs).length, 1)
  await hub.stop()
})

test('an agent that calls twice makes one log and one page, with a key and without', async () => {
  const { hub, post, far, databases } = await hubWith()
  const log = bodyOf()
  const first = await post(log, 'agent-1')
  deepEqual(await post(log, 'agent-1'), first)
  await rejects(post(log), { code: 'conflict', message: new RegExp(first.body.id) })
  await hub.workOff()
  equal(far.rows(databases.logs).length, 1)
  await hub.stop()
})

test('a log that is changed while Notion is down gets one page, which says the new', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  far.behaviour.instead = down
  const { context, ...log } = bodyOf()
  const { body } = await post({ ...log, context })
  await ask('change', { id: body.id, ...log, title: '새 제목', context: context.replace('140ms', '130ms') })
  far.behaviour.instead = undefined
  await hub.workOff()
  const [row, ...others] = far.rows(databases.logs)
  equal(others.length, 0)
  equal(far.seen(row!).properties.Name.title[0].plain_text, '새 제목')
  match(far.markdown(row!), /130ms/)
  await hub.stop()
})

test('what was told before Notion was set gets its pages by one task, once', async () => {
  const store = openSqlite(':memory:')
  const local = await hubWith({ notion: false, store })
  const { body } = await local.post(bodyOf())
  await local.hub.run('work-log/weekly', { week: '2026-W47' })
  await local.hub.stop()
  const { hub, ask, far, databases } = await hubWith({ store, now: '2026-11-21T00:00:00Z' })
  for (const expected of [
    { logs: 1, summaries: 1 },
    { logs: 0, summaries: 0 },
  ]) {
    deepEqual((await hub.run('work-log/mirror')).outcome, expected)
    await hub.workOff()
    equal(far.rows(databases.logs).length, 1)
    equal(far.rows(databases.weeks).length, 1)
  }
  equal((await ask('show', { id: body.id })).page_id, far.rows(databases.logs)[0]!.id)
  const { title, context, ...rest } = bodyOf()
  await ask('change', { id: body.id, title, context: context.replace('140ms', '130ms'), ...rest })
  await hub.workOff()
  match(far.markdown(far.rows(databases.logs)[0]!), /130ms/, 'the first text is known as ours')
  await hub.stop()
})

test('what Notion has refused is tried again by the same task', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  far.behaviour.instead = refusing
  const { body } = await post(bodyOf())
  far.behaviour.instead = undefined
  await hub.run('work-log/mirror')
  await hub.workOff()
  equal((await ask('show', { id: body.id })).page_id, far.rows(databases.logs)[0]!.id)
  await hub.stop()
})

test('the three databases are made with everything that is written into them', async () => {
  const { hub, far } = await hubWith({ notion: false, settings: notionFake().settings })
  const page = far.addPage('이력')
  const { outcome } = await hub.run('work-log/setup', { parent: page.id })
  deepEqual(
    outcome.databases.map(({ setting, left }: any) => [setting, left]),
    [
      ['NOTION_DB1_ID', []],
      ['NOTION_DB2_ID', []],
      ['NOTION_DB3_ID', []],
    ],
  )
  await hub.stop()
})

test('dure doctor says what the databases lack, and which of them are not set', async () => {
  const { hub, far, databases } = await hubWith()
  const { client } = hub.parts.connectors.find(({ connector }) => connector.name === 'notion')!
  const { logs, weeks } = databases
  const settings = { NOTION_DB1_ID: logs.id, NOTION_DB2_ID: weeks.id, NOTION_DB3_ID: undefined }
  const options = workLog.options!.parse({})
  const look = async () => {
    const findings = workLog.check!({ notion: client, settings, options } as never)
    // Notion is asked at a pace, and kept in mind for a minute.
    await hub.clock.advance(61_000)
    return findings
  }
  deepEqual(
    (await look()).map(({ what, state }) => [what, state]),
    [
      ['Daily Work Logs', 'ok'],
      ['Weekly Achievements', 'ok'],
      ['Monthly Highlights', 'off'],
    ],
  )
  far.column(logs, 'Status')!.name = 'Zustand'
  const [first] = await look()
  deepEqual([first!.state, /"Status"/.test(first!.note)], ['bad', true])
  const [off] = await workLog.check!({ settings, options } as never)
  match(off!.note, /NOTION_API_KEY is not set/)
  await hub.stop()
})

test('everything that is wrong with a log or an edit is told by its field', () => {
  const told = (task: 'log' | 'change', input: unknown) => {
    const { input: schema, ...rest } = workLog.tasks[task] as any
    return rest
      .problems(schema.safeParse(input).error, 'ko', { input, options: Options.parse({}) })
      .map(({ field }: any) => field)
  }
  deepEqual(told('log', { ...bodyOf({ category: 'x' }), context: '### Situation\n느렸다' }), [
    'context',
    'context',
    'context',
    'category',
  ])
  deepEqual(told('change', { id: 'a', version: 0, ...bodyOf({ impact_level: 'x' }) }), ['impact_level', 'version'])
})

test('a summary is here while Notion is down, and its page is made once, behind those of its logs', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  far.behaviour.instead = down
  await post(bodyOf())
  await hub.engine.run('work-log/weekly', { week: '2026-W47' }, { key: 'k', cause: 'hand' })
  await hub.workOff(60_000)
  equal((await ask('summaries', {})).summaries.length, 1)
  equal(far.rows(databases.weeks).length, 0)
  far.behaviour.instead = undefined
  await hub.workOff()
  const [week, ...others] = far.rows(databases.weeks)
  equal(others.length, 0)
  deepEqual(far.seen(week!).properties['Source Logs'].relation, [{ id: far.rows(databases.logs)[0]!.id }])
  await hub.stop()
})

test('a log that Notion refuses does not keep back the page of its week', async () => {
  const { hub, post, far, databases } = await hubWith()
  const column = far.column(databases.logs, 'Status')!
  column.options = column.options!.filter(({ name }) => name !== 'Published')
  const refused = await post(bodyOf({ status: 'Published', result: '오류를 3건 고쳤습니다' }))
  equal(refused.body.notion, 'refused')
  await post(bodyOf())
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  const [week] = far.rows(databases.weeks)
  const seen = far.seen(week!).properties
  match(seen['Bullet Points'].rich_text[0].plain_text, /3건/)
  deepEqual(seen['Source Logs'].relation, [{ id: far.rows(databases.logs)[0]!.id }])
  await hub.stop()
})

test('a week that is published again after a lost answer has one page', async () => {
  const { hub, post, far, databases } = await hubWith()
  await post(bodyOf())
  let lost = 0
  far.behaviour.loses = request => isCreate(request) && lost++ === 0
  await hub.run('work-log/weekly', { week: '2026-W47' })
  await hub.workOff()
  equal(far.rows(databases.weeks).length, 1)
  await hub.stop()
})

for (const [what, answer] of Object.entries({
  'is refused for ever': { status: 529, times: 50 },
  'is no JSON': { text: '이번 주에는 매출을 500% 늘렸습니다.', times: 50 },
  'is cut off': { text: '{"bullets":[{"text":"매출 500%', end: 'cut' as const, times: 50 },
  'is declined': { text: '', end: 'refused' as const, times: 50 },
}))
  test(`a week is told in the authors' own words where the model's answer ${what}`, async () => {
    const { hub, post, ask, model, far, databases } = await hubWith({ llm: true })
    model.answer(answer)
    await post(bodyOf())
    const { outcome } = await hub.run('work-log/weekly', { week: '2026-W47' })
    deepEqual([outcome.how, outcome.state], ['extractive', 'written'])
    ok(outcome.failure)
    await hub.workOff()
    const [summary] = (await ask('summaries', {})).summaries
    equal(summary.failure, outcome.failure)
    match(summary.bullets[0].text, /140ms/)
    ok(!JSON.stringify(far.seen(far.rows(databases.weeks)[0]!)).includes('500'))
    await hub.stop()
  })
