import type { z } from 'zod'
import type { FieldProblem } from './engine/automation.ts'
import type { Said } from './engine/settings.ts'
import { faultsFound, faultsTold } from './server/faults.ts'
import { wordsOf } from './server/words.ts'

/** What a schema found wrong in an input, as callers of the API are told. */
export const faultsIn = (error: z.ZodError, schema: z.ZodType, input: unknown, language: 'ko' | 'en'): FieldProblem[] =>
  faultsTold(error.issues, schema, input, wordsOf(language))

/** The same for those whose language is not known yet, each fault at its path. */
export const faultsAt = (issues: readonly z.core.$ZodIssue[], schema: z.ZodType, input: unknown) =>
  faultsFound(issues, schema, input).map(({ path, message }) => {
    const said: Said = { ko: message(wordsOf('ko')), en: message(wordsOf('en')) }
    return { path, message: said }
  })
