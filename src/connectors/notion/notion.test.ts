import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../engine/writes-testing.ts'
import { notion } from './index.ts'
import { all, daily, declared, furnished, stage } from './testing.ts'

test('a row is made with its properties and its body, and read back in the same words', async () => {
  const { client, fake, logs, ours } = furnished()
  const made = await perform(client.createRow, daily(ours.logs))
  equal(made.created, true)
  const [page] = fake.rows(logs)
  deepEqual([made.id, made.url], [page!.id, fake.addressOf(page!.id)])
  const row = (await client.rowWithKey(ours.logs, 'log-1'))!
  deepEqual(row.properties, {
    Name: '결제 서버 응답 개선',
    'Log Key': 'log-1',
    'Logged Date': '2026-11-21',
    Category: '성능개선',
    'Tech Stack': ['TypeScript', 'Redis'],
    Status: 'Logged',
    Metrics: '',
    Ticket: null,
    Minutes: null,
    Shown: false,
  })
  deepEqual([row.id, row.key, row.trashed], [made.id, 'log-1', false])
  const { markdown, truncated } = await client.body(made.id)
  equal(markdown, '### Situation\n느렸다.\n### Result\n- 300 ms → **80 ms**')
  equal(truncated, false)
})

test('the secret is proved by asking who it belongs to', async () => {
  const { client, fake } = stage()
  deepEqual(await notion.check(client), {
    id: (await client.who()).id,
    name: '두레',
    workspace: '우리 팀',
  })
  equal(fake.requests[0]!.path, '/v1/users/me')
})

test('values of every type come back as they were written', async () => {
  const { client, ours } = furnished()
  const properties = {
    'Logged Date': { start: '2026-11-21', end: '2026-11-22' },
    Minutes: 90.5,
    Shown: true,
    Ticket: 'https://jira.example.com/browse/PAY-1',
    Metrics: '응답 300 ms → 80 ms',
    Status: null,
    'Tech Stack': [],
  }
  const made = await perform(client.createRow, daily(ours.logs, 'k', { properties }))
  const row = await client.row(ours.logs, made.url)
  for (const [name, value] of Object.entries(properties)) deepEqual(row.properties[name], value, name)
})

test('all rows are read to the end, each once and oldest first, though Notion gives a hundred at a time', async () => {
  const { client, fake, logs, ours, advance } = furnished()
  for (let n = 0; n < 250; n++) {
    fake.addRow(logs, { Name: { title: [{ text: { content: `일 ${n}` } }] } })
    advance(60_000)
  }
  const rows = await all(client.rows(ours.logs))
  deepEqual(
    rows.map(row => row.properties.Name),
    Array.from({ length: 250 }, (_, n) => `일 ${n}`),
  )
  equal(fake.requests.filter(({ path }) => path.endsWith('/query')).length, 3)
  equal(rows[0]!.key, undefined)
})

test('rows beyond those that one query gives are read by another, and none twice', async () => {
  const { client, fake, logs, ours, advance } = furnished()
  for (let n = 0; n < 33; n++) {
    fake.addRow(logs, { Minutes: { number: n } })
    if (n % 3 === 2) advance(60_000)
  }
  fake.behaviour.mostRows = 10
  const rows = await all(client.rows(ours.logs))
  equal(new Set(rows.map(({ id }) => id)).size, 33)
  equal(rows.length, 33)
})

test('what Notion cannot give in the order of a property, or of one minute, is an error and no short list', async () => {
  const { client, fake, logs, ours } = furnished()
  for (let n = 0; n < 12; n++) fake.addRow(logs, { Minutes: { number: n } })
  fake.behaviour.mostRows = 10
  await rejects(all(client.rows(ours.logs)), {
    code: 'invalid',
    message: /more than 10 000 rows were made in one minute/,
  })
  await rejects(all(client.rows(ours.logs, { sort: { property: 'Minutes' } })), {
    code: 'invalid',
    message: /at most 10 000 rows in the order of a property/,
  })
})

test('pages that go in a circle, or that break off, end the reading with an error', async () => {
  for (const [next_cursor, words] of [
    ['same', /leads back/],
    [null, /but not where/],
  ] as const) {
    const { client, fake, ours } = furnished()
    fake.behaviour.instead = ({ url }) =>
      url.endsWith('/query') ? Response.json({ results: [], has_more: true, next_cursor }) : undefined
    await rejects(all(client.rows(ours.logs)), { code: 'unavailable', message: words })
    ok(fake.requests.length < 10)
  }
})

