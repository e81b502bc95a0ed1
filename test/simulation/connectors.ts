import { defineConnector, write } from '../../src/engine/connector.ts'
import { HubError } from '../../src/engine/error.ts'
import type { Message, PeerSpec } from './calls.ts'
import type { Peer } from './peers.ts'
import type { Life } from './world.ts'

/** What the hub can know about a peer: takes keys · can be asked · blind, in three ways · a page. */
export type Kind = 'keyed' | 'askable' | 'repeat' | 'miss' | 'ask' | 'page'

export const specs: Record<Kind, PeerSpec> = {
  keyed: { name: 'keyed', dedupes: true, concurrency: 4, perSecond: 5 },
  askable: { name: 'askable', dedupes: false, concurrency: 3, perSecond: undefined },
  repeat: { name: 'repeat', dedupes: false, concurrency: 3, perSecond: 0.2 },
  miss: { name: 'miss', dedupes: false, concurrency: 8, perSecond: undefined },
  ask: { name: 'ask', dedupes: false, concurrency: 8, perSecond: undefined },
  page: { name: 'page', dedupes: false, concurrency: 2, perSecond: undefined },
}

type Perform = (message: Message, key: string, signal: AbortSignal) => Promise<{ id: string }>

const sendTo =
  (peer: Peer, life: Life): Perform =>
  async (message, key, signal) => ({ id: (await peer.change(life, key, message, signal)).id })

const common = (perform: Perform) => ({
  lane: (message: Message) => message.lane,
  summary: (message: Message) => message.text,
  perform,
  preview: (message: Message) => ({ text: message.text, result: { id: 'planned' } }),
  giveUpAfterMs: 30 * 24 * 3_600_000,
})

/** A page as readers see it; every change of it counts up the version. */
export interface Page {
  version: number
  lines: string[]
}

export const kinds = Object.keys(specs) as Kind[]

/** The far side of all connectors of one seed. */
export type Peers = Record<Kind, Peer> & { pages: Map<string, Page> }

/** The connectors as one process has them: what they send is sent by it. */
export function connectorsOf(peers: Peers, life: Life) {
  const define = <W>(kind: Kind, post: W) =>
    defineConnector({
      name: kind,
      settings: {},
      limits: specs[kind].perSecond === undefined ? { concurrency: specs[kind].concurrency } : specs[kind],
      connect: () => ({ post, read: <T>(answer: () => T) => peers[kind].read(life, answer) }),
      check: client => client.read(() => true),
    })
  const send = (kind: Kind) => sendTo(peers[kind], life)
  return {
    keyed: define('keyed', write({ ...common(send('keyed')), repeatable: true })),
    askable: define(
      'askable',
      write({ ...common(send('askable')), verify: verifyIn(peers.askable, life), whenUncertain: 'miss' }),
    ),
    repeat: define('repeat', write({ ...common(send('repeat')), whenUncertain: 'repeat' })),
    miss: define('miss', write({ ...common(send('miss')), whenUncertain: 'miss' })),
    ask: define('ask', write({ ...common(send('ask')), whenUncertain: 'ask' })),
    page: define(
      'page',
      write({
        ...common(edit(peers, life)),
        repeatable: true,
        timeLimitMs: 120_000,
        together: { most: 20, perform: editAll(peers, life) },
      }),
    ),
  }
}

const verifyIn = (peer: Peer, life: Life) => async (_: Message, key: string) => {
  const found = await peer.find(life, key)
  return found ? { applied: { id: `askable-${found.seq}` } } : ('absent' as const)
}

interface Entry {
  payload: Message
  key: string
}

function edit(peers: Peers, life: Life): Perform {
  const all = editAll(peers, life)
  return async (payload, key, signal) => (await all([{ payload, key }], signal))[0]!
}

/** Reads the page, adds the lines that it lacks as one version, and begins again when someone else was faster. */
function editAll(peers: Peers, life: Life) {
  return async (entries: readonly Entry[], signal: AbortSignal): Promise<{ id: string }[]> => {
    const place = entries[0]!.payload.lane
    const all = entries.map(() => ({ id: place }))
    for (let turn = 0; turn < 5; turn++) {
      const { version, lines } = await peers.page.read(life, () => pageOf(peers, place))
      const [first, ...others] = entries.filter(({ key }) => !lines.includes(key))
      if (!first) return all
      const added = [first, ...others].map(({ key }) => key)
      const replace = () => replaced(peers, place, version, [...lines, ...added])
      const { accepted } = await peers.page.change(life, first.key, first.payload, signal, replace, others)
      if (accepted) return all
    }
    throw new HubError('conflict', `page ${place}: someone else was faster, 5 times`)
  }
}

const pageOf = ({ pages }: Peers, name: string): Page => pages.get(name) ?? { version: 0, lines: [] }

/** False when the page is no longer the one that was read. */
function replaced(peers: Peers, name: string, version: number, lines: string[]): boolean {
  if (pageOf(peers, name).version !== version) return false
  peers.pages.set(name, { version: version + 1, lines })
  return true
}

/** What a person does to a page in the meantime. */
export function editByHand(peers: Peers, name: string, line: string) {
  const { version, lines } = pageOf(peers, name)
  peers.pages.set(name, { version: version + 1, lines: [...lines, line] })
}
