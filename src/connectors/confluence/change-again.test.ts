import { deepEqual } from 'node:assert/strict'
import test from 'node:test'
import { changedBody } from './change.ts'
import { savedStorage } from './fake-storage.ts'
import { contentMark } from './seen.ts'
import { textOf } from './storage/text.ts'
import { paragraph, type StorageNode } from './storage/tree.ts'
import type { EntryChange } from './words.ts'

const said = (text: string): StorageNode[] => [paragraph(text)]

/** Says something new of one thing, in the place of what was said of it before. */
const saying = (text: string, ...over: string[]): EntryChange => ({
  kind: 'entry',
  id: 'e',
  content: said(text),
  replace: true,
  over: over.map(words => contentMark(said(words))),
})

let serial = 0
const saved = (body: string) => savedStorage(body, { newId: () => `id-${serial++}`, localIds: true })
const scores = [saying('82', '처음'), saying('90', '처음', '82'), saying('95', '처음', '82', '90')]

test('what goes out again because its answer was lost takes the last of its own words for no words of people', () => {
  const before = saved(changedBody('<p>앞</p>', [{ ...saying('처음'), replace: false }]).body)
  const page = saved(changedBody(before, scores).body)
  const again = changedBody(page, scores)
  deepEqual([textOf(page), again.body === page], ['앞\n95', true])
})

test('and what people have put there meanwhile stays, with the last words right behind it', () => {
  const before = saved(changedBody('<p>앞</p>', [{ ...saying('처음'), replace: false }]).body)
  const page = saved(changedBody(before, scores).body).replace('95', '김지은이 고침')
  const again = changedBody(page, scores)
  deepEqual(textOf(again.body), '앞\n김지은이 고침\n95')
})
