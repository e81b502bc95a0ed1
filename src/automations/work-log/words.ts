import { en } from './en.ts'
import { ko, type Words } from './ko.ts'

/** The first is the default. */
export const languages = ['ko', 'en'] as const
/** A language that texts exist in. */
export type Language = (typeof languages)[number]

/** Everything that a person reads. Korean is the original. */
export const wordsOf = (language: Language): Words => (language === 'ko' ? ko : en)
