import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Change, type ChangeOptions, type Outcome, recordEditor, type Values } from './change.ts'
import { parseStorage } from './parse.ts'
import { splice } from './splice.ts'
import { bullets, link, lozenge, strong } from './tree.ts'
import { tableAt } from './which-table.ts'

const row = (...cells: string[]) => `<tr>${cells.map(cell => (cell.startsWith('<') ? cell : td(cell))).join('')}</tr>`
const td = (text: string, attributes = '') => `<td${attributes}>${text ? `<p>${text}</p>` : '<p />'}</td>`
const th = (text: string, attributes = '') => `<th${attributes}><p><strong>${text}</strong></p></th>`
const header = row(th('Play ID'), th('상태'), th('건수'))
const rows = header + row('D01', '진행', '1,200') + row('D02', '완료', '3')

type Options = Partial<ChangeOptions>
/** The rows of a table after changes, and what is said of each. */
function changed(before: string, changes: Change[], options: Options = {}): [string, ...Outcome[]] {
  const body = `<table><tbody>${before}</tbody></table>`
  const editor = recordEditor(tableAt(parseStorage(body), {}), { key: 'Play ID', ...options })
  const outcomes = changes.map(change => editor.apply(change))
  return [splice(body, editor.edits()).slice(14, -16), ...outcomes]
}
const upsert = (key: string, values: Values): Change => ({
  op: 'upsert',
  key,
  values,
})
const remove = (key: string): Change => ({ op: 'delete', key })
const refused = (before: string, changes: Change[], message: string | RegExp, options: Options = {}) =>
  throws(() => changed(before, changes, options), { code: 'invalid', message, ko: /[가-힣]/ })

describe('one record', () => {
  test('an upsert changes the cells that say something else, and adds the record where its key is not there', () => {
    deepEqual(changed(rows, [upsert('D01', { 상태: '완료', 건수: 1200 })]), [rows.replace('진행', '완료'), 'updated'])
    deepEqual(changed(rows, [upsert('D02', { 상태: '완료', 'Play ID': 'D02' })]), [rows, 'unchanged'])
    deepEqual(changed(rows, [upsert('D03', { 건수: 7 })]), [rows + row('D03', '', '7'), 'inserted'])
  })

  test('an insert leaves a key that is there, an update and a delete one that is not', () => {
    deepEqual(changed(rows, [{ op: 'insert', key: 'D01', values: { 상태: '보류' } }]), [rows, 'exists'])
    deepEqual(changed(rows, [{ op: 'insert', key: 'D03', values: {} }]), [rows + row('D03', '', ''), 'inserted'])
    deepEqual(changed(rows, [{ op: 'update', key: 'D03', values: { 상태: '보류' } }]), [rows, 'absent'])
    deepEqual(changed(rows, [remove('D03')]), [rows, 'absent'])
    deepEqual(changed(rows, [remove('D01')]), [header + row('D02', '완료', '3'), 'deleted'])
  })

  test('keys and columns are found however they are composed, and stay as people wrote them', () => {
    const odd = header + row('서울\u3164'.normalize('NFD'), '진행', '1')
    deepEqual(changed(odd, [upsert('서울', { '상태\u200b': '완료', 'play ID': '서울' })]), [
      odd.replace('진행', '완료'),
      'updated',
    ])
    const moved = row(th('건수'), th('PLAY ID'), th('메모')) + row('1', 'D01', td('<a href="x">글</a>'))
    deepEqual(changed(moved, [upsert('D01', { 건수: 2 })]), [moved.replace('<p>1<', '<p>2<'), 'updated'])
  })

  test('text of several lines becomes paragraphs, and null or empty text an empty one', () => {
    const only = header + row('D01', '진행', '3')
    const [lines] = changed(only, [upsert('D01', { 상태: '하나 <1>\n둘\n' })])
    equal(lines, only.replace('<p>진행</p>', '<p>하나 &lt;1&gt;</p><p>둘</p>'))
    deepEqual(changed(lines, [upsert('D01', { 상태: '하나 <1>\r\n둘' })]), [lines, 'unchanged'])
    for (const nothing of [null, '', ' \n'])
      deepEqual(changed(only, [upsert('D01', { 상태: nothing, 건수: undefined })]), [
        only.replace('<p>진행</p>', '<p></p>'),
        'updated',
      ])
  })

  test('what reads the same is left in its form, and storage is compared by all that it is', () => {
    const formed = header + row('D01', td('<strong>진행</strong>&nbsp;중'), td('<a href="https://example.com">3</a>'))
    deepEqual(changed(formed, [upsert('D01', { 상태: '진행 중'.normalize('NFD'), 건수: 3 })]), [formed, 'unchanged'])
    deepEqual(changed(formed, [upsert('D01', { 상태: [strong('진행'), '\u00a0중'] })]), [formed, 'unchanged'])
    const [status, outcome] = changed(formed, [upsert('D01', { 상태: [lozenge('진행 중', 'Blue')] })])
    equal(outcome, 'updated')
    ok(status.includes('<td><p><ac:structured-macro ac:name="status"'))
    deepEqual(changed(status, [upsert('D01', { 상태: [lozenge('진행 중', 'Blue')] })]), [status, 'unchanged'])
    equal(changed(formed, [upsert('D01', { 상태: [bullets([['a']])] })])[1], 'updated')
  })

  test('a key may be written as a link, but must read as the key', () => {
    const key = [link('https://example.com/D03', 'D03')]
    const linked = td('<a href="https://example.com/D03">D03</a>')
    deepEqual(changed(rows, [upsert('D03', { 'Play ID': key })]), [rows + row(linked, '', ''), 'inserted'])
    refused(rows, [upsert('D01', { 'Play ID': 'D09' })], /does not read as the key "D01"/)
    refused(rows, [upsert('D\u0001', {})], /does not read as the key/)
    refused(rows, [upsert(' \u3164', {})], /^A record is known by its "Play ID", which is empty here/)
  })

  test('what cannot stand in a cell, a column that is not there and two values for one are refused', () => {
    refused(rows, [upsert('D01', { 건수: Number.NaN })], /^NaN cannot stand in a cell/)
    refused(rows, [upsert('D01', { 담당: 'x' })], /no column "담당". It has "Play ID", "상태", "건수"/)
    refused(rows, [], /no column "log_id"/, { key: 'log_id' })
    refused(rows, [upsert('D01', { 상태: 'a', '상태 ': 'b' })], /^Two values are given for the column "상태"/)
  })
})

