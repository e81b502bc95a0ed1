import { HubError } from '../../../engine/error.ts'
import { canonical } from './canonical.ts'
import { childrenNamed } from './find.ts'
import { type Cell, type Grid, gridOf, rowsOf } from './grid.ts'
import { keyIn } from './key.ts'
import type { ElementNode, ParsedNode, StorageDocument } from './parse.ts'
import { levelOf } from './section.ts'
import { contentEdit, type Edit } from './splice.ts'
import { type StorageNode, strong } from './tree.ts'
import { writeStorage } from './write.ts'

export interface Table {
  source: string
  element: ElementNode
  /** The keys of the headings that it stands under, the outermost first. */
  path: string[]
  /** Which cells say what the others mean: those of the first row, or the first one of each row. */
  header: 'row' | 'column' | 'none'
  /** The keys of the header cells, one for each column (`row`) or each row (`column`) of the grid. */
  headers: string[]
  /** The `tr` of each row of the grid. */
  rows: ElementNode[]
  grid: Grid
}

/** All tables in document order. One within a cell comes behind that around it, and is a table of its own. */
export function tablesOf(document: StorageDocument): Table[] {
  const found: Table[] = []
  /** `path` holds the headings above and grows with those that stand here. */
  const visit = (nodes: readonly ParsedNode[], path: ElementNode[]) => {
    for (const node of nodes) {
      if (node.kind !== 'element' || node.name === 'ac:adf-fallback') continue
      const level = levelOf(node)
      if (level !== undefined) {
        while (path.length > 0 && levelOf(path.at(-1)!)! >= level) path.pop()
        path.push(node)
      }
      if (node.name === 'table') found.push(tableOf(document.source, node, path))
      visit(node.children, transparent.has(node.name) ? path : [...path])
    }
  }
  visit(document.children, [])
  return found
}

/** A heading in one of these is also above what comes behind it. */
const transparent = new Set(['ac:layout', 'ac:layout-section', 'ac:layout-cell'])

function tableOf(source: string, element: ElementNode, path: readonly ElementNode[]): Table {
  const rows = rowsOf(element)
  const grid = gridOf(rows)
  const header = headerOf(grid)
  const cells = { row: grid[0] ?? [], column: grid.map(row => row[0]), none: [] }[header]
  const headers = cells.map(cell => (cell ? keyIn(cell.element.children) : ''))
  return { source, element, path: path.map(({ children }) => keyIn(children)), header, headers, rows, grid }
}

/** In storage there is no `thead`: header cells are `th`, wherever they stand. */
function headerOf(grid: Grid): Table['header'] {
  const isColumn = areHeaders(grid.map(row => row[0]))
  // Several header cells above one another, with nothing beside them, wait for their values.
  const isWaiting = isColumn && grid.length > 1 && grid[0]!.length === 1
  if (areHeaders(grid[0] ?? []) && !isWaiting) return 'row'
  return isColumn ? 'column' : 'none'
}

/** Whether there are cells, and all of them are of a header. */
export const areHeaders = (cells: readonly (Cell | undefined)[]) =>
  cells.length > 0 && cells.every(cell => cell?.element.name === 'th')

/** Replaces what stands in a cell; makes no edit where it says so already. Its tag and paragraph keep their attributes. */
export function replaceCell(table: Table, row: number, column: number, content: readonly StorageNode[]): Edit[] {
  return cellEdits(table.source, cellAt(table, row, column), content)
}

/** Replaces the cells of a row that are given, in the order of columns; what is undefined stays. */
export function replaceRow(table: Table, row: number, cells: readonly (readonly StorageNode[] | undefined)[]): Edit[] {
  return cells.flatMap((content, column) => {
    if (!content) return []
    const cell = cellAt(table, row, column)
    if (cell.row !== row || cell.column !== column)
      throw refusal(table, row, `its column ${column + 1} belongs to a merged cell that begins elsewhere`)
    return cellEdits(table.source, cell, content)
  })
}

function cellAt(table: Table, row: number, column: number): Cell {
  const cell = table.grid[row]?.[column]
  if (!cell) throw refusal(table, row, `it has no cell in column ${column + 1}`)
  return cell
}

