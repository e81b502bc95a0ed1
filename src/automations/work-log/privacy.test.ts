import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { heldLogs, logOf } from './log-testing.ts'
import { sendable } from './privacy.ts'
import { redactedText } from './redact.ts'

const redacted = (text: string) => redactedText(text).text

test('personal data and secrets give way to a mark', () => {
  for (const [text, shown] of [
    ['담당 jieun.kim@example.com에게', '담당 [e-mail]에게'],
    ['ｊｉｅｕｎ＠example.com', '[e-mail]'],
    ['전화 010-1234-5678', '전화 [phone]'],
    ['01012345678로 연락', '[phone]로 연락'],
    ['02-123-4567', '[phone]'],
    ['+82 10-1234-5678', '[phone]'],
    ['+82-2-123-4567', '[phone]'],
    ['+1 415 555 0134', '[phone]'],
    ['대표번호 1588-1234', '대표번호 [phone]'],
    ['010\u200b-1234-5678', '[phone]'],
    ['900101-1234567', '[resident number]'],
    ['9001011234567', '[resident number]'],
    ['4111 1111 1111 1111', '[card number]'],
    ['123-45-67890', '[business number]'],
    ['계좌 110-123-456789로', '계좌 [account number]로'],
    ['운전면허 11-12-345678-90', '운전면허 [licence number]'],
    ['여권번호: M123A4567', '여권번호: [passport number]'],
    ['10.0.12.7:5432에 접속', '[ip]에 접속'],
    ['10.0.0.0/16', '[ip]'],
    ['2001:db8:0:0:0:ff00:42:8329', '[ip]'],
    ['fe80::1ff:fe23:4567:890a', '[ip]'],
    ['https://user:pw@db.example.com/x?token=abc를', '[url]'],
    ['postgres://app:secret@10.0.0.1/pay', '[url]'],
    ['sk-ant-api03-abcdefghijklmnop', '[secret]'],
    ['sk-ant-api03-abcdEFGH1234567890_-x_yz-0', '[secret]'],
    ['ghp_abcdefghijklmnopqrstuvwx', '[secret]'],
    ['xoxb-1234567890-abcdef', '[secret]'],
    ['AKIAIOSFODNN7EXAMPLE', '[secret]'],
    ['ntn_1234567890abcdefghij', '[secret]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc_def-123', '[secret]'],
    ['Authorization: Bearer abcdef123456', 'Authorization: [secret]'],
    ['DB_PASSWORD=hunter2!', '[secret]'],
    ['비밀번호: qwer1234', '[secret]'],
    ['비번: qwer1234', '[secret]'],
    ['PW=abc123!', '[secret]'],
    ['API 키: AbCd1234efgh', '[secret]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[secret]'],
    ['d41d8cd98f00b204e9800998ecf8427e', '[secret]'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY99', '[secret]'],
  ] as const)
    equal(redacted(text), shown, text)
})

test('numbers, dates, versions, ranges, times and names stay', () => {
  for (const text of [
    '1,234건을 300 ms → 80 ms로',
    '2026-11-20 18:30:15',
    '1500-2000 rps',
    'v2.1.0과 2.17.2',
    'PAY-142, HTTP/2, p95',
    '1763600000123 밀리초',
    '1,280,000원',
    '계좌 10-20개',
    'http 요청 수: 1200건',
    '토큰은 30분마다 바꿉니다',
    'token bucket: 알고리즘',
    'Basic authentication과 Bearer authentication',
    '결제-서버-응답-시간-개선을-위한-아주-긴-이름',
    'com/example/payment/approval/service/internal',
    '123456-7890123',
  ])
    equal(redacted(text), text)
})

test('a text that went through once comes back the same', () => {
  const parts = fc.constantFrom(
    ...[
      'a@example.com',
      '010-1234-5678',
      'password=abc123!',
      'https://x.example.com/?t=1',
      '10.0.0.1',
      '300ms',
      '결제',
      'Bearer abcdefgh1',
      ': ',
      ' ',
      '-',
      '900101-1234567',
    ],
  )
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 12 }).map(all => all.join('')),
      text => {
        const once = redacted(text)
        equal(redacted(once), once)
      },
    ),
    { numRuns: 500 },
  )
})

test('only listed fields leave, under short ids; the ticket’s address, times and our ids stay', () => {
  const { logs, idOf } = sendable([
    logOf({ id: '018f-uuid', ticketUrl: 'https://jira.example.com/browse/PAY-1', metrics: '1건' }),
  ])
  deepEqual(logs, [
    {
      id: 'L1',
      title: '작업',
      date: '2026-11-20',
      category: '기타',
      impact: 'Medium',
      tech: [],
      situation: '상황',
      task: '과제',
      action: '행동',
      result: '결과를 확인했습니다',
      metrics: '1건',
    },
  ])
  deepEqual([idOf('L1'), idOf(' L1 '), idOf('L2')], ['018f-uuid', '018f-uuid', undefined])
  const few = sendable([logOf({ metrics: '1건' })], { fields: ['result'] })
  deepEqual(Object.keys(few.logs[0]!), ['id', 'title', 'date', 'category', 'impact', 'tech', 'result'])
})

test('listed words leave as marks, in any case and the longest first, and come back where the marks were kept', () => {
  const log = logOf({ title: '한빛은행 연동', result: 'HANBIT api와 한빛은행카드를 연결', techStack: ['Hanbit SDK'] })
  const sent = sendable([log], { words: ['한빛은행', '한빛은행카드', 'Hanbit', ''] })
  const text = JSON.stringify(sent.logs)
  doesNotMatch(text, /한빛|hanbit/i)
  equal(sent.logs[0]!.title, '[[C]] 연동')
  equal(sent.restored('[[A]]와 [[C]]를 연결'), '한빛은행카드와 한빛은행를 연결')
  equal(sent.redactions, 4)
})

test('a very long section is cut before it leaves, and shows it', () => {
  const [log] = sendable([logOf({ result: '가'.repeat(50_000) })]).logs
  equal(log!.result!.length, 2000)
  match(log!.result!, /…$/)
})

test('the held logs hold nothing private, so nothing is cut out of them', () => {
  equal(sendable(heldLogs).redactions, 0)
})
