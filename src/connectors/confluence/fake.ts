import { Hono } from 'hono'
import { fakeCaller } from './fake-caller.ts'
import { cloudRoutes } from './fake-cloud.ts'
import { fakePages, type Kind } from './fake-pages.ts'
import { fakeProperties } from './fake-properties.ts'
import { serverRoutes } from './fake-server.ts'
import { viewRoutes } from './fake-view.ts'

export interface FakeOptions {
  kind: Kind
  /** Default: the address of a Cloud site, or of a server on a host of its own. */
  origin?: string
  username?: string
  /** API token, or for a server the personal access token. */
  token?: string
}

interface FakeRequest {
  method: string
  path: string
  /** Decoded. */
  query: string
  status: number
}

interface State {
  /** The credential is taken for none at all, and calls are answered as to a stranger. */
  anonymous: boolean
  /** Called after an answer was made and before it is sent: what people do meanwhile. */
  afterwards: ((request: FakeRequest) => void) | undefined
  /** Gives an answer instead of the genuine one; undefined leaves it at that. */
  instead: ((request: Request) => Response | undefined) | undefined
}

/**
 * A Confluence that keeps pages as a genuine one does: it rewrites storage when it saves, counts versions and refuses
 * stale ones, holds titles unique in a space, tells properties late, and finds in its index only what was there before.
 */
export function confluenceFake({ kind, username = 'dure@example.com', token = 'secret', origin }: FakeOptions) {
  const site = fakePages(kind)
  const contextPath = kind === 'cloud' ? '/wiki' : '/confluence'
  const home = origin ?? (kind === 'cloud' ? 'https://example.atlassian.net' : 'https://wiki.example.com')
  const requests: FakeRequest[] = []
  const state: State = { anonymous: false, afterwards: undefined, instead: undefined }
  const parts = {
    site,
    properties: fakeProperties(site.nextId),
    caller: fakeCaller(site, () => state.anonymous),
    username,
    base: ({ req }: { req: { url: string } }) => new URL(req.url).origin + contextPath,
  }

  const app = new Hono()
  listen(app, requests, state)
  app.route(contextPath, viewRoutes(site))
  guard(app, kind, `${username}:${token}`, state)
  app.route(contextPath, kind === 'cloud' ? cloudRoutes(parts) : serverRoutes(parts))
  app.notFound(() => new Response('<html><body>Page not found</body></html>', { status: 404, headers: html }))

  const { pages, others, mails, addSpace, addPage, edit, reindex } = site
  return {
    kind,
    /** For an injected `fetch`, and for a server of `@hono/node-server`. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> =>
      app.fetch(typeof input === 'object' && 'url' in input ? input : new Request(input, init)),
    /** Where people read it. */
    url: home + contextPath,
    username,
    token,
    /** The environment variables with which the connector finds it. */
    settings: (kind === 'cloud'
      ? { ATLASSIAN_URL: home, ATLASSIAN_USERNAME: username, ATLASSIAN_API_TOKEN: token }
      : { ATLASSIAN_URL: home, ATLASSIAN_PAT: token, CONFLUENCE_URL: home + contextPath }) as Record<string, string>,
    pages,
    others,
    mails,
    addSpace,
    addPage,
    edit,
    reindex,
    /** What was asked, oldest first. */
    requests,
    state,
  }
}

export type ConfluenceFake = ReturnType<typeof confluenceFake>

function listen(app: Hono, requests: FakeRequest[], state: State) {
  app.use(async (context, next) => {
    await next()
    const { method, url } = context.req
    const { pathname: path, search } = new URL(url)
    const request = { method, path, query: decodeURIComponent(search.slice(1)), status: context.res.status }
    requests.push(request)
    state.afterwards?.(request)
  })
}

const html = { 'content-type': 'text/html;charset=UTF-8' }

function guard(app: Hono, kind: Kind, login: string, state: State) {
  const basic = `Basic ${Buffer.from(login, 'utf8').toString('base64')}`
  const logins = kind === 'cloud' ? [basic] : [basic, `Bearer ${login.slice(login.indexOf(':') + 1)}`]
  app.use(async (context, next) => {
    if (!logins.includes(context.req.header('authorization') ?? '')) return wrongLogin(kind)
    return state.instead?.(context.req.raw) ?? next()
  })
}

function wrongLogin(kind: Kind): Response {
  if (kind === 'cloud') {
    const errors = [{ status: 401, code: 'UNAUTHORIZED', title: 'Unauthorized', detail: null }]
    return Response.json({ errors }, { status: 401 })
  }
  const body = '<html><head><title>Unauthorized (401)</title></head><body>Basic Authentication Failure</body></html>'
  return new Response(body, { status: 401, headers: { ...html, 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } })
}
