import { HubError } from '../../../engine/error.ts'
import type { Cell, Grid } from './grid.ts'
import { keyOf } from './key.ts'
import { areHeaders, isNumbering, nameOf, type Table } from './table.ts'
import { valueIn } from './value.ts'

/** A table read as a database has it: each line of it is a record, whether it is a row or, beside a header column, a column. */
export interface Records {
  table: Table
  /** In the page's order. */
  columns: readonly Column[]
  /** The cell that covers each place, by line and by column. A merged cell answers for every place that it covers. */
  lines: Grid
  /** The lines that are records: behind those of the header, before those that hold totals. */
  from: number
  to: number
}

export interface Column {
  /** As written on the page; of several that are called the same, with its number: `비고 (2)`. */
  name: string
  /** Without that number. */
  written: string
  index: number
}

/** Reads a table. Throws `invalid` where no header says what its cells mean. */
export function recordsOf(table: Table): Records {
  if (table.header === 'none') throw withoutHeader(table)
  const lines = table.header === 'row' ? table.grid : transposed(table.grid)
  const from = headerDepth(table, lines)
  return { table, columns: columnsOf(lines.slice(0, from)), lines, from, to: totalsFrom(lines, from) }
}

const transposed = (grid: Grid): Grid => grid[0]!.map((_, column) => grid.map(row => row[column]))

/** The lines that a cell covers: from the first to before the last. */
export const spanOf = ({ header }: Pick<Table, 'header'>, cell: Cell): { from: number; to: number } =>
  header === 'column'
    ? { from: cell.column, to: cell.column + cell.colspan }
    : { from: cell.row, to: cell.row + cell.rowspan }

/** A further line of header cells belongs to the header where the one above it has merged cells. */
function headerDepth(table: Table, lines: Grid): number {
  let depth = 1
  const isMerged = (cell: Cell | undefined, column: number, line: Grid[number]) =>
    cell && (spanOf(table, cell).to > depth || cell === line[column + 1])
  while (areHeaders(lines[depth] ?? []) && lines[depth - 1]!.some(isMerged)) depth++
  return depth
}

/** A merged cell over all columns, above others, says nothing of any one of them. */
const isTitle = (line: Grid[number], index: number, header: Grid) =>
  index < header.length - 1 && line.every(cell => cell === line[0])

/** Whether the header has a title over all columns. */
export const hasTitle = ({ lines, from }: Records): boolean => lines.slice(0, from).some(isTitle)

function columnsOf(header: Grid): Column[] {
  const said = header.filter((line, index) => !isTitle(line, index, header))
  const names = said[0]!.map((_, column) => {
    const cells = new Set(said.map(line => line[column]))
    return [...cells].map(textOfCell).map(onOneLine).filter(Boolean).join(' / ')
  })
  const alikeBy = Map.groupBy(names.keys(), index => keyOf(names[index]!))
  return names.map((written, index) => {
    const alike = alikeBy.get(keyOf(written))!
    const name = alike.length > 1 ? `${written} (${alike.indexOf(index) + 1})`.trim() : written
    return { name, written, index }
  })
}

const onOneLine = (text: string) => text.replaceAll('\n', ' ')
const textOfCell = (cell: Cell | undefined) => (cell ? valueIn(cell.element.children) : '')

/** Lines at the end that add up those before them: by their first word, or by a header cell where others have none. */
function totalsFrom(lines: Grid, from: number): number {
  const first = (lines[from] ?? []).findIndex(cell => !isNumbering(cell))
  const isHeader = (line: Grid[number]) => line[first]?.element.name === 'th'
  const areOthersPlain = lines.slice(from).some(line => !isHeader(line))
  const isTotal = (line: Grid[number]) => {
    const word = keyOf(line.map(textOfCell).find((text, column) => text && !isNumbering(line[column])) ?? '')
    return wordsOfTotals.has(word.toLowerCase()) || (areOthersPlain && isHeader(line))
  }
  return lines.findLastIndex((line, index) => index < from || !isTotal(line)) + 1
}

const wordsOfTotals = new Set(['합계', '총합', '총계', '총합계', '소계', '계', 'total', 'totals', 'grand total', 'sum'])

/** What people read at a place: empty where the line is short. */
export const valueAt = ({ lines }: Records, line: number, column: Column): string =>
  textOfCell(lines[line]?.[column.index])

/** Whether nobody has written anything into a line yet; the editor's own numbers do not count. */
export const isBlank = (records: Records, line: number): boolean =>
  records.columns.every(column => isNumbering(records.lines[line]![column.index]) || !valueAt(records, line, column))

/**
 * The column that is called so, by key, else with upper and lower case alike; undefined where there is none. Throws `invalid`
 * where several are.
 */
export function columnNamed(columns: readonly Column[], asked: string): Column | undefined {
  const key = keyOf(asked)
  const tries: ((column: Column) => boolean)[] = [
    ({ name }) => keyOf(name) === key,
    ({ written }) => keyOf(written) === key,
    ({ name }) => keyOf(name).toLowerCase() === key.toLowerCase(),
  ]
  for (const isMeant of tries) {
    const found = columns.filter(isMeant)
    if (found.length > 1) throw severalColumns(asked, found)
    if (found[0]) return found[0]
  }
  return undefined
}

/** As `columnNamed`, but what is not there is refused, with the names that are. */
export function columnAsked(columns: readonly Column[], asked: string): Column {
  const found = columnNamed(columns, asked)
  if (found) return found
  const names = quoted(columns)
  throw new HubError('invalid', `The table has no column "${asked}". It has ${names}. Names are as on the page.`, {
    ko: `표에 "${asked}" 열이 없습니다. 있는 열: ${names}. 페이지에 적힌 이름을 쓰십시오.`,
  })
}

const quoted = (columns: readonly Column[]) => columns.map(({ name }) => `"${name}"`).join(', ')

function severalColumns(asked: string, found: readonly Column[]): HubError {
  return new HubError('invalid', `"${asked}" may be any of the columns ${quoted(found)}. Name one of them exactly.`, {
    ko: `"${asked}"이라는 열이 여럿입니다: ${quoted(found)}. 이 가운데 하나를 정확히 쓰십시오.`,
  })
}

function withoutHeader(table: Table): HubError {
  const { en, ko } = nameOf(table)
  return new HubError(
    'invalid',
    `No header says what the columns of ${en} mean. Open the page in the editor and turn on "Header row" (or "Header column") in the table's options.`,
    {
      ko: `${ko}에 머리글이 없어 열의 뜻을 알 수 없습니다. 편집기의 표 옵션에서 "머리글 행"(또는 "머리글 열")을 켜십시오.`,
    },
  )
}
