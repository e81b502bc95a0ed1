import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { canonical } from '../storage/canonical.ts'
import { elementsIn } from '../storage/find.ts'
import { parseStorage } from '../storage/parse.ts'
import { areBodiesHere, patterns, realBodies } from '../storage/testing.ts'
import { textOf } from '../storage/text.ts'
import { writeStorage } from '../storage/write.ts'
import { editedStorage, markdownOf, markdownUpTo, outlineOf, refsIn, storageOf } from './index.ts'
import { said } from './testing.ts'

const skip = needs('fixtures', areBodiesHere)

const edited = (body: string, change: (markdown: string) => string) => editedStorage(body, change(markdownOf(body)))

const page = [
  '<h1 local-id="1">일지</h1>\n',
  '<p local-id="2" style="margin-left: 30px;">가 &ldquo;나&rdquo; <strong>다</strong> <ac:link ac:card-appearance="inline"><ri:page ri:content-title="라" ri:version-at-save="3" /><ac:link-body>라</ac:link-body></ac:link></p>',
  '<!-- 숨김 --><ul local-id="4"><li local-id="5"><p local-id="6">하나</p></li><li local-id="7"><p>둘</p></li></ul>',
  '<table data-layout="wide"><colgroup><col style="width: 10px;" /></colgroup><tbody><tr ac:local-id="8"><th><p>이름</p></th><th><p>값</p></th></tr><tr><td data-highlight-colour="#fff"><p local-id="9">a</p></td><td><p>1</p></td></tr><tr><td><p>b</p></td><td /></tr></tbody></table>',
  '<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">할 일</span></ac:task-body></ac:task></ac:task-list>',
  '<ac:structured-macro ac:name="panel" ac:macro-id="10"><ac:parameter ac:name="bgColor">#fff</ac:parameter><ac:rich-text-body><p local-id="11">안</p><p>밖</p></ac:rich-text-body></ac:structured-macro>',
  '<ac:structured-macro ac:name="code" ac:macro-id="12"><ac:parameter ac:name="theme">Dark</ac:parameter><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>',
  '<ac:image ac:width="760"><ri:attachment ri:filename="a.png" ri:version-at-save="1" /><ac:caption ac:local-id="13"><p>설명</p></ac:caption><ac:adf-mark key="border" /></ac:image>',
  '<ac:structured-macro ac:name="toc" ac:macro-id="14" />',
].join('')

/** What is changed in the Markdown, and what has changed in the source by that, all else being the same bytes. */
const changes: [what: string, from: string, to: string, before: string, after: string][] = [
  ['a heading', '# 일지', '# 업무 일지', '>일지<', '>업무 일지<'],
  ['a word beside a link', '“나” **다** ', '“나”와 **다** ', '&ldquo;나&rdquo;', '“나”와'],
  ['an item', '둘', '셋', '<p>둘</p>', '<p>셋</p>'],
  ['an item more', '- 둘\n', '- 둘\n- 셋\n', '</li></ul>', '</li><li><p>셋</p></li></ul>'],
  ['an item less', '- 하나\n', '', '<li local-id="5"><p local-id="6">하나</p></li>', ''],
  ['a list below an item', '- 하나\n', '- 하나\n  1. 안\n', '하나</p>', '하나</p><ol><li><p>안</p></li></ol>'],
  ['a cell', '| a |', '| A |', '>a<', '>A<'],
  ['an empty cell', '| b | |', '| b | 2 |', '<td />', '<td><p>2</p></td>'],
  [
    'a row more',
    '| b | |',
    '| b | |\n| c | 3 |',
    '<td /></tr>',
    '<td /></tr><tr><td><p>c</p></td><td><p>3</p></td></tr>',
  ],
  [
    'a row less',
    '| a | 1 |\n',
    '',
    '<tr><td data-highlight-colour="#fff"><p local-id="9">a</p></td><td><p>1</p></td></tr>',
    '',
  ],
  ['a task that is done', '- [ ]', '- [x]', '>incomplete<', '>complete<'],
  ['a sentence in a panel', '> 안', '> 속', '>안<', '>속<'],
  [
    'a panel’s title',
    '[!PANEL]',
    '[!PANEL] 제목',
    'ac:macro-id="10">',
    'ac:macro-id="10"><ac:parameter ac:name="title">제목</ac:parameter>',
  ],
  ['code', 'x\n```', 'y]]>\n```', '[CDATA[x]]>', '[CDATA[y]]]]><![CDATA[>]]>'],
  ['a caption', '설명', '그림', '<p>설명</p>', '<p>그림</p>'],
  ['a block more', '{{toc', '끝\n\n{{toc', '</ac:image>', '</ac:image><p>끝</p>'],
  ['a macro less', '{{toc', '', '<ac:structured-macro ac:name="toc" ac:macro-id="14" />', ''],
]

