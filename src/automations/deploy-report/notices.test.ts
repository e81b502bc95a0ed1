import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import type { Message } from '../../connectors/slack/index.ts'
import type { Change } from './model.ts'
import { livingMessage, type Notice, noticesOf, reminderOf } from './notices.ts'
import {
  aNoticeInput,
  anIssue,
  aReport,
  aTicket,
  changesBetween,
  doing,
  done,
  found,
  jieun,
  linesOf,
  linkTo,
  minho,
  person,
  seojun,
  spansIn,
  todo,
} from './report-testing.ts'

const keysOf = (notices: Notice[]) => notices.map(({ key }) => key)
const to = (notices: Notice[], key: string): Message => notices.find(notice => notice.key === key)!.message
const textOf = (message: Message) => linesOf(message).join('\n')

const week = found(
  [
    anIssue('DEP-1', { assignee: jieun, approvers: [jieun, seojun], tickets: linkTo('OPS-1') }),
    anIssue('DEP-2', { date: '2026-11-24' }),
  ],
  [aTicket('OPS-1', { assignee: seojun })],
)
const moved = { 'DEP-2': { seen: true, date: '2026-12-02' } }

test('a created page is told once to each assignee and approver, who each read of their own issues and tickets', () => {
  const notices = noticesOf(aNoticeInput({ created: true, found: week, changes: changesBetween(found([]), week) }))
  deepEqual(keysOf(notices).sort(), ['page', 'page/acc-jieun', 'page/acc-seojun'])
  deepEqual(linesOf(to(notices, 'page/acc-jieun')), [
    '@acc-jieun 님, 맡으신 배포가 1건 있습니다 · 2026-11-23(월) ~ 2026-11-29(일)',
    '• DEP-1 DEP-1 결제 서버 배포 · 이슈 · 2026-11-25(수) · 열림 · 담당 · 승인',
    '주간 배포 리스트 2026-W48',
  ])
  deepEqual(linesOf(to(notices, 'page/acc-seojun')).slice(1, -1), [
    '• DEP-1 DEP-1 결제 서버 배포 · 이슈 · 2026-11-25(수) · 열림 · 승인',
    '• OPS-1 OPS-1 운영 반영 · 배포 티켓 · 2026-11-26(목) · 검토 중 · 담당',
  ])
})

test('what has nobody on a created page is told in the channel without a mention', () => {
  const notices = noticesOf(aNoticeInput({ created: true, found: week }))
  const message = to(notices, 'page')
  match(textOf(message), /^담당자를 알 수 없는 배포가 1건 있습니다/)
  match(textOf(message), /• DEP-2 /)
  ok(spansIn(message).every(span => typeof span === 'string' || !('user' in span)))
})

test('a created page without issues is told in the channel', () => {
  const [notice, ...others] = noticesOf(aNoticeInput({ created: true }))
  deepEqual([notice?.person, notice?.key, others], [undefined, 'page', []])
  match(textOf(notice!.message), /배포할 이슈가 없습니다/)
})

test('an issue that is also the ticket of another is listed once', () => {
  const both = found(
    [anIssue('DEP-1', { tickets: linkTo('DEP-2') }), anIssue('DEP-2', { assignee: jieun })],
    [aTicket('DEP-2', { assignee: jieun })],
  )
  const notices = noticesOf(aNoticeInput({ created: true, found: both }))
  equal(to(notices, 'page/acc-jieun').lines.length, 1)
})

test('a change is one message for each person concerned, and one for whom is assignee and approver', () => {
  const after = found([anIssue('DEP-1', { assignee: jieun, approvers: [jieun, seojun], status: doing })])
  const before = found([anIssue('DEP-1', { assignee: jieun, approvers: [jieun, seojun] })])
  const notices = noticesOf(aNoticeInput({ found: after, changes: changesBetween(before, after) }))
  deepEqual(keysOf(notices), ['DEP-1/acc-jieun', 'DEP-1/acc-seojun'])
  const message = to(notices, 'DEP-1/acc-seojun')
  deepEqual(linesOf(message), [
    '@acc-seojun 님, DEP-1 이슈가 변경되었습니다',
    'DEP-1 결제 서버 배포',
    '상태: 열림 → 검토 중',
    '주간 배포 리스트 2026-W48',
  ])
  deepEqual(message.context, [
    { link: 'https://example.atlassian.net/wiki/pages/1', text: '주간 배포 리스트 2026-W48' },
  ])
})

