import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../test/property.ts'
import type { HubError } from '../../engine/error.ts'
import { zoneOf } from '../../engine/zone.ts'
import { daysOf, periodAfter, periodNamed, periodOf } from './period.ts'

const week = (instant: string, zone = 'Asia/Seoul') => periodOf('week', new Date(instant), zoneOf(zone))
const month = (instant: string, zone = 'Asia/Seoul') => periodOf('month', new Date(instant), zoneOf(zone))

test('a week is Monday to Sunday and named by ISO 8601', () => {
  assert.deepEqual(week('2026-11-25T10:00+09:00'), { name: '2026-W48', from: '2026-11-23', to: '2026-11-30' })
  assert.deepEqual(daysOf(week('2026-11-25T10:00+09:00')), [
    ...['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'],
  ])
})

test('a week over New Year belongs to the year of its Thursday', () => {
  assert.deepEqual(week('2025-12-29T00:00+09:00'), { name: '2026-W01', from: '2025-12-29', to: '2026-01-05' })
  for (let day = 28; day <= 34; day++)
    assert.deepEqual(week(new Date(Date.UTC(2026, 11, day, 3)).toISOString()), {
      name: '2026-W53',
      from: '2026-12-28',
      to: '2027-01-04',
    })
  assert.equal(week('2027-01-04T00:00+09:00').name, '2027-W01')
  assert.equal(week('2024-12-30T12:00+09:00').name, '2025-W01')
  assert.equal(week('2023-01-01T12:00+09:00').name, '2022-W52')
  assert.equal(week('2021-01-03T12:00+09:00').name, '2020-W53')
})

test('Sunday 23:59 and Monday 00:00 in Seoul lie in two weeks', () => {
  assert.equal(week('2026-11-29T23:59:59.999+09:00').name, '2026-W48')
  assert.equal(week('2026-11-30T00:00:00+09:00').name, '2026-W49')
  assert.equal(week('2026-11-29T23:59:59.999+09:00', 'America/New_York').name, '2026-W48')
  assert.equal(week('2026-11-30T00:00:00+09:00', 'America/New_York').name, '2026-W48')
})

test('a clock change within the week shifts no day of it', () => {
  // New York ends summer time on Sunday 2026-11-01 and begins it on 2026-03-08, Berlin on 2026-10-25 and 2026-03-29.
  for (const [monday, name, zone] of [
    ['2026-10-26', '2026-W44', 'America/New_York'],
    ['2026-03-02', '2026-W10', 'America/New_York'],
    ['2026-10-19', '2026-W43', 'Europe/Berlin'],
    ['2026-03-23', '2026-W13', 'Europe/Berlin'],
  ] as const) {
    const clock = zoneOf(zone)
    const [year, of, day] = monday.split('-').map(Number) as [number, number, number]
    const at = (days: number, hour: number, minute: number) =>
      periodOf('week', new Date(clock.instant({ year, month: of, day: day + days, hour, minute })), clock).name
    assert.equal(at(0, 0, 0), name, zone)
    assert.equal(at(6, 0, 30), name, zone)
    assert.equal(at(6, 23, 59), name, zone)
    assert.notEqual(at(7, 0, 0), name, zone)
    assert.notEqual(at(-1, 23, 59), name, zone)
  }
})

test('a week begins where its zone has no midnight, as in Cairo and once in São Paulo', () => {
  // Cairo skips 2026-04-24 00:00–00:59, São Paulo skipped 2018-11-04 00:00–00:59, a Sunday.
  assert.equal(week('2026-04-23T21:59:59Z', 'Africa/Cairo').name, '2026-W17')
  assert.equal(month('2018-10-31T02:59:59Z', 'America/Sao_Paulo').name, '2018-10')
  assert.equal(week('2018-11-04T02:59:59Z', 'America/Sao_Paulo').to, '2018-11-05')
  assert.equal(week('2018-11-04T03:00:00Z', 'America/Sao_Paulo').to, '2018-11-05')
  assert.equal(week('2018-11-05T01:59:59Z', 'America/Sao_Paulo').to, '2018-11-05')
  assert.equal(week('2018-11-05T02:00:00Z', 'America/Sao_Paulo').from, '2018-11-05')
})

test('a month is named by year and month, and the one after December is January', () => {
  assert.deepEqual(month('2026-11-30T23:59+09:00'), { name: '2026-11', from: '2026-11-01', to: '2026-12-01' })
  assert.equal(month('2026-11-30T23:59+09:00', 'Pacific/Kiritimati').name, '2026-12')
  assert.deepEqual(periodAfter('month', periodNamed('2026-12')), {
    name: '2027-01',
    from: '2027-01-01',
    to: '2027-02-01',
  })
  assert.equal(daysOf(periodNamed('2028-02')).length, 29)
})

test('--period names a week or a month, in any case and with spaces around', () => {
  assert.deepEqual(periodNamed('2026-W48'), week('2026-11-25T10:00+09:00'))
  assert.deepEqual(periodNamed(' 2026-w48 '), week('2026-11-25T10:00+09:00'))
  assert.equal(periodNamed('2026-W53').from, '2026-12-28')
})

test('a text that names no period is refused with how to write one', () => {
  const texts = ['', 'W48', '2026', '2026-W00', '2025-W53', '2026-W54', '2026-W5', '2026-00', '2026-13', '2026-1']
  for (const text of [...texts, '2026-11-23', '0026-W01', '2026-W48x', '이번 주', '2026-W4８', '12026-W01'])
    assert.throws(
      () => periodNamed(text),
      (error: HubError) => error.code === 'invalid' && error.message.includes('write a week as 2026-W48 or a month'),
      text,
    )
})

const zones = ['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Kathmandu']
const instants = fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const kinds = fc.constantFrom('week', 'month')

test('each instant lies in exactly one period, on one of its days', () => {
  fc.assert(
    fc.property(instants, kinds, fc.constantFrom(...zones), (instant, kind, zone) => {
      const { year, month, day } = zoneOf(zone).local(instant.getTime())
      const today = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
      const period = periodOf(kind, instant, zoneOf(zone))
      const around = [period, periodAfter(kind, period)]
      assert.deepEqual(
        around.map(one => daysOf(one).filter(one => one === today).length),
        [1, 0],
      )
      if (kind === 'week') assert.equal(new Date(`${period.from}T00:00Z`).getUTCDay(), 1)
    }),
    { numRuns: 500 },
  )
})

test('periods follow each other without a gap, and every name leads back to its period', () => {
  for (const kind of ['week', 'month'] as const) {
    let period = periodOf(kind, new Date('2001-01-01T12:00Z'), zoneOf('UTC'))
    const names = new Set<string>()
    while (period.from < '2060') {
      const next = periodAfter(kind, period)
      assert.equal(next.from, period.to)
      assert.ok(next.name > period.name, `${period.name} is followed by ${next.name}`)
      assert.equal(daysOf(period).at(-1)! < next.from, true)
      assert.deepEqual(periodNamed(period.name), period)
      if (kind === 'week') assert.equal(daysOf(period).length, 7)
      names.add(period.name)
      period = next
    }
    assert.equal(names.size, kind === 'week' ? 3079 : 708)
  }
})
