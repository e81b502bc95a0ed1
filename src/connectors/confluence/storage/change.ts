import type { Cell } from './grid.ts'
import { keyOf } from './key.ts'
import { numberIn } from './measure.ts'
import { parseStorage } from './parse.ts'
import { type Column, columnAsked, columnNamed, hasTitle, type Records, spanOf, valueAt } from './records.ts'
import * as refused from './refused.ts'
import { type Reshaping, reshape } from './reshape.ts'
import type { Edit } from './splice.ts'
import { isNumbering, replaceCell } from './table.ts'
import type { StorageNode } from './tree.ts'
import { contentOf, says, type Value, valueIn } from './value.ts'
import { writeStorage } from './write.ts'

/** What becomes of the record with that key. Its other cells stay as they are. */
export type Change = { op: 'upsert' | 'insert' | 'update'; key: string; values: Values } | { op: 'delete'; key: string }

/** By the names of columns; that of the keys may be among them, as long as it says the key. */
export type Values = Readonly<Record<string, Value | undefined>>

/** `exists`: an insert found the key there and wrote nothing; `absent`: an update or a delete found none. */
export type Outcome = 'inserted' | 'exists' | 'updated' | 'unchanged' | 'deleted' | 'absent'

export interface ChangeOptions {
  /** The column whose words tell one record from another. */
  key: string
  /** Where new records come: behind the others but before totals (`end`, if nothing is said), or before the others. */
  at?: 'end' | 'start'
  /** Whether a column that the table lacks is added at its end. Otherwise it is refused. */
  addColumns?: boolean
}

export interface RecordEditor {
  /**
   * Makes one change, upon what those before it have made. Throws `invalid` where it cannot be made, naming rows and what to
   * do; then nothing of it is.
   */
  apply(change: Change): Outcome
  /** What `apply` would answer and throw; nothing is made. */
  tried(change: Change): Outcome
  /** All that has been changed, to be spliced into the body that was read. What says so already is not among it. */
  edits(): Edit[]
}

/** A record as it will be: one of the page (`line`) with the cells that change, or a new one. */
interface Row {
  line?: number
  cells: Map<number, readonly StorageNode[]>
}

interface State {
  records: Records
  options: ChangeOptions
  key: Column
  /** Those of the page, then new ones. */
  columns: readonly Column[]
  rows: Map<string, Row[]>
  added: Row[]
  removed: Set<number>
}

/** Changes a table's records, any number of them in one pass. Throws `invalid` where it has no such key column. */
export function recordEditor(records: Records, options: ChangeOptions): RecordEditor {
  const key = columnAsked(records.columns, options.key)
  const rows = rowsByKey(records, key)
  const state: State = { records, options, key, columns: records.columns, rows, added: [], removed: new Set() }
  return {
    apply: change => applied(state, change),
    tried: change => applied(copyFor(state, change), change),
    edits: () => editsOf(state),
  }
}

/** A change touches the rows of its key alone. */
function copyFor(state: State, change: Change): State {
  const key = keyOf(change.key)
  const rows = state.rows.get(key)?.map(({ line, cells }) => ({ line, cells: new Map(cells) }))
  return { ...state, rows: new Map(rows && [[key, rows]]), added: [], removed: new Set() }
}

/** Totals are among them, so that their words are not taken for a key that is missing. */
function rowsByKey(records: Records, column: Column): Map<string, Row[]> {
  const lines = [...records.lines.keys()].slice(records.from)
  const rows = Map.groupBy(
    lines.map((line): Row => ({ line, cells: new Map() })),
    ({ line }) => keyOf(valueAt(records, line!, column)),
  )
  rows.delete('')
  return rows
}

function applied(state: State, change: Change): Outcome {
  const row = rowWith(state, change.key)
  if (change.op === 'delete') return row ? deleted(state, change.key, row) : 'absent'
  if (row) return change.op === 'insert' ? 'exists' : updated(state, row, change)
  return change.op === 'update' ? 'absent' : inserted(state, change)
}

function rowWith({ records, rows, key: column }: State, key: string): Row | undefined {
  if (keyOf(key) === '') throw refused.emptyKey(column)
  const [row, ...others] = rows.get(keyOf(key)) ?? []
  if (!row) return undefined
  if (others.length > 0) throw refused.sameKey(records, column, key, [row.line!, ...others.map(({ line }) => line!)])
  if (row.line !== undefined && row.line >= records.to) throw refused.total(records, key, row.line)
  return row
}

type Writing = Exclude<Change, { op: 'delete' }>

function updated(state: State, row: Row, change: Writing): Outcome {
  const { columns, cells } = cellsOf(state, change)
  cells.delete(state.key)
  const wanted = [...cells].filter(([column, value]) => !isSaid(state, row, column, value))
  for (const [column] of wanted) assertOwnCell(state, row, column)
  const isWider = columns.length > state.columns.length
  state.columns = columns
  for (const [column, value] of wanted) {
    if (isOnPage(state, row, column, value)) row.cells.delete(column.index)
    else row.cells.set(column.index, contentOf(value))
  }
  return wanted.length > 0 || isWider ? 'updated' : 'unchanged'
}

function inserted(state: State, change: Writing): Outcome {
  const { columns, cells } = cellsOf(state, change)
  assertRoom(state)
  state.columns = columns
  const row: Row = { cells: new Map([...cells].map(([column, value]) => [column.index, contentOf(value)])) }
  state.rows.set(keyOf(change.key), [row])
  if (state.options.at === 'start') state.added.unshift(row)
  else state.added.push(row)
  return 'inserted'
}

