import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import { isWithin } from './dates.ts'
import { factsIn } from './facts.ts'
import { isDerived, isRounded, isSame, type Quantity } from './quantities.ts'

/** `0.3 second; 80 %`: every number of a text in its base unit. */
const numbersIn = (text: string) =>
  factsIn(text)
    .quantities.map(({ value, dimension }) => `${Number(value.toPrecision(9))} ${dimension}`.trim())
    .join('; ')
const namesIn = (text: string) => factsIn(text).names.map(({ text }) => text)
const quantity = (text: string): Quantity => factsIn(text).quantities[0]!
const readAs = (cases: Record<string, string>) => {
  for (const [text, told] of Object.entries(cases)) equal(numbersIn(text), told, text)
}

test('counts are read with separators, in full width, in 천, 만 and 억, in k and M, and in words', () => {
  readAs({
    '1,234건': '1234 count of things',
    '１，２３４건': '1234 count of things',
    '1.2만 건': '12000 count of things',
    '12만 5,000건': '125000 count of things',
    '5백만 명': '5000000 count of people',
    '12명이': '12 count of people',
    '1.2 million requests': '1200000',
    '12k rps': '12000 rps',
    '3,000 req/s': '3000 rps',
    '세 개의 쿼리': '3 count of things',
    'three servers': '3',
    'two-step': '',
    '1\u200b00건': '100 count of things',
    '1 000건': '1; 0 count of things',
  })
})

test('money is read with its sign before or its word behind', () => {
  readAs({
    '1억 2천만 원': '120000000 KRW',
    '3천원': '3000 KRW',
    '₩1,200,000': '1200000 KRW',
    '$1.2M': '1200000 USD',
  })
})

test('times and sizes are read in their base unit, and of two that are linked one may bear the unit of both', () => {
  readAs({
    '300 ms → 80 ms': '0.3 second; 0.08 second',
    '300ms→80ms': '0.3 second; 0.08 second',
    '300 → 80ms': '0.3 second; 0.08 second',
    '300ms → 80': '0.3 second; 0.08 second',
    '820ms에서 140ms로': '0.82 second; 0.14 second',
    '300㎳': '0.3 second',
    '0.3초': '0.3 second',
    '약 300ms로': '0.3 second',
    '2시간 30분': '7200 second; 1800 second',
    '2주간': '1209600 second',
    '2개월': '2 month',
    '1년': '12 month',
    '10GB': '10000000000 byte',
    '512 MiB': '536870912 byte',
  })
})

test('per cent, percentage points and multiples are three things', () => {
  readAs({
    '73% 단축': '73 %',
    '７３％': '73 %',
    '73 퍼센트': '73 %',
    '85.00%': '85 %',
    '-20%': '20 %',
    '−20%': '20 %',
    '10~20%': '10 %; 20 %',
    '10-20%': '10 %; 20 %',
    '3.5%p': '3.5 %p',
    '3.5 %포인트': '3.5 %p',
    '3.5 percentage points': '3.5 %p',
    '3배': '3 times',
    '3.5x faster': '3.5 times',
    '3× 빠르게': '3 times',
    'three times faster': '3 times',
    '3 times a day': '3 count of occasions',
    '두 배': '2 times',
    'twice as fast': '2 times',
    '3분의 1로': '3 times',
    '비용이 절반으로': '50 %',
  })
})

test('numbers inside of names are names, not numbers', () => {
  for (const [text, names] of [
    ['p95', ['p95']],
    ['HTTP/2', ['HTTP/2']],
    ['HTTP/2로 전환', ['HTTP/2']],
    ['S3 버킷', ['S3']],
    ['PAY-142를 닫음', ['PAY-142']],
    ['v2.1.0', ['v2.1.0']],
    ['2.1.0', ['2.1.0']],
    ['2.1.0-rc.1로', ['2.1.0-rc.1']],
    ['K8s', ['K8s']],
    ['UTF-8', ['UTF-8']],
    ['ES2024', ['ES2024']],
    ['OAuth2.0', ['OAuth2.0']],
    ['5xx 오류', ['5xx']],
    ['2FA 도입', ['2FA']],
    ['1920x1080', ['1920x1080']],
    ['SHA-256', ['SHA-256']],
    ['TLS1.3', ['TLS1.3']],
  ] as const) {
    equal(numbersIn(text), '', text)
    deepEqual(namesIn(text), names, text)
  }
})

test('a number beside a name stays a number', () => {
  readAs({
    'p95 820ms': '0.82 second',
    'S3 3개 버킷': '3 count of things',
    'HTTP/2 요청 1,234건, 5xx 0.2%': '1234 count of things; 0.2 %',
    'API/1,234건': '1234 count of things',
    'Python 3.13': '3.13',
    'Lambda 100만 건': '1000000 count of things',
  })
})

test('a one-syllable unit is no beginning of another word', () => {
  for (const [text, dimension] of [
    ['3 배포', ''],
    ['10 건강', ''],
    ['5 개발', ''],
    ['2 대상', ''],
    ['3 배', 'times'],
    ['10 건을', 'count of things'],
    ['5 명까지', 'count of people'],
  ] as const)
    equal(quantity(text).dimension, dimension, text)
})

