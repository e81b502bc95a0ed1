import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../test/property.ts'
import type { Field } from '../../connectors/jira/index.ts'
import { HubError } from '../../engine/error.ts'
import { queryOf } from './jql.ts'
import { periodNamed } from './period.ts'

const dueDate: Field = { id: 'duedate', name: '기한', jql: 'duedate', kind: 'date' }
const planned: Field = { id: 'customfield_10042', name: '배포 예정일', jql: 'cf[10042]', kind: 'datetime' }
const seoul = { zone: 'Asia/Seoul', userZone: 'Asia/Seoul' }

/** The query of 2026-W48 unless another period is named. */
const query = (
  scope: { project?: string; field?: Field; extra?: string } = {},
  zones: object = seoul,
  period = '2026-W48',
) => queryOf({ project: 'DEP', field: dueDate, ...scope }, periodNamed(period), { ...seoul, ...zones })

/** The two literals between which the date lies. */
const bounds = (zones: object, period?: string) =>
  [...query({ field: planned }, zones, period).matchAll(/cf\[10042\] (?:>=|<) "([^"]+)"/g)].map(([, text]) => text)

test('a week is explicit, half open and in the order of its dates', () => {
  assert.equal(
    query(),
    'project = "DEP" AND duedate >= "2026-11-23" AND duedate < "2026-11-30" ORDER BY duedate ASC, key ASC',
  )
})

test('a further condition stands in parentheses, so that its OR cannot open the week', () => {
  assert.equal(
    query({ extra: 'labels = 배포 OR component = "결제 서버"' }),
    'project = "DEP" AND duedate >= "2026-11-23" AND duedate < "2026-11-30" AND (labels = 배포 OR component = "결제 서버") ORDER BY duedate ASC, key ASC',
  )
})

test('a field without a time of day is compared with days, whatever the zones', () => {
  assert.equal(query({}, { zone: 'America/New_York', userZone: 'Asia/Seoul' }), query())
})

test('a field with a time of day is compared with local midnight on the clock of the user who asks', () => {
  assert.deepEqual(bounds({}), ['2026-11-23 00:00', '2026-11-30 00:00'])
  assert.deepEqual(bounds({ userZone: 'UTC' }), ['2026-11-22 15:00', '2026-11-29 15:00'])
  assert.deepEqual(bounds({ userZone: 'America/New_York' }), ['2026-11-22 10:00', '2026-11-29 10:00'])
  assert.deepEqual(bounds({ userZone: 'Asia/Kathmandu' }), ['2026-11-22 20:45', '2026-11-29 20:45'])
})

test('a clock change within the week moves one of the two literals', () => {
  assert.deepEqual(bounds({ userZone: 'America/New_York' }, '2026-W44'), ['2026-10-25 11:00', '2026-11-01 10:00'])
  assert.deepEqual(bounds({ zone: 'Europe/Berlin', userZone: 'UTC' }, '2026-W13'), [
    '2026-03-22 23:00',
    '2026-03-29 22:00',
  ])
})

test('a day whose midnight is skipped begins when the clock has jumped', () => {
  assert.deepEqual(bounds({ zone: 'America/Sao_Paulo', userZone: 'UTC' }, '2018-11'), [
    '2018-11-01 03:00',
    '2018-12-01 02:00',
  ])
  assert.deepEqual(bounds({ zone: 'Africa/Cairo', userZone: 'UTC' }, '2015-05'), [
    '2015-04-30 22:00',
    '2015-05-31 22:00',
  ])
  // Asunción skipped Sunday 2017-10-01 00:00–00:59.
  assert.deepEqual(bounds({ zone: 'America/Asuncion', userZone: 'America/Asuncion' }, '2017-10'), [
    '2017-10-01 01:00',
    '2017-11-01 00:00',
  ])
})

