import { HubError } from '../../engine/error.ts'
import type { Log } from '../../engine/io.ts'
import type { Ask } from './ask.ts'
import { fieldsFor, toIssue } from './issue.ts'
import { CloudPage, ServerPage, type WireIssue } from './schema.ts'
import type { Sites } from './site.ts'
import type { Issue, Search } from './words.ts'

/** Jira gives fewer where it likes: Cloud by the number of fields, Data Center by an administrator's limit. */
const pageSize = 1000
const mostPages = 1000
/** Cloud may send empty pages with a token to the next. */
const mostEmptyPages = 20

export interface SearchParts {
  ask: Ask
  sites: Sites
  log: Log
}

/** The search of whichever Jira it is. Nothing is handed out before the login is proven. */
export async function* searched({ ask, sites, log }: SearchParts, query: Search): AsyncGenerator<Issue[]> {
  const { kind, url } = await sites.known()
  const proof = sites.proof()
  const { jql, fields = [] } = query
  const request = { jql, fields: fieldsFor(fields), maxResults: pageSize }
  const parts = { ask, log, hint: hintFor(jql) }
  const pages = kind === 'cloud' ? cloudPages(parts, request) : serverPages(parts, request)
  const seen = new Set<string>()
  try {
    for await (const page of pages) {
      await proof
      const fresh = page.filter(({ id }) => !seen.has(id) && seen.add(id))
      if (fresh.length > 0) yield fresh.map(issue => toIssue(issue, url, fields))
    }
  } catch (error) {
    await proof // to a stranger Jira says that there is no such project
    throw error
  }
}

export interface PageParts {
  ask: Ask
  log: Log
  hint?: string
  signal?: AbortSignal
}

export interface PageRequest {
  jql: string
  fields: string[]
  maxResults: number
}

const shownJql = 300

const hintFor = (jql: string) =>
  `What it names must exist, be spelled right and be visible to this user. The query: ${jql.length > shownJql ? `${jql.slice(0, shownJql)}…` : jql}`

/** By token; the last page has none. There is no total to compare with, so every oddity is an error or a warning. */
async function* cloudPages({ ask, log, hint }: PageParts, request: PageRequest): AsyncGenerator<WireIssue[]> {
  const path = '/rest/api/3/search/jql'
  const tokens = new Set<string>()
  let nextPageToken: string | undefined
  let empty = 0
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(CloudPage, path, { body: { ...request, nextPageToken }, hint })
    if (answer.warnings?.length) log.warn('Jira warns about the query', { jql: request.jql, warnings: answer.warnings })
    yield answer.issues
    nextPageToken = answer.nextPageToken || undefined
    if (!nextPageToken && answer.isLast === false)
      log.warn('Jira named no next page though the page was not the last', { jql: request.jql })
    if (!nextPageToken || answer.isLast) return
    if (tokens.has(nextPageToken)) throw odd(path, 'it names the same next page twice')
    tokens.add(nextPageToken)
    empty = answer.issues.length === 0 ? empty + 1 : 0
    if (empty > mostEmptyPages) throw odd(path, `more than ${mostEmptyPages} empty pages in a row`)
  }
  throw tooMany(path)
}

/**
 * By offset, advancing by what came, not by what was asked for. Issues that change meanwhile shift those behind them, so
 * a search whose total changed is gone through once more; the caller leaves out what it has seen.
 */
export async function* serverPages(
  { ask, log, hint, signal }: PageParts,
  request: PageRequest & { validateQuery?: boolean },
): AsyncGenerator<WireIssue[]> {
  const path = '/rest/api/2/search'
  const totals = new Set<number>()
  let pages = 0
  for (const round of ['first', 'again']) {
    for (let startAt = 0; ; ) {
      if (pages++ >= mostPages) throw tooMany(path)
      const answer = await ask(ServerPage, path, { body: { ...request, startAt }, hint, signal })
      if (answer.warningMessages?.length && request.validateQuery !== false)
        log.warn('Jira warns about the query', { jql: request.jql, warnings: answer.warningMessages })
      yield answer.issues
      startAt += answer.issues.length
      totals.add(answer.total)
      if (startAt >= answer.total) break
      if (answer.issues.length === 0) throw odd(path, `only ${startAt} of ${answer.total} issues came`)
    }
    if (totals.size === 1) return
    log.debug('issues changed while they were searched', { jql: request.jql, round })
  }
}

const odd = (path: string, what: string) =>
  new HubError('unavailable', `POST ${path}: ${what}. Jira's paging is out of order; it is tried again later.`, {
    arrived: 'no',
  })

const tooMany = (path: string) =>
  new HubError('invalid', `POST ${path}: more than ${mostPages} pages of issues. Narrow the query.`)
