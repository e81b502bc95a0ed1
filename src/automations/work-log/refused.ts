import { type ErrorCode, HubError, type HubErrorOptions } from '../../engine/error.ts'
import type { Words } from './ko.ts'
import { wordsOf } from './words.ts'

/** An error in both languages: an API caller reads the one they asked for, the log and the ledger the English one. */
export const refused = (
  code: ErrorCode,
  said: (words: Words['refusal']) => string,
  options: Pick<HubErrorOptions, 'field' | 'cause'> = {},
) => new HubError(code, said(wordsOf('en').refusal), { ...options, ko: said(wordsOf('ko').refusal) })
