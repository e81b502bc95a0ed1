import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../test/property.ts'
import { blocksMistake, pingsOf } from './fake-limits.ts'
import { clean, largest, type Rendered, readable, render, titleOf } from './render.ts'
import { failureOf } from './testing.ts'
import type { Line, Message, Span } from './words.ts'

/** What people and other systems put into a text: what Slack would take for its own marks, above all. */
const nasty = fc.constantFrom(
  ...[
    '<!channel>',
    '<!here>',
    '<@U0AAAAAAA9>',
    '<!subteam^S1>',
    '<https://evil.example.com|here>',
    '@channel',
    '&lt;!here&gt;',
  ],
  ...[
    '&',
    '<',
    '>',
    '|',
    '*',
    '_',
    '`',
    '```',
    '"',
    '\\',
    '\n',
    '\u2028',
    '\0',
    '\ud800',
    '🇰🇷',
    '\u200b',
    '결제 서버',
    '김지은',
  ],
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.oneof(nasty, fc.string())).map(all => all.join('')),
)
const user = fc.constantFrom('U0AAAAAAA1', 'W0AAAAAAA2', 'U0AAAAAAA3')
const strangers = fc.record({ user: fc.oneof(anyText, fc.constant('U1> <!channel')) })
const foreign = fc.oneof<fc.Arbitrary<Span>[]>(
  anyText,
  fc.record({ bold: anyText }),
  fc.record({ code: anyText }),
  fc.record({ link: fc.oneof(fc.webUrl({ withQueryParameters: true }), anyText), text: anyText }),
)
const lineOf = (span: fc.Arbitrary<Span>) => fc.array(span, { maxLength: 8 })
const messageOf = (span: fc.Arbitrary<Span>): fc.Arbitrary<Message> =>
  fc.record(
    {
      title: lineOf(span).map(line => ['제목', ...line]),
      lines: fc.array(lineOf(span), { maxLength: 80 }),
      context: lineOf(span),
    },
    { requiredKeys: ['title', 'lines'] },
  )
const long = fc
  .tuple(messageOf(foreign), fc.integer({ min: 1, max: 400 }))
  .map(
    ([message, times]): Message => ({ ...message, lines: message.lines.map(line => Array(times).fill(line).flat()) }),
  )

/** Only Slack's three escapes, and no bracket but those of our own links and mentions. */
function assertWellFormed({ text, blocks }: Rendered) {
  assert.equal(blocksMistake(blocks), undefined)
  assert.ok(JSON.stringify(blocks).length <= largest, `${JSON.stringify(blocks).length}`)
  assert.ok(text.length > 0 && text.length <= 40_000)
  for (const part of [text, ...textsOf(blocks)]) {
    assert.ok(part.isWellFormed())
    const bare = part.replace(/<(@[UW][A-Z0-9]+|https?:\/\/[^<>|\s]+(\|[^<>|\n]+)?)>/g, '')
    assert.doesNotMatch(bare, /[<>]/)
    assert.doesNotMatch(part, /&(?!(amp|lt|gt);)/)
  }
}

const textsOf = (blocks: Rendered['blocks']) =>
  blocks.flatMap(block => (block.type === 'section' ? [block.text.text] : block.elements.map(({ text }) => text)))

test('any text within any message renders within all ceilings, and pings nobody', () => {
  fc.assert(
    fc.property(fc.oneof(messageOf(foreign), long), message => {
      const rendered = render(message)
      assertWellFormed(rendered)
      assert.deepEqual(pingsOf(rendered.text, rendered.blocks, {}), [])
    }),
    { numRuns: 300 },
  )
})

test('a user that is no member’s id pings nobody', () => {
  fc.assert(
    fc.property(messageOf(fc.oneof(foreign, strangers)), message => {
      fc.pre(![message.title, ...message.lines, message.context ?? []].flat().some(isMember))
      const { text, blocks } = render(message)
      assert.deepEqual(pingsOf(text, blocks, {}), [])
    }),
  )
})

const isMember = (span: Span) => typeof span === 'object' && 'user' in span && /^[UW][A-Z0-9]+$/.test(span.user)

test('text and blocks ping the same people, and only those that are mentioned', () => {
  fc.assert(
    fc.property(messageOf(fc.oneof(foreign, fc.record({ user }))), message => {
      const { text, blocks } = render(message)
      const inText = pingsOf(text, [], {}).sort()
      assert.deepEqual(inText, pingsOf('', blocks, {}).sort())
      for (const one of inText) assert.match(one, /^[UW]0AAAAAAA[123]$/)
    }),
  )
})