test('a new deploy ticket is told with its date, status and people', () => {
  const ticket = aTicket('OPS-1', { assignee: seojun, approvers: [minho] })
  const issue = anIssue('DEP-1', { assignee: jieun })
  const after = found([{ ...issue, tickets: linkTo('OPS-1') }], [ticket])
  const notices = noticesOf(aNoticeInput({ found: after, changes: changesBetween(found([issue]), after) }))
  deepEqual(keysOf(notices), ['DEP-1/acc-jieun', 'OPS-1/acc-seojun', 'OPS-1/acc-minho'])
  deepEqual(linesOf(to(notices, 'OPS-1/acc-minho')).slice(0, 3), [
    '@acc-minho 님, OPS-1 배포 티켓이 추가되었습니다',
    'OPS-1 운영 반영',
    '예정일: 2026-11-26(목) · 상태: 검토 중 · 담당자: 박서준 · 승인자: 이민호',
  ])
  match(textOf(to(notices, 'DEP-1/acc-jieun')), /배포 티켓 연결: OPS-1 \(is deployed by\)/)
})

test('an issue that was moved out is told as moved, with the days before and after', () => {
  const before = found([anIssue('DEP-2', { assignee: jieun, date: '2026-11-24' })])
  const notices = noticesOf(aNoticeInput({ changes: changesBetween(before, found([]), moved) }))
  deepEqual(linesOf(to(notices, 'DEP-2/acc-jieun')).slice(0, 3), [
    '@acc-jieun 님, DEP-2 이슈가 이 기간에서 빠졌습니다',
    'DEP-2 결제 서버 배포',
    '예정일: 2026-11-24(화) → 2026-12-02(수)',
  ])
})

test('where dates are not watched a move tells the new day only', () => {
  const report = aReport({ watch: ['summary', 'assignee'] })
  const before = found([anIssue('DEP-2', { assignee: jieun })])
  const notices = noticesOf(aNoticeInput({ changes: changesBetween(before, found([]), moved, report) }))
  equal(linesOf(to(notices, 'DEP-2/acc-jieun'))[2], '예정일: 2026-12-02(수)')
})

test('a change that concerns nobody known is told in the channel without a mention', () => {
  const before = found([anIssue('DEP-2', { date: '2026-11-24' })])
  const [notice, ...others] = noticesOf(aNoticeInput({ changes: changesBetween(before, found([]), moved) }))
  deepEqual([notice?.person, notice?.key, others], [undefined, 'DEP-2', []])
  equal(linesOf(notice!.message)[0], 'DEP-2 이슈가 이 기간에서 빠졌습니다')
})

const manyIssues = (n: number, given: object) =>
  found(Array.from({ length: n }, (_, k) => anIssue(`DEP-${k + 1}`, given)))

test('five changes for one person are five messages, and six are one that lists them', () => {
  const notices = (n: number, given: object) => {
    const after = manyIssues(n, given)
    return noticesOf(aNoticeInput({ found: after, changes: changesBetween(found([]), after) }))
  }
  equal(notices(5, { assignee: jieun }).length, 5)
  const [many, ...others] = notices(6, { assignee: jieun })
  deepEqual([many?.key, others], ['many/acc-jieun', []])
  const lines = linesOf(many!.message)
  equal(lines[0], '@acc-jieun 님, 변경이 6건 있습니다')
  equal(lines[6], '• DEP-6 이슈가 추가되었습니다 — DEP-6 결제 서버 배포')
  deepEqual(keysOf(notices(6, {})), ['many'])
})

