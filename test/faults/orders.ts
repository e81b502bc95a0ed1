import { z } from 'zod'
import { files } from '../../src/connectors/files/index.ts'
import { type Context, defineAutomation } from '../../src/engine/automation.ts'
import { defineConnector, type Verdict, write } from '../../src/engine/connector.ts'
import type { Io } from '../../src/engine/io.ts'

/** What comes in: something to be told to a peer, or to be kept as a file. */
export const Order = z.object({
  id: z.string(),
  peer: z.enum(['keyed', 'askable', 'blind', 'paper']),
  room: z.string(),
  /** Awaited inside the run, or sent with its end. */
  how: z.enum(['awaited', 'sent']),
  /** Size of a paper. */
  bytes: z.number().default(0),
})
export type Order = z.output<typeof Order>

export interface Post {
  room: string
  text: string
}

type Receipt = { number: number }

const settings = { PEERS_URL: z.url() }

const post =
  (name: string, base: string, { http }: Io) =>
  ({ room, text }: Post, key: string, signal?: AbortSignal) =>
    http<Receipt>({
      url: `${base}/${name}`,
      method: 'POST',
      body: JSON.stringify({ room, text, key }),
      signal,
      read: async answer => JSON.parse(await answer.text()),
    })

const common = {
  lane: ({ room }: Post) => room,
  summary: ({ room, text }: Post) => `${room}: ${text}`,
  preview: ({ text }: Post) => ({ text, result: { number: 0 } }),
}

/** Takes each key once. */
const keyed = defineConnector({
  name: 'keyed',
  settings,
  connect: ({ PEERS_URL }, io) => ({
    post: write<Post, Receipt>({ ...common, repeatable: true, perform: post('keyed', PEERS_URL, io) }),
  }),
  check: async () => {},
})

/** Applies whatever comes, and can be asked what it has. */
const askable = defineConnector({
  name: 'askable',
  settings,
  connect: ({ PEERS_URL }, io) => ({
    post: write<Post, Receipt>({
      ...common,
      whenUncertain: 'repeat',
      verify: (_payload, key) =>
        io.http<Verdict<Receipt>>({
          url: `${PEERS_URL}/askable?key=${encodeURIComponent(key)}`,
          read: async answer => JSON.parse(await answer.text()),
        }),
      perform: post('askable', PEERS_URL, io),
    }),
  }),
  check: async () => {},
})

/** Applies whatever comes, and tells nothing afterwards. */
const blind = defineConnector({
  name: 'blind',
  settings,
  connect: ({ PEERS_URL }, io) => ({
    post: write<Post, Receipt>({ ...common, whenUncertain: 'repeat', perform: post('blind', PEERS_URL, io) }),
  }),
  check: async () => {},
})

const uses = { keyed, askable, blind, files }

export default defineAutomation({
  name: 'orders',
  title: 'Orders',
  uses,
  tasks: {
    take: { summary: 'tells an order to its peer', input: Order, on: ['order'], run: take },
  },
})

async function take(ctx: Context<typeof uses>, { id, peer, room, how, bytes }: Order) {
  if (peer === 'paper') ctx.send('files', 'save', { folder: room, name: `${id}.txt`, text: 'x'.repeat(bytes) }, id)
  else if (how === 'sent') ctx.send(peer, 'post', { room, text: id }, id)
  else await ctx[peer].post({ room, text: id }, id)
  ctx.table<string>('taken').put(id, peer)
}
