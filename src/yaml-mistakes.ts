import type { z } from 'zod'
import { said } from './config-words.ts'
import { nearest } from './engine/nearest.ts'
import type { Said } from './engine/settings.ts'
import { faultsAt } from './input-faults.ts'
import { keysAt, valueAt } from './server/faults.ts'

/** A part of dure.yaml, and the schema that it does not fit. */
interface Part {
  schema: z.ZodType
  given: unknown
}

/** One sentence per mistake: where, what, and what would be right. `above`: where the part stands. */
export function yamlMistakes(
  { issues }: Pick<z.ZodError, 'issues'>,
  above: readonly string[],
  placeOf: (path: readonly PropertyKey[]) => string,
  { schema, given }: Part,
): Said[] {
  const place = (path: readonly PropertyKey[]) => placeOf([...above, ...path])
  return issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path)
      return issue.keys.map(key => said(words => words.unknown(place([...issue.path, key]), nearest(key, known))))
    }
    const slip = slipIn(issue, valueAt(given, issue.path))
    if (slip) return [said(words => words.wrong(place(issue.path), words[slip]))]
    return faultsAt([issue], schema, given).map(({ path, message }) =>
      said(words => words.wrong(place(path), message[words.language])),
    )
  })
}

/** What YAML makes of `name:` and of an id of digits only. */
function slipIn(issue: z.core.$ZodIssue, value: unknown) {
  if (issue.code !== 'invalid_type') return undefined
  if (value === null) return 'blank'
  return issue.expected === 'string' && ['number', 'boolean'].includes(typeof value) ? 'quote' : undefined
}
