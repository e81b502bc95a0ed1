import { apart } from '../../../engine/apart.ts'
import { HubError } from '../../../engine/error.ts'
import { long } from '../long.ts'
import { type ParsedNode, parseStorage } from '../storage/parse.ts'
import { splice } from '../storage/splice.ts'
import type { StorageNode } from '../storage/tree.ts'
import { drawBlocks } from './draw.ts'
import { bareNodes, type Drawn } from './drawn.ts'
import { mergeEdits } from './edit.ts'
import type { Ref, Refs } from './mark.ts'
import { type Block, wordsOf } from './nodes.ts'
import { blocksOf } from './read-blocks.ts'
import type { Reading } from './reading.ts'
import { headingsOf, scopeOf } from './section.ts'
import { blocksIn } from './settle.ts'
import { writeBlocks } from './syntax.ts'

export type { Refs } from './mark.ts'

/** Characters of Markdown that are written at most: beyond that it takes long to see what has changed. */
export const mostMarkdown = 200_000

/** How a page is read: `nameOf` gives a person's name by account id or user key, and `heading` is that of one section. */
export interface ReadOptions {
  nameOf?: (person: string) => string | undefined
  heading?: string
}

/**
 * A storage body as Markdown, for people and agents to read and change. Nothing that is seen is left out: what Markdown
 * cannot say is a reference in double braces, such as `{{toc 0123456789}}`. Throws `invalid` for storage that is
 * malformed and `not_found` for a heading that is not there.
 */
export function markdownOf(body: string, { nameOf, heading }: ReadOptions = {}): string {
  const texts = writeBlocks(read(body, scopeOf(parseStorage(body), heading).nodes, nameOf).blocks)
  return texts.length > 0 ? `${texts.join('\n\n')}\n` : ''
}

/** A heading by which its section can be read and changed, and how many characters of Markdown that has. */
export interface OutlineEntry {
  heading: string
  level: number
  characters: number
}

/** The headings of a page in order. That of a lower level lies within the section above it. */
export function outlineOf(body: string): OutlineEntry[] {
  const document = parseStorage(body)
  const lengths = new Map<unknown, [start: number, length: number][]>()
  return headingsOf(document).map(({ name, level, heading, end }) => {
    const { parent } = heading
    if (!lengths.has(parent)) {
      const { blocks } = read(body, parent?.children ?? document.children)
      const texts = writeBlocks(blocks)
      lengths.set(
        parent,
        blocks.map((block, index) => [block.data!.origin!.start, texts[index]!.length + 2]),
      )
    }
    const inside = lengths.get(parent)!.filter(([start]) => start >= heading.start && start < end)
    return { heading: name, level, characters: inside.reduce((sum, [, length]) => sum + length, -1) }
  })
}

/**
 * The Markdown where it has no more than `most` characters; else how many it has, and the outline by which to read it
 * section by section.
 */
export function markdownUpTo(
  most: number,
  body: string,
  options: ReadOptions = {},
): { markdown: string } | { characters: number; outline: OutlineEntry[] } {
  const markdown = markdownOf(body, options)
  return markdown.length <= most ? { markdown } : { characters: markdown.length, outline: outlineOf(body) }
}

/** The words of the heading that Markdown begins with, by which its section is found once it is written. */
export function titleOf(markdown: string): string | undefined {
  const [first] = blocksIn(markdown)
  return first?.type === 'heading' ? wordsOf(first) : undefined
}

/** What the references in the Markdown of this body stand for. */
export const refsIn = (body: string): Refs => read(body, parseStorage(body).children).refs

/**
 * Markdown as storage: CommonMark with GitHub's tables, task lists, strikethrough and alerts (`> [!NOTE]`). HTML is text,
 * and links go to the web or to `confluence:…` only. Throws `invalid` for a reference that is not among `refs`, and for
 * more than `mostMarkdown` characters.
 */
export function storageOf(markdown: string, refs: Refs = new Map()): StorageNode[] {
  assertShort(markdown)
  return bareNodes(drawBlocks({ refs, taken: new Map() }, blocksIn(markdown)))
}

/** `storageOf` without references, for tasks: long Markdown holds nothing else up. */
export const storageApart = apart(import.meta.url, long.markdown, function storageFrom(markdown: string) {
  return storageOf(markdown)
})

/**
 * The body so changed that it reads as `markdown`. Each block that says what it said keeps its bytes, and so does each
 * item, row and cell in a block that changed. With `heading`, the Markdown is that of its section, heading included.
 * Throws `invalid` for a reference that is not on the page, for blocks beside a layout, and for more than `mostMarkdown`
 * characters.
 */
