import { HubError } from '../../engine/error.ts'
import { fieldsFor, toIssue } from './issue.ts'
import { anyOf } from './jql.ts'
import { WireIssue, WireIssues } from './schema.ts'
import { type SearchParts, serverPages } from './search.ts'
import type { Issue, JiraSite } from './words.ts'

/** As many as Jira Cloud takes in one call. */
const sliceSize = 100
const callsAtOnce = 6

interface Reading {
  kind: JiraSite['kind']
  fields: string[]
  signal: AbortSignal
}

/** Reads issues by key. All calls of one reader share one limit, however many readings there are at once. */
export function issueReader({ ask, sites, log }: SearchParts) {
  const enter = gate(callsAtOnce)

  return async function issues(keys: readonly string[], more: readonly string[] = []): Promise<Map<string, Issue>> {
    const wanted = [...new Set(keys)]
    if (wanted.length === 0) return new Map()
    const { kind, url } = await sites.known()
    const proof = sites.proof()
    const stop = new AbortController()
    const reading: Reading = { kind, fields: fieldsFor(more), signal: stop.signal }
    try {
      const slices = [...slicesOf(wanted, sliceSize)].map(slice => sliceOf(reading, slice))
      const [, ...found] = await Promise.all([proof, ...slices])
      const byKey = new Map(found.flat().map(issue => [issue.key, issue]))
      await findMoved(reading, wanted, byKey)
      return new Map(
        wanted.flatMap(key => {
          const issue = byKey.get(key)
          return issue ? [[key, toIssue(issue, url, more)]] : []
        }),
      )
    } catch (error) {
      stop.abort(error)
      await proof
      throw error
    }
  }

  function sliceOf(reading: Reading, slice: string[]): Promise<WireIssue[]> {
    return reading.kind === 'cloud' ? enter(() => cloudSlice(reading, slice)) : serverSlice(reading, slice)
  }

  async function cloudSlice({ fields, signal }: Reading, slice: string[]) {
    const body = { issueIdsOrKeys: slice, fields }
    return (await ask(WireIssues, '/rest/api/3/issue/bulkfetch', { body, signal })).issues
  }

  /** Without `validateQuery` one key that vanished would fail all of them; where a key fails them even so, each is asked for. */
  async function serverSlice(reading: Reading, slice: string[]): Promise<WireIssue[]> {
    const { fields, signal } = reading
    const request = { jql: anyOf('key', slice), fields, maxResults: slice.length, validateQuery: false }
    const parts = { ask, log, signal }
    try {
      return await enter(() => whole(serverPages(parts, request)))
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'invalid') throw error
      return (await Promise.all(slice.map(key => single(reading, key)))).flat()
    }
  }

  async function single({ kind, fields, signal }: Reading, key: string): Promise<WireIssue[]> {
    const version = kind === 'cloud' ? 3 : 2
    const path = `/rest/api/${version}/issue/${encodeURIComponent(key)}?fields=${encodeURIComponent(fields.join(','))}`
    try {
      return [await enter(() => ask(WireIssue, path, { signal }))]
    } catch (error) {
      if (error instanceof HubError && error.code === 'not_found') return []
      throw error
    }
  }

  /** An issue that moved to another project comes under its new key, and nothing says which of the old ones it was. */
  async function findMoved(reading: Reading, wanted: string[], byKey: Map<string, WireIssue>) {
    const asked = new Set(wanted)
    if ([...byKey.keys()].every(key => asked.has(key))) return
    const missing = wanted.filter(key => !byKey.has(key))
    await Promise.all(
      missing.map(async key => {
        const [issue] = await single(reading, key)
        if (issue) byKey.set(key, issue)
      }),
    )
  }
}

async function whole<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

function* slicesOf<T>(items: T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/** Lets so many through at once, in the order of their coming. */
function gate(width: number) {
  const waiting: (() => void)[] = []
  let inside = 0
  return async function enter<T>(work: () => Promise<T>): Promise<T> {
    if (inside < width) inside++
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else inside--
    }
  }
}
