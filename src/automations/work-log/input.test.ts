import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { cpuMs } from '../../../test/cpu.ts'
import { fc } from '../../../test/property.ts'
import { fields, newLog, statuses } from './input.ts'
import { categories } from './log.ts'
import { problemsOf } from './problems.ts'
import { contextOf } from './star.ts'

const NewLog = newLog()
const star = { situation: '느렸다', task: '줄인다', action: '- 인덱스', result: '820ms → 140ms' }
const least = {
  title: 'REST API 기반 일간 로그 자동화 구축',
  context: contextOf(star),
  category: '신규기능',
  impact_level: 'High',
  tech_stack: ['Python', 'AWS Lambda'],
}
const refused = (body: unknown, language: 'ko' | 'en' = 'en') => {
  const { error } = NewLog.safeParse(body)
  assert.ok(error, 'it was taken')
  return problemsOf(error, language)
}
const said = (change: object) => refused({ ...least, ...change }).map(({ field, what }) => `${field} ${what}`)

describe('what is taken', () => {
  test('the five required fields are enough', () => {
    assert.deepEqual(NewLog.parse(least), {
      title: least.title,
      star,
      category: '신규기능',
      impactLevel: 'High',
      techStack: ['Python', 'AWS Lambda'],
    })
  })

  test('every field is taken over', () => {
    const whole = {
      ...least,
      logged_date: '2025-11-09',
      status: 'In Review',
      metrics: '테스트 10건',
      ticket_url: 'https://jira.example.com/browse/A-1',
    }
    const { loggedDate, status, metrics, ticketUrl } = NewLog.parse(whole)
    assert.deepEqual(
      { loggedDate, status, metrics, ticketUrl },
      {
        loggedDate: '2025-11-09',
        status: 'In Review',
        metrics: '테스트 10건',
        ticketUrl: 'https://jira.example.com/browse/A-1',
      },
    )
  })

  test('optional fields may be null, and empty texts are as good as none', () => {
    const none = { logged_date: null, status: null, metrics: null, ticket_url: null }
    assert.deepEqual(NewLog.parse({ ...least, ...none }), NewLog.parse(least))
    assert.deepEqual(NewLog.parse({ ...least, metrics: ' ', ticket_url: '' }), NewLog.parse(least))
  })

  test('every category is taken, also as a Mac sends Hangul and with blanks around', () => {
    for (const category of categories)
      for (const form of [category, category.normalize('NFD'), ` ${category}\n`])
        assert.equal(NewLog.parse({ ...least, category: form }).category, category)
  })

  test('a title becomes one line, and texts keep the form in which their author wrote them', () => {
    assert.equal(NewLog.parse({ ...least, title: '  결제\r\n API\t 개선 ' }).title, '결제 API 개선')
    const apart = '한글'.normalize('NFD')
    assert.equal(NewLog.parse({ ...least, title: apart }).title, apart)
  })

  test('a technology is listed once, as it was written first', () => {
    const tech_stack = ['Docker', 'docker ', 'C++', 'ＤＯＣＫＥＲ', 'Node.js', 'c++']
    assert.deepEqual(NewLog.parse({ ...least, tech_stack }).techStack, ['Docker', 'C++', 'Node.js'])
    assert.deepEqual(NewLog.parse({ ...least, tech_stack: [] }).techStack, [])
  })

  test('a status is any one line: which there are is known to the hub alone', () => {
    const status = ` ${'검토 중'.normalize('NFD')} `
    assert.equal(NewLog.parse({ ...least, status }).status, '검토 중')
  })
})

