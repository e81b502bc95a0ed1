import { type Unit, unitAt } from './units.ts'

/** A number with its unit and where it stands. */
export interface Placed {
  at: number
  end: number
  number: number
  /** The least it could have differed by, as it was written. */
  step: number
  unit: Unit
  text: string
}

/** Numbers in words. "한" and "one" are left alone: they are articles more often than counts. */
export const spelledIn = (text: string): Placed[] => [
  ...counted(text, nativeNumber, nativeValue),
  ...counted(text, sinoNumber, sinoValue),
  ...counted(text, englishNumber, englishValue),
  ...fixed.flatMap(([pattern, number, unit, step]) =>
    [...text.matchAll(pattern)].map(({ index: at, 0: word }) => ({
      at,
      end: at + word.length,
      number: typeof number === 'number' ? number : number(word),
      step,
      unit,
      text: word,
    })),
  ),
]

const counted = (text: string, pattern: RegExp, numberOf: (word: string) => number) =>
  [...text.matchAll(pattern)].map(({ index: at, 0: word }): Placed => {
    const { unit, end } = unitAt(text, at + word.length)
    return { at, end, number: numberOf(word), step: 1, unit, text: text.slice(at, end) }
  })

const tens = '열 스물 서른 마흔 쉰 예순 일흔 여든 아흔'.split(' ')
const ones = '한 두 세 네 다섯 여섯 일곱 여덟 아홉'.split(' ')
const counters = '배|개|건|명|번(?!째)|회|가지|곳|대|줄|시간|주|달|차례|팀'
const anyTen = `(?:${tens.join('|')}|스무)`
const nativeNumber = new RegExp(
  `(?<![가-힣])(?:${anyTen}(?:${ones.join('|')})?|(?:${ones.slice(1).join('|')}))여?(?= ?(?:${counters}))`,
  'g',
)

function nativeValue(word: string): number {
  const ten = tens.findIndex(name => word.startsWith(name)) + 1 || (word.startsWith('스무') ? 2 : 0)
  const rest = word.replace(new RegExp(`^${anyTen}|여$`, 'g'), '')
  return 10 * ten + ones.indexOf(rest) + 1
}

const sinoDigits = '일이삼사오육칠팔구'
const sinoCounters = `${counters}|퍼센트|초|분|일|개월|년|원|달러|점|페이지|쪽|행|라인|종|항목|인`
/** One digit alone is a word of another kind more often than a number, but before 퍼센트. 십분 means "wholly". */
const sinoNumber = new RegExp(
  `(?<![가-힣\\d.,])(?!십분 ?[가-힣])(?:[${sinoDigits}십백천만억조]*[십백천만억조][${sinoDigits}]?여?(?= ?(?:${sinoCounters}))|[${sinoDigits}]?[십백천][만억조](?![가-힣])|[${sinoDigits}](?= ?퍼센트))`,
  'g',
)

const small: Record<string, number> = { 십: 10, 백: 100, 천: 1000 }
const large: Record<string, number> = { 만: 1e4, 억: 1e8, 조: 1e12 }

function sinoValue(word: string): number {
  let [sum, group, digit] = [0, 0, 0]
  for (const sign of word.replace(/여$/, '')) {
    if (sign in small) [group, digit] = [group + (digit || 1) * small[sign]!, 0]
    else if (sign in large) [sum, group, digit] = [sum + (group + digit || 1) * large[sign]!, 0, 0]
    else digit = sinoDigits.indexOf(sign) + 1
  }
  return sum + group + digit
}

const below20 =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const englishTens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const english: Record<string, number> = {
  ...Object.fromEntries(below20.map((word, value) => [word, value])),
  ...Object.fromEntries(englishTens.map((word, index) => [word, 20 + 10 * index])),
}
const englishMagnitudes: Record<string, number> = { dozen: 12, hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 }

const anyOf = (words: string[]) => `(?:${words.join('|')})`
const [anyDigit, anyMagnitude] = [anyOf(below20.slice(1, 10)), anyOf(Object.keys(englishMagnitudes))]
const below100 = `(?:${anyOf(englishTens)}(?:[- ]${anyDigit})?|${anyOf(below20.filter(word => word !== 'one'))})`
const englishNumber = new RegExp(
  `(?<![A-Za-z-])(?:(?:an?|one|${below100}) ${anyMagnitude}(?:(?: and)? (?:one|${below100}|${anyMagnitude}))*|${below100})(?![A-Za-z-]| (?:thirds|quarters|fifths|tenths))`,
  'gi',
)

/** "A hundred and twenty thousand": what is counted up so far goes times the magnitude. */
function englishValue(words: string): number {
  let [sum, group] = [0, 0]
  for (const word of words.toLowerCase().split(/[- ]/)) {
    const times = englishMagnitudes[word]
    if (times === undefined) group += english[word] ?? 0
    else if (times < 1e3) group = (group || 1) * times
    else [sum, group] = [sum + (group || 1) * times, 0]
  }
  return sum + group
}

const times: Unit = { dimension: 'times', factor: 1 }
const folds = 'two three four five six seven eight nine ten hundred thousand'.split(' ')
const foldValue = (word: string) => {
  const name = folds.find(one => word.toLowerCase().startsWith(one))!
  return english[name] ?? englishMagnitudes[name]!
}
const shares: Record<string, number> = { third: 3, quarter: 4, fifth: 5, tenth: 10 }
/** "Two thirds", in per cent. */
const shareOf = (words: string) => {
  const [many, part] = words.toLowerCase().split(/[- ]/) as [string, string]
  return (100 * (english[many] ?? 1)) / shares[part.replace(/s$/, '')]!
}

/** Said without a unit's word: a half, a double. Their step is that of a rough word. */
const fixed: [RegExp, number | ((word: string) => number), Unit, number][] = [
  [
    /(?<![가-힣])(?:절반|반 ?토막|반(?=으로|이나))|(?<![A-Za-z-])(?:half|halved|halving)(?![A-Za-z-])/gi,
    50,
    { dimension: '%', factor: 1 },
    10,
  ],
  // "A third service" and "the first quarter" are no shares.
  [
    /(?<![A-Za-z-])(?:(?:two|three|four)[- ](?:thirds|quarters|fifths|tenths)|(?<=by |to )an? (?:third|quarter|fifth|tenth)|an? (?:third|quarter|fifth|tenth)(?= of ))(?![A-Za-z-])/gi,
    shareOf,
    { dimension: '%', factor: 1 },
    1,
  ],
  [/(?<![가-힣])갑절|(?<![A-Za-z])(?:twice|doubled?|doubling)(?![A-Za-z])/gi, 2, times, 1],
  [/(?<![A-Za-z])(?:thrice|tripled?|tripling)(?![A-Za-z])/gi, 3, times, 1],
  [/(?<![A-Za-z])quadrupl(?:ed?|ing)(?![A-Za-z])/gi, 4, times, 1],
  [new RegExp(`(?<![A-Za-z])(?:${folds.join('|')})-?fold(?![A-Za-z])`, 'gi'), foldValue, times, 1],
]
