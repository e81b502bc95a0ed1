import type { AlignType, Table, TableCell } from 'mdast'
import { childrenNamed } from '../storage/find.ts'
import { type Cell, gridOf, rowsOf } from '../storage/grid.ts'
import type { ElementNode, ParsedNode } from '../storage/parse.ts'
import { above, left, markOf } from './mark.ts'
import { at, type Inline, isLineBreak, lineBreak, type Origin } from './nodes.ts'
import { inlinesOf } from './read-inline.ts'
import { originOf, type Reading, refer } from './reading.ts'

/**
 * A table. One without a header row gets an empty one. Paragraphs in a cell are parted by two line breaks; what else
 * stands there is a reference.
 */
export function tableOf(reading: Reading, element: ElementNode): Table {
  const rows = rowsOf(element)
  const grid = gridOf(rows)
  const width = grid[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, column) => alignOf(grid.map(row => row[column])))
  const children = grid.map((places, row) =>
    at(originOf(rows[row]!), {
      type: 'tableRow' as const,
      children: places.map((cell, column) => cellAt(reading, cell, row, column)),
    }),
  )
  const hasHeader = grid[0]?.every(cell => cell?.element.name === 'th')
  const empty = {
    type: 'tableRow' as const,
    children: columns.map((): TableCell => ({ type: 'tableCell', children: [] })),
  }
  return { type: 'table', align: columns, children: hasHeader ? children : [empty, ...children] }
}

function cellAt(reading: Reading, cell: Cell | undefined, row: number, column: number): TableCell {
  if (!cell) return { type: 'tableCell', children: [] }
  if (cell.row !== row) return { type: 'tableCell', children: [{ type: 'mark', value: above }] }
  if (cell.column !== column) return { type: 'tableCell', children: [{ type: 'mark', value: left }] }
  const parts = partsOf(reading, holderOf(cell.element))
  const children = parts.flatMap(({ inlines }, index) => (index > 0 ? [lineBreak(), lineBreak(), ...inlines] : inlines))
  return {
    type: 'tableCell',
    children,
    data: { origin: originOf(cell.element), parts: parts.map(({ origin }) => origin) },
  }
}

/** Data Center's editor puts a box around what is more than text. */
const holderOf = (cell: ElementNode): ElementNode => {
  const [box] = childrenNamed(cell, 'div')
  return box?.attributes.class === 'content-wrapper' && cell.children.length === 1 ? box : cell
}

interface Part {
  inlines: Inline[]
  origin?: Origin
}

const blocks = /^(p|h[1-6]|ul|ol|dl|table|blockquote|pre|div|hr|ac:task-list|ac:image|ac:layout|ac:adf-extension)$/

function partsOf(reading: Reading, holder: ElementNode): Part[] {
  const parts: Part[] = []
  let running: ParsedNode[] = []
  const flush = () => {
    const inlines = inlinesOf(reading, running)
    if (inlines.length > 0) parts.push({ inlines })
    running = []
  }
  for (const node of holder.children) {
    if (node.kind === 'element' && blocks.test(node.name)) {
      flush()
      parts.push(partOf(reading, node))
    } else running.push(node)
  }
  flush()
  return parts
}

function partOf(reading: Reading, element: ElementNode): Part {
  const origin = originOf(element)
  if (element.name === 'ac:image') return { inlines: inlinesOf(reading, [element]), origin }
  if (element.name === 'p') {
    const inlines = inlinesOf(reading, element.children)
    const isParted = inlines.some(
      (node, index) =>
        isLineBreak(node) && (index === 0 || index === inlines.length - 1 || isLineBreak(inlines[index - 1]!)),
    )
    if (!isParted) return { inlines, origin }
  }
  return { inlines: [{ type: 'mark', value: markOf(refer(reading, element)) }], origin }
}

/** All cells of a column that say so are set alike. */
function alignOf(cells: readonly (Cell | undefined)[]): AlignType {
  const [first, ...others] = cells.map(alignOfCell)
  return first && others.every(other => other === first) ? first : null
}

function alignOfCell(cell: Cell | undefined): AlignType | undefined {
  const [paragraph] = cell ? childrenNamed(holderOf(cell.element), 'p') : []
  return /^\s*text-align:\s*(left|center|right);?\s*$/.exec(paragraph?.attributes.style ?? '')?.[1] as AlignType
}