describe('several changes', () => {
  test('of one record are made in their order, in one edit for each cell', () => {
    deepEqual(changed(rows, [upsert('D01', { 상태: 'a' }), upsert('D01', { 상태: 'b', 건수: 1 })]), [
      rows.replace('진행', 'b').replace('1,200', '1'),
      'updated',
      'updated',
    ])
    deepEqual(changed(rows, [upsert('D01', { 상태: 'a' }), upsert('D01', { 상태: 'a' })]).slice(1), [
      'updated',
      'unchanged',
    ])
    for (const before of [
      rows,
      rows.replaceAll('<p>진행</p>', ''),
      rows.replaceAll('<p>진행</p>', '<ul><li>진행</li></ul>'),
    ])
      for (const text of ['진행', '', '- 진행']) {
        const [direct] = changed(before, [upsert('D01', { 상태: text })])
        equal(changed(before, [upsert('D01', { 상태: 'a' }), upsert('D01', { 상태: text })])[0], direct)
      }
    deepEqual(changed(rows, [upsert('D03', {}), upsert('D03', { 상태: 'a' }), remove('D03')]), [
      rows,
      'inserted',
      'updated',
      'deleted',
    ])
    deepEqual(changed(rows, [remove('D01'), upsert('D01', { 상태: 'a' })]), [
      header + row('D02', '완료', '3') + row('D01', 'a', ''),
      'deleted',
      'inserted',
    ])
  })

  test('new records come in their order at the end, and one above the other at the start', () => {
    const two = [upsert('D03', {}), upsert('D04', {})]
    equal(changed(rows, two)[0], rows + row('D03', '', '') + row('D04', '', ''))
    equal(
      changed(rows, two, { at: 'start' })[0],
      rows.replace(header, header + row('D04', '', '') + row('D03', '', '')),
    )
    equal(changed(header, two)[0], changed(header, two.toReversed(), { at: 'start' })[0])
  })

  test('one that is refused leaves those before it as they were', () => {
    const body = `<table>${rows}</table>`
    const editor = recordEditor(tableAt(parseStorage(body), {}), { key: 'Play ID', addColumns: true })
    editor.apply(upsert('D01', { 상태: 'a' }))
    for (const key of ['D02', 'D03'])
      for (const value of [Number.NaN, [{ tag: '<', attributes: {}, children: [] }]])
        throws(() => editor.apply(upsert(key, { 새것: 'b', 건수: value })), { code: 'invalid' })
    equal(splice(body, editor.edits()), body.replace('진행', 'a'))
  })
})

