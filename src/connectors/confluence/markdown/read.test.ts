import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonical } from '../storage/canonical.ts'
import { writeStorage } from '../storage/write.ts'
import { editedStorage, markdownOf, refsIn, storageOf } from './index.ts'

const written = (markdown: string, body = '') => writeStorage(storageOf(markdown, refsIn(body)))
const macro = (name: string, inside: string) =>
  `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${inside}</ac:structured-macro>`
const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`
const rich = (inside: string) => `<ac:rich-text-body>${inside}</ac:rich-text-body>`

/** Said alike in both, and read from one to the other without loss. */
const alike: [what: string, markdown: string, storage: string][] = [
  ['headings', '# 하나\n\n###### 여섯', '<h1>하나</h1><h6>여섯</h6>'],
  [
    'a link in a heading',
    '## [가](https://example.com/a_b) 나',
    '<h2><a href="https://example.com/a_b">가</a> 나</h2>',
  ],
  [
    'words that are set off',
    '**굵게** *기울여* ~~지움~~ `코드 | *`',
    '<p><strong>굵게</strong> <em>기울여</em> <del>지움</del> <code>코드 | *</code></p>',
  ],
  ['a line break', '가<br>나', '<p>가<br />나</p>'],
  ['an empty paragraph', '가\n\n<br>\n\n나', '<p>가</p><p /><p>나</p>'],
  [
    'lists in lists in lists',
    '- 가\n  1. 나\n     - 다\n  2. 라\n- 마',
    '<ul><li><p>가</p><ol><li><p>나</p><ul><li><p>다</p></li></ul></li><li><p>라</p></li></ol></li><li><p>마</p></li></ul>',
  ],
  ['a list from three', '3. 가\n4. 나', '<ol start="3"><li><p>가</p></li><li><p>나</p></li></ol>'],
  ['two lists that follow one another', '- 가\n\n* 나', '<ul><li><p>가</p></li></ul><ul><li><p>나</p></li></ul>'],
  [
    'an item of several blocks',
    '- 가\n\n  나\n\n  ```sh\n  ls\n  ```',
    `<ul><li><p>가</p><p>나</p>${macro('code', `${parameter('language', 'sh')}<ac:plain-text-body><![CDATA[ls]]></ac:plain-text-body>`)}</li></ul>`,
  ],
  [
    'tasks, and a task below a task',
    '- [ ] 가\n  - [x] 나\n- [x] <br>',
    '<ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>가</ac:task-body></ac:task><ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>나</ac:task-body></ac:task></ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body /></ac:task></ac:task-list>',
  ],
  [
    'a quotation and a line',
    '> 가\n>\n> - 나\n\n---',
    '<blockquote><p>가</p><ul><li><p>나</p></li></ul></blockquote><hr />',
  ],
  [
    'code, with what would end its CDATA and its fence',
    '````java\na]]>b\n```\n````',
    macro(
      'code',
      `${parameter('language', 'java')}<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b\n\`\`\`]]></ac:plain-text-body>`,
    ),
  ],
  [
    'a table with code, a pipe and two paragraphs in its cells',
    '| 이름 | **값** |\n| - | - |\n| `a\\|b` \\| c | 가<br>나<br><br>다 |\n| | {{<}} |',
    '<table><tbody><tr><th><p>이름</p></th><th><p><strong>값</strong></p></th></tr><tr><td><p><code>a|b</code> | c</p></td><td><p>가<br />나</p><p>다</p></td></tr><tr><td colspan="2"><p /></td></tr></tbody></table>',
  ],
  [
    'a table without a header, whose first column is set to the right',
    '| | |\n| -: | - |\n| 1 | 가 |\n| {{^}} | 나 |',
    '<table><tbody><tr><td rowspan="2"><p style="text-align: right;">1</p></td><td><p>가</p></td></tr><tr><td><p>나</p></td></tr></tbody></table>',
  ],
  [
    'links within Confluence',
    '[가](<confluence:page/배포 (1/2)?space=DEV#일정>) [나](confluence:attachment/a.png) [다](#여기) [라](confluence:content/7)',
    '<p><ac:link ac:anchor="일정"><ri:page ri:content-title="배포 (1/2)" ri:space-key="DEV" /><ac:link-body>가</ac:link-body></ac:link> <ac:link><ri:attachment ri:filename="a.png" /><ac:link-body>나</ac:link-body></ac:link> <ac:link ac:anchor="여기"><ac:link-body>다</ac:link-body></ac:link> <ac:link><ri:content-entity ri:content-id="7" /><ac:link-body>라</ac:link-body></ac:link></p>',
  ],
  [
    'people, days and lozenges',
    '[@](confluence:user/712020:ab) [2026-11-27](confluence:date) [진행 중](confluence:status/yellow)',
    `<p><ac:link><ri:user ri:account-id="712020:ab" /></ac:link> <time datetime="2026-11-27" /> ${macro('status', parameter('title', '진행 중') + parameter('colour', 'Yellow'))}</p>`,
  ],
  [
    'images',
    '![그림](confluence:attachment/a.png "설명")\n\n가 ![](https://example.com/b.png)',
    '<ac:image ac:alt="그림"><ri:attachment ri:filename="a.png" /><ac:caption><p>설명</p></ac:caption></ac:image><p>가 <ac:image><ri:url ri:value="https://example.com/b.png" /></ac:image></p>',
  ],
  [
    'code with a title',
    '```java title="예제"\nx\n```',
    macro(
      'code',
      `${parameter('language', 'java')}${parameter('title', '예제')}<ac:plain-text-body><![CDATA[x]]></ac:plain-text-body>`,
    ),
  ],
  [
    'a panel',
    '> [!NOTE] 제목\n> 가\n>\n> - 나',
    macro('note', parameter('title', '제목') + rich('<p>가</p><ul><li><p>나</p></li></ul>')),
  ],
  [
    'what is folded',
    '> [!EXPAND] 자세히\n>\n> | a |\n> | - |\n> | b |',
    macro(
      'expand',
      parameter('title', '자세히') +
        rich('<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>'),
    ),
  ],
  [
    'text that looks like Markdown',
    '\\# \\*가\\* \\_나\\_ \\[!NOTE] \\`a\\` 1~2 a\\@b.kr www\\.a.kr \\&amp; \\<b>',
    '<p># *가* _나_ [!NOTE] `a` 1~2 a@b.kr www.a.kr &amp;amp; &lt;b&gt;</p>',
  ],
  ['a quotation that begins like a panel', '> \\[!NOTE] 가', '<blockquote><p>[!NOTE] 가</p></blockquote>'],
  [
    'composed and decomposed Hangul',
    `${'가'.normalize('NFC')} ${'가'.normalize('NFD')} 😀`,
    `<p>${'가'.normalize('NFC')} ${'가'.normalize('NFD')} 😀</p>`,
  ],
]

