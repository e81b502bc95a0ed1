import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttp } from './http.ts'
import { answer, client, failureOf, serve, testClock, text, until } from './http-testing.ts'
import { silent } from './io.ts'

async function piecesOf(chunks: AsyncIterable<Uint8Array>) {
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  return pieces
}

test('an answer is read once, as text or in pieces, with its status and headers', async t => {
  const { url } = await serve(t, answer(200, { 'x-page': '7' }, '두레'))
  const { http, pending } = client()
  assert.equal(await http({ url, read: text }), '두레')
  const pieces = await http({
    url,
    read: async a => [a.status, a.headers.get('x-page'), await piecesOf(a.chunks())],
  })
  assert.deepEqual(pieces, [200, '7', [new Uint8Array(Buffer.from('두레'))]])
  assert.equal(pending(), 0)
})

test('method, headers and body go out as given', async t => {
  const { url, seen } = await serve(t, (request, response) => request.pipe(response))
  const call = {
    url: `${url}/x?y=1`,
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: '{"가":1}',
  } as const
  assert.equal(await client().http({ ...call, read: text }), '{"가":1}')
  assert.deepEqual([seen[0]?.method, seen[0]?.url, seen[0]?.headers.authorization], ['POST', '/x?y=1', 'Bearer t'])
})

test('every status becomes the code that says what the caller can do', async t => {
  const codes: Record<string, number[]> = {
    invalid: [304, 400, 405, 406, 411, 413, 414, 415, 422, 451],
    unauthorized: [401, 403],
    not_found: [404, 410],
    conflict: [409, 412],
    rate_limited: [429],
    unavailable: [408, 425, 500, 502, 503, 504],
  }
  for (const [code, statuses] of Object.entries(codes))
    for (const status of statuses) {
      const { url } = await serve(t, answer(status))
      const error = await failureOf(client().http({ url: `${url}/a`, tries: 1, read: text }))
      assert.deepEqual([error.code, error.message], [code, `GET ${url}/a: ${status}`])
    }
})

test('what cannot get better is not tried again', async t => {
  for (const status of [400, 401, 403, 404, 409, 410, 413]) {
    const { url, seen } = await serve(t, answer(status))
    await failureOf(client().http({ url, tries: 5, read: text }))
    assert.equal(seen.length, 1, String(status))
  }
})

test('a read is tried three times with growing pauses, a write once', async t => {
  const { url, seen } = await serve(t, answer(502))
  const { http, pauses, pending } = client()
  await failureOf(http({ url, read: text }))
  assert.deepEqual([seen.length, pauses], [3, [500, 1000]])
  await failureOf(http({ url, method: 'POST', read: text }))
  assert.deepEqual([seen.length, pending()], [4, 0])
})

test('a failure that passes is not seen by the caller', async t => {
  let calls = 0
  const { url } = await serve(t, (request, response) => answer(++calls < 3 ? 503 : 200, {}, 'ok')(request, response))
  assert.equal(await client().http({ url, read: text }), 'ok')
})

test('Retry-After is honoured as seconds and as a date, capped at an hour, and ignored as garbage', async t => {
  const cases: [string, number | undefined][] = [
    ['7', 7000],
    ['1.5', 1500],
    ['Mon, 23 Nov 2026 01:00:20 GMT', 20_000],
    ['Mon, 23 Nov 2020 01:00:20 GMT', 0],
    ['1000000000', 3_600_000],
    ['9'.repeat(400), 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ]
  for (const [value, expected] of cases) {
    const { url } = await serve(t, answer(429, { 'retry-after': value }))
    const { http, pauses } = client()
    const error = await failureOf(http({ url, tries: 1, read: text }))
    assert.deepEqual([error.retryAfterMs, error.code, pauses], [expected, 'rate_limited', []], value.slice(0, 40))
  }
})

test('a wait within the time of the call is waited, a longer one is told to the caller at once', async t => {
  const patient = await serve(t, answer(503, { 'retry-after': '5' }))
  const first = client()
  await failureOf(first.http({ url: patient.url, read: text }))
  assert.deepEqual(first.pauses, [5000, 5000])
  const far = await serve(t, answer(429, { 'retry-after': '60' }))
  const second = client()
  const error = await failureOf(second.http({ url: far.url, read: text }))
  assert.deepEqual([error.code, error.retryAfterMs, far.seen.length, second.pauses], ['rate_limited', 60_000, 1, []])
})

test('a redirect within the origin is followed with all headers, three times at most', async t => {
  const { url, seen } = await serve(t, (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left > 0) answer(302, { location: `/${left - 1}` })(request, response)
    else answer(200, {}, 'there')(request, response)
  })
  const headers = { 'x-api-key': 'k' }
  assert.equal(await client().http({ url: `${url}/3`, headers, read: text }), 'there')
  assert.deepEqual([seen.length, seen[3]?.headers['x-api-key']], [4, 'k'])
  const error = await failureOf(client().http({ url: `${url}/9`, headers, read: text }))
  assert.deepEqual([error.code, error.message], ['invalid', `GET ${url}/9: more than 3 redirects`])
})