function deleted({ records, rows, added, removed }: State, key: string, row: Row): Outcome {
  const { line } = row
  if (line === undefined) added.splice(added.indexOf(row), 1)
  else {
    const merged = records.lines[line]!.find(cell => cell && linesOf(records, cell).length > 1)
    if (merged) throw refused.mergedLines(records, linesOf(records, merged))
    removed.add(line)
  }
  rows.delete(keyOf(key))
  return 'deleted'
}

/** The values by their columns, and all columns, with those that are new. */
function cellsOf({ records, columns: known, key: keyColumn, options }: State, { key, values }: Writing) {
  const columns = [...known]
  const cells = new Map<Column, Value>([[keyColumn, key]])
  const named = new Set<Column>()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    const isNew = options.addColumns && keyOf(name) !== '' && !columnNamed(columns, name)
    if (isNew && hasTitle(records)) throw refused.columnBesideTitle(records, name)
    if (isNew) columns.push({ name, written: name, index: columns.length })
    const column = columnAsked(columns, name)
    if (named.has(column)) throw refused.columnTwice(column)
    named.add(column)
    cells.set(column, value)
    // What cannot be written is refused now, before anything is noted.
    writeStorage(contentOf(value))
  }
  // What cannot be read back as the key would be added again each time.
  if (keyOf(valueIn(written(contentOf(cells.get(keyColumn)!)))) !== keyOf(key)) throw refused.otherKey(keyColumn, key)
  return { columns, cells }
}

const written = (content: readonly StorageNode[]) => parseStorage(writeStorage(content)).children

function isSaid(state: State, row: Row, column: Column, value: Value): boolean {
  const pending = row.cells.get(column.index)
  return pending ? says(written(pending), value) : isOnPage(state, row, column, value)
}

function isOnPage({ records: { table, lines } }: State, { line }: Row, { index }: Column, value: Value): boolean {
  const cell = line === undefined ? undefined : lines[line]![index]
  if (!cell) return says([], value)
  return says(cell.element.children, value) || replaceCell(table, cell.row, cell.column, contentOf(value)).length === 0
}

function assertOwnCell({ records }: State, { line }: Row, column: Column) {
  if (line === undefined || column.index >= records.columns.length) return
  const places = records.lines[line]!
  const cell = places[column.index]
  if (!cell) throw refused.noCell(records, line, column)
  const lines = linesOf(records, cell)
  if (lines.length > 1) throw refused.mergedLines(records, lines)
  const columns = records.columns.filter(({ index }) => places[index] === cell)
  if (columns.length > 1) throw refused.mergedColumns(records, line, columns)
}

/** The lines that a cell covers, of those that are there. */
function linesOf({ table, lines }: Records, cell: Cell): number[] {
  const { from, to } = spanOf(table, cell)
  return Array.from({ length: Math.min(to, lines.length) - from }, (_, index) => from + index)
}

/** The line that new ones come behind. */
const anchorOf = ({ records, options }: State) => (options.at === 'start' ? records.from : records.to) - 1

function assertRoom(state: State) {
  const { records } = state
  const after = anchorOf(state)
  const merged = records.lines[after]!.find(cell => cell && spanOf(records.table, cell).to > after + 1)
  if (merged) throw refused.mergedLines(records, linesOf(records, merged))
}

function editsOf(state: State): Edit[] {
  const { table, lines } = state.records
  const changed = new Map<number, Row['cells']>()
  for (const rows of state.rows.values())
    for (const { line, cells } of rows) if (line !== undefined && cells.size > 0) changed.set(line, cells)
  const replaced = [...changed].flatMap(([line, cells]) =>
    [...cells].flatMap(([index, content]) => {
      const cell = lines[line]![index]
      return cell ? replaceCell(table, cell.row, cell.column, content) : []
    }),
  )
  return [...replaced, ...reshaped(state, changed)]
}

/** New records and new columns, and the records that go. */
function reshaped(state: State, changed: ReadonlyMap<number, Row['cells']>): Edit[] {
  const { columns, added, removed, options } = state
  const { table, lines, from, to, columns: known } = state.records
  const contentAt = (line: number, index: number): readonly StorageNode[] => {
    if (line < from) return line === from - 1 ? [columns[index]!.name] : []
    if (line < lines.length) return changed.get(line)?.get(index) ?? []
    const nth = line - lines.length
    return added[nth]!.cells.get(index) ?? numberOf(state, index, nth)
  }
  const neighbour = options.at === 'start' ? from : to - 1
  const like = from < to ? neighbour : undefined
  const ofLines: Reshaping = { removed, added: added.length, after: anchorOf(state), like }
  const last = known.length - 1
  const ofColumns: Reshaping = { removed: new Set(), added: columns.length - known.length, after: last, like: last }
  return table.header === 'column'
    ? reshape(table, ofColumns, ofLines, (index, line) => contentAt(line, index))
    : reshape(table, ofLines, ofColumns, contentAt)
}

/** Where the editor numbers the records, new ones behind the others go on with it. Those before the others wait for it. */
function numberOf({ records, removed, options }: State, index: number, nth: number): readonly StorageNode[] {
  const last = records.lines.findLastIndex((_, line) => line < records.to && !removed.has(line))
  if (options.at === 'start' || !isNumbering(records.lines[last]![index])) return []
  const number = numberIn(valueAt(records, last, records.columns[index]!))
  return number === undefined ? [] : [String(number + 1 + nth)]
}