describe('what both say', () => {
  for (const [what, markdown, storage] of alike)
    test(`storage is read as Markdown, and Markdown as storage: ${what}`, () => {
      equal(markdownOf(storage), `${markdown}\n`)
      equal(canonical(written(markdown)), canonical(storage))
    })
})

const oneWay: [what: string, markdown: string, storage: string][] = [
  ['GitHub’s other alerts', '> [!IMPORTANT]\n> 가', macro('note', rich('<p>가</p>'))],
  ['an alert that there is none of', '> [!constructor]', '<blockquote><p>[!constructor]</p></blockquote>'],
  ['a bare address', 'https://example.com/a', '<p><a href="https://example.com/a">https://example.com/a</a></p>'],
  [
    'a link by reference',
    '[가][1] [나][2]\n\n[1]: https://example.com',
    '<p><a href="https://example.com">가</a> [나][2]</p>',
  ],
  ['a hard line break', '가  \n나\\\n다', '<p>가<br />나<br />다</p>'],
  ['a line that goes on', '가\n나', '<p>가 나</p>'],
  [
    'HTML, which is text',
    '<script>x</script>\n\n가 <b onclick="x">나</b>',
    '<p>&lt;script&gt;x&lt;/script&gt;</p><p>가 &lt;b onclick="x"&gt;나&lt;/b&gt;</p>',
  ],
  [
    'an address that is a program',
    '[가](javascript:alert%281%29) ![나](data:text/html,x)',
    '<p>가 (javascript:alert%281%29) 나 (data:text/html,x)</p>',
  ],
  ['an address of Confluence that is none', '[가](confluence:nowhere/1)', '<p>가 (confluence:nowhere/1)</p>'],
  [
    'a mark that covers nothing',
    '| a |\n| - |\n| {{<}} |',
    '<table><tbody><tr><th><p>a</p></th></tr><tr><td><p /></td></tr></tbody></table>',
  ],
  [
    'tasks and items in one list',
    '- [x] 가\n- 나',
    '<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>가</ac:task-body></ac:task></ac:task-list><ul><li><p>나</p></li></ul>',
  ],
  ['braces of a template', '{{ .Values.x }} {{name}}', '<p>{{ .Values.x }} {{name}}</p>'],
  ['a footnote, which is text', '가[^1]', '<p>가[^1]</p>'],
]

