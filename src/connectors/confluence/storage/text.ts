import { childrenNamed, parameterOf, plainText } from './find.ts'
import { gridOf, rowsOf } from './grid.ts'
import { type ElementNode, type ParsedNode, parseStorage } from './parse.ts'

/**
 * What a person reads, line by line, to show in a terminal and to compare there: `## heading`, `- item`, table rows as
 * `a | b | c`, macros as `[jira: project = DEP]`, a status as its word in brackets, links as text and address. What
 * nobody sees is left out, empty paragraphs among it. Not to be read back.
 */
export const textOf = (content: string | readonly ParsedNode[]): string =>
  linesOf(typeof content === 'string' ? parseStorage(content).children : content).join('\n')

type Lines = (element: ElementNode) => string[]

const indented = (lines: readonly string[]) => lines.map(line => `  ${line}`)
const inside: Lines = ({ children }) => linesOf(children)
const verbatim: Lines = ({ children }) => plainText(children).split('\n')
const prefixed =
  (prefix: string): Lines =>
  ({ children }) => {
    const [first, ...rest] = linesOf(children)
    return first === undefined ? [] : [`${prefix}${first}`, ...rest.map(line => `${' '.repeat(prefix.length)}${line}`)]
  }

/** Elements that stand on lines of their own. */
const blocks: Record<string, Lines> = {
  p: inside,
  div: inside,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(level => [`h${level}`, prefixed(`${'#'.repeat(level)} `)])),
  ul: inside,
  ol: inside,
  li: prefixed('- '),
  blockquote: ({ children }) => linesOf(children).map(line => `> ${line}`),
  pre: verbatim,
  hr: () => ['---'],
  table: tableLines,
  'ac:structured-macro': macroLines,
  'ac:rich-text-body': inside,
  'ac:layout': inside,
  'ac:layout-section': inside,
  'ac:layout-cell': inside,
  'ac:task-list': inside,
  'ac:task': task => {
    const isDone = childrenNamed(task, 'ac:task-status').some(
      ({ children }) => plainText(children).trim() === 'complete',
    )
    return prefixed(isDone ? '- [x] ' : '- [ ] ')({ ...task, children: childrenNamed(task, 'ac:task-body') })
  },
  'ac:task-body': inside,
  'ac:adf-extension': inside,
  'ac:adf-node': inside,
  'ac:adf-content': inside,
  'ac:caption': inside,
}

/** Elements within a line that are not just their text. */
const inlines: Record<string, (element: ElementNode) => string> = {
  br: () => '\n',
  time: ({ attributes }) => attributes.datetime ?? '',
  a: ({ children, attributes }) => linked(inlineOf(children), attributes.href),
  img: ({ attributes }) => bracketed('image', attributes.alt ?? attributes.src),
  'ac:link': linkText,
  'ac:image': imageText,
  'ac:emoticon': ({ attributes }) => attributes['ac:emoji-fallback'] ?? `:${attributes['ac:name']}:`,
  'ac:structured-macro': macroText,
  'ac:adf-fallback': () => '',
  'ac:adf-attribute': () => '',
  'ac:adf-fragment-mark': () => '',
}

const isElement = (node: ParsedNode): node is ElementNode => node.kind === 'element'
const isMacro = ({ name }: ElementNode) => name === 'ac:structured-macro'
const isStatus = (node: ElementNode) => isMacro(node) && node.attributes['ac:name'] === 'status'
const isAnchor = ({ attributes }: ElementNode) => attributes['ac:name'] === 'anchor'
const isBlock = (node: ElementNode) => Object.hasOwn(blocks, node.name) && !isStatus(node)
const bodyOf = (macro: ElementNode) => childrenNamed(macro, 'ac:rich-text-body', 'ac:plain-text-body')[0]

