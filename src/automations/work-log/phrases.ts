import type { Period } from './period.ts'
import type { Language } from './words.ts'

const phrases = {
  ko: {
    metrics: '지표',
    headline: (titles: string[], count: number) => `${titles.join(' · ')}${count > 0 ? ` 외 ${count}건` : ''}`,
    nothing: ({ name, from }: Period) => `${name}(${from}부터)에는 업무 로그가 없습니다.`,
  },
  en: {
    metrics: 'Metrics',
    headline: (titles: string[], count: number) => `${titles.join(' · ')}${count > 0 ? ` and ${count} more` : ''}`,
    nothing: ({ name, from }: Period) => `There are no work logs in ${name} (from ${from}).`,
  },
}

/** What a summary says of itself; everything else in it is its authors' words. */
export const phrasesOf = (language: Language) => phrases[language]
