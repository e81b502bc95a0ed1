import type { Blockquote, ListItem } from 'mdast'
import { childrenNamed, parameterOf, plainText } from '../storage/find.ts'
import type { ElementNode, ParsedNode } from '../storage/parse.ts'
import { levelOf } from '../storage/section.ts'
import { textOf } from '../storage/text.ts'
import { markOf } from './mark.ts'
import { at, type Block, type Inline, lineBreak, type Origin, panels, paragraph } from './nodes.ts'
import { inlinesOf } from './read-inline.ts'
import { tableOf } from './read-table.ts'
import { originOf, type Reading, refer } from './reading.ts'

/** The blocks that a body, or what holds blocks in it, is read as: one for each element that is seen. */
export function blocksOf(reading: Reading, nodes: readonly ParsedNode[]): Block[] {
  const blocks: Block[] = []
  let running: ParsedNode[] = []
  const flush = () => {
    blocks.push(...runOf(reading, running))
    running = []
  }
  for (const node of nodes) {
    if (node.kind === 'element' && isBlock(node)) {
      flush()
      blocks.push(at(originOf(node), blockOf(reading, node)))
    } else running.push(node)
  }
  flush()
  return blocks
}

type Read = (reading: Reading, element: ElementNode) => Block

/** Around blocks, and nothing else of them is seen. */
const frames = new Set(['div', 'ac:layout', 'ac:layout-section', 'ac:layout-cell', 'ac:adf-fragment-mark'])

const readers: Record<string, Read> = {
  p: (reading, element) => lineOf(inlinesOf(reading, element.children)),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(level => [`h${level}`, headingOf])),
  ul: listOf,
  ol: listOf,
  blockquote: (reading, { children }) => ({ type: 'blockquote', children: blocksOf(reading, children) }) as Blockquote,
  hr: () => ({ type: 'thematicBreak' }),
  table: (reading, element) =>
    childrenNamed(element, 'caption').length > 0 ? opaque(reading, element) : tableOf(reading, element),
  'ac:task-list': tasksOf,
  'ac:structured-macro': macroOf,
  pre: opaque,
  dl: opaque,
  'ac:adf-extension': opaque,
  ...Object.fromEntries([...frames].map(name => [name, frameOf])),
}

const bodies = ['ac:rich-text-body', 'ac:plain-text-body']
const isMacro = ({ name }: ElementNode) => name === 'ac:structured-macro'

/** A macro without a body is a word among words; by itself it is a block, as an image is. */
const isBlock = (element: ElementNode) =>
  Object.hasOwn(readers, element.name) && !(isMacro(element) && childrenNamed(element, ...bodies).length === 0)

const blockOf: Read = (reading, element) => readers[element.name]!(reading, element)

/** An empty paragraph is a line break by itself. */
function lineOf(inlines: Inline[]): Block {
  if (inlines.length === 0 || inlines.every(({ type }) => type === 'html')) return lineBreak()
  return paragraph(inlines)
}

const isSeen = (node: ParsedNode) =>
  node.kind === 'element' || (node.kind !== 'comment' && /[^ \t\n\r]/.test(node.text))

function runOf(reading: Reading, nodes: readonly ParsedNode[]): Block[] {
  const seen = nodes.filter(isSeen)
  const isLoose = seen.every(node => node.kind === 'element' && (isMacro(node) || node.name === 'ac:image'))
  const runs: (readonly ParsedNode[])[] = isLoose ? seen.map(node => [node]) : [nodes]
  return runs.flatMap(run => {
    const [first, last] = [run[0]!, run.at(-1)!]
    const inlines = inlinesOf(reading, run)
    const origin: Origin = {
      start: first.start,
      end: last.end,
      element: run.length === 1 && first.kind === 'element' ? first : undefined,
    }
    return inlines.length > 0 ? [at(origin, lineOf(inlines))] : []
  })
}

function headingOf(reading: Reading, element: ElementNode): Block {
  const depth = levelOf(element) as 1 | 2 | 3 | 4 | 5 | 6
  return { type: 'heading', depth, children: inlinesOf(reading, element.children) }
}

