import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import type { Star } from './log.ts'
import { contextOf, headingOf, sections, starOf } from './star.ts'

const star: Star = {
  situation: '승인 API가 느렸습니다.',
  task: 'p95를 300ms 아래로.',
  action: '- 인덱스 추가\n- 캐시 적용',
  result: 'p95 820ms → 140ms',
}
const text = contextOf(star)
const problemsIn = (text: string) => starOf(text).problems?.map(({ section, what }) => `${section} ${what}`)

test('the canonical text has the four headings in order', () => {
  assert.equal(
    text,
    '### Situation\n승인 API가 느렸습니다.\n\n### Task\np95를 300ms 아래로.\n\n### Action\n- 인덱스 추가\n- 캐시 적용\n\n### Result\np95 820ms → 140ms',
  )
  assert.deepEqual(starOf(text), { star })
})

describe('what is read', () => {
  const written: [string, string][] = [
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['line ends of old Macs', text.replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${text}`],
    [
      'blanks around headings and blank lines',
      text.replace(/### (\w+)/g, '  ###   $1  \t\n\n  \n').replaceAll('\n\n', '\n\n\n'),
    ],
    ['closed headings', text.replace(/### (\w+)/g, '### $1 ###')],
    ['headings without a blank', text.replaceAll('### ', '###')],
    ['headings in capitals', text.replace(/### \w+/g, found => found.toUpperCase())],
    ['headings with a colon', text.replace(/### (\w+)/g, '### $1:')],
    ['numbered headings', text.replace(/### (\w)/g, '### 1. $1')],
    ['headings in bold', text.replace(/### (\w+)/g, '### **$1**')],
    ['lines in bold without number signs', text.replace(/### (\w+)/g, '**$1:**')],
    ['lines in bold with the colon outside', text.replace(/### (\w+)/g, '__$1__:')],
    ['headings of one sign', text.replaceAll('###', '#')],
    ['headings of two signs', text.replaceAll('###', '##')],
    ['headings of four signs', text.replaceAll('###', '####')],
    ['headings with emoji', text.replace(/### (\w+)/g, '### 🎯 $1')],
    ['headings with their letter', text.replace(/### (\w)/g, '### $1 - $1')],
    ['wide letters', text.replace('Situation', 'Ｓｉｔｕａｔｉｏｎ')],
    ...aliases().map((names): [string, string] => [names.join(', '), withHeadings(names)]),
  ]
  for (const [what, given] of written)
    test(`headings are read: ${what}`, () => {
      assert.deepEqual(starOf(given), { star })
    })

  test('Hangul that a Mac sends in parts is read', () => {
    assert.deepEqual(starOf(withHeadings(['상황', '과제', '행동', '결과'].map(name => name.normalize('NFD')))), {
      star,
    })
  })

  test('sections may come in any order', () => {
    const mixed = ['result', 'situation', 'action', 'task'] as const
    assert.deepEqual(starOf(mixed.map(name => `### ${headingOf[name]}\n${star[name]}`).join('\n')), { star })
  })

  test('deeper headings of the same names belong to the text', () => {
    const action = '#### 배경\n설명\n\n**결과**\n중간 결과'
    assert.deepEqual(starOf(contextOf({ ...star, action })), { star: { ...star, action } })
    const high = text.replaceAll('### ', '## ').replace('- 캐시 적용', '### 결과\n중간')
    assert.equal(starOf(high).star?.action, '- 인덱스 추가\n### 결과\n중간')
    assert.deepEqual(starOf(contextOf(starOf(high).star!)).star, starOf(high).star)
  })

  test('other headings belong to the section in which they stand', () => {
    const result = 'p95 140ms\n\n### 회고\n캐시는 일찍 넣을수록 좋다.'
    assert.equal(starOf(contextOf({ ...star, result })).star?.result, result)
  })

  test('text before the first heading goes to the top of the situation', () => {
    assert.equal(
      starOf(`# 11월 20일\n오늘 한 일\n\n${text}`).star?.situation,
      `# 11월 20일\n오늘 한 일\n\n${star.situation}`,
    )
  })

  test('a heading inside a closed code block is text', () => {
    for (const fence of ['```', '~~~~', '```markdown'])
      for (const mark of ['', '- ', '1. ']) {
        const action = `${mark}${fence}\n### Result\n${fence.replace(/\w/g, '')}\n끝`
        assert.equal(starOf(contextOf({ ...star, action })).star?.action, action, mark + fence)
      }
    const inner = '````\n```\n### Task\n```\n````'
    assert.equal(starOf(contextOf({ ...star, action: inner })).star?.action, inner)
  })

  test('the indent of a first line is kept, as it may be code', () => {
    assert.equal(starOf(contextOf({ ...star, action: '    npm ci' })).star?.action, '    npm ci')
  })
})

function aliases() {
  return [
    ['상황', '과제', '행동', '결과'],
    ['배경', '목표', '수행', '성과'],
    ['상황(Situation)', '과제 (Task)', '행동 [Action]', '결과（Result）'],
    ['Situation (상황)', 'Task / 목표', 'Action·수행', 'Result | 성과'],
    ['상황 및 배경', '목표와 과제'.replace('와', ' 및'), '수행 내용', '결과 및 성과'],
    ['문제 상황', 'Goals', 'Actions', 'Results and Outcomes'],
  ]
}

