import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { factsIn } from './facts.ts'
import { spelledIn } from './spelled.ts'

const toldIn = (text: string) => spelledIn(text).map(({ number, unit }) => `${number} ${unit.dimension}`.trim())

test('numbers in words are read in both ways of Korean and in English', () => {
  for (const [text, told] of Object.entries({
    '세 건': '3 count of things',
    '서른 건': '30 count of things',
    '스무 명': '20 count of people',
    '열두 가지': '12 count of things',
    '마흔여덟 곳': '48 count of things',
    '삼십 건': '30 count of things',
    '백이십삼 건': '123 count of things',
    '이천오백만 원': '25000000 KRW',
    '만 명': '10000 count of people',
    '억 원': '100000000 KRW',
    '구십구 퍼센트': '99 %',
    '오 퍼센트': '5 %',
    '백여 개': '100 count of things',
    '삼십 초': '30 second',
    'seventeen people': '17 count of people',
    'a dozen services': '12',
    '백만 사용자': '1000000',
    '반 토막': '50 %',
    'zero errors': '0',
    'twenty-five percent': '25 %',
    'ninety nine services': '99',
    'a hundred users': '100',
    'two hundred and five people': '205 count of people',
    'one million requests': '1000000',
    'a hundred and twenty thousand dollars': '120000 USD',
    'by a quarter': '25 %',
    'two fifths of it': '40 %',
    tenfold: '10 times',
    'three-fold': '3 times',
    quadrupled: '4 times',
  }))
    deepEqual(toldIn(text), [told], text)
})

test('words that only look like numbers are left alone', () => {
  for (const text of [
    ...[
      '한 건',
      'one test',
      '이 건',
      '사 개월',
      '수십 건',
      '몇백 건',
      '고객만 명확히',
      '십분 활용',
      '세 번째',
      '백엔드 개발',
      '천천히',
    ],
    ...['two-step', 'often', 'tension', 'dozens of cases', 'a third service', 'the first quarter', 'someone'],
    ...['천만에', '백만장자'],
  ])
    deepEqual(toldIn(text), [], text)
})

test('a number in words says the same as one in digits', () => {
  for (const [words, digits] of [
    ['서른 건', '30건'],
    ['이천오백만 원', '2,500만 원'],
    ['구십구 퍼센트', '99%'],
    ['twenty minutes', '20분'],
  ] as const) {
    const [said, known] = [words, digits].map(text => factsIn(text).quantities[0]!)
    deepEqual([said!.value, said!.dimension], [known!.value, known!.dimension], words)
  }
})
