import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../test/property.ts'
import { HubError } from '../../engine/error.ts'
import { issueKeyIn, readNotified, readSnapshot } from './import.ts'

const snapshot = (value: unknown) => {
  const { issues, problems } = readSnapshot(value)
  assert.deepEqual(problems, [])
  return issues
}
const notified = (value: unknown) => {
  const { keys, problems } = readNotified(value)
  assert.deepEqual(problems, [])
  return keys
}
const refused = (read: () => unknown, message: RegExp) =>
  assert.throws(read, (error: HubError) => error.code === 'invalid' && message.test(error.message))

const flat = {
  key: 'DEP-12',
  summary: '결제 서버 배포',
  assignee: '김지은',
  status: '실행을 기다리는 중',
  deploy_date: '2026-11-27T14:30:00.000+0900',
}
const read = {
  key: 'DEP-12',
  summary: '결제 서버 배포',
  assignee: '김지은',
  status: '실행을 기다리는 중',
  date: '2026-11-27T05:30:00.000Z',
}
const fromJira = {
  id: '10042',
  key: 'DEP-12',
  self: 'https://jira.example.com/rest/api/3/issue/10042',
  fields: {
    summary: '결제 서버 배포',
    status: { name: '진행 중', statusCategory: { key: 'indeterminate' } },
    assignee: { accountId: '712020:1', displayName: '김지은', emailAddress: 'jieun@example.com' },
    duedate: '2026-11-27',
    created: '2026-11-01T09:00:00.000+0900',
    customfield_10001: '2026-12-24',
    issuelinks: [
      { id: '1', type: { name: 'Deployments' }, outwardIssue: { key: 'OPS-7', fields: { summary: '배포' } } },
      { id: '2', type: { name: 'Blocks' }, inwardIssue: { key: 'OPS-8' } },
    ],
  },
}

test('a list of flat issues is read, the time of its date as an instant', () => {
  assert.deepEqual(snapshot([flat]), [read])
  assert.deepEqual(snapshot({ issues: [flat] }), [read])
  assert.deepEqual(snapshot(JSON.stringify([flat])), [read])
})

test('issues as Jira sends them are read with their links', () => {
  const known = {
    key: 'DEP-12',
    summary: '결제 서버 배포',
    status: '진행 중',
    assignee: '김지은',
    date: '2026-11-27',
    tickets: ['OPS-7', 'OPS-8'],
  }
  assert.deepEqual(snapshot([fromJira]), [known])
  const { issues, problems } = readSnapshot({ startAt: 0, total: 1, issues: [fromJira] })
  assert.deepEqual(issues, [known])
  assert.deepEqual(problems, [
    '"startAt" was left aside: it names no issue',
    '"total" was left aside: it names no issue',
  ])
})

test('an object by issue key is read, by week or page title too', () => {
  const { key: _, ...rest } = flat
  assert.deepEqual(snapshot({ 'DEP-12': rest }), [read])
  assert.deepEqual(snapshot({ '2026-W48': { 'DEP-12': rest }, '2026-W49': [] }), [read])
  assert.deepEqual(snapshot({ '11월 4째주: (11/23~11/29)': { issues: [flat] } }), [read])
  assert.deepEqual(
    snapshot({ 'DEP-1': { 상태: '완료' }, 'dep-2': {} }).map(({ key }) => key),
    ['DEP-1', 'DEP-2'],
  )
})

test('a list of keys alone is read: nothing else was in the file', () => {
  assert.deepEqual(snapshot(['DEP-12', 'DEP_2-13']), [{ key: 'DEP-12' }, { key: 'DEP_2-13' }])
  assert.deepEqual(snapshot({ 'DEP-12': true, 'DEP-13': null }), [{ key: 'DEP-12' }, { key: 'DEP-13' }])
})

