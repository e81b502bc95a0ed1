import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Document, type Forgiveness, vendorDocument, watched, withoutVendor } from './openapi.ts'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const notes: Document = {
  openapi: '3.0.3',
  paths: {
    '/notes': {
      get: {
        parameters: [
          { in: 'query', name: 'limit', required: true, schema: { type: 'integer', maximum: 100 } },
          { in: 'query', name: 'draft', schema: { type: 'boolean' } },
          { in: 'query', name: 'id', schema: { type: 'array', items: { type: 'integer' } } },
          { in: 'query', name: 'expand', explode: false, schema: { type: 'array', enum: ['body', 'author'] } },
          { $ref: '#/components/parameters/Sort' },
        ],
        responses: { 200: json({ type: 'array', items: ref('Note') }), '4XX': json(ref('Fault')) },
      },
      post: { requestBody: { required: true, ...json(ref('Note')) }, responses: { 200: json(ref('Note')) } },
    },
    '/notes/{id}': {
      parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'integer' } }],
      get: { responses: { 200: json(ref('Note')), 404: {} } },
    },
    '/notes/{note-id}': { delete: { responses: { 204: {} } } },
    '/notes/search': { get: { responses: { 200: json({ type: 'object', required: ['hits'] }) } } },
    '/say': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['room'],
                properties: { room: { type: 'string', pattern: '^[A-Z\\-]+$' }, times: { type: 'integer' } },
              },
            },
          },
        },
        responses: {
          200: json({ type: 'object', required: ['ts'], properties: { ok: { enum: [true] } } }),
          default: json({
            type: 'object',
            required: ['error'],
            additionalProperties: false,
            properties: { ok: {}, error: {} },
          }),
        },
      },
    },
  },
  components: {
    parameters: { Sort: { in: 'query', name: 'sort', schema: { type: 'string', enum: ['new', 'old'] } } },
    schemas: {
      Note: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'title', 'version'],
        discriminator: { propertyName: 'title' },
        properties: {
          id: { type: 'integer', format: 'int64', readOnly: true },
          title: { type: 'string', format: 'nonsense', example: 7 },
          version: { type: 'object', required: ['number'], properties: { number: ref('Number') } },
          parent: { nullable: true, allOf: [ref('Note')] },
          colour: { type: 'string', nullable: true, enum: ['red', 'blue'] },
          owner: { oneOf: [{ type: 'string' }, { type: 'object', required: ['name'] }] },
        },
      },
      Number: { type: 'integer', minimum: 0, exclusiveMinimum: true },
      Fault: { type: 'object', required: ['message'] },
    },
  },
}

const note = { id: 1, title: '배포', version: { number: 1 } }

interface Exchange {
  base?: string
  forgive?: Forgiveness[]
  document?: Document
  answer?: Response
}

/** The violations of one exchange. The answer is a good one unless another is given. */
async function violations(path: string, init?: RequestInit, { document = notes, answer, ...options }: Exchange = {}) {
  const { fetch, violations } = watched(document, () => answer ?? Response.json(note), options)
  await fetch(`https://notes.example.com${path}`, init)
  return violations
}

