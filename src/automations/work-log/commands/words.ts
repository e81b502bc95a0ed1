import type { Language } from '../words.ts'
import { en } from './en.ts'
import { type CommandWords, ko } from './ko.ts'

/** What a person reads at a terminal. Korean is the original. */
export const commandWords = (language: Language): CommandWords => (language === 'ko' ? ko : en)
