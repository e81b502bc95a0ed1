import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { Clock } from './clock.ts'
import { HubError } from './error.ts'
import { createHttp } from './http.ts'
import { silent } from './io.ts'

const start = Date.parse('2026-11-23T01:00:00Z')
/** The usual reader. */
export const text = (answer: { text(): Promise<string> }) => answer.text()

/** Time that passes only when a call pauses or a test says so. */
export function testClock() {
  let now = 0
  const pauses: number[] = []
  const timers = new Set<{ at: number; action: () => void }>()
  const after = (ms: number, action: () => void) => {
    const timer = { at: now + ms, action }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const advance = (ms: number) => {
    now += ms
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.action()
  }
  const clock: Clock = {
    now: () => new Date(start + now),
    monotonic: () => now,
    after,
    turn: async () => {},
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      pauses.push(ms)
      advance(ms)
    },
  }
  return { clock, pauses, advance, pending: () => timers.size }
}

/** A server of our own on a free port, and what it was asked. */
export async function serve(t: TestContext, listener: RequestListener) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Bytes as they come, for answers that no HTTP library would send. */
export async function serveRaw(t: TestContext, onRequest: (socket: Socket) => void) {
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      requests++
      onRequest(socket)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests }
}

/** An Http on a clock of its own. */
export function client(
  redact?: (text: string) => string,
  fetcher = fetch as Parameters<typeof createHttp>[0]['fetch'],
) {
  const time = testClock()
  const http = createHttp({ fetch: fetcher, clock: time.clock, random: () => 0.5, log: silent, redact })
  return { http, ...time }
}

/** The HubError that a call must end with. */
export async function failureOf(call: Promise<unknown>): Promise<HubError> {
  const error = await call.then(
    () => assert.fail('the call should have failed'),
    error => error,
  )
  assert.ok(error instanceof HubError, `expected a HubError, got ${error}`)
  return error
}

/** Waits until the machine has done something, without waiting for a time. */
export async function until(condition: () => boolean) {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

/** Answers every request alike. */
export const answer = (status: number, headers: Record<string, string> = {}, body = '') => {
  return (_: IncomingMessage, response: ServerResponse) => response.writeHead(status, headers).end(body)
}

/** An address where nothing listens. */
export async function nobody() {
  const server = createTcpServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
