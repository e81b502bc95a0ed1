import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { parseStorage } from './parse.ts'
import { heading, paragraph, type StorageNode, table } from './tree.ts'
import { type TableAnchor, tableAt } from './which-table.ts'
import { writeStorage } from './write.ts'

const rows = (...keys: string[]): StorageNode[][][] => keys.map(key => [[key], ['x']])
const page = writeStorage([
  heading(1, 'Play\u3164 현황'.normalize('NFD')),
  table(['Play ID', '상태'], rows('D01')),
  heading(2, '지난 분기'),
  table(['Play ID', '상태'], rows('D01', 'D02')),
  table(['log_id', '제목'], []),
  heading(1, '메모'),
  { tag: 'table', attributes: {}, children: [{ tag: 'tr', attributes: {}, children: [] }] },
])
const keysAt = (anchor: TableAnchor, source = page) => {
  const { table, from, to } = tableAt(parseStorage(source), anchor)
  return [table.headers[0], to - from]
}

test('a table is found by a heading that it stands under, by its columns, by its number, or by what fits all', () => {
  deepEqual(keysAt({ columns: ['LOG_ID'] }), ['log_id', 0])
  deepEqual(keysAt({ heading: '지난 분기', columns: ['상태', 'Play ID'] }), ['Play ID', 2])
  deepEqual(keysAt({ heading: 'Play 현황', number: 2 }), ['Play ID', 2])
  deepEqual(keysAt({ number: 3 }), ['log_id', 0])
  deepEqual(keysAt({}, writeStorage([paragraph('글'), table(['하나'], [])])), ['하나', 0])
})

test('where several fit, each is named with the number that chooses it', () => {
  throws(() => keysAt({ columns: ['Play ID'] }), {
    code: 'invalid',
    message:
      '2 of the page\'s tables fit (with columns "Play ID"). Say which by its heading, its columns or its number: ' +
      '(1) under "Play 현황", Play ID | 상태, 1 row; (2) under "Play 현황 › 지난 분기", Play ID | 상태, 2 rows',
    ko:
      '페이지의 표 2개가 찾는 조건(열 "Play ID")에 맞습니다. 제목(heading), 열(columns), 번호(number) 가운데 하나로 고르십시오: ' +
      '(1) "Play 현황" 아래, Play ID | 상태, 1행; (2) "Play 현황 › 지난 분기" 아래, Play ID | 상태, 2행',
  })
  throws(() => keysAt({ heading: '지난 분기', number: 3 }), {
    code: 'invalid',
    message: /^2 of the page's tables fit \(under heading "지난 분기"\)\. There is no number 3 among them\. Say which/,
    ko: /찾는 조건\(제목 "지난 분기" 아래\)에 맞습니다\. 그 가운데 3번은 없습니다/,
  })
})

test('where nothing was asked for, the tables of the page are named, with the number that chooses each', () => {
  const two = writeStorage([heading(2, '가'), table(['하나', '값'], rows('x')), table(['둘'], [])])
  throws(() => keysAt({}, two), {
    code: 'invalid',
    message:
      'The page has 2 tables: (1) under "가", 하나 | 값, 1 row; (2) under "가", 둘, 0 rows. Say which by its heading, its columns or its number.',
    ko: '페이지에 표가 2개 있습니다: (1) "가" 아래, 하나 | 값, 1행; (2) "가" 아래, 둘, 0행. 제목(heading), 열(columns), 번호(number) 가운데 하나로 고르십시오.',
  })
  throws(() => keysAt({ number: 0 }), { code: 'invalid', message: /^The page has 4 tables: .* no number 0 among them/ })
  throws(() => keysAt({ number: 2 }, writeStorage([table(['하나'], [])])), { message: /^The page has 1 table: / })
  deepEqual(keysAt({ heading: '## 가', columns: ['둘'] }, two), ['둘', 0])
})

test('where none fits, all tables of the page are named, and a page without one says so', () => {
  throws(() => keysAt({ heading: '다음 분기' }), {
    code: 'invalid',
    message:
      /^No table of the page fits \(under heading "다음 분기"\)\. It has: \(1\) .*\(4\) under "메모", without a header, 1 row$/,
    ko: /맞는 표가 페이지에 없습니다.*\(4\) "메모" 아래, 머리글 없음, 1행$/,
  })
  throws(() => keysAt({}, '<p>글</p>'), { code: 'invalid', message: /has no table/, ko: /표가 없습니다/ })
})

test('a table without a header can be chosen, but not read', () => {
  throws(() => keysAt({ heading: '메모' }), { code: 'invalid', message: /No header says .* under "메모" mean/ })
})
