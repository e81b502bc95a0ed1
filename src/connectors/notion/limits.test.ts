import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { perform } from '../../engine/writes-testing.ts'
import { split } from './split.ts'
import { all, daily, furnished } from './testing.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map(units => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom('가', '👩‍👩‍👧', '🇰🇷', 'e\u0301', '\ud83d', '\ude00', '\r\n', 'a'),
    maxLength: 200,
  }),
)

test('any text, halves of surrogate pairs included, is cut into pieces that join back to it', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 120 }), (text, length) => {
      const pieces = split(text, length)
      equal(pieces.join(''), text)
      for (const piece of pieces) ok(piece.length > 0 && piece.length <= length)
      for (const piece of pieces.slice(0, -1)) ok(!(isHigh(piece.at(-1)!) && text.isWellFormed()))
    }),
    { numRuns: 2000 },
  )
})

const isHigh = (unit: string) => /[\ud800-\udbff]/.test(unit)

test('text is cut between what people see as characters', () => {
  for (const cluster of ['👩‍👩‍👧', '🇰🇷', '각', '👍🏽']) {
    const text = 'x'.repeat(1999) + cluster.repeat(1500)
    for (const piece of split(text)) equal(piece.replace(/^x+/, '').replaceAll(cluster, ''), '')
  }
  const heaped = `a${'\u0301'.repeat(5000)}`
  deepEqual(
    split(heaped).map(piece => piece.length),
    [2000, 2000, 1001],
  )
})

test('long values are written in pieces and come back whole', async () => {
  const { client, ours } = furnished()
  const Metrics = `${'가나다 👩‍👩‍👧 '.repeat(4000)}끝`
  const { id } = await perform(
    client.createRow,
    daily(ours.logs, 'k', { properties: { Metrics, Name: '가'.repeat(3000) } }),
  )
  const { properties } = await client.row(ours.logs, id)
  deepEqual([properties.Metrics, properties.Name], [Metrics, '가'.repeat(3000)])
})

