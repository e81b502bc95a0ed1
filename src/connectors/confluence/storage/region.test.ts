import { deepEqual, equal, notEqual, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { needs } from '../../../../test/require.ts'
import type { Region } from '../words.ts'
import { canonical } from './canonical.ts'
import { elementsIn } from './find.ts'
import { parseStorage } from './parse.ts'
import { hashesOf, regionNodes, regionsOf, withRegions } from './region.ts'
import { splice } from './splice.ts'
import { areBodiesHere, realBodies } from './testing.ts'
import { heading, paragraph, table } from './tree.ts'
import { writeStorage } from './write.ts'

const skip = needs('fixtures', areBodiesHere)
const identity = 'deploy-report/web/2026-W48'
const region = (name: string, text: string): Region => ({ name, content: [paragraph(text)] })
const written = (...regions: Region[]) => writeStorage(regionNodes(identity, regions))
const [summary, tickets, changes] = [
  region('summary', '배포 3건'),
  region('tickets', 'DEP-1'),
  region('changes', '없음'),
]
const wanted = [summary, tickets, changes]

/** What stands on the page besides our regions, which are marked where they are; those of `left` only, if given. */
function aroundRegions(body: string, left?: ReadonlySet<string>): string {
  const edits = [...regionsOf(parseStorage(body), identity)].map(
    ([
      name,
      {
        element: { start, end },
      },
    ]) => ({
      start,
      end,
      text: !left || left.has(name) ? `§${name}§` : '',
    }),
  )
  return splice(body, edits)
}

describe('regions that are there', () => {
  const page = `<p>머리말</p>${written(...wanted)}<p>메모</p>`

  test('a page on which they say the same stays the same string', () => {
    equal(withRegions(page, identity, wanted), page)
    const saved = page
      .replaceAll('<p>', '<p local-id="1">')
      .replaceAll(' ac:schema-version="1"', ' ac:macro-id="2" ac:schema-version="1"')
      .replaceAll('</ac:rich-text-body>', '<!-- x --></ac:rich-text-body>')
    equal(withRegions(saved, identity, wanted), saved)
    deepEqual(hashesOf(saved, identity), hashesOf(page, identity))
  })

  test('only the content of one that says something else is replaced', () => {
    const body = withRegions(page, identity, [summary, region('tickets', 'DEP-2'), changes])
    equal(body, page.replace('DEP-1', 'DEP-2'))
    notEqual(hashesOf(body, identity).tickets, hashesOf(page, identity).tickets)
    equal(hashesOf(body, identity).summary, hashesOf(page, identity).summary)
  })

  test('one that people moved stays where they put it', () => {
    const moved = `${written(changes)}<p>메모</p><ac:structured-macro ac:name="expand"><ac:rich-text-body>${written(summary)}</ac:rich-text-body></ac:structured-macro>${written(tickets)}`
    equal(
      withRegions(moved, identity, [region('summary', '새것'), tickets, changes]),
      moved.replace('배포 3건', '새것'),
    )
  })

  test('of one that was copied the first counts, and the copy is left alone', () => {
    const copied = `${page}<p>사본</p>${written(summary)}`
    const body = withRegions(copied, identity, [region('summary', '새것'), tickets, changes])
    equal(body, copied.replace('배포 3건', '새것'))
    ok(body.endsWith(written(summary)))
  })

  test('one that was moved into another goes with it and is added anew', () => {
    const inner = written(tickets)
    const nested = written(summary).replace('<p>배포 3건</p>', `<p>배포 3건</p>${inner}`)
    equal(withRegions(nested, identity, [summary, tickets]), written(summary, tickets))
    deepEqual(Object.keys(hashesOf(nested, identity)), ['summary'])
  })

  test('one whose body was emptied or lost gets it again', () => {
    const emptied = written(summary).replace(/<ac:rich-text-body>.*<\/ac:rich-text-body>/, '<ac:rich-text-body />')
    equal(withRegions(emptied, identity, [summary]), written(summary))
    const lost = emptied.replace('<ac:rich-text-body />', '')
    equal(withRegions(lost, identity, [summary]), written(summary))
    equal(hashesOf(lost, identity).summary, hashesOf(emptied, identity).summary)
  })

  test('one that is known to be as wanted is left as it stands, and still says where others belong', () => {
    const other = `<p>앞</p>${written(region('summary', '서버가 고친 것'))}<p>뒤</p>`
    const body = withRegions(other, identity, [summary, tickets], name =>
      name === 'summary' ? 'as wanted' : undefined,
    )
    equal(body, other.replace('<p>뒤</p>', `${written(tickets)}<p>뒤</p>`))
  })
})

describe('regions that are missing', () => {
  test('one is added behind the one before it in the list', () => {
    const page = `<p>a</p>${written(summary)}<p>b</p>${written(changes)}<p>c</p>`
    equal(
      withRegions(page, identity, wanted),
      `<p>a</p>${written(summary, tickets)}<p>b</p>${written(changes)}<p>c</p>`,
    )
  })

  test('those before the first that is there are added before it, in their order', () => {
    const page = `<p>a</p>${written(changes)}<p>c</p>`
    equal(withRegions(page, identity, wanted), `<p>a</p>${written(...wanted)}<p>c</p>`)
  })

  test('all are added at the end of a page that has none', () => {
    equal(withRegions('<p>a</p>', identity, wanted), `<p>a</p>${written(...wanted)}`)
    equal(withRegions('', identity, wanted), written(...wanted))
    equal(withRegions('<p>a</p>', identity, []), '<p>a</p>')
  })

  test('on a page with a layout they are added in its last cell, never behind it', () => {
    const layout = (cells: string) =>
      `<ac:layout><ac:layout-section ac:type="two_equal">${cells}</ac:layout-section></ac:layout>`
    const cells = '<ac:layout-cell><p>a</p></ac:layout-cell>'
    equal(
      withRegions(layout(`${cells}${cells}`), identity, wanted),
      layout(`${cells}<ac:layout-cell><p>a</p>${written(...wanted)}</ac:layout-cell>`),
    )
    equal(
      withRegions(layout(`${cells}<ac:layout-cell />`), identity, wanted),
      layout(`${cells}<ac:layout-cell>${written(...wanted)}</ac:layout-cell>`),
    )
    equal(withRegions(layout(''), identity, wanted), layout(`<ac:layout-cell>${written(...wanted)}</ac:layout-cell>`))
    equal(
      withRegions('<ac:layout />', identity, wanted),
      `<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell>${written(...wanted)}</ac:layout-cell></ac:layout-section></ac:layout>`,
    )
  })
})

describe('what is no region of ours', () => {
  test('an identity that begins like ours, and text that looks like a region', () => {
    const longer = writeStorage(regionNodes(`${identity}:more`, [summary]))
    const quoted = `<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[${written(tickets)}]]></ac:plain-text-body></ac:structured-macro>`
    const repeated = `<ac:adf-extension><ac:adf-fallback>${written(changes)}</ac:adf-fallback></ac:adf-extension>`
    const page = `${longer}${quoted}${repeated}<ac:structured-macro ac:name="excerpt" />`
    equal(regionsOf(parseStorage(page), identity).size, 0)
    equal(withRegions(page, identity, wanted), `${page}${written(...wanted)}`)
  })

  test('a name that could not be told apart, or is given twice, is refused', () => {
    for (const name of ['', 'a:b', 'a b'])
      throws(() => regionNodes(identity, [region(name, '')]), { code: 'invalid', message: /cannot name a region/ })
    throws(() => withRegions('', identity, [summary, summary]), { code: 'invalid', message: /"summary"/ })
  })
})

/** Pages as people make them of one of ours: their own blocks and our regions in any order, some gone, some twice. */
const block = fc.oneof(
  fc.nat().map(number => `<p local-id="${number}">메모&nbsp;${number}&rarr;</p>`),
  fc
    .string({ unit: 'binary' })
    .map(text => writeStorage([paragraph(text), table(['열'], [[[text]]]), heading(2, text)])),
  fc.constantFrom(
    '\r\n',
    '<p />',
    '<!-- 주석 -->',
    '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[</p>]]></ac:plain-text-body></ac:structured-macro>',
    `<ac:structured-macro ac:name="excerpt"><ac:parameter ac:name="name">사람</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>`,
  ),
)
const anyRegion = fc
  .record({ index: fc.nat(2), text: fc.constantFrom('배포 3건', 'DEP-1', '낡은 것'), isEmpty: fc.boolean() })
  .map(({ index, text, isEmpty }) =>
    isEmpty
      ? written(region(wanted[index]!.name, '')).replace('><p /></ac:rich-text-body>', ' />')
      : written(region(wanted[index]!.name, text)).replace('<p>', '<p local-id="5">'),
  )
const blocks = fc.array(fc.oneof({ weight: 2, arbitrary: block }, anyRegion), { maxLength: 8 })
const page = fc.oneof(
  blocks.map(all => all.join('')),
  fc
    .array(blocks, { minLength: 1, maxLength: 3 })
    .map(
      cells =>
        `<ac:layout><ac:layout-section ac:type="three_equal">${cells.map(cell => `<ac:layout-cell>${cell.join('')}</ac:layout-cell>`).join('')}</ac:layout-section></ac:layout>`,
    ),
)

test('whatever people make of a page, none of it is lost, and every region says what it should', () => {
  fc.assert(
    fc.property(page, before => {
      const after = withRegions(before, identity, wanted)
      const there = new Set(regionsOf(parseStorage(before), identity).keys())
      equal(aroundRegions(after, there), aroundRegions(before))
      const regions = regionsOf(parseStorage(after), identity)
      for (const { name, content } of wanted)
        equal(canonical(regions.get(name)!.body!.children), canonical(writeStorage(content)))
      equal(withRegions(after, identity, wanted), after, 'a second time changes nothing')
    }),
    { numRuns: 1000 },
  )
})

describe('real bodies', () => {
  for (const { name, source } of realBodies())
    test(`regions come into ${name}, change and settle, and all else stays byte for byte`, { skip }, () => {
      const first = withRegions(source, identity, wanted)
      equal(aroundRegions(first, new Set()), source)
      equal(withRegions(first, identity, wanted), first)
      const second = withRegions(first, identity, [region('summary', '다른 것'), tickets, changes])
      equal(second, first.replace('<p>배포 3건</p>', '<p>다른 것</p>'))
      const layouts = elementsIn(parseStorage(first).children, 'ac:layout')
      ok(layouts.length === 0 || first.endsWith('</ac:layout>'))
    })
})
