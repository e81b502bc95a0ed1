import { type Context, Hono } from 'hono'
import { blockRoutes } from './fake-blocks.ts'
import { pageRoutes } from './fake-pages.ts'
import { databaseRoutes } from './fake-schema.ts'
import {
  bot,
  type FakeColumn,
  type FakeDatabase,
  type FakePage,
  fakeState,
  type Json,
  person,
  type Refusal,
} from './fake-state.ts'
import { takeColumns, takeValues } from './fake-values.ts'
import { addressOf, markdownOut, pageOut, richText } from './fake-wire.ts'

export interface FakeOptions {
  token?: string
  /** Default: it is always the same moment. */
  now?: () => Date
  /** Refuses what comes faster than Notion allows, by `now`. Default: whatever comes is taken. */
  limited?: boolean
}

interface FakeRequest {
  method: string
  path: string
  query: string
  body: Json | undefined
  status: number
  at: Date
}

interface Behaviour {
  /** Gives an answer instead of the genuine one; undefined leaves it at that. */
  instead: ((request: Request) => Response | undefined) | undefined
  /** Does what was asked, and breaks the connection in place of an answer. */
  loses: ((request: FakeRequest) => boolean) | undefined
  /** Called after an answer was made and before it is sent: what people do meanwhile. */
  afterwards: ((request: FakeRequest) => void) | undefined
  /** So many requests are answered 429, with this wait in seconds. */
  busy: { requests: number; seconds: number }
  /** Properties that do not exist are dropped, as some report, instead of refused. */
  dropsUnknown: boolean
  /** Where a query stops, as Notion does after 10 000. */
  mostRows: number
}

const versions = ['2022-06-28', '2025-09-03', '2026-03-11']

/**
 * A Notion with state and with the vendor's manners: rows have no order unless asked for, unknown options are made
 * silently, a create is made again as often as it is sent, relations are told 25 at a time, and what is not shared is
 * not there.
 */
export function notionFake({ token = 'ntn_fake_secret', now, limited = false }: FakeOptions = {}) {
  const clock = now ?? (() => new Date('2026-11-23T01:00:00Z'))
  const state = fakeState(clock)
  const requests: FakeRequest[] = []
  const behaviour: Behaviour = {
    instead: undefined,
    loses: undefined,
    afterwards: undefined,
    busy: { requests: 0, seconds: 1 },
    dropsUnknown: false,
    mostRows: 10_000,
  }
  const app = new Hono()
  app.use(async (context, next) => {
    const body = parsed(await context.req.raw.clone().text())
    await next()
    const { pathname: path, search } = new URL(context.req.url)
    const { method } = context.req
    const query = decodeURIComponent(search.slice(1))
    const request = { method, path, query, body, status: context.res.status, at: clock() }
    requests.push(request)
    behaviour.afterwards?.(request)
  })
  app.use(async (context, next) => {
    const hurried = limited && isHurried(requests, clock())
    if (behaviour.busy.requests > 0 || hurried) return tooMany(behaviour)
    return guarded(context, token) ?? behaviour.instead?.(context.req.raw) ?? next()
  })
  app.get('/v1/users/me', context => context.json(me))
  app.route('/v1', databaseRoutes(state, behaviour))
  app.route('/v1', pageRoutes(state, behaviour))
  app.route('/v1', blockRoutes(state))
  app.notFound(() => failed({ status: 400, code: 'invalid_request_url', message: 'Invalid request URL.' }))
  app.onError(error => failed(asRefusal(error)))

  return {
    /** For an injected `fetch`, and for a server of `@hono/node-server`. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
      const answer = await app.fetch(typeof input === 'object' && 'url' in input ? input : new Request(input, init))
      if (behaviour.loses?.(requests.at(-1)!)) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
      return answer
    },
    token,
    /** The environment variables with which the connector finds it. */
    settings: { NOTION_API_KEY: token, NOTION_API_URL: 'https://api.notion.example.com' } as Record<string, string>,
    /** What was asked, oldest first. */
    requests,
    behaviour,
    ...people(state),
  }
}

export type NotionFake = ReturnType<typeof notionFake>

