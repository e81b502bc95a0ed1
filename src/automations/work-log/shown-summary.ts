import type { Summarised } from './summarising.ts'

const words = {
  ko: {
    states: { written: '요약했습니다', unchanged: '바뀐 로그가 없어 그대로입니다', empty: '로그가 없습니다' },
    counts: (logs: number, bullets: number) => `로그 ${logs}건, 성과 ${bullets}건`,
    how: { llm: '언어 모델', extractive: '작성자의 문장' },
    tokens: (input: number, output: number) => `토큰 ${input} + ${output}`,
    replaced: '로그에서 확인되지 않아 작성자의 문장으로 바꾼 것',
    omitted: '자리가 없어 빠진 High 로그',
    advice: { role: '역할을 로그에서 확인할 수 없습니다', generic: '결과 없이 상투적인 표현입니다' },
    failure: '언어 모델이 하지 못했습니다',
    stale: '로그가 바뀌어 다시 요약할 기간',
  },
  en: {
    states: { written: 'summarised', unchanged: 'unchanged: no log has changed', empty: 'there are no logs' },
    counts: (logs: number, bullets: number) => `${logs} log(s), ${bullets} achievement(s)`,
    how: { llm: 'language model', extractive: "the authors' words" },
    tokens: (input: number, output: number) => `${input} + ${output} tokens`,
    replaced: "not vouched for by the logs, replaced by the authors' words",
    omitted: 'High logs left out for want of room',
    advice: { role: 'no log says that rank', generic: 'a stock phrase without a result' },
    failure: 'the language model could not do it',
    stale: 'logs have changed since; summarise again',
  },
}

/** The outcome of `weekly` and `monthly` as a person at a terminal reads it. */
export function shownSummary(summary: Summarised): string {
  const { period, state, bullets, logs, how, usage, cost, failure, language } = summary
  const w = words[language]
  const facts = [
    ...(logs > 0 ? [w.counts(logs, bullets.length), w.how[how]] : []),
    ...(usage ? [w.tokens(usage.inputTokens, usage.outputTokens)] : []),
    ...(cost ? [`${cost.amount} ${cost.currency}`] : []),
  ]
  return [
    [`${period}: ${w.states[state]}`, ...facts].join(' · '),
    ...bullets.flatMap(({ text, sources }) => [`• ${text}`, `    ${sources.join(', ')}`]),
    ...summary.replaced.map(
      ({ bullet, why }) => `✕ ${w.replaced} (${why.map(({ what }) => what).join(', ')}): ${bullet.text}`,
    ),
    ...summary.advice.map(({ bullet, kind, what }) => `! ${w.advice[kind]} ("${what}"): ${bullet}`),
    ...(summary.omitted.length > 0 ? [`${w.omitted}: ${summary.omitted.join(', ')}`] : []),
    ...(failure === undefined ? [] : [`${w.failure}: ${failure}`]),
    ...(summary.stale.length > 0 ? [`${w.stale}: ${summary.stale.join(', ')}`] : []),
  ].join('\n')
}
