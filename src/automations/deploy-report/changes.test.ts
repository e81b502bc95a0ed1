import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { changesOf, itemsOf, watchedIn } from './changes.ts'
import type { Deployment, Found } from './model.ts'
import {
  anIssue,
  aReport,
  aTicket,
  changesBetween,
  diffOf,
  doing,
  done,
  found,
  jieun,
  linkTo,
  minho,
  person,
  seojun,
  todo,
} from './report-testing.ts'

const { watch, tell } = aReport()
const ids = (people: { id: string }[]) => people.map(({ id }) => id)

const differs = (before: Found, after: Found) => {
  const { added, changed, removed } = diffOf(itemsOf(before, watch), itemsOf(after, watch))
  return added.length + changed.length + removed.length > 0
}
const one = (given: Partial<Deployment>) => found([anIssue('DEP-1', given)])

test('names and addresses of people, types and priorities that are not watched are no change', () => {
  const before = one({ assignee: jieun, approvers: [seojun], priority: 'High' })
  const after = one({
    assignee: { ...jieun, name: '김지은 (휴가)', email: 'jieun@example.com', active: false },
    approvers: [{ ...seojun, name: 'Seojun' }],
    priority: 'Low',
    type: '버그',
  })
  equal(differs(before, after), false)
})

test('another order of approvers and links is no change, and neither is a link that is reported twice', () => {
  const before = one({ approvers: [jieun, seojun], tickets: linkTo('OPS-1', 'OPS-10') })
  const after = one({ approvers: [seojun, jieun], tickets: linkTo('OPS-10', 'OPS-1', 'OPS-1') })
  equal(differs(before, after), false)
})

test('dates are compared by value: the same instant with another offset is no change', () => {
  equal(differs(one({ date: '2026-11-25T14:00:00.000+0900' }), one({ date: '2026-11-25T05:00:00.000Z' })), false)
  equal(differs(one({ date: '2026-11-25T14:00:00.000+0900' }), one({ date: '2026-11-25T14:00:00.000Z' })), true)
})

test('what is compared is the same after it was remembered as JSON, whatever Jira says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string(), { nil: undefined }), (text, date) => {
      const seen = found(
        [anIssue('DEP-1', { summary: text, date, tickets: linkTo(`OPS-${text}`) })],
        [aTicket(`OPS-${text}`, { date, status: { name: text, category: 'new' } })],
      )
      equal(differs(seen, seen), false)
    }),
  )
})

test('a ticket that two issues link to is compared once, and so is told once', () => {
  const week = (status = doing) =>
    found(
      [anIssue('DEP-1', { tickets: linkTo('OPS-1') }), anIssue('DEP-2', { tickets: linkTo('OPS-1') })],
      [aTicket('OPS-1', { status, assignee: jieun })],
    )
  equal(itemsOf(week(), watch).filter(({ kind }) => kind === 'ticket').length, 1)
  equal(changesBetween(week(), week(done)).length, 1)
})

test('a new layout makes pages be written anew and tells nobody', () => {
  const week = one({ assignee: jieun })
  const before = itemsOf(week, watch).map(item => (item.kind === 'layout' ? { ...item, view: 0 } : item))
  const diff = diffOf(before, itemsOf(week, watch))
  equal(diff.changed.length, 1)
  deepEqual(changesOf(diff, week, new Map(), tell), [])
})

test('a field that has only just begun to be watched has not changed', () => {
  const week = one({ priority: 'High', assignee: jieun })
  const diff = diffOf(itemsOf(week, watch), itemsOf(week, [...watch, 'priority']))
  deepEqual(changesOf(diff, week, new Map(), tell), [])
})

test('approvers are not compared as long as no field names them, and have not changed when one does at last', () => {
  const unnamed = watchedIn({ ...aReport(), approversField: undefined })
  const diff = diffOf(itemsOf(one({}), unnamed), itemsOf(one({ approvers: [seojun] }), watchedIn(aReport())))
  deepEqual(changesOf(diff, one({ approvers: [seojun] }), new Map(), tell), [])
})

