import { HubError } from '../../../engine/error.ts'
import { childrenNamed } from './find.ts'
import type { ElementNode } from './parse.ts'

/** A `td` or `th` with the place of its top left corner, counted from zero. */
export interface Cell {
  element: ElementNode
  row: number
  column: number
  /** As declared: it may reach below the last row. */
  rowspan: number
  colspan: number
}

/** The cell that covers each place, by row and column; undefined where a row is short. All rows are equally long. */
export type Grid = (Cell | undefined)[][]

/** HTML's own limits. */
const mostRows = 65_534
const mostColumns = 1000
const mostPlaces = 1_000_000

/** The rows of a table, whatever groups they are in. Those of a table within a cell are not among them. */
export const rowsOf = (table: ElementNode): ElementNode[] =>
  table.children
    .filter(node => node.kind === 'element')
    .flatMap(node => {
      if (node.name === 'tr') return [node]
      return ['tbody', 'thead', 'tfoot'].includes(node.name) ? childrenNamed(node, 'tr') : []
    })

/** Lays cells out as a browser does: each takes the first place in its row that no span has taken. */
export function gridOf(rows: readonly ElementNode[]): Grid {
  const grid: Grid = rows.map(() => [])
  let places = 0
  rows.forEach((tr, row) => {
    let column = 0
    for (const element of childrenNamed(tr, 'td', 'th')) {
      while (grid[row]![column]) column++
      const rowspan = spanOf(element, 'rowspan', mostRows) || mostRows
      const colspan = spanOf(element, 'colspan', mostColumns) || 1
      const cell: Cell = { element, row, column, rowspan, colspan }
      places += Math.min(rowspan, rows.length - row) * colspan
      if (places > mostPlaces)
        throw new HubError(
          'invalid',
          `A table spans more than ${mostPlaces} places. Divide it, or undo its merged cells.`,
        )
      for (const covered of grid.slice(row, row + rowspan))
        for (let x = column; x < column + colspan; x++) covered[x] ??= cell
    }
  })
  const width = grid.reduce((most, { length }) => Math.max(most, length), 0)
  return grid.map(covered => Array.from({ length: width }, (_, x) => covered[x]))
}

/** Zero means "to the end" for rows; what is no number means one. */
function spanOf({ attributes }: ElementNode, name: string, most: number): number {
  const value = attributes[name] ?? ''
  return /^\d+$/.test(value.trim()) ? Math.min(Number(value), most) : 1
}
