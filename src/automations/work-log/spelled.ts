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
  ...counted(text, englishNumber, word => english[word.toLowerCase()]!),
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
  `(?<![가-힣\\d.,])(?!십분 ?[가-힣])(?:[${sinoDigits}십백천만억조]*[십백천만억조][${sinoDigits}]?여?(?= ?(?:${sinoCounters}))|[${sinoDigits}](?= ?퍼센트))`,
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

const english: Record<string, number> = {
  ...Object.fromEntries(
    'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
      .split(' ')
      .map((word, index) => [word, index + 2]),
  ),
  ...{ thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90, dozen: 12 },
}
const englishNumber = new RegExp(`(?<![A-Za-z-])(?:${Object.keys(english).join('|')})(?![A-Za-z-])`, 'gi')

const times: Unit = { dimension: 'times', factor: 1 }
const folds = 'two three four five six seven eight nine ten hundred thousand'.split(' ')
const foldValue = (word: string) => {
  const name = folds.find(one => word.toLowerCase().startsWith(one))!
  return english[name] ?? (name === 'hundred' ? 100 : 1000)
}

/** Said without a unit's word: a half, a double. Their step is that of a rough word. */
const fixed: [RegExp, number | ((word: string) => number), Unit, number][] = [
  [
    /(?<![가-힣])(?:절반|반(?=으로|이나))|(?<![A-Za-z-])(?:half|halved|halving)(?![A-Za-z-])/gi,
    50,
    { dimension: '%', factor: 1 },
    10,
  ],
  [/(?<![가-힣])갑절|(?<![A-Za-z])(?:twice|doubled?|doubling)(?![A-Za-z])/gi, 2, times, 1],
  [/(?<![A-Za-z])(?:thrice|tripled?|tripling)(?![A-Za-z])/gi, 3, times, 1],
  [/(?<![A-Za-z])quadrupl(?:ed?|ing)(?![A-Za-z])/gi, 4, times, 1],
  [new RegExp(`(?<![A-Za-z])(?:${folds.join('|')})-?fold(?![A-Za-z])`, 'gi'), foldValue, times, 1],
]
