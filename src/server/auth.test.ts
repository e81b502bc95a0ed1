import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { HubError } from '../engine/error.ts'
import { type Caller, hashOf, tokenOf } from './auth.ts'
import { opensTo, serverSettings } from './settings.ts'
import { keptLog, note, scene, testToken } from './testing.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('API_AUTH_TOKEN', () => {
  test('a call without a token is told which header it needs', async () => {
    const { send } = scene()
    for (const authorization of ['', 'Basic dXNlcjpwYXNz', 'Bearer', `Bearer ${testToken} more`, testToken]) {
      const response = await send('/notes', { headers: { authorization } })
      assert.equal(response.status, 401, authorization)
      assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="dure"')
    }
  })

  test('a wrong token is told so, and never reaches the desk or the log', async () => {
    const { send, answered, log } = scene()
    const response = await send('/notes', { headers: bearer('wrong-token-of-mine') })
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="dure", error="invalid_token"')
    assert.equal(answered.length, 0)
    assert.ok(!JSON.stringify(log.lines).includes('wrong-token-of-mine'))
  })

  test('the right token reads and writes, however the word Bearer is written', async () => {
    const { send } = scene()
    assert.equal((await send('/notes', { headers: { authorization: `bearer ${testToken}` } })).status, 200)
    assert.equal((await send('/notes/9', { method: 'DELETE' })).status, 404)
  })

  test('nothing but what holds no data is open: health and the description of the API', async () => {
    const { send } = scene()
    const open = ['/health', '/openapi.json']
    for (const path of [...open, '/notes', '/notes/1', '/ready', '/metrics', '/nowhere']) {
      const response = await send(path, { headers: { authorization: '' } })
      assert.equal(response.status, open.includes(path) ? 200 : 401, path)
    }
  })
})

describe('named tokens', () => {
  const callers: Record<string, Caller> = {
    'reader-token': { name: 'dashboard', role: 'reader' },
    'writer-token': { name: 'ci', role: 'writer' },
    'admin-token': { name: '김지은', role: 'admin' },
  }
  const byHash = new Map(Object.entries(callers).map(([token, caller]) => [hashOf(token), caller]))
  const tokens = { find: async (hash: string) => byHash.get(hash), any: () => true }
  const access = { open: false, tokens }

  test('each role may do what it is for, and what those below it may', async () => {
    const { send, post } = scene({ access })
    const statuses = async (token: string) => [
      (await send('/notes', { headers: bearer(token) })).status,
      (await post('/notes', note, bearer(token))).status,
      (await send('/notes/9', { method: 'DELETE', headers: bearer(token) })).status,
    ]
    assert.deepEqual(await statuses('reader-token'), [200, 403, 403])
    assert.deepEqual(await statuses('writer-token'), [200, 201, 404])
    assert.deepEqual(await statuses('admin-token'), [200, 201, 404])
    assert.deepEqual(await statuses('no-token-of-ours'), [401, 401, 401])
  })

  test('a role that nobody has defined may do nothing', async () => {
    for (const role of ['', 'root', undefined, null, 0]) {
      const { send } = scene({
        access: { open: false, tokens: { find: () => ({ name: 'x', role }) as Caller, any: () => true } },
      })
      assert.equal((await send('/notes', { headers: bearer('any') })).status, 403, String(role))
    }
  })

  test('the line in the log names the token by its name', async () => {
    const { post, log } = scene({ access })
    await post('/notes', note, bearer('writer-token'))
    assert.equal(log.lines[0]!.fields?.caller, 'ci')
    assert.ok(!JSON.stringify(log.lines).includes('writer-token'))
  })

  test('a token is 256 random bits that look like a token, and what is stored of it is a hash', () => {
    const token = tokenOf(randomBytes(32))
    assert.match(token, /^dure_[\w-]{43}$/)
    assert.match(hashOf(token), /^[0-9a-f]{64}$/)
  })
})

describe('wrong tokens', () => {
  const wrong = bearer('wrong')

  test('after ten the address waits longer with each, up to a minute, and is told how long', async () => {
    const { send, clock } = scene()
    for (let time = 0; time < 10; time++) assert.equal((await send('/notes', { headers: wrong })).status, 401)
    const pauses: number[] = []
    for (let time = 0; time < 8; time++) {
      const refused = await send('/notes', { headers: wrong })
      assert.equal(refused.status, 429)
      pauses.push(Number(refused.headers.get('retry-after')))
      await clock.advance(pauses.at(-1)! * 1000)
      assert.equal((await send('/notes', { headers: wrong })).status, 401)
    }
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60])
  })

  test('a right token is not even looked at meanwhile, but another address works', async () => {
    const { send, log } = scene()
    for (let time = 0; time < 1000; time++) await send('/notes', { headers: wrong })
    assert.equal((await send('/notes')).status, 429)
    assert.equal((await send('/notes', { address: '192.0.2.2' })).status, 200)
    assert.equal(log.lines.filter(({ level }) => level === 'warn').length, 1)
  })

  test('who has been right from the same address goes on working', async () => {
    const { send } = scene()
    assert.equal((await send('/notes')).status, 200)
    for (let time = 0; time < 100; time++) await send('/notes', { headers: wrong })
    assert.equal((await send('/notes')).status, 200)
    assert.equal((await send('/notes', { headers: wrong })).status, 429)
  })

  test('an IPv6 address does not escape into its neighbours, and a quarter of an hour is forgiven', async () => {
    const { send, clock } = scene()
    const from = (last: string) => send('/notes', { headers: wrong, address: `2001:db8:1:2:${last}` })
    for (let time = 0; time < 11; time++) await from(`a:b:c:${time}`)
    assert.equal((await from('ffff:0:0:1')).status, 429)
    assert.equal((await send('/notes', { headers: wrong, address: '2001:db8:1:3::1' })).status, 401)
    await clock.advance(901_000)
    assert.equal((await from('ffff:0:0:1')).status, 401)
    assert.equal((await from('ffff:0:0:1')).status, 401)
  })

  test('a proxy on the same machine says whom it speaks for; nobody else is believed', async () => {
    const { send } = scene()
    const attempt = (address: string, forwarded: string) =>
      send('/notes', { headers: { ...wrong, 'x-forwarded-for': forwarded }, address })
    for (let time = 0; time < 11; time++) await attempt('127.0.0.1', `10.0.0.1, 198.51.100.7`)
    assert.equal((await attempt('127.0.0.1', '198.51.100.7')).status, 429)
    assert.equal((await attempt('::1', '198.51.100.8')).status, 401)
    for (let time = 0; time < 11; time++) await attempt('192.0.2.9', `198.51.100.${time}`)
    assert.equal((await attempt('192.0.2.9', '198.51.100.99')).status, 429)
  })
})