function linesOf(nodes: readonly ParsedNode[]): string[] {
  const isRunning = nodes.some(node => (isElement(node) ? !isBlock(node) : node.kind !== 'comment' && node.text.trim()))
  // A macro without a body is a word among words, and else a line.
  const isLine = (node: ElementNode) => isBlock(node) && !(isRunning && isMacro(node) && !bodyOf(node))
  const lines: string[] = []
  let running: ParsedNode[] = []
  const flush = () => {
    for (const line of inlineOf(running).split('\n').map(tidied)) if (line) lines.push(line)
    running = []
  }
  for (const node of nodes) {
    if (isElement(node) && isLine(node)) {
      flush()
      for (const line of blocks[node.name]!(node)) lines.push(line)
    } else running.push(node)
  }
  flush()
  return lines
}

/** Line ends in it are those of `<br />` alone. */
const inlineOf = (nodes: readonly ParsedNode[]): string =>
  nodes
    .map(node => {
      if (node.kind === 'comment') return ''
      if (node.kind !== 'element') return node.text.replace(/[ \t\n\r]+/g, ' ')
      const own = Object.hasOwn(inlines, node.name) && inlines[node.name]
      return own ? own(node) : inlineOf(node.children)
    })
    .join('')

const tidied = (line: string) => line.replace(/[ \u00a0]+/g, ' ').trim()

/** A place that a merged cell covers is empty, but for its first. Lines within a cell stand beside one another. */
function tableLines(table: ElementNode): string[] {
  return gridOf(rowsOf(table)).map((places, row) =>
    places
      .map((cell, column) =>
        cell?.row === row && cell.column === column ? linesOf(cell.element.children).map(tidied).join(' / ') : '',
      )
      .join(' | ')
      .trim(),
  )
}

/** An excerpt is what is in it, an anchor is not seen; other macros are named. */
function macroLines(macro: ElementNode): string[] {
  if (isAnchor(macro)) return []
  const body = bodyOf(macro)
  const lines = body ? (body.name === 'ac:rich-text-body' ? inside(body) : verbatim(body)) : []
  return macro.attributes['ac:name'] === 'excerpt' ? lines : [macroText(macro), ...indented(lines)]
}

/** What tells one macro of a kind from another, the most telling first. */
const telling = ['jqlQuery', 'key', 'title', 'language', 'name', 'page', 'url', '']

function macroText(macro: ElementNode): string {
  if (isAnchor(macro)) return ''
  const name = macro.attributes['ac:name'] ?? ''
  const said = telling.map(key => parameterOf(macro, key)).find(Boolean)
  return isStatus(macro) ? `[${said ?? ''}]` : bracketed(name, said)
}

function linkText(element: ElementNode): string {
  const [body] = childrenNamed(element, 'ac:link-body', 'ac:plain-text-link-body')
  const text = body ? tidied(inlineOf(body.children)) : ''
  const [resource] = element.children.filter(isElement).filter(({ name }) => name.startsWith('ri:'))
  const anchor = element.attributes['ac:anchor']
  const target = resource ? resourceText(resource) : anchor && `#${anchor}`
  return linked(text, target)
}

function imageText(element: ElementNode): string {
  const [file] = childrenNamed(element, 'ri:attachment', 'ri:url')
  const captions = childrenNamed(element, 'ac:caption').flatMap(({ children }) => linesOf(children))
  return [bracketed('image', file && resourceText(file)), ...captions].join(' ')
}

/** A person by their id: their name is not in the body. */
function resourceText({ name, attributes }: ElementNode): string {
  const person = attributes['ri:account-id'] ?? attributes['ri:userkey'] ?? attributes['ri:username']
  if (name === 'ri:user') return `@${person ?? ''}`
  return attributes['ri:content-title'] ?? attributes['ri:filename'] ?? attributes['ri:value'] ?? ''
}

const linked = (text: string, target = '') => {
  if (!text || text === target) return target
  return target ? `${text} (${target})` : text
}

const bracketed = (name: string, said?: string) => (said ? `[${name}: ${said}]` : `[${name}]`)
