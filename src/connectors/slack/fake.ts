import { Hono } from 'hono'
import { systemClock } from '../../engine/clock.ts'
import { blocksMistake } from './fake-limits.ts'
import { type Answer, type Asked, methods } from './fake-methods.ts'
import { type FakeWorkspace, fakeWorkspace, type WorkspaceOptions } from './fake-workspace.ts'

/** What befalls one call. `lost`: it takes effect and the answer does not arrive; `cut`: the call does not arrive. */
export type Trouble = 'lost' | 'cut' | { error: string } | { status: number; retryAfter?: number; body?: string }

export interface FakeOptions extends WorkspaceOptions {
  token?: string
  /** Default: all that the connector needs. */
  scopes?: string[]
  /** Most items of a page, whatever is asked for. */
  pageSize?: number
}

const allScopes = [
  'chat:write',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'users:read.email',
]
const webhookPath = '/services/T0DURE00001/B0DUREHOOK1/secretOfTheWebhook'

/**
 * A small Slack with a memory: the Web API below `/api/`, which says no with status 200, and an incoming webhook into
 * the first channel. Names are good for posting only; edits ping nobody; histories come newest first, page by page.
 */
export function slackFake(options: FakeOptions = {}) {
  const { token = 'xoxb-token-of-the-fake', scopes = [...allScopes], pageSize = 1000 } = options
  const workspace = fakeWorkspace({ ...options, clock: options.clock ?? systemClock })
  const calls: { method: string; parameters: Record<string, string> }[] = []
  const troubles = new Map<string, Trouble[]>()
  const trouble = (name: string) => troubles.get(name)?.shift()

  const app = new Hono()
  app.all('/api/:method', async context => {
    const method = context.req.param('method')
    const parameters = await parametersOf(context.req.raw)
    calls.push({ method, parameters })
    const authorization = context.req.header('authorization')
    const asked: Asked = { workspace, parameters, scopes, pageSize }
    return befallen(trouble(method), () => {
      if (authorization === undefined) return json({ ok: false, error: 'not_authed' })
      if (authorization !== `Bearer ${token}`) return json({ ok: false, error: 'invalid_auth' })
      return json(methods[method]?.(asked) ?? { ok: false, error: 'unknown_method' })
    })
  })
  app.post(webhookPath, async context => {
    const body = await context.req.json().catch(() => undefined)
    calls.push({ method: 'webhook', parameters: body })
    return befallen(trouble('webhook'), () => hooked(workspace, body))
  })
  app.post('/services/*', () => new Response('no_service', { status: 404 }))

  return {
    /** For an injected `fetch`, and for a server of `@hono/node-server`. Throws where a trouble breaks the connection. */
    fetch: async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
      const answer = await app.fetch(typeof input === 'object' && 'url' in input ? input : new Request(input, init))
      if (answer.headers.get('x-fake') !== 'broken') return answer
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      })
    },
    /** For SLACK_API_URL. */
    url: 'https://slack.example.com/api/',
    /** For SLACK_WEBHOOK_URL. Behind another origin it has the same path. */
    webhookUrl: `https://hooks.slack.example.com${webhookPath}`,
    token,
    /** Change them to take rights away. */
    scopes,
    channels: workspace.channels,
    users: workspace.users,
    bot: workspace.bot,
    /** Who was pinged, oldest first: `U…`, `!channel`, `!here`. */
    pings: workspace.pings,
    /** What was asked, oldest first: the method's name or `webhook`. */
    calls,
    say: workspace.say,
    remove: workspace.remove,
    /** The next calls of a method (`webhook` for the webhook) meet these troubles, one each. */
    trouble: (method: string, ...list: Trouble[]) =>
      void troubles.set(method, [...(troubles.get(method) ?? []), ...list]),
  }
}

export type SlackFake = ReturnType<typeof slackFake>

const json = (body: Answer, init: ResponseInit = {}) => Response.json(body, init)

function befallen(trouble: Trouble | undefined, answer: () => Response): Response {
  if (trouble === undefined) return answer()
  const broken = () => new Response('', { status: 500, headers: { 'x-fake': 'broken' } })
  if (trouble === 'cut') return broken()
  if (trouble === 'lost') {
    answer()
    return broken()
  }
  if ('error' in trouble) return json({ ok: false, error: trouble.error })
  const { status, retryAfter, body = JSON.stringify({ ok: false, error: 'ratelimited' }) } = trouble
  return new Response(body, { status, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) } })
}

/** The answer is plain text, and there is no `ts`. */
function hooked({ channels: [channel], add }: FakeWorkspace, body: any): Response {
  const answer = (text: string, status = 200) => new Response(text, { status })
  if (typeof body !== 'object' || body === null) return answer('invalid_payload', 400)
  const { text = '', blocks = [], parse, link_names: linkNames } = body
  if (!channel) return answer('channel_not_found', 404)
  if (channel.archived) return answer('channel_is_archived', 410)
  if (!text && blocks.length === 0) return answer('no_text', 400)
  const mistake = blocksMistake(blocks)
  if (mistake) return answer(mistake, 400)
  add(channel, { text, blocks, parse, linkNames }, { bot: 'B0DUREHOOK1' })
  return answer('ok')
}

/** Of the query, a form or JSON. */
async function parametersOf(request: Request): Promise<Record<string, string>> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  const text = await request.text()
  if (!text) return query
  if (!request.headers.get('content-type')?.includes('json'))
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) }
  const entries = Object.entries(JSON.parse(text) as Record<string, unknown>)
  return {
    ...query,
    ...Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
  }
}
