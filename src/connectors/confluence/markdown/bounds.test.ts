import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import test from 'node:test'
import { cpuMs } from '../../../../test/cpu.ts'
import { HubError } from '../../../engine/error.ts'
import { paragraph } from '../storage/tree.ts'
import { writeStorage } from '../storage/write.ts'
import { editedStorage, markdownOf, mostMarkdown, storageOf } from './index.ts'

const filled = (text: string, length = mostMarkdown) => text.repeat(Math.floor(length / text.length))
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

/** Each took from several seconds to hours. */
const hostile: Record<string, string> = {
  'bold beginnings': '**a'.repeat(66_666),
  'images that do not close': '![](‹'.repeat(33_000),
  strikethrough: filled('~~a'),
  footnotes: filled('[^a]'),
  'emphasis that crosses': filled('*a_ '),
  'many full paragraphs': filled(`${'*a_ '.repeat(900)}\n\n`),
  'runs of all lengths': lines(600, index => `${'*'.repeat(index + 1)}a`).replaceAll('\n', ''),
  'comments that do not close': `x ${filled('<!--a', 190_000)}`,
  'code that does not close': lines(600, index => `${'`'.repeat(index + 1)}a`).replaceAll('\n', ''),
  'addresses within addresses': filled('www.a_'),
  'an address with a long tail': `www.a${filled('&a;', 190_000)}`,
  'quotations one by one': filled('> a\n\n'),
  'quotations within an item': `- x\n${filled('  > a\n\n', 100_000)}`,
  'lists of either kind': filled('* a\n- a\n'),
  'lines without a mark': `- a\n${filled('a\n', 20_000)}`,
  'deep items': filled(`${'- '.repeat(90)}a\n`),
  'underlined headings': filled('a\n-\n'),
  'a table that fills up its rows': `|${filled('a|', 4000)}\n|${filled('-|', 4000)}\n${filled('|\n', 100_000)}`,
  'a very wide table': `|${filled('a|', 90_000)}\n|${filled('-|', 90_000)}\n`,
  'lines without end': filled('a\n'),
}
for (const [name, markdown] of Object.entries(hostile))
  test(`Markdown that would hold up everything else is refused at once, with its line: ${name}`, () => {
    for (const read of [() => storageOf(markdown), () => editedStorage('<p>글</p>', markdown)]) {
      const before = cpuMs()
      throws(read, (error: unknown) => {
        ok(error instanceof HubError && error.code === 'invalid' && error.ko)
        return /line \d+ |nested more than/i.test(error.message)
      })
      ok(cpuMs() - before < 3000)
    }
  })

test('the line that is told is that of the whole Markdown, though a part of it is read alone', () => {
  const body = writeStorage([paragraph('앞'), paragraph('그대로'), paragraph('뒤')])
  const markdown = `앞\n\n그대로\n\n뒤\n\n${'**a'.repeat(3000)}\n`
  throws(() => editedStorage(body, markdown), {
    code: 'invalid',
    message: /^Line 7 of .* Split it/,
    ko: /7번째 줄.*나누/,
  })
  throws(() => storageOf(markdown), { message: /^Line 7 / })
})

const large: Record<string, string> = {
  'a table of 1 000 rows with bold cells': `| 키 | 값 | 값 |\n| - | - | - |\n${lines(1000, index => `| **E-${index}** | \`코드\` [링크](https://example.com/${index}) | ~~옛~~ *새* |`)}`,
  'a list of 3 000 bold items': lines(3000, index => `- **항목 ${index}** 글`),
  'numbered items with items in them': lines(1500, index => `${index + 1}. **항목**\n   - 글 \`코드\``),
  'paragraphs that are bold throughout': filled(`${'**말** '.repeat(120)}\n\n`, 100_000),
  'a long document': lines(
    600,
    index => `## 절 ${index}\n\n문장이 **여럿** 있고 [링크](https://example.com/a_b)도 있다.\n\n- 하나\n- 둘\n\n> 인용`,
  ),
  'code that is full of signs': `\`\`\`\n${lines(2000, () => 'a[*b*] <c> **d** `e` _f_')}\n\`\`\``,
  'code with comments and without an empty line': `\`\`\`xml\n${lines(2000, () => '<!-- 글 --><a b="c">글</a>')}\n\`\`\``,
  'prose of 200 000 characters': filled(`${'한국어 문장이 이어집니다. '.repeat(20)}\n\n`),
}
for (const [name, markdown] of Object.entries(large))
  test(`a large document is taken as ever: ${name}`, () => {
    const body = writeStorage(storageOf(markdown.slice(0, mostMarkdown)))
    ok(body.length > 10_000)
    equal(editedStorage(body, markdownOf(body)), body)
  })

test('a page whose paragraph is more than may be written can be read, changed elsewhere and given a shorter one', () => {
  const long = '**가**'.repeat(3000)
  const body = writeStorage([paragraph('앞'), paragraph('둘째'), paragraph('셋째'), paragraph(long)])
  const markdown = markdownOf(body)
  match(editedStorage(body, markdown.replace('앞', '고침')), /^<p>고침<\/p><p>둘째/)
  const shorter = editedStorage(body, markdown.replace(/셋째\n\n[\s\S]*/, '셋째\n\n짧게\n'))
  match(shorter, /<p>셋째<\/p><p>짧게<\/p>$/)
})

test('long text with many signs is escaped as short text is', () => {
  const text = 'a*b_c [d] &amp; {{toc}} <e> 1. `f` '.repeat(1500).trim()
  const body = writeStorage([paragraph(text)])
  const short = markdownOf(writeStorage([paragraph(text.slice(0, 3400).trim())])).trim()
  ok(markdownOf(body).startsWith(short))
})

test('words before others that are set off are escaped only where they would be read otherwise', () => {
  for (const [words, markdown] of [
    ['글 ', '글 **b**'],
    ['draw.io ', 'draw\\.io **b**'],
    ['www.a.b ', 'www\\.a.b **b**'],
    ['a*b ', 'a\\*b **b**'],
  ] as const) {
    const body = writeStorage([paragraph(words, { tag: 'strong', attributes: {}, children: ['b'] })])
    equal(markdownOf(body), `${markdown}\n`)
    equal(editedStorage(body, markdown), body)
  }
})

test('a page that is written wholly anew has the new text alone', () => {
  const body = writeStorage(Array.from({ length: 3000 }, (_, index) => paragraph(`옛 ${index}`)))
  const wanted = lines(3000, index => `새 ${index}\n`)
  const edited = editedStorage(body, wanted)
  deepEqual([edited.match(/<p>/g)?.length, edited.includes('옛')], [3000, false])
})
