import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import { perform } from '../../engine/writes-testing.ts'
import { blocksOf } from './blocks.ts'
import { bodyMark } from './index.ts'
import { daily, furnished } from './testing.ts'
import { markdownOf } from './text.ts'

const kinds = (markdown: string) =>
  blocksOf(markdown).map(({ kind, runs }) => [kind, runs.map(({ text }) => text).join('')])

test('headings, lists, quotes, code and rules become blocks of their kind', () => {
  const markdown = [
    '# 하나',
    '## 둘 ##',
    '##### 다섯',
    '#태그',
    '이어지는 줄',
    '',
    '- [x] 끝남',
    '* 점',
    '1. 첫째',
    '2) 둘째',
    '> 인용',
    '> 둘째 줄',
    '---',
    '~~~py',
    '### 코드 안',
    '~~~',
  ].join('\r\n')
  deepEqual(kinds(markdown), [
    ['heading_1', '하나'],
    ['heading_2', '둘'],
    ['heading_3', '다섯'],
    ['paragraph', '#태그\n이어지는 줄'],
    ['to_do', '끝남'],
    ['bulleted_list_item', '점'],
    ['numbered_list_item', '첫째'],
    ['numbered_list_item', '둘째'],
    ['quote', '인용\n둘째 줄'],
    ['divider', ''],
    ['code', '### 코드 안'],
  ])
  equal(blocksOf(markdown).at(-1)!.language, 'python')
  deepEqual(
    ['```c++ title="x"\n+\n```', '```brainfuck\n+\n```'].map(text => {
      const [{ language, caption } = {}] = blocksOf(text) as { language?: string; caption?: string }[]
      return [language, caption]
    }),
    [
      ['c++', 'title="x"'],
      ['plain text', 'brainfuck'],
    ],
  )
  deepEqual(kinds('```\n끝이 없는\n# 코드'), [['code', '끝이 없는\n# 코드']])
})

test('numbers that Notion would count otherwise stay text', () => {
  deepEqual(kinds('3. 셋\n4. 넷'), [['paragraph', '3. 셋\n4. 넷']])
  deepEqual(kinds('1. 하나\n1. 둘\n5. 다섯'), [
    ['numbered_list_item', '하나'],
    ['numbered_list_item', '둘'],
    ['paragraph', '5. 다섯'],
  ])
  deepEqual(kinds('2026. 11. 21. 배포'), [['paragraph', '2026. 11. 21. 배포']])
})

test('lists hang below each other two levels deep; what is deeper stands beside the second', () => {
  const nested = blocksOf('- 하나\n  이어서\n  - 둘\n    - 셋\n      - 넷\n\n    ```\n    코드\n    ```\n- 다섯')
  equal(markdownOf(nested), '- 하나\n  이어서\n  - 둘\n    - 셋\n    - 넷\n    ```\n    코드\n    ```\n- 다섯')
})

test('marks within a line become looks, and what only looks like marks stays as it is', () => {
  const runs = (text: string) =>
    blocksOf(text)[0]!.runs.map(({ text: words, look, href }) => [words, look, ...(href ? [href] : [])])
  deepEqual(runs('**굵게**는 *기울여* `코드 **그대로**` ~~지움~~'), [
    ['굵게', 'b'],
    ['는 ', ''],
    ['기울여', 'i'],
    [' ', ''],
    ['코드 **그대로**', 'c'],
    [' ', ''],
    ['지움', 's'],
  ])
  deepEqual(runs('[**PAY-1**](https://example.com/1) 과 https://example.com/2.'), [
    ['PAY-1', 'b', 'https://example.com/1'],
    [' 과 ', ''],
    ['https://example.com/2', '', 'https://example.com/2'],
    ['.', ''],
  ])
  for (const plain of [
    '2 * 3 * 4',
    'a*b*c',
    '__init__ 과 snake_case',
    '[x](javascript:alert)',
    '**열림',
    '<mention-user id="1"/> $x$',
  ])
    deepEqual(runs(plain), [[plain, '']])
  deepEqual(runs('\\*별\\*'), [['*별*', '']])
})

test('no letter of any Markdown is lost', () => {
  const word = fc.constantFrom(
    '가',
    'b',
    ' ',
    '\n',
    '\n\n',
    '- ',
    '  - ',
    '1. ',
    '# ',
    '> ',
    '```\n',
    '**',
    '*',
    '~~',
    '`',
    '3. ',
    '\\',
    '---\n',
  )
  const letters = (text: string) => text.replace(/[^가b]/g, '')
  const texts = (blocks: ReturnType<typeof blocksOf>): string =>
    blocks
      .map(({ runs, children, caption = '' }) => caption + runs.map(({ text }) => text).join('') + texts(children))
      .join('')
  fc.assert(
    fc.property(fc.string({ unit: word, maxLength: 60 }), markdown => {
      equal(letters(texts(blocksOf(markdown))), letters(markdown))
    }),
    { numRuns: 5000 },
  )
})

