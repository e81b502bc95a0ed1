import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sampleOf } from '../../src/automations/work-log/sample.ts'
import { dure, folderFor, repository, start } from './command.ts'

const token = 'a-long-random-text-for-tests'

/** A hub that keeps work logs here alone, and its API. */
async function hubWithApi(t: TestContext, env = `API_AUTH_TOKEN=${token}\n`) {
  const folder = folderFor(t)
  writeFileSync(join(folder, '.env'), `${env}DURE_PORT=0\n`)
  writeFileSync(join(folder, 'dure.yaml'), 'work-log: {}\n')
  const hub = await start(t, folder)
  const url = /the API is served url=(\S+)/.exec(hub.said())?.[1]
  assert.ok(url, hub.said())
  const call = (path: string, init: RequestInit = {}, bearer = token) =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${bearer}`, ...init.headers } })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { folder, hub, url, call, post }
}

test('REST로 남긴 로그는 다시 켜도 남아 있고, 주간 요약이 된다', async t => {
  const { folder, hub, call, post } = await hubWithApi(t)
  const log = { ...sampleOf('ko'), logged_date: '2026-11-18' }
  const made = await post('/daily-logs', log, { 'idempotency-key': 'first' })
  assert.equal(made.status, 201)
  const { page_id, url } = (await made.json()) as { page_id: string; url: string }
  assert.equal((await call(url)).status, 200)
  const again = await post('/daily-logs', log, { 'idempotency-key': 'first' })
  assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, 'true'])
  assert.equal((await post('/daily-logs', log)).status, 409, 'the same of the same day is named, not kept twice')
  assert.equal((await post('/daily-logs', { title: 'x' })).status, 400)
  await hub.stop()

  const { code, err } = await dure(folder, ['run', 'work-log/weekly', '--week', '2026-W47'])
  assert.equal(code, 0, err)
  const { out } = await dure(folder, ['run', 'work-log/summaries', '--json'])
  assert.match(out, new RegExp(page_id), 'the summary names its log')
})

test('the files and requests of the guide work as they stand there', async t => {
  const { call, url } = await hubWithApi(t)
  const docs = (name: string) => readFileSync(join(repository, 'docs', name), 'utf8')
  const send = (body: string) =>
    call('/daily-logs', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const made = await send(docs('samples/daily-log.json'))
  assert.equal(made.status, 201)
  const kept = await (await call(made.headers.get('location')!)).json()
  assert.partialDeepStrictEqual(kept, sampleOf('ko'))
  assert.equal((await send(docs('samples/daily-log.template.json'))).status, 400)
  for (const [page, status] of [
    ['work-log-api.ko.md', 409],
    ['work-log-api.md', 201],
  ] as const) {
    const [, address, headers, body] = /^curl -X POST (\S+) \\\n([\s\S]*?) {2}-d '([\s\S]*?)'\n```/m.exec(docs(page))!
    const response = await fetch(address!.replace('https://your-api-endpoint.com', url), {
      method: 'POST',
      headers: [...headers!.replace('YOUR_API_TOKEN', token).matchAll(/-H "(.+): (.+)"/g)].map(
        ([, name, value]): [string, string] => [name!, value!],
      ),
      body: body!.replaceAll("'\\''", "'"),
    })
    assert.equal(response.status, status, page)
  }
})

test('a token of its own is made, works at once, and is refused once it is removed', async t => {
  const { folder, call } = await hubWithApi(t)
  const { out } = await dure(folder, ['token', 'create', 'agent', '--role', 'reader'])
  const made = out.trim()
  assert.match(made, /^dure_[\w-]{43}$/)
  assert.equal((await call('/daily-logs', {}, made)).status, 200)
  assert.equal((await call('/daily-logs/x', { method: 'DELETE' }, made)).status, 403, 'a reader may not write')
  assert.doesNotMatch((await dure(folder, ['token', 'list'])).out, new RegExp(made))
  assert.equal((await dure(folder, ['token', 'remove', 'agent'])).code, 0)
  assert.equal((await call('/daily-logs', {}, made)).status, 401)
})

test('without a token the API is open to this machine alone, and says so loudly', async t => {
  const { hub, url } = await hubWithApi(t, '')
  assert.match(hub.said(), /THE API IS OPEN/)
  assert.equal((await fetch(`${url}/daily-logs`)).status, 200)
  const rebound = await fetch(`${url}/daily-logs`, { headers: { origin: 'https://evil.example.com' } })
  assert.equal(rebound.status, 403)
  const folder = folderFor(t)
  writeFileSync(join(folder, '.env'), 'DURE_HOST=0.0.0.0\nDURE_PORT=0\n')
  writeFileSync(join(folder, 'dure.yaml'), 'work-log: {}\n')
  const { code, err } = await dure(folder, ['start'])
  assert.notEqual(code, 0)
  assert.match(err, /DURE_HOST: 0\.0\.0\.0인데 토큰이 없습니다/)
})
