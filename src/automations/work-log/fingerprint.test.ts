import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprintOf, keyOf } from './fingerprint.ts'
import { starOf } from './star.ts'

const log = {
  loggedDate: '2026-11-21',
  title: '결제 API 개선',
  star: { situation: '느렸다', task: '줄인다', action: '- 인덱스\n- Cache', result: '820ms → 140ms' },
}

test('the same thing told again has the same fingerprint, however it was typed', () => {
  const again = {
    ...log,
    title: ' 결제  api\t개선'.normalize('NFD'),
    star: { ...log.star, action: '-  인덱스\n\n- cache ' },
  }
  assert.equal(fingerprintOf(again), fingerprintOf(log))
  const windows = starOf(
    '### 상황\r\n느렸다\r\n### 과제\r\n줄인다\r\n### 행동\r\n- 인덱스\r\n- Cache\r\n### 결과\r\n820ms → 140ms',
  )
  assert.equal(fingerprintOf({ ...log, star: windows.star! }), fingerprintOf(log))
})

test('another day, title or section makes another fingerprint', () => {
  const others = [
    { ...log, loggedDate: '2026-11-22' },
    { ...log, title: '결제 API 개선 2' },
    { ...log, star: { ...log.star, result: '820ms → 150ms' } },
    { ...log, star: { ...log.star, task: log.star.situation, situation: log.star.task } },
  ]
  assert.equal(new Set([log, ...others].map(fingerprintOf)).size, 5)
  assert.match(fingerprintOf(log), /^[0-9a-f]{64}$/)
})

test('the keys of logs that two runs make at one moment differ, and of one day the younger has the greater one', () => {
  const [first, next] = [new Date('2026-11-21T09:00:00.000Z'), new Date('2026-11-21T09:00:00.001Z')]
  assert.match(keyOf(log, first, 'a'), /^2026-11-21-[0-9a-z]{8}[0-9a-f]{12}$/)
  assert.notEqual(keyOf(log, first, 'a'), keyOf(log, first, 'b'))
  for (const key of ['a', 'b', 'c', 'd']) assert.ok(keyOf(log, first, key) < keyOf(log, next, 'a'))
})
