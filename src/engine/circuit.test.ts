import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, client, failureOf, serve, text, until } from './http-testing.ts'

test('after five failures in a row a destination rests: calls fail at once, then one probes', async t => {
  let status = 500
  const { url, seen } = await serve(t, (request, response) => answer(status)(request, response))
  const other = await serve(t, answer(200, {}, 'fine'))
  const { http, advance } = client()
  const post = (path = '') => http({ url: url + path, method: 'POST', read: text })
  for (let n = 0; n < 5; n++) await failureOf(post())
  const rested = await failureOf(post('/secret-path'))
  assert.deepEqual([rested.code, rested.arrived, rested.retryAfterMs, seen.length], ['unavailable', 'no', 30_000, 5])
  assert.equal(rested.message, `${url}: not asked, its last 5 calls failed; next attempt in 30 s`)
  assert.equal(await http({ url: other.url, read: text }), 'fine')

  advance(30_000)
  await failureOf(post())
  assert.equal(seen.length, 6)
  assert.equal((await failureOf(post())).retryAfterMs, 60_000)

  advance(60_000)
  status = 200
  const [probe, meanwhile] = await Promise.allSettled([post(), post()])
  assert.deepEqual([probe.status, meanwhile.status, seen.length], ['fulfilled', 'rejected', 7])
  assert.equal(await post(), '')
})

test('the rest of a destination grows to five minutes at most', async t => {
  const { url } = await serve(t, answer(500))
  const { http, advance } = client()
  const rests: number[] = []
  for (let n = 0; n < 5; n++) await failureOf(http({ url, method: 'POST', read: text }))
  for (let n = 0; n < 6; n++) {
    const { retryAfterMs } = await failureOf(http({ url, method: 'POST', read: text }))
    rests.push(retryAfterMs ?? 0)
    advance(retryAfterMs ?? 0)
    await failureOf(http({ url, method: 'POST', read: text }))
  }
  assert.deepEqual(rests, [30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
})

test('refusals and the end of a call by its caller do not make a destination rest; a probe given up frees the way', async t => {
  let status = 404
  const { url, seen } = await serve(t, (request, response) => {
    if (request.url !== '/hang') answer(status)(request, response)
  })
  const { http, advance } = client()
  for (let n = 0; n < 8; n++) await failureOf(http({ url, tries: 1, read: text }))
  assert.equal(seen.length, 8)
  status = 500
  for (let n = 0; n < 5; n++) await failureOf(http({ url, tries: 1, read: text }))
  advance(30_000)
  const controller = new AbortController()
  const probe = http({ url: `${url}/hang`, signal: controller.signal, read: text })
  await until(() => seen.length === 14)
  controller.abort(new Error('stop'))
  await assert.rejects(probe, /stop/)
  status = 200
  assert.equal(await http({ url, read: text }), '')
})

test('a call whose own attempts make the destination rest fails without pausing once more', async t => {
  const { url, seen } = await serve(t, answer(500))
  const { http, pauses } = client()
  const error = await failureOf(http({ url, tries: 9, totalMs: 1_000_000, read: text }))
  assert.deepEqual([seen.length, pauses.length], [5, 4])
  assert.match(error.message, /: 500$/)
})
