import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned } from '../../engine/writes-testing.ts'
import { bodyMark, notion } from './index.ts'
import { all, daily, declared, furnished, stage } from './testing.ts'

test('a planned row shows its properties and its body, and makes nothing', async () => {
  const { client, ours, writes } = furnished()
  const { shown } = await planned(client, [['createRow', daily(ours.logs)]])
  equal(
    shown[0]!.text,
    [
      'Daily Work Logs',
      'Name: 결제 서버 응답 개선\nLogged Date: 2026-11-21\nCategory: 성능개선\nTech Stack: TypeScript, Redis\nStatus: Logged\nTicket: –',
      '### Situation\n느렸다.\n### Result\n- 300 ms → **80 ms**',
    ].join('\n\n'),
  )
  deepEqual([shown[0]!.result.id, shown[0]!.result.created], ['planned:logs/log-1', true])
  deepEqual(writes(), [])
})

test('reads of a plan see rows that are only planned, and changes and removals on top', async () => {
  const { client, ours, writes } = furnished()
  await perform(client.createRow, daily(ours.logs, 'old-1'))
  const old = await perform(client.createRow, daily(ours.logs, 'old-2'))
  const before = writes().length
  const { made } = await planned(client, [
    ['createRow', daily(ours.logs, 'new-1')],
    ['createRow', daily(ours.logs, 'new-2', { properties: { 'Logged Date': '2026-12-24' } })],
    ['updateRow', { database: ours.logs, key: 'new-1', properties: { Status: 'Published' } }],
    ['updateRow', { database: ours.logs, key: 'old-1', properties: { 'Logged Date': '2026-12-24' } }],
    ['trashRow', { database: ours.logs, id: old.id }],
  ])
  const seen = notion.foresee!(client, made) as typeof client
  const keys = async (where: object[]) =>
    (await all(seen.rows(ours.logs, { where: where as never }))).map(row => row.key)
  deepEqual(await keys([]), ['old-1', 'new-1', 'new-2'])
  const within = { from: '2026-12-21', before: '2026-12-28' }
  deepEqual((await keys([{ property: 'Logged Date', within }])).sort(), ['new-2', 'old-1'])
  deepEqual(await keys([{ property: 'Status', equals: 'Published' }]), ['new-1'])
  deepEqual(await keys([{ property: 'Tech Stack', contains: 'Redis' }, { created: { from: '2026-11-01' } }]), [
    'old-1',
    'new-1',
    'new-2',
  ])
  const row = (await seen.rowWithKey(ours.logs, 'new-1'))!
  deepEqual([row.properties.Status, row.properties.Minutes], ['Published', null])
  equal((await seen.row(ours.logs, row.id)).key, 'new-1')
  match((await seen.body(row.id)).markdown, /^### Situation/)
  equal(await seen.rowWithKey(ours.logs, 'old-2'), undefined)
  equal((await seen.row(ours.logs, old.id)).trashed, true)
  match((await seen.body(old.id)).markdown, /^### Situation/)
  equal(writes().length, before)
})

test('a planned update shows before and after, body included, and what people have edited stays', async () => {
  const { client, fake, logs, ours } = furnished()
  await perform(client.createRow, daily(ours.logs, 'k', { body: '옛 본문' }))
  const update = {
    database: ours.logs,
    key: 'k',
    properties: { Status: 'Published', 'Tech Stack': ['C, C++'] },
    body: { markdown: '새 본문', over: [bodyMark('옛 본문')] },
  }
  const { shown } = await planned(client, [['updateRow', update]])
  equal(shown[0]!.before, 'Daily Work Logs\n\nStatus: Logged\nTech Stack: TypeScript, Redis\n\n옛 본문')
  equal(shown[0]!.after, 'Daily Work Logs\n\nStatus: Published\nTech Stack: C， C++\n\n새 본문')
  deepEqual([shown[0]!.result.changed, shown[0]!.result.body], [true, 'replaced'])

  fake.write(fake.rows(logs)[0]!, '손으로 쓴 메모')
  const again = await planned(client, [['updateRow', update]])
  deepEqual([again.shown[0]!.result.body, again.shown[0]!.after!.includes('본문')], ['kept', false])
})

test('bodies that are planned one after the other build on each other', async () => {
  const { client, ours } = furnished()
  await perform(client.createRow, daily(ours.logs, 'k', { body: '하나' }))
  const update = (markdown: string, over: string) => {
    const body = { markdown, over: [bodyMark(over)] }
    return ['updateRow', { database: ours.logs, key: 'k', properties: {}, body }] as [string, object]
  }
  const { shown, made } = await planned(client, [
    update('둘', '하나'),
    update('셋', '둘'),
    update('넷', '둘'),
    update('셋', '둘'),
  ])
  deepEqual(
    shown.map(({ result }) => result.body),
    ['replaced', 'replaced', 'kept', 'same'],
  )
  match(shown[1]!.before!, /둘$/)
  equal((await (notion.foresee!(client, made) as typeof client).body(shown[0]!.result.id)).markdown, '셋')
})

test('a row that is there already, or that is planned already, is planned as found', async () => {
  const { client, ours } = furnished()
  const { id } = await perform(client.createRow, daily(ours.logs))
  const { shown } = await planned(client, [
    ['createRow', daily(ours.logs)],
    ['createRow', daily(ours.logs, 'log-2')],
    ['createRow', daily(ours.logs, 'log-2')],
  ])
  deepEqual(
    shown.map(({ result }) => [result.id, result.created]),
    [
      [id, false],
      ['planned:logs/log-2', true],
      ['planned:logs/log-2', false],
    ],
  )
  match(shown[0]!.text!, /a row of this key is there already, https/)
})

test('a planned row may be linked to one that is only planned', async () => {
  const { client, ours } = furnished()
  const { shown } = await planned(client, [
    ['createRow', daily(ours.logs)],
    [
      'createRow',
      { database: ours.weeks, key: 'w', properties: { Name: '47주', 'Source Logs': ['planned:logs/log-1'] } },
    ],
  ])
  match(shown[1]!.text!, /Source Logs: planned:logs\/log-1/)
})

test('a plan fails where the run would', async () => {
  const { client, ours } = furnished()
  await rejects(planned(client, [['createRow', daily(ours.logs, 'k', { properties: { Category: '없음' } })]]), {
    message: /no option "없음"/,
  })
  await rejects(planned(client, [['updateRow', { database: ours.logs, key: 'none', properties: {} }]]), {
    code: 'not_found',
  })
})

test('the removal of a row is shown with what it holds', async () => {
  const { client, ours } = furnished()
  const { id } = await perform(client.createRow, daily(ours.logs))
  const name = { database: ours.logs, key: 'log-1' }
  const { shown } = await planned(client, [
    ['trashRow', name],
    ['trashRow', { database: ours.logs, key: 'none' }],
  ])
  match(shown[0]!.text!, /^Daily Work Logs: to the trash, https[\s\S]*Name: 결제 서버 응답 개선/)
  deepEqual([shown[0]!.result, shown[1]!.result], [{ id }, { id: undefined }])
})

test('a planned set-up lists what it would make, and makes nothing', async () => {
  const { client, fake } = stage()
  const database = fake.addDatabase('Daily Work Logs', { Name: 'title', 'Log Key': 'rich_text', Metrics: 'rich_text' })
  const ours = declared(database)
  ours.properties = { Name: 'title', Ticket: 'url' }
  const months = {
    name: 'months',
    title: 'Monthly Highlights',
    key: 'Month Key',
    properties: { Name: 'title' as const },
  }
  const { shown } = await planned(client, [
    ['setUp', { databases: [ours, months] }],
    ['setUp', { databases: [{ ...ours, properties: { Name: 'title' } }] }],
  ])
  equal(
    shown[0]!.text,
    [
      'Daily Work Logs: add "Ticket"',
      'Monthly Highlights: make the database',
      'Monthly Highlights: add "Name"',
      'Monthly Highlights: add "Month Key"',
    ].join('\n'),
  )
  equal(shown[1]!.text, 'Nothing is missing.')
  deepEqual(
    fake.requests.filter(({ method }) => method !== 'GET'),
    [],
  )
})
