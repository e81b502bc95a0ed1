import { equal, notEqual } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { classOf, isUnfinished, type JobClass } from './status.ts'
import { aJob, seoul } from './testing.ts'

const now = seoul('2026-11-21 08:00')
const classFor = (over: Parameters<typeof aJob>[0]) => classOf(aJob(over), now)

test('every status letter has its class', () => {
  const expected: Record<JobClass, string> = {
    success: 'T',
    success_with_warnings: 'W',
    success_empty: '',
    success_empty_with_errors: '',
    failed: 'Efe',
    canceled: 'A',
    incomplete: 'I',
    running: 'RBialLuv',
    queued: 'FSmMsjcdtpqwC',
    scheduled_future: '',
    attention: 'D',
  }
  for (const [kind, letters] of Object.entries(expected))
    for (const letter of letters) equal(classFor({ status: letter }), kind, `letter ${letter}`)
})

test('a success with errors is a warning, one without files is empty', () => {
  equal(classFor({ errors: 2 }), 'success_with_warnings')
  equal(classFor({ files: 0 }), 'success_empty')
  equal(classFor({ files: 0, errors: 3000 }), 'success_empty_with_errors')
})

test('only a backup can be empty: admin, verify and restore jobs without files stay a success', () => {
  for (const type of ['D', 'V', 'R', 'C', 'c']) equal(classFor({ type, files: 0 }), 'success')
})

test('a created job is scheduled when its time is yet to come, else it is queued', () => {
  equal(classFor({ status: 'C', scheduledAt: seoul('2026-11-22 03:00') }), 'scheduled_future')
  equal(classFor({ status: 'C', scheduledAt: seoul('2026-11-21 03:00') }), 'queued')
  equal(classFor({ status: 'C', scheduledAt: undefined }), 'queued')
})

test('an unknown letter needs attention and is never a success', () => {
  const known = 'TWEfeAIDRBialLuvFSmMsjcdtpqwC'
  fc.assert(
    fc.property(fc.string(), status => {
      fc.pre(!(status.length === 1 && known.includes(status)))
      equal(classFor({ status }), 'attention')
      equal(isUnfinished(status), false)
    }),
  )
  for (const status of ['', 'X', 'TT', 'constructor', '__proto__']) notEqual(classFor({ status }), 'success')
})
