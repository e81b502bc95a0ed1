import type { z } from 'zod'
import { examples, fields, missing } from './input.ts'
import { clipped } from './plain.ts'
import { contextOf, type StarProblem } from './star.ts'
import { type Language, wordsOf } from './words.ts'

/** `field` as its sender wrote it, e.g. `tech_stack[1]`; empty where it is about the whole body. */
export interface Problem {
  field: string
  what: string
  /** What would have been right; a JSON value. */
  example?: unknown
}

const most = 50

type Issue = z.core.$ZodIssue

/** Everything that is wrong with a body that `newLog` refused, at most 50 of it with a last line that counts the rest. */
export function problemsOf(error: z.ZodError, language: Language): Problem[] {
  const all = error.issues.flatMap(issue => problemsIn(issue, language))
  if (all.length <= most) return all
  return [...all.slice(0, most), { field: '', what: wordsOf(language).problem.more(all.length - most) }]
}

function problemsIn(issue: Issue, language: Language): Problem[] {
  const { problem } = wordsOf(language)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({ field: clipped(key, 80), what: problem.unknown(nearest(key)) }))
  const [name] = issue.path
  const known = fields.find(field => field === name)
  if (!known) return [{ field: '', what: problem.body }]
  const example = known === 'context' ? contextOf(wordsOf(language).guide.placeholder) : examples[known]
  return [{ field: placeOf(issue.path), what: whatIsWrong(issue, language), example }]
}

function whatIsWrong(issue: Issue, language: Language): string {
  const { problem } = wordsOf(language)
  if (issue.message === missing) return problem.missing
  switch (issue.code) {
    case 'invalid_type':
      return problem.types[issue.expected] ?? problem.type
    case 'invalid_value':
      return problem.oneOf(issue.values.map(String))
    case 'too_small':
      return problem.empty
    case 'too_big':
      return issue.origin === 'array' ? problem.many(Number(issue.maximum)) : problem.long(Number(issue.maximum))
    default:
      return ruleBroken(issue, language)
  }
}

function ruleBroken(issue: Issue, language: Language): string {
  const { problem } = wordsOf(language)
  const params = ((issue.code === 'custom' && issue.params) || {}) as { rule?: string; star?: StarProblem }
  if (params.star) return problem.star[params.star.what](params.star.section, params.star.line)
  const said = {
    control: problem.control,
    comma: problem.comma,
    blank: problem.blank,
    date: problem.date,
    url: problem.url,
  }
  return said[params.rule as keyof typeof said] ?? problem.type
}

const placeOf = (path: readonly PropertyKey[]) =>
  path.map(part => (typeof part === 'number' ? `[${part}]` : String(part))).join('')

/** `techStack`, `tech-stack` and `metric` are near misses of fields that exist. */
function nearest(key: string): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
  const word = plain(key)
  return fields.find(field => {
    const wanted = plain(field)
    return word.length >= 3 && (wanted.startsWith(word) || word.startsWith(wanted) || wanted.endsWith(word))
  })
}