describe('what changes on a page', () => {
  for (const [what, from, to, before, after] of changes)
    test(`one thing is written anew, and nothing else: ${what}`, () => {
      const markdown = markdownOf(page)
      equal(markdown.split(from).length, 2, markdown)
      equal(page.split(before).length, 2)
      const wanted =
        to === '' && from === '{{toc' ? markdown.replace(/\{\{toc.*\}\}\n/, '') : markdown.replace(from, () => to)
      equal(
        editedStorage(page, wanted),
        page.replace(before, () => after),
      )
    })

  test('what moves takes its bytes along', () => {
    const moved = edited(
      page,
      markdown => `${/\{\{toc.*\}\}/.exec(markdown)![0]}\n\n${markdown.replace(/\{\{toc.*\}\}/, '')}`,
    )
    const toc = '<ac:structured-macro ac:name="toc" ac:macro-id="14" />'
    equal(moved, toc + page.replace(toc, ''))
    const item = '<li local-id="5"><p local-id="6">하나</p></li>'
    equal(
      edited(page, markdown => markdown.replace('- 하나\n- 둘\n', '- 둘\n- 하나\n')),
      page.replace(item, '').replace('</ul>', `${item}</ul>`),
    )
  })

  test('Markdown written in another manner changes nothing', () => {
    const other = (markdown: string) =>
      markdown
        .replace('# 일지', '일지\n===')
        .replace(/^- (하나|둘)/gm, '* $1')
        .replace('**다**', '__다__')
        .replaceAll('\n', '\r\n')
        .replace('| - | - |', '|---|:-:|'.replace(':-:', '---'))
    equal(edited(page, other), page)
  })

  test('a page that is emptied is empty, and an empty one takes what is written', () => {
    equal(editedStorage('<p>가</p><p />', ''), '')
    equal(editedStorage('', '# 가\n\n- 나'), '<h1>가</h1><ul><li><p>나</p></li></ul>')
  })
})

const laidOut =
  '<ac:layout ac:local-id="1"><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>가</p></ac:layout-cell><ac:layout-cell /></ac:layout-section></ac:layout>'

describe('a page with a layout', () => {
  test('its cells can be written into, empty ones too', () => {
    equal(
      edited(laidOut, markdown => markdown.replace('가\n', '가\n\n나\n')),
      laidOut.replace('<p>가</p>', '<p>가</p><p>나</p>'),
    )
    const filled = edited(laidOut, markdown =>
      markdown.replace(/\{\{\/layout-cell\}\}(?![\s\S]*layout-cell)/, '나\n\n다\n\n$&'),
    )
    equal(
      canonical(filled),
      canonical(laidOut.replace('<ac:layout-cell />', '<ac:layout-cell><p>나</p><p>다</p></ac:layout-cell>')),
    )
  })

  test('nothing may stand beside it, but it may go altogether', () => {
    throws(() => edited(laidOut, markdown => `${markdown}\n끝`), /would stand outside of it/)
    equal(editedStorage(laidOut, '새로'), '<p>새로</p>')
  })
})

