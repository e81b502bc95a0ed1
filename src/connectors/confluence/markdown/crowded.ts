import { HubError } from '../../../engine/error.ts'

/**
 * Bounds for what takes micromark the square of its length: signs that may begin or end something, which it matches with
 * one another within one text (a paragraph, a heading, a cell), and signs whose other half it looks for to the end of that.
 */

/** In one text. */
const mostSigns = 2000
/** The squares of their numbers in each text, added up: two texts are as bad as one with half as many again. */
const mostMatching = 3 * mostSigns ** 2
/** Characters that are looked through, added up. */
const mostLooking = 2_000_000

/** What of micromark's tokenizer is used here. */
interface Tokenizer {
  parser: object
  now(): { line: number }
}
interface Effects {
  enter(type: string): unknown
  consume(code: number | null): unknown
}
type Step = (code: number | null) => Step | undefined

/** Counts the signs of each text, and throws `invalid` where they are too many. It takes none of them. */
export const countingSigns = (linesBefore: number) => {
  const signs = new Map<object, number>()
  let matching = 0
  const add = (text: object, number: number, line: number) => {
    const here = (signs.get(text) ?? 0) + number
    signs.set(text, here)
    matching += number * (2 * here - number)
    if (here > mostSigns || matching > mostMatching) throw crowded(line)
  }
  const count = {
    name: 'countingSigns',
    tokenize(this: Tokenizer, effects: Effects, _: Step, nok: Step): Step {
      const line = this.now().line + linesBefore
      let [sign, length] = [0, 0]
      const step: Step = code => {
        if (code === null || (length > 0 && code !== sign)) {
          // Each pair of a long run may be one of its own.
          add(this, Math.ceil(length / 2), line)
          return nok(code)
        }
        if (length === 0) effects.enter('countingSigns')
        sign = code
        length++
        effects.consume(code)
        return step
      }
      return step
    },
  }
  return { text: Object.fromEntries([...'*_~[]<`'].map(sign => [sign.charCodeAt(0), count])) }
}

/** What may follow an address and be none of it: the rest of it is looked through at each. */
const trails = /(?:[!"'()*,.:;?_~\]]|&[a-z\d]+;?){20,}/gi

/** The signs for which another half is looked for to the end of a text, with what that is. */
const halves = /`+|<!--|<\?|<!\[CDATA\[|<![a-z]|www\.|https?:\/\//gi
const otherHalf = (sign: string) => {
  if (sign.startsWith('`')) return sign
  if (sign.startsWith('<!--')) return '-->'
  if (sign === '<?') return '?>'
  if (/^[wh]/i.test(sign)) return ' '
  return sign.startsWith('<![') ? ']]>' : '>'
}

/**
 * Throws `invalid` where looking for other halves would go through too much. No text goes beyond an empty line, and none is
 * looked through behind the other half.
 */
export function assertSoonClosed(markdown: string, linesBefore: number) {
  const ends = [...markdown.matchAll(/\n[ \t>]*\n/g)].map(({ index }) => index).reverse()
  const nearest = new Map<string, number>()
  let looking = 0
  for (const { 0: trail, index } of markdown.matchAll(trails)) {
    looking += trail.length ** 2
    if (looking > mostLooking) throw crowded(markdown.slice(0, index).split('\n').length + linesBefore)
  }
  for (const { 0: sign, index } of [...markdown.matchAll(halves)].reverse()) {
    while (ends.length > 0 && ends[0]! > index && (ends[1] ?? -1) > index) ends.shift()
    const end = ends[0] !== undefined && ends[0] > index ? ends[0] : markdown.length
    const half = otherHalf(sign)
    const known = nearest.get(half) ?? Number.POSITIVE_INFINITY
    const close = half === sign ? known : nextOf(markdown, half, index, known)
    nearest.set(half, half === sign ? index : close)
    looking += Math.min(end, close) - index
    if (looking > mostLooking) throw crowded(markdown.slice(0, index).split('\n').length + linesBefore)
  }
}

/** Where the half stands next: `known` is where it does so behind the sign that was asked for before. */
function nextOf(markdown: string, half: string, index: number, known: number): number {
  const found = markdown.slice(index, Math.min(known, markdown.length)).indexOf(half)
  return found < 0 ? known : index + found
}

const crowded = (line: number) =>
  new HubError(
    'invalid',
    `Line ${line} of the Markdown: its paragraph has too many signs that may set words off (* _ ~ \` [ ] <). Split it into several paragraphs, or put what is no Markdown into a code block.`,
    {
      ko: `Markdown ${line}번째 줄: 한 문단에 서식 기호(* _ ~ \` [ ] <)가 너무 많습니다. 문단을 여러 개로 나누거나, 서식이 아닌 글은 코드 블록에 넣으십시오.`,
    },
  )