test('dates and times of day are no numbers, and a part of a date is within the whole', () => {
  for (const text of [
    '2026-11-20',
    '2026. 11. 20.',
    '2026.11.20',
    '2026/11/20',
    '2026년 11월 20일',
    'Nov 20, 2026',
    '20 November 2026',
  ])
    deepEqual([factsIn(text).dates, numbersIn(text)], [[{ year: 2026, month: 11, day: 20 }], ''], text)
  for (const text of ['18:30', '9시', '9시 30분', '2026-W47', '3분기', 'Q3 2026', '2026년', '11월'])
    deepEqual([factsIn(text).dates.length, numbersIn(text)], [1, ''], text)
  const [whole] = factsIn('2026-11-20').dates
  for (const [said, fits] of [
    ['11월 20일', true],
    ['11월', true],
    ['2026년', true],
    ['11월 21일', false],
    ['2025년 11월', false],
  ] as const)
    equal(isWithin(factsIn(said).dates[0]!, whole!), fits, said)
  equal(numbersIn('13월'), '13', 'there is no month 13')
})

test('the same number in another unit or script is the same, another number or unit is not', () => {
  for (const [said, known, same] of [
    ['300ms', '0.3초', true],
    ['300 ms', '300ms', true],
    ['1시간', '60분', true],
    ['1.2만 건', '12,000건', true],
    ['10건', '10 tests', true],
    ['10 tests', '10건', true],
    ['10', '10건', true],
    ['1GB', '1,000MB', true],
    ['10건', '10명', false],
    ['73%', '73%p', false],
    ['3배', '3%', false],
    ['80', '80ms', false],
    ['80ms', '80', false],
    ['80초', '80ms', false],
    ['1.2만 건', '1.2억 건', false],
    ['3.1', '3.10', false],
  ] as const)
    equal(isSame(quantity(said), quantity(known)), same, `${said} of ${known}`)
})

test('what was rounded fits its digits, and nothing finer', () => {
  for (const [said, known, fits] of [
    ['1.2만 건', '12,340건', true],
    ['1.3만 건', '12,340건', false],
    ['12%', '12.3%', true],
    ['13%', '12.3%', false],
    ['300ms', '304ms', false],
    ['12.34%', '12.3%', false],
  ] as const)
    equal(isRounded(quantity(said), quantity(known)), fits, `${said} of ${known}`)
})

test('what follows from a change by arithmetic is derived, and only that', () => {
  const derived = (said: string, from: string) =>
    factsIn(from).changes.some(change => isDerived(quantity(said), change))
  for (const [said, from, follows] of [
    ['73% 단축', '300 ms → 80 ms', true],
    ['73.3% 단축', '300ms에서 80ms로', true],
    ['74% 단축', '300 ms → 80 ms', false],
    ['75% 단축', '300 ms → 80 ms', false],
    ['3.75배', '300ms → 80ms', true],
    ['4배', '300ms → 80ms', true],
    ['5배', '300ms → 80ms', false],
    ['220ms', '300ms → 80ms', true],
    ['3.3%p', '3.5% → 0.2%', true],
    ['3.3%', '3.5% → 0.2%', false],
    ['94%', '3.5% → 0.2%', true],
    ['100%', '12건 → 0건', true],
    ['73%', '300ms 또는 80ms', false],
    ['73%', '300ms → 80건', false],
    ['절반', '800ms → 410ms', true],
    ['5분의 1', '480KB → 96KB', true],
    ['3분의 1', '480KB → 96KB', false],
    ['five servers', '8대 → 3대', true],
    ['220', '300ms → 80ms', false],
    ['두 배', '100 rps → 210 rps', true],
  ] as const)
    equal(derived(said, from), follows, `${said} from ${from}`)
})

test('vague numbers are told in either language', () => {
  deepEqual(factsIn('수백 건').vague, factsIn('hundreds of cases').vague)
  deepEqual(factsIn('몇 배').vague, factsIn('several times').vague)
  deepEqual(factsIn('several million rows').vague, ['millions'])
  deepEqual(factsIn('faster by an order of magnitude').vague, ['orders of magnitude'])
  deepEqual(factsIn('백 건, a million rows, 10 million').vague, [])
})

test('Latin tokens are names, units and magnitudes are not', () => {
  deepEqual(namesIn('Redis 캐시로 300ms → 80 ms, C++와 C#, AWS Lambda, Node.js'), [
    'Redis',
    'C++',
    'C#',
    'AWS',
    'Lambda',
    'Node.js',
  ])
})

const separated = (value: number) => value.toLocaleString('en-US')
const unitNames = ['ms', '%', '%p', '건', '명', 'GB', '배', '초', 'rps', '원']

test('any number is the same with thousand separators, full-width digits and a blank before its unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(...unitNames), (value, unit) => {
      const plain = quantity(`값 ${value}${unit}`)
      const wide = String(value).replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      for (const other of [
        `${separated(value)}${unit}`,
        `${value} ${unit}`,
        `${wide}${unit}`,
        `${separated(value)} ${unit}로`,
      ])
        ok(isSame(quantity(`값 ${other}`), plain), other)
    }),
  )
})

test('any two numbers that differ are told apart in the same unit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom(...unitNames),
      (value, more, unit) => {
        equal(isSame(quantity(`${value}${unit}`), quantity(`${value + more}${unit}`)), false)
      },
    ),
  )
})

test('no text breaks the reader', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
      for (const { value } of factsIn(text).quantities) ok(!Number.isNaN(value))
    }),
    { numRuns: 500 },
  )
})

test('a long text is read in time that grows with its length', () => {
  for (const piece of ['1', '1,', 'a-', '1.', '1만 ', '가1']) {
    const began = cpuMs()
    factsIn(piece.repeat(50_000 / piece.length))
    ok(cpuMs() - began < 1500, piece)
  }
})
