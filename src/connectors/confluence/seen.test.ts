import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import test from 'node:test'
import { changedBody } from './change.ts'
import { savedStorage } from './fake-storage.ts'
import { contentMark } from './seen.ts'
import { bullets, date, link, lozenge, paragraph, type StorageNode, strong } from './storage/tree.ts'
import type { EntryChange } from './words.ts'

/** As an event stands in a Live doc. */
const said = (text: string): StorageNode[] => [
  bullets([
    [
      date('2026-11-21'),
      ' ',
      lozenge('시그널', 'Blue'),
      ' ',
      link('https://example.com/가', text),
      ' → ',
      strong('점수 3'),
    ],
  ]),
]

const entry = (text: string, ...over: StorageNode[][]): EntryChange => ({
  kind: 'entry',
  id: 'e',
  content: said(text),
  replace: true,
  over: over.map(contentMark),
})

const written = (localIds: boolean) => {
  let serial = 0
  const { body } = changedBody('<p>앞</p>', [entry('처음')])
  return savedStorage(body, { newId: () => `id-${serial++}`, localIds })
}

/** What comes of a later content where the page is this. */
const next = (body: string) => changedBody(body, [entry('다음', said('처음'))])

const edits: Record<string, [from: string | RegExp, to: string]> = {
  'a mention': ['</a>', '</a> <ac:link><ri:user ri:account-id="5b10" /></ac:link>'],
  'an image': ['</a>', '</a><ac:image><ri:attachment ri:filename="가.png" /></ac:image>'],
  'an emoticon': ['</a>', '</a><ac:emoticon ac:name="tick" />'],
  'a link with another address': ['https://example.com/', 'https://example.com/new/'],
  'bold words': ['처음', '<strong>처음</strong>'],
  'words that are bold no more': [/<strong>(.*?)<\/strong>/, '$1'],
  'a bold word that was none, and one that was': [/처음(.*)<strong>(.*?)<\/strong>/, '<b>처음</b>$1$2'],
  'struck words': ['처음', '<del>처음</del>'],
  'coloured words': ['처음', '<span style="color: rgb(255, 0, 0);">처음</span>'],
  'an inline comment': ['처음', '<ac:inline-comment-marker ac:ref="7c">처음</ac:inline-comment-marker>'],
  'a status of another colour': ['>Blue<', '>Red<'],
  'a macro': [
    '</a>',
    '</a><ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">DEP-1</ac:parameter></ac:structured-macro>',
  ],
  'an anchor of theirs': [
    '</a>',
    '</a><ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">여기</ac:parameter></ac:structured-macro>',
  ],
  'another day': ['2026-11-21', '2026-11-22'],
}
for (const [what, [from, to]] of Object.entries(edits))
  test(`an entry to which people have given ${what} stays, and the new content comes right behind it`, () => {
    for (const localIds of [true, false]) {
      const before = written(localIds)
      const edited = before.replace(from, to)
      notEqual(edited, before)
      const { body, outcomes } = next(edited)
      deepEqual(outcomes, ['appended'])
      ok(body.startsWith(edited))
      match(body, /다음/)
    }
  })

const rewrites: Record<string, (body: string) => string> = {
  'ids and versions': body =>
    body.replace(/ac:macro-id="[^"]*"/g, 'ac:macro-id="other"').replace(/ac:schema-version="1"/g, ''),
  'the order of attributes': body =>
    body.replace(
      /<(ac:structured-macro|a)((?: [\w:-]+="[^"]*"){2,})/g,
      (_, tag: string, all: string) =>
        `<${tag}${all
          .match(/ [\w:-]+="[^"]*"/g)!
          .reverse()
          .join('')}`,
    ),
  entities: body => body.replaceAll('처', '&#xcc98;').replaceAll('→', '&rarr;'),
  'empty paragraphs and breaks': body => body.replace('</p>', '<br /></p><p />').replace('<li', '\n <li'),
  'other names of the same': body => body.replaceAll('strong>', 'b>'),
  'words in two pieces': body => body.replace('<strong>점수 3</strong>', '<strong>점수</strong> <strong>3</strong>'),
  'blanks beside tags': body => body.replace('<strong>점수 3', '&nbsp;<strong> 점수 3'),
  'how a link is shown': body =>
    body.replace('<a ', '<a data-card-appearance="inline" ').replace('example.com/가', 'example.com/%EA%B0%80'),
  'no paragraph in an item': body => body.replace(/(<li[^>]*>)<p[^>]*>/, '$1').replace('</p></li>', '</li>'),
  'parameters that only it knows': body =>
    body.replace(
      '<ac:parameter ac:name="title"',
      '<ac:parameter ac:name="atlassian-macro-output-type">INLINE</ac:parameter><ac:parameter ac:name="subtle">false</ac:parameter>$&',
    ),
}
for (const [what, rewrite] of Object.entries(rewrites))
  test(`an entry that a server has rewritten gives way: ${what}`, () => {
    for (const localIds of [true, false]) {
      const before = written(localIds)
      const rewritten = rewrite(before)
      notEqual(rewritten, before)
      const { body, outcomes } = next(rewritten)
      deepEqual(outcomes, ['replaced'])
      ok(!body.includes('example.com/가">처음'))
    }
  })

test('a mark is short, of what is seen alone, and the same for the same', () => {
  match(contentMark(said('처음')), /^[0-9a-f]{16}$/)
  equal(contentMark(said('처음')), contentMark(said('처음'.normalize('NFD'))))
  equal(contentMark(['가', '나']), contentMark([paragraph('가'), paragraph('나')]))
  notEqual(contentMark(said('처음')), contentMark(said('처음 ')[0] ? [paragraph('처음')] : []))
  notEqual(contentMark([paragraph('가')]), contentMark([bullets([['나']])]))
})

test('a hundred marks of earlier contents take less than two kilobytes', () => {
  const over = Array.from({ length: 100 }, (_, index) => said(`글 ${index}`))
  ok(JSON.stringify(entry('다음', ...over).over).length < 2000)
  deepEqual(changedBody(written(true), [entry('다음', ...over, said('처음'))]).outcomes, ['replaced'])
})