test('any text comes out as it went in', () => {
  const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  fc.assert(
    fc.property(anyText, fc.array(anyText, { maxLength: 5 }), (title, lines) => {
      const { text } = render({ title: ['#', title], lines: lines.map(line => ['-', line]) })
      assert.equal(
        unescaped(text),
        [`#${clean(title)}`, ...lines.map(line => `-${clean(line)}`)].map(line => line.trimEnd()).join('\n'),
      )
    }),
    { numRuns: 500 },
  )
})

test('a smaller budget is kept too', () => {
  fc.assert(
    fc.property(long, fc.constantFrom(5000, 2500), (message, budget) => {
      const { blocks } = render(message, budget)
      assert.ok(JSON.stringify(blocks).length <= budget, `${JSON.stringify(blocks).length} of ${budget}`)
    }),
  )
})

test('what does not fit is cut at a line, and how many lines more there are is told', () => {
  const lines = Array.from(
    { length: 500 },
    (_, n): Line => [`PAY-${n} `, { user: 'U0AAAAAAA1' }, ` ${'가'.repeat(40)}`],
  )
  const { text } = render({ title: ['배포'], lines, context: ['방금'] })
  const kept = text.split('\n')
  assert.equal(kept[0], '배포')
  assert.equal(kept.at(-1), '방금')
  const told = Number(/^… \+(\d+)$/.exec(kept.at(-2)!)?.[1])
  assert.equal(told + kept.length - 3, 500)
  assert.ok(kept.length > 100)
  for (const line of kept.slice(1, -2)) assert.match(line, /^PAY-\d+ <@U0AAAAAAA1> 가{40}$/)
})

test('a line too long for a section is cut within its words, never within an escape, a link or a mention', () => {
  const link = { link: `https://jira.example.com/${'a'.repeat(2700)}`, text: '긴 링크' }
  const ends = [
    [['&'.repeat(3000)], /^(&amp;)+…$/],
    [['가'.repeat(2690), { user: 'U0AAAAAAA1' }, '나'.repeat(3000)], /<@U0AAAAAAA1>나*…$/],
    [[`${'가'.repeat(2400)} `, link, '뒤'], /^가+ …$/],
    [[{ bold: '🇰🇷'.repeat(2000) }], /^\*[^*]+…\*$/],
    [[{ code: '<'.repeat(2000) }], /^`(&lt;)+…`$/],
  ] as const
  for (const [line, end] of ends) {
    const rendered = render({ title: ['제목'], lines: [line as unknown as Line] })
    assertWellFormed(rendered)
    assert.match(rendered.text.split('\n')[1]!, end)
  }
})

test('what stands in bold or code cannot end it, and Korean particles may touch it', () => {
  const line: Line = [{ bold: '결제*서버\n2' }, '가 ', { code: 'a`b\n' }, '를 ', { bold: ' ' }, { bold: '끝' }]
  assert.equal(render({ title: line, lines: [] }).text, '*결제∗서버 2*\u200b가 `aˋb`\u200b를 *끝*')
})

test('only web addresses become links, and none can end early', () => {
  const line: Line = [
    { link: 'https://jira.example.com/browse/PAY-1?a=1&b=<c>|d', text: 'PAY-1 | <결제>' },
    ' ',
    { link: 'javascript:alert(1)', text: '위험' },
    ' ',
    { link: 'https://example.com', text: ' ' },
  ]
  const { text } = render({ title: line, lines: [] })
  assert.equal(
    text,
    '<https://jira.example.com/browse/PAY-1?a=1&amp;b=%3Cc%3E%7Cd|PAY-1 ｜ &lt;결제&gt;> 위험 <https://example.com/>',
  )
  assert.equal(
    readable(text),
    'PAY-1 ｜ <결제> (https://jira.example.com/browse/PAY-1?a=1&b=%3Cc%3E%7Cd) 위험 https://example.com/',
  )
})

test('empty lines part paragraphs; a message without any text is refused', async () => {
  const { text, blocks } = render({ title: ['제목'], lines: [['하나'], [], ['  들여 쓴 둘'], [' ']] })
  assert.equal(text, '제목\n하나\n\n  들여 쓴 둘')
  assert.deepEqual(textsOf(blocks), ['제목', '하나\n\n  들여 쓴 둘'])
  const error = await failureOf((async () => render({ title: [' '], lines: [[]] }))())
  assert.match(error.message, /without text/)
  assert.equal(titleOf({ title: [], lines: [] }), '')
})
