import type { Code, Heading, List, ListItem, TableCell } from 'mdast'
import { textOf } from '../storage/text.ts'
import { macro, type StorageElement, type StorageNode } from '../storage/tree.ts'
import { imageAt, linkAt } from './address.ts'
import { drawTable } from './draw-table.ts'
import { type Drawn, element, treeOf } from './drawn.ts'
import { above, keyOfRef, labelOf, left, markParts, type Ref, type Refs, refusedMark } from './mark.ts'
import { type Block, type Inline, isLineBreak, type Origin, wordsOf } from './nodes.ts'

/** What references mean while blocks are drawn. Of those that say the same each is taken in turn. */
export interface Drawing {
  refs: Refs
  taken: Map<string, number>
}

/** The blocks as storage. Throws `invalid` for a reference that names nothing. */
export const drawBlocks = (drawing: Drawing, blocks: readonly Block[]): StorageNode[] =>
  blocks.flatMap(block => drawBlock(drawing, block))

function drawBlock(drawing: Drawing, block: Block): StorageNode[] {
  const origin = block.data?.origin
  switch (block.type) {
    case 'paragraph':
      return [drawLine(drawing, block.children, origin)]
    case 'html':
      return [element('p', [], origin)]
    case 'heading':
      return [element(`h${(block as Heading).depth}`, drawInlines(drawing, block.children), origin)]
    case 'blockquote':
      return [element('blockquote', drawBlocks(drawing, block.children), origin)]
    case 'thematicBreak':
      return [element('hr', [], origin)]
    case 'list':
      return drawList(drawing, block)
    case 'table':
      return [drawTable(block, (cell, align) => drawCell(drawing, cell, align))]
    case 'code':
      return [codeMacro(block, origin)]
    case 'panel': {
      const title: Record<string, string> = block.title ? { title: block.title } : {}
      return [{ ...macro(block.name, title, drawBlocks(drawing, block.children)), origin } as Drawn]
    }
    case 'frame':
      return [drawAround(drawing, block.open, drawBlocks(drawing, block.children), origin)]
    case 'opaque':
      return [drawWhole(drawing, block.open, block.value, origin)]
    default:
      return [element('p', [wordsOf(block)], origin)]
  }
}

function codeMacro({ value, lang, meta }: Code, origin?: Origin): Drawn {
  const title = /^title="([^"]*)"$/.exec(meta ?? '')?.[1]
  const { children, ...rest } = macro('code', { ...(lang && { language: lang }), ...(title && { title }) })
  return { ...rest, children: [...children, element('ac:plain-text-body', [value])], origin }
}

/** An image or a macro alone on a line stands where the paragraph would. */
function drawLine(drawing: Drawing, inlines: readonly Inline[], origin?: Origin, attributes = {}): Drawn {
  const drawn = drawInlines(drawing, inlines)
  const [only] = drawn
  const isAlone = inlines.length === 1 && (inlines[0]!.type === 'image' || inlines[0]!.type === 'mark')
  if (!isAlone || typeof only !== 'object') return element('p', drawn, origin, attributes)
  const { kept } = only as Drawn
  if (kept?.element.parent?.name === 'p' || (kept && isWord(kept))) return element('p', drawn, origin, attributes)
  return { ...only, origin }
}

const isWord = ({ element }: Ref) => /^(ac:emoticon|a|ac:link|time|code|span|img)$/.test(element.name)

const drawInlines = (drawing: Drawing, inlines: readonly Inline[]): StorageNode[] =>
  inlines.flatMap(inline => drawInline(drawing, inline))

const tags: Record<string, string> = { strong: 'strong', emphasis: 'em', delete: 'del' }

function drawInline(drawing: Drawing, inline: Inline): StorageNode[] {
  const origin = inline.data?.origin
  switch (inline.type) {
    case 'text':
      return [inline.value]
    case 'strong':
    case 'emphasis':
    case 'delete':
      return [element(tags[inline.type]!, drawInlines(drawing, inline.children), origin)]
    case 'inlineCode':
      return [element('code', [inline.value.replaceAll('\n', ' ')], origin)]
    case 'link': {
      const children = drawInlines(drawing, inline.children)
      const drawn = linkAt(inline, children, wordsOf(inline))
      return drawn ? [{ ...drawn, origin } as Drawn] : [...children, ` (${inline.url})`]
    }
    case 'image': {
      const drawn = imageAt(inline)
      return drawn ? [{ ...drawn, origin } as Drawn] : [`${inline.alt ?? ''} (${inline.url})`]
    }
    case 'wrap':
      return [drawAround(drawing, inline.open, drawInlines(drawing, inline.children), origin)]
    case 'mark':
      return [drawMark(drawing, inline.value, origin)]
    default:
      return isLineBreak(inline) ? [element('br', [], origin)] : [wordsOf(inline)]
  }
}