const me = {
  object: 'user',
  id: bot,
  name: '두레',
  avatar_url: null,
  type: 'bot',
  bot: {
    owner: { type: 'workspace', workspace: true },
    workspace_id: 'c0700000-0000-4000-8000-000000000003',
    workspace_limits: { max_file_upload_size_in_bytes: 5_242_880 },
    workspace_name: '우리 팀',
  },
}

function guarded({ req }: Context, token: string): Response | undefined {
  if (req.header('authorization') !== `Bearer ${token}`)
    return failed({ status: 401, code: 'unauthorized', message: 'API token is invalid.' })
  const version = req.header('notion-version')
  if (version === undefined) {
    const message =
      'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.'
    return failed({ status: 400, code: 'missing_version', message })
  }
  if (versions.includes(version)) return undefined
  return failed({ status: 400, code: 'validation_error', message: `Notion-Version "${version}" is not supported.` })
}

/** Three a second on average over ten seconds. */
const isHurried = (requests: FakeRequest[], now: Date) =>
  requests.filter(({ at, status }) => status !== 429 && now.getTime() - at.getTime() < 10_000).length >= 33

function tooMany(behaviour: Behaviour): Response {
  behaviour.busy.requests = Math.max(0, behaviour.busy.requests - 1)
  const message = 'You have been rate limited. Please try again in a few minutes.'
  const additional_data = { rate_limit_reason: 'public_api_request_rate_limit' }
  return Response.json(
    { object: 'error', status: 429, code: 'rate_limited', message, additional_data },
    { status: 429, headers: { 'retry-after': String(behaviour.busy.seconds) } },
  )
}

const failed = ({ status, code, message }: Refusal) =>
  Response.json({ object: 'error', status, code, message }, { status })

const asRefusal = (error: unknown): Refusal =>
  typeof error === 'object' && error && 'code' in error && 'status' in error
    ? (error as Refusal)
    : { status: 500, code: 'internal_server_error', message: `Unexpected error occurred: ${error}` }

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What people do in Notion, and what they see there. */
function people(state: ReturnType<typeof fakeState>) {
  const sourceOf = ({ sources }: FakeDatabase) => state.sources.get(sources[0]!)!
  return {
    state,
    /** A page, shared with the integration. */
    addPage: (title: string): FakePage => state.makePage({ title }),
    /** A database below a page; types as Notion calls them, options where there are some. */
    addDatabase(
      title: string,
      columns: Record<string, string | { type: string; options?: string[] }>,
      parent?: FakePage,
    ) {
      const made = Object.entries(columns).map(([name, column]): FakeColumn => {
        const { type, options = [] } = typeof column === 'string' ? { type: column } : column
        return state.makeColumn(name, type, { options: options.map(state.makeOption) })
      })
      const page = parent ?? state.makePage({ title: '업무 기록' })
      return state.makeDatabase(title, page.id, made)
    },
    addSource(database: FakeDatabase, name: string) {
      const source = { id: state.nextId(), database: database.id, name, columns: [state.makeColumn('Name', 'title')] }
      state.sources.set(source.id, source)
      database.sources.push(source.id)
      return source
    },
    /** Somebody adds or completes columns; in the API's shape. */
    changeColumns: (database: FakeDatabase, properties: Json) => takeColumns(state, sourceOf(database), properties),
    column: (database: FakeDatabase, name: string) => sourceOf(database).columns.find(column => column.name === name),
    /** A row that a person makes; values in the wire's shape. */
    addRow(database: FakeDatabase, properties: Json): FakePage {
      const page = state.makePage({ source: sourceOf(database).id })
      takeValues(state, sourceOf(database), page, properties)
      return page
    },
    rows: (database: FakeDatabase) => state.rowsOf(sourceOf(database).id),
    /** A row as the API would tell it, by the names of its columns. */
    seen: (page: FakePage): Json => pageOut(state, page),
    markdown: (page: FakePage) => markdownOut(page.blocks),
    addressOf,
    /** A person writes a line at the end of a page. */
    write(page: FakePage, line: string) {
      page.blocks.push(
        state.makeBlock(
          'paragraph',
          { rich_text: richText([{ text: { content: line } }]), color: 'default' },
          [],
          person,
        ),
      )
      Object.assign(page, { edited: state.minute(), editor: person })
    },
  }
}