test('what cannot be understood is named with its place and what was expected; the rest is taken', () => {
  const odd = { key: 'DEP-1', summary: 7, status: { id: 3 }, assignee: [], date: '내일', tickets: ['OPS-1', '결제', 5] }
  const { issues, problems } = readSnapshot({
    '7월 4째주': [odd, 42, '배포'],
    'DEP-2': 'a1b2c3',
    'DEP-3': { key: 'DEP-4' },
  })
  assert.deepEqual(issues, [{ key: 'DEP-1', tickets: ['OPS-1'] }, { key: 'DEP-2' }, { key: 'DEP-4' }])
  assert.deepEqual(problems, [
    '$["7월 4째주"][0].summary: expected a text',
    '$["7월 4째주"][0].status: expected the name of a status, or {"name": …}',
    '$["7월 4째주"][0].assignee: expected the name of a person, or {"displayName": …}',
    '$["7월 4째주"][0].date: expected a day such as 2026-11-27, or a time with its offset such as 2026-11-27T14:00+09:00',
    '$["7월 4째주"][0].tickets: expected an issue key or a link as entry 1',
    '$["7월 4째주"][0].tickets: expected an issue key or a link as entry 2',
    '$["7월 4째주"][1]: expected something that names an issue, found 42',
    '$["7월 4째주"][2]: expected something that names an issue, found "배포"',
    '$["DEP-2"]: expected an object with summary, status and so on; only the key is taken',
    '$["DEP-3"]: stands under DEP-3 and says that it is DEP-4, which is taken',
  ])
})

test('an issue in two weeks is one; where they differ that is told, and the latter is taken', () => {
  const { issues, problems } = readSnapshot({
    w47: [{ key: 'DEP-1', status: '할 일', summary: '결제', assignee: '김지은' }],
    w48: [{ key: 'DEP-1', status: '완료', summary: '결제' }],
  })
  assert.deepEqual(issues, [{ key: 'DEP-1', status: '완료', summary: '결제', assignee: '김지은' }])
  assert.deepEqual(problems, ['$.w47[0]: differs from $.w48[0] about DEP-1 (status); the latter is taken'])
})

test('a text beside lists is a remark of the file, even where it looks like a key', () => {
  const { issues, problems } = readSnapshot({
    encoding: 'UTF-8',
    weeks: [{ updated_at: '1', issues: [flat] }, { updated_at: '2' }],
  })
  assert.deepEqual(issues, [read])
  assert.deepEqual(problems, [
    '"encoding" was left aside: it names no issue',
    '"updated_at" was left aside 2 times: it names no issue',
  ])
})

test('a file in which nothing is recognised is refused, and the error shows what was looked for', () => {
  refused(
    () => readSnapshot({ pages: { a: 1 }, 배포: '없음' }),
    /an object with pages, 배포.*Looked for: a list of issues such as/,
  )
  refused(
    () => readSnapshot([1, 2]),
    /a list of 2, in which nothing.*\$\[0\]: expected something that names an issue, found 1/,
  )
  for (const value of [null, 7, 'hello', true, [null], { a: 'DEP-1' }])
    refused(() => readSnapshot(value), /nothing was recognised/)
  refused(
    () => readNotified(['a94a8fe5ccb19ba61c4c0873d391e987982fbbd3']),
    /nothing was recognised.*Looked for: a list of keys/,
  )
  refused(() => readNotified(null), /the notified file holds null/)
})

test('an empty file of either kind says that there was nothing yet', () => {
  for (const value of [[], {}, { issues: [], total: 0 }, { '2026-W48': [] }])
    assert.deepEqual([readSnapshot(value).issues, readNotified(value).keys], [[], []])
})

test('notification keys are read as a list, once each and as they stand', () => {
  assert.deepEqual(notified(['DEP-12', 'OPS-985', 'DEP-12']), ['DEP-12', 'OPS-985'])
  assert.deepEqual(notified(['DEP-12_2026-11-20', 'created:DEP-13:김지은', ' 7월 4째주_DEP-14 ']), [
    'DEP-12_2026-11-20',
    'created:DEP-13:김지은',
    '7월 4째주_DEP-14',
  ])
  assert.deepEqual(notified([{ key: 'DEP-12', notified_at: '2026-11-20' }, { id: 'DEP-13_2026-11-20' }]), [
    'DEP-12',
    'DEP-13_2026-11-20',
  ])
})

