import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { guideOf } from '../src/automations/work-log/guide.ts'
import type { Bench } from '../src/engine/testing.ts'
import { statusOf } from '../src/server/kind.ts'
import { apiOf, readingToken, token } from './work-log-api.ts'
import { bodyOf, hubWith } from './work-log-scene.ts'

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>

/** Calls the API of a bench with the right token and as JSON, unless the headers say otherwise. */
function callerOf(hub: Bench): Call {
  const app = apiOf(hub)
  return async (method, path, body, headers) =>
    app.fetch(
      new Request(`http://hub.example.com${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
      { address: '192.0.2.1' },
    )
}

/** How each code of the guide's table comes about, by nothing but what callers, time and disks do. */
const causes: Record<string, (call: Call, hub: Bench) => Promise<Response>> = {
  400: call => call('POST', '/daily-logs', bodyOf({ logged_date: '2025/11/09' })),
  401: call => call('POST', '/daily-logs', bodyOf(), { authorization: '' }),
  403: call => call('POST', '/daily-logs', bodyOf(), { authorization: `Bearer ${readingToken}` }),
  404: call => call('GET', '/daily-logs/2025-11-09-nothing'),
  405: call => call('PATCH', '/daily-logs'),
  async 409(call) {
    const body = bodyOf()
    assert.equal((await call('POST', '/daily-logs', body)).status, 201)
    return call('POST', '/daily-logs', body)
  },
  413: call => call('POST', '/daily-logs', bodyOf({ metrics: 'x'.repeat(1_048_576) })),
  async 429(call) {
    const wrong = () => call('GET', '/daily-logs', undefined, { authorization: 'Bearer wrong' })
    for (let time = 0; time < 10; time++) assert.equal((await wrong()).status, 401)
    return wrong()
  },
  async 500(call, hub) {
    await sql`pragma max_page_count = 1`.execute(hub.store.db)
    return call('POST', '/daily-logs', bodyOf({ result: '디스크가 가득 찼다. '.repeat(5000) }))
  },
  async 503(call, hub) {
    hub.life.freeze()
    await hub.clock.leap(50_000)
    return call('POST', '/daily-logs', bodyOf())
  },
}

/** What a caller needs besides the code, to go on. */
const helpful: Record<string, [header: string, value: RegExp]> = {
  401: ['www-authenticate', /^Bearer /],
  405: ['allow', /^POST, GET, HEAD$/],
  429: ['retry-after', /^\d+$/],
  503: ['retry-after', /^\d+$/],
}

test('each code of the guide is answered for the reason that it gives, and nothing is stored', async () => {
  const codes = [...guideOf('en', 'https://dure.example.com').matchAll(/^\| (\d{3}) \|/gm)].map(([, code]) => code!)
  assert.deepEqual(codes.map(Number), Object.values(statusOf))
  for (const code of codes) {
    const { hub, ask } = await hubWith({ notion: false })
    const response = await causes[code]!(callerOf(hub), hub)
    const problem = (await response.json()) as { status: number; errors?: { field: string }[] }
    assert.deepEqual([response.status, problem.status], [Number(code), Number(code)])
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assert.equal(problem.errors?.[0]?.field, code === '400' ? 'logged_date' : undefined)
    if (helpful[code]) assert.match(response.headers.get(helpful[code][0]) ?? '', helpful[code][1], code)
    assert.equal((await ask('logs', {})).logs.length, code === '409' ? 1 : 0)
    hub.life.thaw()
    await hub.stop()
  }
})

test('another content type, which other servers answer with 415, is a 400 as the guide says', async () => {
  const { hub } = await hubWith({ notion: false })
  const response = await callerOf(hub)('POST', '/daily-logs', bodyOf(), { 'content-type': 'text/plain' })
  assert.equal(response.status, 400)
  assert.match(((await response.json()) as { detail: string }).detail, /Content-Type/)
  await hub.stop()
})
