import { type Context, Hono } from 'hono'
import { JqlError } from './fake-jql.ts'
import { found } from './fake-search.ts'
import {
  editorOf,
  type FakeField,
  type FakeIssue,
  type FakeOptions,
  type FakeUser,
  type State,
  stateOf,
  visible,
} from './fake-state.ts'
import { type Wire, wireOf } from './fake-wire.ts'

export type { FakeOptions } from './fake-state.ts'

type Json = Record<string, unknown>
type Answer = Response | Promise<Response>

interface Scene {
  state: State
  wire: Wire
  /** Opaque page tokens, and where they lead. */
  tokens: Map<string, { jql: string; keys: string[]; from: number }>
}

/**
 * A Jira with state and with the vendor's manners: Cloud pages by token and gives ids alone unless fields are named, Data
 * Center pages by offset; a login that fails leaves the searches answering, with nothing in them.
 */
export function jiraFake(options: FakeOptions = {}) {
  const state = stateOf(options)
  const scene: Scene = { state, wire: wireOf(state), tokens: new Map() }
  const username = 'dure@example.com'
  const token = 'jira-secret-token'
  const basic = `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`
  const requests: { method: string; path: string; query: string; body?: Json; status: number }[] = []
  const isKnown = (login: string | undefined) =>
    !state.revoked && (login === basic || (state.kind === 'server' && login === `Bearer ${token}`))

  const app = new Hono().basePath(new URL(state.url).pathname)
  app.use(async (context, next) => {
    await next()
    const { pathname, search } = new URL(context.req.url)
    const text = context.req.method === 'POST' ? await context.req.text() : ''
    const { method } = context.req
    requests.push({
      method,
      path: pathname,
      query: decodeURIComponent(search),
      body: parsed(text),
      status: context.res.status,
    })
  })
  app.use(async (context, next) => {
    if (state.throttled.requests > 0) return tooMany(state)
    const known = isKnown(context.req.header('authorization'))
    if (!known) return stranger(scene, context)
    await next()
    context.header('x-seraph-loginreason', 'OK')
    context.header('x-ausername', encodeURIComponent(username))
  })
  for (const version of state.kind === 'cloud' ? [2, 3] : [2]) app.route(`/rest/api/${version}`, endpoints(scene))
  app.all('*', context => noSuchPath(state, context))

  return {
    ...editorOf(state),
    state,
    url: state.url,
    username,
    token,
    /** The header of one who may come in. */
    authorization: state.kind === 'cloud' ? basic : `Bearer ${token}`,
    requests,
    issues: state.issues as Map<string, FakeIssue>,
    users: state.users as Map<string, FakeUser>,
    projects: state.projects,
    fields: state.fields as FakeField[],
    linkTypes: state.linkTypes,
    /** Refuses the next requests with 429; `retryAfter` in seconds, left out for an answer without the header. */
    throttle(count: number, retryAfter?: number) {
      state.throttled = { requests: count, retryAfter }
    },
    /** For an injected `fetch`, and for a server of `@hono/node-server`. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> =>
      app.fetch(typeof input === 'object' && 'url' in input ? input : new Request(input, init)),
  }
}

export type JiraFake = ReturnType<typeof jiraFake>

const refusal = (status: number, ...errorMessages: string[]) => Response.json({ errorMessages, errors: {} }, { status })

function endpoints({ state, wire, tokens }: Scene): Hono {
  const api = new Hono()
  api.get('/serverInfo', () => Response.json(serverInfo(state)))
  api.get('/myself', () =>
    Response.json({ ...wire.user(state.me.id), locale: 'ko_KR', expand: 'groups,applicationRoles' }),
  )
  api.get('/field', () => Response.json(state.fields.map(wire.field)))
  api.get('/issueLinkType', () =>
    Response.json({
      issueLinkTypes: state.linkTypes.map(type => ({ ...type, self: `${wire.api}/issueLinkType/${type.id}` })),
    }),
  )
  api.get('/project/:key', context => {
    const key = context.req.param('key').toUpperCase()
    if (!state.projects.has(key)) return refusal(404, `No project could be found with key '${key}'.`)
    return Response.json({ expand: 'description,lead', ...wire.project(key), projectTypeKey: 'software' })
  })
  api.get('/issue/:key', context => {
    const issue = visible(state, context.req.param('key'))
    if (!issue) return refusal(404, 'Issue does not exist or you do not have permission to see it.')
    return Response.json(wire.issue(issue, listOf(context.req.query('fields'), '*all')))
  })
  if (state.kind === 'server') {
    api.get('/search', context => offsetPage({ state, wire, tokens }, context.req.query()))
    api.post('/search', async context => offsetPage({ state, wire, tokens }, await context.req.json()))
    return api
  }
  api.all('/search', () =>
    refusal(
      410,
      'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
    ),
  )
  api.get('/search/jql', context => tokenPage({ state, wire, tokens }, context.req.query()))
  api.post('/search/jql', async context => tokenPage({ state, wire, tokens }, await context.req.json()))
  api.post('/issue/bulkfetch', async context => bulk({ state, wire, tokens }, await context.req.json()))
  return api
}

const searchParameters = new Set([
  'jql',
  'nextPageToken',
  'maxResults',
  'fields',
  'expand',
  'properties',
  'fieldsByKeys',
  'reconcileIssues',
  'failFast',
])
const keptTokens = 1000

/** A token stands for the rest of what was found when the first page was asked for. */
function tokenPage({ state, wire, tokens }: Scene, asked: Json): Answer {
  const { jql = '', nextPageToken, fields } = asked
  const maxResults = Number(asked.maxResults ?? 50)
  if (Object.keys(asked).some(name => !searchParameters.has(name)))
    return refusal(400, 'Invalid request payload. Refer to the REST API documentation and try again.')
  const known = nextPageToken === undefined ? undefined : tokens.get(String(nextPageToken))
  if (nextPageToken !== undefined && known?.jql !== jql)
    return refusal(400, 'The nextPageToken is invalid or has expired.')
  if (!(maxResults >= 1 && maxResults <= 5000)) return refusal(400, 'The maxResults must be between 1 and 5000.')
  return answered(() => {
    const keys = known?.keys ?? found(state, String(jql)).map(({ key }) => key)
    const from = known?.from ?? 0
    const to = from + Math.min(maxResults, state.pageSize)
    const issues = keys.slice(from, to).flatMap(key => visible(state, key) ?? [])
    const isLast = to >= keys.length
    const token = isLast ? undefined : Buffer.from(`${++state.serial}:${to}`).toString('base64url')
    if (token) tokens.set(token, { jql: String(jql), keys, from: to })
    if (tokens.size > keptTokens) tokens.delete(tokens.keys().next().value!)
    const wanted = listOf(fields, 'id')
    return { issues: issues.map(issue => wire.issue(issue, wanted)), ...(token && { nextPageToken: token }), isLast }
  })
}

const serverCap = 1000

/** Searched anew for each page, so that issues shift when something changes meanwhile. */
function offsetPage({ state, wire }: Scene, asked: Json): Answer {
  const startAt = Number(asked.startAt ?? 0)
  const maxResults = Math.min(Number(asked.maxResults ?? 50), serverCap, state.pageSize)
  return answered(() => {
    const validate = String(asked.validateQuery ?? true) !== 'false'
    const all = found(state, String(asked.jql ?? ''), { validate })
    const wanted = listOf(asked.fields, '*navigable')
    const issues = all.slice(startAt, startAt + maxResults).map(issue => wire.issue(issue, wanted))
    return { expand: 'names,schema', startAt, maxResults, total: all.length, issues }
  })
}

/** In the order of ids, as the vendor says; former keys find what they were given up for. */
function bulk({ state, wire }: Scene, { issueIdsOrKeys = [], fields }: Json): Answer {
  const keys = issueIdsOrKeys as string[]
  if (keys.length === 0 || keys.length > 100) return refusal(400, 'Between 1 and 100 issues must be asked for.')
  const issues = new Set(keys.flatMap(key => visible(state, key) ?? []))
  const missing = keys.filter(key => !visible(state, key))
  const sorted = [...issues].sort((a, b) => Number(a.id) - Number(b.id))
  return Response.json({
    expand: 'schema,names',
    issues: sorted.map(issue => wire.issue(issue, listOf(fields, '*navigable'))),
    issueErrors: missing.map(id => ({
      id,
      errorMessage: 'Issue does not exist or you do not have permission to see it.',
    })),
  })
}

function answered(page: () => Json): Response {
  try {
    return Response.json(page())
  } catch (error) {
    if (error instanceof JqlError) return refusal(400, error.message)
    throw error
  }
}

/** `a,b` in a query, a list in a body. */
function listOf(value: unknown, otherwise: string): string[] {
  if (value === undefined) return [otherwise]
  return (Array.isArray(value) ? value.map(String) : [String(value)]).flatMap(text => text.split(','))
}

const serverInfo = ({ kind, url, now }: State) => ({
  baseUrl: url,
  version: kind === 'cloud' ? '1001.0.0-SNAPSHOT' : '10.3.24',
  versionNumbers: kind === 'cloud' ? [1001, 0, 0] : [10, 3, 24],
  deploymentType: kind === 'cloud' ? 'Cloud' : 'Server',
  buildNumber: 100_283,
  buildDate: '2026-10-01T00:00:00.000+0000',
  serverTime: now().toISOString().replace('Z', '+0000'),
  scmInfo: '1f51473f5c7b75c1a69a0090f4832cdc5053702a',
  serverTitle: 'Jira',
})

/** Whom it does not know it answers, but has little to say. */
function stranger({ state }: Scene, context: Context): Response {
  const headers = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED', 'x-ausername': 'anonymous' }
  const path = context.req.path.slice(new URL(state.url).pathname.replace(/\/$/, '').length)
  const says = (body: unknown, status = 200) => Response.json(body, { status, headers })
  if (path.endsWith('/serverInfo')) return says(serverInfo(state))
  if (path.endsWith('/search/jql')) return says({ issues: [], isLast: true })
  if (path.endsWith('/search') && state.kind === 'server')
    return says({ startAt: 0, maxResults: 50, total: 0, issues: [] })
  if (path.endsWith('/bulkfetch')) return says({ issues: [], issueErrors: [] })
  if (/\/(project|issue)\//.test(path))
    return says({ errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} }, 404)
  const text = 'Client must be authenticated to access this resource.'
  return state.kind === 'cloud'
    ? new Response(text, { status: 401, headers: { ...headers, 'content-type': 'text/html;charset=UTF-8' } })
    : says({ message: text, 'status-code': 401 }, 401)
}

function tooMany({ throttled, kind }: State): Response {
  throttled.requests--
  const headers = new Headers(kind === 'cloud' ? { 'ratelimit-reason': 'jira-burst-based' } : {})
  if (throttled.retryAfter !== undefined) headers.set('retry-after', String(throttled.retryAfter))
  headers.set('content-type', kind === 'cloud' ? 'application/json' : 'text/html')
  const body = kind === 'cloud' ? '{"errorMessages":["Rate limit exceeded."]}' : '<html><h1>HTTP Status 429</h1></html>'
  return new Response(body, { status: 429, headers })
}

const noSuchPath = ({ kind }: State, { req }: Context) =>
  kind === 'cloud'
    ? Response.json({ message: `No endpoint ${req.method} ${req.path}.`, statusCode: 404 }, { status: 404 })
    : Response.json({ message: `null for uri: ${req.url}`, 'status-code': 404 }, { status: 404 })

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
