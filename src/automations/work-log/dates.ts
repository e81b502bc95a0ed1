/** A day, a month, a year, a time of day: whatever of it was said. */
export interface Moment {
  year?: number
  month?: number
  day?: number
  /** `quarter 3`, `week 47`, `18:30`. */
  other?: string
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const month = `(?:${months.join('|')})[a-z]*\\.?`

/** Latest first where one is the beginning of another. Groups: y, m, d, mon, q, w, t. */
const patterns = [
  /(?<![\d.,])(?<y>(?:19|20)\d\d)-(?<m>\d{1,2})-(?<d>\d{1,2})(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])/,
  /(?<![\d.,])(?<y>(?:19|20)\d\d)-W(?<w>\d\d)(?!\d)/,
  /(?<![\d.,])(?<y>(?:19|20)\d\d) ?\. ?(?<m>\d{1,2}) ?\. ?(?<d>\d{1,2})(?:\.(?!\d))?(?![\d])/,
  /(?<![\d.,/])(?<y>(?:19|20)\d\d)\/(?<m>\d{1,2})\/(?<d>\d{1,2})(?![\d/])/,
  /(?<![\d.,])(?<y>(?:19|20)\d\d)년(?: ?(?<m>\d{1,2})월(?: ?(?<d>\d{1,2})일)?)?/,
  /(?<![\d.,])(?<y>(?:19|20)\d\d)년? ?(?<q>[1-4])분기/,
  /(?<![\d.,])(?<m>\d{1,2})월(?: ?(?<d>\d{1,2})일)?/,
  /(?<![\d.,])(?<q>[1-4])분기/,
  new RegExp(
    `(?<![A-Za-z])(?<mon>${month}) (?<d>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<y>(?:19|20)\\d\\d))?(?![\\d.,%]\\d|\\d)`,
    'i',
  ),
  new RegExp(`(?<![\\d.,])(?<d>\\d{1,2}) (?<mon>${month})(?: (?<y>(?:19|20)\\d\\d))?(?![A-Za-z\\d])`, 'i'),
  /(?<![A-Za-z\d])Q(?<q>[1-4])(?: (?<y>(?:19|20)\d\d))?(?![A-Za-z\d])/,
  /(?<![A-Za-z\d.,])(?<y>(?:19|20)\d\d)-(?<m>0[1-9]|1[0-2])(?![\d-])/,
  /(?<![\d.,:])(?<t>(?:[01]?\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?(?!:?\d)/,
  /(?<![\d.,])(?<t>[01]?\d|2[0-4])시(?!간)(?: ?(?<n>[0-5]?\d)분)?/,
]
const all = patterns.map(({ source, flags }) => new RegExp(source, `g${flags}`))

/** The dates and times of day in a text, and the text with blanks where they stood. */
export function datesIn(text: string): { dates: Moment[]; rest: string } {
  const dates: Moment[] = []
  let rest = text
  for (const pattern of all)
    rest = rest.replace(pattern, (...found) => {
      const groups = found.at(-1) as Record<string, string | undefined>
      const moment = momentOf(groups)
      if (!moment) return found[0] as string
      dates.push(moment)
      return ' '.repeat((found[0] as string).length)
    })
  return { dates, rest }
}

function momentOf({ y, m, d, mon, q, w, t, n }: Record<string, string | undefined>): Moment | undefined {
  const month = mon === undefined ? numberOf(m) : months.indexOf(mon.slice(0, 3).toLowerCase()) + 1
  const day = numberOf(d)
  if ((month !== undefined && (month < 1 || month > 12)) || (day !== undefined && (day < 1 || day > 31)))
    return undefined
  const time = t === undefined ? undefined : t.includes(':') ? t : `${t}:${(n ?? '0').padStart(2, '0')}`
  const other = q ? `quarter ${q}` : w ? `week ${w}` : time?.padStart(5, '0')
  return {
    ...(y !== undefined && { year: Number(y) }),
    ...(month !== undefined && { month }),
    ...(day !== undefined && { day }),
    ...(other !== undefined && { other }),
  }
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))

/** Whether everything that is said of one moment is said of the other too: 11월 20일 of 2026-11-20. */
export const isWithin = (said: Moment, known: Moment) =>
  (said.year === undefined || said.year === known.year) &&
  (said.month === undefined || said.month === known.month) &&
  (said.day === undefined || said.day === known.day) &&
  (said.other === undefined || said.other === known.other)
