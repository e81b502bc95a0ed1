import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCron } from './cron.ts'

test('a cron has five fields that are within their bounds, or a name', () => {
  for (const right of ['0 18 * * 5', '*/10 8-18 * * MON-FRI', ' 0 0 1 1 * ', '@daily', '0 0 31 2 *'])
    assert.ok(isCron(right), right)
  for (const wrong of [
    '',
    '매주 금요일',
    '0 18 * * 8',
    '61 * * * *',
    '0 0 18 * * 5',
    '0 18 * *',
    '@sometimes',
    '2026-11-21T08:00:00',
  ])
    assert.ok(!isCron(wrong), wrong)
})
