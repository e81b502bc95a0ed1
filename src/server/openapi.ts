import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { refusalOf } from './faults.ts'
import { schemaOf } from './input.ts'
import { type Kind, statusOf } from './kind.ts'
import { failureOf } from './problem.ts'
import { Refusal } from './refusal.ts'
import type { Served } from './routes.ts'
import { examplesOf, membersOf, without } from './shape.ts'
import type { Words } from './words.ts'

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string(), example: z.any().optional() })).optional(),
    instance: z.string(),
  })
  .meta({ id: 'Problem' })

/** A problem with an example of its own: all of them look alike but for what they say. */
const problemContent = (refusal: Refusal, words: Words) => ({
  'application/problem+json': { schema: Problem, example: failureOf(refusal, words, someRequest).problem },
})
const someRequest = '8e03978e-40d5-43dd-bc93-6894a57f9324'

/** What a refusal of each kind says, for an example. */
const sayings: Record<Kind, Refusal['detail']> = {
  invalid: ({ details }) => details.badKey,
  unauthorized: ({ details }) => details.noToken,
  forbidden: ({ details }) => details.role('writer', 'reader'),
  not_found: ({ details }) => details.noRoute,
  method_not_allowed: ({ details }) => details.wrongMethod('GET, HEAD'),
  conflict: ({ api }) => api.key,
  too_large: ({ details }) => details.tooLarge('1 MiB'),
  rate_limited: ({ details }) => details.slowDown(2),
  failed: ({ details }) => details.failed,
  unavailable: ({ details }) => details.unavailable,
}

type Responses = RouteConfig['responses']

/** What the API takes and gives, as OpenAPI 3.1, from the schemas that requests are held against. */
export function openApiOf(served: readonly Served[], { words, version }: { words: Words; version: string }): object {
  const { api } = words
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: api.token })
  for (const one of served) registry.registerPath(operationOf(one, words))
  for (const config of ownOperations(words)) registry.registerPath(config)
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: api.title, version, description: api.description },
    security: [{ token: [] }],
  })
}

function operationOf(one: Served, words: Words): RouteConfig {
  const schema = schemaOf(one.task, one.names)
  const members = membersOf(schema)
  const inQuery = one.method === 'GET' || one.method === 'DELETE'
  const rest = without(schema, one.names)
  const key = z.string().max(255).optional().meta({ description: words.api.key })
  return {
    method: one.method.toLowerCase() as RouteConfig['method'],
    path: one.path,
    operationId: one.name.replace('/', '.'),
    summary: one.task.summary,
    tags: [one.chapter],
    request: {
      params: z.object(Object.fromEntries(one.names.map(name => [name, members[name] ?? z.string()]))),
      ...(inQuery && { query: z.object(membersOf(rest)) }),
      ...(!inQuery && { body: { required: true, content: { 'application/json': bodyOf(one, schema, rest) } } }),
      ...(one.method !== 'GET' && { headers: z.object({ 'Idempotency-Key': key }) }),
    },
    responses: { ...errorsOf(one, rest, words), ...repliesOf(one, words) },
  }
}

/** With what the schema as a whole gives for examples, but for what stands in the path. */
function bodyOf({ names }: Served, schema: z.ZodType, rest: z.ZodType) {
  const inBody = (example: unknown) => {
    if (typeof example !== 'object' || example === null) return example
    return Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)))
  }
  const [example, ...more] = examplesOf(schema).map(inBody)
  if (more.length === 0) return { schema: rest, ...(example !== undefined && { example }) }
  const all = [example, ...more].map((value, index) => [String(index + 1), { value }])
  return { schema: rest, examples: Object.fromEntries(all) }
}

function repliesOf({ route }: Served, words: Words): Responses {
  if (!route.replies) return { 200: { description: words.api.ok } }
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, { description, body }]) => {
      const kind = kinds.find(kind => statusOf[kind] === Number(status))
      if (kind) return [status, { description, content: problemContent(new Refusal(kind, () => description), words) }]
      return [status, { description, ...(body && { content: { 'application/json': { schema: body } } }) }]
    }),
  )
}

const kinds = Object.keys(statusOf) as Kind[]

function errorsOf(one: Served, schema: z.ZodType, words: Words): Responses {
  const { method, names } = one
  const never = new Set<string>(['method_not_allowed'])
  if (names.length === 0) never.add('not_found')
  if (method === 'GET') never.add('conflict')
  if (method === 'GET' || method === 'DELETE') never.add('too_large')
  // Something that the schema refuses: what it wants is missing, or nothing is and there is too much.
  const sent = [{}, { unknown: '' }].find(input => !schema.safeParse(input).success)
  const error = sent && schema.safeParse(sent).error
  const refusals = kinds
    .filter(kind => !never.has(kind))
    .map(kind => (kind === 'invalid' && error ? refusalOf(one, schema, error, sent) : new Refusal(kind, sayings[kind])))
  return Object.fromEntries(refusals.map(refusal => [statusOf[refusal.kind], errorOf(refusal, words)]))
}

const errorOf = (refusal: Refusal, words: Words) => ({
  description: words.titles[refusal.kind],
  content: problemContent(refusal, words),
})

function ownOperations(words: Words): RouteConfig[] {
  const { api } = words
  const own = { method: 'get' as const, tags: [api.hub] }
  const status = z.object({ status: z.string() })
  const troubles = status.extend({ troubles: z.array(z.object({ what: z.string(), why: z.string() })) })
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
  const token = { 401: errorOf(new Refusal('unauthorized', sayings.unauthorized), words) }
  return [
    {
      ...own,
      path: '/health',
      operationId: 'hub.health',
      summary: api.health,
      security: [],
      responses: { 200: { description: api.ok, content: json(status) } },
    },
    {
      ...own,
      path: '/ready',
      operationId: 'hub.ready',
      summary: api.ready,
      responses: {
        ...token,
        200: { description: api.ok, content: json(status) },
        503: { description: api.notReady, content: json(troubles) },
      },
    },
    {
      ...own,
      path: '/metrics',
      operationId: 'hub.metrics',
      summary: api.metrics,
      responses: {
        ...token,
        200: { description: api.ok, content: { 'text/plain': { schema: z.string() } } },
        503: { description: api.notReady, content: json(troubles) },
      },
    },
  ]
}
