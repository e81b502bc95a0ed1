import { equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { writeStorage } from '../storage/write.ts'
import { editedStorage, markdownOf, refsIn, storageOf } from './index.ts'
import { said } from './testing.ts'

describe('generated pages', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '가나',
      '각'.normalize('NFD'),
      '😀',
      'a',
      '*',
      '_',
      '**',
      '`',
      '|',
      '[x](y)',
      '![',
      '\\',
      '#',
      '~~',
      '{{',
      '}}',
      '{{^}}',
      '<b>',
      '&amp;',
      'https://a.kr',
      'a@b.kr',
      '1.',
      '-',
      '+',
      '>',
      ':',
      '"',
      '!',
      '(',
      ')',
      '=',
      '^',
      '$',
      '\u00a0',
    ),
    fc.string({ unit: 'grapheme', maxLength: 4 }).map(text => text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff\s]/gu, '')),
  )
  const text = fc.array(word, { minLength: 1, maxLength: 5 }).map(words => words.filter(Boolean).join(' ') || '가')
  const escaped = (value: string) => writeStorage([value])
  const inline = fc.oneof(
    { weight: 3, arbitrary: text.map(escaped) },
    fc
      .tuple(fc.constantFrom('strong', 'em', 'del', 'code', 'u'), text)
      .map(([tag, value]) => `<${tag}>${escaped(value)}</${tag}>`),
    text.map(value => `<a href="https://a.kr/x_(y)">${escaped(value)}</a>`),
    text.map(value =>
      writeStorage([
        {
          tag: 'ac:link',
          attributes: {},
          children: [{ tag: 'ri:page', attributes: { 'ri:content-title': value }, children: [] }],
        },
      ]),
    ),
    fc.constantFrom('<ac:emoticon ac:name="tick" />', '<time datetime="2026-11-27" />'),
  )
  const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map(parts => parts.join(' '))
  const { block } = fc.letrec<{ block: string; list: string }>(tie => ({
    block: fc.oneof(
      { maxDepth: 4 },
      line.map(inside => `<p>${inside}</p>`),
      fc.tuple(fc.integer({ min: 1, max: 6 }), line).map(([level, inside]) => `<h${level}>${inside}</h${level}>`),
      text.map(value =>
        writeStorage([
          {
            tag: 'ac:structured-macro',
            attributes: { 'ac:name': 'code' },
            children: [{ tag: 'ac:plain-text-body', attributes: {}, children: [`${value}\n${value}`] }],
          },
        ]),
      ),
      fc
        .tuple(line, line, line)
        .map(
          ([a, b, c]) =>
            `<table><tbody><tr><th><p>${a}</p></th></tr><tr><td><p>${b}</p><p>${c}</p></td></tr></tbody></table>`,
        ),
      fc.constantFrom('<hr />', '<p />', '<ac:structured-macro ac:name="toc" />'),
      tie('list'),
      fc
        .array(tie('block'), { minLength: 1, maxLength: 2 })
        .map(inside => `<blockquote>${inside.join('')}</blockquote>`),
      fc
        .array(tie('block'), { minLength: 1, maxLength: 2 })
        .map(
          inside =>
            `<ac:structured-macro ac:name="info"><ac:rich-text-body>${inside.join('')}</ac:rich-text-body></ac:structured-macro>`,
        ),
    ),
    list: fc
      .tuple(
        fc.constantFrom('ul', 'ol'),
        fc.array(fc.tuple(line, fc.option(tie('block'))), { minLength: 1, maxLength: 3 }),
      )
      .map(
        ([tag, items]) =>
          `<${tag}>${items.map(([first, more]) => `<li><p>${first}</p>${more ?? ''}</li>`).join('')}</${tag}>`,
      ),
  }))
  const body = fc.array(block, { minLength: 1, maxLength: 4 }).map(blocks => blocks.join(''))

  test('say the same after they were read as Markdown and written as storage', () => {
    fc.assert(
      fc.property(body, source => {
        const markdown = markdownOf(source)
        const back = writeStorage(storageOf(markdown, refsIn(source)))
        equal(said(back), said(source))
        equal(markdownOf(back), markdown)
      }),
      { numRuns: 300 },
    )
  })

  test('become what is wanted, whatever stood there before', () => {
    fc.assert(
      fc.property(body, body, (source, other) => {
        const wanted = markdownOf(other)
        fc.pre(!/\{\{#?\w+ \w/.test(wanted))
        const after = editedStorage(source, wanted)
        equal(said(after), said(writeStorage(storageOf(wanted))))
      }),
      { numRuns: 200 },
    )
  })
})

/** Signs of Markdown, in twos and threes. */
const signs = [
  '가',
  '나 ',
  '*',
  '**',
  '_',
  '`',
  '```\n',
  '# ',
  '- ',
  '  - ',
  '1. ',
  '> ',
  '> [!NOTE] ',
  '\n',
  '\n\n',
  '| a | b |\n| - | - |\n| ',
  '|',
  '[x](https://a.kr)',
  '[@a](confluence:user/1)',
  '![a](confluence:attachment/b.png "c")',
  '<br>',
  '<b>',
  '{{',
  '}}',
  '{{^}}',
  '{{<}}',
  '\\',
  '&amp;',
  '&nbsp;',
  '~~',
  '- [ ] ',
  '- [x] ',
  '---\n',
  '===\n',
  '    ',
  '\t',
  '[a]: b',
  '[a]',
  '!',
  '(',
  ')',
  '"',
  ' https://a.kr ',
  '😀',
  '\u200b',
]

test('whatever an agent writes becomes storage that reads as that storage again', () => {
  const markdown = fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 25 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(markdown, markdown, (before, after) => {
      const wanted = writeStorage(storageOf(after))
      const read = markdownOf(wanted)
      equal(markdownOf(writeStorage(storageOf(read))), read)
      equal(markdownOf(editedStorage(writeStorage(storageOf(before)), after)), read)
    }),
    { numRuns: 500 },
  )
})
