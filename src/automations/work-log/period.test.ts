import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../test/property.ts'
import type { HubError } from '../../engine/error.ts'
import { zoneOf } from '../../engine/zone.ts'
import {
  dateAt,
  holds,
  isDate,
  lastDays,
  monthNamed,
  monthOf,
  periodBefore,
  weekNamed,
  weekOf,
  weeksIn,
} from './period.ts'

const seoul = zoneOf('Asia/Seoul')
const invalid = (pattern: RegExp) => (error: HubError) => error.code === 'invalid' && pattern.test(error.message)

test('a week over New Year belongs to the year of its Thursday', () => {
  assert.deepEqual(weekOf('2025-12-29'), { kind: 'week', name: '2026-W01', from: '2025-12-29', to: '2026-01-05' })
  for (const day of ['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])
    assert.deepEqual(weekOf(day), { kind: 'week', name: '2026-W53', from: '2026-12-28', to: '2027-01-04' })
  assert.equal(weekOf('2027-01-04').name, '2027-W01')
  assert.equal(weekOf('2024-12-30').name, '2025-W01')
  assert.equal(weekOf('2021-01-03').name, '2020-W53')
  assert.equal(weekOf('1969-12-31').name, '1970-W01')
})

test('the day of Seoul begins at 15:00 UTC, and with it the week', () => {
  assert.equal(dateAt(new Date('2026-11-22T14:59:59.999Z'), seoul), '2026-11-22')
  assert.equal(dateAt(new Date('2026-11-22T15:00:00Z'), seoul), '2026-11-23')
  assert.equal(weekOf(dateAt(new Date('2026-11-22T14:59:59.999Z'), seoul)).name, '2026-W47')
  assert.equal(weekOf(dateAt(new Date('2026-11-22T15:00:00Z'), seoul)).name, '2026-W48')
  assert.equal(dateAt(new Date('2026-12-31T15:00Z'), seoul), '2027-01-01')
  assert.equal(dateAt(new Date('2026-11-22T15:00Z'), zoneOf('America/New_York')), '2026-11-22')
})

test('Monday at nine the week before is summarised, and on the first the month before', () => {
  const monday = dateAt(new Date('2026-11-23T09:00+09:00'), seoul)
  assert.deepEqual(periodBefore(weekOf(monday)), weekNamed('2026-W47'))
  assert.deepEqual(periodBefore(monthOf('2026-12-01')), monthNamed('2026-11'))
  assert.deepEqual(periodBefore(monthOf('2027-01-01')).name, '2026-12')
  assert.equal(periodBefore(weekNamed('2027-W01')).name, '2026-W53')
})

test('--week and --month name a period in any case and with blanks around', () => {
  assert.deepEqual(weekNamed(' 2026-w47 '), { kind: 'week', name: '2026-W47', from: '2026-11-16', to: '2026-11-23' })
  assert.deepEqual(monthNamed('2026-11 '), { kind: 'month', name: '2026-11', from: '2026-11-01', to: '2026-12-01' })
  assert.equal(monthNamed('2028-02').to, '2028-03-01')
  assert.equal(monthNamed('2026-12').to, '2027-01-01')
})

test('a name that no week or month has is refused with how to write one', () => {
  for (const text of [
    '',
    'W47',
    '2026-W00',
    '2025-W53',
    '2026-W54',
    '2026-W5',
    '2026-47',
    '12026-W01',
    '2026-W4８',
    '2026-11',
  ])
    assert.throws(() => weekNamed(text), invalid(/write it as 2026-W47/), text)
  for (const text of ['', '2026', '2026-00', '2026-13', '2026-1', '2026-W11', '2026-11-01', '11-2026'])
    assert.throws(() => monthNamed(text), invalid(/write it as 2026-11/), text)
})

test('--days 7 is seven days, today the last of them', () => {
  assert.deepEqual(lastDays(7, '2026-11-21'), {
    kind: 'days',
    name: '2026-11-15..2026-11-21',
    from: '2026-11-15',
    to: '2026-11-22',
  })
  assert.equal(lastDays(1, '2026-03-01').from, '2026-03-01')
  assert.equal(periodBefore(lastDays(7, '2026-11-21')).name, '2026-11-08..2026-11-14')
  for (const count of [0, -1, 1.5, 367, Number.NaN])
    assert.throws(() => lastDays(count, '2026-11-21'), invalid(/from 1 to 366/))
})

test('a month knows every week that shares a day with it', () => {
  assert.deepEqual(
    weeksIn(monthNamed('2026-11')).map(({ name }) => name),
    ['2026-W44', '2026-W45', '2026-W46', '2026-W47', '2026-W48', '2026-W49'],
  )
  assert.equal(weeksIn(monthNamed('2027-02')).length, 4)
})

test('a calendar date is one that exists', () => {
  for (const day of ['2026-11-21', '2028-02-29', '2000-02-29']) assert.ok(isDate(day), day)
  for (const day of ['2026-02-29', '1900-02-29', '2026-04-31', '2026-1-1', ' 2026-11-21', '2026-11-21\n', ''])
    assert.ok(!isDate(day), day)
})

const days = fc.date({ min: new Date('1995-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })

test('each day lies in exactly one week and one month, and every name leads back to its period', () => {
  fc.assert(
    fc.property(days, at => {
      const day = at.toISOString().slice(0, 10)
      for (const [period, named] of [
        [weekOf(day), weekNamed],
        [monthOf(day), monthNamed],
      ] as const) {
        assert.ok(holds(period, day))
        assert.ok(!holds(periodBefore(period), day))
        assert.equal(periodBefore(period).to, period.from)
        assert.deepEqual(named(period.name), period)
      }
    }),
  )
})
