import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../../test/property.ts'
import { zoneOf } from '../../engine/zone.ts'
import { type Drafting, draftsOf } from './drafts.ts'
import type { Commit } from './git.ts'
import { newLog } from './input.ts'
import { contextOf, starOf } from './star.ts'
import { techOf } from './tech.ts'

const drafting: Drafting = {
  authors: ['jieun@example.com'],
  zone: zoneOf('Asia/Seoul'),
  language: 'ko',
  ticketUrl: ticket => (/^[A-Z]/.test(ticket) ? `https://jira.example.com/browse/${ticket}` : undefined),
}
let made = 0
const commit = (subject: string, rest: Partial<Commit> = {}): Commit => ({
  hash: (++made).toString(16).padStart(40, '0'),
  at: new Date(Date.UTC(2026, 10, 20, 1, made % 60)).toISOString(),
  author: { name: '김지은', email: 'jieun@example.com' },
  parents: ['0'.repeat(40)],
  subject,
  body: '',
  files: [],
  ...rest,
})
const drafts = (...commits: Commit[]) => draftsOf(new Map([['shop', commits]]), drafting)
const only = (...commits: Commit[]) => {
  const [draft, ...others] = drafts(...commits)
  assert.deepEqual(others, [])
  return draft!
}

test('commits of one day, repository and topic become one draft', () => {
  const draft = only(
    commit('feat(결제): 승인 API 추가', {
      files: [
        { path: 'src/pay.ts', lines: 90 },
        { path: 'db/pay.sql', lines: 20 },
      ],
    }),
    commit('fix(결제): 금액 반올림 수정', { files: [{ path: 'src/pay.ts', lines: 4 }] }),
    commit('feat(결제): 승인 취소 추가'),
  )
  assert.equal(draft.title, '결제: 승인 API 추가 외 2건')
  assert.equal(draft.category, '신규기능')
  assert.deepEqual(draft.techStack, ['TypeScript', 'SQL'])
  assert.equal(draft.loggedDate, '2026-11-20')
  assert.equal(draft.repository, 'shop')
  assert.equal(draft.commits.length, 3)
  assert.match(draft.context, /### Action\n- 승인 API 추가\n- 금액 반올림 수정\n- 승인 취소 추가\n/)
})

test('a draft cannot be sent before a person completed it', () => {
  const { problems } = starOf(only(commit('feat: 결제')).context)
  assert.deepEqual(
    problems?.map(({ section, what }) => `${section} ${what}`),
    ['situation empty', 'task empty', 'result empty'],
  )
})

test('the day is that of the hub, not of the author’s clock', () => {
  const days = drafts(
    commit('feat(a): 밤', { at: '2026-11-20T14:59:00Z' }),
    commit('feat(a): 새벽', { at: '2026-11-20T15:00:00Z' }),
    commit('feat(a): 멀리서', { at: '2026-11-20T11:00:00-08:00' }),
  ).map(({ loggedDate, commits }) => [loggedDate, commits.length])
  assert.deepEqual(days, [
    ['2026-11-20', 1],
    ['2026-11-21', 2],
  ])
})

test('commits of others are left out', () => {
  assert.deepEqual(drafts(commit('남의 일', { author: { name: '이도현', email: 'dohyun@example.com' } })), [])
})

test('repositories are kept apart', () => {
  const all = draftsOf(
    new Map([
      ['shop', [commit('feat(x): 하나')]],
      ['mall', [commit('feat(x): 둘')]],
    ]),
    drafting,
  )
  assert.deepEqual(
    all.map(({ repository }) => repository),
    ['mall', 'shop'],
  )
})

describe('the topic', () => {
  test('a ticket comes first, from the subject or the body, and gives the address', () => {
    const draft = only(
      commit('feat(결제): [PAY-142] 승인 API'),
      commit('fix: 반올림', { body: '자세한 내용\n\nRefs: PAY-142' }),
    )
    assert.equal(draft.ticketUrl, 'https://jira.example.com/browse/PAY-142')
    assert.equal(draft.title, 'PAY-142: 승인 API 외 1건')
    assert.equal(only(commit('버튼 추가 (#57)')).title, '버튼 추가')
    assert.equal(only(commit('버튼 추가 (#57)')).ticketUrl, undefined)
  })

  test('names of standards are no tickets', () => {
    for (const subject of ['UTF-8로 읽기', 'SHA-256 서명', 'ISO-8601 날짜', 'CVE-2026-1234 대응', 'x86-64 빌드'])
      assert.equal(only(commit(subject)).title, subject)
  })

  test('without ticket and scope it is the folder that changed most', () => {
    const two = drafts(
      commit('화면 손질', {
        files: [
          { path: 'web/a.vue', lines: 30 },
          { path: 'api/x.go', lines: 2 },
        ],
      }),
      commit('API 손질', {
        files: [
          { path: 'api/x.go', lines: 9 },
          { path: 'README.md', lines: 90 },
        ],
      }),
    )
    assert.deepEqual(
      two.map(({ title }) => title),
      ['API 손질', '화면 손질'],
    )
  })
})

test('the category is what most commits are, by type or by word', () => {
  const of = (...subjects: string[]) => only(...subjects.map(subject => commit(subject))).category
  assert.equal(of('feat: a', 'fix: b', 'fix: c'), '버그픽스')
  assert.equal(of('perf!: 쿼리'), '성능개선')
  assert.equal(of('refactor: 정리'), '리팩토링')
  assert.equal(of('docs: 안내'), '문서화')
  assert.equal(of('chore: 의존성 수정'), '기타')
  assert.equal(of('조회 속도 향상'), '성능개선')
  assert.equal(of('오류 수정'), '버그픽스')
  assert.equal(of('constructor: x'), '기타')
  assert.equal(of('회의'), '기타')
})

test('technologies are guessed from the files, without what tools write', () => {
  const files = [
    'src/a.tsx',
    'Dockerfile',
    '.github/workflows/ci.yml',
    'package-lock.json',
    'dist/a.js',
    'LICENSE',
    'x.constructor',
    'app/build.gradle.kts',
  ]
  assert.deepEqual(techOf(files.map((path, index) => ({ path, lines: 100 - index }))), [
    'React',
    'Docker',
    'GitHub Actions',
    'Gradle',
  ])
  assert.deepEqual(techOf([]), [])
})

test('many commits are counted beyond the thirtieth', () => {
  const draft = only(
    ...Array.from({ length: 45 }, (_, index) => commit(`feat(a): 일 ${index}`, { at: '2026-11-20T01:00:00Z' })),
  )
  assert.match(draft.context, /- 그 밖의 커밋 15건\n/)
  assert.equal(draft.commits.length, 45)
})

test('whatever a subject holds, the Action is one list and the draft can be completed and sent', () => {
  const bits = fc.constantFrom(
    '```',
    '~~~',
    '### Result',
    '#',
    '- [ ]',
    '1. ',
    '<!--',
    '<b>',
    '**Task**',
    '\n',
    '\r',
    '\u2028',
    '\0',
    '\ud800',
    '\u202e',
    'PAY-1',
    '#5',
    ': ',
    'feat(',
    ')',
    '가'.repeat(400),
  )
  const subject = fc.array(fc.oneof(bits, fc.string({ unit: 'binary' })), { maxLength: 6 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.array(subject, { minLength: 1, maxLength: 5 }), subjects => {
      for (const draft of drafts(...subjects.map(text => commit(text)))) {
        const filled = draft.context.replace(/^<.*>$/gm, '채움')
        const { star } = starOf(filled)
        assert.ok(star, filled)
        assert.ok(
          star.action.split('\n').every(line => line.startsWith('- ')),
          star.action,
        )
        const { impactLevel: impact_level, techStack: tech_stack, loggedDate: logged_date, title, category } = draft
        newLog().parse({ title, category, impact_level, tech_stack, logged_date, context: contextOf(star) })
      }
    }),
    { numRuns: 500 },
  )
})
