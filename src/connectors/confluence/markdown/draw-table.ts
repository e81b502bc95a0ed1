import type { Table, TableCell } from 'mdast'
import type { StorageNode } from '../storage/tree.ts'
import { type Drawn, element } from './drawn.ts'
import { above, left } from './mark.ts'

/** A table as storage. A first row whose cells are all empty is no header: Markdown has no table without one. */
export function drawTable(
  { children, align, data }: Table,
  drawCell: (cell: TableCell, align: string | null | undefined) => StorageNode[],
): Drawn {
  const [head, ...body] = children.map(row => row)
  const isHeadless = head?.children.every(cell => cell.children.length === 0)
  const rows = isHeadless ? body : children
  const width = head?.children.length ?? 0
  const grid = rows.map(row => Array.from({ length: width }, (_, x) => row.children[x] ?? empty()))
  const covered = new Set<TableCell>()
  const drawn = grid.map((cells, y) => {
    const own = cells.flatMap((cell, x) => {
      if (covered.has(cell)) return []
      const { rowspan, colspan } = spansAt(grid, x, y)
      for (const row of grid.slice(y, y + rowspan)) for (const other of row.slice(x, x + colspan)) covered.add(other)
      const spans = { ...(rowspan > 1 && { rowspan: `${rowspan}` }), ...(colspan > 1 && { colspan: `${colspan}` }) }
      const tag = y === 0 && !isHeadless ? 'th' : 'td'
      const shown = is(cell, above) || is(cell, left) ? empty() : cell
      return [element(tag, drawCell(shown, align?.[x]), cell.data?.origin, spans)]
    })
    return element('tr', own, rows[y]!.data?.origin)
  })
  return element('table', [element('tbody', drawn)], data?.origin)
}

const empty = (): TableCell => ({ type: 'tableCell', children: [] })

const is = (cell: TableCell | undefined, mark: string) => {
  const [only, ...more] = cell?.children ?? []
  return only?.type === 'mark' && only.value === mark && more.length === 0
}

/** How far a cell reaches: to the right over `{{<}}`, and down over rows that have `{{^}}` below all of that. */
function spansAt(grid: readonly (readonly TableCell[])[], x: number, y: number) {
  let [colspan, rowspan] = [1, 1]
  while (is(grid[y]![x + colspan], left)) colspan++
  while (grid[y + rowspan]?.slice(x, x + colspan).every(cell => is(cell, above))) rowspan++
  return { rowspan, colspan }
}
