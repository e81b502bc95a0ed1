import { childrenNamed } from './find.ts'
import type { Cell } from './grid.ts'
import { appendEdit, type Edit } from './splice.ts'
import { cellLike, type Table } from './table.ts'
import type { StorageNode } from './tree.ts'
import { writeStorage } from './write.ts'

/** What becomes of the rows of a table, or of its columns. All are counted from zero, in its grid as it is. */
export interface Reshaping {
  removed: ReadonlySet<number>
  /** How many are new, all of them behind the one called `after`. */
  added: number
  after: number
  /** The new ones look like this one, if there is one. */
  like: number | undefined
}

/**
 * Takes rows and columns out and adds others. `contentAt` says what stands in each new cell; what is new is counted on from
 * what is there. No merged cell may reach over a border at which a row or a column comes or goes.
 */
export function reshape(
  table: Table,
  rows: Reshaping,
  columns: Reshaping,
  contentAt: (row: number, column: number) => readonly StorageNode[],
): Edit[] {
  const { grid } = table
  const width = grid[0]?.length ?? 0
  const newRows = counted(rows.added, grid.length)
  const newColumns = counted(columns.added, width)
  const cell = (row: number, column: number): StorageNode => {
    const like = grid[row < grid.length ? row : (rows.like ?? -1)]?.[column < width ? column : (columns.like ?? -1)]
    return cellLike(like, contentAt(row, column))
  }
  const all = counted(width).flatMap(column => [
    ...(columns.removed.has(column) ? [] : [column]),
    ...(column === columns.after ? newColumns : []),
  ])
  const added = newRows.map(row => ({ tag: 'tr', attributes: {}, children: all.map(column => cell(row, column)) }))
  const changed = table.rows.flatMap((tr, row): Edit[] => {
    if (rows.removed.has(row)) return [{ start: tr.start, end: tr.end, text: '' }]
    return inRow(table, row, columns, missing => [
      ...counted(missing, columns.after + 1 - missing).map(column => cell(row, column)),
      ...newColumns.map(column => cell(row, column)),
    ])
  })
  const behind = table.rows[rows.after]!.end
  const inserted = added.length > 0 ? [{ start: behind, end: behind, text: writeStorage(added) }] : []
  return [...changed, ...inserted, ...inColumnGroup(table, columns)]
}

const counted = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index)

/** `cellsFor` gives the new cells of a row that lacks so many of those before them. */
function inRow(
  { source, rows, grid }: Table,
  row: number,
  { removed, added, after }: Reshaping,
  cellsFor: (missing: number) => StorageNode[],
): Edit[] {
  if (removed.size === 0 && added === 0) return []
  const tr = rows[row]!
  const places = grid[row]!
  const own = places.filter((cell, column): cell is Cell => cell?.row === row && cell.column === column)
  const edits = own
    .filter(({ column }) => removed.has(column))
    .map(({ element: { start, end } }) => ({ start, end, text: '' }))
  if (added === 0) return edits
  const text = writeStorage(cellsFor(places.slice(0, after + 1).filter(cell => !cell).length))
  const at = own.findLast(({ column }) => column <= after)?.element.end ?? own[0]?.element.start
  return [...edits, at === undefined ? appendEdit(source, tr, text) : { start: at, end: at, text }]
}

/** Where the widths of all columns are listed, those that are new have none and those that go take theirs along. */
function inColumnGroup({ element, grid }: Table, { removed, added, after }: Reshaping): Edit[] {
  const widths = childrenNamed(element, 'colgroup').flatMap(group => childrenNamed(group, 'col'))
  if (widths.length !== grid[0]?.length) return []
  const gone = widths.filter((_, column) => removed.has(column)).map(({ start, end }) => ({ start, end, text: '' }))
  const at = widths[after]!.end
  return added > 0 ? [...gone, { start: at, end: at, text: '<col />'.repeat(added) }] : gone
}
