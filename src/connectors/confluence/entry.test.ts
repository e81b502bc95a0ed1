import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { HubError } from '../../engine/error.ts'
import { changedBody } from './change.ts'
import { savedStorage } from './fake-storage.ts'
import { textOf } from './storage/text.ts'
import { bullets, heading, paragraph, type StorageNode, table } from './storage/tree.ts'
import type { EntryChange } from './words.ts'

const entry = (id: string, content: string | StorageNode[], more: Partial<EntryChange> = {}): EntryChange => ({
  kind: 'entry',
  id,
  content: typeof content === 'string' ? [paragraph(content)] : content,
  ...more,
})

/** As the server keeps it. */
function changed(body: string, ...changes: EntryChange[]) {
  let serial = 0
  const made = changedBody(body, changes)
  const outcomes = made.outcomes.map(outcome => (outcome instanceof HubError ? outcome.code : outcome))
  const saved = savedStorage(made.body, { newId: () => `id-${serial++}`, localIds: true })
  return { outcomes, body: saved, sent: made.body, text: textOf(made.body) }
}

const front = '<p local-id="0">앞</p>'
const many = [heading(3, '신호'), bullets([['하나'], ['둘']]), table(['가'], [[['나']]])]

test('an entry is appended once, and a repeat leaves what people made of it', () => {
  const first = changed('<p>앞</p>', entry('e', '첫째'))
  deepEqual([first.outcomes, first.text], [['appended'], '앞\n첫째'])
  const edited = first.body.replace('첫째', '김지은이 고침')
  const again = changed(edited, entry('e', '첫째'))
  deepEqual([again.outcomes, again.sent], [['unchanged'], edited])
})

for (const [name, content] of Object.entries<StorageNode[]>({
  'a paragraph': [paragraph('한 줄')],
  'a list': [bullets([['하나'], ['둘']])],
  'several blocks': many,
  'a table': [table(['가'], [[['나']]])],
  'no block at all': ['그냥 글'],
  nothing: [],
}))
  test(`an entry of ${name} is found whole and replaced, and what stands beside it stays`, () => {
    const { body } = changed(front, entry('e', content))
    const same = changed(`${body}<p>뒤</p>`, entry('e', content, { replace: true }))
    deepEqual([same.outcomes, same.sent], [['unchanged'], `${body}<p>뒤</p>`])
    const other = changed(`${body}<p>뒤</p>`, entry('e', '다른 글', { replace: true }))
    deepEqual([other.outcomes, other.text], [['replaced'], '앞\n다른 글\n뒤'])
    ok(other.sent.startsWith(front) && other.sent.endsWith('<p>뒤</p>'))
  })

test('an entry that people have moved is replaced where it is, and one they deleted is appended again', () => {
  const { body } = changed(front, entry('e', many))
  const moved = `${body.slice(front.length)}<p>앞</p>`
  equal(changed(moved, entry('e', '다른 글', { replace: true })).text, '다른 글\n앞')
  deepEqual(changed('<p>앞</p>', entry('e', '다른 글', { replace: true })).outcomes, ['appended'])
})

test('entries made together are as those made one after the other', () => {
  const changes = [
    entry('a', '가', { heading: '신호' }),
    entry('b', '나'),
    entry('c', '다', { heading: '브리프' }),
    entry('d', '라', { heading: '신호' }),
    entry('a', '가 2', { heading: '신호', replace: true }),
    entry('e', '마', { heading: '회의' }),
    entry('a', '가 2'),
  ]
  const start = '<h2>회의</h2><p>있던 글</p><h2>끝</h2>'
  const together = changed(start, ...changes)
  deepEqual(together.outcomes, ['appended', 'appended', 'appended', 'appended', 'replaced', 'appended', 'unchanged'])
  let alone = start
  for (const change of changes) alone = changed(alone, change).body
  equal(together.text, textOf(alone))
  equal(together.text, '## 회의\n있던 글\n마\n## 끝\n## 신호\n가 2\n나\n라\n## 브리프\n다')
  const again = changed(together.body, ...changes)
  equal(again.sent, together.body)
})

test('with a layout an entry stands in its last cell, never behind it', () => {
  const cell = (text: string) => `<ac:layout-cell><p>${text}</p></ac:layout-cell>`
  const body = `<ac:layout><ac:layout-section ac:type="two_equal">${cell('왼쪽')}${cell('오른쪽')}</ac:layout-section></ac:layout>`
  const { sent } = changed(body, entry('a', '가'), entry('b', '나', { heading: '신호' }))
  match(sent, /오른쪽.*가<\/p><h2>신호<\/h2>.*나<\/p><\/ac:layout-cell><\/ac:layout-section><\/ac:layout>$/)
  const empty = '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell /></ac:layout-section></ac:layout>'
  match(changed(empty, entry('a', '가')).sent, /<ac:layout-cell><p>.*가<\/p><\/ac:layout-cell>/)
})

test('a heading that may be one of several is refused, and others are not', () => {
  const body = '<h1>가</h1><h2>메모</h2><h1>나</h1><h2>메모</h2><p>글</p>'
  const { outcomes, text } = changed(
    body,
    entry('a', 'x', { heading: '메모' }),
    entry('b', '적음', { heading: '가 › 메모' }),
  )
  deepEqual(outcomes, ['invalid', 'appended'])
  equal(text, '# 가\n## 메모\n적음\n# 나\n## 메모\n글')
})

test('an entry may be replaced and another come under a heading within it', () => {
  const parts = (text: string) => [heading(3, '가'), paragraph(text), heading(3, '나'), paragraph(text)]
  const { body } = changed('', entry('e', parts('글')))
  const changes = [
    entry('e', parts('새 글'), { replace: true }),
    entry('f', '적음', { heading: '가' }),
    entry('g', '끝'),
  ]
  const { outcomes, text } = changed(body, ...changes)
  deepEqual(outcomes, ['replaced', 'appended', 'appended'])
  equal(text, '### 가\n새 글\n적음\n### 나\n새 글\n끝')
})
