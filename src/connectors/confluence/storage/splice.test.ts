import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { elementsIn } from './find.ts'
import { parseStorage } from './parse.ts'
import { appendEdit, contentEdit, splice } from './splice.ts'

test('edits are made by the offsets of the source, in whatever order they are given', () => {
  equal(
    splice('가나다라', [
      { start: 3, end: 4, text: 'D' },
      { start: 0, end: 1, text: 'AAA' },
    ]),
    'AAA나다D',
  )
  equal(splice('가나', []), '가나')
})

test('what is added at one place stands in the order given, and before what replaces a range that starts there', () => {
  const edits = [
    { start: 1, end: 2, text: 'X' },
    { start: 1, end: 1, text: '1' },
    { start: 1, end: 1, text: '2' },
    { start: 2, end: 2, text: '3' },
  ]
  equal(splice('abc', edits), 'a12X3c')
})

test('edits that overlap, or lie outside, are refused', () => {
  const overlapping = [
    { start: 0, end: 2, text: '' },
    { start: 1, end: 3, text: '' },
  ]
  throws(() => splice('abc', overlapping), { code: 'invalid', message: /overlap at 1/ })
  const inside = [
    { start: 0, end: 3, text: '' },
    { start: 1, end: 1, text: 'x' },
  ]
  throws(() => splice('abc', inside), { code: 'invalid', message: /overlap at 1/ })
  for (const [start, end] of [
    [0, 4],
    [2, 1],
    [Number.NaN, 1],
  ] as const)
    throws(() => splice('abc', [{ start, end, text: '' }]), { code: 'invalid', message: /outside a body of 3/ })
})

test('everything outside of any edits stays, and each stands where it was asked for', () => {
  const cuts = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 8 }).map(all => all.sort((a, b) => a - b))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 30 }), cuts, fc.string(), (source, offsets, text) => {
      const edits = offsets.slice(1).map((end, index) => ({ start: offsets[index]!, end, text: index % 2 ? '' : text }))
      const odd = edits.filter((_, index) => index % 2 === 0)
      const expected = odd.reduceRight((body, { start, end }) => body.slice(0, start) + text + body.slice(end), source)
      equal(splice(source, odd), expected)
    }),
  )
})

test('an element that is closed in itself is opened, with its attributes as they are', () => {
  const filled = (source: string) => {
    const [element] = elementsIn(parseStorage(source).children)
    return [contentEdit(source, element!, 'x'), appendEdit(source, element!, 'x')].map(edit => splice(source, [edit]))
  }
  for (const [source, replaced, appended = replaced] of [
    ['<p />', '<p>x</p>'],
    ['<p/>', '<p>x</p>'],
    ['<ac:layout-cell\n/>', '<ac:layout-cell>x</ac:layout-cell>'],
    ['<td a="/>" b = \'1\' />', '<td a="/>" b = \'1\'>x</td>'],
    ['<td></td>', '<td>x</td>'],
    ['<td ><b/></td >', '<td >x</td >', '<td ><b/>x</td >'],
  ] as [string, string, string?][]) {
    equal(filled(source)[0], replaced)
    equal(filled(source)[1], appended)
  }
})
