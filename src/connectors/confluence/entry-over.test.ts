import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { HubError } from '../../engine/error.ts'
import { changedBody } from './change.ts'
import { savedStorage } from './fake-storage.ts'
import { contentMark } from './seen.ts'
import { textOf } from './storage/text.ts'
import { bullets, heading, paragraph, type StorageNode } from './storage/tree.ts'
import type { EntryChange } from './words.ts'

const said = (text: string): StorageNode[] => [heading(3, '상태'), paragraph(text)]

/** Replaces what it said before, if it says so still. */
const entry = (id: string, text: string, ...over: string[]): EntryChange => ({
  kind: 'entry',
  id,
  content: said(text),
  replace: true,
  over: over.map(text => contentMark(said(text))),
})

let serial = 0

/** As the server keeps it. */
function changed(body: string, ...changes: EntryChange[]) {
  const made = changedBody(body, changes)
  const outcomes = made.outcomes.map(outcome => (outcome instanceof HubError ? outcome.code : outcome))
  const saved = savedStorage(made.body, { newId: () => `id-${serial++}`, localIds: true })
  return { outcomes, body: saved, sent: made.body, text: textOf(made.body) }
}

test('an entry that says what it may gives way, whatever the server made of it', () => {
  const { body } = changed('<p>앞</p>', entry('e', '하나 "둘" → 셋'), { ...entry('f', '다른 것'), over: undefined })
  const next = changed(body, entry('e', '새 글', '더 전 글', '하나 "둘" → 셋'))
  deepEqual([next.outcomes, next.text], [['replaced'], '앞\n### 상태\n새 글\n### 상태\n다른 것'])
  const again = changed(next.body, entry('e', '새 글', '더 전 글', '하나 "둘" → 셋'))
  deepEqual([again.outcomes, again.sent], [['unchanged'], next.body])
})

test('an entry that people have changed stays, and the new words come right behind it, once', () => {
  const { body } = changed('<p>앞</p>', entry('e', '처음'))
  const edited = `${body.replace('처음', '김지은이 고침')}<p>뒤</p>`
  const next = changed(edited, entry('e', '새 글', '처음'))
  deepEqual([next.outcomes, next.text], [['appended'], '앞\n### 상태\n김지은이 고침\n### 상태\n새 글\n뒤'])
  ok(next.sent.startsWith(edited.slice(0, edited.indexOf('<p>뒤'))) && next.sent.endsWith('<p>뒤</p>'))
  const again = changed(next.body, entry('e', '새 글', '처음'))
  deepEqual([again.outcomes, again.sent], [['unchanged'], next.body])
})

test('what came behind is what goes on to be replaced', () => {
  const { body } = changed('', entry('e', '처음'))
  const behind = changed(body.replace('처음', '고침'), entry('e', '둘째', '처음'))
  const next = changed(behind.body, entry('e', '셋째', '처음', '둘째'))
  deepEqual([next.outcomes, next.text], [['replaced'], '### 상태\n고침\n### 상태\n셋째'])
  const without = changed(behind.body, { ...entry('e', '셋째'), over: undefined })
  equal(without.text, next.text, 'even where anything may give way')
  deepEqual(changed(behind.body, { ...entry('e', '넷째'), replace: false }).outcomes, ['unchanged'])
})

test('where people have changed that, too, the new words come behind it again, and nobody loses any', () => {
  const { body } = changed('<p>앞</p>', entry('e', '처음'))
  const second = changed(body.replace('처음', '고침 1'), entry('e', '둘째', '처음'))
  const third = changed(second.body.replace('둘째', '고침 2'), entry('e', '셋째', '처음', '둘째'))
  const text = '앞\n### 상태\n고침 1\n### 상태\n고침 2\n### 상태\n셋째'
  deepEqual([third.outcomes, third.text], [['appended'], text])
  equal(changed(third.body, entry('e', '셋째', '처음', '둘째')).sent, third.body)
})

test('an entry whose first words people have deleted goes on where its later ones are', () => {
  const { body } = changed('', entry('e', '처음'))
  const { body: both } = changed(body.replace('처음', '고침'), entry('e', '둘째', '처음'))
  const rest = both.slice(both.indexOf('<h3', 5))
  deepEqual(changed(rest, entry('e', '셋째', '둘째')).text, '### 상태\n셋째')
})