test('notification keys are read as an object too; what is marked as not told is no key', () => {
  const told = {
    'DEP-1': true,
    'DEP-2_2026': '2026-11-20T10:00:00',
    'DEP-3': 1,
    'DEP-4': { 김지은: true },
    'DEP-5': ['U1'],
  }
  const untold = {
    'DEP-6': false,
    'DEP-7': null,
    'DEP-8': 0,
    'DEP-9': [],
    'DEP-10': {},
    'DEP-11': '',
    'DEP-12': 'false',
  }
  assert.deepEqual(notified({ ...told, ...untold }), Object.keys(told))
  assert.deepEqual(notified({ keys: ['DEP-1'], '2026-W48': { 'DEP-2': true } }), ['DEP-1', 'DEP-2'])
})

test('of a told change that was kept as JSON in a text the keys of its issues are taken', () => {
  const change = (...issues: string[][]) => JSON.stringify({ issues, page_title: '11월 4째주: (11/23~11/29)' })
  const { keys, problems } = readNotified([
    change(['DEP-1', '[DEP-99] 후속 조치', 'added'], ['DEP-2', '결제 서버']),
    change(['DEP-2', '결제 서버']),
  ])
  assert.deepEqual(keys, ['DEP-1', 'DEP-2'])
  assert.deepEqual(problems, ['"page_title" was left aside 2 times: it names no issue'])
})

test('a notification key without an issue is named, the others are taken', () => {
  const { keys, problems } = readNotified(['DEP-1', 'a94a8fe5', 3])
  assert.deepEqual(keys, ['DEP-1'])
  assert.deepEqual(problems, [
    '$[1]: expected something that names an issue, found "a94a8fe5"',
    '$[2]: expected something that names an issue, found 3',
  ])
})

test('a hostile file is bounded: deep nesting, very many problems, names of the language itself', () => {
  const deep = JSON.parse(`${'['.repeat(5000)}"DEP-1"${']'.repeat(5000)}`)
  refused(() => readSnapshot(deep), /nested too deep/)
  refused(() => readNotified(deep), /nested too deep/)
  assert.deepEqual(notified({ 'DEP-1': deep }), ['DEP-1'])
  const { issues, problems } = readSnapshot([flat, ...Array.from({ length: 5000 }, (_, index) => index)])
  assert.deepEqual([issues.length, problems.length, problems.at(-1)], [1, 51, 'and 4950 more'])
  const odd = JSON.parse('{"__proto__": {"DEP-1": {"status": "완료", "constructor": "x"}}, "toString": ["DEP-2"]}')
  assert.deepEqual(snapshot(odd), [{ key: 'DEP-1', status: '완료' }, { key: 'DEP-2' }])
})

test('whatever JSON a file holds, it is read or refused in a sentence, and what is read is well formed', () => {
  const names = fc.constantFrom(
    'key',
    'issues',
    'DEP-1',
    'fields',
    'status',
    'date',
    'assignee',
    'issuelinks',
    '키',
    '__proto__',
  )
  const leaves = fc.oneof(
    fc.constantFrom('DEP-1', 'DEP-2_x', '2026-11-27', '{"issues":["DEP-3"]}', '[', ''),
    fc.jsonValue(),
  )
  const { file } = fc.letrec<{ file: unknown }>(tie => ({
    file: fc.oneof(
      { maxDepth: 5 },
      leaves,
      fc.array(tie('file'), { maxLength: 4 }),
      fc.array(fc.tuple(names, tie('file')), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
    ),
  }))
  let understood = 0
  fc.assert(
    fc.property(file, value => {
      for (const read of [readSnapshot, readNotified] as const)
        try {
          const { problems, ...found } = read(value)
          understood++
          assert.ok(problems.length <= 101)
          if ('issues' in found) for (const { key } of found.issues) assert.equal(issueKeyIn(key), key)
          else for (const key of found.keys) assert.ok(issueKeyIn(key), key)
        } catch (error) {
          assert.ok(error instanceof HubError && error.code === 'invalid', String(error))
        }
    }),
    { numRuns: 2000 },
  )
  assert.ok(understood > 500, `only ${understood} were understood`)
})