function drawMark(drawing: Drawing, value: string, origin?: Origin): StorageNode {
  // Outside of a table it covers nothing.
  if (value === above || value === left) return value
  const parts = markParts(value)!
  if (parts.form !== 'whole') throw refusedMark(value, 'pair')
  return drawWhole(drawing, value, undefined, origin)
}

function refAt({ refs, taken }: Drawing, mark: string): Ref {
  const parts = markParts(mark)!
  const key = keyOfRef(parts)
  const found = refs.get(key) ?? []
  const turn = taken.get(key) ?? 0
  const ref = found[Math.min(turn, found.length - 1)]
  if (!ref || Boolean(ref.hole) !== (parts.form === 'open')) throw refusedMark(mark, 'unknown')
  if (parts.label !== undefined && parts.label !== labelOf(ref)) throw refusedMark(mark, 'label')
  taken.set(key, turn + 1)
  return ref
}

function drawWhole(drawing: Drawing, mark: string, read: string | undefined, origin?: Origin): Drawn {
  const ref = refAt(drawing, mark)
  if (read && read.trim() !== textOf([ref.element]).trim()) throw refusedMark(mark, 'label')
  return { ...(treeOf(ref.element) as StorageElement), kept: ref, origin }
}

function drawAround(drawing: Drawing, open: string, inside: StorageNode[], origin?: Origin): Drawn {
  const ref = refAt(drawing, open)
  return { ...(treeOf(ref.element, ref.hole?.element, inside) as StorageElement), kept: ref, inside, origin }
}

/** Items that are to be done and others stand in lists of their own. */
function drawList(drawing: Drawing, list: List): StorageNode[] {
  const isTask = (item: ListItem) => typeof item.checked === 'boolean'
  const runs: ListItem[][] = []
  for (const item of list.children) {
    const run = runs.at(-1)
    if (run && isTask(run[0]!) === isTask(item)) run.push(item)
    else runs.push([item])
  }
  const origin = runs.length === 1 ? list.data?.origin : undefined
  let number = list.start ?? 1
  return runs.map(run => {
    if (isTask(run[0]!))
      return element(
        'ac:task-list',
        run.flatMap(item => drawTask(drawing, item)),
        origin,
      )
    const start = list.ordered && number !== 1 ? { start: String(number) } : {}
    number += run.length
    const items = run.map(item => element('li', drawItem(drawing, item), item.data?.origin))
    return element(list.ordered ? 'ol' : 'ul', items, origin, start)
  })
}

const drawItem = (drawing: Drawing, { children }: ListItem): StorageNode[] =>
  children.length > 0 ? drawBlocks(drawing, children) : [element('p', [])]

/** Tasks below a task stand behind it, in a list of their own. */
function drawTask(drawing: Drawing, { checked, children, data }: ListItem): StorageNode[] {
  const [first, ...rest] = children
  const words = first?.type === 'paragraph' ? drawInlines(drawing, first.children) : []
  const others = drawBlocks(drawing, first?.type === 'paragraph' || first?.type === 'html' ? rest : children)
  const isTasks = (node: StorageNode) => typeof node === 'object' && node.tag === 'ac:task-list'
  const task = element(
    'ac:task',
    [
      element('ac:task-status', [checked ? 'complete' : 'incomplete']),
      element('ac:task-body', [...words, ...others.filter(node => !isTasks(node))]),
    ],
    data?.origin,
  )
  return [task, ...others.filter(isTasks)]
}

/** Two line breaks part paragraphs. */
function drawCell(drawing: Drawing, { children, data }: TableCell, align?: string | null): StorageNode[] {
  const parts: Inline[][] = [[]]
  for (let index = 0; index < children.length; index++) {
    const isParting = isLineBreak(children[index]!) && children[index + 1] && isLineBreak(children[index + 1]!)
    if (isParting) parts.push([])
    else parts.at(-1)!.push(children[index]!)
    if (isParting) index++
  }
  const style = align ? { style: `text-align: ${align};` } : {}
  const origins = data?.parts?.length === parts.length ? data.parts : []
  return parts.map((part, index) => drawLine(drawing, withoutEdges(part), origins[index], style))
}

/** Line breaks at the ends of a paragraph in a cell would be read as more paragraphs. */
const withoutEdges = (part: readonly Inline[]) =>
  part.filter((node, index) => !(isLineBreak(node) && (index === 0 || index === part.length - 1)))