describe('a section', () => {
  const body = '<h1>가</h1><p local-id="1">1</p><h2>다</h2><p>2</p><h1>나</h1><h2>다</h2><p>3</p>'

  test('is read and changed by its heading, and all else stays', () => {
    equal(markdownOf(body, { heading: '나 › 다' }), '## 다\n\n3\n')
    equal(editedStorage(body, '## 다\n\n3\n\n4', { heading: '나 › 다' }), `${body}<p>4</p>`)
    equal(editedStorage(body, '# 가\n\n1', { heading: '가' }), body.replace('<h2>다</h2><p>2</p>', ''))
  })

  test('is in the outline by its name, with its size', () => {
    const outline = outlineOf(`<p>x</p>${body}<table><tbody><tr><td><h1>안</h1></td></tr></tbody></table>`)
    deepEqual(
      outline.map(({ heading, level }) => [heading, level]),
      [
        ['가', 1],
        ['가 › 다', 2],
        ['나', 1],
        ['나 › 다', 2],
      ],
    )
    for (const { heading, characters } of outlineOf(body)) equal(characters, markdownOf(body, { heading }).length)
  })

  test('stands in for a page that is too long, by the outline', () => {
    const { length } = markdownOf(body)
    deepEqual(markdownUpTo(length, body), { markdown: markdownOf(body) })
    deepEqual(markdownUpTo(length - 1, body), { characters: length, outline: outlineOf(body) })
  })

  test('that is not there, or there twice, is refused by name', () => {
    throws(() => markdownOf(body, { heading: '라' }), {
      code: 'not_found',
      message: /"가", "가 › 다", "나", "나 › 다"/,
    })
    throws(() => markdownOf(body, { heading: '다' }), {
      code: 'invalid',
      message: /2 sections are headed "다"\. Name one of: "가 › 다", "나 › 다"/,
    })
    throws(() => markdownOf('<h1>a</h1><h1>a</h1>', { heading: 'a' }), /Name one of: "a \[1\]", "a \[2\]"/)
    equal(markdownOf('<h1>a</h1><p>1</p><h1>a</h1><p>2</p>', { heading: 'a [2]' }), '# a\n\n2\n')
  })
})

describe('real bodies', () => {
  for (const { name, source } of [...realBodies(), ...patterns()]) {
    test(`the body ${name} is the same after its Markdown is written back`, { skip }, () => {
      const markdown = markdownOf(source)
      equal(editedStorage(source, markdown), source)
      const back = writeStorage(storageOf(markdown, refsIn(source)))
      equal(textOf(back), textOf(source))
      equal(markdownOf(back), markdown)
      equal(said(back), said(source))
    })

    test(`a word more in ${name} changes the one element that holds it`, { skip }, () => {
      const markdown = markdownOf(source)
      const isFree = (line: string) => !/\{\{|\]\(|```/.test(line)
      const opaque = markdown.replace(/```confluence[\s\S]*?\n```/g, block => block.replace(/[^\n]/g, '`'))
      const places = [...opaque.matchAll(/^.*?(\p{Script=Hangul}{2}).*$/gmu)].filter(({ 0: line }) => isFree(line))
      for (const { index, 0: line, 1: word } of places.filter(
        (_, index) => index % Math.ceil(places.length / 15) === 0,
      )) {
        const at = index + line.indexOf(word!) + 2
        const wanted = `${markdown.slice(0, at)}바꾼${markdown.slice(at)}`
        const after = editedStorage(source, wanted)
        equal(markdownOf(after), wanted)
        assertOneElement(source, after)
      }
    })
  }
})

/** The first and the last difference lie in one paragraph, heading, or code. */
function assertOneElement(before: string, after: string) {
  let [start, end] = [0, 0]
  while (before[start] === after[start]) start++
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const holders = elementsIn(parseStorage(before).children).filter(({ name }) =>
    /^(p|h[1-6]|li|td|th|ac:plain-text-body|ac:task-body)$/.test(name),
  )
  const around = holders.filter(element => element.innerStart <= start && before.length - end <= element.innerEnd)
  const inner = around.at(-1)
  ok(inner, before.slice(start, before.length - end).slice(0, 300))
  deepEqual(
    elementsIn(inner.children).filter(({ name }) => /^(p|li|td|tr)$/.test(name)),
    [],
  )
}