const post = (body: unknown, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': `${type}; charset=utf-8` },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const list = (options?: ResponseInit) => Response.json([note], options)
const inForm = 'application/x-www-form-urlencoded'

test('an exchange as the document describes it has no violations, and is counted', async () => {
  const guard = watched(notes, () => Response.json(note))
  await guard.fetch('https://notes.example.com/notes', post({ title: '배포', version: { number: 2 }, colour: null }))
  await guard.fetch(new Request('https://notes.example.com/notes', post(note)))
  await guard.fetch(new URL('https://notes.example.com/notes/12'))
  assert.deepEqual(guard.violations, [])
  assert.equal(guard.exchanges(), 3)
})

test('both sides get the exchange whole: the guard reads copies', async () => {
  const seen: string[] = []
  const guard = watched(notes, async (input: Request) => {
    seen.push(await input.text())
    return Response.json(note)
  })
  const response = await guard.fetch(new Request('https://notes.example.com/notes', post(note)))
  assert.deepEqual([await response.json(), seen], [note, [JSON.stringify(note)]])
})

test('a request body is held against the schema of its type', async () => {
  assert.deepEqual(await violations('/notes', post({ ...note, version: {} })), [
    "POST /notes → request body /version: must have required property 'number'",
  ])
  assert.deepEqual(await violations('/notes', post({ ...note, colour: 'green', size: 1 })), [
    "POST /notes → request body /: must NOT have additional properties 'size'",
    'POST /notes → request body /colour: must be equal to one of the allowed values: red, blue, null',
  ])
  assert.deepEqual(await violations('/notes', post('{"title":')), ['POST /notes → request body is no JSON'])
  assert.deepEqual(await violations('/notes', { method: 'POST' }), ['POST /notes → request body is missing'])
  assert.deepEqual(
    await violations('/notes/7', { method: 'DELETE', body: 'x' }, { answer: new Response(null, { status: 204 }) }),
    ['DELETE /notes/{note-id} → request body: the document knows none'],
  )
})

test('a type that the document does not name is told, and the body is judged all the same', async () => {
  assert.deepEqual(await violations('/notes', post({}, 'text/plain')), [
    'POST /notes → request body: content type text/plain is not in the document',
    "POST /notes → request body /: must have required property 'title'",
    "POST /notes → request body /: must have required property 'version'",
  ])
})

test('what a read-only property owes is owed by the answer only', async () => {
  const { id: _, ...withoutId } = note
  assert.deepEqual(await violations('/notes', post(withoutId), { answer: Response.json(withoutId) }), [
    "POST /notes → response 200 body /: must have required property 'id'",
  ])
})

test('a form is judged field by field, its texts coerced', async () => {
  const answer = () => Response.json({ ok: true, ts: '1' })
  assert.deepEqual(await violations('/say', post('room=DEP-TEAM&times=2', inForm), { answer: answer() }), [])
  assert.deepEqual(await violations('/say', post('times=two', inForm), { answer: answer() }), [
    "POST /say → request body /: must have required property 'room'",
    'POST /say → request body /times: must be integer',
  ])
  assert.deepEqual(await violations('/say', post('room=small', inForm), { answer: answer() }), [
    'POST /say → request body /room: must match pattern "^[A-Z\\-]+$"',
  ])
})

test('query parameters must be known, there when required, and of their type', async () => {
  const answer = list
  const good = '/notes?limit=5&draft=true&id=1&id=2&expand=body,author&sort=new'
  assert.deepEqual(await violations(good, {}, { answer: answer() }), [])
  assert.deepEqual(await violations('/notes?start=0', {}, { answer: answer() }), [
    'GET /notes → query parameter start is not in the document',
    'GET /notes → query parameter limit is missing',
  ])
  assert.deepEqual(await violations('/notes?limit=101&draft=perhaps&id=1&id=b&sort=odd', {}, { answer: answer() }), [
    'GET /notes → query parameter limit: must be <= 100',
    'GET /notes → query parameter draft: must be boolean',
    'GET /notes → query parameter id /1: must be integer',
    'GET /notes → query parameter sort: must be equal to one of the allowed values: new, old',
  ])
  assert.deepEqual(await violations('/notes?limit=1&limit=2&expand=colour', {}, { answer: answer() }), [
    'GET /notes → query parameter limit is given 2 times',
    'GET /notes → query parameter expand /0: must be equal to one of the allowed values: body, author',
  ])
})

test('the most literal path is meant, and alike templates share the methods out', async () => {
  assert.deepEqual(await violations('/notes/search', {}, { answer: Response.json({ hits: [] }) }), [])
  assert.deepEqual(await violations('/notes/search', {}, { answer: Response.json({}) }), [
    "GET /notes/search → response 200 body /: must have required property 'hits'",
  ])
  assert.deepEqual(
    await violations('/notes/7', { method: 'DELETE' }, { answer: new Response(null, { status: 204 }) }),
    [],
  )
  assert.deepEqual(await violations('/notes/seven'), ['GET /notes/{id} → path part id: must be integer'])
})

test('a path or a method that the document does not know is told', async () => {
  assert.deepEqual(await violations('/notes/7/pages'), ['GET /notes/7/pages → path is not in the document'])
  assert.deepEqual(await violations('/notes/'), ['GET /notes/ → path is not in the document'])
  assert.deepEqual(await violations('/notes/7', { method: 'PUT' }), ['PUT /notes/{id} → method is not in the document'])
  assert.deepEqual(await violations('/wiki/api/v2/notes/7', {}, { base: '/wiki/api/v2' }), [])
  assert.deepEqual(await violations('/notes/7', {}, { base: '/wiki/api/v2' }), [
    'GET /notes/7 → path is not under /wiki/api/v2',
  ])
})

test('an answer must have a known status and the body of that status', async () => {
  assert.deepEqual(await violations('/notes/7', {}, { answer: new Response('gone', { status: 404 }) }), [])
  assert.deepEqual(await violations('/notes/7', {}, { answer: new Response('', { status: 409 }) }), [
    'GET /notes/{id} → response 409: status is not in the document',
  ])
  assert.deepEqual(await violations('/notes?limit=1', {}, { answer: Response.json({}, { status: 429 }) }), [
    "GET /notes → response 429 body /: must have required property 'message'",
  ])
  assert.deepEqual(await violations('/notes/7', {}, { answer: Response.json({ ...note, version: { number: 0 } }) }), [
    'GET /notes/{id} → response 200 body /version/number: must be > 0',
  ])
  assert.deepEqual(await violations('/notes/7', {}, { answer: new Response('<html>') }), [
    'GET /notes/{id} → response 200: content type text/plain is not in the document',
  ])
})

test('an answer of 200 that says ok: false is what the document calls default', async () => {
  const say = post('room=DEP', inForm)
  assert.deepEqual(await violations('/say', say, { answer: Response.json({ ok: false, error: 'not_authed' }) }), [])
  assert.deepEqual(await violations('/say', say, { answer: Response.json({ ok: false, ts: '1' }) }), [
    "POST /say → response 200 body /: must have required property 'error'",
    "POST /say → response 200 body /: must NOT have additional properties 'ts'",
  ])
})

test('a known defect of the document is forgiven, and nothing beside it', async () => {
  const forgive = [{ when: /^GET .* response 409: status/, why: 'conflicts are real though undocumented' }]
  const answer = new Response('', { status: 409 })
  assert.deepEqual(await violations('/notes/seven', {}, { answer, forgive }), [
    'GET /notes/{id} → path part id: must be integer',
  ])
})

test('forgiveness that was never needed is told, so that the list stays honest', async () => {
  const forgive = [
    { when: /response 409/g, why: 'conflicts are real' },
    { when: /response 429/, why: 'so are limits' },
  ]
  const guard = watched(notes, () => new Response('', { status: 409 }), { forgive })
  for (const id of [1, 2]) await guard.fetch(`https://notes.example.com/notes/${id}`)
  assert.deepEqual(guard.violations, [])
  assert.deepEqual(guard.unusedForgiveness(), ['/response 429/ was never needed: so are limits'])
})

test('a violation is told once, however often it is made', async () => {
  const guard = watched(notes, () => new Response('', { status: 500 }))
  for (const id of [1, 2, 3]) await guard.fetch(`https://notes.example.com/notes/${id}`)
  assert.deepEqual(guard.violations, ['GET /notes/{id} → response 500: status is not in the document'])
})

test('a reference that leads nowhere is an error of the document, not of the exchange', async () => {
  const responses = { 200: { $ref: '#/components/responses/Lost' } }
  const document: Document = { openapi: '3.0.0', paths: { '/n': { get: { responses } } } }
  await assert.rejects(
    violations('/n', {}, { document }),
    /refers to #\/components\/responses\/Lost, which is not in it/,
  )
})

test('a document that is not there is a reason to skip, and an error where it is required', () => {
  assert.equal(vendorDocument('nobody.json'), undefined)
  assert.match(
    String(withoutVendor('nobody/nothing.json')),
    /^specs is missing: \.\.\/shared\/specs\/nobody\/nothing\.json/,
  )
})
