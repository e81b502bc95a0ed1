import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entryAnchor } from '../anchor.ts'
import { changedBody } from '../change.ts'
import { bullets, macro, paragraph, type StorageNode } from '../storage/tree.ts'
import { writeStorage } from '../storage/write.ts'
import { editedStorage, markdownOf, storageOf } from './index.ts'

const anchorIn = (name: string) => writeStorage([macro('anchor', { '': name })])

/** A page on which entries stand one after the other. */
const pageWith = (...entries: StorageNode[][]) =>
  changedBody(
    '<h2>로그</h2><p>사람의 글</p>',
    entries.map((content, index) => ({ kind: 'entry' as const, id: String(index), content })),
  ).body

const items = pageWith([bullets([['첫 미팅']])], [bullets([['데모 요청']])], [bullets([['제안서']])])

/** What stands behind the anchor of each entry, to the end of its block; undefined where it is gone. */
const behind = (body: string) =>
  [0, 1, 2].map(id => body.split(anchorIn(entryAnchor(String(id))))[1]?.replace(/<\/(?:p|h\d)>.*/s, ''))

const changes: [what: string, from: string | RegExp, to: string, entries: (string | undefined)[]][] = [
  [
    'the words of one are changed',
    '데모 요청',
    '데모 요청 **3건**',
    ['첫 미팅', '데모 요청 <strong>3건</strong>', '제안서'],
  ],
  ['something is written between them', '* 데모', '글\n\n* 데모', ['첫 미팅', '데모 요청', '제안서']],
  ['their lists are made one', /\n\n[*-] (?=데|제)/g, '\n- ', ['첫 미팅', '데모 요청', '제안서']],
  ['one goes elsewhere', /- 첫 미팅\n\n(.*)/s, '$1\n- 첫 미팅\n', ['첫 미팅', '데모 요청', '제안서']],
  ['one is deleted', '* 데모 요청\n\n', '', ['첫 미팅', undefined, '제안서']],
]

describe('the anchors by which entries are known again', () => {
  test('are not among what is read', () => {
    equal(markdownOf(items), '## 로그\n\n사람의 글\n\n- 첫 미팅\n\n* 데모 요청\n\n- 제안서\n')
    const blocks = pageWith(storageOf('첫 문단\n\n> 인용\n\n끝 문단'))
    equal(markdownOf(blocks), '## 로그\n\n사람의 글\n\n첫 문단\n\n> 인용\n\n끝 문단\n')
  })

  for (const [what, from, to, entries] of changes)
    test(`stay with their entries where ${what}`, () => {
      const markdown = markdownOf(items)
      const changed = markdown.replace(from, to)
      const body = editedStorage(items, changed)
      deepEqual([changed === markdown, behind(body)], [false, entries])
    })

  test('stay at both ends of an entry of several blocks', () => {
    const body = pageWith([paragraph('첫 문단'), paragraph('끝 문단')])
    const changed = editedStorage(body, markdownOf(body).replace(/첫|끝/g, '새'))
    equal(changed, body.replace(/첫|끝/g, '새'))
  })

  test('are hidden where they are ours alone: those that people have made are references', () => {
    const body = `<p>${anchorIn('일정')}가</p>`
    equal(markdownOf(body).replace(/[0-9a-f]{10}/, '…'), '{{anchor …}}가\n')
    equal(editedStorage(body, markdownOf(body).replace('가', '나')), body.replace('가', '나'))
  })
})
