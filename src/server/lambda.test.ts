import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import type { Hono } from 'hono'
import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda'
import { apiOf, token as rightToken } from '../../test/work-log-api.ts'
import { bodyOf, hubWith } from '../../test/work-log-scene.ts'

/** What API Gateway hands to a function (HTTP API, payload format 2.0). */
function eventOf(
  method: string,
  path: string,
  more: { token?: string; body?: string; base64?: boolean; from?: string },
) {
  const { token = rightToken, body, base64 = false, from = '203.0.113.7' } = more
  const host = 'abc123.execute-api.ap-northeast-2.amazonaws.com'
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      host,
      'content-type': 'application/json',
      'x-forwarded-for': from,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-length': String(Buffer.byteLength(body)) }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc123',
      domainName: host,
      domainPrefix: 'abc123',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: from, userAgent: 'curl/8.5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '20/Nov/2026:09:00:00 +0000',
      timeEpoch: 1795165200000,
    },
    ...(body && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64,
  } as unknown as LambdaEvent
}

/** The work log behind a Lambda: the app as it is, on a ledger in memory, with neither socket nor file. */
async function lambda(t: TestContext) {
  const { hub } = await hubWith({ notion: false })
  t.after(() => hub.stop())
  const handler = handle(apiOf(hub) as unknown as Hono)
  return async (method: string, path: string, more: Parameters<typeof eventOf>[2] = {}) => {
    const result = (await handler(eventOf(method, path, more))) as APIGatewayProxyResult & { headers: any }
    assert.equal(result.isBase64Encoded, false, 'JSON goes back as it is')
    return { status: result.statusCode, headers: result.headers, body: JSON.parse(result.body) }
  }
}

test('the app answers the events of API Gateway: Korean text plain and in Base64', async t => {
  const call = await lambda(t)
  assert.deepEqual((await call('GET', '/health', { token: '' })).body, { status: 'ok' })
  const sample = readFileSync(new URL('../../docs/samples/daily-log.json', import.meta.url), 'utf8')
  for (const [body, base64] of [
    [sample, false],
    [JSON.stringify(bodyOf({ title: '결제 승인 지연을 없앰 🚀' })), true],
  ] as const) {
    const made = await call('POST', '/daily-logs', { body, base64 })
    assert.equal(made.status, 201)
    assert.equal(made.headers.location, `/daily-logs/${made.body.id}`)
    const kept = await call('GET', `/daily-logs/${made.body.id}`)
    const { title, context } = JSON.parse(body)
    assert.deepEqual([kept.status, kept.body.title, kept.body.context], [200, title, context])
  }
})

test('a Lambda refuses as a port does: 401 without the token, 400 with what is wrong', async t => {
  const call = await lambda(t)
  assert.equal((await call('POST', '/daily-logs', { token: '', body: '{}' })).status, 401)
  const bad = await call('POST', '/daily-logs', { body: JSON.stringify(bodyOf({ logged_date: '2025/11/09' })) })
  assert.equal(bad.headers['content-type'], 'application/problem+json')
  assert.deepEqual([bad.status, bad.body.errors[0].field], [400, 'logged_date'])
})

test('wrong tokens from one address slow down that address alone', async t => {
  const call = await lambda(t)
  const wrong = { token: 'a-wrong-token', from: '198.51.100.1' }
  for (let time = 0; time < 10; time++) assert.equal((await call('GET', '/daily-logs', wrong)).status, 401)
  assert.equal((await call('GET', '/daily-logs', wrong)).status, 429)
  assert.equal((await call('GET', '/daily-logs', { from: '198.51.100.2' })).status, 200)
})
