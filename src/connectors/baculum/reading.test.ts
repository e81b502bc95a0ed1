import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import { zoneOf } from '../../engine/zone.ts'
import { repairMojibake } from './mojibake.ts'
import { readRecording } from './recording.ts'
import { scanRows } from './rows.ts'
import { directorClock, wallClock, wallClockText } from './time.ts'

function scanned(pieces: Iterable<Uint8Array>) {
  const rows: unknown[] = []
  const scanner = scanRows(row => rows.push(row))
  for (const piece of pieces) scanner.push(piece)
  return { ...scanner.end(), rows, count: rows.length }
}
const whole = (text: string) => scanned([Buffer.from(text)])

function* split(bytes: Buffer, cuts: number[]) {
  let start = 0
  for (const cut of [...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(start, cut)
    start = cut
  }
}

const row = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }), { maxKeys: 6 })
  .map(value => JSON.parse(JSON.stringify(value)))

test('rows come out as JSON.parse gives them, however the bytes are cut and the text is laid out', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 8 }),
      fc.array(fc.nat(5000), { maxLength: 40 }),
      fc.constantFrom(0, 4),
      fc.boolean(),
      (rows, cuts, indent, wrapped) => {
        const output = wrapped ? { jobs: rows, overview: { all: rows.length, list: [1] } } : rows
        const bytes = Buffer.from(JSON.stringify({ output, error: 0 }, null, indent))
        const result = scanned(split(bytes, cuts))
        deepEqual(result.rows, rows)
        deepEqual([result.complete, result.list, result.error, result.text], [true, true, 0, ''])
      },
    ),
  )
})

test('a body that ends early is never complete', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), fc.nat(), (rows, at) => {
      const bytes = Buffer.from(JSON.stringify({ output: rows, error: 0 }))
      equal(scanned([bytes.subarray(0, at % bytes.length)]).complete, false)
    }),
  )
})

test('any bytes at all are read without a crash', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), pieces => {
      try {
        scanned(pieces)
      } catch (error) {
        equal((error as { code?: string }).code, 'invalid')
      }
    }),
  )
})

test('errors, texts and what is no JSON are told apart', () => {
  const error = whole('{"output":"Problem with \\"bconsole\\".","error":4}')
  deepEqual([error.error, error.text, error.list], [4, 'Problem with "bconsole".', false])
  const before = whole('{"error":"1000","output":"x"}')
  deepEqual([before.error, before.text], [1000, 'x'])
  const html = whole('<!DOCTYPE html><p>{"output":[{}]}')
  deepEqual([html.complete, html.count, html.head.slice(0, 9)], [false, 0, '<!DOCTYPE'])
  equal(whole('{"output":[],"error":0}<br>Notice').complete, false)
  equal(whole('\ufeff {"output":[{"a":1}],"error":0}\n').complete, true)
  deepEqual(whole('{"output":["bconsole","failed"],"error":9}').text, 'bconsole\nfailed')
})

test('the recorded overview, which wraps its rows, is read', () => {
  const recorded = readRecording('13-api-v2').find('/jobs?overview=1&limit=2')
  equal(whole(JSON.stringify(recorded?.body)).count, 2)
})

test('text that was encoded twice is mended, whatever it says', () => {
  const garbled = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
      text => equal(repairMojibake(garbled(text)), text),
    ),
  )
})

test('text that was encoded once stays as it is', () => {
  for (const text of ['plain', '읽기금지', 'café', 'naïve Ünïcode', 'Größe', '한글 과 é', '한글 Ã©'])
    equal(repairMojibake(text), text)
  equal(repairMojibake(`café ${Buffer.from('한글').toString('latin1')}`), 'café 한글')
})

test('a row tells the offset of the director, and its times are read with it', () => {
  const clock = directorClock('Europe/Berlin')
  const end = Date.parse('2026-11-21T07:18:04Z')
  const read = clock.reader({ jobtdate: end / 1000, jobstatus: 'T', endtime: '2026-11-21 16:18:04' })
  equal(clock.offset(), 9 * 3_600_000)
  deepEqual(read('2026-11-21 16:00:00'), new Date('2026-11-21T07:00:00Z'))
  deepEqual(
    [read(null), read(''), read(undefined), read('0000-00-00 00:00:00'), read('nonsense')],
    Array(5).fill(undefined),
  )
  equal(clock.text(new Date('2026-11-21T07:00:00Z')), '2026-11-21 16:00:00')
})

test('a row without an offset of its own is read by the row before it, at first by the zone of the hub', () => {
  const clock = directorClock('Europe/Berlin')
  const none = { jobtdate: 0, jobstatus: 'T', endtime: '2026-11-21 16:18:04' }
  deepEqual(clock.reader(none)('2026-11-21 16:00:00'), new Date('2026-11-21T15:00:00Z'))
  clock.reader({ jobtdate: Date.parse('2026-11-21T07:18:04Z') / 1000, jobstatus: 'T', endtime: '2026-11-21 16:18:04' })
  deepEqual(clock.reader(none)('2026-11-21 16:00:00'), new Date('2026-11-21T07:00:00Z'))
})

test('an offset that no zone has is not believed', () => {
  const clock = directorClock('UTC')
  clock.reader({ jobtdate: 1_795_245_484, jobstatus: 'T', endtime: '2026-11-21 16:11:04' })
  clock.reader({ jobtdate: 1_795_245_484, jobstatus: 'R', endtime: null, starttime: '2027-11-21 16:18:04' })
  equal(clock.offset(), undefined)
})

test('a job over the change of summer time keeps its true length, in the repeated hour too', () => {
  const clock = directorClock('Europe/Berlin')
  // 2026-10-25 03:00 CEST becomes 02:00 CET.
  const end = Date.parse('2026-10-25T01:30:00Z')
  const read = clock.reader({
    jobtdate: end / 1000,
    jobstatus: 'T',
    endtime: '2026-10-25 02:30:00',
    starttime: '2026-10-25 01:30:00',
  })
  deepEqual(read('2026-10-25 02:30:00'), new Date(end))
  deepEqual(read('2026-10-25 01:30:00'), new Date('2026-10-24T23:30:00Z'))
})

test('wall clock text is read and written alike', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), seconds =>
      equal(wallClock(wallClockText(seconds * 1000)), seconds * 1000),
    ),
  )
})

test('offsets of zones are those of the calendar', () => {
  const berlin = zoneOf('Europe/Berlin').offsetAt
  deepEqual([berlin(Date.parse('2026-07-01')), berlin(Date.parse('2026-12-01'))], [7_200_000, 3_600_000])
  equal(zoneOf('Asia/Kathmandu').offsetAt(0), 19_800_000)
  equal(zoneOf('UTC').offsetAt(0), 0)
})

test('100 000 rows are read at 20 MB or more in a second of the processor', () => {
  const template = JSON.stringify(readRecording('13-api-v2').jobs[0])
  const rows = Buffer.from(Array.from({ length: 1000 }, () => template).join(','))
  const scanner = scanRows(() => {})
  const start = cpuMs()
  scanner.push(Buffer.from('{"output":['))
  for (let piece = 0; piece < 100; piece++) {
    if (piece > 0) scanner.push(Buffer.from(','))
    scanner.push(rows)
  }
  scanner.push(Buffer.from('],"error":0}'))
  const scan = scanner.end()
  equal(scan.rows, 100_000)
  const speed = (rows.length * 100) / 1000 / (cpuMs() - start)
  ok(speed > 20, `${speed.toFixed(0)} MB/s`)
})