test('no credential follows a redirect to another origin, whatever its header is called', async t => {
  const other = await serve(t, answer(200, {}, 'file'))
  const { url } = await serve(t, answer(302, { location: `${other.url}/f?sig=1` }))
  const headers = { authorization: 'Bearer s', cookie: 's', 'x-api-key': 's', 'x-own': 's', accept: 'text/csv' }
  assert.equal(await client().http({ url, headers, read: text }), 'file')
  const sent = other.seen[0]?.headers ?? {}
  for (const name of ['authorization', 'cookie', 'x-api-key', 'x-own']) assert.equal(sent[name], undefined, name)
  assert.equal(sent.accept, 'text/csv')
})

test('a write is not redirected, except 307 and 308 within its origin', async t => {
  const { url, seen } = await serve(t, (request, response) => {
    if (request.url?.startsWith('/new')) request.pipe(response)
    else answer(Number(request.url?.slice(1)), { location: '/new?secret=1' })(request, response)
  })
  const post = (path: string) => client().http({ url: url + path, method: 'POST', body: 'b', read: text })
  assert.equal(await post('/307'), 'b')
  assert.equal(await post('/308'), 'b')
  for (const status of [301, 302, 303]) {
    const error = await failureOf(post(`/${status}`))
    assert.equal(error.code, 'invalid')
    assert.match(error.message, new RegExp(`${status} leads to ${url}/new; a POST is not sent elsewhere`))
  }
  assert.equal(seen.length, 7)
  const elsewhere = await serve(t, answer(307, { location: `${url}/new` }))
  assert.equal((await failureOf(client().http({ url: elsewhere.url, method: 'PUT', read: text }))).code, 'invalid')
  assert.equal(seen.length, 7)
})

test('a redirect from https to http, to another scheme, with credentials or to nowhere is refused', async () => {
  const places = ['http://peer.example.com/', 'file:///etc/passwd', 'https://u:p4ss@x.example.com/', 'https://', '']
  for (const location of places) {
    const fake = async () => new Response(null, { status: 302, headers: location ? { location } : {} })
    const error = await failureOf(client(undefined, fake).http({ url: 'https://peer.example.com/', read: text }))
    assert.equal(error.code, 'invalid', location)
    assert.doesNotMatch(error.message, /p4ss/)
  }
})

test('a redirect that the caller wants to see is an answer', async t => {
  const { url } = await serve(t, answer(304))
  assert.equal(await client().http({ url, accept: status => status === 304, read: async a => a.status }), 304)
})

test('only http and https without credentials are called, and the refusal shows no secret', async () => {
  const { http } = client(undefined, () => assert.fail('nothing may go out'))
  for (const url of [
    'ftp://example.com',
    'file:///etc/passwd',
    'nonsense',
    'http://user:p4ss@example.com/',
    'http://',
  ]) {
    const error = await failureOf(http({ url, read: text }))
    assert.equal(error.code, 'invalid', url)
    assert.doesNotMatch(error.message, /p4ss/)
  }
})

test('a header that cannot be sent is named without its value', async () => {
  const { http } = client(undefined, () => assert.fail('nothing may go out'))
  for (const value of ['Bearer s3cret\nx: y', 'Bearer s3cret가']) {
    const error = await failureOf(http({ url: 'http://example.com', headers: { authorization: value }, read: text }))
    assert.match(error.message, /header "authorization" cannot be sent/)
    assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /s3cret/)
  }
})

test('the caller can end the call while it waits for an answer, for the body, or between attempts', async t => {
  const reason = new Error('stop')
  const hanging = await serve(t, (request, response) => {
    if (request.url === '/body') response.writeHead(200).write('x')
  })
  for (const path of ['/', '/body']) {
    const { http, pending } = client()
    const controller = new AbortController()
    const before = hanging.seen.length
    const call = http({ url: hanging.url + path, signal: controller.signal, read: text })
    await until(() => hanging.seen.length > before)
    controller.abort(reason)
    await assert.rejects(call, error => error === reason)
    assert.equal(pending(), 0)
  }
  const { http } = client()
  await assert.rejects(http({ url: hanging.url, signal: AbortSignal.abort(reason), read: text }), e => e === reason)
  const failing = await serve(t, answer(503))
  const controller = new AbortController()
  const time = testClock()
  const sleeping = createHttp({
    fetch: fetch as never,
    clock: { ...time.clock, sleep: () => Promise.reject(controller.signal.reason) },
    random: () => 0.5,
    log: { ...silent, debug: () => controller.abort(reason) },
  })
  await assert.rejects(sleeping({ url: failing.url, signal: controller.signal, read: text }), e => e === reason)
})

test('a hundred calls leave no timer, no listener and no socket that hangs', async t => {
  const { url } = await serve(t, answer(200, {}, 'x'.repeat(10_000)))
  const { http, pending } = client()
  const { signal } = new AbortController()
  let added = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    added++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    added--
    remove(...args)
  }
  await Promise.all(Array.from({ length: 100 }, () => http({ url, signal, read: async a => a.status })))
  assert.deepEqual([pending(), added], [0, 0])
})