describe('where merged cells and others stand in the way', () => {
  const merged =
    header + row('D01', td('진행', ' rowspan="2"'), '1') + row('D02', '2') + row('D03', td('쉼', ' colspan="2"'))

  test('a cell that is merged over rows or columns is not changed for one of them, others beside it are', () => {
    refused(
      merged,
      [upsert('D02', { 상태: '완료' })],
      'In the table (Play ID, 상태, 건수), a cell is merged over rows 2 and 3, so that none of them can be changed alone. Split it in the editor.',
    )
    refused(merged, [upsert('D01', { 건수: 3, 상태: '완료' })], /merged over rows 2 and 3/)
    refused(merged, [upsert('D03', { 건수: 3 })], /one cell of row 4 is merged over "상태", "건수"/)
    deepEqual(changed(merged, [upsert('D02', { 상태: '진행', 건수: 3 })]), [
      merged.replace('<p>2<', '<p>3<'),
      'updated',
    ])
  })

  test('a row that a merged cell covers is not deleted, and none comes between those that it covers', () => {
    for (const key of ['D01', 'D02']) refused(merged, [remove(key)], /merged over rows 2 and 3/)
    equal(changed(merged, [remove('D03')])[1], 'deleted')
    const under = row(th('Play ID', ' rowspan="2"'), th('상태')) + row(td('진행'))
    refused(under, [upsert('D01', {})], /merged over rows 1 and 2/, { at: 'start' })
    refused(header + row('D01', td('', ' rowspan="9"'), ''), [upsert('D02', {})], /merged over row 2/)
  })

  test('records with the same key are refused by their rows, others are not', () => {
    const twice = `<h2>현황</h2><table>${rows}${row('D01', '', '')}</table>`
    const editor = recordEditor(tableAt(parseStorage(twice), {}), { key: 'Play ID' })
    for (const change of [upsert('D01', {}), remove('D01')])
      throws(() => editor.apply(change), {
        code: 'invalid',
        message:
          'In the table under "현황" (Play ID, 상태, 건수), rows 2 and 4 say the same in "Play ID": "D01". Keep one of them, or tell them apart there.',
        ko: '"현황" 아래 표 (Play ID, 상태, 건수)의 2행, 4행에서 "Play ID" 값이 "D01"로 같습니다. 하나만 남기거나 값을 다르게 고치십시오.',
      })
    equal(editor.apply(remove('D02')), 'deleted')
  })

  test('a row that is too short is changed where it has cells', () => {
    const short = header + row('D01', '진행')
    equal(changed(short, [upsert('D01', { 상태: 'a', 건수: '' })])[0], short.replace('진행', 'a'))
    refused(short, [upsert('D01', { 건수: 1 })], /row 2 is too short: it has no cell for "건수"/)
  })

  test('totals stay last and are no record', () => {
    const total = row(td('합계'), '', '1,203')
    equal(changed(rows + total, [upsert('D03', {})])[0], rows + row('D03', '', '') + total)
    equal(changed(header + total, [upsert('D03', {})])[0], header + row('D03', '', '') + total)
    refused(rows + total, [upsert('합계', { 건수: 3 })], /"합계" stands in row 4, which holds the totals/)
  })
})

describe('new records look like their neighbours', () => {
  test('in header cells, paragraphs, alignment, boxes and numbers', () => {
    const numbered = `<tr><th class="numberingColumn" /><th>Play ID</th><th>상태</th></tr>`
    const styled = (number: number, key: string, text: string) =>
      `<tr><td class="numberingColumn">${number}</td><th data-highlight-colour="#eee"><p><strong>${key}</strong></p></th><td><p style="text-align: center;">${text}</p></td></tr>`
    equal(
      changed(numbered + styled(1, 'D01', 'O') + styled(2, 'D02', 'X'), [
        remove('D02'),
        upsert('D03', { 상태: 'O' }),
        upsert('D04', { 상태: 'X' }),
      ])[0],
      numbered + styled(1, 'D01', 'O') + styled(2, 'D03', 'O') + styled(3, 'D04', 'X'),
    )
    const bare = '<tr><th>Play ID</th><th>상태</th></tr><tr><td>D01</td><td>O</td></tr>'
    equal(changed(bare, [upsert('D02', { 상태: 'X' })])[0], `${bare}<tr><td>D02</td><td>X</td></tr>`)
  })
})

