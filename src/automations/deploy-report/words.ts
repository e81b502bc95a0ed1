import { en } from './en.ts'
import { ko, type Words } from './ko.ts'
import type { Options } from './options.ts'

export type Language = Options['language']

/** Everything that page and messages say by themselves. Korean is the original. */
export const wordsOf = (language: Language): Words => (language === 'ko' ? ko : en)
