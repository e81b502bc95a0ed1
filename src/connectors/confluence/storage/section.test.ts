import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { parseStorage } from './parse.ts'
import { appendToSection, replaceSection, sectionsOf } from './section.ts'
import { splice } from './splice.ts'
import { areBodiesHere, isSameOutside, realBodies } from './testing.ts'
import { paragraph } from './tree.ts'

const skip = needs('fixtures', areBodiesHere)
const added = [paragraph('더한 것')]

const page =
  '<p>머리말</p><h1>일지</h1><p>a</p><h2>11월 <em>23일</em></h2><p>b</p><h3>오전</h3><p>c</p><h2>11월 24일</h2><p>d</p><h1>끝</h1>'
const sections = () => sectionsOf(parseStorage(page))
const named = (title: string) => sections().find(section => section.title === title)!

test('a section reaches to the next heading of its level or above', () => {
  deepEqual(
    sections().map(({ title, level, contentStart, end }) => [title, level, page.slice(contentStart, end)]),
    [
      ['일지', 1, '<p>a</p><h2>11월 <em>23일</em></h2><p>b</p><h3>오전</h3><p>c</p><h2>11월 24일</h2><p>d</p>'],
      ['11월 23일', 2, '<p>b</p><h3>오전</h3><p>c</p>'],
      ['오전', 3, '<p>c</p>'],
      ['11월 24일', 2, '<p>d</p>'],
      ['끝', 1, ''],
    ],
  )
})

test('what is added to a section stands at its end, and before what follows', () => {
  equal(
    splice(page, appendToSection(named('11월 23일'), added)),
    page.replace('<h2>11월 24일', '<p>더한 것</p><h2>11월 24일'),
  )
  equal(splice(page, appendToSection(named('끝'), added)), `${page}<p>더한 것</p>`)
})

test('a section that is replaced keeps its heading', () => {
  equal(
    splice(page, replaceSection(named('11월 23일'), added)),
    page.replace('<p>b</p><h3>오전</h3><p>c</p>', '<p>더한 것</p>'),
  )
})

test('a section ends where the cell, the panel or the layout ends in which its heading stands', () => {
  const inCell =
    '<ac:layout><ac:layout-section><ac:layout-cell><h2>a</h2><p>1</p></ac:layout-cell></ac:layout-section></ac:layout>'
  const [section] = sectionsOf(parseStorage(inCell))
  equal(
    splice(inCell, appendToSection(section!, added)),
    inCell.replace('</ac:layout-cell>', '<p>더한 것</p></ac:layout-cell>'),
  )
})

describe('real bodies', () => {
  for (const { name, source } of realBodies())
    test(`an edit of one section of ${name} changes only that`, { skip }, () => {
      const all = sectionsOf(parseStorage(source))
      ok(all.length > 0 || !/<h[1-6]/.test(source))
      for (const section of all)
        for (const edits of [appendToSection(section, added), replaceSection(section, added)]) {
          const after = splice(source, edits)
          ok(isSameOutside(source, after, edits))
          const again = sectionsOf(parseStorage(after)).find(({ heading }) => heading.start === section.heading.start)!
          equal(again.title, section.title)
          ok(after.slice(0, again.end).endsWith('<p>더한 것</p>'))
          equal(after.slice(again.end), source.slice(section.end))
        }
    })
})
