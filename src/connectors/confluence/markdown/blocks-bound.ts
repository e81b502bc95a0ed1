import { HubError } from '../../../engine/error.ts'

/**
 * Bounds for what takes micromark long in the order of blocks, whatever stands in them. A page of a person's is far below
 * them; each was measured to take about half a second at most.
 */
const bounds = {
  lines: 6000,
  /** Marks of quotations and items, of all lines. */
  marks: 8000,
  /** How often a quotation or a list begins: each one looks through all that stands before it. */
  beginnings: 1500,
  /** Headings with a line under them: these, too. */
  underlined: 500,
  /** Lines that go on with a paragraph of an item or a quotation, and do not say so by mark or indent. */
  unmarked: 1000,
  /** Places of tables, for every row has as many as the header. */
  places: 50_000,
  /** Of one table. */
  columns: 1000,
}

/** Throws `invalid` for Markdown whose blocks take too long to read, naming the line at which it becomes too much. */
export function assertFewBlocks(markdown: string, linesBefore: number) {
  const counts = { lines: 0, marks: 0, beginnings: 0, underlined: 0, unmarked: 0, places: 0, columns: 0 }
  const add = (what: keyof typeof bounds, number: number, line: number) => {
    counts[what] += number
    if (counts[what] > bounds[what]) throw tooMany(what, line + 1 + linesBefore)
  }
  let before = { text: '', kind: '', isInside: false, columns: 0 }
  for (const [line, text] of markdown.split('\n').entries()) {
    if (text.trim() === '') {
      before = { ...before, text, isInside: false, columns: 0 }
      continue
    }
    const marks = marksOf(text)
    const kind = marks.replace(/[^>*+\-.)]/g, '').slice(0, 1)
    const isIndented = /^(?: {2}|\t)/.test(text)
    const isNew = (kind === '>' && before.text.trim() === '') || (kind !== '' && kind !== before.kind && !isIndented)
    const isBlock = /^ {0,3}(?:#|```|~~~)/.test(text)
    const isInside = kind !== '' || (before.isInside && !isBlock)
    const isUnmarked = kind === '' && isInside && !isIndented
    add('lines', 1, line)
    add('marks', marks.replace(/[^>*+\-.)]/g, '').length, line)
    if (isNew) add('beginnings', 1, line)
    if (/^[ >]*(?:=+|-+)\s*$/.test(text) && before.text.trim() !== '') add('underlined', 1, line)
    if (isUnmarked) add('unmarked', 1, line)
    const columns = before.columns || (isDelimiters(text) ? columnsOf(text) : 0)
    counts.columns = 0
    add('columns', columns, line)
    add('places', columns, line)
    if (indentOf(text) >= deepIndent) add('marks', indentOf(text) >> 1, line)
    before = { text, kind: isIndented ? before.kind : kind, isInside, columns }
  }
}

/** From here on a line may stand in items that are nested deep. */
const deepIndent = 40
const indentOf = (text: string) => /^[ \t]*/.exec(text)![0].length

/** Marks of quotations and items that a line begins with. */
const marksOf = (text: string) => /^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*/.exec(text)![0]

const isDelimiters = (text: string) =>
  /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(text) && text.includes('|')
const columnsOf = (text: string) => text.split('|').length

const said: Record<keyof typeof bounds, { en: string; ko: string }> = {
  lines: { en: 'lines', ko: '줄' },
  marks: { en: 'marks of lists and quotations', ko: '목록·인용 표시' },
  beginnings: { en: 'separate lists and quotations', ko: '따로 떨어진 목록·인용' },
  underlined: {
    en: 'headings with a line under them (write ## before them instead)',
    ko: '밑줄로 적은 제목(대신 앞에 ##을 쓰세요)',
  },
  unmarked: {
    en: 'lines that go on in a list or quotation without indent (leave an empty line before them)',
    ko: '들여쓰지 않고 목록·인용에 이어 쓴 줄(앞에 빈 줄을 두세요)',
  },
  places: { en: 'cells of tables', ko: '표의 칸' },
  columns: { en: 'columns in a table', ko: '표의 열' },
}

function tooMany(what: keyof typeof bounds, line: number): HubError {
  const most = bounds[what].toLocaleString('en')
  return new HubError(
    'invalid',
    `By line ${line} the Markdown has more than ${most} ${said[what].en}. Write it section by section, or on several pages.`,
    {
      ko: `마크다운 ${line}번째 줄까지 ${said[what].ko}이(가) ${most}개를 넘습니다. 절을 나누어 쓰거나 여러 페이지로 나누십시오.`,
    },
  )
}
