import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../../test/property.ts'
import { impactLevels } from './log.ts'
import { Profile } from './profile.ts'
import { linesOf, resumeOf, withoutSources } from './resume.ts'
import { achievement, achievements, hostile, profile } from './resume-testing.ts'

const told = (resume: ReturnType<typeof resumeOf>) => linesOf(resume).map(({ text }) => text)
const ko = { language: 'ko' as const }

test('each achievement stands with the employer in whose time most of its days lie, the weightiest and newest first', () => {
  const { jobs, others } = resumeOf(profile, achievements, ko)
  assert.deepEqual(
    jobs.map(({ name, lines }) => [name, lines.map(({ text }) => text.slice(0, 5))]),
    [
      ['한빛결제', ['결제 승인', '정산 배치', '장애 알림', '통합 테스']],
      ['두루소프트', ['상품 검색', '신규 입사']],
    ],
  )
  assert.deepEqual(others, [])
  const moving = { days: ['2024-02-26', '2024-02-29', '2024-03-04'] }
  assert.equal(resumeOf(profile, [achievement('주', '2024-02', moving)], ko).jobs[1]!.lines.length, 1)
  assert.equal(resumeOf(profile, [achievement('옛일', '2019-02')], ko).others.length, 1)
  assert.equal(resumeOf({ ...profile, employers: [] }, achievements, ko).others.length, 6)
})

test('an employer’s time ends with the day, month or year that is given', () => {
  const jobsIn = (to: string, day: string) =>
    resumeOf(
      { ...profile, employers: [{ name: 'A', from: '2020', to }] },
      [achievement('x', '2023-01', { days: [day] })],
      ko,
    ).jobs[0]!.lines.length
  assert.equal(jobsIn('2023', '2023-12-31'), 1)
  assert.equal(jobsIn('2023', '2024-01-01'), 0)
  assert.equal(jobsIn('2023-02', '2023-02-28'), 1)
  assert.equal(jobsIn('2023-02', '2023-03-01'), 0)
  assert.equal(jobsIn('2023-02-10', '2023-02-10'), 1)
  assert.equal(jobsIn('2023-02-10', '2023-02-11'), 0)
})

test('employers follow each other by their ends, the one that goes on first', () => {
  const times = [['2021', '2023'], ['2023-05', '2023-11'], ['2024'], ['2020', '2021-06-30']] as const
  const employers = times.map(([from, to], index) => ({ name: String(index), from, to }))
  const { jobs } = resumeOf({ ...profile, employers }, [], ko)
  assert.deepEqual(
    jobs.map(({ name }) => name),
    ['2', '0', '1', '3'],
  )
})

describe('what is chosen', () => {
  const chosen = (selection: object) =>
    told(resumeOf(profile, achievements, { ...ko, ...selection })).map(text => text.slice(0, 5))

  test('by the days between', () => {
    assert.deepEqual(chosen({ from: '2026-10-01' }), ['결제 승인', '정산 배치'])
    assert.deepEqual(chosen({ to: '2023-06' }), ['상품 검색', '신규 입사'])
    assert.deepEqual(chosen({ from: '2023', to: '2025' }), ['통합 테스', '상품 검색'])
    assert.deepEqual(chosen({ from: '2026-10-20', to: '2026-10-20' }), ['정산 배치'])
    assert.deepEqual(chosen({ from: '2026-10-21', to: '2026-10-31' }), [])
  })

  test('by a technology in any case', () => {
    assert.deepEqual(chosen({ tech: ['kafka', 'JAVA'] }), ['정산 배치', '상품 검색'])
    assert.equal(chosen({ tech: [] }).length, 6)
  })

  test('by impact, that much at least', () => {
    assert.deepEqual(chosen({ impact: 'High' }), ['결제 승인', '정산 배치', '상품 검색'])
    assert.equal(chosen({ impact: 'Medium' }).length, 5)
  })

  test('by number for each employer', () => {
    assert.deepEqual(chosen({ most: 1 }), ['결제 승인', '상품 검색'])
  })
})

