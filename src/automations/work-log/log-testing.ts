import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Draft } from './gates.ts'
import { categories, impactLevels, type WorkLog } from './log.ts'
import type { Period } from './period.ts'
import type { Language } from './words.ts'

const held = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/bench/logs/${name}.json`, import.meta.url), 'utf8'))

/** Forty logs of one November, as people write them; their numbers are made up, their ways of writing are not. */
export const heldLogs: WorkLog[] = held('held-logs')

/** What a model might make of them, written by hand: bullets that are true in other words, and bullets that are not. */
export const heldDrafts: (Draft & { language: Language; honest: boolean })[] = held('held-drafts')

export const november: Period = { kind: 'month', name: '2026-11', from: '2026-11-01', to: '2026-12-01' }

/** A log that says what a test needs, and little else. */
export function logOf(more: Partial<WorkLog> & { result?: string } = {}): WorkLog {
  const { result = '결과를 확인했습니다', ...rest } = more
  return {
    id: 'log-1',
    title: '작업',
    star: { situation: '상황', task: '과제', action: '행동', result },
    category: '기타',
    impactLevel: 'Medium',
    techStack: [],
    loggedDate: '2026-11-20',
    status: 'Logged',
    createdAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
    ...rest,
  }
}

const words = fc.constantFrom(
  ...'결제 서버 p95 HTTP/2 S3 300ms 80ms → 에서 1,234건 1.2만 건을 73% 3.5%p PAY-142 Redis v2.1.0 줄였습니다. - \n ( ) , : ; 2026-11-20 18:30 두 배 절반 10 Node.js C++ 3건 수백 half [ ] "이를 통해" 5 MB 억 원 / x # * ` 1 ~ 2'.split(
    ' ',
  ),
)
const texts = fc.array(words, { minLength: 1, maxLength: 25 }).map(parts => `결과 ${parts.join(' ')}`)

/** Any log, in texts that are hard to read. */
export const anyLogs = fc
  .array(
    fc.record({
      title: texts,
      star: fc.record({ situation: texts, task: texts, action: texts, result: texts }),
      category: fc.constantFrom(...categories),
      impactLevel: fc.constantFrom(...impactLevels),
      techStack: fc.array(fc.constantFrom('Redis', 'C, C++', 'Python 3.13', 'AWS Lambda', 'Node.js', 'S3', 'Go'), {
        maxLength: 4,
      }),
      day: fc.integer({ min: 1, max: 30 }),
      metrics: fc.option(texts, { nil: undefined }),
      ticket: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(all =>
    all.map(
      ({ day, ticket, ...rest }, index): WorkLog => ({
        ...logOf(),
        ...rest,
        id: `log-${index}`,
        loggedDate: `2026-11-${String(day).padStart(2, '0')}`,
        ticketUrl: ticket === undefined ? undefined : `https://jira.example.com/browse/PAY-${ticket}`,
      }),
    ),
  )
