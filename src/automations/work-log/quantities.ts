import { type Placed, spelledIn } from './spelled.ts'
import { bare, currencyOf, isCount, unitAt } from './units.ts'

/** A number with its unit. */
export interface Quantity {
  /** In the base unit of its dimension, without its sign: "-20%" is told as "20% 감소" too. */
  value: number
  dimension: string
  /** The least it could have differed by, as it was written: 1 for "80", 1000 for "1.2만". */
  step: number
  /** As it was written. */
  text: string
}

/** Two quantities of which one became the other: "820ms에서 140ms로", "12건 → 0건". */
export type Change = readonly [from: Quantity, to: Quantity]

const digits = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?'
const start = new RegExp(`(?<![A-Za-z\\d_]|\\d[.,])([$₩€£¥]?) ?(${digits})`, 'g')
const more = new RegExp(`^ ?(${digits})`)

const magnitudes: Record<string, number> = { 십: 10, 백: 100, 천: 1e3, 만: 1e4, 억: 1e8, 조: 1e12 }
const latinMagnitudes: Record<string, number> = { k: 1e3, K: 1e3, M: 1e6, bn: 1e9 }
const spelled: Record<string, number> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }

/** The quantities in a text in NFKC from which dates and names were taken out, oldest first, and what became what. */
export function quantitiesIn(text: string): { quantities: Quantity[]; changes: Change[]; rest: string } {
  const fractions = fractionsIn(text)
  const whole = blanked(text, fractions)
  const placed = [...fractions, ...numbersIn(whole), ...spelledIn(whole)].sort((a, b) => a.at - b.at)
  const links = placed.slice(1).map((next, index) => linkBetween(text.slice(placed[index]!.end, next.at)))
  // "300 → 80ms": of two that are linked, one may bear the unit of both.
  for (const [index, link] of links.entries()) {
    const [left, right] = [placed[index]!, placed[index + 1]!]
    if (link && left.unit === bare) left.unit = right.unit
    if (link && right.unit === bare) right.unit = left.unit
  }
  const quantities = placed.map(toQuantity)
  const changes = links.flatMap((link, index) =>
    link === 'change' && quantities[index]!.dimension === quantities[index + 1]!.dimension
      ? [[quantities[index]!, quantities[index + 1]!] as const]
      : [],
  )
  return { quantities, changes, rest: blanked(text, placed) }
}

/** With blanks where something stands; `placed` in its order. In one pass: a long text may hold thousands. */
function blanked(text: string, placed: readonly Placed[]): string {
  const parts: string[] = []
  let done = 0
  for (const { at, end } of placed) {
    if (end <= done) continue
    const from = Math.max(at, done)
    parts.push(text.slice(done, from), ' '.repeat(end - from))
    done = end
  }
  return parts.join('') + text.slice(done)
}

const toQuantity = ({ number, step, unit, text }: Placed): Quantity => ({
  value: number * unit.factor,
  dimension: unit.dimension,
  step: step * unit.factor,
  text: text.trim(),
})

function numbersIn(text: string): Placed[] {
  const found: Placed[] = []
  for (const match of text.matchAll(start)) {
    const at = match.index
    if (at < (found.at(-1)?.end ?? 0)) continue
    const sign = currencyOf(match[1]!)
    const { number, step, end: numberEnd } = withMagnitude(text, match[2]!, at + match[0].length)
    const { unit, end } = sign ? { unit: sign, end: numberEnd } : unitAt(text, numberEnd)
    found.push({ at, end, number, step, unit, text: text.slice(at, end) })
  }
  return found
}

/** "1.2만", "1억 2천만", "12만 5,000", "3k", "1.2 million". */
function withMagnitude(text: string, written: string, from: number) {
  let factor = magnitudeAt(text, from)
  let number = numberOf(written) * factor.times
  let step = stepOf(written) * factor.times
  let end = factor.end
  while (factor.times >= 1e3 && factor.isHangul) {
    const [whole, next] = more.exec(text.slice(end)) ?? []
    if (whole === undefined || next === undefined) break
    const smaller = magnitudeAt(text, end + whole.length)
    const value = numberOf(next) * smaller.times
    if (value >= factor.times || (smaller.times > 1 && !smaller.isHangul)) break
    number += value
    step = stepOf(next) * smaller.times
    end = smaller.end
    factor = smaller
  }
  return { number, step, end }
}

