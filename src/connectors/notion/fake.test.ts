import { deepEqual, equal, match, notDeepEqual, ok } from 'node:assert/strict'
import test from 'node:test'
import { notionFake } from './fake.ts'
import type { Json } from './fake-state.ts'

function scene() {
  const fake = notionFake()
  const database = fake.addDatabase('Logs', {
    Name: 'title',
    Note: 'rich_text',
    Kind: { type: 'select', options: ['a'] },
    Tags: 'multi_select',
    State: { type: 'status', options: ['Done'] },
    Link: 'url',
    Day: 'date',
  })
  const source = database.sources[0]!
  const call = async (method: string, path: string, body?: Json, headers: Record<string, string> = {}) => {
    const answer = await fake.fetch(`https://api.notion.example.com/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${fake.token}`, 'notion-version': '2026-03-11', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Json }
  }
  const create = (properties: Json, children?: Json[]) =>
    call('POST', 'pages', { parent: { type: 'data_source_id', data_source_id: source }, properties, children })
  return { fake, database, source, call, create }
}

const text = (content: string) => [{ type: 'text', text: { content } }]
const paragraph = (content: string) => ({ object: 'block', type: 'paragraph', paragraph: { rich_text: text(content) } })

test('a call without a version, with an unknown one or a wrong secret is refused', async () => {
  const { fake, call } = scene()
  const bare = await fake.fetch('https://api.notion.example.com/v1/users/me', {
    headers: { authorization: `Bearer ${fake.token}` },
  })
  deepEqual([bare.status, ((await bare.json()) as Json).code], [400, 'missing_version'])
  equal((await call('GET', 'users/me', undefined, { 'notion-version': '1999-01-01' })).json.code, 'validation_error')
  deepEqual((await call('GET', 'users/me', undefined, { authorization: 'Bearer x' })).json.code, 'unauthorized')
  equal((await call('GET', 'nothing')).json.code, 'invalid_request_url')
})

test('a create that is sent twice is made twice', async () => {
  const { fake, database, create } = scene()
  await create({ Name: { title: text('일') } })
  await create({ Name: { title: text('일') } })
  equal(fake.rows(database).length, 2)
})

test('an unknown option becomes one without a word; commas, empty names and unknown states are refused', async () => {
  const { fake, database, create } = scene()
  equal((await create({ Kind: { select: { name: 'typo' } } })).status, 200)
  deepEqual(
    fake.column(database, 'Kind')!.options.map(({ name }) => name),
    ['a', 'typo'],
  )
  const refused: [Json, RegExp][] = [
    [{ Tags: { multi_select: [{ name: 'C, C++' }] } }, /commas not allowed: C, C\+\+/],
    [{ Kind: { select: { name: '' } } }, /is an invalid select option/],
    [{ State: { status: { name: 'Sent' } } }, /Status option "Sent" does not exist/],
    [{ Link: { url: '' } }, /url.length should be ≥ `1`/],
    [{ Day: { date: { start: 'heute' } } }, /valid ISO 8601 date/],
    [{ Nothing: { url: 'x' } }, /Nothing is not a property that exists/],
    [{ Kind: { multi_select: [] } }, /Kind is expected to be select/],
    [{ Name: { title: '일' } }, /should be an array/],
  ]
  const before = fake.rows(database).length
  for (const [properties, words] of refused) {
    const { status, json } = await create(properties)
    deepEqual([status, json.code], [400, 'validation_error'])
    match(json.message, words)
  }
  equal(fake.rows(database).length, before)
})

test('what is larger than Notion takes is refused in its words', async () => {
  const { create } = scene()
  const many = <T>(count: number, item: T) => Array.from({ length: count }, () => item)
  const nested = { type: 'paragraph', paragraph: { rich_text: [], children: [paragraph('아래')] } }
  const deep = {
    type: 'paragraph',
    paragraph: { rich_text: [], children: [{ ...nested, paragraph: { ...nested.paragraph, children: [nested] } }] },
  }
  const refused: [Json, Json[] | undefined, RegExp][] = [
    [
      { Note: { rich_text: text('x'.repeat(2001)) } },
      undefined,
      /Note.rich_text\[0\].text.content.length should be ≤ `2000`, instead was `2001`/,
    ],
    [
      { Note: { rich_text: many(101, text('x')[0]) } },
      undefined,
      /Note.rich_text.length should be ≤ `100`, instead was `101`/,
    ],
    [{ Tags: { multi_select: many(101, { name: 'x' }) } }, undefined, /multi_select.length should be ≤ `100`/],
    [{}, many(101, paragraph('x')), /body.children.length should be ≤ `100`, instead was `101`/],
    [{}, many(100, paragraph('가'.repeat(1900))), /should be ≤ `500KB`/],
    [{}, [deep], /children should be not present/],
  ]
  for (const [properties, children, words] of refused) {
    const { status, json } = await create(properties, children)
    deepEqual([status, json.code], [400, 'validation_error'], String(words))
    match(json.message, words)
  }
})

