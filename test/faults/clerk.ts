import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Random } from '../simulation/random.ts'
import type { Order } from './orders.ts'
import type { Peers } from './peers.ts'
import { type Ended, ended, environment, killGroup, programs, type Scene } from './scene.ts'

const hubProcess = fileURLToPath(new URL('./hub-process.ts', import.meta.url))

/** Hands in orders and writes down which of them a hub has accepted. */
export interface Clerk {
  accepted: Map<string, Order>
  refusals: string[]
  /** Keeps `outstanding` orders without an answer at that hub until `pause`. Those without an answer are handed in again. */
  serve(hub: Running, outstanding?: number): void
  pause(): void
  /** One order, at the front of all. Resolves when it is accepted. */
  hand(hub: Running, order: Partial<Order>): Promise<void>
}

/** A hub that runs in a process of its own. */
export interface Running {
  child: ChildProcess
  /** Milliseconds from its start until it takes orders. Rejects when it ends before. */
  ready: Promise<number>
  /** What it has logged so far. */
  said: () => string
  ended: Promise<Ended>
  onAnswer: (listener: (answer: Answer) => void) => void
  hand(order: Order): void
  /** `kill -9`; resolves when it is gone and all its answers are read. */
  kill(): Promise<Ended>
  /** SIGTERM, and the wait for its end. */
  stop(): Promise<Ended>
}

type Answer = { accepted: string } | { refused: string; error: string } | { ready: number }

export function startHub(
  { folder, start }: Scene,
  peersUrl: string,
  { data = join(folder, 'data'), under = [] as string[] } = {},
): Running {
  const began = performance.now()
  const env = { ...environment(folder, data), PEERS_URL: peersUrl }
  const child = start([...under, ...programs.node, hubProcess], { env, stdio: 'pipe' })
  const listeners: ((answer: Answer) => void)[] = []
  let said = ''
  child.stderr!.on('data', text => {
    said += text
  })
  // It may be gone already when something is handed in.
  child.stdin!.on('error', () => {})
  createInterface({ input: child.stdout! }).on('line', line => {
    for (const tell of listeners) tell(JSON.parse(line))
  })
  const end = ended(child)
  const ready = new Promise<number>((resolve, reject) => {
    listeners.push(answer => 'ready' in answer && resolve(performance.now() - began))
    end.then(({ code, err }) => reject(new Error(`the hub ended (${code}) before it was ready:\n${err}`)), reject)
  })
  ready.catch(() => {})
  return {
    child,
    ready,
    said: () => said,
    ended: end,
    onAnswer: listener => void listeners.push(listener),
    hand: order => void child.stdin!.write(`${JSON.stringify(order)}\n`),
    kill: () => {
      killGroup(child)
      return end
    },
    stop: () => {
      child.kill('SIGTERM')
      return end
    },
  }
}

const peerNames = ['keyed', 'askable', 'blind'] as const

/** More than `backlog` is not left undelivered, or the last hub of a test would have too much to catch up with. */
export function clerkOf(random: Random, { ledger }: Pick<Peers, 'ledger'>, backlog = 60): Clerk {
  const accepted = new Map<string, Order>()
  const refusals: string[] = []
  const open = new Map<string, Order>()
  const waiting = new Map<string, () => void>()
  let made = 0
  let serving: Running | undefined

  const next = (given: Partial<Order> = {}): Order => ({
    id: `order-${++made}`,
    peer: random.pick(peerNames),
    room: `room-${random.between(1, 6)}`,
    how: random.chance(0.4) ? 'awaited' : 'sent',
    bytes: 0,
    ...given,
  })
  const known = new WeakSet<Running>()
  const listen = (hub: Running) => {
    if (known.has(hub)) return
    known.add(hub)
    hub.onAnswer(answer => {
      if ('ready' in answer) return
      const id = 'accepted' in answer ? answer.accepted : answer.refused
      const order = open.get(id)
      if (!order) return
      if ('accepted' in answer) {
        open.delete(id)
        accepted.set(id, order)
        waiting.get(id)?.()
      } else refusals.push(answer.error)
      refill(hub, order, 'refused' in answer ? 100 : 0)
    })
  }
  const handIn = (hub: Running, order: Order) => {
    open.set(order.id, order)
    hub.hand(order)
  }
  /** A sender that was not told "accepted" tries again; one that was has something new. */
  const refill = (hub: Running, last: Order, afterMs: number) => {
    if (serving !== hub) return
    if (afterMs > 0 || accepted.size - ledger.length > backlog) setTimeout(refill, afterMs || 10, hub, last, 0)
    else handIn(hub, open.has(last.id) ? last : next())
  }

  return {
    accepted,
    refusals,
    serve(hub, outstanding = 12) {
      listen(hub)
      serving = hub
      void hub.ended.then(() => serving === hub && this.pause())
      const again = [...open.values()]
      for (const order of again) hub.hand(order)
      for (let n = again.length; n < outstanding; n++) handIn(hub, next())
    },
    pause() {
      serving = undefined
    },
    hand(hub, given) {
      listen(hub)
      const order = next(given)
      return new Promise(resolve => {
        waiting.set(order.id, resolve)
        handIn(hub, order)
      })
    },
  }
}
