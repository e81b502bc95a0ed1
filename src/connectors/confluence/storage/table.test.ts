import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { parseStorage } from './parse.ts'
import { type Edit, splice } from './splice.ts'
import { replaceCell, replaceRow, type Table, tablesOf } from './table.ts'
import { areBodiesHere, isSameOutside, patterns, realBodies } from './testing.ts'
import { textOf } from './text.ts'
import { bullets, lozenge, strong } from './tree.ts'

const skip = needs('fixtures', areBodiesHere)
const only = (source: string): Table => tablesOf(parseStorage(source))[0]!
/** The rows after an edit of the one table of a body. */
const edited = (rows: string, edit: (table: Table) => Edit[]) =>
  splice(`<table><tbody>${rows}</tbody></table>`, edit(only(`<table><tbody>${rows}</tbody></table>`))).slice(14, -16)
const textGrid = ({ grid }: Table) => grid.map(row => row.map(cell => cell && textOf(cell.element.children)))

const header = '<tr><th><p><strong>이슈</strong></p></th><th><p>상태</p></th></tr>'
const row = (...cells: string[]) => `<tr>${cells.map(cell => `<td><p>${cell}</p></td>`).join('')}</tr>`

describe('reading', () => {
  test('a table has as many rows as a page has room for', () => {
    const { grid } = only(`<table>${'<tr><td/></tr>'.repeat(150_000)}</table>`)
    deepEqual([grid.length, grid[0]!.length], [150_000, 1])
  })

  test('merged cells cover every place that they take, whichever row or column', () => {
    const table = only(
      '<table><tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td rowspan="9">d</td></tr><tr><td colspan="2">e</td></tr></table>',
    )
    deepEqual(textGrid(table), [
      ['a', 'b', 'b'],
      ['a', 'c', 'd'],
      ['e', 'e', 'd'],
    ])
    equal(table.grid[2]![2], table.grid[1]![2])
  })

  test('rows of unequal length leave places without a cell', () => {
    deepEqual(textGrid(only('<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr><tr /></table>')), [
      ['a', 'b'],
      ['c', undefined],
      [undefined, undefined],
    ])
  })

  test('header cells are th in the first row or in the first column, and there may be none', () => {
    const kindOf = (rows: string) => {
      const { header, headers } = only(`<table><colgroup><col /></colgroup><tbody>${rows}</tbody></table>`)
      return [header, headers]
    }
    deepEqual(kindOf(`${header}${row('1', '2')}`), ['row', ['이슈', '상태']])
    deepEqual(kindOf('<tr><th>가</th><td>1</td></tr><tr><th>나</th><td>2</td></tr>'), ['column', ['가', '나']])
    deepEqual(kindOf('<tr><th>가</th><th>나</th></tr><tr><th>다</th><td>2</td></tr>'), ['row', ['가', '나']])
    deepEqual(kindOf('<tr><th>가</th></tr><tr><th>나</th></tr>'), ['column', ['가', '나']])
    deepEqual(kindOf('<tr><th>가</th></tr><tr><td>1</td></tr>'), ['row', ['가']])
    deepEqual(kindOf(row('1', '2')), ['none', []])
    deepEqual(kindOf(''), ['none', []])
  })

  test('headers are keys: composed, without invisible signs, one blank between words', () => {
    const name = '배포\u00a0 \u200b일정\u3164'.normalize('NFD')
    deepEqual(only(`<table><tr><th><p><strong>${name}</strong></p></th></tr></table>`).headers, ['배포 일정'])
  })

  test('a table within a cell is one of its own and adds nothing to that around it', () => {
    const inner = '<table><tr><td>안</td></tr></table>'
    const [outer, nested] = tablesOf(parseStorage(`<table><tr><td>${inner}</td><td>밖</td></tr></table>`))
    equal(outer!.grid.length, 1)
    equal(outer!.grid[0]!.length, 2)
    deepEqual(textGrid(nested!), [['안']])
  })

  test('a table stands under the headings above it, not under those in a panel before it', () => {
    const panel =
      '<ac:structured-macro ac:name="info"><ac:rich-text-body><h2>패널</h2></ac:rich-text-body></ac:structured-macro>'
    const paths = (source: string) => tablesOf(parseStorage(source)).map(({ path }) => path)
    deepEqual(paths(`<table /><h1>A</h1><h3>B</h3><h2>C</h2>${panel}<table /><h1>D</h1><table />`), [
      [],
      ['A', 'C'],
      ['D'],
    ])
    const cell = (content: string) =>
      `<ac:layout-section><ac:layout-cell>${content}</ac:layout-cell></ac:layout-section>`
    deepEqual(paths(`<ac:layout>${cell('<h1>A</h1>')}${cell('<h2>B</h2><table />')}${cell('<table />')}</ac:layout>`), [
      ['A', 'B'],
      ['A', 'B'],
    ])
  })

  test('spans without measure cannot exhaust the memory', () => {
    equal(
      only(`<table><tr><td rowspan="0" colspan="x">a</td></tr>${'<tr><td>b</td></tr>'.repeat(2)}</table>`).grid.length,
      3,
    )
    const endless = `<tr>${'<td rowspan="9999999" colspan="9999999" />'.repeat(30)}</tr>`
    throws(() => only(`<table>${endless.repeat(100)}</table>`), {
      code: 'invalid',
      message: /spans more than 1000000 places/,
    })
  })
})

