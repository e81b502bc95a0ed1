/** Without control characters, signs that turn the direction of what follows, and what XML does not allow; one line. */
export const plain = (text: string) =>
  oneLine(
    text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, ' '),
  ).trim()

/** Single blanks for all others; the single ones that it has, which are most, it leaves where they are. */
export const oneLine = (text: string) => text.replace(/\s{2,}|[^\S ]/g, ' ')

/** Cuts at a number of UTF-16 units, between two characters, and shows that it did. */
export const clipped = (text: string, limit: number) =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
