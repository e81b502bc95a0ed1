import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { HubError } from './error.ts'
import { answer, client, failureOf, nobody, serve, serveRaw, text, until } from './http-testing.ts'
import type { HttpCall } from './io.ts'

test('a server that never answers costs the attempt its time, and every later attempt too, up to the time of the call', async t => {
  const { url, seen } = await serve(t, () => {})
  const { http, advance, pending } = client()
  const failure = failureOf(http({ url: `${url}/slow?token=abc`, totalMs: 15_000, read: text }))
  await until(() => seen.length === 1)
  advance(10_000)
  await until(() => seen.length === 2)
  advance(4500)
  const error = await failure
  assert.equal(error.message, `GET ${url}/slow: no answer within 4.5 s`)
  assert.equal((error.cause as Error).name, 'TimeoutError')
  assert.deepEqual([error.code, error.arrived, seen.length, pending()], ['unavailable', 'no', 2, 0])
})

test('a body that drips for ever runs out of time although bytes keep coming', async t => {
  let drops = 0
  const { url } = await serve(t, (_, response) => {
    const timer = setInterval(() => response.write(`${drops++}`), 5)
    response.on('close', () => clearInterval(timer))
  })
  const { http, advance, pending } = client()
  const failure = failureOf(http({ url, method: 'POST', read: text }))
  await until(() => drops > 5)
  advance(10_000)
  const error = await failure
  assert.deepEqual([error.code, error.arrived, pending()], ['unavailable', 'maybe', 0])
  assert.match(error.message, /no answer within 10 s/)
})

test('time runs out on a fetch that heeds no signal', async () => {
  const { http, advance } = client(undefined, () => new Promise(() => {}))
  const failure = failureOf(http({ url: 'http://peer.example.com', tries: 1, read: text }))
  advance(10_000)
  assert.match((await failure).message, /no answer within 10 s/)
})

test('a reader that hangs or swallows the broken body does not hide the failure', async t => {
  const { url } = await serve(t, (_, response) => response.writeHead(200).write('half'))
  const { http, advance } = client()
  let reading = false
  const hangs = () => {
    reading = true
    return new Promise(() => {})
  }
  const hanging = failureOf(http({ url, tries: 1, read: hangs }))
  await until(() => reading)
  advance(10_000)
  assert.equal((await hanging).code, 'unavailable')
  const short = await serveRaw(t, socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
  const swallowed = http({ url: short.url, tries: 1, read: a => a.text().catch(() => 'fine') })
  assert.match((await failureOf(swallowed)).message, /the answer broke off/)
})

test('a body is capped by what it unpacks to, so a gzip bomb stops early', async t => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const { url, seen } = await serve(t, answer(200, { 'content-encoding': 'gzip' }, bomb as unknown as string))
  let read = 0
  const call = { url, maxBytes: 100_000 }
  const error = await failureOf(
    client().http({
      ...call,
      read: async a => {
        for await (const chunk of a.chunks()) read += chunk.length
      },
    }),
  )
  assert.deepEqual([error.code, seen.length], ['invalid', 1])
  assert.match(error.message, /larger than 100000 bytes/)
  assert.ok(read <= 100_000)
  assert.match((await failureOf(client().http({ ...call, read: text }))).message, /larger than/)
})