describe('a cell', () => {
  const replaced = (cell: string, ...content: Parameters<typeof replaceCell>[3]) =>
    edited(`<tr>${cell}</tr>`, table => replaceCell(table, 0, 0, content)).slice(4, -5)

  test('keeps its attributes and those of its paragraph', () => {
    equal(
      replaced('<td ac:local-id="1" data-highlight-colour="#fff"><p local-id="2">a &amp; b</p></td>', '완료 <2>'),
      '<td ac:local-id="1" data-highlight-colour="#fff"><p local-id="2">완료 &lt;2&gt;</p></td>',
    )
    equal(replaced('<td><p style="x" /></td>', 'a'), '<td><p style="x">a</p></td>')
  })

  test('gets a paragraph where it has none, but as Data Center writes it stays bare or in its box', () => {
    equal(replaced('<td a="1" />', 'a'), '<td a="1"><p>a</p></td>')
    equal(replaced('<td></td>', 'a'), '<td><p>a</p></td>')
    equal(replaced('<td><p>1</p><p>2</p></td>', 'a'), '<td><p>a</p></td>')
    equal(replaced('<td><ul><li>1</li></ul></td>', 'a'), '<td><p>a</p></td>')
    equal(replaced('<td>x<br />y</td>', 'a'), '<td>a</td>')
    const code =
      '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>'
    equal(replaced(`<td>${code}</td>`, 'a'), '<td><p>a</p></td>')
    equal(
      replaced('<td><div class="content-wrapper"><p>x</p></div></td>', 'a'),
      '<td><div class="content-wrapper"><p>a</p></div></td>',
    )
  })

  test('takes lists and other blocks as they are, and becomes an empty paragraph', () => {
    equal(replaced('<td><p>x</p></td>', bullets([['a']])), '<td><ul><li><p>a</p></li></ul></td>')
    equal(replaced('<td><p>x</p></td>', strong('a')), '<td><p><strong>a</strong></p></td>')
    ok(replaced('<td><p>x</p></td>', lozenge('완료', 'Green')).startsWith('<td><p><ac:structured-macro'))
    equal(replaced('<td><ul /></td>'), '<td><p /></td>')
  })

  test('that says so already is not edited', () => {
    const table = only(`<table>${header}<tr><td><p local-id="1">a&nbsp;b</p></td><td>&gt;</td></tr></table>`)
    deepEqual(replaceCell(table, 1, 0, ['a\u00a0b']), [])
    deepEqual(replaceCell(table, 1, 1, ['>']), [])
    deepEqual(replaceRow(table, 1, [['a\u00a0b'], undefined]), [])
  })

  test('that is not there is refused, with the table named', () => {
    const table = only(`<h2>배포</h2><table>${header}<tr><td>1</td></tr></table>`)
    const message = 'Row 2 of the table under "배포" (이슈, 상태) cannot be changed so: it has no cell in column 2.'
    throws(() => replaceCell(table, 1, 1, ['x']), { code: 'invalid', message })
    throws(() => replaceCell(table, 7, 0, ['x']), { code: 'invalid', message: /^Row 8 / })
  })
})

describe('rows', () => {
  test('a row’s cells are replaced in the order of columns, and what is left out stays', () => {
    const rows = `${header}${row('1', '2')}${row('3', '4')}`
    equal(
      edited(rows, table => replaceRow(table, 1, [undefined, ['b']])),
      rows.replace('>2<', '>b<'),
    )
    equal(
      edited(rows, table => replaceRow(table, 2, [['a'], ['b']])),
      `${header}${row('1', '2')}${row('a', 'b')}`,
    )
  })

  test('a place that a merged cell covers from elsewhere is refused', () => {
    const merged = `<tr><td rowspan="2">a</td><td>1</td></tr><tr><td>2</td></tr>`
    throws(() => edited(merged, table => replaceRow(table, 1, [['x']])), {
      code: 'invalid',
      message: /column 1 belongs to a merged cell/,
    })
    equal(
      edited(merged, table => replaceRow(table, 1, [undefined, ['x']])),
      merged.replace('>2<', '>x<'),
    )
  })
})

describe('real bodies', () => {
  const bodies = [...realBodies(), ...patterns()].filter(({ source }) => source.includes('<table'))

  for (const { name, source } of bodies)
    test(`every place of every table of ${name} has a cell, and each cell one corner`, { skip }, () => {
      const tables = tablesOf(parseStorage(source))
      equal(tables.length, source.match(/<table[ >]/g)!.length)
      let cells = 0
      for (const table of tables) {
        ok(table.grid.flat().every(Boolean))
        equal(table.header, 'row')
        cells += new Set(table.grid.flat()).size
      }
      equal(cells, source.match(/<t[dh][ >]/g)!.length)
    })

  for (const { name, source } of bodies)
    test(`an edit of one cell of ${name} changes only that`, { skip }, () => {
      for (const [index, table] of tablesOf(parseStorage(source)).entries()) {
        const before = textGrid(table)
        const after = (edits: Edit[]) => {
          const body = splice(source, edits)
          ok(isSameOutside(source, body, edits))
          return textGrid(tablesOf(parseStorage(body))[index]!)
        }
        for (const cell of new Set(table.grid.flat())) {
          const { row, column } = cell!
          const edits = replaceCell(table, row, column, ['바뀐 칸'])
          equal(edits.length, 1)
          const { start, end } = cell!.element
          ok(edits[0]!.start > start && edits[0]!.end <= end)
          deepEqual(
            after(edits),
            table.grid.map((places, y) => places.map((place, x) => (place === cell ? '바뀐 칸' : before[y]![x]))),
          )
        }
      }
    })
})
