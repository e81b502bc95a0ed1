import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { beside, inOrder, numberIn } from './measure.ts'
import { parseStorage } from './parse.ts'
import { type Query, query } from './query.ts'
import { areBodiesHere, patterns, realBodies } from './testing.ts'
import { date, lozenge, table } from './tree.ts'
import { type TableAnchor, tableAt } from './which-table.ts'
import { writeStorage } from './write.ts'

const skip = needs('fixtures', areBodiesHere)
const body = writeStorage([
  table(
    ['Play ID', '상태', '신청 수', '마감', '-'],
    [
      [['D01'], [lozenge('진행 중', 'Blue')], ['1,200'], [date('2026-11-27')], ['x']],
      [['D02'], ['완료'], ['90'], ['2026. 11. 3.'], []],
      [['D10'], ['진행 중'.normalize('NFD')], ['미정'], ['2026년 12월 1일 (화) 09:30'], []],
      [['D9'], [], [], [], []],
    ],
  ),
])
const asked = (question: Query) => query(tableAt(parseStorage(body), {}), question)
const idsOf = (question: Query) => asked(question).records.map(record => record['Play ID'])
const where = (conditions: Query['where']) => idsOf({ where: conditions })

test('a condition is what a cell says, composed or not, of whatever it is made', () => {
  deepEqual(where({ 상태: '진행 중' }), ['D01', 'D10'])
  deepEqual(where({ 상태: '진행 중', '신청 수': 1200 }), ['D01'])
  deepEqual(where({ 상태: null }), ['D9'])
  deepEqual(where({ 상태: { empty: false } }), ['D01', 'D02', 'D10'])
  deepEqual(where({ 상태: { ne: '완료' } }), ['D01', 'D10', 'D9'])
  deepEqual(where({ 상태: { in: ['완료', '보류'] } }), ['D02'])
  deepEqual(where({ 'play id': { contains: 'd0' } }), ['D01', 'D02'])
  deepEqual(where({ 'Play ID': { contains: 'D', ne: 'D01' }, 상태: { empty: false } }), ['D02', 'D10'])
})

test('numbers are compared as numbers and dates as dates, and a day is the whole of it', () => {
  deepEqual(where({ '신청 수': { gt: 90 } }), ['D01'])
  deepEqual(where({ '신청 수': { gte: '90', lt: 1200 } }), ['D02'])
  deepEqual(where({ 마감: { gte: '2026-11-27' } }), ['D01', 'D10'])
  deepEqual(where({ 마감: { lte: '2026-12-01' } }), ['D01', 'D02', 'D10'])
  deepEqual(where({ 마감: '2026/12/1' }), ['D10'])
  deepEqual(where({ 마감: { gt: '2026-12-01T09:00:00+09:00' } }), ['D10'])
})

test('records are ordered by one column after another, and what is empty comes last either way', () => {
  deepEqual(idsOf({ sort: ['Play ID'] }), ['D01', 'D02', 'D9', 'D10'])
  deepEqual(idsOf({ sort: ['-마감'] }), ['D10', 'D01', 'D02', 'D9'])
  deepEqual(idsOf({ sort: ['상태', '-Play ID'] }), ['D02', 'D10', 'D01', 'D9'])
  deepEqual(idsOf({ sort: ['신청 수'] }), ['D02', 'D01', 'D10', 'D9'])
  deepEqual(idsOf({ sort: ['-'] }), ['D01', 'D02', 'D10', 'D9'])
})

test('an answer has the columns asked for, a page of the records, and how many there are', () => {
  deepEqual(asked({ columns: ['상태', 'PLAY ID'], where: { 상태: { empty: false } }, offset: 1, limit: 1 }), {
    columns: ['상태', 'Play ID'],
    records: [{ 상태: '완료', 'Play ID': 'D02' }],
    total: 3,
  })
  equal(asked({ limit: 0 }).total, 4)
})

test('a column or a test that is not there is refused with those that are', () => {
  for (const question of [{ where: { 담당: 'x' } }, { sort: ['-담당'] }, { columns: ['담당'] }])
    throws(() => asked(question), { code: 'invalid', message: /no column "담당". It has "Play ID", "상태"/ })
  const unknown = { 상태: { equals: '완료' } } as Query['where']
  throws(() => where(unknown), {
    code: 'invalid',
    message: /no test "equals" for the column "상태". There are eq, ne, contains/,
    ko: /조건 "equals"을 알 수 없습니다/,
  })
})

test('the order of texts is numbers, dates, Korean words, nothing; and words never lie beside numbers', () => {
  const ordered = ['-5', '9', '1,000', '2026-11-02', '2026.11.27', '가', '나', 'Abc', 'v9', 'v10', '']
  deepEqual(ordered.toReversed().toSorted(inOrder), ordered)
  equal(numberIn('−1,234.5'), -1234.5)
  equal(numberIn('1,23'), undefined)
  ok(beside('12345678901234567890', '12345678901234567891')! < 0)
  ok(beside('v1', 'v01')! > 0)
  equal(beside('미정', '10'), undefined)
  equal(beside('2026-13-01', '2026-12-01'), undefined)
  equal(beside('2026-11-27 23:59', '2026-11-27'), 0)
  equal(beside('Abc', 'abc') === 0, false)
})

