import { deepEqual, equal, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { parseStorage } from './parse.ts'
import { query } from './query.ts'
import { columnAsked, columnNamed, recordsOf, valueAt } from './records.ts'
import { tablesOf } from './table.ts'
import { areBodiesHere, patterns, realBodies } from './testing.ts'
import { valueIn } from './value.ts'

const skip = needs('fixtures', areBodiesHere)
const only = (rows: string) =>
  recordsOf(tablesOf(parseStorage(`<h2>현황</h2><table><tbody>${rows}</tbody></table>`))[0]!)
const row = (...cells: string[]) => `<tr>${cells.map(cell => (cell.startsWith('<') ? cell : td(cell))).join('')}</tr>`
const td = (text: string, attributes = '') => `<td${attributes}><p>${text}</p></td>`
const th = (text: string, attributes = '') => `<th${attributes}><p><strong>${text}</strong></p></th>`
const header = (...names: string[]) => row(...names.map(name => th(name)))
const names = (rows: string) => only(rows).columns.map(({ name }) => name)
const read = (rows: string) => query(only(rows)).records

describe('columns', () => {
  test('they are called as the header row has them, in its order', () => {
    deepEqual(names(header('Play ID', '상태', '담당')), ['Play ID', '상태', '담당'])
    deepEqual(read(header('Play ID', '상태') + row('D01', '진행') + row('D02', '')), [
      { 'Play ID': 'D01', 상태: '진행' },
      { 'Play ID': 'D02', 상태: '' },
    ])
  })

  test('beside a header column each column is a record', () => {
    const lying = row(th('Play ID'), 'D01', 'D02') + row(th('상태'), '진행', '완료')
    deepEqual(read(lying), [
      { 'Play ID': 'D01', 상태: '진행' },
      { 'Play ID': 'D02', 상태: '완료' },
    ])
  })

  test('a header of two rows is read from the outside in, and a title over all columns says nothing', () => {
    const two = row(th('Play ID', ' rowspan="2"'), th('보유', ' colspan="2"')) + header('QTD', '누계')
    deepEqual(read(two + row('D01', '3', '7')), [{ 'Play ID': 'D01', '보유 / QTD': '3', '보유 / 누계': '7' }])
    const titled = row(th('Play 현황', ' colspan="2"')) + header('Play ID', '상태')
    deepEqual(read(titled + row('D01', '진행')), [{ 'Play ID': 'D01', 상태: '진행' }])
  })

  test('a header of two columns is read so too', () => {
    const lying =
      row(th('Play ID', ' colspan="2"'), 'D01') + row(th('보유', ' rowspan="2"'), th('QTD'), '3') + row(th('누계'), '7')
    deepEqual(read(lying), [{ 'Play ID': 'D01', '보유 / QTD': '3', '보유 / 누계': '7' }])
  })

  test('rows of header cells below a header without merged cells are records', () => {
    deepEqual(read(header('이름', '값') + row(th('a'), th('b'))), [{ 이름: 'a', 값: 'b' }])
  })

  test('of several that are called the same each has its number, and the bare name is refused', () => {
    const { columns } = only(header('비고', 'ID', '비고\u200b'))
    deepEqual(
      columns.map(({ name }) => name),
      ['비고 (1)', 'ID', '비고\u200b (2)'],
    )
    equal(columnAsked(columns, '비고 (2)').index, 2)
    throws(() => columnAsked(columns, '비고'), {
      code: 'invalid',
      message: '"비고" may be any of the columns "비고 (1)", "비고\u200b (2)". Name one of them exactly.',
      ko: /이라는 열이 여럿입니다: "비고 \(1\)"/,
    })
    deepEqual(names(row(th('보유', ' colspan="2"'))), ['보유 (1)', '보유 (2)'])
  })

  test('a name is found however it is composed, whatever nobody sees in it, and with either case if that is one column', () => {
    const { columns } = only(header('상태\u3164'.normalize('NFD'), 'Play\u00a0ID', 'url', 'URL'))
    equal(columnAsked(columns, '상태').index, 0)
    equal(columnAsked(columns, '\u200bplay id').index, 1)
    equal(columnAsked(columns, 'URL').index, 3)
    throws(() => columnAsked(columns, 'Url'), { code: 'invalid', message: /any of the columns "url", "URL"/ })
    equal(columnNamed(columns, '담당'), undefined)
    throws(() => columnAsked(only(header('Play ID', '상태')).columns, '담당'), {
      code: 'invalid',
      message: 'The table has no column "담당". It has "Play ID", "상태". Names are as on the page.',
      ko: '표에 "담당" 열이 없습니다. 있는 열: "Play ID", "상태". 페이지에 적힌 이름을 쓰십시오.',
    })
  })

  test('a table without a header is refused with what to do', () => {
    throws(() => only(row('Play ID', '상태')), {
      code: 'invalid',
      message:
        'No header says what the columns of the table under "현황" mean. Open the page in the editor and turn on "Header row" (or "Header column") in the table\'s options.',
      ko: /^"현황" 아래 표에 머리글이 없어 .* 표 옵션에서 "머리글 행"/,
    })
  })
})

describe('records', () => {
  test('a merged cell answers for every place that it covers', () => {
    const rows = header('분류', '이름', '값') + row(td('가', ' rowspan="2"'), '1', '2') + row(td('둘', ' colspan="2"'))
    deepEqual(read(rows), [
      { 분류: '가', 이름: '1', 값: '2' },
      { 분류: '가', 이름: '둘', 값: '둘' },
    ])
  })

  test('what a short row lacks is empty, and a line that nobody has filled in is no record', () => {
    const numbered = '<td class="numberingColumn">2</td>'
    const rows = header('No', '이름', '값') + row(td('1'), '가') + row(numbered, '', '\u00a0') + row('3', '다', '라')
    deepEqual(
      read(rows).map(({ 값 }) => 값),
      ['', '라'],
    )
  })

  test('totals at the end are none, whether a word or a header cell tells', () => {
    const last = (...cells: string[]) => read(header('ID', '건수') + row('D01', '3') + row(...cells)).length
    equal(last('합계', '3'), 1)
    equal(last('총 계'.replace(' ', ''), '3'), 1)
    equal(last('', 'Total'), 1)
    equal(last(th('모두'), '3'), 1)
    equal(last('D02', '합계'), 2)
    equal(read(header('ID', '건수') + row('합계', '3') + row('D01', '3')).length, 2)
    equal(read(header('ID', '건수') + row(th('D01'), '3') + row(th('D02'), '4')).length, 2)
    equal(read(header('ID', '건수') + row('D01', '3') + row('소계', '3') + row('합계', '3')).length, 1)
    equal(read(row(th('ID'), 'D01', '합계') + row(th('건수'), '3', '3')).length, 1)
  })

  test('a table within a cell is a table of its own, whose words also stand in that cell', () => {
    const inner = `<table>${header('안')}${row('1')}</table>`
    const [outer, nested] = tablesOf(
      parseStorage(`<table>${header('ID', '표')}${row('D01', `<td>${inner}</td>`)}</table>`),
    )
    deepEqual(query(recordsOf(nested!)).records, [{ 안: '1' }])
    deepEqual(query(recordsOf(outer!)).records, [{ ID: 'D01', 표: '안\n1' }])
  })
})

test('a value is what people read: a line for each paragraph, words of links, statuses and issues, people and days', () => {
  const value = (cell: string) => valueIn(parseStorage(cell).children)
  const macro = (name: string, parameter: string, text: string) =>
    `<ac:structured-macro ac:name="${name}"><ac:parameter ac:name="colour">Green</ac:parameter><ac:parameter ac:name="${parameter}">${text}</ac:parameter></ac:structured-macro>`
  equal(value('<p>하나&nbsp; 둘</p><p /><p>셋<br />넷</p>'), '하나 둘\n셋\n넷')
  equal(value(`<p>${macro('status', 'title', '진행 중')}</p>`), '진행 중')
  equal(value(`${macro('status', 'title', '완료')} 함`), '완료 함')
  equal(value(`<p>${macro('jira', 'key', 'DEP-1')}</p>`), 'DEP-1')
  equal(value('<p><time datetime="2026-11-27" /> 까지</p>'), '2026-11-27 까지')
  equal(value('<p><ac:link><ri:user ri:account-id="7" /></ac:link></p>'), '@7')
  equal(
    value('<p><a href="https://example.com">여<strong>기</strong></a> <a href="https://example.com" /></p>'),
    '여기 https://example.com',
  )
  equal(value('<p><ac:link><ri:page ri:content-title="배포" /><ac:link-body>여기</ac:link-body></ac:link></p>'), '여기')
  equal(value('<p><ac:link><ri:page ri:content-title="배포" /></ac:link></p>'), '배포')
  equal(value('<ul><li><p>a</p></li><li><p><code>b</code></p></li></ul>'), '- a\n- b')
  equal(value('<p />'), '')
  equal(value('<p><a href="x">하나 </a>둘</p><p><a href="x">셋<br />넷</a></p>'), '하나 둘\n셋\n넷')
})

describe('real bodies', () => {
  const bodies = [...realBodies(), ...patterns()].filter(({ source }) => source.includes('<table'))
  for (const { name, source } of bodies)
    test(`every table of ${name} is read, each place once`, { skip }, () => {
      for (const table of tablesOf(parseStorage(source))) {
        const records = recordsOf(table)
        const { total, columns, records: found } = query(records)
        equal(total, table.rows.length - 1)
        equal(columns.length, new Set(columns).size)
        const read = found.map(record => columns.map(column => record[column]))
        deepEqual(
          read,
          table.grid.slice(1).map(cells => cells.map(cell => valueIn(cell!.element.children))),
        )
        equal(valueAt(records, 1, records.columns[0]!), read[0]![0])
      }
    })
})
