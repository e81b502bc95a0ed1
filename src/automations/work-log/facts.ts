import { datesIn, type Moment } from './dates.ts'
import { type Change, type Quantity, quantitiesIn } from './quantities.ts'
import { unitAt } from './units.ts'

/** A token in Latin letters: a product, a protocol, a version, a ticket key, or an English word. */
export interface Name {
  /** As it was written, in NFKC. */
  text: string
  /** It begins a sentence, so its capital says nothing. */
  begins: boolean
}

/** What of a text can be true or false without its being understood. */
export interface Facts {
  quantities: Quantity[]
  changes: Change[]
  dates: Moment[]
  names: Name[]
  /** 수십, hundreds: as much as a number, and as easily made up. */
  vague: string[]
}

/** Hidden characters could split a number for the reader and not for the eye. */
const plainOf = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[−‐‑‒]/g, '-')
    .replace(/\s+/g, ' ')

// A digit part is not part of the name where it is a number of its own: API/1,234건.
const name =
  /(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_]*(?:[./+#&-](?:[A-Za-z][A-Za-z0-9_]*|\d+(?!\d|,\d|%)[A-Za-z0-9]*))*(?:\+\+|#)?/g
const version = /(?<![A-Za-z0-9_.,])\d+(?:\.\d+){2,}(?:[-+.][A-Za-z0-9]+)*(?![\d])/g
const glued = /(?<![A-Za-z0-9_.,])\d+(?:\.\d+)?[A-Za-z][A-Za-z0-9]*(?![/])/g

/** Reads a text in any script. Numbers in names (p95, HTTP/2, S3, PAY-142, 2.1.0) are names. */
export function factsIn(text: string): Facts {
  const { dates, rest: undated } = datesIn(plainOf(text))
  const names: Name[] = []
  const take = (source: string, pattern: RegExp, isName: (found: string) => boolean) =>
    source.replace(pattern, (found: string, ...more) => {
      const at = more.findLast(part => typeof part === 'number') as number
      if (!isName(found)) return found
      names.push({ text: found, begins: beginsSentence(source, at) })
      return ' '.repeat(found.length)
    })
  const versioned = take(undated, version, () => true)
  const numbered = take(versioned, name, found => /\d/.test(found))
  const unglued = take(numbered, glued, found => !isMeasure(found))
  const { quantities, changes, rest } = quantitiesIn(unglued)
  take(rest, name, () => true)
  return { quantities, changes, dates, names, vague: vagueIn(rest) }
}

/** A number with its unit or magnitude, not a name that begins with a digit: 300ms, not 5xx. */
function isMeasure(token: string): boolean {
  const number = /^\d+(?:\.\d+)?(?:k|K|M|bn)?/.exec(token)![0]
  return number.length === token.length || unitAt(token, number.length).end === token.length
}

/** Of what stands before, the last is looked at: texts may be long, and names many. */
const beginsSentence = (text: string, at: number) =>
  /(?:^|[.!?:;•·—–]|^\s*[-*])["'(\s]*$/.test(at > 40 ? `a${text.slice(at - 40, at)}` : text.slice(0, at))

/** "A hundred" is a number; "several hundred" and "hundreds" are none. */
const vagueWords: [RegExp, string][] = [
  [
    /(?<![가-힣])(?:한|두|세|네) ?(?:자릿수|자리 ?수)|(?<![A-Za-z])(?:single|double|triple)[- ]digits?(?![A-Za-z])/i,
    'digits',
  ],
  [/(?<![A-Za-z])orders? of magnitude(?![A-Za-z])/i, 'orders of magnitude'],
  [/(?<![가-힣])(?:수|몇 ?)십|(?<![A-Za-z])dozens?(?![A-Za-z])/i, 'tens'],
  [/(?<![가-힣])(?:수|몇 ?)백|(?<![A-Za-z])hundreds?(?![A-Za-z])/i, 'hundreds'],
  [/(?<![가-힣])(?:수|몇 ?)천|(?<![A-Za-z])thousands?(?![A-Za-z])/i, 'thousands'],
  [/(?<![가-힣])(?:수|몇 ?)만|(?<![A-Za-z])tens of thousands(?![A-Za-z])/i, 'tens of thousands'],
  [/(?<![가-힣])(?:수|몇 ?)백만|(?<![A-Za-z])millions?(?![A-Za-z])/i, 'millions'],
  [/(?<![가-힣])(?:수|몇 ?)억|(?<![A-Za-z])billions?(?![A-Za-z])/i, 'hundreds of millions'],
  [/(?<![가-힣])(?:수|몇) ?배|(?<![A-Za-z])(?:several times|many times|manifold)(?![A-Za-z])/i, 'several times'],
]

const vagueIn = (text: string) => vagueWords.flatMap(([pattern, word]) => (pattern.test(text) ? [word] : []))
