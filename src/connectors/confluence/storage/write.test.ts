import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { canonical } from './canonical.ts'
import { plainText } from './find.ts'
import { type ParsedNode, parseStorage } from './parse.ts'
import { bullets, code, date, lozenge, macro, paragraph, type StorageElement, type StorageNode, table } from './tree.ts'
import { assertFits, writeStorage } from './write.ts'

/** Any string of JavaScript, halves of surrogate pairs and control characters among it. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit)),
    fc.constantFrom(
      '&',
      '<',
      '>',
      '"',
      "'",
      ']]>',
      ']',
      '\r',
      '\n',
      '\t',
      '&amp;',
      '<!--',
      '😀',
      '가'.normalize('NFD'),
    ),
  ),
})
const legal = (text: string) =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/\r\n?/g, '\n')

const names = ['p', 'td', 'strong', 'ac:link-body', 'ac:parameter', 'ac:rich-text-body', 'br', 'ac:structured-macro']
const anyAttributes = fc.dictionary(fc.constantFrom('href', 'ac:name', 'style', 'data-x'), anyText, { maxKeys: 3 })
const { tree } = fc.letrec<{ tree: StorageNode }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.record({
      tag: fc.constantFrom('ac:plain-text-body', 'ac:plain-text-link-body'),
      attributes: anyAttributes,
      children: fc.array(anyText, { maxLength: 3 }),
    }),
    fc.record({
      tag: fc.constantFrom(...names),
      attributes: anyAttributes,
      children: fc.array(tie('tree'), { maxLength: 4 }),
    }),
  ),
}))

describe('what was written is read again', () => {
  test('any text, in an element, in an attribute and in CDATA', () => {
    fc.assert(
      fc.property(anyText, text => {
        const body = writeStorage([
          { tag: 'p', attributes: { title: text }, children: [text] },
          { tag: 'ac:plain-text-body', attributes: {}, children: [text] },
        ])
        const [inParagraph, inData] = parseStorage(body).children as [any, any]
        equal(plainText(inParagraph.children), legal(text))
        equal(inParagraph.attributes.title, legal(text))
        equal(plainText(inData.children), legal(text))
      }),
      { numRuns: 1000 },
    )
  })

  test('any tree, with its attributes in their order', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), nodes => {
        const body = writeStorage(nodes)
        deepEqual(simplified(parseStorage(body).children), simplifiedTree(nodes))
        equal(writeStorage(simplifiedTree(nodes)), writeStorage(simplified(parseStorage(body).children)))
      }),
      { numRuns: 500 },
    )
  })
})

/** Neighbouring text as one, none where it is empty. */
const joined = (nodes: StorageNode[]) =>
  nodes.reduce<StorageNode[]>((all, node) => {
    if (typeof node === 'string' && typeof all.at(-1) === 'string') all.push(`${all.pop()}${node}`)
    else if (node !== '') all.push(node)
    return all
  }, [])

const simplified = (nodes: readonly ParsedNode[]): StorageNode[] =>
  joined(
    nodes.flatMap((node): StorageNode[] => {
      if (node.kind === 'comment') return []
      if (node.kind !== 'element') return [node.text]
      return [{ tag: node.name, attributes: { ...node.attributes }, children: simplified(node.children) }]
    }),
  )

const simplifiedTree = (nodes: readonly StorageNode[]): StorageNode[] =>
  joined(
    nodes.map(node => {
      if (typeof node === 'string') return legal(node)
      const attributes = Object.fromEntries(
        Object.entries(node.attributes).map(([name, value]) => [name, legal(value)]),
      )
      return { tag: node.tag, attributes, children: simplifiedTree(node.children) }
    }),
  )

