import { Hono } from 'hono'
import type { Clock } from '../engine/clock.ts'
import type { Log } from '../engine/io.ts'
import type { LoadedAutomation } from '../engine/parts.ts'
import { createAnswer } from './answer.ts'
import { type Access, createGuard } from './auth.ts'
import type { Desk } from './desk.ts'
import { type Assets, docsPage, docsPolicy, docsScript } from './docs.ts'
import { createFrame, type Env, type Frame, type Reply } from './frame.ts'
import { createMcpAnswer, type McpOptions } from './mcp-answer.ts'
import { createMetrics } from './metrics.ts'
import { openApiOf } from './openapi.ts'
import { inTime } from './patience.ts'
import { Refusal } from './refusal.ts'
import { bySpelling, mcpPath, methodsOf, ownPages, patternOf, routesOf, type Served } from './routes.ts'
import { type Language, wordsOf } from './words.ts'

/** What the server is made of. Nothing here opens a socket or a file. */
export interface Api {
  automations: readonly LoadedAutomation[]
  desk: Desk
  access: Access
  clock: Clock
  log: Log
  /** UUIDs: the numbers of the requests. */
  newId: () => string
  /** Of whoever does not say which they read. */
  language: Language
  /** Of the hub, for the description of the API. */
  version: string
  assets?: Assets
  mcp?: McpOptions
}

export interface App {
  /** Answers one request; never throws. Runs behind a socket as well as in a Lambda. */
  fetch(request: Request, env?: Env): Response | Promise<Response>
}

type Router = Hono<{ Bindings: Env | undefined }>

/** Everything that is seen from outside by HTTP. */
export function createApp(api: Api): App {
  const { desk, clock, log, language } = api
  const metrics = createMetrics()
  const frame = createFrame({ guard: createGuard(api), clock, log, newId: api.newId, language, metrics })
  const served = routesOf(api.automations)
  const app: Router = new Hono({ strict: false })

  for (const one of bySpelling(served)) {
    const answer = createAnswer(one, desk)
    app.on(one.method, patternOf(one.path), frame({ route: one.path, role: one.role }, answer))
  }

  app.get(
    '/health',
    frame({ route: '/health', quiet: true }, () => ({ status: 200, json: { status: 'ok' } })),
  )
  app.get(
    '/ready',
    frame({ route: '/ready', role: 'reader', quiet: true }, async () => {
      const troubles = await inTime(clock, desk.troubles(), () => [silentLedger])
      return troubles.length === 0 ? { status: 200, json: { status: 'ready' } } : notReady(troubles)
    }),
  )
  app.get(
    '/metrics',
    frame({ route: '/metrics', role: 'reader', quiet: true }, async () => {
      const counts = await inTime(clock, desk.counts(), () => undefined)
      if (!counts) return notReady([silentLedger])
      return { status: 200, type: metrics.contentType, body: await metrics.text(counts) }
    }),
  )
  addDocs(app, frame, api, served)
  if (api.mcp) app.all(mcpPath, frame({ route: mcpPath, role: 'reader' }, createMcpAnswer(api, api.mcp)))

  const methods = methodsOf([...served, ...ownPages.map(path => ({ method: 'GET', path }))])
  app.notFound(
    frame({ route: '-', role: 'reader' }, c => {
      const known = methods(c.req.path)
      const allowed = known.join(', ')
      // A page that is not served (docs without their files) has an address, too.
      if (!allowed || known.includes(c.req.method)) throw new Refusal('not_found', words => words.details.noRoute)
      throw new Refusal('method_not_allowed', words => words.details.wrongMethod(allowed), {
        headers: { allow: allowed },
      })
    }),
  )
  return { fetch: (request, env) => app.fetch(request, env) }
}

const silentLedger = { what: 'ledger', why: 'it does not answer' }

const notReady = (troubles: Awaited<ReturnType<Desk['troubles']>>): Reply => ({
  status: 503,
  plain: true,
  json: { status: 'not ready', troubles },
})

function addDocs(app: Router, frame: Frame, { assets, language, version }: Api, served: readonly Served[]) {
  const words = wordsOf(language)
  const document = JSON.stringify(openApiOf(served, { words, version }))
  const show = (path: string, type: string, body: Reply['body'], headers?: Record<string, string>) =>
    app.get(
      path,
      frame({ route: path, quiet: true }, () => ({ status: 200, type, body, headers })),
    )
  show('/openapi.json', 'application/json', document)
  if (!assets) return
  show('/docs', 'text/html; charset=utf-8', docsPage(words), { 'content-security-policy': docsPolicy })
  show('/docs/start.js', 'text/javascript; charset=utf-8', docsScript)
  for (const [name, { type, bytes }] of assets) show(`/docs/${name}`, type, bytes, { 'cache-control': 'max-age=3600' })
}
