import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { schemaOf } from './input.ts'
import { statusOf } from './kind.ts'
import type { Served } from './routes.ts'
import { membersOf, without } from './shape.ts'
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

const problemContent = { 'application/problem+json': { schema: Problem } }

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
      ...(!inQuery && { body: { required: true, content: { 'application/json': { schema: rest } } } }),
      ...(one.method !== 'GET' && { headers: z.object({ 'Idempotency-Key': key }) }),
    },
    responses: { ...errorsOf(one, words), ...repliesOf(one, words) },
  }
}

function repliesOf({ route }: Served, { api }: Words): Responses {
  if (!route.replies) return { 200: { description: api.ok } }
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, { description, body }]) => {
      if (Number(status) >= 400) return [status, { description, content: problemContent }]
      return [status, { description, ...(body && { content: { 'application/json': { schema: body } } }) }]
    }),
  )
}

function errorsOf({ method, names }: Served, words: Words): Responses {
  const never = new Set<string>(['method_not_allowed'])
  if (names.length === 0) never.add('not_found')
  if (method === 'GET') never.add('conflict')
  if (method === 'GET' || method === 'DELETE') never.add('too_large')
  return Object.fromEntries(
    Object.entries(statusOf)
      .filter(([kind]) => !never.has(kind))
      .map(([kind, status]) => [
        status,
        { description: words.titles[kind as keyof typeof statusOf], content: problemContent },
      ]),
  )
}

function ownOperations({ api, titles }: Words): RouteConfig[] {
  const own = { method: 'get' as const, tags: [api.hub] }
  const status = z.object({ status: z.string() })
  const troubles = status.extend({ troubles: z.array(z.object({ what: z.string(), why: z.string() })) })
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
  const token = {
    401: { description: titles.unauthorized, content: problemContent },
  }
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
      responses: { ...token, 200: { description: api.ok, content: { 'text/plain': { schema: z.string() } } } },
    },
  ]
}
