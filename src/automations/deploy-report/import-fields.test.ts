import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueKeyIn, readSnapshot } from './import.ts'

const snapshot = (value: unknown) => {
  const { issues, problems } = readSnapshot(value)
  assert.deepEqual(problems, [])
  return issues
}

test('names of fields may be Korean, in camel case, with spaces, or decomposed as a Mac writes them', () => {
  const issue = {
    '이슈 키': 'DEP-12',
    요약: '결제',
    상태: '완료',
    담당자: '이서준',
    '배포 예정일': '2026년 11월 27일(금)',
  }
  const decomposed = Object.fromEntries(Object.entries(issue).map(([name, value]) => [name.normalize('NFD'), value]))
  const known = { key: 'DEP-12', summary: '결제', status: '완료', assignee: '이서준', date: '2026-11-27' }
  assert.deepEqual(snapshot([issue]), [known])
  assert.deepEqual(snapshot([decomposed]), [known])
  assert.deepEqual(snapshot([{ issueKey: 'DEP-1', dueDate: '2026/11/7', assigneeName: '김지은' }]), [
    { key: 'DEP-1', date: '2026-11-07', assignee: '김지은' },
  ])
  assert.deepEqual(snapshot([{ issue: 'DEP-1', deployedBy: ['OPS-7', { key: 'ops-8' }] }]), [
    { key: 'DEP-1', tickets: ['OPS-7', 'OPS-8'] },
  ])
})

test('what was empty in the file is null, what was not in it is absent', () => {
  const nobody = [null, '', '미지정', 'Unassigned', 'None', ' - ']
  for (const assignee of nobody)
    assert.deepEqual(snapshot([{ key: 'DEP-1', assignee }]), [{ key: 'DEP-1', assignee: null }])
  assert.deepEqual(snapshot([{ key: 'DEP-1', duedate: null, issuelinks: [] }]), [
    { key: 'DEP-1', date: null, tickets: [] },
  ])
  assert.deepEqual(snapshot([{ key: 'DEP-1', summary: '미정' }]), [{ key: 'DEP-1', summary: '미정' }])
})

test('dates are read as people and programs write them; without an offset only the day is known', () => {
  const date = (text: string) => snapshot([{ key: 'DEP-1', date: text }])[0]?.date
  for (const text of ['2026-11-27', '2026.11.27', '2026. 11. 27.', '2026/11/27', '2026년 11월 27일', '2026-11-27 (금)'])
    assert.equal(date(text), '2026-11-27', text)
  for (const text of ['2026-11-27 14:00', '2026-11-27T14:00:00', '2026-11-27 14:00:00.123456'])
    assert.equal(date(text), '2026-11-27', text)
  for (const text of ['2026-11-27T14:00+09:00', '2026-11-27T14:00:00.000+0900', '2026-11-27 05:00:00Z'])
    assert.equal(date(text), '2026-11-27T05:00:00.000Z', text)
})

test('the date may stand in a field of the site; where two could be it, that is told', () => {
  assert.deepEqual(snapshot([{ key: 'DEP-1', customfield_10042: '2026-11-27' }]), [
    { key: 'DEP-1', date: '2026-11-27' },
  ])
  const { issues, problems } = readSnapshot([
    { key: 'DEP-1', customfield_1: '2026-11-27', customfield_2: '2026-12-01' },
  ])
  assert.deepEqual(issues, [{ key: 'DEP-1', date: '2026-11-27' }])
  assert.deepEqual(problems, ['$[0].customfield_1: is taken for the date, though customfield_2 could be it as well'])
})

test('a date that no calendar has is no date', () => {
  for (const date of ['2026-02-30', '2026-13-01', '2026-11-27T25:00Z', '20261127', 1_764_000_000, '2026-11-271'])
    assert.match(readSnapshot([{ key: 'DEP-1', date }]).problems.join(), /^\$\[0\]\.date: expected a day/, String(date))
})

test('the issue of a notification key is found within it', () => {
  const found = ['DEP-12', 'dep-12', 'DEP_A-1', 'DEP-12_2026-11-20', 'w48_DEP-12', '2026-11-20/DEP-12', 'DEP-12:3'].map(
    issueKeyIn,
  )
  assert.deepEqual(found, ['DEP-12', 'DEP-12', 'DEP_A-1', 'DEP-12', 'DEP-12', 'DEP-12', 'DEP-12'])
  assert.deepEqual(['', '2026-11-20', 'xDEP-12', 'DEP-0', 'DEP-12a', '배포'].map(issueKeyIn), Array(6).fill(undefined))
})