test('a very long list is cut and counted', () => {
  const after = manyIssues(100, { assignee: jieun, summary: '가'.repeat(255) })
  const input = aNoticeInput({ found: after, changes: changesBetween(found([]), after) })
  for (const created of [true, false]) {
    const [notice] = noticesOf({ ...input, created })
    equal(linesOf(notice!.message).at(-2), '그 밖의 75건은 페이지에서 확인해 주세요.')
    ok(textOf(notice!.message).length < 8000)
  }
})

test('whom Slack does not know is called by name', () => {
  const after = found([anIssue('DEP-1', { assignee: jieun })])
  const [notice] = noticesOf(
    aNoticeInput({ found: after, changes: changesBetween(found([]), after), mention: ({ name }) => name }),
  )
  match(linesOf(notice!.message)[0]!, /^김지은 님, DEP-1 /)
})

test('the living message links to the page, counts tickets by status and mentions nobody', () => {
  const tickets = [
    aTicket('OPS-1', { assignee: jieun }),
    aTicket('OPS-2', { assignee: jieun }),
    aTicket('OPS-3', { status: { name: '배포 대기', category: 'indeterminate' }, date: '2026-11-20' }),
    aTicket('OPS-4', { status: done }),
  ]
  const before = found([anIssue('DEP-1')], tickets)
  const after = found([anIssue('DEP-1', { status: doing, assignee: jieun })], tickets)
  const input = aNoticeInput({ found: after, changes: changesBetween(before, after) })
  const message = livingMessage(input)
  equal(message.lines.length, livingMessage({ ...input, version: 1 }).lines.length + 2)
  deepEqual(message.title, [{ link: 'https://example.atlassian.net/wiki/pages/1', text: '주간 배포 리스트 2026-W48' }])
  deepEqual(linesOf(message).slice(1), [
    '이슈 1건 · 배포 티켓 4건 · 담당자 미정 2건 · 예정일 지남 1건',
    '진행 중 3건: 검토 중 2 · 배포 대기 1',
    '완료 1건: 배포됨 1',
    '최근 변경 1건',
    '• DEP-1 이슈가 변경되었습니다 — DEP-1 결제 서버 배포 — 상태: 열림 → 검토 중 · 담당자: 없음 → 김지은',
    '마지막 갱신: 2026-11-23(월) 10:00 (Asia/Seoul)',
  ])
  ok(spansIn(message).every(span => typeof span === 'string' || !('user' in span)))
})

test('a reminder names the day of the ticket and how it stands', () => {
  const titles = [0, 1, 3].map(days => {
    const ticket = aTicket('OPS-1', { status: todo, assignee: jieun })
    return linesOf(reminderOf({ ...aNoticeInput(), ticket, days, person: jieun })).slice(0, 3)
  })
  deepEqual(titles, [
    ['@acc-jieun 님, OPS-1 배포 티켓의 예정일이 오늘입니다', ...titles[0]!.slice(1)],
    ['@acc-jieun 님, OPS-1 배포 티켓의 예정일이 내일입니다', ...titles[0]!.slice(1)],
    ['@acc-jieun 님, OPS-1 배포 티켓의 예정일이 3일 뒤입니다', ...titles[0]!.slice(1)],
  ])
  deepEqual(titles[0]?.slice(1), ['OPS-1 운영 반영', '예정일: 2026-11-26(목) · 상태: 열림 · 담당자: 김지은'])
})

test('messages are in English where the report is', () => {
  const input = aNoticeInput({ language: 'en', found: week, changes: changesBetween(found([]), week) })
  equal(linesOf(noticesOf(input)[0]!.message)[0], '@acc-jieun, DEP-1 (issue) was added')
  const text = [...noticesOf(input), ...noticesOf({ ...input, created: true })].map(({ message }) => textOf(message))
  const ticket = aTicket('OPS-1', { summary: 'Roll out', status: { name: 'Open', category: 'new' } })
  const reminder = reminderOf({ ...input, ticket, days: 1, person: undefined })
  ok(
    text.every(
      one =>
        !/[가-힣]/.test(one.replaceAll(/결제 서버 배포|운영 반영|주간 배포 리스트|열림|검토 중|김지은|박서준/g, '')),
    ),
  )
  equal(linesOf(reminder)[0], 'OPS-1 (deploy ticket) is planned for tomorrow')
})

