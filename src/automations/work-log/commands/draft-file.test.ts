import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../../../test/property.ts'
import { shellFor } from '../../../engine/shell-testing.ts'
import { Options } from '../ctx.ts'
import { newLog } from '../input.ts'
import { sampleOf } from '../sample.ts'
import { contextOf, starOf } from '../star.ts'
import { wordsOf } from '../words.ts'
import type { LogShell } from './body.ts'
import { filledIn } from './context.ts'
import { fileOf, readFile } from './draft-file.ts'
import { sinceOf } from './since.ts'

const options = Options.parse({})
const shellIn = (language: 'ko' | 'en'): LogShell => shellFor({ language, options }).shell

const anyText = fc
  .array(fc.constantFrom('결제', ': ', '#', '---', '\n', '**', '- ', '```', '<!-- x -->', 'Redis', '제목:', '3건'), {
    minLength: 1,
    maxLength: 8,
  })
  .map(parts => `일 ${parts.join('')}`)

test('a whole log is the same after a way through the editor, in either language', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('ko', 'en'),
      fc.record({
        title: anyText,
        metrics: anyText,
        situation: anyText,
        task: anyText,
        action: anyText,
        result: anyText,
      }),
      (language, { title, metrics, ...star }) => {
        const shell = shellIn(language)
        const body = { ...sampleOf(language), title, metrics: metrics.replace(/\s+/g, ' '), context: contextOf(star) }
        const before = newLog().safeParse(body)
        if (!before.success) return
        const { body: after, strange } = readFile(fileOf({ ...body, title: before.data.title }, shell), shell)
        deepEqual(strange, [])
        deepEqual(newLog().parse(after), { ...before.data, metrics: before.data.metrics })
      },
    ),
  )
})

test('whatever is typed under empty or missing headings, the text is whole afterwards', () => {
  const typed = fc.constantFrom('결제가 느렸다', '- 하나\n- 둘', '"### Result"라고 적음')
  const heading = fc.constantFrom('#', '##', '###')
  const state = fc.constantFrom('empty', 'missing', 'placeholder', 'whole')
  const sections = ['situation', 'task', 'action', 'result'] as const
  fc.assert(
    fc.property(
      heading,
      fc.tuple(state, state, state, state),
      fc.tuple(typed, typed, typed, typed),
      (mark, states, texts) => {
        const name = (at: number) => `${mark} ${sections[at]![0]!.toUpperCase()}${sections[at]!.slice(1)}`
        const bodies = { empty: '', placeholder: '<무엇을>', whole: '다 쓴 글' }
        const text = states
          .flatMap((state, at) => (state === 'missing' ? [] : [`${name(at)}\n${bodies[state]}`]))
          .join('\n\n')
        const problems = starOf(text).problems ?? []
        const written = Object.fromEntries(problems.map(({ section }) => [section, texts[sections.indexOf(section)]!]))
        const { star } = starOf(filledIn(text, problems, written))
        deepEqual(
          star && sections.map(section => star[section]),
          states.map((state, at) => (state === 'whole' ? '다 쓴 글' : texts[at])),
          filledIn(text, problems, written),
        )
      },
    ),
  )
})

test('a text without its fence is read from its first heading on, and an empty file holds nothing', () => {
  const shell = shellIn('ko')
  const file = fileOf(sampleOf('ko'), shell).replace('---\n', '')
  const { body, strange } = readFile(file, shell)
  deepEqual([body.title, strange], [sampleOf('ko').title, []])
  equal(starOf(String(body.context)).star?.situation, wordsOf('ko').sample.star.situation)
  deepEqual(readFile('', shell), { body: { context: '' }, strange: [] })
  deepEqual(readFile('title: API\nCategory: 6\n', shell).body, { title: 'API', category: '기타', context: '' })
})

test('a day or a time that has passed is understood in both languages', () => {
  const { shell } = shellFor({ options, now: '2026-11-19T16:00:00Z' })
  for (const [text, day] of [
    [undefined, '2026-11-13'],
    ['2026-10-01', '2026-10-01'],
    ['2 weeks ago', '2026-11-06'],
    ['1 week', '2026-11-13'],
    ['3d', '2026-11-17'],
    ['10 Days ago', '2026-11-10'],
    ['1 month ago', '2026-10-20'],
    ['2주 전', '2026-11-06'],
    ['2주일 전', '2026-11-06'],
    ['3일', '2026-11-17'],
    ['1개월 전', '2026-10-20'],
    ['0d', '2026-11-20'],
  ] as const)
    equal(sinceOf(shell, text), day, text)
  for (const text of ['', 'last week', '2026-02-30', '2 fortnights ago', '-1 day', '1000 days', '3 dogs'])
    throws(() => sinceOf(shell, text), { code: 'invalid' }, text)
})
