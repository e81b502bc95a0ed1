import type { FakePage } from './fake-pages.ts'

type Condition = (page: FakePage) => boolean

/** The pages that a CQL query finds, of those that the index has; undefined for a query that this fake does not know. */
export function searched(pages: Iterable<FakePage>, cql: string): FakePage[] | undefined {
  const conditions = cql.split(/\s+and\s+/i).map(conditionOf)
  if (!conditions.every(condition => condition !== undefined)) return undefined
  return [...pages].filter(
    page => page.indexed && page.status === 'current' && !page.hidden && conditions.every(isMet => isMet(page)),
  )
}

function conditionOf(text: string): Condition | undefined {
  const [, field, quoted, bare] =
    /^(type|macro|space|title)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(\w+))$/.exec(text.trim()) ?? []
  const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
  if (field === 'type') return () => value === 'page'
  if (field === 'macro') return page => page.body.includes(`ac:name="${value}"`)
  if (field === 'space') return page => page.space === value
  if (field === 'title') return page => page.title === value
  return undefined
}
