import { z } from 'zod'
import { type Context, defineAutomation } from '../../src/engine/automation.ts'
import { HubError } from '../../src/engine/error.ts'
import type { connectorsOf } from './connectors.ts'
import { auditOf, confirmationOf, echoOf, isDoomed, messagesOf, mishapOf, noteOf, type Order } from './orders.ts'

/** An entry of the list that the watchers keep an eye on. */
export interface Item {
  id: string
  state: string
}

/** What the watchers read. */
export interface Source {
  items: Map<string, Item>
}

type Uses = ReturnType<typeof connectorsOf>
type Ctx = Context<Uses, Record<never, never>>

const orderInput = z.object({ key: z.string(), room: z.string() })
const patient = { maxAttempts: 40 }

/** The schedules of the workload: the minutes of each hour, and what becomes of missed slots. */
export const schedules = {
  slot: { minutes: [0, 15, 30, 45], cron: '*/15 * * * *', missed: { all: 1000 }, overlap: 'queue' },
  latest: { minutes: [0, 20, 40], cron: '*/20 * * * *', missed: 'last', overlap: 'queue' },
  punctual: { minutes: [7, 37], cron: '7,37 * * * *', missed: 'skip', overlap: 'skip' },
  watch: { minutes: [0, 10, 20, 30, 40, 50], cron: '*/10 * * * *', missed: 'last', overlap: 'queue' },
} as const

const scheduleOf = ({ cron, missed, overlap }: (typeof schedules)[keyof typeof schedules]) => ({
  cron,
  missed,
  overlap,
})

/** One automation that leans on every promise of the engine. */
export const workload = (uses: Uses, source: Source) =>
  defineAutomation({
    name: 'work',
    title: 'Work',
    uses,
    tasks: {
      slot: atEachSlot('slot', 'keyed', 'Says once per slot that the slot has come'),
      latest: atEachSlot('latest', 'askable', 'Says so too, but after a pause only for the newest slot'),
      punctual: atEachSlot('punctual', 'keyed', 'Says so in time or never'),
      watch: {
        summary: 'Tells what has changed in the list',
        cron: scheduleOf(schedules.watch),
        lane: 'watch',
        ...patient,
        run: (ctx: Ctx) => tellChanges(ctx, source),
      },
      glance: {
        summary: 'Does the same when nudged, in no lane: it may meet the other',
        on: ['nudge'],
        ...patient,
        run: (ctx: Ctx) => tellChanges(ctx, source),
      },
      relay: {
        summary: 'Passes an order on',
        on: ['order'],
        input: orderInput,
        timeLimitMs: 4 * 60_000,
        ...patient,
        run: relay,
      },
      tally: {
        summary: 'Numbers the orders',
        on: ['order'],
        input: orderInput,
        lane: 'tally',
        ...patient,
        run: tally,
      },
      echo: {
        summary: 'Answers an order',
        on: ['echo'],
        input: orderInput,
        ...patient,
        run: async ({ send }: Ctx, order: Order) => {
          const echo = echoOf(order)!
          send('miss', 'post', echo.message, echo.key)
        },
      },
      confirm: {
        summary: 'Makes a write and answers with what came of it',
        input: orderInput,
        ...patient,
        run: async (ctx: Ctx, order: Order) => {
          const { peer, message, key } = confirmationOf(order)
          return await ctx[peer as 'ask'].post(message, key)
        },
      },
    },
  })

const say = (lane: string, text: string) => ({ lane, text })

const atEachSlot = (name: 'slot' | 'latest' | 'punctual', peer: 'keyed' | 'askable', summary: string) => ({
  summary,
  cron: scheduleOf(schedules[name]),
  ...patient,
  run: async ({ run, send }: Ctx) => send(peer, 'post', say(name, run.key), `${name}/${run.key}/${run.id}`),
})

/** The list → if something changed → the page → one message per change. */
async function tellChanges({ keyed, changes, page, send }: Ctx, source: Source) {
  const items = await keyed.read(() => [...source.items.values()])
  const diff = await changes('list', items, item => item.id)
  if (diff.none) return
  const key = `watch/v${diff.version}`
  await page.post({ lane: `page ${diff.version % 3}`, text: key }, key)
  const tell = (id: string, before: string | null, after: string | null) =>
    send('keyed', 'post', { lane: `item ${id}`, text: JSON.stringify({ before, after }) }, `${key}/${id}`)
  for (const { id, state } of diff.added) tell(id, null, state)
  for (const { before, after } of diff.changed) tell(after.id, before.state, after.state)
  for (const { id, state } of diff.removed) tell(id, state, null)
}

async function relay(ctx: Ctx, order: Order) {
  const { send, emit, run } = ctx
  const note = noteOf(order)
  const noted = note && (await ctx[note.peer as 'keyed'].post(note.message, note.key))
  if (isDoomed(order)) throw new Error('no attempt can serve this')
  const mishap = mishapOf(order, run.attempt)
  if (mishap) send('keyed', 'post', say('leaks', 'of an attempt that failed'), `leak/${order.key}/${run.attempt}`)
  if (mishap === 'throws') throw new HubError('unavailable', 'not yet')
  if (mishap === 'hangs') await new Promise(() => {})
  for (const { peer, key, message, priority } of messagesOf(order)) send(peer, 'post', message, key, { priority })
  audit(ctx, order)
  if (echoOf(order)) emit('echo', order, `echo/${order.key}`)
  return noted?.id
}

/** Two tasks send it, whichever comes first, under one key. */
function audit({ send }: Ctx, order: Order) {
  const audited = auditOf(order)
  if (audited) send(audited.peer, 'post', audited.message, audited.key)
}

async function tally(ctx: Ctx, order: Order) {
  const { table, send } = ctx
  audit(ctx, order)
  const counts = table<number>('tally')
  const count = ((await counts.get('orders')) ?? 0) + 1
  counts.put('orders', count)
  send('keyed', 'post', say('tally', `${count} ${order.key}`), `tally/${order.key}`)
  send('page', 'post', say('orders', order.key), `line/${order.key}`)
}