describe('as Confluence writes it', () => {
  test('elements without content close themselves, and attributes keep their order', () => {
    equal(
      writeStorage([paragraph(), { tag: 'br', attributes: {}, children: [] }, date('2026-11-27'), code('')]),
      '<p /><br /><time datetime="2026-11-27" /><code />',
    )
    equal(
      writeStorage([{ tag: 'p', attributes: { b: '"1"', a: "'<&>" }, children: ['가'] }]),
      `<p b="&quot;1&quot;" a="'&lt;&amp;&gt;">가</p>`,
    )
  })

  test('the query of a Jira macro is escaped, and a status is a macro with its word', () => {
    equal(
      writeStorage([macro('jira', { jqlQuery: 'a >= "1" & b < 2' }), lozenge('완료', 'Green')]),
      '<ac:structured-macro ac:name="jira" ac:schema-version="1"><ac:parameter ac:name="jqlQuery">a &gt;= "1" &amp; b &lt; 2</ac:parameter></ac:structured-macro>' +
        '<ac:structured-macro ac:name="status" ac:schema-version="1"><ac:parameter ac:name="title">완료</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro>',
    )
  })

  test('tables and lists have their lines in paragraphs', () => {
    equal(
      writeStorage([table(['이슈'], [[['DEP-1']], [[]]]), bullets([['하나']])]),
      '<table><tbody><tr><th><p><strong>이슈</strong></p></th></tr><tr><td><p>DEP-1</p></td></tr><tr><td><p /></td></tr></tbody></table><ul><li><p>하나</p></li></ul>',
    )
  })

  test('what would end CDATA is divided between two', () => {
    equal(
      writeStorage([{ tag: 'ac:plain-text-body', attributes: {}, children: ['a]]>b <&>'] }]),
      '<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b <&>]]></ac:plain-text-body>',
    )
  })

  test('decomposed Hangul goes out as it came', () => {
    const text = '한글.png'.normalize('NFD')
    equal(writeStorage([text]), text)
    equal(canonical(writeStorage([text])), text)
  })

  test('control characters are dropped and half a surrogate pair is marked', () => {
    equal(writeStorage(['a\u0000\u0008\u001bb\ufffe\uffff\ud83d!\tc\r\nd\re']), 'ab\ufffd!\tc\nd\ne')
  })
})

describe('a tree that Confluence would refuse or misread', () => {
  const element = (tag: string, children: StorageNode[] = [], attributes = {}): StorageElement => ({
    tag,
    attributes,
    children,
  })
  const cases: [why: string, node: StorageNode, message: RegExp][] = [
    ['a tag name with markup', element('p><script'), /"p><script" is no name/],
    ['a tag name with two colons', element('a:b:c'), /no name/],
    ['an empty tag name', element(''), /no name/],
    ['an attribute name with a blank', element('p', [], { 'a b': '1' }), /"a b" is no name/],
    ['an element in CDATA', element('ac:plain-text-body', [paragraph()]), /holds text only, not <p>/],
    [
      'white space beside a resource',
      element('ac:parameter', [' ', element('ri:page')], { 'ac:name': 'page' }),
      /parameter "page" holds more than its resource/,
    ],
  ]
  for (const [why, node, message] of cases)
    test(`a tree with ${why} is refused before it is sent`, () =>
      throws(() => writeStorage([node]), { code: 'invalid', message }))

  test('a resource alone in a parameter is written without a blank around it', () => {
    equal(
      writeStorage([element('ac:parameter', [element('ri:user', [], { 'ri:userkey': '1' })])]),
      '<ac:parameter><ri:user ri:userkey="1" /></ac:parameter>',
    )
  })
})

test('a body may have 5 MB in UTF-8, where a Hangul syllable counts three, and not a byte more', () => {
  const most = `${'가'.repeat(1_747_626)}ab`
  equal(Buffer.byteLength(most), 5_242_880)
  assertFits(most)
  throws(
    () => assertFits(`${most}c`),
    (error: any) => {
      equal(error.code, 'invalid')
      match(error.message, /would have 5\.0 MB and Confluence takes 5 MB\. Move older parts/)
      return true
    },
  )
})