test('a week of rows is asked for by absolute dates: its first day is in it, the next Monday is not', async () => {
  const { client, ours } = furnished()
  for (const date of ['2026-11-15', '2026-11-16', '2026-11-22', '2026-11-23'])
    await perform(client.createRow, daily(ours.logs, date, { properties: { 'Logged Date': date } }))
  const within = { from: '2026-11-16', before: '2026-11-23' }
  const rows = await all(client.rows(ours.logs, { where: [{ property: 'Logged Date', within }] }))
  deepEqual(rows.map(({ key }) => key).sort(), ['2026-11-16', '2026-11-22'])
})

test('conditions are joined, and an order by a property is given by Notion', async () => {
  const { client, fake, ours } = furnished()
  const add = (key: string, properties: object) =>
    perform(client.createRow, daily(ours.logs, key, { properties: properties as never }))
  await add('a', { Category: '버그픽스', 'Tech Stack': ['Python'], Minutes: 3, Shown: true })
  await add('b', { Category: '버그픽스', 'Tech Stack': ['Python', 'Redis'], Minutes: 1 })
  await add('c', { Category: '신규기능', 'Tech Stack': ['Python'], Minutes: 2 })
  const keys = async (...where: object[]) =>
    (await all(client.rows(ours.logs, { where: where as never, sort: { property: 'Minutes', descending: true } }))).map(
      ({ key }) => key,
    )
  deepEqual(await keys(), ['a', 'c', 'b'])
  deepEqual(await keys({ property: 'Category', equals: '버그픽스' }, { property: 'Tech Stack', contains: 'Python' }), [
    'a',
    'b',
  ])
  deepEqual(await keys({ property: 'Tech Stack', contains: 'Redis' }), ['b'])
  deepEqual(await keys({ property: 'Shown', equals: true }), ['a'])
  deepEqual(await keys({ property: 'Name', contains: '결제' }, { property: 'Minutes', equals: 2 }), ['c'])
  deepEqual(await keys({ created: { before: '2026-11-23' } }), [])
  deepEqual(await keys({ edited: { from: '2026-11-23' } }), ['a', 'c', 'b'])
  await rejects(keys({ property: 'Minutes', within: { from: '2026-11-16' } }), {
    message: /type number cannot be asked for "within"/,
  })
  await rejects(keys({ property: 'Nothing', equals: 1 }), { message: /no property "Nothing" is declared/ })
  const { body } = fake.requests.at(-1)!
  deepEqual(body!.filter, { timestamp: 'last_edited_time', last_edited_time: { on_or_after: '2026-11-23' } })
})

test('a relation of more than 25 rows is read whole', async () => {
  const { client, fake, logs, weeks, ours } = furnished()
  const ids = Array.from({ length: 230 }, () => fake.addRow(logs, {}).id)
  const week = fake.addRow(weeks, { 'Source Logs': { relation: ids.slice(0, 100).map(id => ({ id })) } })
  week.values.set(fake.column(weeks, 'Source Logs')!.id, ids)
  deepEqual((await client.row(ours.weeks, week.id)).properties['Source Logs'], ids)
})

test('a row in the trash is no row with that key, and is told as trashed by its id', async () => {
  const { client, ours, writes } = furnished()
  const { id } = await perform(client.createRow, daily(ours.logs))
  deepEqual(await perform(client.trashRow, { database: ours.logs, key: 'log-1' }), { id })
  equal(await client.rowWithKey(ours.logs, 'log-1'), undefined)
  equal((await client.row(ours.logs, id)).trashed, true)
  deepEqual(await all(client.rows(ours.logs)), [])
  const before = writes().length
  deepEqual(await perform(client.trashRow, { database: ours.logs, key: 'log-1' }), { id: undefined })
  deepEqual(await perform(client.trashRow, { database: ours.logs, id }), { id })
  equal(writes().length, before)
  await rejects(perform(client.updateRow, { database: ours.logs, id, properties: { Metrics: 'x' } }), {
    code: 'invalid',
    message: /is in Notion's trash. Restore it there/,
  })
})

test('an update sends what differs, and nothing where the row says all of it already', async () => {
  const { client, ours, writes } = furnished()
  const row = daily(ours.logs)
  const { id } = await perform(client.createRow, row)
  const update = {
    database: ours.logs,
    key: 'log-1',
    properties: { ...row.properties, Status: 'In Review', Minutes: 5 },
  }
  deepEqual(await perform(client.updateRow, update), {
    id,
    url: (await client.row(ours.logs, id)).url,
    changed: true,
    body: undefined,
    notes: [],
  })
  deepEqual(Object.keys(writes().at(-1)!.body!.properties), ['Status', 'Minutes'])
  const before = writes().length
  equal((await perform(client.updateRow, update)).changed, false)
  equal(
    (await perform(client.updateRow, { ...update, properties: { 'Tech Stack': ['Redis', 'TypeScript'] } })).changed,
    false,
  )
  equal(writes().length, before)
  await rejects(perform(client.updateRow, { ...update, key: 'none' }), {
    code: 'not_found',
    message: /no row has the key "none", or it is in the trash/,
  })
  await rejects(perform(client.updateRow, { database: ours.logs, properties: {} }), { message: /by its key or its id/ })
})

