/** Markdown as one line of plain words, verbatim but for its marks: list items are joined by a semicolon, addresses of links left out. */
export function lineOf(markdown: string): string {
  const lines = markdown
    .replace(/^[^\S\r\n]*(?:`{3,}|~{3,}).*$/gm, '')
    .replace(/!?\[([^[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, '$1')
    .split(/\r\n?|\n/)
    .map(unmarked)
    .filter(Boolean)
  return lines.reduce((joined, line) => (joined === '' ? line : joined + jointAfter(joined) + line), '')
}

/** Without the marks of a list, a quotation, a heading, emphasis and code. */
const unmarked = (line: string) =>
  line
    .replace(/^\s*(?:>\s*)*(?:(?:[-*+•]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?|#{1,6}\s+)?/, '')
    .replace(/\*\*|`/g, '')
    .replace(hidden, ' ')
    .trim()

/** Blanks and signs that show nothing, but for the one that joins two pictures into one: 👩‍💻. */
const hidden =
  /(?:(?!(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\s])+/gu

const jointAfter = (text: string) => (/[.!?:;,…]$/.test(text) ? ' ' : '; ')
