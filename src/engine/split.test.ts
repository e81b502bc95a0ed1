import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from './automation.ts'
import { HubError } from './error.ts'
import { deleteOverride, writeOverride } from './overrides.ts'
import { plan } from './plan.ts'
import { type Bench, bench } from './testing.ts'

const day = 24 * 3_600_000

/** A task that runs once for each shop; `failing` shops fail, and one is `slow`. */
function rounds(failing = new Set<string>(), slow?: string) {
  const seen: string[] = []
  const automation = defineAutomation({
    name: 'rounds',
    title: 'Rounds',
    uses: {},
    options: z.object({ shops: z.array(z.string()) }),
    tasks: {
      visit: {
        summary: 'Visits every shop',
        input: z.object({ shop: z.string().optional() }),
        cron: '0 10 * * *',
        each: ({ shop }: { shop?: string }, { shops }: { shops: string[] }) => {
          if (shop && !shops.includes(shop)) throw new HubError('invalid', `no shop ${shop}`)
          return Object.fromEntries((shop ? [shop] : shops).map(name => [name, { shop: name }]))
        },
        lane: ({ shop }: { shop: string }) => `rounds/${shop}`,
        timeLimitMs: day,
        async run(ctx, { shop }) {
          if (shop === slow) await ctx.clock.sleep(day / 2)
          if (failing.has(shop!)) throw new HubError('invalid', `${shop} is closed`)
          seen.push(shop!)
          return shop
        },
      },
      heard: { summary: 'Listens', on: ['opened'], each: () => ({ a: { n: 1 }, b: { n: 2 } }), run: async () => 0 },
    },
  })
  return { automation, seen }
}

const options = { rounds: { shops: ['north', 'south'] } }

/** What the open incidents are about. */
const openIncidents = async ({ store }: Bench) =>
  (await store.db.selectFrom('incident').select('subject').where('closed_at', 'is', null).execute()).map(
    ({ subject }) => subject,
  )

test('a slot of a task that is split starts one run for each part, once', async () => {
  const { automation, seen } = rounds()
  const hub = await bench({ automations: [automation], options, now: '2026-11-23T00:00Z' })
  await hub.at('2026-11-23T01:00Z')
  assert.deepEqual(seen.sort(), ['north', 'south'])
  assert.deepEqual(
    (await hub.runs()).map(({ key }) => key),
    ['cron:2026-11-23T01:00:00.000Z#north', 'cron:2026-11-23T01:00:00.000Z#south'],
  )
})

test('a part that fails leaves the others alone, and its incident ends when that part is done', async () => {
  const failing = new Set(['north'])
  const { automation, seen } = rounds(failing)
  const hub = await bench({ automations: [automation], options, now: '2026-11-23T00:00Z' })
  await hub.at('2026-11-23T01:00Z')
  assert.deepEqual(seen, ['south'])
  assert.deepEqual(await openIncidents(hub), ['task rounds/visit north'])
  failing.clear()
  await hub.at('2026-11-24T01:00Z')
  assert.deepEqual(await openIncidents(hub), [])
})

test('the incident of a task that could not be split ends when one of its parts is done', async () => {
  const { automation } = rounds()
  const hub = await bench({ automations: [automation], options, now: '2026-11-23T00:00Z' })
  const path = 'rounds.shops'
  await hub.store.commit(tx => writeOverride(tx, { path, value: 'all', at: 0, by: 'kim' }))
  await hub.at('2026-11-23T01:00Z')
  assert.deepEqual(await openIncidents(hub), ['task rounds/visit'])
  await hub.store.commit(tx => deleteOverride(tx, path))
  await hub.at('2026-11-24T01:00Z')
  assert.deepEqual(await openIncidents(hub), [])
})

test('a part that still works when its next slot comes is skipped, and no other part with it', async () => {
  const { automation, seen } = rounds(new Set(), 'north')
  const schedules = { 'rounds/visit': { cron: '0 * * * *', overlap: 'skip' as const } }
  const hub = await bench({ automations: [automation], options, now: '2026-11-23T00:00Z', parts: { schedules } })
  await hub.at('2026-11-23T01:05Z')
  await hub.at('2026-11-23T02:05Z')
  assert.deepEqual(seen, ['south', 'south'])
  const slots = await hub.store.db.selectFrom('occurrence').select(['state', 'reason']).orderBy('at').execute()
  assert.deepEqual(
    slots.map(({ state, reason }) => [state, reason]),
    [
      ['run', null],
      ['run', 'overlap: run 1 still works'],
    ],
  )
})

test('by hand a part can be named, and one that is not there is refused before anything runs', async () => {
  const { automation, seen } = rounds()
  const hub = await bench({ automations: [automation], options })
  await hub.run('rounds/visit', { shop: 'south' })
  assert.deepEqual(seen, ['south'])
  await assert.rejects(hub.run('rounds/visit', { shop: 'west' }), /no shop west/)
})

test('an event starts every part of a task that is split', async () => {
  const hub = await bench({ automations: [rounds().automation], options })
  await hub.emit('opened', {}, 'k')
  assert.deepEqual(
    (await hub.runs()).map(({ key, input, state }) => [key, input, state]),
    [
      ['event:opened:k#a', { n: 1 }, 'done'],
      ['event:opened:k#b', { n: 2 }, 'done'],
    ],
  )
})

test('whoever asks for a task of which no part is there is told so, by hand and in a plan', async () => {
  const hub = await bench({ automations: [rounds().automation], options: { rounds: { shops: [] } } })
  await assert.rejects(hub.run('rounds/visit'), /nothing to run it for/)
  const options = { key: 'p', signal: new AbortController().signal }
  await assert.rejects(plan(hub.parts, 'rounds/visit', {}, options), /nothing to run it for/)
})

test('a plan of a task that is split holds a plan for each part', async () => {
  const { automation } = rounds(new Set(['south']))
  const hub = await bench({ automations: [automation], options })
  const plans = await plan(hub.parts, 'rounds/visit', {}, { key: 'p', signal: new AbortController().signal })
  assert.deepEqual(
    plans.map(({ part, outcome, failure }) => [part, outcome, failure]),
    [
      ['north', 'north', undefined],
      ['south', undefined, 'south is closed'],
    ],
  )
})