describe('what agents write', () => {
  for (const [what, markdown, storage] of oneWay)
    test(`storage is made of what an agent writes: ${what}`, () =>
      equal(canonical(written(markdown)), canonical(storage)))
})

test('white space that is not seen is not read, and words set off begin and end with a letter', () => {
  equal(markdownOf('<p> 가 <strong>나 </strong>: <em> 다</em><br /> 라 </p>'), '가 **나** : *다*<br>라\n')
  equal(markdownOf('<p><strong>가</strong><strong>나 <b>다</b></strong><em> </em></p>'), '**가나 다**\n')
})

test('Markdown that is nested without end is refused at once', () => {
  const deep = ['>'.repeat(2000), '- '.repeat(2000), '**a *b '.repeat(300) + '* c** '.repeat(300)]
  const lists = Array.from({ length: 300 }, (_, level) => `${' '.repeat(2 * level)}- a`).join('\n')
  for (const markdown of [...deep, lists]) throws(() => storageOf(`${markdown}a`), /nested more than 100 deep/)
  ok(markdownOf(`<p>${'<strong>a<em>'.repeat(400)}b${'</em></strong>'.repeat(400)}</p>`).length > 400)
})

test('people are called by the names that are known', () => {
  const body = '<p><ac:link><ri:user ri:account-id="1" /></ac:link><ac:link><ri:user ri:userkey="2" /></ac:link></p>'
  const nameOf = (person: string) => (person === '1' ? '김하늘 [1]' : undefined)
  equal(markdownOf(body, { nameOf }), '[@김하늘 \\[1\\]](confluence:user/1)[@](confluence:userkey/2)\n')
  equal(editedStorage(body, markdownOf(body, { nameOf })), body)
})

const toc =
  '<ac:structured-macro ac:name="toc" ac:macro-id="1"><ac:parameter ac:name="maxLevel">2</ac:parameter></ac:structured-macro>'

