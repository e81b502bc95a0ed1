import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { parse } from 'yaml'
import { type Document, watched, withoutVendor } from '../../../test/openapi.ts'
import { root } from '../../../test/structure/tree.ts'
import { perform, verify } from '../../engine/writes-testing.ts'
import { bodyMark } from './index.ts'
import { all, daily, declared, furnished, stage } from './testing.ts'

const folder = 'notion/docs-yaml'

/** The page of Notion's reference that describes each call that we make. */
const pages = [
  'get-self',
  'retrieve-a-database',
  'create-a-database',
  'retrieve-a-data-source',
  'update-a-data-source',
  'query-a-data-source',
  'post-page',
  'patch-page',
  'retrieve-a-page',
  'retrieve-a-page-property',
  'retrieve-page-markdown',
  'get-block-children',
  'patch-block-children',
]
const skip = pages.map(page => withoutVendor(`${folder}/${page}.yaml`)).find(reason => reason !== false) ?? false

/**
 * In answers, parts that are joined by `allOf` forbid each other's members (`additionalProperties: false` in each), so
 * that no genuine answer would do: there, what is not named is let pass. Requests are held to the letter.
 */
function documentOf(page: string): Document {
  const document = parse(readFileSync(join(root, '../shared/specs', folder, `${page}.yaml`), 'utf8')) as Document
  const schemas = document.components!.schemas!
  for (const [name, schema] of Object.entries(schemas))
    if (/response|^error_api/i.test(name)) schemas[name] = lenient(schema)
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path)) operation.responses = lenient(operation.responses)
  return document
}

/** What is named in full is named in part as well, so that one of several may be any of them. */
function lenient(value: any): any {
  if (Array.isArray(value)) return value.map(lenient)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key, inner]) => !(key === 'additionalProperties' && inner === false))
  return Object.fromEntries(kept.map(([key, inner]) => [key === 'oneOf' ? 'anyOf' : key, lenient(inner)]))
}

type Fetch = (input: URL, init: RequestInit) => Promise<Response>

/** Holds each call against its page of the reference. */
function held() {
  let genuine: Fetch
  const watches = pages.map(page => {
    const document = documentOf(page)
    const [[template, methods]] = Object.entries(document.paths) as [[string, object]]
    const path = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
    const watch = watched(document, (input: URL, init: RequestInit) => genuine(input, init))
    return { page, path, methods: Object.keys(methods), ...watch }
  })
  const unknown: string[] = []
  const fetch = async (url: URL, init: RequestInit, next: Fetch) => {
    genuine = next
    const method = (init.method ?? 'GET').toLowerCase()
    const watch = watches.find(each => each.path.test(url.pathname) && each.methods.includes(method))
    if (!watch) unknown.push(`${method} ${url.pathname}`)
    return watch ? watch.fetch(url, init) : next(url, init)
  }
  return { fetch, watches, unknown }
}

const long = [
  '# 제목\n## 둘\n### 셋\n> 인용\n\n- [x] **끝**\n- 하나\n  1. 둘\n     - [셋](https://example.com) `x` ~~y~~ *z*\n\n---\n```ts a="b"\nx\n```',
  ...Array.from({ length: 250 }, (_, n) => `줄 ${n} ${'가나다 '.repeat(120)}\n`),
].join('\n')

type Scene = ReturnType<typeof furnished>

async function everyQuestion(client: Scene['client'], ours: Scene['ours'], log: string) {
  const where = [
    { property: 'Logged Date', within: { from: '2026-11-16', before: '2026-11-23' } },
    { property: 'Name', contains: '결제' },
    { property: 'Category', equals: '성능개선' },
    { property: 'Tech Stack', contains: 'Redis' },
    { property: 'Minutes', equals: 3 },
    { property: 'Shown', equals: true },
    { property: 'Ticket', equals: 'https://example.com/' },
    { edited: { from: '2026-11-16' } },
    { created: { before: '2026-12-01T00:00:00+09:00' } },
  ]
  await all(client.rows(ours.logs, { where }))
  await all(client.rows(ours.logs, { sort: { property: 'Minutes' } }))
  await all(client.rows(ours.weeks, { where: [{ property: 'Source Logs', contains: log }] }))
}

/** Everything that the connector ever asks, refusals included. */
async function everyCall({ client, fake, logs, page, ours }: Scene) {
  await client.who()
  await client.check([ours.logs, ours.weeks])
  const properties = {
    'Logged Date': { start: '2026-11-21', end: '2026-11-22' },
    Metrics: '가'.repeat(5000),
    Ticket: 'https://example.com/PAY-1',
    Minutes: 3,
    Shown: true,
    'Tech Stack': Array.from({ length: 98 }, (_, n) => `도구 ${n}`),
  }
  const { id } = await perform(client.createRow, daily(ours.logs, 'log-1', { properties, body: long }))
  await verify(client.createRow, daily(ours.logs, 'log-1', { properties, body: long }))
  const body = { markdown: '짧게', over: [bodyMark(long)] }
  const empty = {
    'Logged Date': null,
    Category: null,
    Ticket: '',
    Minutes: null,
    'Tech Stack': [],
    Status: 'Published',
  }
  await perform(client.updateRow, { database: ours.logs, id, properties: empty, body })
  const ids = Array.from({ length: 130 }, () => fake.addRow(logs, {}).id)
  const week = { database: ours.weeks, key: '2026-W47', properties: { Name: '47주', 'Source Logs': ids } }
  const { id: weekId } = await perform(client.createRow, week)
  await client.row(ours.weeks, weekId)
  await client.body(id)
  await everyQuestion(client, ours, ids[0]!)
  fake.behaviour.mostRows = 10
  await all(client.rows(ours.logs)).catch(() => {})
  await perform(client.trashRow, { database: ours.logs, id })
  const wanted = [
    { ...declared(logs), id: undefined, title: 'Second' },
    { ...ours.weeks, id: undefined, title: 'Third' },
  ]
  await perform(client.setUp, { databases: wanted, parentPage: page.id })
  ours.logs.properties.Category = { type: 'select', options: ['문서화'] }
  await perform(client.setUp, { databases: [ours.logs, ours.weeks] })
  await rejects(client.row(ours.logs, '00000000-0000-4000-8000-000000000099'), { code: 'not_found' })
  fake.behaviour.busy = { requests: 1, seconds: 1 }
  await client.who()
  logs.shared = false
  await rejects(
    client.check([ours.logs]).then(([state]) => Promise.reject(new Error(state!.problems[0]!.kind))),
    {
      message: 'unreachable',
    },
  )
}

test('every exchange is as Notion documents it', { skip }, async () => {
  const { fetch, watches, unknown } = held()
  await everyCall(furnished({ fetch }))
  deepEqual(unknown, [])
  for (const { page, violations, exchanges } of watches) {
    deepEqual(violations, [], page)
    ok(exchanges() > 0, `${page} was never asked`)
  }
})

test('the reference refuses what is too large, so that the test above is awake', { skip }, async () => {
  const { fetch, watches } = held()
  const { fake } = stage()
  const call = (body: object) =>
    fetch(
      new URL('https://api.notion.example.com/v1/pages'),
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      fake.fetch,
    )
  const properties = { Name: { title: [{ type: 'text', text: { content: 'x'.repeat(2001) } }] } }
  await call({ parent: { data_source_id: 'x' }, properties })
  equal(watches.find(({ page }) => page === 'post-page')!.violations.filter(line => /2000/.test(line)).length, 1)
  ok(existsSync(join(root, '../shared/specs', folder)))
})