describe('what is refused', () => {
  test('each missing field is named with an example, in the language of the reader', () => {
    assert.deepEqual(
      refused({}).map(({ field, what }) => [field, what]),
      ['title', 'context', 'category', 'impact_level', 'tech_stack'].map(field => [field, 'is required and missing']),
    )
    assert.deepEqual(refused({ ...least, category: undefined }, 'ko'), [
      { field: 'category', what: '필수 항목인데 빠졌습니다', example: '신규기능' },
    ])
    for (const { field, example } of refused({}))
      assert.ok(field === 'context' || NewLog.safeParse({ ...least, [field]: example }).success, field)
  })

  test('each wrong type is named', () => {
    assert.deepEqual(said({ title: 7 }), ['title must be a string'])
    assert.deepEqual(said({ context: ['### Situation'] }), ['context must be a string'])
    assert.deepEqual(said({ context: { situation: '…' } }), ['context must be a string'])
    assert.deepEqual(said({ tech_stack: 'Python, Docker' }), ['tech_stack must be an array of strings'])
    assert.deepEqual(said({ tech_stack: null }), ['tech_stack must be an array of strings'])
    assert.deepEqual(said({ tech_stack: ['Python', 3, null] }), [
      'tech_stack[1] must be a string',
      'tech_stack[2] must be a string',
    ])
    assert.deepEqual(said({ metrics: 12 }), ['metrics must be a string'])
    for (const body of [null, [], 'text', 3, undefined])
      assert.deepEqual(refused(body), [{ field: '', what: 'must be one JSON object' }])
  })

  test('each choice that does not exist is named with those that do', () => {
    assert.deepEqual(said({ impact_level: 'high' }), ['impact_level must be one of: High, Medium, Low'])
    assert.deepEqual(said({ category: '신규 기능' }), [`category must be one of: ${categories.join(', ')}`])
    assert.deepEqual(said({ category: 3 }), [`category must be one of: ${categories.join(', ')}`])
  })

  test('each day that is not in the calendar is named', () => {
    for (const day of [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-11-31',
      '26-11-21',
      '2026-1-1',
      '2026-11-21T09:00',
      '20261121',
      '오늘',
      '',
      '２０２６-11-21',
      '0026-01-01',
    ])
      assert.deepEqual(said({ logged_date: day }), ['logged_date must be a calendar date written as YYYY-MM-DD'], day)
    assert.equal(NewLog.parse({ ...least, logged_date: '2028-02-29' }).loggedDate, '2028-02-29')
  })

  test('each section of the context that is wrong is named', () => {
    const context = '### Situation\n하나\n### Task\n\n### 결과\n둘\n### Result\n셋'
    assert.deepEqual(said({ context }), [
      'context the section "### Task" is empty (line 3 of context)',
      'context the section "### Action" is missing',
      'context the section "### Result" occurs twice (line 7 of context)',
    ])
    assert.deepEqual(
      refused({ ...least, context }, 'ko').map(({ what }) => what),
      [
        '### Task 섹션에 내용이 없습니다 (context의 3번째 줄)',
        '### Action 섹션이 없습니다',
        '### Result 섹션이 두 번 나옵니다 (context의 7번째 줄)',
      ],
    )
  })

  test('an address that is none of the web is named', () => {
    for (const address of [
      'PAY-142',
      'javascript:alert(1)',
      'ftp://files.example.com/a',
      'https://',
      'https://a b.example.com',
      'http:///x',
      '//example.com',
    ])
      assert.deepEqual(
        said({ ticket_url: address }),
        ['ticket_url must be an address that begins with http:// or https://'],
        address,
      )
  })

  test('a field that does not exist is named with the one that may have been meant', () => {
    assert.deepEqual(said({ metric: '10건', techStack: [], 작성자: '김지은', __proto: 1 }), [
      'metric does not exist; did you mean metrics?',
      'techStack does not exist; did you mean tech_stack?',
      '작성자 does not exist',
      '__proto does not exist',
    ])
    assert.deepEqual(said({ date: '2026-11-21' }), ['date does not exist; did you mean logged_date?'])
    const polluting = JSON.parse(`{"__proto__": {"title": "x"}, ${JSON.stringify(least).slice(1)}`)
    assert.equal(NewLog.safeParse(polluting).success, false)
  })

  test('what is too long, too many or empty is named with its limit', () => {
    assert.deepEqual(said({ title: '가'.repeat(201) }), ['title has more than 200 characters'])
    assert.deepEqual(said({ title: '   ' }), ['title is empty'])
    assert.deepEqual(said({ status: '' }), ['status is empty'])
    assert.deepEqual(said({ status: '가'.repeat(101) }), ['status has more than 100 characters'])
    assert.deepEqual(said({ context: `${least.context}${' '.repeat(100_000)}` }), [
      'context has more than 100,000 characters',
    ])
    assert.deepEqual(said({ tech_stack: Array(101).fill('a') }), ['tech_stack has more than 100 entries'])
    assert.deepEqual(said({ tech_stack: [''] }), ['tech_stack[0] is empty'])
    assert.deepEqual(said({ metrics: 'x'.repeat(2001) }), ['metrics has more than 2,000 characters'])
    assert.equal(NewLog.safeParse({ ...least, title: '가'.repeat(200) }).success, true)
  })

  test('a comma in a technology is named, since Notion refuses it', () => {
    assert.deepEqual(said({ tech_stack: ['Python, Docker'] }), [
      'tech_stack[0] holds a comma; list each technology by itself',
    ])
  })

  test('control characters and halves of characters are refused in every text', () => {
    for (const bad of ['\0', '\u001b[31m', '\u0085', '\ud800', '\udc00x', '\u007f']) {
      for (const field of ['title', 'context', 'status', 'metrics'])
        assert.match(
          said({ [field]: `${least.context}${bad}` }).join(),
          new RegExp(`${field} holds a control character`),
        )
      assert.match(said({ tech_stack: [`${bad}a`] }).join(), /tech_stack\[0] holds a control character/)
    }
    assert.equal(NewLog.safeParse({ ...least, title: '👩‍👩‍👧 가족 계정' }).success, true)
  })

  test('many problems are told up to fifty, and the rest counted', () => {
    const strange = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`x${index}`, index]))
    const problems = refused({ ...strange, ...least })
    assert.equal(problems.length, 51)
    assert.deepEqual(problems.at(-1), { field: '', what: '30 more problems not listed' })
    assert.equal(refused({ ...least, ['긴'.repeat(5000)]: 1 })[0]!.field.length, 80)
  })

  test('a list of half a million is refused in a moment', () => {
    const begun = cpuMs()
    assert.equal(said({ tech_stack: Array(500_000).fill(1) }).length, 1)
    assert.ok(cpuMs() - begun < 500)
  })
})

