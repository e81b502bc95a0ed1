import { en } from './en.ts'
import type { Language } from './format.ts'
import { ko, type Words } from './ko.ts'

/** Everything that a reader reads. Korean is the original. */
export const wordsOf = (language: Language): Words => (language === 'ko' ? ko : en)
