import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs } from './require.ts'

test('what is there is not skipped, required or not', () => {
  assert.equal(needs('postgres', true, ''), false)
  assert.equal(needs('postgres', true, 'postgres'), false)
})

test('what is missing is skipped with its reason', () => {
  assert.equal(needs('strace', 'no such command', 'postgres, tmpfs'), 'strace is missing: no such command')
})

test('what is missing although it is required is an error, never a skip', () => {
  assert.throws(() => needs('tmpfs', 'mount was refused', 'postgres, tmpfs'), /tmpfs is required.*mount was refused/)
})
