import type { Language } from './words.ts'

/** What became of one period of one report in a run. */
export interface Kept {
  report: string
  period: string
  /** `waiting`: its page is not due yet. */
  state: 'created' | 'updated' | 'unchanged' | 'waiting'
  language: Language
  title?: string
  url?: string
  issues?: number
  tickets?: number
  added?: number
  changed?: number
  removed?: number
  /** How many messages were queued. */
  told?: number
  /** People who are named in the messages because no Slack member is known for them. */
  unmapped?: string[]
}

const words = {
  ko: {
    states: {
      created: '만들었습니다',
      updated: '갱신했습니다',
      unchanged: '바뀐 것이 없습니다',
      waiting: '아직 페이지가 없습니다 (create가 만듭니다)',
    },
    counts: (issues: number, tickets: number) => `이슈 ${issues}건, 배포 티켓 ${tickets}건`,
    news: (added: number, changed: number, removed: number) => `추가 ${added}, 변경 ${changed}, 제외 ${removed}`,
    told: (messages: number) => `알림 ${messages}건`,
    unmapped: 'Slack에서 찾지 못한 사람',
  },
  en: {
    states: {
      created: 'created',
      updated: 'updated',
      unchanged: 'unchanged',
      waiting: 'no page yet (create makes it)',
    },
    counts: (issues: number, tickets: number) => `${issues} issue(s), ${tickets} deploy ticket(s)`,
    news: (added: number, changed: number, removed: number) => `${added} added, ${changed} changed, ${removed} gone`,
    told: (messages: number) => `${messages} message(s)`,
    unmapped: 'not found in Slack',
  },
}

/** A run's outcome as a person at a terminal reads it. */
export const shown = (all: Kept[]): string => all.map(one).join('\n')

function one(kept: Kept): string {
  const { report, period, state, language, url, issues = 0, tickets = 0, added = 0, changed = 0, removed = 0 } = kept
  const w = words[language]
  const facts = [
    ...(state === 'waiting' ? [] : [w.counts(issues, tickets)]),
    ...(state === 'updated' ? [w.news(added, changed, removed)] : []),
    ...(kept.told ? [w.told(kept.told)] : []),
  ]
  return [
    [`${report} ${period}: ${w.states[state]}`, ...facts].join(' · '),
    ...(url ? [`  ${url}`] : []),
    ...(kept.unmapped?.length ? [`  ${w.unmapped}: ${kept.unmapped.join(', ')}`] : []),
  ].join('\n')
}
