import { HubError } from '../../engine/error.ts'
import { emptyText, fieldsOf, isRecord, issueKeyIn, type Known, keyOf, wholeKey } from './import-fields.ts'

export { issueKeyIn, type Known } from './import-fields.ts'

/**
 * The issues of a snapshot, each once, as an older script wrote it in whatever shape. `problems` name what could not be
 * understood: where it stands, and what was expected. `invalid` where nothing was recognised at all.
 */
export function readSnapshot(value: unknown): { issues: Known[]; problems: string[] } {
  const reading = newReading('snapshot')
  const issues = new Map<string, { known: Known; path: string }>()

  function add(known: Known, path: string) {
    const before = issues.get(known.key)
    const fields = before ? differing(before.known, known).join(', ') : ''
    if (fields) reading.miss(before!.path, `differs from ${path} about ${known.key} (${fields}); the latter is taken`)
    issues.set(known.key, { known: { ...before?.known, ...known }, path })
  }

  descend(reading, unwrapped(value), { path: '$' }, (found, { path, name }) => {
    const above = wholeKey(name ?? '')
    if (isRecord(found)) {
      const key = wholeKey(keyOf(found, wholeKey) ?? '') ?? above
      if (!key) return false
      if (above && key !== above) reading.miss(path, `stands under ${above} and says that it is ${key}, which is taken`)
      const { fields, problems } = fieldsOf(found)
      for (const [field, problem] of problems) reading.miss(within(path, field), problem)
      add({ key, ...fields }, path)
      return true
    }
    const key = above ?? (isListed(found, name) ? wholeKey(found) : undefined)
    if (!key) return false
    if (above && found !== true && !emptyText(found))
      reading.miss(path, 'expected an object with summary, status and so on; only the key is taken')
    add({ key }, path)
    return true
  })
  return { issues: [...issues.values()].map(({ known }) => known), problems: reading.close(issues.size, value) }
}

/** Beside lists a text is a remark of the file itself, even one that looks like a key: `"encoding": "UTF-8"`. */
const isListed = (value: unknown, name: string | undefined): value is string =>
  typeof value === 'string' && name === undefined

const differing = (before: Known, after: Known) =>
  (Object.keys(after) as (keyof Known)[]).filter(
    field => before[field] !== undefined && JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  )

/**
 * The notification keys of an older script, each once, as they stand in the file: `issueKeyIn` tells whose they are.
 * What is marked as not told (false, null, 0, empty) is no key. Of a told change the keys of its issues are taken.
 * `invalid` where nothing was recognised at all.
 */
export function readNotified(value: unknown): { keys: string[]; problems: string[] } {
  const reading = newReading('notified')
  const keys = new Set<string>()

  function understood(found: unknown, place: Place): boolean {
    if (place.name !== undefined && issueKeyIn(place.name)) {
      if (!isUntold(found)) keys.add(place.name.trim())
      return true
    }
    if (isTuple(found, place)) {
      for (const key of found) if (typeof key === 'string' && !/\s/.test(key) && issueKeyIn(key)) keys.add(key)
      return true
    }
    // A change that was told is kept by some as JSON in a text.
    const inner = unwrapped(found)
    if (typeof found === 'string' && typeof inner === 'object' && inner !== null) {
      descend(reading, inner, { ...place, depth: (place.depth ?? 0) + 1 }, understood)
      return true
    }
    const text = isRecord(found) ? keyOf(found, issueKeyIn) : isListed(found, place.name) ? found : undefined
    if (text === undefined || !issueKeyIn(text)) return false
    keys.add(text.trim())
    return true
  }

  descend(reading, unwrapped(value), { path: '$' }, understood)
  return { keys: [...keys], problems: reading.close(keys.size, value) }
}

function isUntold(told: unknown): boolean {
  if (typeof told === 'string') return ['', 'false', '0', 'null'].includes(told.trim().toLowerCase())
  return !told || (typeof told === 'object' && Object.keys(told).length === 0)
}

