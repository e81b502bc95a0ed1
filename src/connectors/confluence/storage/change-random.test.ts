import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { HubError } from '../../../engine/error.ts'
import { type Change, type ChangeOptions, type Outcome, recordEditor, type Values } from './change.ts'
import { keyOf } from './key.ts'
import { parseStorage } from './parse.ts'
import { query } from './query.ts'
import { type Records, recordsOf, valueAt } from './records.ts'
import { splice } from './splice.ts'
import { tablesOf } from './table.ts'
import { isSameOutside } from './testing.ts'
import { writeStorage } from './write.ts'

/** A table as a database would hold it: cells by record, then by column; a merged cell is the same object in each. */
interface Model {
  columns: string[]
  records: Cell[][]
}
interface Cell {
  text: string
}

const key = 'Play ID'
const words = fc.constantFrom(
  '진행',
  '완료'.normalize('NFD'),
  'a < b & c',
  '1,200',
  '2026-11-27',
  '',
  '하나\n둘',
  '가\u3164',
)
const keys = fc.constantFrom('D01', 'D02', 'D03', 'D04', 'D05', '서울', '부산')
const spelled = fc.constantFrom<(text: string) => string>(
  text => text,
  text => text.normalize('NFD'),
  text => ` ${text}\u200b`,
)

const layouts = fc.record({
  columns: fc.subarray(['상태', '건수', 'url'], { minLength: 1 }).map(names => [key, ...names]),
  keys: fc.uniqueArray(keys, { maxLength: 5 }),
  words: fc.array(words, { minLength: 20, maxLength: 20 }),
  /** Whether the cell of a column is one with that of the record before it. */
  merged: fc.array(
    fc.nat(5).map(chance => chance === 0),
    { minLength: 20, maxLength: 20 },
  ),
  isLying: fc.boolean(),
  hasTotal: fc.boolean(),
  isBare: fc.boolean(),
  notes: fc.constantFrom('', '<p>메모 &nbsp;</p>\n'),
})
type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never

function modelOf({ columns, keys: ids, words: texts, merged }: Layout): Model {
  const records: Cell[][] = []
  ids.forEach((id, nth) => {
    const cells = columns.slice(1).map((_, column) => {
      const place = nth * (columns.length - 1) + column
      return nth > 0 && merged[place] ? records[nth - 1]![column + 1]! : { text: texts[place]! }
    })
    records.push([{ text: id }, ...cells])
  })
  return { columns: [...columns], records }
}

function bodyOf({ isLying, hasTotal, isBare, notes }: Layout, { columns, records }: Model): string {
  const total = hasTotal ? [columns.map((_, index): Cell => ({ text: index === 0 ? '합계' : '' }))] : []
  const lines: Cell[][] = [columns.map(text => ({ text })), ...records, ...total]
  const written = (line: number, column: number) => {
    const cell = lines[line]![column]!
    if (lines[line - 1]?.[column] === cell) return ''
    const span = lines.filter(other => other[column] === cell).length
    const attributes = span > 1 ? ` ${isLying ? 'colspan' : 'rowspan'}="${span}"` : ''
    const paragraphs = cell.text.split('\n').map(text => writeStorage([text]))
    const inside = isBare && paragraphs.length === 1 ? paragraphs[0] : paragraphs.map(text => `<p>${text}</p>`).join('')
    const tag = line === 0 ? 'th' : 'td'
    return `<${tag} ac:local-id="${line}-${column}"${attributes}>${inside}</${tag}>`
  }
  const rows = isLying
    ? columns.map((_, column) => lines.map((_, line) => written(line, column)))
    : lines.map((_, line) => columns.map((_, column) => written(line, column)))
  const text = rows.map(cells => `<tr>${cells.join('')}</tr>`).join('\n')
  return `${notes}<table><tbody>${text}</tbody></table>${notes}`
}

const changes = fc.array(
  fc.record({
    op: fc.constantFrom('upsert', 'insert', 'update', 'delete'),
    id: keys,
    spell: spelled,
    values: fc.dictionary(fc.constantFrom('상태', '건수', 'url', '담당'), words, { maxKeys: 3 }),
  }),
  { maxLength: 8 },
)
type Drawn = typeof changes extends fc.Arbitrary<(infer T)[]> ? T : never

const changeOf = ({ op, id, spell, values }: Drawn): Change =>
  op === 'delete' ? { op, key: spell(id) } : { op: op as 'upsert', key: spell(id), values: values as Values }

const same = (a: string, b: string) => a.normalize('NFC').trim() === b.normalize('NFC').trim()
const isShared = ({ records }: Model, cell: Cell) => records.filter(record => record.includes(cell)).length > 1