test('nothing may give way where nothing is named', () => {
  const { body } = changed('', entry('e', '처음'))
  deepEqual(changed(body, entry('e', '새 글')).outcomes, ['appended'])
})

test('many at once are as one after the other, those that follow one another too', () => {
  const ids = Array.from({ length: 100 }, (_, index) => `e${index}`)
  const { body } = changed('<p>앞</p>', ...ids.map(id => entry(id, `${id} 처음`)))
  const edited = `${body.replace(/e(\d*[05]) 처음/g, 'e$1 고침')}<p>뒤</p>`
  const next = ids.map(id => entry(id, `${id} 새 글`, `${id} 처음`))
  const made = changed(edited, ...next)
  deepEqual(made.outcomes.slice(0, 6), ['appended', 'replaced', 'replaced', 'replaced', 'replaced', 'appended'])
  equal(made.sent.match(/고침/g)?.length, 20)
  equal(made.sent.match(/새 글/g)?.length, 100)
  equal(changed(made.body, ...next).sent, made.body)
  match(made.text, /e0 고침\n### 상태\ne0 새 글\n### 상태\ne1 새 글/)

  const steps = [
    entry('new', '하나'),
    entry('new', '둘', '하나'),
    entry('new', '셋', '없는 말'),
    entry('e5', '둘', 'e5 처음'),
    entry('e5', '셋', '없는 말'),
    entry('e6', '둘', '없는 말'),
    entry('e6', '셋', '둘'),
  ]
  const together = changed(edited, ...steps)
  let alone = edited
  for (const step of steps) alone = changed(alone, step).body
  equal(together.text, textOf(alone))
  deepEqual(together.outcomes, ['appended', 'replaced', 'appended', 'appended', 'appended', 'appended', 'replaced'])
})

test('an entry of one list, and one under a heading that is missing, are kept in the same way', () => {
  const list = (...items: string[]) => [bullets(items.map(item => [item]))]
  const change = (items: string[], ...over: string[][]): EntryChange => ({
    kind: 'entry',
    id: 'e',
    heading: '소식',
    content: list(...items),
    replace: true,
    over: over.map(one => contentMark(list(...one))),
  })
  const { body } = changed('<p>앞</p>', change(['하나']))
  const behind = changed(body.replace('하나', '고침'), change(['하나', '둘'], ['하나']))
  equal(behind.text, '앞\n## 소식\n- 고침\n- 하나\n- 둘')
  equal(changed(behind.body, change(['셋'], ['하나'], ['하나', '둘'])).text, '앞\n## 소식\n- 고침\n- 셋')
})

test('whatever people do to any of the entries, no words of theirs and none of the last of ours are lost', () => {
  const step = fc.array(fc.record({ at: fc.nat(5), text: fc.constantFrom('!', '?', '<strong>~</strong>') }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 6 }), steps => {
      const ours = ['글 0']
      const theirs: string[] = []
      let { body } = changed('<p>앞</p>', entry('e', '글 0'), entry('f', '이웃'))
      for (const edits of steps) {
        for (const { at, text } of edits) {
          const places = [...body.matchAll(/<\/p>/g)].map(({ index }) => index)
          const place = places[at % places.length]!
          const line = `사람 ${theirs.length}${text}`
          theirs.push(line)
          body = `${body.slice(0, place)} ${line}${body.slice(place)}`
        }
        const text = `글 ${ours.length}`
        const change = entry('e', text, ...ours)
        body = changed(body, change).body
        ours.push(text)
        equal(changed(body, change).sent, body)
        equal(
          textOf(body)
            .split('\n')
            .filter(line => line === text).length,
          1,
        )
        for (const line of theirs) ok(body.includes(line), line)
        match(body, /이웃/)
      }
    }),
    { numRuns: 200, seed: 7 },
  )
})

test('the anchor of what came behind is not seen, and is none that a caller could name', () => {
  const { body } = changed('', entry('e', '처음'))
  const behind = changed(body.replace('처음', '고침'), entry('e', '둘째', '처음'))
  doesNotMatch(behind.text, /dure/)
  deepEqual(changed(behind.body, { ...entry('e/later', '남'), replace: false }).outcomes, ['appended'])
})