describe('new columns', () => {
  const widths = (count: number) => `<colgroup>${'<col style="width: 100.0px;" />'.repeat(count)}</colgroup>`
  const added = (body: string, changes: Change[]) => {
    const editor = recordEditor(tableAt(parseStorage(body), {}), { key: 'Play ID', addColumns: true })
    return [editor, changes.map(change => editor.apply(change)), splice(body, editor.edits())] as const
  }

  test('are added behind the others, with a header cell and one cell in each row', () => {
    const body = `<table>${widths(3)}<tbody>${rows}</tbody></table>`
    const changes = [
      upsert('D02', { 담당: '김지은' }),
      upsert('D03', { '담당\u200b': '박', 마감: '2026-11-27' }),
      remove('D01'),
    ]
    const wide = row(th('Play ID'), th('상태'), th('건수'), th('담당'), th('마감'))
    const [, outcomes, after] = added(body, changes)
    deepEqual(outcomes, ['updated', 'inserted', 'deleted'])
    equal(
      after,
      `<table>${widths(3).replace('</colgroup>', '<col /><col /></colgroup>')}<tbody>${wide}${row('D02', '완료', '3', '김지은', '')}${row('D03', '', '', '박', '2026-11-27')}</tbody></table>`,
    )
    deepEqual(added(after, [upsert('D02', { 담당: '김지은' })]).slice(1), [['unchanged'], after])
  })

  test('come below the header where it has two rows, and fill short rows up', () => {
    const two = row(th('Play ID', ' rowspan="2"'), th('보유', ' colspan="2"')) + row(th('QTD'), th('누계'))
    const [, , after] = added(`<table>${two}${row('D01', '1', '2')}${row('D02')}</table>`, [
      upsert('D01', { 담당: '김' }),
    ])
    const { columns } = tableAt(parseStorage(after), {})
    deepEqual(
      columns.map(({ name }) => name),
      ['Play ID', '보유 / QTD', '보유 / 누계', '담당'],
    )
    ok(after.endsWith(`${row('D01', '1', '2', '김')}${row('D02', '', '', '')}</table>`))
  })

  test('are refused where they are not asked for, and beside a title over all columns', () => {
    const titled = row(th('현황', ' colspan="2"')) + row(th('Play ID'), th('상태'))
    refused(titled, [upsert('D03', { 담당: '김' })], /a title is merged over all columns/, { addColumns: true })
    refused(rows, [upsert('D03', { 담당: '김지은' })], /no column "담당"/)
  })
})

describe('beside a header column', () => {
  const lying = row(th('Play ID'), 'D01', 'D02', '합계') + row(th('건수'), '1', '2', '3')

  test('records are columns: changed, added before the total, and deleted in each row', () => {
    deepEqual(changed(lying, [upsert('D01', { 건수: 5 }), upsert('D03', { 건수: 7 }), remove('D02')]), [
      row(th('Play ID'), 'D01', 'D03', '합계') + row(th('건수'), '5', '7', '3'),
      'updated',
      'inserted',
      'deleted',
    ])
    equal(
      changed(lying, [upsert('D00', {})], { at: 'start' })[0],
      row(th('Play ID'), 'D00', 'D01', 'D02', '합계') + row(th('건수'), '', '1', '2', '3'),
    )
  })

  test('a new column is a new row, with a cell for each record', () => {
    equal(
      changed(lying, [upsert('D03', { 담당: '김' }), upsert('D01', { 담당: '박' }), remove('D02')], {
        addColumns: true,
      })[0],
      row(th('Play ID'), 'D01', 'D03', '합계') + row(th('건수'), '1', '', '3') + row(th('담당'), '박', '김', ''),
    )
  })

  test('what is merged over columns is refused by their numbers', () => {
    const merged = row(th('Play ID'), 'D01', 'D02') + row(th('건수'), td('1', ' colspan="2"'))
    refused(merged, [remove('D02')], /merged over columns 2 and 3/)
    refused(merged, [upsert('D02', { 건수: 7 })], /merged over columns 2 and 3/)
  })
})
