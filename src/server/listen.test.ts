import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { systemClock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import type { Api } from './app.ts'
import { type ListenOptions, listen } from './listen.ts'
import { keptLog, note, scene, testToken } from './testing.ts'

const headers = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' }
const quick: ListenOptions['limits'] = { headersMs: 300, requestMs: 500, checkEveryMs: 50 }

/** The notice board on a free port. */
async function served(parts: Partial<Api> = {}, limits?: ListenOptions['limits']) {
  const made = scene({ clock: systemClock, ...parts })
  const { url, port, close } = await listen(made.app, { host: '127.0.0.1', port: 0, clock: systemClock, limits })
  return { ...made, url, port, close, [Symbol.asyncDispose]: () => close(0) }
}

const post = (url: string, body: unknown = note) =>
  fetch(`${url}/notes`, { method: 'POST', headers, body: JSON.stringify(body) })

/** Everything that comes back over a raw connection until it ends. */
function raw(port: number, speak: (say: (text: string) => void) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', data => {
      heard += data
    })
    socket.on('close', () => resolve(heard))
    // Who is cut off while still speaking may lose what was said last.
    socket.on('error', (error: NodeJS.ErrnoException) => /EPIPE|ECONNRESET/.test(error.code ?? '') || reject(error))
    socket.on('connect', () => speak(text => void (socket.writable && socket.write(text))))
  })
}

describe('a port', () => {
  test('answers over it are those of the app', async () => {
    await using hub = await served()
    const created = await post(hub.url)
    assert.deepEqual([created.status, await created.json()], [201, { id: '1' }])
    const read = await fetch(`${hub.url}/notes/1`, { headers })
    assert.equal(((await read.json()) as typeof note).body, note.body)
    assert.equal((await fetch(`${hub.url}/notes`, { headers, method: 'HEAD' })).status, 200)
    assert.equal((await fetch(`${hub.url}/notes`)).status, 401)
  })

  test('a body that is too large is refused before it has come, declared or not', async () => {
    await using hub = await served()
    const large = JSON.stringify({ ...note, body: 'x'.repeat(2_000_000) })
    const declared = await raw(hub.port, say =>
      say(
        `POST /notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${testToken}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{`,
      ),
    )
    assert.match(declared, /^HTTP\/1\.1 413 /)
    const pieces = new Blob([large]).stream()
    const chunked = await fetch(`${hub.url}/notes`, {
      method: 'POST',
      headers,
      body: pieces,
      duplex: 'half',
    } as RequestInit)
    assert.equal(chunked.status, 413)
    assert.equal((await post(hub.url)).status, 201)
    assert.equal(hub.answered.length, 1)
  })

  test('a body that comes in pieces is read whole', async () => {
    await using hub = await served()
    const body = new Blob([JSON.stringify(note)]).stream()
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
    assert.equal((await fetch(`${hub.url}/notes`, init)).status, 201)
    assert.equal(hub.notes.get('1')!.title, note.title)
  })

  test('one connection serves many requests', async () => {
    await using hub = await served()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (let time = 0; time < 5; time++)
      await new Promise<void>((resolve, reject) => {
        const sent = httpRequest(`${hub.url}/notes`, { agent, headers }, response => {
          ports.add(response.socket.localPort)
          response.resume().on('end', resolve)
        })
        sent.on('error', reject).end()
      })
    agent.destroy()
    assert.equal(ports.size, 1)
  })

  test('what is no HTTP, has no host or has too long headers is refused, and the port goes on', async () => {
    await using hub = await served()
    assert.match(await raw(hub.port, say => say('hello\r\n\r\n')), /^HTTP\/1\.1 400 /)
    assert.match(await raw(hub.port, say => say('GET /health HTTP/1.1\r\n\r\n')), /^HTTP\/1\.1 400 /)
    const long = `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`
    assert.match(await raw(hub.port, say => say(long)), /^HTTP\/1\.1 431 /)
    const split = `GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    assert.match(await raw(hub.port, say => say(split)), /^HTTP\/1\.1 400 /)
    assert.equal((await fetch(`${hub.url}/health`)).status, 200)
  })

  test('a port that is taken is named, with what to do', async () => {
    await using hub = await served()
    await assert.rejects(
      listen(hub.app, { host: '127.0.0.1', port: hub.port, clock: systemClock }),
      (error: unknown) => error instanceof HubError && /is taken by another program.*DURE_PORT/.test(error.message),
    )
  })
})

describe('slow callers', () => {
  test('headers that drip are cut off', async () => {
    await using hub = await served({}, quick)
    const began = systemClock.monotonic()
    const heard = await raw(hub.port, say => {
      say('GET /health HTTP/1.1\r\nHost: x\r\n')
      const drip = setInterval(() => say('X-A: b\r\n'), 40)
      setTimeout(() => clearInterval(drip), 3000).unref()
    })
    assert.match(heard, /^(HTTP\/1\.1 408 |$)/)
    assert.ok(systemClock.monotonic() - began < 2500)
  })

  test('a body that drips is cut off, and the desk never hears of it', async () => {
    await using hub = await served({}, quick)
    const head = `POST /notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${testToken}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`
    const began = systemClock.monotonic()
    await raw(hub.port, say => {
      say(`${head}{`)
      const drip = setInterval(() => say(' '), 40)
      setTimeout(() => clearInterval(drip), 3000).unref()
    })
    assert.ok(systemClock.monotonic() - began < 2500)
    assert.equal(hub.answered.length, 0)
    assert.ok(!hub.log.lines.some(({ level }) => level === 'error'))
  })

  test('a caller who hangs up while being answered is no error of the hub', async () => {
    const log = keptLog()
    const desk = {
      answer: (_task: string, _input: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    } as unknown as Api['desk']
    await using hub = await served({ desk, log })
    const hangUp = new AbortController()
    const answer = fetch(`${hub.url}/notes`, {
      method: 'POST',
      headers,
      body: JSON.stringify(note),
      signal: hangUp.signal,
    })
    await systemClock.sleep(100)
    hangUp.abort()
    await assert.rejects(answer)
    await systemClock.sleep(100)
    assert.match(log.lines[0]!.message, /^POST \/notes 499 \d+ ms$/)
    assert.equal(log.lines[0]!.level, 'info')
    assert.equal((await fetch(`${hub.url}/health`)).status, 200)
  })
})

describe('the end', () => {
  test('running requests end, new ones are refused, idle connections do not hold it up', async () => {
    const hub = await served()
    let open = () => {}
    await fetch(`${hub.url}/health`)
    hub.state.gate = new Promise(resolve => (open = resolve))
    const running = post(hub.url)
    while (hub.answered.length === 0) await systemClock.sleep(5)
    const began = systemClock.monotonic()
    const end = hub.close()
    await systemClock.sleep(50)
    await assert.rejects(
      new Promise((_, reject) => connect(hub.port, '127.0.0.1').on('error', reject)),
      (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
    )
    open()
    assert.equal((await running).status, 201)
    await end
    assert.ok(systemClock.monotonic() - began < 2000)
  })

  test('what does not end in time is cut off', async () => {
    const hub = await served()
    hub.state.gate = new Promise(() => {})
    const running = post(hub.url)
    while (hub.answered.length === 0) await systemClock.sleep(5)
    const cut = assert.rejects(running)
    await hub.close(100)
    await cut
  })
})