test('what differs is told with the values before and after, as people read them', () => {
  const [change] = changesBetween(
    one({ status: todo, assignee: jieun, date: '2026-11-25', tickets: linkTo('OPS-1') }),
    one({ status: doing, assignee: seojun, date: undefined, approvers: [minho], tickets: linkTo('OPS-2') }),
  )
  deepEqual(change?.what, 'changed')
  deepEqual(change.details, [
    { field: 'status', before: '열림', after: '검토 중' },
    { field: 'date', before: '2026-11-25', after: undefined },
    { field: 'assignee', before: 'acc-jieun', after: '박서준' },
    { field: 'approvers', before: undefined, after: '이민호' },
    { field: 'tickets', before: 'OPS-1 (is deployed by)', after: 'OPS-2 (is deployed by)' },
  ])
})

test('a change concerns those who are on the issue now and those who were just taken off it, each once', () => {
  const [change] = changesBetween(
    one({ assignee: jieun, approvers: [seojun, minho] }),
    one({ assignee: seojun, approvers: [seojun] }),
  )
  deepEqual(ids(change!.people), ['acc-seojun', 'acc-jieun', 'acc-minho'])
})

test('somebody who was taken off is named after the other issues they are on, else as the caller knows them', () => {
  const other = anIssue('DEP-2', { approvers: [jieun] })
  const before = found([anIssue('DEP-1', { assignee: jieun, approvers: [minho] }), other])
  const after = found([anIssue('DEP-1'), other])
  const diff = diffOf(itemsOf(before, watch), itemsOf(after, watch))
  const former = new Map([jieun, minho].map(person => [person.id, { ...person, name: `${person.name} (전)` }]))
  const [change] = changesOf(diff, after, new Map(), tell, former)
  deepEqual(
    change?.people.map(({ name }) => name),
    ['김지은', '이민호 (전)'],
  )
})

test('only those are told whom the report wants to tell', () => {
  const report = aReport({ tell: ['approvers'] })
  const [change] = changesBetween(
    one({ assignee: jieun, approvers: [minho] }),
    one({ assignee: seojun, approvers: [minho] }),
    {},
    report,
  )
  deepEqual(ids(change!.people), ['acc-minho'])
})

test('an issue that was moved out of the period is told as moved, with its new date', () => {
  const [change] = changesBetween(one({ assignee: jieun }), found([]), { 'DEP-1': { seen: true, date: '2026-12-02' } })
  equal(change?.what, 'moved')
  deepEqual(change.details, [{ field: 'date', before: '2026-11-25', after: '2026-12-02' }])
  deepEqual(ids(change.people), ['acc-jieun'])
  equal(change.summary, 'DEP-1 결제 서버 배포')
  equal(change.url, 'https://example.atlassian.net/browse/DEP-1')
})

test('an issue that lost its date is told as moved, with no date', () => {
  const [change] = changesBetween(one({}), found([]), { 'DEP-1': { seen: true } })
  deepEqual([change?.what, change?.details], ['moved', [{ field: 'date', before: '2026-11-25', after: undefined }]])
})

test('an issue that keeps its date and yet is no longer found is told as moved, without a date', () => {
  const [change] = changesBetween(one({}), found([]), { 'DEP-1': { seen: true, date: '2026-11-25' } })
  deepEqual([change?.what, change?.details], ['moved', []])
})

test('an issue that was deleted or hidden is told as gone', () => {
  const [change] = changesBetween(one({ assignee: jieun }), found([]), { 'DEP-1': { seen: false } })
  deepEqual([change?.what, change?.details, ids(change!.people)], ['gone', [], ['acc-jieun']])
})

test('a ticket whose link was removed is told as no longer linked, with the issue that let go of it', () => {
  const changes = changesBetween(
    found([anIssue('DEP-1', { tickets: linkTo('OPS-1') })], [aTicket('OPS-1', { assignee: minho })]),
    found([anIssue('DEP-1')]),
    { 'OPS-1': { seen: true, date: '2026-11-26' } },
  )
  const [issue, ticket] = changes
  deepEqual(issue?.details, [{ field: 'tickets', before: 'OPS-1 (is deployed by)', after: undefined }])
  deepEqual(
    [ticket?.kind, ticket?.what, ticket?.details, ids(ticket!.people)],
    ['ticket', 'moved', [{ field: 'tickets', before: 'DEP-1' }], ['acc-minho']],
  )
})

test('a ticket whose issue left the period is told as no longer linked, and no link is said to be removed', () => {
  const changes = changesBetween(
    found([anIssue('DEP-1', { tickets: linkTo('OPS-1') })], [aTicket('OPS-1')]),
    found([]),
    { 'DEP-1': { seen: true, date: '2026-12-02' }, 'OPS-1': { seen: true, date: '2026-11-26' } },
  )
  deepEqual(
    changes.map(({ kind, what, details }) => [kind, what, details.map(({ field }) => field)]),
    [
      ['issue', 'moved', ['date']],
      ['ticket', 'moved', []],
    ],
  )
})