function magnitudeAt(text: string, at: number): { times: number; end: number; isHangul?: boolean } {
  const rest = text.slice(at, at + 12)
  const hangul = /^[십백천만억조]+/.exec(rest)?.[0]
  if (hangul)
    return {
      times: [...hangul].reduce((times, sign) => times * magnitudes[sign]!, 1),
      end: at + hangul.length,
      isHangul: true,
    }
  const latin = /^(?:bn|[kKM])(?![A-Za-z\d])/.exec(rest)?.[0]
  if (latin) return { times: latinMagnitudes[latin]!, end: at + latin.length }
  const word = /^ (hundred|thousand|million|billion|trillion)(?![A-Za-z])/i.exec(rest)
  if (word) return { times: spelled[word[1]!.toLowerCase()]!, end: at + word[0].length }
  return { times: 1, end: at }
}

const numberOf = (written: string) => Number(written.replaceAll(',', ''))
const stepOf = (written: string) => 10 ** -(written.split('.')[1]?.length ?? 0)

/** "5분의 1로": a fifth is five times less. */
const fractionsIn = (text: string): Placed[] =>
  [...text.matchAll(/(?<![\d.,])(\d{1,4})분의 ?(\d{1,4})(?![\d.,]\d|\d)/g)].map(
    ({ index: at, 0: word, 1: parts, 2: part }) => ({
      at,
      end: at + word.length,
      number: Number(parts) / Number(part),
      step: 1,
      unit: { dimension: 'times', factor: 1 },
      text: word,
    }),
  )

const arrow = /^\s*(?:→|->|=>|⇒|➜|➔|에서|(?:down |up )?to)\s*(?:약 ?|about )?$/
const range = /^\s*(?:~|∼|〜|–|—|-|부터)\s*$/

const linkBetween = (between: string): 'change' | 'range' | undefined =>
  arrow.test(between) ? 'change' : range.test(between) ? 'range' : undefined

/** Whether they say the same: 0.3초 and 300ms, 1.2만 건 and 12,000건, 10 tests and 10건. */
export function isSame(said: Quantity, known: Quantity): boolean {
  if (!isComparable(said, known)) return false
  // A bare 3.10 is a version sooner than a measure.
  if (said.dimension === '' && known.dimension === '' && said.step < 1) return said.text.trim() === known.text.trim()
  return Math.abs(said.value - known.value) <= 1e-9 * Math.max(Math.abs(said.value), Math.abs(known.value))
}

/** Whether the one is the other rounded to the digits that are shown: 1.2만 of 12,340. */
export const isRounded = (said: Quantity, known: Quantity) =>
  isComparable(said, known) &&
  said.dimension !== '' &&
  said.step > known.step &&
  Math.abs(said.value - known.value) <= said.step / 2 + 1e-9

/** A counter goes with a noun that nobody listed, not with another counter. */
const isComparable = (said: Quantity, known: Quantity) =>
  said.dimension === known.dimension ||
  (said.dimension === '' && isCount(known)) ||
  (known.dimension === '' && isCount(said))

/**
 * What follows from "a became b" by arithmetic that a reader does in the head: the change in per cent, how many times,
 * and the difference. True where what is said is one of them, rounded to the digits that are shown.
 */
export function isDerived(said: Quantity, [from, to]: Change): boolean {
  const [a, b] = [from.value, to.value]
  const near = (exact: number) => Number.isFinite(exact) && Math.abs(said.value - exact) <= said.step / 2 + 1e-9
  switch (said.dimension) {
    case '%':
      return near((Math.abs(a - b) / a) * 100)
    case '%p':
      return from.dimension === '%' && near(Math.abs(a - b))
    case 'times':
      return near(Math.max(a, b) / Math.min(a, b))
    default:
      return (said.dimension !== '' || isCount(from)) && isComparable(said, from) && near(Math.abs(a - b))
  }
}
