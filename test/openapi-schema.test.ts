import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vendorDocument, watched, withoutVendor } from './openapi.ts'
import { complaints, type Document, resolved } from './openapi-schema.ts'

const page = { $ref: '#/components/schemas/Page' }
const pages: Document = {
  openapi: '3.0.3',
  paths: {},
  components: {
    schemas: {
      Page: {
        type: 'object',
        required: ['id', 'title', 'secret'],
        discriminator: { propertyName: 'kind' },
        properties: {
          id: { type: 'integer', format: 'int64', readOnly: true },
          title: { type: 'string', format: 'nonsense', example: 7, maxLength: 10 },
          secret: { type: 'string', writeOnly: true },
          version: { type: 'integer', minimum: 0, exclusiveMinimum: true },
          parent: { nullable: true, allOf: [page] },
          status: { type: 'string', nullable: true, enum: ['current', 'draft'] },
          flags: { type: 'array', enum: ['a', 'b'], items: { type: 'string' } },
          owner: { oneOf: [{ type: 'string' }, { type: 'object', required: ['name'] }] },
        },
      },
    },
  },
}
const good = { id: 1, title: '배포', secret: 's' }
const wrong = (value: object, use: 'request' | 'response' | 'text' = 'response') =>
  complaints(pages, use, page, { ...good, ...value })

test('null is a value where the document says nullable, and references are followed in circles', () => {
  assert.deepEqual(wrong({ parent: null, status: null }), [])
  assert.deepEqual(wrong({ parent: { ...good, parent: { ...good, parent: null } } }), [])
  assert.deepEqual(wrong({ title: null, status: 'gone' }), [
    '/title: must be string',
    '/status: must be equal to one of the allowed values: current, draft, null',
  ])
  assert.deepEqual(wrong({ parent: { ...good, title: null } }), [
    '/parent: must match a schema in anyOf (/parent/title: must be string | /parent: must be null)',
  ])
})

test('a choice none of whose branches fits is one line with the reason of each', () => {
  assert.deepEqual(wrong({ owner: 'jieun' }), [])
  assert.deepEqual(wrong({ owner: {} }), [
    "/owner: must match exactly one schema in oneOf (/owner: must be string | /owner: must have required property 'name')",
  ])
})

test('a bound of OpenAPI 3.0 may be exclusive, formats are not judged, and an enumeration beside a list means its items', () => {
  assert.deepEqual(wrong({ version: 1, flags: ['a', 'b'] }), [])
  assert.deepEqual(wrong({ version: 0, flags: ['a', 'c'] }), [
    '/version: must be > 0',
    '/flags/1: must be equal to one of the allowed values: a, b',
  ])
})

test('a request owes no read-only part, an answer no write-only part', () => {
  const missing = (use: 'request' | 'response') => complaints(pages, use, page, {})
  assert.deepEqual(missing('request'), [
    "/: must have required property 'title'",
    "/: must have required property 'secret'",
  ])
  assert.deepEqual(missing('response'), [
    "/: must have required property 'id'",
    "/: must have required property 'title'",
  ])
})

test('texts are coerced only where they are texts', () => {
  assert.deepEqual(wrong({ version: '2' }, 'text'), [])
  assert.deepEqual(wrong({ version: 'two' }, 'text'), ['/version: must be integer'])
  assert.deepEqual(wrong({ version: '2' }, 'request'), ['/version: must be integer'])
})

test('OpenAPI 3.1 is read by its own rules: lists of types, constants and bounds of their own', () => {
  const schema = {
    type: 'object',
    properties: { kind: { const: 'page' }, size: { type: ['integer', 'null'], exclusiveMinimum: 3 } },
    patternProperties: { '^x-': { type: 'string' } },
  }
  const document: Document = { openapi: '3.1.0', paths: {} }
  assert.deepEqual(complaints(document, 'response', schema, { kind: 'page', size: null, 'x-by': '김지은' }), [])
  assert.deepEqual(complaints(document, 'response', schema, { kind: 'note', size: 3, 'x-by': 1 }), [
    '/kind: must be equal to constant "page"',
    '/size: must be > 3',
    '/x-by: must be string',
  ])
})

const names = [
  ...['confluence-cloud-v1', 'confluence-cloud-v2', 'confluence-dc-10.0.3', 'jira-cloud-v3', 'jira-dc-10.3'],
  ...['confluence-cloud-v1-2024-10-content-crud', 'slack-web-api'],
]
for (const name of names.map(it => `${it}.subset.${it === 'slack-web-api' ? 'openapi3.json' : 'json'}`))
  test(`every operation of ${name} is found, and its schemas can judge`, { skip: withoutVendor(name) }, async () => {
    const document = vendorDocument(name)!
    const seen: string[] = []
    for (const [path, item] of Object.entries(document.paths))
      for (const [verb, { responses, requestBody }] of Object.entries(item))
        if (responses) seen.push(...(await hollow(document, path, verb.toUpperCase(), responses, requestBody)))
    assert.deepEqual(
      seen.filter(line => / (path|method|status) is not in/.test(line)),
      [],
    )
    assert.ok(seen.filter(line => line.includes(' body /')).length > 5, `only this was seen: ${seen.join('\n')}`)
  })

/** The violations of an exchange that holds nothing of what it should. */
async function hollow(document: Document, path: string, method: string, responses: object, requestBody?: object) {
  const [type] = Object.keys((requestBody && resolved<any>(document, requestBody).content) ?? {})
  const status = Number(Object.keys(responses)[0]) || 200
  const answer = status === 204 ? new Response(null, { status }) : Response.json(0, { status })
  const { fetch, violations } = watched(document, () => answer)
  const body = type && method !== 'GET' ? { headers: { 'content-type': type }, body: '[]' } : {}
  await fetch(`https://example.com${path.replaceAll(/\{[^}]+\}/g, '1')}`, { method, ...body })
  return violations
}
