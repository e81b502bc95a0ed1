import { en } from './en.ts'
import { ko, type Words } from './ko.ts'

export type { Words } from './ko.ts'

export type Language = 'ko' | 'en'

export const wordsOf = (language: Language): Words => ({ ko, en })[language]