test('a user whose zone is hidden or unknown is taken to live in the zone of the hub', () => {
  for (const userZone of [undefined, 'Mars/Olympus', ''])
    assert.deepEqual(bounds({ userZone }), ['2026-11-23 00:00', '2026-11-30 00:00'])
})

test('a condition that is more than a condition is refused with a clear sentence', () => {
  for (const [extra, sentence] of [
    ['labels = a ORDER BY rank', /ORDER BY/],
    ['labels = a order\nby rank', /ORDER BY/],
    ['labels = a) OR (project = SECRET', /parenthes/],
    ['(labels = a', /parenthes/],
    ['labels = "a', /quotation/],
    ["labels = 'a", /quotation/],
    ['labels = a\\', /escape/],
    ['  ', /empty/],
  ] as const)
    assert.throws(
      () => query({ extra }),
      (error: HubError) => error.code === 'invalid' && sentence.test(error.message),
      extra,
    )
})

test('the words of a refused condition are allowed within its quotations', () => {
  for (const extra of ['summary ~ "order by (" AND labels = a', "summary ~ ')'", 'summary ~ "\\" ) ("'])
    assert.ok(query({ extra }).includes(` AND (${extra}) ORDER BY `))
})

/** The tokens of a query, its quotations each as one; `undefined` where one does not end. A reader of its own, after the JQL grammar. */
function tokens(jql: string): string[] | undefined {
  const found: string[] = []
  for (let at = 0; at < jql.length; ) {
    const letter = jql[at]!
    if (letter === '"' || letter === "'") {
      let end = at + 1
      while (end < jql.length && jql[end] !== letter) end += jql[end] === '\\' ? 2 : 1
      if (end >= jql.length) return undefined
      found.push(jql.slice(at, end + 1))
      at = end + 1
    } else if (/\s/.test(letter)) at++
    else if (letter === '(' || letter === ')') {
      found.push(letter)
      at++
    } else {
      let end = at
      while (end < jql.length && !/[\s()"']/.test(jql[end]!)) end += jql[end] === '\\' ? 2 : 1
      found.push(jql.slice(at, end))
      at = end
    }
  }
  return found
}

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      "'",
      '\\',
      '(',
      ')',
      ' ',
      '\n',
      '\t',
      'ORDER BY ',
      'order',
      'by',
      ' OR ',
      ' AND ',
      'a',
      '=',
      '배포',
      '\0',
    ),
    fc.string({ minLength: 1, maxLength: 2, unit: 'binary' }),
  ),
  maxLength: 30,
})

const tail = ['ORDER', 'BY', 'duedate', 'ASC,', 'key', 'ASC']

test('whatever a project is called, the query keeps its structure', () => {
  fc.assert(
    fc.property(hostile, project => {
      const read = tokens(query({ project }))
      assert.equal(read?.length, tokens(query())!.length)
      assert.deepEqual(read?.slice(0, 2), ['project', '='])
      assert.deepEqual(read?.slice(3), tokens(query())!.slice(3))
    }),
    { numRuns: 1000 },
  )
})

test('whatever a person writes as a condition, it is refused or stays within its parentheses', () => {
  let kept = 0
  fc.assert(
    fc.property(hostile, extra => {
      let jql: string
      try {
        jql = query({ extra })
      } catch (error) {
        assert.ok(error instanceof HubError)
        return
      }
      kept++
      const read = tokens(jql)
      assert.ok(read, jql)
      const [open, close] = [read.indexOf('('), read.length - tail.length - 1]
      assert.deepEqual(read.slice(close), [')', ...tail])
      let depth = 0
      read.slice(open, close + 1).forEach((token, index) => {
        depth += Number(token === '(') - Number(token === ')')
        assert.equal(depth > 0, open + index < close, jql)
      })
      const words = read.slice(open, close).map(token => token.toLowerCase())
      assert.ok(!words.some((word, index) => word === 'order' && words[index + 1] === 'by'), jql)
    }),
    { numRuns: 2000 },
  )
  assert.ok(kept > 100, `only ${kept} conditions were good`)
})
