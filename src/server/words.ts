import { en } from './en.ts'
import { ko, type Words } from './ko.ts'

export type { Words } from './ko.ts'

export type Language = 'ko' | 'en'

export const wordsOf = (language: Language): Words => ({ ko, en })[language]

/** The language a caller reads best, by `Accept-Language` (RFC 9110 §12.5.4); `usual` where it names neither. */
export function languageOf(accepted: string | null, usual: Language): Language {
  if (accepted === null) return usual
  let best = { language: usual, quality: 0 }
  for (const part of accepted.slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const primary = range.split('-')[0]
    const language = primary === 'ko' || primary === 'en' ? primary : range === '*' ? usual : undefined
    const quality = Number(parameters.find(text => text.startsWith('q='))?.slice(2) ?? 1)
    if (language && quality > best.quality) best = { language, quality }
  }
  return best.language
}
