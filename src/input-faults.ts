import type { z } from 'zod'
import type { FieldProblem } from './engine/automation.ts'
import { faultsTold } from './server/faults.ts'
import { wordsOf } from './server/words.ts'

/** What a schema found wrong in an input, as callers of the API are told. */
export const faultsIn = (error: z.ZodError, schema: z.ZodType, input: unknown, language: 'ko' | 'en'): FieldProblem[] =>
  faultsTold(error.issues, schema, input, wordsOf(language))
