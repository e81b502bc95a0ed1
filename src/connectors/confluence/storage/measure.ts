import { keyOf } from './key.ts'

/** What a text is, to be compared with another of its kind. */
type Measure = { kind: 'number' | 'date'; at: number; isWholeDay: boolean } | { kind: 'text' | 'empty' }

const plainNumber = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/

/** The number that a text is, with or without thousands separators; undefined for other text, and for ids too long to be one. */
export function numberIn(text: string): number | undefined {
  const digits = keyOf(text).replace(/^−/, '-')
  const number = plainNumber.test(digits) ? Number(digits.replaceAll(',', '')) : Number.NaN
  return Number.isSafeInteger(Math.trunc(number)) ? number : undefined
}

const dateForm = new RegExp(
  String.raw`^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?\s*(?:\([월화수목금토일]\))?` +
    String.raw`(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$`,
)
const secondsOfDay = 86_400

function measured(text: string): Measure {
  const key = keyOf(text)
  const number = numberIn(key)
  if (number !== undefined) return { kind: 'number', at: number, isWholeDay: false }
  const [, ...parts] = dateForm.exec(key) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(part => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31) return { kind: key ? 'text' : 'empty' }
  const at = ((year * 12 + month) * 31 + day) * secondsOfDay + hour * 3600 + minute * 60 + second
  return { kind: 'date', at, isWholeDay: parts[3] === undefined }
}

let collator: Intl.Collator | undefined
/** Made when first asked for: loading the rules costs each start of the program some milliseconds. */
const dictionary = () => (collator ??= new Intl.Collator('ko', { numeric: true }))

/** Zero for the same key only. */
function inWords(a: string, b: string): number {
  const [left, right] = [keyOf(a), keyOf(b)]
  return dictionary().compare(left, right) || Number(left > right) - Number(left < right)
}

const kinds = ['number', 'date', 'text', 'empty'] as const

/**
 * The order of two texts: numbers by their value, dates by the digits as they stand (`2026-11-27`, `2026. 11. 27.`,
 * `2026년 11월 27일`, with a time or without, whatever its zone), words as a Korean dictionary has them. Numbers come before
 * dates, dates before words, and what is empty comes last.
 */
export function inOrder(a: string, b: string): number {
  const [left, right] = [measured(a), measured(b)]
  if ('at' in left && 'at' in right && left.kind === right.kind) return left.at - right.at
  return kinds.indexOf(left.kind) - kinds.indexOf(right.kind) || inWords(a, b)
}

/**
 * Where a text lies beside what is asked for: negative before it, zero at it, positive behind it; undefined where it is of
 * another kind (a word beside a number). A day asked for is the whole day.
 */
export function beside(text: string, asked: string): number | undefined {
  const [left, right] = [measured(text), measured(asked)]
  if (left.kind !== right.kind) return undefined
  if (!('at' in left && 'at' in right)) return inWords(text, asked)
  return (right.isWholeDay ? left.at - (left.at % secondsOfDay) : left.at) - right.at
}