describe('real tables', () => {
  const bodies = [...realBodies(), ...patterns()]
  const from = (name: string, anchor: TableAnchor, question: Query) =>
    query(tableAt(parseStorage(bodies.find(body => body.name === name)!.source), anchor), question)

  test('which properties of an LDAP server must be given, and which need not', { skip }, () => {
    const anchor = { heading: 'LDAP 연동', number: 1 }
    const needed = from('testcases-1454342158.xhtml', anchor, {
      where: { '필수 여부': '필수' },
      columns: ['Attribute'],
    })
    deepEqual(
      needed.records.map(({ Attribute }) => Attribute),
      ['User Base DN', 'User Search Filter', 'User Name', 'Email'],
    )
    const others = from('testcases-1454342158.xhtml', anchor, { where: { '필수 여부': { ne: '필수' } } })
    deepEqual(
      others.records.map(({ Attribute }) => Attribute),
      ['Display Name'],
    )
  })

  test('a merged cell is found in both of its rows', { skip }, () => {
    const { records, total } = from(
      'reverse-sync-544376004.xhtml',
      { heading: '그룹 연동 설정' },
      { where: { attribute: 'Membership Type' }, columns: ['필수 여부', 'Description'] },
    )
    equal(total, 2)
    deepEqual(
      records.map(record => [record['필수 여부'], record.Description!.slice(0, 15)]),
      [
        ['필수', '사용자에 그룹 정보가 포함된'],
        ['필수', '그룹에 사용자 정보가 포함된'],
      ],
    )
  })

  test('variables that came with a version, in the order of their Korean description', { skip }, () => {
    const { records } = from(
      'testcases-793608206.xhtml',
      { heading: 'Server Access Request' },
      { where: { '추가 시점': '11.2.0' }, sort: ['설명'], columns: ['변수', '설명'] },
    )
    deepEqual(records, [
      { 변수: '{{accessExpirationDate}}', 설명: '권한 만료일자' },
      { 변수: '{{triggerCondition}}', 설명: '권한 부여 시작 조건' },
      { 변수: '{{duration}}', 설명: '분(Minutes) 단위 서버 접근 권한이 유효한 시간' },
      { 변수: '{{approvalExpirationDate}}', 설명: '승인 만료 일자' },
    ])
  })

  test('variables of requests for the database, by a word of their description', { skip }, () => {
    const { records, total } = from(
      'reverse-sync-793608206.xhtml',
      { heading: 'SQL Request' },
      {
        where: { 설명: { contains: '만료' } },
        sort: ['-추가 시점', '변수명'],
        columns: ['변수명', '추가 시점'],
        limit: 2,
      },
    )
    equal(total, 3)
    deepEqual(records, [
      { 변수명: 'Approval Expiration Date', '추가 시점': '11.2.0' },
      { 변수명: 'Execution Expiration Date', '추가 시점': '11.2.0' },
    ])
  })

  test('versions of logs are ordered as versions, the ones without last', { skip }, () => {
    const anchor = { columns: ['Log Type', 'Format'] }
    const csv = from('testcases-544379140.xhtml', anchor, {
      where: { format: 'CSV', 'Release Version': { empty: false } },
      sort: ['-Release Version', 'Log Type'],
      columns: ['Log Type'],
    })
    deepEqual(
      csv.records.map(record => record['Log Type']),
      [
        'Web App Access History',
        'Web App Event Audit',
        'Web App JIT Access Control Log',
        'Web App Role History',
        'Workflow Access Role Request',
      ],
    )
    equal(from('testcases-544379140.xhtml', anchor, { where: { 'Release Version': { gte: '11.0.0' } } }).total, 10)
    equal(from('testcases-544379140.xhtml', anchor, { where: { 'Release Version': null } }).total, 21)
  })

  test('reports below merged groups, by the group, and by a status in a line', { skip }, () => {
    const anchor = { heading: '보고서 출력 항목 및 필터 지원 사항' }
    const reports = (question: Query) => from('testcases-544384417.xhtml', anchor, question)
    equal(reports({ where: { '보고서 유형': 'QueryPie System' } }).total, 12)
    equal(reports({ where: { '보고서 유형': 'QueryPie SAC', 대분류: 'Server Access Control' } }).total, 7)
    deepEqual(
      reports({
        where: { 대분류: 'Users', 소분류: { contains: 'added-10.2.2' } },
        columns: ['소분류', 'User / Group'],
      }).records,
      [
        { 소분류: 'Group Status added-10.2.2\n그룹 현황', 'User / Group': 'X' },
        { 소분류: 'Group Membership History added-10.2.2\n그룹 멤버 추가/삭제 이력', 'User / Group': 'X' },
      ],
    )
  })

  test('steps of a table whose first column the editor numbers', { skip }, () => {
    const { columns, records } = from(
      'testcases-544211126.xhtml',
      { columns: ['사용 순서'] },
      { where: { '': { lte: 2 } } },
    )
    deepEqual(columns, ['', '사용 순서', '기능'])
    deepEqual(records, [
      { '': '1', '사용 순서': '로그인', 기능: '- My Dashboard' },
      { '': '2', '사용 순서': '대시보드 둘러보기', 기능: '- My Dashboard' },
    ])
  })

  test('people, statuses and days of the patterns', { skip }, () => {
    deepEqual(from('cloud-table-with-mention-status.xml', {}, { where: { 상태: 'GREEN' } }).records, [
      {
        'Play ID': 'EXT_Desk_D01',
        제목: '세미나파이프라인 <A> & B',
        담당: '@712020:00000000-0000-4000-8000-000000000007',
        상태: 'GREEN',
      },
    ])
    deepEqual(from('history-table.dc.xml', {}, { where: { 날짜: { gte: '2026-04-01' }, jira: 'DEP-1' } }).records, [
      { 날짜: '2026-04-22', 내용: 'A & B 연동 “v2”', 작성자: '@00000000000000000000000000000001', Jira: 'DEP-1' },
    ])
  })
})