/** What only Confluence has. */
const onlyThere: [what: string, storage: string, markdown: RegExp][] = [
  ['a macro without a body', toc, /^\{\{toc [0-9a-f]{10}\}\}$/],
  ['a macro within a line', `<p>가 ${toc}</p>`, /^가 \{\{toc \w+\}\}$/],
  [
    'a macro around blocks',
    macro('excerpt', parameter('name', 'x') + rich('<p>가</p>')),
    /^\{\{#excerpt \w+ "x"\}\}\n\n가\n\n\{\{\/excerpt\}\}$/,
  ],
  [
    'a layout',
    '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>가</p></ac:layout-cell></ac:layout-section></ac:layout>',
    /"single"\}\}\n\n\{\{#layout-cell \w+\}\}\n\n가\n\n\{\{\/layout-cell\}\}/,
  ],
  [
    'a coloured word',
    '<p>가<span style="color: red;">나 <strong>다</strong></span></p>',
    /^가\{\{#span \w+ "color: red;"\}\}나 \*\*다\*\*\{\{\/span\}\}$/,
  ],
  [
    'an inline comment',
    '<p>가<ac:inline-comment-marker ac:ref="1">나</ac:inline-comment-marker></p>',
    /^가\{\{#inline-comment-marker \w+\}\}나\{\{\/inline-comment-marker\}\}$/,
  ],
  ['an emoticon', '<p><ac:emoticon ac:name="tick" ac:emoji-fallback="✅" /></p>', /^\{\{emoticon \w+ "✅"\}\}$/],
  [
    'a list in a cell',
    '<table><tbody><tr><th><p>a</p></th></tr><tr><td><ul><li><p>가</p></li></ul></td></tr></tbody></table>',
    /\| \{\{ul \w+ "- 가"\}\} \|/,
  ],
  [
    'a panel of the new editor',
    '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-content><p>가</p></ac:adf-content></ac:adf-node></ac:adf-extension>',
    /^```confluence \{\{adf-extension \w+\}\}\n가\n```$/,
  ],
  ['a link to a program', '<p><a href="javascript:x">가</a></p>', /^\{\{a \w+ "가 \(javascript:x\)"\}\}$/],
]

describe('what Markdown cannot say', () => {
  for (const [what, storage, markdown] of onlyThere)
    test(`a reference comes back as it was: ${what}`, () => {
      deepEqual(
        JSON.parse(JSON.stringify(storageOf(markdownOf(storage), refsIn(storage)))),
        storageOf(markdownOf(storage), refsIn(storage)),
      )
      const read = markdownOf(storage).trimEnd()
      ok(markdown.test(read), read)
      equal(canonical(written(read, storage)), canonical(storage))
      equal(markdownOf(storage.replace('ac:macro-id="1"', 'ac:macro-id="2" data-layout="wide"')).trimEnd(), read)
    })

  test('a reference that is not on the page is refused, and so is half of a pair and one whose text was changed', () => {
    const mark = markdownOf(toc).trimEnd()
    const frame = macro('excerpt', parameter('name', 'x') + rich('<p>가</p>'))
    throws(() => written(mark), /\{\{toc \w+\}\} names nothing on this page/)
    throws(() => written(mark.replace('{{', '{{#'), toc), /has no other half/)
    throws(() => written('{{/excerpt}}', frame), /has no other half/)
    throws(() => written(markdownOf(frame).replace('"x"', '"y"'), frame), /has another text/)
    throws(() => written(markdownOf('<pre>가</pre>').replace('가', '나'), '<pre>가</pre>'), /has another text/)
    equal(written(markdownOf(frame).replace(' "x"', '').replace('가', '나'), frame), frame.replace('가', '나'))
  })

  test('text that looks like a reference is text, whatever stands in it', () => {
    const mark = markdownOf(toc).trimEnd()
    const forged = [
      mark,
      `{${mark}`,
      `{{^}}`,
      `{{/toc}}`,
      mark.replace(' ', '</em> '),
      `<code>${mark}</code>`,
      `<a href="https://a.kr/${mark}">${mark}</a>`,
    ]
    for (const text of forged) {
      const body = `${toc}<p>가 ${text.includes('</em>') ? text.replace('{{', '{{<em>') : text}</p>`
      equal(canonical(written(markdownOf(body), body)), canonical(body))
    }
  })

  test('a label ends where its reference ends, whatever the page puts into it', () => {
    const label = '"}} {{/x}} | `a` &lt;b&gt; \\ [c](d) **e**\n# f'
    const body = `<table><tbody><tr><th><p>a</p></th></tr><tr><td>${macro('jira', parameter('jqlQuery', label))}</td></tr></tbody></table>`
    equal(canonical(written(markdownOf(body), body)).match(/<t[dh]>/g)?.length, 2)
    ok(canonical(written(markdownOf(body), body)).includes(canonical(macro('jira', parameter('jqlQuery', label)))))
  })
})