function cellEdits(source: string, { element }: Cell, content: readonly StorageNode[]): Edit[] {
  const holder = holderOf(element)
  const isInline = !content.some(isBlock)
  const paragraph = isInline ? soleChild(holder, 'p') : undefined
  const target = paragraph ?? holder
  const isBare = paragraph || !isInline || isBareText(holder)
  const text = writeStorage(isBare ? content : inParagraph(content))
  return canonical(target.children) === canonical(text) ? [] : [contentEdit(source, target, text)]
}

/** Data Center's editor puts a box around what is more than text. */
const holderOf = (cell: ElementNode): ElementNode => {
  const box = soleChild(cell, 'div')
  return box?.attributes.class === 'content-wrapper' ? box : cell
}

/** The element, if it is all that stands in it. */
function soleChild(element: ElementNode, name: string): ElementNode | undefined {
  const seen = element.children.filter(node => node.kind === 'element' || (node.kind !== 'comment' && node.text.trim()))
  const [only] = seen
  return seen.length === 1 && only?.kind === 'element' && only.name === name ? only : undefined
}

/** Whether it holds a line that stands in no paragraph, as Data Center writes short cells. */
const isBareText = ({ children }: ElementNode) =>
  children.length > 0 && !children.some(node => node.kind === 'element' && isBlockElement(node))

const blocks = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre div hr ac:task-list ac:rich-text-body ac:plain-text-body'.split(' '),
)

/** A macro is one when it has a body. */
const isBlockElement = (element: ElementNode): boolean =>
  blocks.has(element.name) || (element.name === 'ac:structured-macro' && childrenNamed(element, ...blocks).length > 0)

const isBlock = (node: StorageNode): boolean =>
  typeof node === 'object' &&
  (blocks.has(node.tag) || (node.tag === 'ac:structured-macro' && node.children.some(isBlock)))

const inParagraph = (content: readonly StorageNode[]): StorageNode[] => [
  { tag: 'p', attributes: {}, children: [...content] },
]

/**
 * A cell in the manner of another: `td` or `th`, in a paragraph or bare, as its text is aligned; a header cell bold and in
 * its colours too.
 */
export function cellLike(like: Cell | undefined, content: readonly StorageNode[]): StorageNode {
  if (!like) return { tag: 'td', attributes: {}, children: inParagraph(content) }
  const { element } = like
  const holder = holderOf(element)
  const isInline = !content.some(isBlock)
  const paragraph = isInline ? soleChild(holder, 'p') : undefined
  const isBold = element.name === 'th' && isInline && content.length > 0 && soleChild(paragraph ?? holder, 'strong')
  const children = isBold ? [strong(...content)] : [...content]
  const isBare = !isInline || isNumbering(like) || isBareText(holder)
  const alignment = paragraph ? attributesOf(paragraph, 'style') : {}
  return {
    tag: element.name,
    attributes: attributesOf(element, ...(element.name === 'th' ? lookOfHeaders : isNumbering(like) ? ['class'] : [])),
    children: isBare ? children : [{ tag: 'p', attributes: alignment, children }],
  }
}

const lookOfHeaders = ['class', 'style', 'data-highlight-colour']

/** Whether the editor numbers the rows there. */
export const isNumbering = (cell: Cell | undefined) => cell?.element.attributes.class === 'numberingColumn'

const attributesOf = ({ attributes }: ElementNode, ...names: string[]) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)))

/** How a person finds the table: by the headings above it and its first columns. */
export function nameOf({ path, headers }: Table): { en: string; ko: string } {
  const columns = headers.length > 0 ? ` (${headers.slice(0, 5).join(', ')}${headers.length > 5 ? ', …' : ''})` : ''
  const place = path.join(' › ')
  return place
    ? { en: `the table under "${place}"${columns}`, ko: `"${place}" 아래 표${columns}` }
    : { en: `the table${columns}`, ko: `표${columns}` }
}

const refusal = (table: Table, row: number, why: string) =>
  new HubError('invalid', `Row ${row + 1} of ${nameOf(table).en} cannot be changed so: ${why}.`)
