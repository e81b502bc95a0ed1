import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import type { HubError } from '../../../engine/error.ts'
import { canonical } from './canonical.ts'
import { entities } from './entities.ts'
import { elementsIn, plainText } from './find.ts'
import { type ElementNode, type ParsedNode, parseStorage } from './parse.ts'
import { splice } from './splice.ts'
import { areBodiesHere, patterns, realBodies } from './testing.ts'

const skip = needs('fixtures', areBodiesHere)

/** The source of each node with its kind, inner ones behind the outer one. */
const pieces = (source: string, nodes: readonly ParsedNode[] = parseStorage(source).children): string[] =>
  nodes.flatMap(node => [
    `${node.kind}: ${source.slice(node.start, node.end)}`,
    ...(node.kind === 'element' ? pieces(source, node.children) : []),
  ])

describe('positions', () => {
  test('every node knows its place among entities, astral signs, CDATA, comments and line ends', () => {
    const source = '<p a="1 > 0">가&nbsp;😀\r\n나</p>\r\n<!-- 🎉 - --><ac:b><![CDATA[😀]]]]><![CDATA[>]]></ac:b>끝&amp;'
    deepEqual(pieces(source), [
      'element: <p a="1 > 0">가&nbsp;😀\r\n나</p>',
      'text: 가&nbsp;😀\r\n나',
      'text: \r\n',
      'comment: <!-- 🎉 - -->',
      'element: <ac:b><![CDATA[😀]]]]><![CDATA[>]]></ac:b>',
      'cdata: <![CDATA[😀]]]]>',
      'cdata: <![CDATA[>]]>',
      'text: 끝&amp;',
    ])
    const { children } = parseStorage(source)
    equal(plainText(children), '가\u00a0😀\n나\n😀]]>끝&')
    deepEqual({ ...(children[0] as ElementNode).attributes }, { a: '1 > 0' })
  })

  test('a node before a line end of any kind, or at the very end of one, is in its place', () => {
    for (const end of ['\n', '\r', '\r\n'])
      deepEqual(pieces(`<b${end}c="1"${end}/>${end}<i${end}>${end}</i${end}>${end}`), [
        `element: <b${end}c="1"${end}/>`,
        `text: ${end}`,
        `element: <i${end}>${end}</i${end}>`,
        `text: ${end}`,
        `text: ${end}`,
      ])
  })

  test('the inside of an element lies between its tags, and one closed in itself has none', () => {
    const [table, empty, closed] = elementsIn(parseStorage('<td a=">">x</td><td></td><td />').children)
    deepEqual([table!.start, table!.innerStart, table!.innerEnd, table!.end], [0, 10, 11, 16])
    deepEqual([empty!.innerStart, empty!.innerEnd, empty!.end], [20, 20, 25])
    deepEqual([closed!.start, closed!.innerStart, closed!.innerEnd, closed!.end], [25, 31, 31, 31])
  })

  test('an element knows what it stands in', () => {
    const [row, cell] = elementsIn(parseStorage('<tr><td>1</td></tr>').children)
    equal(cell!.parent, row)
    equal(row!.parent, undefined)
  })
})

describe('text', () => {
  test('all 253 named characters of XHTML are known, those of numbers too, and decomposed Hangul stays so', () => {
    equal(Object.keys(entities).length, 253)
    const text = (source: string) => plainText(parseStorage(source).children)
    equal(text('&quot;&amp;&apos;&lt;&gt;&nbsp;&eacute;&yuml;&rarr;&hearts;&euro;'), '"&\'<>\u00a0éÿ→♥€')
    equal(text('&#44032;&#xAC00;&#x1F600;'), '가가😀')
    equal(text('가'.normalize('NFD')), '가'.normalize('NFD'))
    equal(text('\ufeff한'), '\ufeff한')
  })

  test('prefixes need no declaration and a body needs no root', () => {
    deepEqual(
      elementsIn(parseStorage('글<ac:link><ri:user ri:account-id="1" /></ac:link><p />').children).map(
        ({ name }) => name,
      ),
      ['ac:link', 'ri:user', 'p'],
    )
    deepEqual(parseStorage('').children, [])
  })
})