test('rows come in no order that one could rely on, a hundred at a time', async () => {
  const { fake, source, database, call } = scene()
  for (let n = 0; n < 120; n++) fake.addRow(database, { Name: { title: text(String(n)) } })
  const first = (await call('POST', `data_sources/${source}/query`, {})).json
  deepEqual([first.results.length, first.has_more], [100, true])
  const names = first.results.map((row: Json) => Number(row.properties.Name.title[0].plain_text))
  notDeepEqual(
    names,
    names.toSorted((a: number, b: number) => a - b),
  )
  const rest = (await call('POST', `data_sources/${source}/query`, { start_cursor: first.next_cursor })).json
  deepEqual([rest.results.length, rest.has_more, rest.next_cursor], [20, false, null])
  equal((await call('POST', `data_sources/${source}/query`, { page_size: 101 })).status, 400)
  equal((await call('POST', `data_sources/${source}/query`, { start_cursor: 'x' })).status, 400)
})

test('a query ends at its limit as if it were done, but for a word', async () => {
  const { fake, source, database, call } = scene()
  for (let n = 0; n < 12; n++) fake.addRow(database, {})
  fake.behaviour.mostRows = 10
  const { json } = await call('POST', `data_sources/${source}/query`, { page_size: 7 })
  const next = (await call('POST', `data_sources/${source}/query`, { page_size: 7, start_cursor: json.next_cursor }))
    .json
  deepEqual([next.results.length, next.has_more, next.next_cursor], [3, false, null])
  deepEqual(next.request_status, { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' })
})

test('a filter with two operators, or of another type than the property, is refused', async () => {
  const { source, call } = scene()
  const ask = async (filter: Json) => (await call('POST', `data_sources/${source}/query`, { filter })).status
  equal(await ask({ property: 'Day', date: { on_or_after: '2026-11-16', before: '2026-11-23' } }), 400)
  equal(await ask({ property: 'Day', rich_text: { equals: 'x' } }), 400)
  equal(await ask({ property: 'Nothing', date: { before: '2026-11-23' } }), 400)
  equal(await ask({ and: [{ property: 'Day', date: { before: '2026-11-23' } }] }), 200)
})

test('what is not shared is not there', async () => {
  const { fake, source, database, call, create } = scene()
  const { json } = await create({})
  database.shared = false
  for (const path of [`databases/${database.id}`, `data_sources/${source}`]) {
    const answer = await call('GET', path)
    deepEqual([answer.status, answer.json.code], [404, 'object_not_found'])
    match(answer.json.message, /Make sure the relevant pages and databases are shared with your integration/)
  }
  fake.state.pages.get(json.id)!.shared = false
  equal((await call('GET', `pages/${json.id}`)).status, 404)
  equal((await call('GET', `blocks/${json.id}/children`)).status, 404)
})

test('writing a relation replaces it, and the other side of a two-way one follows', async () => {
  const { fake, database, call } = scene()
  const weeks = fake.addDatabase('Weeks', { Name: 'title' })
  fake.changeColumns(weeks, {
    Logs: { relation: { data_source_id: database.sources[0], dual_property: { synced_property_name: 'Week' } } },
  })
  const [one, other] = [fake.addRow(database, {}), fake.addRow(database, {})]
  const week = fake.addRow(weeks, { Logs: { relation: [{ id: one.id }] } })
  deepEqual(fake.seen(one).properties.Week.relation, [{ id: week.id }])
  await call('PATCH', `pages/${week.id}`, { properties: { Logs: { relation: [{ id: other.id }] } } })
  deepEqual(
    [fake.seen(one).properties.Week.relation, fake.seen(other).properties.Week.relation],
    [[], [{ id: week.id }]],
  )
})

test('what is in the trash is not found by a query and not to be edited, and can be restored', async () => {
  const { fake, source, call, create } = scene()
  const { json } = await create({}, [paragraph('본문')])
  await call('PATCH', `pages/${json.id}`, { in_trash: true })
  deepEqual((await call('POST', `data_sources/${source}/query`, {})).json.results, [])
  match((await call('PATCH', `pages/${json.id}`, { properties: {} })).json.message, /Can't edit block that is archived/)
  match((await call('PATCH', `blocks/${json.id}/children`, { children: [] })).json.message, /Can't edit block/)
  equal((await call('PATCH', `pages/${json.id}`, { in_trash: false })).status, 200)
  equal(fake.markdown(fake.state.pages.get(json.id)!), '본문')
})

test('too many calls are answered with how long to wait, and a lost answer has done its work', async () => {
  const { fake, database, call, create } = scene()
  fake.behaviour.busy = { requests: 1, seconds: 7 }
  const busy = await call('GET', 'users/me')
  deepEqual([busy.status, busy.headers.get('retry-after'), busy.json.code], [429, '7', 'rate_limited'])
  fake.behaviour.loses = ({ method }) => method === 'POST'
  ok(await create({}).catch(error => error instanceof TypeError))
  equal(fake.rows(database).length, 1)
})

test('Markdown is written in Notion’s way: a line a block, what is below behind a tab', async () => {
  const { fake, call, create } = scene()
  const bold = { type: 'text', text: { content: '둘' }, annotations: { bold: true } }
  const { json } = await create({}, [
    { type: 'heading_3', heading_3: { rich_text: text('제목') } },
    {
      type: 'bulleted_list_item',
      bulleted_list_item: { rich_text: [...text('하나 '), bold], children: [paragraph('아래*')] },
    },
    { type: 'code', code: { rich_text: text('x'), language: 'typescript' } },
  ])
  const answer = await call('GET', `pages/${json.id}/markdown`)
  equal(answer.json.markdown, '### 제목\n- 하나 **둘**\n\t아래\\*\n```typescript\nx\n```')
  equal(fake.markdown(fake.state.pages.get(json.id)!), answer.json.markdown)
})
