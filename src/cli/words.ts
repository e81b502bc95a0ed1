import { languageIn } from '../config-file.ts'
import { en } from './en.ts'
import { ko, type Words } from './ko.ts'

export type { Words } from './ko.ts'

export type Language = 'ko' | 'en'

export const wordsOf = (language: Language): Words => ({ ko, en })[language]

/** The language of dure.yaml, as far as it can be read before anything is checked. */
export function languageFor(cwd: string, args: string[]): Language {
  const at = args.findIndex(arg => /^--config(=|$)/.test(arg))
  const configFile = at < 0 ? undefined : (args[at]!.split('=')[1] ?? args[at + 1])
  return languageIn({ cwd, configFile })
}