test('what monthly summaries told is not told again from a weekly one', () => {
  const month = (name: string, sources: string[]) => achievement(name, '2026-11', { sources })
  const week = (text: string, sources: string[]) => achievement(text, '2026-11', { sources, kind: 'week' })
  const all = [
    week('덮인 일', ['a', 'b']),
    week('두 달에 걸친 일', ['a', 'x']),
    month('한 달', ['a', 'b', 'c']),
    month('다음 달', ['x']),
    week('남은 일', ['a', 'd']),
    week('다른 일', ['e']),
    week('다른 말', ['e']),
    week('다른 말', ['e']),
  ]
  assert.deepEqual(told(resumeOf(profile, all, ko)).sort(), ['남은 일', '다른 말', '다른 일', '다음 달', '한 달'])
})

test('every line names its logs, and none of them where that is switched off', () => {
  const resume = resumeOf(profile, [...achievements, achievement('옛일', '2019-02')], ko)
  assert.ok(linesOf(resume).every(({ sources }) => sources.length > 0))
  assert.deepEqual(told(withoutSources(resume)), told(resume))
  assert.ok(linesOf(withoutSources(resume)).every(({ sources }) => sources.length === 0))
})

test('skills are those of the profile, else what the chosen achievements were made with', () => {
  assert.deepEqual(resumeOf(profile, achievements, ko).skills[0]!.keywords.slice(0, 2), ['TypeScript', 'Elasticsearch'])
  assert.deepEqual(resumeOf({ ...profile, skills: [{ name: '언어', keywords: ['Go'] }] }, achievements, ko).skills, [
    { name: '언어', keywords: ['Go'] },
  ])
  assert.deepEqual(resumeOf(profile, [], ko).skills, [])
})

test('texts come in the language that is asked for', () => {
  const { name, jobs, education } = resumeOf(profile, [], { language: 'en' })
  assert.deepEqual([name, jobs[0]!.name, education[0]!.area], ['Jieun Kim', 'Hanbit Payments', 'Computer science'])
})

test('the same achievements give the same résumé in whatever order they come', () => {
  const any = fc.record({
    text: hostile,
    sources: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    impact: fc.constantFrom(...impactLevels),
    kind: fc.constantFrom<'month' | 'week'>('month', 'week'),
    days: fc.constantFrom(['2026-11-01', '2026-11-30'], ['2026-11-16'], ['2024-02-26', '2024-03-04']),
  })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), fc.nat(), (all, turn) => {
      const given = all.map(({ text, ...rest }) =>
        achievement(text, '2026-11', { ...rest, sources: rest.sources.toSorted() }),
      )
      const turned = given.map((_, index) => given[(index + turn) % given.length]!)
      assert.deepEqual(resumeOf(profile, turned, ko), resumeOf(profile, given, ko))
    }),
  )
})

describe('the profile', () => {
  test('only a name is needed, and a bare year may be a number', () => {
    assert.deepEqual(Profile.parse({ name: '김지은' }), {
      name: '김지은',
      links: [],
      employers: [],
      education: [],
      languages: [],
    })
    assert.equal(Profile.parse({ name: 'x', employers: [{ name: 'A', from: 2024 }] }).employers[0]!.from, '2024')
  })

  test('a mistake is refused with what would be right', () => {
    const refused = (change: object) =>
      Profile.safeParse({ name: 'x', ...change })
        .error?.issues.map(({ message }) => message)
        .join()
    const employed = (from: string, to?: string) => refused({ employers: [{ name: 'A', from, to }] })
    for (const when of ['2024-13', '24-03', '2024-02-30', '지금', ''])
      assert.match(employed(when)!, /must be a year, month or day: 2024, 2024-03 or 2024-03-18/, when)
    assert.match(employed('2024-03', '2023')!, /ends before it begins/)
    assert.equal(employed('2024-03', '2024'), undefined)
    assert.equal(employed('2024-03', '2024-03-18'), undefined)
    assert.match(refused({ links: [{ name: 'x', url: 'javascript:alert(1)' }] })!, /URL/)
    assert.ok(refused({ nmae: 'x' }))
    assert.ok(refused({ name: { ko: '김지은' } }))
  })
})
