import type { z } from 'zod'
import { locales } from 'zod'
import type { FieldProblem, Task } from '../engine/automation.ts'
import { nearest } from '../engine/nearest.ts'
import { fieldAt } from './field.ts'
import { Refusal } from './refusal.ts'
import { exampleOf, membersOf, schemaAt } from './shape.ts'
import type { Words } from './words.ts'

/** An answer that is larger than what was asked helps nobody. */
const mostTold = 50
const longestName = 100

/** Everything that a schema found wrong with an input, as a refusal. */
export function refusalOf(
  { task, options }: { task: Pick<Task, 'problems'>; options: unknown },
  schema: z.ZodType,
  error: z.ZodError,
  input: unknown,
): Refusal {
  let known: FieldProblem[] | undefined
  const told = (words: Words) =>
    (known ??=
      task.problems?.(error, words.language, { input, options }) ?? faultsTold(error.issues, schema, input, words))
  return new Refusal('invalid', words => words.details.fields(told(words).length), {
    errors: words => limited(told(words), words),
  })
}

function limited(problems: FieldProblem[], words: Words): FieldProblem[] {
  const left = problems.length - mostTold
  return left <= 0 ? problems : [...problems.slice(0, mostTold), { field: '', message: words.faults.more(left) }]
}

type Issue = z.core.$ZodIssue

/** Each fault that a schema found in an input, by the member it is about. */
export const faultsTold = (issues: readonly Issue[], schema: z.ZodType, input: unknown, words: Words): FieldProblem[] =>
  faultsFound(issues, schema, input).map(({ path, message, example }) => ({
    field: fieldAt(path),
    message: message(words),
    ...(example !== undefined && { example }),
  }))

interface Fault {
  path: PropertyKey[]
  message: (words: Words) => string
  example?: unknown
}

/** The same before it is told in some language. */
export function faultsFound(issues: readonly Issue[], schema: z.ZodType, input: unknown): Fault[] {
  return issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys') return strangers(issue, schema)
    const inner = innerOf(issue)
    if (inner) return faultsFound(inner, schema, input)
    const example = exampleOf(schemaAt(schema, issue.path))
    return [{ path: issue.path, message: words => messageOf(issue, valueAt(input, issue.path), words), example }]
  })
}

function strangers(issue: Extract<Issue, { code: 'unrecognized_keys' }>, schema: z.ZodType): Fault[] {
  const known = keysAt(schema, issue.path)
  return issue.keys.map(key => ({
    path: [...issue.path, key.slice(0, longestName)],
    message: words => `${words.faults.unknown(known.join(', ') || '-')}${meant(key, known, words)}`,
  }))
}

/** The keys that may stand at a path of what the schema describes. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const at = schemaAt(schema, path)
  return at ? Object.keys(membersOf(at)) : []
}

/** What is worth telling instead: of a choice what the nearest branch finds wrong, of a key what its schema does. */
function innerOf(issue: Issue): Issue[] | undefined {
  if (issue.code === 'invalid_union') return nearestBranch(issue)
  return issue.code === 'invalid_key' ? issue.issues.map(inner => ({ ...inner, path: issue.path })) : undefined
}

/** Of the branches of a choice the one that took the value's type, if one did: what it finds wrong is worth telling. */
function nearestBranch({ errors, path }: Extract<Issue, { code: 'invalid_union' }>): Issue[] | undefined {
  const branch = errors.find(issues => issues.some(issue => issue.path.length > 0 || issue.code !== 'invalid_type'))
  return branch?.map(issue => ({ ...issue, path: [...path, ...issue.path] }))
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<any>((at, step) => (at !== null && typeof at === 'object' ? at[step] : undefined), value)
}

function meant(given: unknown, known: readonly string[], { faults }: Words): string {
  const near = typeof given === 'string' && given.length <= longestName ? nearest(given, known) : undefined
  return near === undefined ? '' : `; ${faults.meant(near)}`
}

/**
 * A schema's own words are passed on as they are, in Korean where its issue has them as `params.ko`; the checker's are
 * replaced by ours.
 */
function messageOf(issue: Issue, value: unknown, words: Words): string {
  const { faults, types } = words
  if (issue.code === 'custom' && words.language === 'ko' && typeof issue.params?.ko === 'string') return issue.params.ko
  if (!isUsual(issue, value)) return issue.message
  const typeOf = (name: string) => types[name] ?? name
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? faults.missing(typeOf(issue.expected))
        : faults.wrongType(typeOf(issue.expected), typeOf(kindOf(value)))
    case 'invalid_value': {
      const values = issue.values.map(String)
      const all = values.join(', ')
      return value === undefined ? faults.missing(all) : `${faults.oneOf(all)}${meant(value, values, words)}`
    }
    case 'too_small':
    case 'too_big':
      return bound(issue, words)
    case 'not_multiple_of':
      return faults.multipleOf(String(issue.divisor))
    case 'invalid_format':
      return faults.format(issue.format)
    default:
      return faults.other
  }
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, { faults, units }: Words): string {
  const unit = units[issue.origin as keyof typeof units]
  const inclusive = issue.inclusive !== false
  if (unit && issue.code === 'too_small' && issue.minimum === 1) return faults.empty
  if (issue.code === 'too_small')
    return unit ? faults.tooShort(String(issue.minimum), unit) : faults.tooSmall(String(issue.minimum), inclusive)
  return unit ? faults.tooLong(String(issue.maximum), unit) : faults.tooBig(String(issue.maximum), inclusive)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && !Number.isInteger(value) ? 'fraction' : typeof value
}

const { localeError } = locales.en()

function isUsual(issue: Issue, input: unknown): boolean {
  const usual = localeError({ ...issue, input } as Parameters<typeof localeError>[0])
  return expected(typeof usual === 'string' ? usual : usual?.message) === expected(issue.message)
}

/** What was received may have been made of the input: a text that is to be a number. */
const expected = (message: string | undefined) => message?.split(', received ')[0]