test('an endless body stops at the cap', async t => {
  const { url } = await serve(t, (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  assert.equal((await failureOf(client().http({ url, read: text }))).code, 'invalid')
})

test('a body of exactly the allowed size is fine', async t => {
  const { url } = await serve(t, answer(200, {}, 'x'.repeat(1000)))
  assert.equal((await client().http({ url, maxBytes: 1000, read: text })).length, 1000)
})

test('an error shows the first 200 characters of its body without control characters and secrets', async t => {
  const body = `<html>\n\u001b[31mbad\0\u202e token hunter22 ${'x'.repeat(300)}`
  const { url } = await serve(t, answer(400, {}, body))
  const { http } = client(text => text.replaceAll('hunter22', '***'))
  const error = await failureOf(http({ url: `${url}/p?token=hunter22`, headers: { a: 'hunter22' }, read: text }))
  assert.equal(error.message, `GET ${url}/p: 400 ${`<html> [31mbad token *** ${'x'.repeat(300)}`.slice(0, 200)}`)
})

test('a path that is a secret itself is redacted', async t => {
  const { url } = await serve(t, answer(404))
  const { http } = client(text => text.replaceAll('/services/T0/B0/xyz', '***'))
  assert.equal((await failureOf(http({ url: `${url}/services/T0/B0/xyz`, read: text }))).message, `GET ${url}***: 404`)
})

test('an error body that never ends, lies about its length or hangs is no obstacle', async t => {
  const hanging = await serve(t, (_, response) => response.writeHead(500).write('oh no'))
  const { http, advance } = client()
  const failure = failureOf(http({ url: hanging.url, tries: 1, read: text }))
  await until(() => hanging.seen.length === 1)
  await new Promise(resolve => setTimeout(resolve, 20))
  advance(10_000)
  assert.equal((await failure).code, 'unavailable')
  const big = await serve(t, answer(500, {}, 'y'.repeat(5_000_000)))
  assert.ok((await failureOf(http({ url: big.url, tries: 1, read: text }))).message.length < 300)
})

test('it is said whether a write may have arrived', async t => {
  const fate = async (listener: RequestListener, method: HttpCall<string>['method'] = 'POST') => {
    const { url } = await serve(t, listener)
    return (await failureOf(client().http({ url, method, tries: 1, read: text }))).arrived
  }
  assert.equal(await fate(answer(500)), 'maybe')
  assert.equal(await fate(answer(503)), 'maybe')
  assert.equal(await fate(answer(503, { 'retry-after': '1' })), 'no')
  assert.equal(await fate(answer(429)), 'no')
  assert.equal(await fate(answer(400)), 'no')
  assert.equal(await fate(request => request.socket.destroy()), 'maybe')
  assert.equal(await fate(answer(500), 'GET'), 'no')
  const refused = await failureOf(client().http({ url: await nobody(), method: 'POST', read: text }))
  assert.deepEqual([refused.code, refused.arrived], ['unavailable', 'no'])
})

test('a later attempt that was surely refused does not undo an earlier one that may have arrived', async t => {
  let calls = 0
  const { url } = await serve(t, (request, response) => {
    if (++calls === 1) request.socket.destroy()
    else answer(409)(request, response)
  })
  const error = await failureOf(client().http({ url, method: 'POST', tries: 2, read: text }))
  assert.deepEqual([calls, error.code, error.arrived], [2, 'conflict', 'maybe'])
})

test('connection failures are told apart in words', async t => {
  const plain = await serve(t, answer(200))
  const cut = await serveRaw(t, socket => socket.destroy())
  const rubbish = await serveRaw(t, socket => socket.end('not http at all\r\n\r\n'))
  const message = async (url: string) => (await failureOf(client().http({ url, tries: 1, read: text }))).message
  assert.match(await message(await nobody()), /: nothing listens there \(ECONNREFUSED\)$/)
  assert.match(
    await message(plain.url.replace('http', 'https')),
    /: no TLS connection; is https right for this port\? \(/,
  )
  assert.match(await message(cut.url), /: the connection broke \(UND_ERR_SOCKET\)$/)
  assert.match(await message(rubbish.url), /: the connection broke/)
  assert.match(await message('http://127.0.0.1:6000'), /: this port is closed to web calls/)
  const unknown = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) })
  const lost = client(undefined, () => Promise.reject(unknown)).http({
    url: 'http://nowhere.example.com',
    tries: 1,
    read: text,
  })
  const error = await failureOf(lost)
  assert.match(error.message, /: the host name was not found \(ENOTFOUND\)$/)
  assert.equal((error.cause as Error).message, 'x')
})

test('an answer that the reader finds unusable may be tried again, a bug in the reader is not', async t => {
  const { url, seen } = await serve(t, answer(200, {}, '{"trunc'))
  const unusable = () => Promise.reject(new HubError('unavailable', 'no JSON'))
  assert.equal((await failureOf(client().http({ url, read: unusable }))).message, 'no JSON')
  assert.equal(seen.length, 3)
  const bug = new RangeError('bug')
  await assert.rejects(client().http({ url, read: () => Promise.reject(bug) }), error => error === bug)
  assert.equal(seen.length, 4)
})
