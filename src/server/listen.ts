import type { Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { Clock } from '../engine/clock.ts'
import { HubError } from '../engine/error.ts'
import type { App } from './app.ts'

export interface Listening {
  /** `http://127.0.0.1:8000` */
  url: string
  port: number
  /** Takes no new requests, lets those that run end, and cuts off what still runs after `graceMs` (default 10 000). */
  close(graceMs?: number): Promise<void>
}

export interface ListenOptions {
  host: string
  /** 0: a free one. */
  port: number
  clock: Clock
  limits?: Partial<typeof usualLimits>
}

/** Whoever sends slowly or not at all holds a connection for so long, and no more of them than so many. */
export const usualLimits = {
  headersMs: 5000,
  requestMs: 10_000,
  keepAliveMs: 65_000,
  /** Without a byte either way; longer than any answer is waited for. */
  silenceMs: 120_000,
  checkEveryMs: 1000,
  headerBytes: 16_384,
  headers: 100,
  connections: 10_000,
}

/** Serves the app on a port. */
export async function listen(app: App, { host, port, clock, limits }: ListenOptions): Promise<Listening> {
  const bounds = { ...usualLimits, ...limits }
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { address: (env as HttpBindings).incoming.socket.remoteAddress }),
    hostname: host,
    serverOptions: {
      headersTimeout: bounds.headersMs,
      requestTimeout: bounds.requestMs,
      keepAliveTimeout: bounds.keepAliveMs,
      connectionsCheckingInterval: bounds.checkEveryMs,
      maxHeaderSize: bounds.headerBytes,
    },
  }) as Server
  server.maxHeadersCount = bounds.headers
  server.maxConnections = bounds.connections
  server.setTimeout(bounds.silenceMs)
  await opened(server, host, port)
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: graceMs => closed(server, clock, graceMs ?? 10_000),
  }
}

const opened = (server: Server, host: string, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(explained(error, host, port)))
    server.listen(port, host, resolve)
  })

function explained(cause: NodeJS.ErrnoException, host: string, port: number): HubError {
  const [en, ko] = reasons[cause.code ?? ''] ?? ['cannot be served', `열 수 없습니다(${cause.code})`]
  return new HubError('conflict', `${host}:${port} ${en}`, { cause, ko: `${host}:${port}: ${ko}` })
}

const reasons: Record<string, readonly [en: string, ko: string]> = {
  EADDRINUSE: [
    'is taken by another program: end it, or set DURE_PORT to another port',
    '다른 프로그램이 쓰고 있습니다. 그 프로그램을 끝내거나 DURE_PORT를 바꾸십시오',
  ],
  EACCES: [
    'may not be opened by this user: set DURE_PORT to 1024 or more',
    '이 사용자는 열 수 없는 포트입니다. DURE_PORT를 1024 이상으로 하십시오',
  ],
  EADDRNOTAVAIL: [
    'is no address of this machine: set DURE_HOST to one that is, or to 0.0.0.0',
    '이 기기의 주소가 아닙니다. DURE_HOST를 이 기기의 주소나 0.0.0.0으로 하십시오',
  ],
  ENOTFOUND: [
    'is a name that leads nowhere: set DURE_HOST to an address',
    '없는 이름입니다. DURE_HOST에 주소를 쓰십시오',
  ],
}

const lookAgainMs = 20

/** Connections end as soon as what came over them is answered: they may be kept open by a client for a minute. */
function closed(server: Server, clock: Clock, graceMs: number): Promise<void> {
  return new Promise(resolve => {
    const cancels = [clock.after(graceMs, () => server.closeAllConnections())]
    const closeIdle = () => {
      server.closeIdleConnections()
      cancels[1] = clock.after(lookAgainMs, closeIdle)
    }
    server.close(() => {
      for (const cancel of cancels) cancel()
      resolve()
    })
    closeIdle()
  })
}
