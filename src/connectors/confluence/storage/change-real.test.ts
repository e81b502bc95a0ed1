import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { type Change, recordEditor } from './change.ts'
import { keyOf } from './key.ts'
import { parseStorage } from './parse.ts'
import { query } from './query.ts'
import { type Column, type Records, recordsOf, valueAt } from './records.ts'
import { splice } from './splice.ts'
import { tablesOf } from './table.ts'
import { areBodiesHere, isSameOutside, patterns, realBodies } from './testing.ts'

const skip = needs('fixtures', areBodiesHere)
const bodies = [...realBodies(), ...patterns()]
  .map(body => ({ ...body, tables: tablesOf(parseStorage(body.source)).map(recordsOf) }))
  .filter(({ tables }) => tables.length > 0)

const linesOf = ({ from, to, lines }: Records) => [...lines.keys()].slice(from, to)
const valuesAt = (records: Records, line: number) =>
  Object.fromEntries(records.columns.map(column => [column.name, valueAt(records, line, column)]))

/** The first column that tells all records apart. */
function keyColumnOf(records: Records): Column | undefined {
  const isKey = (column: Column) => {
    const keys = new Set(linesOf(records).map(line => keyOf(valueAt(records, line, column))))
    return keys.size === records.to - records.from && !keys.has('')
  }
  return records.columns.find(isKey)
}

function afterChange(records: Records, key: Column, change: Change) {
  const editor = recordEditor(records, { key: key.name })
  const outcome = editor.apply(change)
  const edits = editor.edits()
  const after = splice(records.table.source, edits)
  ok(isSameOutside(records.table.source, after, edits))
  return { outcome, edits, after }
}

describe('real tables', () => {
  for (const { name, tables } of bodies) {
    test(`upserting each record of ${name} with its own values makes no edit`, { skip }, () => {
      for (const records of tables) {
        const key = keyColumnOf(records)
        ok(key, `${records.table.path} has a column of keys`)
        const editor = recordEditor(records, { key: key.name })
        for (const line of linesOf(records)) {
          const values = valuesAt(records, line)
          equal(editor.apply({ op: 'upsert', key: values[key.name]!, values }), 'unchanged')
        }
        deepEqual(editor.edits(), [])
      }
    })

    test(`another word in any one cell of ${name} changes only that cell`, { skip }, () => {
      for (const [index, records] of tables.entries()) {
        const key = keyColumnOf(records)!
        for (const line of linesOf(records))
          for (const column of records.columns.filter(other => other !== key)) {
            const values = { ...valuesAt(records, line), [column.name]: '바뀐 칸' }
            const change: Change = { op: 'upsert', key: values[key.name]!, values }
            const cell = records.lines[line]![column.index]!
            if (cell.rowspan > 1) {
              throws(() => afterChange(records, key, change), { code: 'invalid', message: /merged over rows/ })
              continue
            }
            const { outcome, edits, after } = afterChange(records, key, change)
            equal(outcome, 'updated')
            equal(edits.length, 1)
            ok(edits[0]!.start > cell.element.start && edits[0]!.end <= cell.element.end)
            deepEqual(valuesAt(recordsOf(tablesOf(parseStorage(after))[index]!), line), values)
          }
      }
    })

    test(`a new record in each table of ${name} is added once, and can be taken out again`, { skip }, () => {
      for (const [index, records] of tables.entries()) {
        const key = keyColumnOf(records)!
        const values = Object.fromEntries(records.columns.map((column, nth) => [column.name, `새 값 ${nth}`]))
        const change: Change = { op: 'insert', key: values[key.name]!, values }
        const { outcome, edits, after } = afterChange(records, key, change)
        equal(outcome, 'inserted')
        deepEqual(
          edits.map(({ start, end }) => [start, end]),
          [[records.table.rows.at(-1)!.end, records.table.rows.at(-1)!.end]],
        )
        const again = recordsOf(tablesOf(parseStorage(after))[index]!)
        deepEqual(query(again).records, [...query(records).records, values])
        equal(afterChange(again, key, change).outcome, 'exists')
        const last = valuesAt(again, again.to - 1)[key.name]!
        equal(afterChange(again, key, { op: 'delete', key: last }).after, records.table.source)
      }
    })
  }
})
