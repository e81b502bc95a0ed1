import { deepEqual, equal } from 'node:assert/strict'
import { heading, link, paragraph, type RowChange, table } from '../../src/connectors/confluence/index.ts'
import { writeStorage } from '../../src/connectors/confluence/storage/write.ts'

const columns = ['log_id', 'play_id', 'action_type', 'title', 'url', 'actor', 'created_at']
const actions = ['Activity', 'Signal', 'Brief']
const actors = ['김하늘', '이바다', '박산들']

/** Storage of an Action Log with so many rows, as a person sends it, with text before and behind. */
export const pageWith = (rows: number): string =>
  writeStorage([
    heading(2, '활동 기록'),
    paragraph('세미나 파이프라인의 모든 활동을 적습니다.'),
    table(
      columns,
      Array.from({ length: rows }, (_, index) => {
        const { url, ...cells } = cellsOf(index)
        return columns.map(column => (column === 'url' ? [link(url, url)] : [cells[column as keyof typeof cells]]))
      }),
    ),
    paragraph('표 아래는 사람이 적는 곳입니다.'),
  ])

/** So many writes: every other one changes a row, these spread over the table; the others add one. */
export const changesOf = (rows: number, count: number): RowChange[] =>
  Array.from({ length: count }, (_, index): RowChange => {
    const isNew = index % 2 === 0
    const number = isNew ? rows + index / 2 : Math.floor((index * rows) / count)
    const { url, ...cells } = cellsOf(number)
    const values = isNew ? { ...cells, url: [link(url, url)] } : { title: `${cells.title}, 다시 확인`, actor: '최강물' }
    return { kind: 'row', table: {}, key: 'log_id', change: { op: 'upsert', key: cells.log_id, values } }
  })

const cellsOf = (number: number) => ({
  log_id: `signal-2026-${String(number).padStart(5, '0')}`,
  play_id: `EXT_Desk_D${String(number % 43).padStart(2, '0')}`,
  action_type: actions[number % 3]!,
  title: `세미나 참석 기업 ${number}곳이 데모를 요청`,
  url: `https://example.com/signals/${number}`,
  actor: actors[number % 3]!,
  created_at: `2026-11-${String(1 + (number % 30)).padStart(2, '0')} 14:30`,
})

/**
 * Throws where the page is anything but the one before with the changes made: new rows at the end in their order, changed
 * rows where they were with the cells that nobody wrote to as they were, each byte of the rest the same. Gives how many
 * rows nobody wrote to.
 */
export function rightRows(before: string, after: string, changes: readonly RowChange[]): number {
  const [old, now] = [partsOf(before), partsOf(after)]
  deepEqual(now.around, old.around)
  const wanted = new Map(changes.map(({ change }) => [change.key, 'values' in change ? change.values : {}]))
  const added = changes.map(({ change }) => change.key).filter(key => !old.rows.has(key))
  deepEqual([...now.rows.keys()], [...old.rows.keys(), ...added])
  for (const [key, row] of now.rows) {
    const values = wanted.get(key)
    const was = old.rows.get(key)
    if (!values) equal(row, was)
    else
      deepEqual(
        cellsIn(row).map(wordsOf),
        columns.map((column, index) => wordsIn(values, column, was, index)),
      )
    if (values && was) deepEqual(othersOf(row, values), othersOf(was, values))
  }
  return [...now.rows.keys()].filter(key => !wanted.has(key)).length
}

/** The rows by the words of their first cell, and all that stands around them. */
function partsOf(body: string) {
  const [head, ...rows] = body.match(/<tr[ >].*?<\/tr>/gs) ?? []
  const byKey = new Map(rows.map(row => [wordsOf(cellsIn(row)[0]!), row]))
  equal(byKey.size, rows.length)
  const from = body.indexOf(head!) + head!.length
  return { rows: byKey, around: [body.slice(0, from), body.slice(body.lastIndexOf('</tr>'))] }
}

const cellsIn = (row: string) => row.match(/<td[ >].*?<\/td>/gs) ?? []
const wordsOf = (cell: string) => cell.replace(/<[^>]*>/g, '')

type Values = Extract<RowChange['change'], { values: unknown }>['values']

function wordsIn(values: Values, column: string, was: string | undefined, index: number): string {
  const value = values[column]
  if (value === undefined) return wordsOf(cellsIn(was ?? '')[index] ?? '')
  return wordsOf(typeof value === 'string' ? value : writeStorage(value as never))
}

/** The cells that nobody wrote to, and what stands around all of them. */
const othersOf = (row: string, values: Values) => [
  row.split('<td', 1),
  cellsIn(row).filter((_, index) => !(columns[index]! in values)),
]