/** `["DEP-12", "결제 서버 배포", "added"]` in a list of such: what follows the key tells of it. */
const isTuple = (value: unknown, { path, name }: Place): value is unknown[] =>
  Array.isArray(value) &&
  name === undefined &&
  path !== '$' &&
  typeof value[0] === 'string' &&
  wholeKey(value[0]) !== undefined

/** JSON that was written as a text once more. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Where a value stands: `$.issues[3]`. `name` is its own in an object; entries of a list have none. */
interface Place {
  path: string
  name?: string
  depth?: number
}

/** Scripts nest by week and page, not deeper. */
const deepest = 12

/** Goes into lists and objects as far as they are not understood; a plain value that is not is told of. */
function descend(
  reading: Reading,
  value: unknown,
  { path, name, depth = 0 }: Place,
  understood: (value: unknown, place: Place) => boolean,
) {
  if (depth > deepest) return reading.miss(path, 'lists and objects are nested too deep to be read')
  if (understood(value, { path, name, depth })) return
  if (Array.isArray(value)) {
    if (value.length === 0) reading.sawNothing()
    for (const [index, each] of value.entries())
      descend(reading, each, { path: `${path}[${index}]`, depth: depth + 1 }, understood)
  } else if (isRecord(value))
    for (const [each, inner] of Object.entries(value))
      descend(reading, inner, { path: within(path, each), name: each, depth: depth + 1 }, understood)
  else if (name !== undefined) reading.leave(name)
  else reading.miss(path, `expected something that names an issue, found ${shown(value)}`)
}

/** `$.issues`, `$["7월 4째주"]`. */
const within = (path: string, name: string) =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`

const lookedFor = {
  snapshot:
    'a list of issues such as {"key": "DEP-12", "status": …}, flat or as Jira sends them; an object by issue key; a list of keys; any of these by week or page',
  notified:
    'a list of keys such as "DEP-12" or "DEP-12_2026-11-20"; an object by such keys; told changes such as {"issues": [["DEP-12", …]]}; any of these by week or page',
}

const mostProblems = 50

type Reading = ReturnType<typeof newReading>

/** Collects what was not understood in a file. */
function newReading(what: keyof typeof lookedFor) {
  const problems: string[] = []
  const left = new Map<string, number>()
  let isEmpty = false
  let missed = 0
  return {
    miss(path: string, why: string) {
      if (++missed <= mostProblems) problems.push(`${path}: ${why}`)
    },
    /** A remark of the file itself, such as `updated_at`; however often it stands there, it is told of once. */
    leave: (name: string) => void left.set(name, (left.get(name) ?? 0) + 1),
    /** A list without entries is an answer too. */
    sawNothing() {
      isEmpty = true
    },
    /** The problems; `invalid` where nothing was recognised in a file that holds something. */
    close(recognised: number, value: unknown): string[] {
      const remarks = [...left].slice(0, mostProblems).map(([name, times]) => {
        const often = times > 1 ? ` ${times} times` : ''
        return `${JSON.stringify(name)} was left aside${often}: it names no issue`
      })
      const more = missed > mostProblems ? [`and ${missed - mostProblems} more`] : []
      const all = [...problems, ...more, ...remarks]
      const holdsNothing = (isEmpty && missed === 0) || (isRecord(value) && Object.keys(value).length === 0)
      if (recognised > 0 || holdsNothing) return all
      const found = [`the ${what} file holds ${shown(value)}, in which nothing was recognised`, ...all.slice(0, 3)]
      throw new HubError('invalid', `${found.join('; ')}. Looked for: ${lookedFor[what]}`)
    },
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (!isRecord(value)) return JSON.stringify(value)?.slice(0, 60) ?? 'nothing'
  const names = Object.keys(value).slice(0, 5).join(', ').slice(0, 80)
  return names ? `an object with ${names}` : 'an object without entries'
}
