import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineAutomation } from './automation.ts'
import { HubError } from './error.ts'
import type { EndedRun } from './parts.ts'
import { type BenchOptions, bench } from './testing.ts'

/** A task for each way in which a run begins and ends; `told` has what the engine tells of those that ended. */
async function scene(options: Partial<BenchOptions> = {}) {
  const told: EndedRun[] = []
  const state = { troubles: 0 }
  const automation = defineAutomation({
    name: 'shop',
    title: 'Shop',
    uses: {},
    tasks: {
      open: { summary: 'By schedule', cron: '0 9 * * *', run: async ctx => void ctx.emit('opened', {}, 'today') },
      greet: { summary: 'By event', on: ['opened'], run: async () => ({ guests: 3 }) },
      sell: {
        summary: 'By request',
        route: 'POST /sales',
        async run(_, { what }: { what: string }) {
          if (what === 'nothing') throw new HubError('conflict', 'nothing is sold')
          return { sold: what }
        },
      },
      close: { summary: 'Never ends', run: () => new Promise(() => {}) },
      stock: { summary: 'A look', route: 'GET /stock', run: async () => ['tea'] },
      count: {
        summary: 'May fail',
        async run() {
          if (state.troubles-- > 0) throw new HubError('unavailable', 'the till is locked')
          return 7
        },
      },
    },
  })
  const hub = await bench({
    automations: [automation],
    now: '2026-11-22T23:59:00Z',
    ...options,
    parts: { account: run => void told.push(run), ...options.parts },
  })
  const ask = (task: string, input: unknown, key?: string) =>
    hub.engine.answer(`shop/${task}`, input, { ...(key && { key }), signal: new AbortController().signal })
  const lines = () =>
    told.map(({ task, state, cause, attempt, outcome, error }) => [task, state, cause, attempt, outcome ?? error])
  return { hub, ask, told, state, lines }
}

test('each run that ends is told of once, with what made it run and what came of it', async () => {
  const { hub, lines, told, state } = await scene()
  await hub.at('2026-11-23T00:00:05Z')
  await hub.run('shop/count')
  state.troubles = 9
  await hub.run('shop/count', {}, { maxAttempts: 3 })
  assert.deepEqual(lines(), [
    ['open', 'done', 'cron', 1, null],
    ['greet', 'done', 'event opened', 1, { guests: 3 }],
    ['count', 'done', 'hand', 1, 7],
    ['count', 'failed', 'hand', 3, 'the till is locked'],
  ])
  const rows = await hub.runs()
  assert.deepEqual(
    told.map(({ id, ended_at, key }) => [id, ended_at, key]),
    rows.map(({ id, ended_at, key }) => [id, ended_at, key]),
  )
  await hub.stop()
})

test('a request is told of when it is answered and when it fails, and neither a GET nor the same answer again', async () => {
  const { hub, ask, lines, told } = await scene()
  await ask('sell', { what: 'tea' }, 'k')
  await ask('sell', { what: 'tea' }, 'k')
  await ask('stock', {})
  await assert.rejects(ask('sell', { what: 'nothing' }))
  assert.deepEqual(lines(), [
    ['sell', 'done', 'route', 1, { sold: 'tea' }],
    ['sell', 'failed', 'route', 1, 'nothing is sold'],
  ])
  assert.deepEqual(
    told.map(({ id }) => id),
    [(await hub.runs())[0]!.id, undefined],
  )
  await hub.stop()
})

test('what could not be written down is not told of until it is', async () => {
  const { hub, ask, lines } = await scene()
  const { commit } = hub.parts.store
  hub.parts.store.commit = () => Promise.reject(new Error('the disk is full'))
  await assert.rejects(ask('sell', { what: 'tea' }))
  hub.parts.store.commit = commit
  await ask('sell', { what: 'tea' })
  assert.deepEqual(
    lines().map(([, state]) => state),
    ['failed', 'done'],
  )
  await hub.stop()
})

test('a run that keeps ending its process is told of when it is given up', async () => {
  const { hub, lines } = await scene()
  await hub.engine.run('shop/close', {}, { key: 'k', cause: 'hand' })
  await hub.clock.settle()
  for (let crash = 0; crash < 3; crash++) {
    await hub.restart()
    await hub.clock.settle()
  }
  const [line, ...others] = lines()
  assert.deepEqual([line!.slice(0, 3), others], [['close', 'failed', 'hand'], []])
  assert.match(String(line![4]), /the process ended 3 times/)
  await hub.stop()
})