test('long lines of marks are read in no time', () => {
  const started = cpuMs()
  for (const text of [
    '*',
    '**',
    '**a ',
    '`',
    '``a',
    '~~',
    '~~a ',
    '*a ',
    '[',
    '[a](',
    'https://',
    '\\',
    '> ',
    '- ',
    '***a',
    '```\n',
    '- a\n',
    '1. a\n',
    '  a\n',
  ])
    blocksOf(text.repeat(200_000 / text.length))
  ok(cpuMs() - started < 5000)
})

const scene = async (body: string) => {
  const it = furnished()
  const { id } = await perform(it.client.createRow, daily(it.ours.logs, 'log-1', { body }))
  const [page] = it.fake.rows(it.logs)
  const update = (markdown: string, ...over: string[]) =>
    perform(it.client.updateRow, {
      database: it.ours.logs,
      id,
      properties: {},
      body: { markdown, over: over.map(bodyMark) },
    })
  return { ...it, page: page!, update, text: () => it.fake.markdown(page!) }
}

const first = '### Result\n- **80 ms**\n  - [그래프](https://example.com)\n\n```sql\nselect 1\n```'
const second = '### Result\n- 70 ms'

test('a body that nobody has touched gives way to the new one', async () => {
  const { update, text, writes } = await scene(first)
  deepEqual((await update(second, first)).body, 'replaced')
  equal(text(), '### Result\n- 70 ms')
  const before = writes().length
  const again = await update(second, first)
  deepEqual([again.body, again.changed, writes().length], ['same', false, before])
})

test('a body that people have edited is kept, and the answer says so', async () => {
  const edits: ((it: Awaited<ReturnType<typeof scene>>) => void)[] = [
    ({ fake, page }) => fake.write(page, '손으로 쓴 메모'),
    ({ page }) => void page.blocks.pop(),
    ({ page }) => void page.blocks.reverse(),
    ({ page }) => void Object.assign(page.blocks[1]!.held.rich_text[0], { plain_text: '90 ms' }),
    ({ page }) => void Object.assign(page.blocks[1]!.held.rich_text[0].annotations, { bold: false }),
    ({ page }) => void Object.assign(page.blocks[1]!.children[0]!.held.rich_text[0], { href: 'https://example.com/2' }),
    ({ page }) => void Object.assign(page.blocks[0]!.held.rich_text[0].annotations, { color: 'red' }),
    ({ page }) => void Object.assign(page.blocks[0]!.held, { color: 'yellow_background' }),
    ({ page }) => void Object.assign(page.blocks[2]!, { type: 'callout', held: {} }),
    ({ page }) => void Object.assign(page.blocks[1]!.children[0]!, { type: 'callout', held: {} }),
  ]
  for (const edit of edits) {
    const it = await scene(first)
    edit(it)
    const before = it.text()
    const { body, changed } = await it.update(second, first)
    deepEqual([body, changed, it.text()], ['kept', false, before])
  }
})

test('a body that says what none of ours said is kept, too', async () => {
  const { update, text } = await scene(first)
  equal((await update(second)).body, 'kept')
  equal((await update(second, '### Result\n- 더 옛것')).body, 'kept')
  equal(text().includes('80 ms'), true)
})

test('text of people that has as many lines as a request of ours is theirs all the same', async () => {
  const it = await scene(first)
  it.page.blocks.length = 0
  for (let n = 0; n < 100; n++) it.fake.write(it.page, `메모 ${n}`)
  const long = Array.from({ length: 250 }, (_, n) => `- ${n}`).join('\n')
  equal((await it.update(long, first)).body, 'kept')
})

test('an empty line at the end, which a click leaves, is no edit', async () => {
  const it = await scene(first)
  it.fake.write(it.page, '')
  equal((await it.update(second, first)).body, 'replaced')
})

test('properties and body are written in one go, and a kept body keeps no property from being written', async () => {
  const it = await scene(first)
  it.fake.write(it.page, '메모')
  const body = { markdown: second, over: [bodyMark(first)] }
  const update = { database: it.ours.logs, key: 'log-1', properties: { Status: 'Published' }, body }
  const done = await perform(it.client.updateRow, update)
  deepEqual([done.changed, done.body], [true, 'kept'])
  equal((await it.client.row(it.ours.logs, it.page.id)).properties.Status, 'Published')
})

test('a body whose writing was cut off anywhere is whole after the next attempt', async () => {
  const long = (word: string) => Array.from({ length: 250 }, (_, n) => `- ${word} ${n}`).join('\n')
  for (let cut = 0; cut < 4; cut++) {
    const it = await scene(long('처음'))
    let calls = 0
    it.fake.behaviour.loses = ({ method }) => method === 'PATCH' && calls++ === cut
    await it.update(long('다음'), long('처음')).catch(() => {})
    it.fake.behaviour.loses = undefined
    await it.update(long('다음'), long('처음'))
    equal(it.text(), long('다음'), `cut ${cut}`)
  }
})

test('the mark of a body stands for its words and their look, not for how its Markdown is spelled', () => {
  equal(bodyMark('* 하나\n* 둘\n'), bodyMark('- 하나\r\n- 둘'))
  equal(bodyMark('제목\n\n\n끝'), bodyMark('제목\n\n끝  '))
  notEqual(bodyMark('- 하나'), bodyMark('- **하나**'))
  notEqual(bodyMark('- 하나'), bodyMark('1. 하나'))
})
