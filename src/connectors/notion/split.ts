/** Notion counts at most 2 000 characters for one piece of text. We count UTF-16 units, of which there are never fewer. */
const pieceLength = 2000

/** Longer clusters, such as letters under heaps of accents, are cut between characters. */
const longestCluster = 64

/** Cuts a text into pieces that join back to it, never inside of what people see as one character. */
export function split(text: string, length = pieceLength): string[] {
  const pieces: string[] = []
  let from = 0
  while (text.length - from > length) {
    const to = cutBefore(text, from, from + length)
    pieces.push(text.slice(from, to))
    from = to
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

function cutBefore(text: string, from: number, end: number): number {
  const start = Math.max(from, whole(text, end - longestCluster))
  const around = text.slice(start, whole(text, end + longestCluster))
  const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
  const cut = start + (graphemes.segment(around).containing(end - start)?.index ?? end - start)
  return cut > Math.max(from, end - longestCluster) ? cut : Math.max(whole(text, end), from + 1)
}

/** The place itself, or the one before it where it lies inside of a surrogate pair. */
function whole(text: string, at: number): number {
  const inside = at > 0 && /[\ud800-\udbff]/.test(text[at - 1]!) && /[\udc00-\udfff]/.test(text[at] ?? '')
  return inside ? at - 1 : at
}