describe('without any token', () => {
  const local = { host: 'localhost:8000', authorization: '' }
  const open = { access: { open: true } }

  test('programs on this machine may call, with or without a token', async () => {
    const { send, post } = scene(open)
    for (const host of ['localhost', 'localhost:8000', '127.0.0.1:8000', '127.8.8.8', '[::1]:8000'])
      assert.equal((await send('/notes', { headers: { ...local, host } })).status, 200, host)
    assert.equal((await post('/notes', note, { ...local, ...bearer('YOUR_API_TOKEN') })).status, 201)
  })

  test('with the first token that is made it closes, and stays closed when that one is removed again', async () => {
    const made = new Set<string>()
    const find = (hash: string) => (made.has(hash) ? ({ name: 'ci', role: 'writer' } as const) : undefined)
    const { send, log } = scene({ access: { open: true, tokens: { find, any: () => made.size > 0 } } })
    const status = async (headers: object = {}) => (await send('/notes', { headers: { ...local, ...headers } })).status
    assert.equal(await status(), 200)
    made.add(hashOf('first'))
    assert.equal(await status(), 401)
    assert.equal(await status(bearer('first')), 200)
    assert.match(log.lines.find(({ level }) => level === 'warn')!.message, /a token was made/)
    made.clear()
    assert.equal(await status(), 401)
    assert.equal(await status(bearer('first')), 401)
  })

  test('as long as nobody can say whether there is a token, nobody is let in', async () => {
    const any = () => Promise.reject(new HubError('unavailable', 'the ledger does not answer'))
    const { send } = scene({ access: { open: true, tokens: { find: () => undefined, any } } })
    assert.equal((await send('/notes', { headers: local })).status, 503)
  })

  test('a name that somebody else lets lead to this machine is refused', async () => {
    const { send } = scene(open)
    for (const host of [
      'evil.example.com',
      'localhost.example.com',
      '127.0.0.1.example.com:8000',
      '10.0.0.1',
      '0.0.0.0',
    ])
      assert.equal((await send('/notes', { headers: { ...local, host } })).status, 403, host)
  })

  test('a page of another site cannot write, a page of this machine can', async () => {
    const { post } = scene(open)
    const from = async (origin: string) => (await post('/notes', note, { ...local, origin })).status
    assert.equal(await from('https://evil.example.com'), 403)
    assert.equal(await from('null'), 403)
    assert.equal(await from('http://localhost:8000'), 201)
  })

  test('the API opens on loopback only, and says so loudly', () => {
    const log = keptLog()
    assert.equal(opensTo('127.0.0.1', undefined, false, log), true)
    assert.match(log.lines[0]!.message, /THE API IS OPEN/)
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'hub.example.com'])
      assert.throws(
        () => opensTo(host, undefined, false, log),
        (error: unknown) => error instanceof HubError && /set API_AUTH_TOKEN/.test(error.message),
      )
  })

  test('a token of either kind closes it everywhere, and a short one is warned of', () => {
    const log = keptLog()
    assert.equal(opensTo('0.0.0.0', testToken, false, log), false)
    assert.equal(opensTo('127.0.0.1', undefined, true, log), false)
    assert.equal(log.lines.length, 0)
    assert.equal(opensTo('127.0.0.1', 'short', false, log), false)
    assert.match(log.lines[0]!.message, /API_AUTH_TOKEN is short/)
  })

  test('the settings have the usual address and port, and refuse what a header or a socket would', () => {
    const { API_AUTH_TOKEN, DURE_HOST, DURE_PORT } = serverSettings
    assert.equal(DURE_HOST.parse(undefined), '127.0.0.1')
    assert.equal(DURE_PORT.parse(undefined), 8000)
    assert.equal(DURE_PORT.parse('0'), 0)
    for (const port of ['65536', '-1', '80.5', 'http', '']) assert.ok(!DURE_PORT.safeParse(port).success, port)
    for (const token of ['', 'two words', '토큰토큰토큰토큰', 'a\r\nb'])
      assert.ok(!API_AUTH_TOKEN.safeParse(token).success, token)
  })
})
