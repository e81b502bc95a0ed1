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

test('the key of a log comes from what it tells, or from the key of its sender', () => {
  assert.match(keyOf(log), /^2026-11-21-[0-9a-f]{16}$/)
  assert.equal(keyOf(log), keyOf({ ...log, title: '결제 api 개선' }))
  assert.notEqual(keyOf(log, 'a'), keyOf(log))
  assert.equal(keyOf(log, 'a'), keyOf({ ...log, title: '다른 일' }, 'a'))
  assert.notEqual(keyOf(log, 'a'), keyOf(log, 'b'))
  assert.notEqual(keyOf(log, ''), keyOf(log))
})