/** What a change makes of the model, and what is to be said of it. */
function expected(model: Model, drawn: Drawn, options: ChangeOptions): Outcome | 'refused' {
  const { columns, records } = model
  const at = records.findIndex(record => record[0]!.text === drawn.id)
  const record = records[at]
  if (drawn.op === 'delete') {
    if (!record) return 'absent'
    if (record.some(cell => isShared(model, cell))) return 'refused'
    records.splice(at, 1)
    return 'deleted'
  }
  if (record && drawn.op === 'insert') return 'exists'
  if (!record && drawn.op === 'update') return 'absent'
  const names = Object.keys(drawn.values)
  const lacking = names.filter(name => !columns.includes(name))
  if (lacking.length > 0 && !options.addColumns) return 'refused'
  const wanted = names.filter(name => !same(record?.[columns.indexOf(name)]?.text ?? '', drawn.values[name]!))
  const isShut = (name: string) => columns.includes(name) && isShared(model, record![columns.indexOf(name)]!)
  if (record && wanted.some(isShut)) return 'refused'
  columns.push(...lacking)
  for (const other of records) while (other.length < columns.length) other.push({ text: '' })
  const target = record ?? columns.map((_, index): Cell => ({ text: index === 0 ? drawn.id : '' }))
  for (const name of wanted) target[columns.indexOf(name)]!.text = drawn.values[name]!
  if (record) return wanted.length + lacking.length > 0 ? 'updated' : 'unchanged'
  if (options.at === 'start') records.unshift(target)
  else records.push(target)
  return 'inserted'
}

const read = (body: string) => recordsOf(tablesOf(parseStorage(body))[0]!)
const plain = (text: string) => text.normalize('NFC').replaceAll('\u3164', '').trim()
/** All records, keys as keys. */
const shown = (records: Records) =>
  query(records).records.map(record => records.columns.map(({ name }) => plain(keyOf(record[name]!))))
const shownModel = ({ records }: Model) => records.map(cells => cells.map(({ text }) => plain(keyOf(text))))

function apply(change: Change, editor: ReturnType<typeof recordEditor>): Outcome | 'refused' {
  try {
    return editor.apply(change)
  } catch (error) {
    ok(error instanceof HubError && error.code === 'invalid' && error.ko)
    return 'refused'
  }
}

test('random changes of random tables make of them what they make of a list of records, and touch nothing else', () => {
  let [made, refused, spans] = [0, 0, 0]
  const property = fc.property(
    layouts,
    changes,
    fc.constantFrom('end' as const, 'start' as const),
    fc.boolean(),
    (layout, drawn, at, addColumns) => {
      const model = modelOf(layout)
      const body = bodyOf(layout, model)
      const before = read(body)
      deepEqual(shown(before), shownModel(model))
      if (body.includes('span="')) spans++
      const options: ChangeOptions = { key, at, addColumns }
      const editor = recordEditor(before, options)
      let oneByOne = body
      for (const one of drawn) {
        const wanted = expected(model, one, options)
        equal(apply(changeOf(one), editor), wanted)
        const alone = recordEditor(read(oneByOne), options)
        equal(apply(changeOf(one), alone), wanted)
        oneByOne = splice(oneByOne, alone.edits())
        if (wanted === 'refused') refused++
        else made++
      }
      const edits = editor.edits().toSorted((a, b) => a.start - b.start || a.end - b.end)
      const after = splice(body, edits)
      ok(isSameOutside(body, after, edits))
      deepEqual(shown(read(after)), shownModel(model))
      deepEqual(shown(read(oneByOne)), shownModel(model))
      deepEqual(
        read(after).columns.map(({ name }) => name),
        model.columns,
      )
      keepsOtherCells(before, read(after))
      if (layout.hasTotal) equal(valueAt(read(after), read(after).to, read(after).columns[0]!), '합계')
    },
  )
  fc.assert(property, { numRuns: 400 })
  ok(made > 500 && refused > 50 && spans > 50, `${made} made, ${refused} refused, ${spans} tables with merged cells`)
})

/** A cell that says what it said is the same to the byte. */
function keepsOtherCells(before: Records, after: Records) {
  const cellsOf = ({ lines, from, to, columns, table }: Records) =>
    new Map(
      lines.slice(from, to).flatMap(line =>
        columns.map(({ name, index }) => {
          const { start, end } = line[index]!.element
          const id = `${keyOf(table.source.slice(line[0]!.element.innerStart, line[0]!.element.innerEnd))} ${name}`
          return [id, table.source.slice(start, end)] as const
        }),
      ),
    )
  const others = cellsOf(after)
  for (const [place, text] of cellsOf(before)) {
    const now = others.get(place)
    const words = (cell: string) => keyOf(cell.replace(/<[^>]*>/g, ' '))
    if (now?.includes('ac:local-id') && words(now) === words(text)) equal(now, text)
  }
}