function listOf(reading: Reading, element: ElementNode): Block {
  const others = element.children.filter(isSeen).some(node => node.kind !== 'element' || node.name !== 'li')
  if (others || childrenNamed(element, 'li').length === 0) return opaque(reading, element)
  const ordered = element.name === 'ol'
  const start = /^\d{1,9}$/.test(element.attributes.start ?? '') ? Number(element.attributes.start) : 1
  return {
    type: 'list',
    ordered,
    ...(ordered ? { start } : {}),
    spread: false,
    children: childrenNamed(element, 'li').map(item => at(originOf(item), itemOf(blocksOf(reading, item.children)))),
  }
}

/** An item that holds an empty paragraph alone is empty. */
function itemOf(blocks: Block[], checked?: boolean): ListItem {
  const [only, ...more] = blocks
  const isEmpty = only?.type === 'html' && more.length === 0
  const children = isEmpty && checked === undefined ? [] : blocks
  const spread = children.some(({ type }) => !/^(paragraph|list|html)$/.test(type))
  return { type: 'listItem', spread, checked, children: children as ListItem['children'] }
}

function tasksOf(reading: Reading, element: ElementNode): Block {
  const items: ListItem[] = []
  for (const child of childrenNamed(element, 'ac:task', 'ac:task-list')) {
    if (child.name === 'ac:task') items.push(at(originOf(child), taskOf(reading, child)))
    else if (items.length > 0)
      items.at(-1)!.children.push(at(originOf(child), tasksOf(reading, child)) as ListItem['children'][number])
    else return opaque(reading, element)
  }
  return items.length > 0 ? { type: 'list', ordered: false, spread: false, children: items } : opaque(reading, element)
}

function taskOf(reading: Reading, task: ElementNode): ListItem {
  const [status] = childrenNamed(task, 'ac:task-status')
  const [body] = childrenNamed(task, 'ac:task-body')
  const blocks = blocksOf(reading, bare(body?.children ?? []))
  const isDone = plainText(status?.children ?? []).trim() === 'complete'
  return itemOf(blocks[0]?.type === 'paragraph' ? blocks : [paragraph([lineBreak()]), ...blocks], isDone)
}

/** Cloud's editor puts a span around the words of a task, which says nothing. */
const bare = (nodes: readonly ParsedNode[]): readonly ParsedNode[] =>
  nodes.flatMap(node =>
    node.kind === 'element' && node.attributes.class === 'placeholder-inline-tasks' ? node.children : [node],
  )

function macroOf(reading: Reading, macro: ElementNode): Block {
  const name = macro.attributes['ac:name'] ?? ''
  const [body, ...more] = childrenNamed(macro, ...bodies)
  if (!body || more.length > 0) return opaque(reading, macro)
  if (name === 'code' && body.name === 'ac:plain-text-body') return codeOf(macro, body)
  if (body.name !== 'ac:rich-text-body') return opaque(reading, macro)
  if (!panels.includes(name)) return frameOf(reading, macro)
  const title = (parameterOf(macro, 'title') ?? '').replace(/[ \t\r\n]+/g, ' ')
  return { type: 'panel', name, title, children: blocksOf(reading, body.children) }
}

/** A title has a place behind a language only. */
function codeOf(macro: ElementNode, body: ElementNode): Block {
  const [language, title] = ['language', 'title'].map(name => parameterOf(macro, name)?.replace(/["\s]+/g, ' '))
  const meta = title ? `title="${title}"` : null
  return { type: 'code', lang: language || (meta && 'text'), meta, value: plainText(body.children) }
}

function frameOf(reading: Reading, element: ElementNode): Block {
  const body = (isMacro(element) && childrenNamed(element, 'ac:rich-text-body')[0]) || element
  return { type: 'frame', open: markOf(refer(reading, element, body)), children: blocksOf(reading, body.children) }
}

function opaque(reading: Reading, element: ElementNode): Block {
  return { type: 'opaque', open: markOf(refer(reading, element), ''), value: textOf([element]) }
}
