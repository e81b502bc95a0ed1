import { type ElementNode, type ParsedNode, parseStorage } from './parse.ts'

/**
 * A body in a form that is the same for bodies that say the same, to compare and to hash, never to be saved. Left out is
 * what the server and the editors add and change by themselves: ids, versions, widths, the order of attributes and of a
 * macro's parameters, comments, marks of inline comments (their text counts), white space that nobody sees. Entities,
 * CDATA and empty elements have one form. Text keeps its case, its composition (NFC or NFD) and its no-break spaces.
 */
export function canonical(content: string | readonly ParsedNode[]): string {
  const nodes = typeof content === 'string' ? parseStorage(content).children : content
  return contentOf(nodes, { isStructure: false, isVerbatim: false })
}

/** Whether two bodies say the same. */
export const sameStorage = (a: string, b: string): boolean => a === b || canonical(a) === canonical(b)

const volatileAttributes = new Set([
  'ac:local-id',
  'local-id',
  'ac:macro-id',
  'ac:schema-version',
  'ri:version-at-save',
  'ri:space-key',
  'data-table-width',
  'data-table-display-mode',
  'data-layout',
])

/** What an editor writes although it is so anyway. */
const defaults: Record<string, string> = { rowspan: '1', colspan: '1', start: '1' }

/** Classes by which the older editor lays out tables. */
const layoutClass = /^(confluence(Table|Td|Th)|wrapped|fixed-table|relative-table|auto-cursor-target)$/

/** Column widths, names the editor gives to tables, and what the server numbers tasks by. */
const volatileElements = new Set(['colgroup', 'ac:adf-fragment-mark', 'ac:task-id', 'ac:task-uuid'])

/** They hold elements only: white space in them is nobody's. */
const structures = new Set(
  `table tbody thead tfoot tr ul ol dl ac:layout ac:layout-section ac:structured-macro ac:task-list ac:task ac:link ac:image
  ac:adf-extension ac:adf-node`.split(/\s+/),
)

/** White space beside them is not seen. */
const blocks = new Set(
  `p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre div hr ac:layout ac:layout-section ac:layout-cell ac:rich-text-body
  ac:task-list ac:task ac:task-body`.split(/\s+/),
)

const verbatim = new Set(['pre', 'ac:parameter', 'ac:plain-text-body', 'ac:plain-text-link-body'])

/** What an element asks of its content: elements only (`isStructure`), or every blank as it is (`isVerbatim`). */
interface Manner {
  isStructure: boolean
  isVerbatim: boolean
}

function contentOf(nodes: readonly ParsedNode[], manner: Manner): string {
  if (nodes.length === 0) return ''
  const parts = partsOf(nodes)
  const written = parts.map((part, index) => {
    if (typeof part !== 'string') return elementOf(part, manner)
    if (manner.isVerbatim) return escaped(part)
    const isBlank = !/[^ \t\n\r]/.test(part)
    const isUnseen = manner.isStructure || isBlock(parts[index - 1]) || isBlock(parts[index + 1])
    return isBlank && isUnseen ? '' : escaped(part.replace(/[ \t\n\r]+/g, ' '))
  })
  return written.join('')
}

/** Elements, and between them the text as one piece. Marks of inline comments are taken off, comments left out. */
function partsOf(nodes: readonly ParsedNode[], parts: (string | ElementNode)[] = []): (string | ElementNode)[] {
  for (const node of nodes) {
    if (node.kind === 'element') {
      if (node.name === 'ac:inline-comment-marker') partsOf(node.children, parts)
      else if (!isVolatile(node)) parts.push(node)
    } else if (node.kind !== 'comment') {
      if (typeof parts.at(-1) === 'string') parts.push(parts.pop() + node.text)
      else parts.push(node.text)
    }
  }
  return parts
}

function elementOf(element: ElementNode, outer: Manner): string {
  const { name, children } = element
  const manner = { isStructure: structures.has(name), isVerbatim: outer.isVerbatim || verbatim.has(name) }
  const content = name === 'ac:structured-macro' ? macroContent(children, manner) : contentOf(children, manner)
  return `<${name}${attributesOf(element)}>${content}</${name}>`
}

/** A macro's parameters are a table: their order says nothing. */
function macroContent(children: readonly ParsedNode[], manner: Manner): string {
  const isParameter = (node: ParsedNode): node is ElementNode => node.kind === 'element' && node.name === 'ac:parameter'
  const parameters = children.filter(isParameter).map(parameter => contentOf([parameter], manner))
  return (
    parameters.sort().join('') +
    contentOf(
      children.filter(node => !isParameter(node)),
      manner,
    )
  )
}

function attributesOf({ name, attributes }: ElementNode): string {
  const meant: string[] = []
  // Most elements have nothing but an id: no lists are made for those.
  for (const key in attributes) {
    if (volatileAttributes.has(key) || (key === 'style' && name === 'table')) continue
    const value = key === 'class' ? meantClasses(attributes[key]!) : attributes[key]!
    if (defaults[key] !== value && !(key === 'class' && value === '')) meant.push(` ${key}="${escaped(value)}"`)
  }
  return meant.length > 1 ? meant.sort().join('') : (meant[0] ?? '')
}

const meantClasses = (value: string) =>
  value
    .split(/\s+/)
    .filter(word => !layoutClass.test(word))
    .sort()
    .join(' ')

function isVolatile({ name, attributes }: ElementNode): boolean {
  if (volatileElements.has(name)) return true
  if (name === 'ac:adf-attribute') return attributes.key === 'local-id'
  return name === 'ac:parameter' && attributes['ac:name'] === 'atlassian-macro-output-type'
}

const isBlock = (part: string | ElementNode | undefined) => typeof part === 'object' && blocks.has(part.name)

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => (!/[&<>"]/.test(text) ? text : text.replace(/[&<>"]/g, sign => signs[sign]!))
