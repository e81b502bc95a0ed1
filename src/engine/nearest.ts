/** The known words that somebody probably meant, the likeliest first; none where none is close. */
export function nearWords(word: string, known: Iterable<string>): string[] {
  const close = [...known]
    .filter(candidate => candidate !== word)
    .map(candidate => ({ candidate, distance: edits(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 5)))
  return close.sort((a, b) => a.distance - b.distance).map(({ candidate }) => candidate)
}

/** The known word that somebody probably meant, for "did you mean"; undefined where none is close. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => nearWords(word, known)[0]

/** How many letters must be added, removed or changed. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change))
    }
    row = next
  }
  return row.at(-1)!
}
