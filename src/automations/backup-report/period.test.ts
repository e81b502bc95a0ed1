import { equal } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { zoneOf } from '../../engine/zone.ts'
import { formatsOf } from './format.ts'
import { type Mode, periodOf, timeStamp } from './period.ts'

const seoul = zoneOf('Asia/Seoul')
const newYork = zoneOf('America/New_York')
const from = (mode: Mode, now: string, zone = seoul) => periodOf(mode, new Date(now), zone, 22).from.toISOString()

test('production: from yesterday 22:00 until now', () => {
  equal(from('production', '2026-11-21T08:00:00+09:00'), '2026-11-20T13:00:00.000Z')
  equal(from('production', '2026-11-21T00:00:01+09:00'), '2026-11-20T13:00:00.000Z')
  equal(from('production', '2026-11-21T23:30:00+09:00'), '2026-11-20T13:00:00.000Z')
  equal(from('production', '2026-01-01T08:00:00+09:00'), '2025-12-31T13:00:00.000Z')
})

test('test: from one week ago until now', () => {
  equal(from('test', '2026-11-21T08:00:00+09:00'), '2026-11-13T23:00:00.000Z')
  equal(periodOf('test', new Date('2026-11-21T08:00:00+09:00'), seoul, 22).to.toISOString(), '2026-11-20T23:00:00.000Z')
})

test('22:00 is calendar arithmetic: the night of the clock change is 9 or 11 hours long in New York', () => {
  equal(from('production', '2026-03-08T12:00:00Z', newYork), '2026-03-08T03:00:00.000Z') // 22:00 EST, now 08:00 EDT
  equal(from('production', '2026-11-01T13:00:00Z', newYork), '2026-11-01T02:00:00.000Z') // 22:00 EDT, now 08:00 EST
})

test('a week over a clock change keeps the time of day', () => {
  equal(from('test', '2026-11-05T13:00:00Z', newYork), '2026-10-29T12:00:00.000Z')
})

test('a time that the spring skips lies after the jump, one that the autumn repeats is the first', () => {
  const at = (month: number, day: number, hour: number, minute = 0) =>
    new Date(newYork.instant({ year: 2026, month, day, hour, minute })).toISOString()
  equal(at(3, 8, 2, 30), '2026-03-08T07:30:00.000Z')
  equal(at(11, 1, 1, 30), '2026-11-01T05:30:00.000Z')
})

test('the wall clock of any zone leads back to the same instant, but for the repeated hour', () => {
  const zones = ['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'].map(
    zoneOf,
  )
  const range = { min: new Date('1990-01-01'), max: new Date('2037-12-31'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(range), fc.constantFrom(...zones), (date, zone) => {
      const instant = Math.floor(date.getTime() / 1000) * 1000
      const back = zone.instant(zone.local(instant))
      equal(zone.offsetAt(back) + back, zone.offsetAt(instant) + instant)
    }),
    { numRuns: 500 },
  )
})

test('the file is named by the second on the zone’s wall clock', () => {
  equal(timeStamp(new Date('2026-11-20T23:00:05Z'), seoul), '20261121080005')
})

test('times, sizes and spans read naturally in both languages', () => {
  const ko = formatsOf('ko', seoul)
  const en = formatsOf('en', seoul)
  equal(ko.time('2026-11-20T23:00:05Z'), '2026-11-21 08:00')
  equal(ko.time('2026-11-20T23:00:05Z', true), '2026-11-21 08:00:05')
  equal(ko.offset('2026-11-20T23:00:05Z'), 'UTC+09:00')
  equal(formatsOf('ko', newYork).offset('2026-11-20T23:00:05Z'), 'UTC−05:00')
  equal(ko.size(0), '0 B')
  equal(ko.size(4_000_000), '4.0 MB')
  equal(ko.size(1.26e12), '1.3 TB')
  equal(ko.span(45), '45초')
  equal(ko.span(5000), '1시간 23분')
  equal(en.span(5000), '1 h 23 min')
  equal(en.span(7200), '2 h')
  equal(ko.span(9 * 86_400), '9일')
  equal(ko.count(3000), '3,000')
})
