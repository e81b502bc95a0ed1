/** Without control characters, signs that turn the direction of what follows, and what XML does not allow; one line. */
export const plain = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Cuts at a number of UTF-16 units, between two characters, and shows that it did. */
export const clipped = (text: string, limit: number) =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
