/** A piece of text with one look. */
export interface Run {
  text: string
  /** Letters of `bcis`, in this order: bold, code, italic, struck; `x` for what is not ours. */
  look: string
  href?: string | undefined
}

/**
 * Inline Markdown. Underscores are no marks: names such as `__init__` are common in what engineers write. What is longer
 * than a few thousand characters stays as it is, which bounds the search for its end.
 */
const marks = new RegExp(
  [
    String.raw`(?<tick>\x60{1,3})(?<code>[^\n]{1,2000}?)\k<tick>(?!\x60)`,
    String.raw`\[(?<label>[^\]\n]{1,500})\]\((?<href>(?:https?|mailto):[^\s)]{1,1900})\)`,
    String.raw`\*\*(?<bold>(?=\S)[^\n]{1,1000}?(?<=\S))\*\*`,
    String.raw`(?<![\p{L}\p{N}*])\*(?<italic>(?=[^\s*])[^\n*]{1,1000}?(?<=\S))\*(?![\p{L}\p{N}*])`,
    String.raw`~~(?<struck>(?=\S)[^\n]{1,1000}?(?<=\S))~~`,
    String.raw`(?<url>https?:\/\/[^\s<>()"'\x60]{0,1900}[^\s<>()"'\x60.,;:!?*~\]])`,
    String.raw`\\(?<escaped>[\\\x60*~\[\]_#>+\-.!|])`,
  ].join('|'),
  'gu',
)

/** The runs of a text. Marks that do not close are text. */
export function runsOf(text: string, look = '', href?: string): Run[] {
  const runs: Run[] = []
  const plain = (piece: string) => piece && runs.push({ text: piece, look, ...(href && { href }) })
  let at = 0
  for (const match of text.matchAll(marks)) {
    const found = match.groups!
    plain(text.slice(at, match.index))
    at = match.index + match[0].length
    if (found.code !== undefined) runs.push(...runsOfCode(found.code, look, href))
    else if (found.bold !== undefined) runs.push(...runsOf(found.bold, withLook(look, 'b'), href))
    else if (found.italic !== undefined) runs.push(...runsOf(found.italic, withLook(look, 'i'), href))
    else if (found.struck !== undefined) runs.push(...runsOf(found.struck, withLook(look, 's'), href))
    else if (found.label !== undefined) runs.push(...runsOf(found.label, look, found.href))
    else if (found.url !== undefined) runs.push({ text: found.url, look, href: href ?? found.url })
    else plain(found.escaped!)
  }
  plain(text.slice(at))
  return joined(runs)
}

const runsOfCode = (text: string, look: string, href: string | undefined): Run[] => [
  { text, look: withLook(look, 'c'), ...(href && { href }) },
]

const withLook = (look: string, letter: string) => [...new Set([...look, letter])].sort().join('')

/** Neighbours of one look as one run, however they were cut. */
export function joined(runs: Run[]): Run[] {
  const whole: Run[] = []
  for (const run of runs) {
    const last = whole.at(-1)
    if (last && last.look === run.look && last.href === run.href) last.text += run.text
    else if (run.text) whole.push({ ...run })
  }
  return whole
}