const people = [jieun, seojun, minho, person('nobody', '없음'), person('DEP-1', '이상한 이름')]
const anyChanges = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom('issue' as const, 'ticket' as const),
    what: fc.constantFrom('added' as const, 'changed' as const, 'moved' as const, 'gone' as const),
    key: fc.constantFrom('DEP-1', 'DEP-2', 'DEP-3', 'DEP-4', 'OPS-1'),
    people: fc.subarray(people),
  }),
  { maxLength: 20, selector: ({ kind, what, key }) => `${kind} ${what} ${key}` },
)

test('over all notices each person reads of each change exactly once, and no two notices share a key', () => {
  fc.assert(
    fc.property(anyChanges, given => {
      // A link of its own tells each change from the others.
      const changes = given.map(
        (one, n): Change => ({ ...one, url: `https://example.com/${n}`, summary: '', details: [] }),
      )
      const notices = noticesOf(aNoticeInput({ changes }))
      equal(new Set(keysOf(notices)).size, notices.length)
      const told = notices.flatMap(({ person, message }) =>
        spansIn(message).flatMap(span =>
          typeof span === 'object' && 'link' in span && span.link.startsWith('https://example.com/')
            ? [`${person?.id ?? '-'} ${span.link}`]
            : [],
        ),
      )
      const expected = changes.flatMap(({ people, url }) =>
        people.length > 0 ? people.map(({ id }) => `${id} ${url}`) : [`- ${url}`],
      )
      deepEqual(told.sort(), expected.sort())
    }),
  )
})

test('any text of Jira is only text in a message: mentions and links are those that were made, each line one line', () => {
  const evil = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<!channel>', '<@U1>', '<https://example.com|x>', '*x*', '\u202e', '👩‍👩‍👧‍👦', 'a\nb'),
  )
  fc.assert(
    fc.property(evil, text => {
      const status = { name: text, category: 'new' } as const
      const issue = anIssue('DEP-1', {
        summary: text,
        status,
        assignee: person('1', text),
        approvers: [person('2', text)],
      })
      const before = found([
        anIssue('DEP-1', { assignee: person('1', '김지은'), tickets: linkTo(text) }),
        anIssue('DEP-9'),
      ])
      const all = found([issue], [aTicket('OPS-1', { summary: text, status, date: text })])
      const input = aNoticeInput({ found: all, changes: changesBetween(before, all) })
      const messages = [
        ...[...noticesOf(input), ...noticesOf({ ...input, created: true })].map(({ message }) => message),
        livingMessage(input),
        reminderOf({ ...input, ticket: all.tickets.get('OPS-1')!, days: 1, person: person('1', text) }),
      ]
      for (const span of messages.flatMap(spansIn)) {
        if (typeof span === 'string') ok(!/[\p{Cc}\u2028\u2029\u202a-\u202e\ud800-\udfff]/u.test(span), span)
        else if ('user' in span) ok(['1', '2'].includes(span.user))
        else if ('link' in span)
          ok(/^https:\/\/example\.atlassian\.net\/(browse\/(DEP|OPS)-\d|wiki\/pages\/1)$/.test(span.link))
      }
    }),
    { numRuns: 300 },
  )
})

test('the same input makes the same notices', () => {
  fc.assert(
    fc.property(anyChanges, given => {
      const changes = given.map((one): Change => ({ ...one, url: '', summary: one.key, details: [] }))
      deepEqual(noticesOf(aNoticeInput({ changes })), noticesOf(aNoticeInput({ changes })))
    }),
  )
})