describe('malformed storage', () => {
  const cases: [why: string, source: string, message: RegExp][] = [
    [
      'a tag that is not closed',
      '<p>가\n나<br></p>',
      /line 2, column 6: <\/p> closes nothing; <br> is open since line 2, column 2/,
    ],
    ['a body that ends too soon', '<table>\r\n<tr>', /line 2, column 4: .*<tr> is open since line 2, column 1/],
    ['a tag that was never opened', 'x</td>', /line 1, column 6: unmatched closing tag: td/],
    ['an ampersand by itself', '<p>R&D</p>', /line 1, column \d+/],
    ['an entity nobody knows', '<p>&hangul;</p>', /line 1, column 11: undefined entity/],
    ['an entity that is inherited', '<p>&constructor;</p>', /undefined entity/],
    ['an attribute given twice', '<p a="1" a="2"/>', /duplicate attribute/],
    ['an attribute without quotes', '<p a=1/>', /unquoted attribute value/],
    ['a control character', '<p>\u0007</p>', /line 1, column 4: disallowed character/],
    ['half a surrogate pair', '<p>\ud83d</p>', /line 1, column 4: half of a surrogate pair/],
    ['a comment that is not closed', '<p/><!-- x', /line 1, column 10/],
    ['a document type', '<!DOCTYPE p><p/>', /doctype/],
    ['elements without end', '<b>'.repeat(5000), /nested more than 1000 deep/],
  ]
  for (const [why, source, message] of cases)
    test(`storage with ${why} is refused, and its place is told`, () => {
      throws(
        () => parseStorage(source),
        (error: HubError) => {
          equal(error.code, 'invalid')
          match(error.message, message)
          match(error.message, /^Storage is malformed at line \d+, column \d+: /)
          return true
        },
      )
    })
})

describe('real bodies', () => {
  test('there are twenty-two of them, and four patterns', { skip }, () => {
    equal(realBodies().length, 22)
    equal(patterns().length, 4)
  })

  for (const { name, source } of [...realBodies(), ...patterns()])
    test(`the range of every element in ${name} is an element that reads the same by itself`, { skip }, () => {
      const { children } = parseStorage(source)
      const all = elementsIn(children)
      for (const element of all) {
        const own = source.slice(element.start, element.end)
        const [again, ...rest] = parseStorage(own).children
        deepEqual(rest, [])
        equal((again as ElementNode).name, element.name)
        equal(canonical([again!]), canonical([element]))
        if (element.innerStart < element.end) {
          equal(own.slice(0, element.innerStart - element.start), /^<(?:[^>"]|"[^"]*")*>/.exec(own)![0])
          equal(source.slice(element.innerEnd, element.end), `</${element.name}>`)
        }
      }
      const shown = source.replace(/<!\[CDATA\[.*?\]\]>|(?<=<ac:adf-fallback)>.*?<\/ac:adf-fallback>/gs, '')
      const fallbacks = shown.match(/<ac:adf-fallback/g) ?? []
      equal(all.length, shown.match(/<[A-Za-z]/g)!.length - fallbacks.length, 'every opening tag was seen')
    })

  for (const { name, source } of realBodies())
    test(`putting every node of ${name} back where it was changes no byte`, { skip }, () => {
      const { children } = parseStorage(source)
      equal(children.map(({ start, end }) => source.slice(start, end)).join(''), source)
      equal(splice(source, []), source)
      const edits = elementsIn(children).map(({ start, innerStart }) => ({
        start,
        end: innerStart,
        text: source.slice(start, innerStart),
      }))
      equal(splice(source, edits), source)
    })
})