function withHeadings(names: string[]) {
  return sections.map((section, index) => `### ${names[index]}\n${star[section]}`).join('\n\n')
}

describe('what is refused', () => {
  test('a missing section is named', () => {
    for (const section of sections) {
      const rest = sections.filter(name => name !== section).map(name => `### ${headingOf[name]}\n${star[name]}`)
      assert.deepEqual(starOf(rest.join('\n\n')).problems, [{ section, what: 'missing' }])
    }
    assert.deepEqual(
      problemsIn(''),
      sections.map(name => `${name} missing`),
    )
    assert.deepEqual(
      problemsIn('오늘은 회의만 했습니다.'),
      sections.map(name => `${name} missing`),
    )
  })

  test('an empty section is named with its line', () => {
    for (const nothing of ['', '   \n\t\n', '<!-- 나중에 -->', '-', '...', '\u200b', '<배경과 문제 상황>', '---'])
      assert.deepEqual(
        starOf(`### Situation\n${nothing}\n${text.slice(text.indexOf('### Task'))}`).problems,
        [{ section: 'situation', what: 'empty', line: 1 }],
        JSON.stringify(nothing),
      )
    assert.deepEqual(problemsIn(text.replace('p95 820ms → 140ms', '')), ['result empty'])
  })

  test('a section with nothing but an address is not empty', () => {
    assert.equal(starOf(contextOf({ ...star, result: '<https://wiki.example.com/1>' })).star?.result.length, 28)
  })

  test('a section that occurs twice is named with the line of its second heading', () => {
    assert.deepEqual(starOf(`${text}\n\n### 결과\n또 하나`).problems, [
      { section: 'result', what: 'doubled', line: 14 },
    ])
  })

  test('a heading inside a code block is named with its line', () => {
    assert.deepEqual(starOf(text.replace('### Result', '```\n### Result')).problems, [
      { section: 'result', what: 'fenced', line: 12 },
    ])
    assert.deepEqual(
      problemsIn(`\`\`\`markdown\n${text}\n\`\`\``),
      sections.map(name => `${name} fenced`),
    )
  })

  test('every problem is named at once', () => {
    assert.deepEqual(problemsIn('### Situation\n\n### Task\n하나\n### 과제\n둘\n```\n### Action\n셋'), [
      'situation empty',
      'task doubled',
      'action fenced',
      'result missing',
    ])
  })

  test('words that only begin or go on like a heading are none', () => {
    for (const name of ['Resulting', '결과물', 'Task 관리 화면', 'Results of the survey', '상황판', ''])
      assert.deepEqual(problemsIn(text.replace('### Result', `### ${name}`)), ['result missing'], name)
  })
})

const words = fc.stringMatching(/^[가-힣A-Za-z0-9 .,:()`*#_~<>\\-]{1,40}$/)
const marks = fc.constantFrom(
  '```',
  '~~~',
  '#### 결과',
  '**Task**',
  '- 항목',
  '    code',
  '',
  '<!-- x -->',
  '###',
  '# 제목',
)
const bodies = fc
  .array(fc.oneof(words, marks), { minLength: 1, maxLength: 6 })
  .map(lines => lines.join('\n').replace(/^\s+|\s+$/g, ''))
const stars = fc.record({ situation: bodies, task: bodies, action: bodies, result: bodies })

test('what starOf gave comes back from its canonical text', () => {
  let read = 0
  fc.assert(
    fc.property(stars, fc.constantFrom('#', '##', '###', '####'), fc.constantFrom('\n', '\r\n'), (given, mark, end) => {
      const text = sections.map(section => `${mark} ${headingOf[section]}\n${given[section]}`).join('\n\n')
      const { star } = starOf(text.replaceAll('\n', end))
      if (!star) return
      read += 1
      assert.deepEqual(starOf(contextOf(star)), { star })
    }),
    { numRuns: 1000 },
  )
  assert.ok(read > 100, `only ${read} of 1000 were read`)
})

test('any text is read or refused with a named section, and nothing of it is lost', () => {
  const lines = fc.oneof(
    words,
    marks,
    fc.constantFrom('### Situation', '## 과제', '### Action', '### 결과', '**Result**'),
  )
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 30 }), lines => {
      const { star, problems } = starOf(lines.join('\n'))
      assert.ok(star ? !problems : problems!.length > 0)
      const kept = Object.values(star ?? {}).join('\n')
      const heading =
        /situation|과제|action|결과|result|상황|배경|task|목표|수행|행동|성과|goal|outcome|문제|background/i
      for (const line of star ? lines : []) if (!heading.test(line)) assert.ok(kept.includes(line.trim()), line)
    }),
    { numRuns: 500 },
  )
})

test('a context of the greatest size is read in a moment, however it is built', () => {
  for (const bad of ['#', '```\n', '**', ' ', '<!--', '### Task\n', '- '.repeat(20), '<', '1. ']) {
    const begun = cpuMs()
    assert.ok(starOf(`${text}\n${bad.repeat(100_000 / bad.length)}`))
    assert.ok(cpuMs() - begun < 1000, bad)
  }
})

test('a code block that is never closed ends with its section', () => {
  assert.equal(starOf(`${text}\n\`\`\`sql\nselect 1`).star?.result, `${star.result}\n\`\`\`sql\nselect 1\n\`\`\``)
})