export function editedStorage(body: string, markdown: string, { heading }: { heading?: string } = {}): string {
  assertShort(markdown)
  const document = parseStorage(body)
  const scope = scopeOf(document, heading)
  const { blocks, refs } = read(body, scope.nodes)
  const all = heading === undefined ? refs : read(body, document.children).refs
  const change = changeOf(writeBlocks(blocks), markdown.replace(/\r\n?/g, '\n'))
  if (!change) return body
  const before = blocks.slice(change.from, change.to)
  const start = before[0]?.data?.origin?.start ?? scope.start
  const near = refsFrom(all, start)
  const old = oldNodes(near, before, change.old)
  const wanted = drawBlocks({ refs: near, taken: new Map() }, blocksIn(change.wanted, change.linesBefore)) as Drawn[]
  if (heading === undefined) assertInLayout(old, wanted)
  return splice(body, mergeEdits(body, start, old, wanted))
}

/** Throws `invalid` for more than `mostMarkdown` characters. */
export function assertShort(markdown: string) {
  if (markdown.length <= mostMarkdown) return
  const [has, most] = [markdown.length, mostMarkdown].map(count => count.toLocaleString('en'))
  throw new HubError(
    'invalid',
    `The Markdown has ${has} characters, and ${most} are the most. Write it section by section, or on several pages.`,
    { ko: `마크다운이 ${has}자입니다. ${most}자까지 쓸 수 있으니 절을 나누어 쓰거나 여러 페이지로 나누십시오.` },
  )
}

function read(source: string, nodes: readonly ParsedNode[], nameOf: Reading['nameOf'] = () => undefined) {
  const refs = new Map<string, Ref[]>()
  return { blocks: blocksOf({ source, nameOf, refs }, nodes), refs }
}

/**
 * Which blocks differ, with one that does not on either side, for it might run together with what stands beside it now.
 * Only these are parsed. Undefined where none does.
 */
function changeOf(texts: readonly string[], markdown: string) {
  const whole = markdown.replace(/^\n+|\n+$/g, '')
  let [from, to, start, end] = [0, texts.length, 0, whole.length]
  if (whole === texts.join('\n\n')) return undefined
  while (from < to && whole.startsWith(`${texts[from]}\n\n`, start)) start += texts[from++]!.length + 2
  while (from < to && whole.endsWith(`\n\n${texts[to - 1]}`, end) && end - texts[to - 1]!.length - 2 >= start)
    end -= texts[--to]!.length + 2
  if (from > 0) start -= texts[--from]!.length + 2
  if (to < texts.length) end += texts[to++]!.length + 2
  const before = markdown.slice(0, markdown.indexOf(whole) + start)
  return {
    from,
    to,
    old: texts.slice(from, to).join('\n\n'),
    wanted: whole.slice(start, end),
    linesBefore: before.split('\n').length - 1,
  }
}

/**
 * The blocks as storage that knows its places. They are read back from their Markdown, so that they differ from what is
 * wanted in nothing that Markdown itself leaves out.
 */
function oldNodes(refs: Refs, blocks: readonly Block[], markdown: string): Drawn[] {
  const again = readAgain(markdown)
  const isPlaced = again.length === blocks.length && again.every((block, index) => block.type === blocks[index]!.type)
  if (isPlaced) place(blocks, again)
  const draw = (from: readonly Block[]) => drawBlocks({ refs, taken: new Map() }, from) as Drawn[]
  const nodes = draw(isPlaced ? again : blocks)
  return nodes.every(({ origin }) => origin) ? nodes : draw(blocks)
}

/** What is on the page may be more than may be written; then it is changed as it was read. */
function readAgain(markdown: string): Block[] {
  try {
    return blocksIn(markdown)
  } catch (error) {
    if (error instanceof HubError) return []
    throw error
  }
}

interface Tree {
  type: string
  data?: Block['data']
  children?: Tree[]
}

/** Takes the places of what was read over to the same tree without them. */
function place(read: readonly Tree[], again: readonly Tree[]) {
  again.forEach((node, index) => {
    const { data, children = [] } = read[index]!
    if (data) node.data = data
    const own = node.children ?? []
    if (own.length === children.length && own.every(({ type }, at) => type === children[at]!.type)) place(children, own)
  })
}

/** Of references that say the same, those behind a place come before those that stand before it. */
function refsFrom(refs: Refs, start: number): Refs {
  const isBehind = ({ element }: Ref) => element.start >= start
  return new Map([...refs].map(([key, all]) => [key, [...all.filter(isBehind), ...all.filter(ref => !isBehind(ref))]]))
}

/** In a page with a layout all stands in its cells, and anything beside it breaks the editor. */
function assertInLayout(old: readonly Drawn[], wanted: readonly Drawn[]) {
  const isLayout = ({ tag }: Drawn) => tag === 'ac:layout'
  const stray = wanted.find(node => !isLayout(node))
  if (!stray || !wanted.some(isLayout) || !old.every(isLayout)) return
  throw new HubError(
    'invalid',
    `This page has a layout, and <${stray.tag}> would stand outside of it. Write everything between {{#layout-cell …}} and {{/layout-cell}}.`,
    { ko: '이 페이지에는 레이아웃이 있습니다. 내용은 {{#layout-cell …}}과 {{/layout-cell}} 사이에 쓰세요.' },
  )
}