test('what no property can hold is refused with the place where it fits, and nothing is sent', async () => {
  const { client, ours, writes } = furnished()
  const refused = (properties: object, message: RegExp) =>
    rejects(perform(client.createRow, daily(ours.logs, 'k', { properties: properties as never })), {
      code: 'invalid',
      message,
    })
  await refused({ Metrics: 'x'.repeat(200_001) }, /"Metrics" has 200001 characters.*Put it into the row's body/)
  await refused({ Metrics: '가'.repeat(160_000) }, /come to 48\d KB; Notion takes 500 KB/)
  await refused({ Ticket: `https://example.com/${'x'.repeat(2000)}` }, /address of 2020 characters; Notion takes 2000/)
  await refused({ 'Tech Stack': Array.from({ length: 101 }, (_, n) => `t${n}`) }, /has 101 options; Notion takes 100/)
  await refused({ 'Tech Stack': ['x'.repeat(101)] }, /an option has 1 to 100 characters, this one 101/)
  await refused({ Minutes: Number.NaN }, /takes a number, not null/)
  await refused({ 'Logged Date': '2026-02-30' }, /takes a date such as 2026-11-21, not "2026-02-30"/)
  await refused({ 'Logged Date': '21.11.2026' }, /takes a date/)
  await refused({ 'Logged Date': 20261121 }, /takes a date/)
  await refused({ 'Logged Date': ['2026-11-21'] }, /takes a date/)
  await refused({ Shown: 'yes' }, /takes true or false/)
  await refused({ Name: 7 }, /takes a text/)
  await refused({ Category: ['성능개선'] }, /takes one option/)
  await refused({ 'Tech Stack': 'Python' }, /takes a list of options/)
  await refused({ Nothing: 1 }, /no property "Nothing" is declared/)
  deepEqual(writes(), [])
})

test('an option that nobody declared is refused, and the database keeps its options', async () => {
  const { client, fake, logs, ours, writes } = furnished()
  const row = daily(ours.logs, 'k', { properties: { Category: '성능게선' } })
  await rejects(perform(client.createRow, row), {
    code: 'invalid',
    message: /"Category" has no option "성능게선". It has: 신규기능, 성능개선, 버그픽스. Use one of these/,
  })
  deepEqual(writes(), [])
  fake.changeColumns(logs, { Category: { select: { options: [{ name: '성능게선' }] } } })
  equal((await perform(client.createRow, row)).created, true)
})

test('options that may be new become options, in the spelling that is there already', async () => {
  const { client, fake, logs, ours } = furnished()
  const row = daily(ours.logs, 'k', { properties: { 'Tech Stack': ['python', 'Redis', 'C, C++', 'redis '] } })
  const { id, notes } = await perform(client.createRow, row)
  deepEqual((await client.row(ours.logs, id)).properties['Tech Stack'], ['Python', 'Redis', 'C， C++', 'redis'])
  deepEqual(notes, [
    'Daily Work Logs: "Tech Stack": "python" is written "Python"',
    'Daily Work Logs: "Tech Stack": "C, C++" is written "C， C++"',
    'Daily Work Logs: "Tech Stack": "redis " is written "redis"',
  ])
  const names = () => fake.column(logs, 'Tech Stack')!.options.map(({ name }) => name)
  deepEqual(names(), ['Python', 'TypeScript', 'Redis', 'C， C++', 'redis'])
  const update = { database: ours.logs, key: 'k', properties: { 'Tech Stack': ['Python', 'C, C++', 'Redis', 'redis'] } }
  equal((await perform(client.updateRow, update)).changed, false)
})

test('an unknown option of a status is refused even where new ones are welcome', async () => {
  const { client, fake, logs, ours } = furnished()
  fake.column(logs, 'Status')!.type = 'status'
  ours.logs.properties.Status = { type: 'status', options: [], open: true }
  await rejects(perform(client.createRow, daily(ours.logs, 'k', { properties: { Status: 'Sent' } })), {
    message: /"Status" has no option "Sent"/,
  })
})

test('a body of any length is written in requests that Notion takes', async () => {
  const { client, fake, logs, ours } = furnished()
  const below = (count: number) => Array.from({ length: count }, (_, n) => `  - 아래 ${n}`)
  const korean = '가나다라마바사아자차카타파하'.repeat(130)
  const body = [
    ...Array.from({ length: 220 }, (_, n) => `${n}번째 줄 ${korean}\n`),
    `${'긴 문단 '.repeat(60_000)}끝\n`,
    `\`\`\`ts\n${'const x = 1\n'.repeat(20_000)}\`\`\``,
    ...Array.from({ length: 30 }, (_, n) => [`- 위 ${n}`, ...below(n === 7 ? 120 : 60)].join('\n')),
  ].join('\n')
  const { id } = await perform(client.createRow, daily(ours.logs, 'k', { body }))
  const sent = fake.requests.filter(({ method }) => method !== 'GET').flatMap(({ body }) => body?.children ?? [])
  const texts = (blocks: any[]): string[] =>
    blocks.flatMap(block => {
      const held = block[block.type]
      return [(held.rich_text ?? []).map((piece: any) => piece.text.content).join(''), ...texts(held.children ?? [])]
    })
  const words = (text: string) => text.replace(/[\s`-]|^ts$/gm, '')
  equal(words(texts(sent).join('')), words(body).replace('ts', ''))
  ok(fake.requests.every(({ status }) => status === 200))
  equal(fake.rows(logs)[0]!.id, id)
})

test('a relation of more than a hundred rows is linked whole where it is two-way, and kept so', async () => {
  const { client, fake, logs, weeks, ours } = furnished()
  const ids = Array.from({ length: 130 }, () => fake.addRow(logs, {}).id)
  const week = { database: ours.weeks, key: '2026-W47', properties: { 'Source Logs': ids } }
  const { id } = await perform(client.createRow, week)
  const linked = async () => (await client.row(ours.weeks, id)).properties['Source Logs'] as string[]
  deepEqual((await linked()).toSorted(), ids.toSorted())
  equal((await perform(client.updateRow, week)).changed, false)

  const others = [...ids.slice(1), fake.addRow(logs, {}).id]
  const update = { ...week, properties: { 'Source Logs': others } }
  equal((await perform(client.updateRow, update)).changed, true)
  deepEqual((await linked()).toSorted(), others.toSorted())
  deepEqual(
    fake.state.pages.get(ids[0]!)!.values.get(fake.column(logs, 'Related to Weekly Achievements (Source Logs)')!.id),
    [],
  )

  await perform(client.updateRow, { ...week, properties: { 'Source Logs': ids.slice(0, 3) } })
  deepEqual((await linked()).toSorted(), ids.slice(0, 3).toSorted())
  equal(fake.rows(weeks).length, 1)
})

test('links that an attempt did not come to are made by the next one', async () => {
  const { client, fake, logs, ours } = furnished()
  const ids = Array.from({ length: 104 }, () => fake.addRow(logs, {}).id)
  const week = { database: ours.weeks, key: '2026-W47', properties: { 'Source Logs': ids } }
  fake.behaviour.instead = ({ method, url }) =>
    method === 'PATCH' && url.endsWith(ids[102]!) ? new Response('', { status: 503 }) : undefined
  await rejects(perform(client.createRow, week), { code: 'unavailable' })
  const row = async () => (await client.rowWithKey(ours.weeks, '2026-W47'))!.properties['Source Logs'] as string[]
  equal((await row()).length, 102)
  fake.behaviour.instead = undefined
  const before = fake.requests.length
  const { id } = await perform(client.updateRow, week)
  deepEqual((await row()).toSorted(), ids.toSorted())
  const sent = fake.requests.slice(before).filter(({ method }) => method === 'PATCH')
  deepEqual(
    sent.map(({ path }) => path),
    ids.slice(102).map(log => `/v1/pages/${log}`),
    'what is linked already is not written over',
  )
  equal((await perform(client.createRow, week)).id, id)
  equal((await all(client.rows(ours.weeks))).length, 1)
})

test('a one-way relation of more than a hundred rows is refused with what to do', async () => {
  const { client, fake, logs, weeks, ours } = furnished()
  const ids = Array.from({ length: 101 }, () => fake.addRow(logs, {}).id)
  delete fake.column(weeks, 'Source Logs')!.dual
  const week = { database: ours.weeks, key: '2026-W47', properties: { 'Source Logs': ids } }
  await rejects(perform(client.createRow, week), (error: Error) => {
    match(error.message, /is to hold 101 rows; Notion takes 100 in a one-way relation. Run 'dure notion setup'/)
    return true
  })
})
