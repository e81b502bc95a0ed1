import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { savedStorage } from '../../connectors/confluence/fake-storage.ts'
import type { StorageNode } from '../../connectors/confluence/index.ts'
import { parseStorage } from '../../connectors/confluence/storage/parse.ts'
import { writeStorage } from '../../connectors/confluence/storage/write.ts'
import type { Change } from './model.ts'
import { type PageView, regionsOf } from './page.ts'
import {
  anIssue,
  aTicket,
  aView,
  changesBetween,
  elementsIn,
  found,
  jieun,
  linkTo,
  minho,
  person,
  readable,
  region,
  rows,
  seojun,
} from './report-testing.ts'
import { bytesOfRow } from './size.ts'

test('a very long list of changes is cut and counted', () => {
  const changes = changesBetween(found([]), found(Array.from({ length: 250 }, (_, n) => anIssue(`DEP-${n + 1}`))))
  const content = region('changes', { changes })
  equal(elementsIn(content, 'li').length, 200)
  match(readable(content), /50건이 더/)
})

/** In bytes, as Confluence Cloud keeps it: most elements get ids, which stay where nobody changes the text. */
const savedSizeOf = (given: Partial<PageView>) => {
  const newId = () => '308ce979-4a78-47aa-a17a-cd687da8ca92'
  const body = regionsOf(aView(given)).map(({ content }) => writeStorage(content))
  return Buffer.byteLength(savedStorage(body.join(''), { newId, localIds: true }))
}

/** Issues with three tickets each. */
function bigWeek(issues: number, summary: string) {
  const tickets = Array.from({ length: issues * 3 }, (_, n) =>
    aTicket(`OPS-${n + 1}`, { summary, assignee: jieun, approvers: [seojun, minho], date: `2026-11-2${n % 7}` }),
  )
  const linked = (n: number) => linkTo(...[1, 2, 3].map(k => `OPS-${n * 3 + k}`))
  return found(
    Array.from({ length: issues }, (_, n) => anIssue(`DEP-${n + 1}`, { summary, tickets: linked(n) })),
    tickets,
  )
}

test('a thousand issues with three deploy tickets each are all shown, with room for what the server adds', () => {
  const big = bigWeek(1000, '결제 서버 3.2.0 배포: 정산 배치 개선 및 '.repeat(8))
  equal(rows({ found: big }).length, 3000)
  ok(savedSizeOf({ found: big }) < 4_700_000)
})

test('a page stays below what Confluence takes, and says how many rows are left out', () => {
  const big = bigWeek(4000, '<'.repeat(255))
  const content = region('tickets', { found: big })
  const shown = elementsIn(content, 'tr').length - 1
  ok(shown > 1000 && shown < 12_000)
  match(readable(content), new RegExp(`${12_000 - shown}줄은 페이지 크기 한도 때문에`))
  ok(savedSizeOf({ found: big }) < 4_700_000)
})

test('a table of few rows shows titles at length', () => {
  const summary = '결제 서버 3.2.0 배포: 정산 배치 개선 및 오류 수정'
  match(rows({ found: found([anIssue('DEP-1', { summary })]) })[0]![0]!, new RegExp(`${summary}$`))
})

test('the size of a row is never underrated, whatever is written in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const node = { tag: 'a', attributes: { href: text }, children: [text] }
      const row = { tag: 'tr', attributes: {}, children: [{ tag: 'td', attributes: {}, children: [node] }] }
      ok(bytesOfRow([[node]]) >= Buffer.byteLength(writeStorage([row])))
    }),
  )
})

const shape = (node: StorageNode): unknown =>
  typeof node === 'string' ? 'text' : [node.tag, Object.keys(node.attributes), node.children.map(shape)]

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    '<!channel>',
    '<@U1>',
    ']]>',
    '</p><script>',
    '\u202egnp.exe',
    '👩‍👩‍👧‍👦',
    '\u0000\u0007',
    '&amp;',
    '한글',
  ),
)

/** A page in which every text from Jira is `text`. */
function pageOfText(text: string) {
  const status = { name: text, category: 'done' } as const
  const people = { assignee: person('1', text), approvers: [person('2', text)] }
  const issue = anIssue('DEP-1', { summary: text, status, ...people, tickets: [{ key: 'OPS-1', label: text }] })
  const changes: Change[] = [
    { kind: 'issue', what: 'changed', key: 'DEP-1', url: issue.url, summary: text, people: [], details: [] },
  ]
  changes[0]!.details = (['summary', 'status', 'date', 'tickets'] as const).map(field => ({
    field,
    before: text,
    after: text,
  }))
  const all = found([issue], [aTicket('OPS-1', { summary: text, status, ...people, date: text })])
  return regionsOf(aView({ found: all, changes, jql: text }))
}

test('any text of Jira is only text on the page: it makes no element, no mention and no broken sign', () => {
  const harmless = pageOfText('x').map(({ content }) => content.map(shape))
  fc.assert(
    fc.property(
      hostile.filter(text => /[\p{L}\p{N}]/u.test(text)),
      text => {
        const regions = pageOfText(text)
        deepEqual(
          regions.map(({ content }) => content.map(shape)),
          harmless,
        )
        for (const { content } of regions) parseStorage(writeStorage(content))
        const tickets = readable(regions[2]!.content)
        doesNotMatch(tickets, /[\p{Cc}\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]/u)
      },
    ),
    { numRuns: 300 },
  )
})

test('the same view makes the same page', () => {
  fc.assert(fc.property(hostile, text => deepEqual(pageOfText(text), pageOfText(text))))
})
