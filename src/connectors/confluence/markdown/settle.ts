import type { Definition, Paragraph, Text } from 'mdast'
import { HubError } from '../../../engine/error.ts'
import { assertFewBlocks } from './blocks-bound.ts'
import { assertSoonClosed } from './crowded.ts'
import { markParts, refusedMark } from './mark.ts'
import {
  type Block,
  type Frame,
  type Inline,
  isLineBreak,
  lineBreak,
  type Mark,
  type Panel,
  panels,
  paragraph,
  text,
  wordsOf,
} from './nodes.ts'
import { parseMarkdown } from './syntax.ts'

/**
 * Markdown as the tree that storage is read as: pairs of marks around what they hold, panels for what they are, links
 * with their addresses, HTML as text. Throws `invalid` for a mark without its other half, and for what
 * would take long. `linesBefore` are those of the whole Markdown, for its message.
 */
export function blocksIn(written: string, linesBefore = 0): Block[] {
  // At its very end the parser takes some lines otherwise.
  const markdown = `${written.replace(/\r\n?/g, '\n').replace(/\n+$/, '')}\n`
  if (deepLine.test(markdown)) throw tooDeep()
  assertFewBlocks(markdown, linesBefore)
  assertSoonClosed(markdown, linesBefore)
  const blocks = parseMarkdown(markdown, linesBefore)
  const definitions = new Map(
    blocks
      .filter((block): block is Definition => block.type === 'definition')
      .map(definition => [definition.identifier, definition]),
  )
  return settled(blocks, { markdown, definitions, depth: 0 })
}

/** More is no page of a person's: it would exhaust the stack, and the parser takes the square of it. */
const deepest = 100
const deepLine =
  /^(?:[ \t]{200,}(?:[-*+]|\d{1,9}[.)])[ \t]|(?:[ \t]{0,3}(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){100}|(?:[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]){51})/m

const tooDeep = () =>
  new HubError('invalid', `The Markdown is nested more than ${deepest} deep. Write it flatter.`, {
    ko: `Markdown이 ${deepest}단계보다 깊이 겹쳐 있습니다. 더 얕게 쓰세요.`,
  })

interface Page {
  markdown: string
  definitions: ReadonlyMap<string, Definition>
  depth: number
}

function below(page: Page): Page {
  if (page.depth === deepest) throw tooDeep()
  return { ...page, depth: page.depth + 1 }
}

const settled = (blocks: readonly Block[], page: Page): Block[] =>
  paired(
    blocks.flatMap(block => settledBlock(block, page)),
    block => (block.type === 'paragraph' && block.children.length === 1 ? block.children[0]! : block),
    (open, children): Frame => ({ type: 'frame', open, children }),
  )

function settledBlock(block: Block, page: Page): Block[] {
  if (block.type === 'definition') return []
  if (block.type === 'html') return [isLineBreak(block) ? lineBreak() : paragraph([text(flat(block.value))])]
  if (block.type === 'code' && block.lang === 'confluence' && markParts(block.meta ?? '')?.form === 'whole')
    return [{ type: 'opaque', open: block.meta!, value: block.value }]
  if (block.type === 'blockquote') {
    const panel = panelOf(block.children, page)
    if (panel) return [panel]
  }
  if (block.type === 'paragraph' || block.type === 'heading') {
    const children = settledInlines(block.children, page)
    const isEmpty = block.type === 'paragraph' && children.every(isLineBreak)
    return [isEmpty ? lineBreak() : ({ ...block, children } as Block)]
  }
  if (block.type === 'table') {
    const rows = block.children.map(row => ({
      ...row,
      children: row.children.map(cell => ({ ...cell, children: settledInlines(cell.children, page) })),
    }))
    return [{ ...block, children: rows }]
  }
  return [
    ('children' in block ? { ...block, children: settled(block.children as Block[], below(page)) } : block) as Block,
  ]
}

