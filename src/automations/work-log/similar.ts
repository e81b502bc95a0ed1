/** The three-character pieces of a text, in which neither case nor spaces nor marks count. */
export function piecesOf(text: string): Set<string> {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim()
  const pieces = new Set<string>()
  for (let at = 0; at + 3 <= letters.length; at++) pieces.add(letters.slice(at, at + 3))
  if (pieces.size === 0 && letters) pieces.add(letters)
  return pieces
}

/** From 0 to 1: how much of two texts is the same (Jaccard). */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const piece of few) if (many.has(piece)) shared++
  return shared / (a.size + b.size - shared)
}

/**
 * Groups what belongs together by any chain of pairs, so that the order of `items` changes nothing but theirs in a
 * group. Only texts of like length are compared: others cannot be as similar as that.
 */
export function grouped<T>(
  items: readonly T[],
  piecesOf: (item: T) => ReadonlySet<string>,
  limit: number,
  keyOf: (item: T) => string | undefined,
): T[][] {
  const all = items.map((item, index) => ({ item, index, pieces: piecesOf(item), key: keyOf(item) }))
  const parent = all.map(({ index }) => index)
  const root = (index: number): number => (parent[index] === index ? index : root(parent[index]!))
  const join = (a: number, b: number) => {
    parent[Math.max(root(a), root(b))] = Math.min(root(a), root(b))
  }
  const firstOf = new Map<string, number>()
  for (const { key, index } of all) {
    if (key === undefined) continue
    if (firstOf.has(key)) join(firstOf.get(key)!, index)
    else firstOf.set(key, index)
  }
  const bySize = all.toSorted((a, b) => a.pieces.size - b.pieces.size)
  for (const [at, one] of bySize.entries())
    for (let next = at + 1; next < bySize.length && bySize[next]!.pieces.size * limit <= one.pieces.size; next++)
      if (similarity(one.pieces, bySize[next]!.pieces) >= limit) join(one.index, bySize[next]!.index)
  const groups = Map.groupBy(all, ({ index }) => root(index))
  return [...groups.values()].map(group => group.map(({ item }) => item))
}
