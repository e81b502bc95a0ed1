import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needs } from '../../../../test/require.ts'
import { keyIn, keyOf } from './key.ts'
import { type ParsedNode, parseStorage } from './parse.ts'
import { areBodiesHere, patterns, realBodies } from './testing.ts'
import { textOf } from './text.ts'
import {
  bullets,
  date,
  emphasis,
  heading,
  lineBreak,
  link,
  lozenge,
  macro,
  paragraph,
  type StorageNode,
  strong,
  table,
} from './tree.ts'
import { writeStorage } from './write.ts'

const skip = needs('fixtures', areBodiesHere)
const lines = (source: string) => textOf(source).split('\n')

test('a page reads in the terminal as it does on the screen', () => {
  const body = writeStorage([
    heading(2, '주간 배포'),
    paragraph('모두 ', emphasis('3건'), lineBreak(), '마감 ', date('2026-11-27')),
    paragraph(),
    macro('jira', { server: 'Jira', jqlQuery: 'project = DEP' }),
    table(
      ['이슈', '상태'],
      [
        [[link('https://example.com/DEP-1', 'DEP-1')], [lozenge('완료', 'Green')]],
        [[], ['없음']],
      ],
    ),
    bullets([['하나'], ['둘', lozenge('진행 중', 'Blue')]]),
  ])
  equal(
    textOf(body),
    `## 주간 배포
모두 3건
마감 2026-11-27
[jira: project = DEP]
이슈 | 상태
DEP-1 (https://example.com/DEP-1) | [완료]
| 없음
- 하나
- 둘[진행 중]`,
  )
})

test('a merged cell is shown once, and the rows below keep their columns', () => {
  deepEqual(
    lines(
      '<table><tr><th colspan="2">가</th><th>나</th></tr><tr><td rowspan="2"><p>1</p><p>2</p></td><td>3</td><td>4</td></tr><tr><td>5</td><td>6</td></tr></table>',
    ),
    ['가 |  | 나', '1 / 2 | 3 | 4', '| 5 | 6'],
  )
})

test('lists in lists, tasks, quotes, code and panels are told apart', () => {
  deepEqual(
    lines(
      '<ol start="1"><li><p>a</p><ul><li>b</li></ul></li></ol>' +
        '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>c</ac:task-body></ac:task>' +
        '<ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body><span>d</span></ac:task-body></ac:task></ac:task-list>' +
        '<blockquote><p>e</p></blockquote><hr />' +
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sql</ac:parameter><ac:plain-text-body><![CDATA[select\n  <1>]]></ac:plain-text-body></ac:structured-macro>' +
        '<ac:structured-macro ac:name="info"><ac:rich-text-body><p>f</p></ac:rich-text-body></ac:structured-macro>' +
        '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>g</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>g</p></ac:adf-fallback></ac:adf-extension>',
    ),
    ['- a', '  - b', '- [x] c', '- [ ] d', '> e', '---', '[code: sql]', '  select', '    <1>', '[info]', '  f', 'g'],
  )
})

test('people, pages, files and signs are named, and a macro within a line stays in it', () => {
  deepEqual(
    lines(
      '<p><ac:link><ri:user ri:account-id="7" /></ac:link>, <ac:link><ri:page ri:content-title="배포" /><ac:link-body>여기</ac:link-body></ac:link></p>' +
        '<p><ac:link ac:anchor="위"><ac:plain-text-link-body><![CDATA[위로]]></ac:plain-text-link-body></ac:link> <a href="https://example.com">https://example.com</a></p>' +
        '<p>보기 <ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">DEP-1</ac:parameter></ac:structured-macro> 참고<ac:emoticon ac:name="tick" ac:emoji-fallback="✅" /></p>' +
        '<ac:image ac:alt="x"><ri:attachment ri:filename="그림.png" /><ac:caption><p>설명</p></ac:caption></ac:image>' +
        '<p>배<ac:inline-comment-marker ac:ref="1">포</ac:inline-comment-marker>&nbsp;\r\n 일정<!-- x --></p>',
    ),
    [
      '@7, 여기 (배포)',
      '위로 (#위) https://example.com',
      '보기 [jira: DEP-1] 참고✅',
      '[image: 그림.png] 설명',
      '배포 일정',
    ],
  )
})

test('an excerpt reads as what is in it, and macros side by side stand on lines of their own', () => {
  const body = writeStorage([
    macro('excerpt', { name: 'dure:a:b', hidden: 'false' }, [paragraph('요약')]),
    macro('toc', {}),
    macro('children', {}),
  ])
  deepEqual(lines(body), ['요약', '[toc]', '[children]'])
})

describe('real bodies', () => {
  for (const { name, source } of [...realBodies(), ...patterns()])
    test(`every word of ${name} is in its text, in the order of the page`, { skip }, () => {
      const text = collapsed(textOf(source))
      let at = 0
      for (const words of wordsIn(parseStorage(source).children)) {
        const found = text.indexOf(words, at)
        ok(found >= 0, `"${words}" is not behind "${text.slice(at - 40, at)}"`)
        at = found + words.length
      }
    })
})

const collapsed = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').trim()
const unseen = new Set(['ac:parameter', 'ac:adf-attribute', 'ac:adf-fallback'])

function wordsIn(nodes: readonly ParsedNode[]): string[] {
  return nodes.flatMap(node => {
    if (node.kind === 'comment') return []
    if (node.kind !== 'element') return [collapsed(node.text)]
    return unseen.has(node.name) ? [] : wordsIn(node.children)
  })
}

test('keys are the same however Hangul is composed and whatever invisible signs stand between', () => {
  equal(keyOf('Reports\u3164'), 'Reports')
  equal(keyOf('\ufeff 결제\u00a0 서버\u200b\n'.normalize('NFD')), '결제 서버')
  equal(keyOf('ㄱ\u200bㅏ'), 'ㄱㅏ')
  equal(keyOf('\u1100\u200b\u1161'), '가')
  equal(keyOf('Play ID'), 'Play ID')
  equal(keyOf('play id') === keyOf('Play ID'), false)
})

test('the key of a cell is its words, without the address of a link or what sets a macro up', () => {
  const keyOfCell = (...content: StorageNode[]) => keyIn(parseStorage(writeStorage(content)).children)
  equal(keyOfCell(paragraph(link('https://example.com/DEP-1', 'DEP-', strong('1')))), 'DEP-1')
  equal(keyOfCell(paragraph(lozenge('진행 중', 'Blue'))), '진행 중')
  equal(keyOfCell(paragraph(macro('jira', { server: 'Jira', key: 'DEP-1' }))), 'DEP-1')
  equal(keyOfCell(paragraph('배포'), paragraph('일정', lineBreak(), date('2026-11-27'))), '배포 일정 2026-11-27')
})