test('a ticket that can no longer be read is told as gone to those who were on it', () => {
  const issue = anIssue('DEP-1', { tickets: linkTo('OPS-1') })
  const hidden = aTicket('OPS-1', { seen: false, date: undefined })
  const [change, ...others] = changesBetween(
    found([issue], [aTicket('OPS-1', { assignee: minho })]),
    found([issue], [hidden]),
  )
  deepEqual([change?.what, ids(change!.people), others], ['gone', ['acc-minho'], []])
})

test('a ticket that can be read at last is told as new to those who are on it', () => {
  const issue = anIssue('DEP-1', { tickets: linkTo('OPS-1') })
  const hidden = aTicket('OPS-1', { seen: false, date: undefined })
  const [change] = changesBetween(found([issue], [hidden]), found([issue], [aTicket('OPS-1', { assignee: minho })]))
  deepEqual([change?.what, ids(change!.people)], ['added', ['acc-minho']])
})

test('a ticket that never could be read is not told as gone when only its link was removed', () => {
  const hidden = aTicket('OPS-1', { seen: false, date: undefined })
  const changes = changesBetween(
    found([anIssue('DEP-1', { tickets: linkTo('OPS-1') })], [hidden]),
    found([anIssue('DEP-1')]),
    { 'OPS-1': { seen: false } },
  )
  deepEqual(
    changes.map(({ what }) => what),
    ['changed', 'moved'],
  )
})

test('an issue that is also the ticket of another is told once', () => {
  const week = (status = todo) =>
    found(
      [anIssue('DEP-1', { tickets: linkTo('DEP-2') }), anIssue('DEP-2', { status, assignee: jieun })],
      [aTicket('DEP-2', { status, assignee: jieun, summary: 'DEP-2 결제 서버 배포' })],
    )
  const changes = changesBetween(week(), week(doing))
  deepEqual(
    changes.map(({ kind, key, details }) => [kind, key, details.length]),
    [['issue', 'DEP-2', 1]],
  )
})

test('an issue that left the period and is still the ticket of another has moved', () => {
  const other = anIssue('DEP-1', { tickets: linkTo('DEP-2') })
  const ticket = aTicket('DEP-2', { date: '2026-12-02' })
  const changes = changesBetween(found([other, anIssue('DEP-2')], [ticket]), found([other], [ticket]))
  deepEqual(
    changes.map(({ kind, what }) => [kind, what]),
    [['issue', 'moved']],
  )
})

test('changes come in the order of keys, DEP-9 before DEP-10', () => {
  const changes = changesBetween(found([]), found([anIssue('DEP-10'), anIssue('OPS-1'), anIssue('DEP-9')]))
  deepEqual(
    changes.map(({ key }) => key),
    ['DEP-9', 'DEP-10', 'OPS-1'],
  )
})

const anyIssue = fc.record({
  n: fc.integer({ min: 1, max: 12 }),
  assignee: fc.option(fc.constantFrom(jieun, seojun, minho), { nil: undefined }),
  approvers: fc.uniqueArray(fc.constantFrom(jieun, seojun, minho, person('x', '…'))),
  status: fc.constantFrom(todo, doing, done),
  links: fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
})
const anyWeek = fc.uniqueArray(anyIssue, { selector: ({ n }) => n }).map(issues =>
  found(
    issues.map(({ n, links, ...given }) =>
      anIssue(`DEP-${n}`, { ...given, tickets: linkTo(...links.map(l => `OPS-${l}`)) }),
    ),
    [...new Set(issues.flatMap(({ links }) => links))].map(n => aTicket(`OPS-${n}`, { assignee: seojun })),
  ),
)

test('two weeks that differ in what is watched have a change for each that differs, and nobody stands in one twice', () => {
  fc.assert(
    fc.property(anyWeek, anyWeek, (before, after) => {
      const diff = diffOf(itemsOf(before, watch), itemsOf(after, watch))
      const changes = changesOf(diff, after, new Map(), tell)
      equal(changes.length, diff.added.length + diff.changed.length + diff.removed.length)
      for (const { people } of changes) equal(new Set(ids(people)).size, people.length)
      deepEqual(changesOf(diff, after, new Map(), tell), changes)
    }),
  )
})