function settledInlines(nodes: readonly Inline[], page: Page): Inline[] {
  const inlines = nodes.flatMap(node => settledInline(node, page))
  // Half of a pair that stands alone is one around blocks.
  if (inlines.length === 1 && inlines[0]!.type === 'mark') return inlines
  return paired(
    inlines,
    inline => inline,
    (open, children): Inline => ({ type: 'wrap', open, children }),
  )
}

function settledInline(node: Inline, page: Page): Inline[] {
  if (isLineBreak(node)) return [lineBreak()]
  if (node.type === 'text' || node.type === 'html') return [text(flat(node.value))]
  if (node.type === 'linkReference' || node.type === 'imageReference') {
    const found = page.definitions.get(node.identifier)
    const source = page.markdown.slice(node.position?.start.offset, node.position?.end.offset)
    if (!found) return [text(flat(source))]
    const { url, title } = found
    if (node.type === 'imageReference') return [{ type: 'image', url, title, alt: node.alt }]
    return [{ type: 'link', url, children: settledInlines(node.children, below(page)) }]
  }
  return [('children' in node ? { ...node, children: settledInlines(node.children, below(page)) } : node) as Inline]
}

const flat = (value: string) => value.replace(/[ \t\r\n]+/g, ' ')

/** Puts what stands between the two halves of a pair into one node. */
function paired<N extends Block | Inline>(
  nodes: readonly N[],
  bare: (node: N) => Block | Inline,
  joined: (open: string, children: N[]) => N,
): N[] {
  const levels: { open: string; name: string; children: N[] }[] = [{ open: '', name: '', children: [] }]
  for (const node of nodes) {
    const mark = bare(node)
    const parts = mark.type === 'mark' ? markParts((mark as Mark).value) : undefined
    const level = levels.at(-1)!
    if (parts?.form === 'open') levels.push({ open: (mark as Mark).value, name: parts.name, children: [] })
    else if (parts?.form === 'close') {
      if (level.name !== parts.name) throw refusedMark((mark as Mark).value, 'pair')
      levels.pop()
      levels.at(-1)!.children.push(joined(level.open, level.children))
    } else level.children.push(node)
  }
  if (levels.length > 1) throw refusedMark(levels.at(-1)!.open, 'pair')
  return levels[0]!.children
}

/** Also the two of GitHub's that Confluence has no macro for. */
const macros = new Map([...panels.map(name => [name, name] as const), ['important', 'note'], ['caution', 'warning']])

/** A quotation whose first line is `[!NOTE]`, with a title behind it if there is one. Escaped brackets are text. */
function panelOf(blocks: readonly Block[], page: Page): Panel | undefined {
  const [first, ...rest] = blocks
  if (first?.type !== 'paragraph' || !page.markdown.startsWith('[!', first.position?.start.offset ?? -1))
    return undefined
  const [marker] = first.children
  const [all = '', word = ''] = marker?.type === 'text' ? (/^\[!([a-z]+)\]/i.exec(marker.value) ?? []) : []
  const name = macros.get(word.toLowerCase())
  if (!name) return undefined
  const [line, behind] = firstLine([text((marker as Text).value.slice(all.length)), ...first.children.slice(1)])
  const opening: Paragraph[] = behind.length > 0 ? [{ type: 'paragraph', children: behind }] : []
  const title = flat(line.map(wordsOf).join('')).trim()
  return { type: 'panel', name, title, children: settled([...opening, ...rest], below(page)) }
}

function firstLine(nodes: readonly Inline[]): [line: Inline[], behind: Inline[]] {
  const index = nodes.findIndex(node => isLineBreak(node) || (node.type === 'text' && node.value.includes('\n')))
  const last = nodes[index]
  if (!last) return [[...nodes], []]
  const [before = '', ...after] = last.type === 'text' ? last.value.split('\n') : ['']
  const opening = after.join('\n')
  return [
    [...nodes.slice(0, index), text(before)],
    [...(opening ? [text(opening)] : []), ...nodes.slice(index + 1)],
  ]
}