test('the messages of the schema itself are sentences about the field', () => {
  const { error } = NewLog.safeParse({ ...least, title: undefined, context: '### Task\n하나', logged_date: '11/21' })
  assert.deepEqual(
    error?.issues
      .map(({ path, message }) => `${path.join('.')} ${message}`)
      .filter(line => !line.includes('"### Action"')),
    [
      'title is missing',
      'context the section "### Situation" is missing; write four sections headed ### Situation, ### Task, ### Action, ### Result',
      'context the section "### Result" is missing; write four sections headed ### Situation, ### Task, ### Action, ### Result',
      'logged_date is no calendar date; write it as 2026-11-21',
    ],
  )
})

test('the schema can be drawn for OpenAPI, with every field described', () => {
  const drawn: any = z.toJSONSchema(NewLog, { io: 'input' })
  assert.deepEqual(Object.keys(drawn.properties), fields)
  assert.deepEqual(drawn.required, ['title', 'context', 'category', 'impact_level', 'tech_stack'])
  assert.equal(drawn.additionalProperties, false)
  assert.deepEqual(drawn.properties.category.enum, [...categories])
  assert.equal(drawn.properties.tech_stack.items.type, 'string')
  for (const field of fields) assert.ok(drawn.properties[field].description, field)
  for (const name of statuses) assert.ok(drawn.properties.status.description.includes(name), name)
})

test('whatever comes is taken or refused with a field and a reason, never thrown at', () => {
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(least)), fc.string({ unit: 'binary' }))
  const keys = fc.oneof(fc.constantFrom(...fields), fc.string())
  fc.assert(
    fc.property(fc.dictionary(keys, values, { maxKeys: 12 }), body => {
      const { error } = NewLog.safeParse(body)
      for (const language of ['ko', 'en'] as const)
        for (const { what } of error ? problemsOf(error, language) : []) assert.ok(what.length > 3)
    }),
    { numRuns: 500 },
  )
})