test('a property named status by people takes the value of a select, and a title by any name is the title', async () => {
  const { client, fake } = stage()
  const database = fake.addDatabase('Daily Work Logs', {
    이름: 'title',
    'Log Key': 'rich_text',
    Status: { type: 'status', options: ['Logged', 'Done'] },
  })
  const ours = declared(database)
  ours.properties = { Name: 'title', Status: { type: 'select', options: ['Logged'] } }
  const { id } = await perform(client.createRow, {
    database: ours,
    key: 'k',
    properties: { Name: '일', Status: 'Logged' },
  })
  deepEqual((await client.row(ours, id)).properties, { Name: '일', Status: 'Logged', 'Log Key': 'k' })
  deepEqual(fake.requests.find(({ path }) => path === '/v1/pages')!.body!.properties, {
    이름: { title: [{ type: 'text', text: { content: '일' } }] },
    Status: { status: { name: 'Logged' } },
    'Log Key': { rich_text: [{ type: 'text', text: { content: 'k' } }] },
  })
})

test('a key is compared letter by letter, and of two rows with one the oldest is taken and both are told', async () => {
  const { client, fake, logs, ours, lines, advance } = furnished()
  const add = (key: string) => {
    advance(60_000)
    return fake.addRow(logs, { 'Log Key': { rich_text: [{ text: { content: key } }] } })
  }
  add('LOG-1')
  const first = add('log-1')
  const copy = add('log-1')
  equal((await client.rowWithKey(ours.logs, 'log-1'))?.id, first.id)
  const warned = lines.find(({ level }) => level === 'warn')!
  match(warned.message, /several rows have one key/)
  deepEqual(warned.fields!.others, [fake.addressOf(copy.id)])
})

test('a row without a key is refused, for the rows of people have none either', async () => {
  const { client, fake, logs, ours } = furnished()
  fake.addRow(logs, {})
  await rejects(perform(client.createRow, daily(ours.logs, '')), {
    code: 'invalid',
    message: /the key of a row is empty/,
  })
  await rejects(client.rowWithKey(ours.logs, ' '), { code: 'invalid' })
})

test('the id of a database may be pasted with hyphens or without, or as a whole address, and a data source’s will do', async () => {
  const { client, fake, logs, ours } = furnished()
  await perform(client.createRow, daily(ours.logs))
  const bare = logs.id.replaceAll('-', '')
  for (const id of [
    bare,
    bare.toUpperCase(),
    ` ${logs.id} `,
    `https://www.notion.so/team/${bare}?v=${'0'.repeat(32)}`,
    `https://www.notion.so/Daily-Work-Logs-20251121-${bare}?pvs=4#${'1'.repeat(32)}`,
    fake.state.databases.get(logs.id)!.sources[0]!,
  ])
    equal((await all(client.rows({ ...ours.logs, id }))).length, 1, id)
  await rejects(all(client.rows({ ...ours.logs, id: 'Daily Work Logs' })), {
    code: 'invalid',
    message: /\(NOTION_DB1_ID\): "Daily Work Logs" holds no Notion id/,
  })
})

test('what a database is like is asked once a minute, not for each row', async () => {
  const { client, fake, ours, advance } = furnished()
  const looks = () =>
    fake.requests.filter(({ path }) => path.startsWith('/v1/data_sources/') && !path.endsWith('/query'))
  for (const key of ['a', 'b', 'c']) await client.rowWithKey(ours.logs, key)
  equal(looks().length, 1)
  advance(61_000)
  await client.rowWithKey(ours.logs, 'd')
  equal(looks().length, 2)
})

test('lists show the database, the key and the properties that a write is about', () => {
  const { client, ours } = furnished()
  const update = {
    database: ours.logs,
    key: 'log-1',
    properties: { Status: 'Logged' },
    body: { markdown: '', over: [] },
  }
  equal(client.createRow.summary(daily(ours.logs)), 'Daily Work Logs: new row log-1')
  equal(client.updateRow.summary(update), 'Daily Work Logs: log-1: Status, body')
  equal(client.trashRow.summary({ database: ours.logs, id: 'x' }), 'Daily Work Logs: x to the trash')
  equal(client.setUp.summary({ databases: [ours.logs, ours.weeks] }), 'set up Daily Work Logs, Weekly Achievements')
  equal(client.createRow.lane!(daily(ours.logs)), client.updateRow.lane!(update))
})
