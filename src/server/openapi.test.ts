import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { type Document, watched } from '../../test/openapi.ts'
import type { Task } from '../engine/automation.ts'
import { docsPolicy } from './docs.ts'
import { loaded, note, noticeBoard, scene } from './testing.ts'

const described = async () => {
  const { send } = scene()
  const response = await send('/openapi.json', { headers: { authorization: '' } })
  return (await response.json()) as Document & { paths: Record<string, any>; components: Record<string, any> }
}

test('the API is described as OpenAPI 3.1, from the schemas of the tasks', async () => {
  const { openapi, info, security, components, paths } = await described()
  assert.equal(openapi, '3.1.0')
  assert.equal(info.version, '1.2.3')
  assert.deepEqual(security, [{ token: [] }])
  assert.equal(components.securitySchemes.token.scheme, 'bearer')
  const { post } = paths['/notes']!
  assert.equal(post.summary, '메모를 남긴다')
  assert.deepEqual(post.tags, ['게시판'])
  const { schema } = post.requestBody.content['application/json']
  assert.deepEqual(schema.required, ['title', 'body', 'kind', 'tags'])
  assert.equal(schema.additionalProperties, false)
  assert.deepEqual(schema.properties.kind.enum, ['신규기능', '버그픽스', '기타'])
  assert.equal(schema.properties.title.example, '결제 서버 배포')
  assert.deepEqual(Object.keys(post.responses), ['201', '202', '400', '401', '403', '409', '413', '429', '500', '503'])
})

test('what stands in the path is described there and not in the body; a query is described as parameters', async () => {
  const { paths } = await described()
  const { put } = paths['/notes/{id}']!
  assert.deepEqual(
    put.parameters.map(({ in: where, name, required }: any) => [where, name, required]),
    [
      ['path', 'id', true],
      ['header', 'Idempotency-Key', false],
    ],
  )
  assert.ok(!('id' in put.requestBody.content['application/json'].schema.properties))
  const query = paths['/notes']!.get.parameters
  assert.deepEqual(
    query.map(({ in: where, name, required, schema }: any) => [where, name, required, schema.type]),
    [
      ['query', 'q', false, 'string'],
      ['query', 'tag', false, 'array'],
      ['query', 'limit', false, 'integer'],
      ['query', 'open', false, 'boolean'],
    ],
  )
  assert.deepEqual(paths['/health']!.get.security, [])
})

test('a body shows the examples of its schema as a whole, also where that is changed afterwards', async () => {
  const Shape = z.strictObject({ id: z.string().optional(), title: z.string() })
  const bodyOf = async (method: 'post' | 'put', input: z.ZodType) => {
    const { automation } = noticeBoard()
    const { write, change } = automation.tasks
    for (const task of [write, change] as Task[]) task.input = input
    const response = await scene({ automations: [loaded(automation)] }).send('/openapi.json')
    const { paths } = (await response.json()) as any
    return paths[method === 'post' ? '/notes' : '/notes/{id}'][method].requestBody.content['application/json']
  }
  const one = Shape.meta({ example: { id: '7', title: '한 줄' } }).transform(sent => ({ ...sent }))
  assert.deepEqual((await bodyOf('post', one)).example, { id: '7', title: '한 줄' })
  assert.deepEqual((await bodyOf('put', one)).example, { title: '한 줄' }, 'what stands in the path is not in the body')
  const { schema, examples } = await bodyOf('post', Shape.meta({ examples: [{ title: 'a' }, { title: 'b' }] }))
  assert.deepEqual(examples, { 1: { value: { title: 'a' } }, 2: { value: { title: 'b' } } })
  assert.deepEqual(schema.required, ['title'])
  assert.deepEqual(Object.keys(await bodyOf('post', Shape)), ['schema'])
})

test('the examples of errors are what the server says', async () => {
  const { paths } = await described()
  const { post } = scene()
  const examplesOf = (responses: any) => (status: number) =>
    responses[status].content['application/problem+json'].example
  const example = examplesOf(paths['/notes']!.post.responses)
  for (const response of [await post('/notes', {}), await post('/notes', note, { authorization: '' })]) {
    const { instance: _, ...said } = (await response.json()) as Record<string, unknown>
    const { instance, ...shown } = example(response.status)
    assert.deepEqual(shown, said)
    assert.match(instance, /^urn:uuid:/)
  }
  assert.equal(examplesOf(paths['/notes']!.get.responses)(400).errors[0].field, 'unknown')
})

test('every reference of the description leads somewhere, and no two operations share an id', async () => {
  const document = await described()
  const text = JSON.stringify(document)
  const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!))
  assert.deepEqual([...references], ['Problem'])
  for (const name of references) assert.ok(document.components.schemas[name])
  const ids = Object.values(document.paths).flatMap(path =>
    Object.values<any>(path).map(({ operationId }) => operationId),
  )
  assert.equal(new Set(ids).size, ids.length)
})

test('what the server takes and answers is what it describes', async () => {
  const document = await described()
  const { app, state } = scene({ access: { open: true } })
  const { fetch, violations, exchanges } = watched(document, (address, init) => app.fetch(new Request(address, init)))
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`http://localhost${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  await call('POST', '/notes', note)
  await call('PUT', '/notes/1', { ...note, stars: 5, date: '2026-11-20', link: null })
  await call('GET', '/notes?tag=a&tag=b&limit=3&open=true')
  await call('GET', '/notes/7')
  await call('GET', '/health')
  await call('GET', '/ready')
  state.troubles = [{ what: 'ledger', why: 'read-only' }]
  await call('GET', '/ready')
  assert.equal(exchanges(), 7)
  assert.deepEqual(violations, [])
})

test('the page of the documentation loads nothing from elsewhere, and is not there without its files', async () => {
  const bytes = new Uint8Array([1])
  const assets = new Map([['swagger-ui.css', { type: 'text/css; charset=utf-8', bytes }]])
  const { send } = scene({ assets })
  const page = await send('/docs', { headers: { authorization: '' } })
  const html = await page.text()
  assert.equal(page.headers.get('content-security-policy'), docsPolicy)
  assert.match(docsPolicy, /default-src 'none'; script-src 'self';/)
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(address!, /^\/docs\//)
  assert.ok(!/<script>|\son\w+=/.test(html))
  assert.equal((await send('/docs/swagger-ui.css')).headers.get('content-type'), 'text/css; charset=utf-8')
  assert.match(await (await send('/docs/start.js')).text(), /url: '\/openapi\.json'/)
  assert.equal((await send('/docs/other.js')).status, 404)
  assert.equal((await scene().send('/docs')).status, 404)
})
