import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type Random, randomOf } from '../simulation/random.ts'
import type { Post } from './orders.ts'
import { pause } from './scene.ts'

/** What a peer has done, in the order in which it did it. */
export interface Applied extends Post {
  peer: string
  key: string
}

/** The outside systems. They live in the test's own process, so that their memory outlives every hub. */
export interface Peers {
  url: string
  ledger: Applied[]
  /** How many requests came, whatever became of them. */
  requests(): number
  /** How long they take, at most, before they act and again before they answer. */
  slowness: { beforeMs: number; afterMs: number }
}

export async function peersFor(t: TestContext, seed: string): Promise<Peers> {
  const random = randomOf(`${seed}/peers`)
  const ledger: Applied[] = []
  const slowness = { beforeMs: 5, afterMs: 20 }
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    answer(request, response, { ledger, random, slowness }).catch(error => response.destroy(error))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger,
    slowness,
    requests: () => requests,
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { ledger, random, slowness }: Pick<Peers, 'ledger' | 'slowness'> & { random: Random },
) {
  const { pathname, searchParams } = new URL(request.url!, 'http://peer')
  const peer = pathname.slice(1)
  const find = (key: string) => ledger.findIndex(entry => entry.peer === peer && entry.key === key)
  const answerWith = (value: unknown) => response.end(JSON.stringify(value))
  if (request.method === 'GET') {
    const number = find(searchParams.get('key')!)
    return answerWith(number === -1 ? 'absent' : { applied: { number } })
  }
  const { room, text, key } = JSON.parse(await bodyOf(request))
  await pause(random.between(0, slowness.beforeMs))
  // A caller that is gone is not served: what it asked for would come after the next one has asked about it.
  if (response.destroyed) return
  const known = peer === 'keyed' ? find(key) : -1
  const number = known === -1 ? ledger.push({ peer, room, text, key }) - 1 : known
  await pause(random.between(0, slowness.afterMs))
  answerWith({ number })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
