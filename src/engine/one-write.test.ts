import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { desk, one, type TaskContext } from './desk-testing.ts'
import { HubError } from './error.ts'
import { bench } from './testing.ts'

/** Everything that a run can ask for. */
async function everything(ctx: TaskContext, last: () => unknown = () => 'done') {
  ctx.table<number>('count').put('a', 1)
  ctx.send('desk', 'put', { text: 'queued' }, 'queued')
  ctx.emit('told', { a: 1 }, 'event')
  const { version } = await ctx.changes('list', ['x'], item => item)
  await ctx.desk.put({ text: 'awaited' }, 'awaited')
  await last()
  return { version }
}

eachStore(
  'one write',
  ({ open }) => {
    test('documents, sends, events and the snapshot take effect together with done', async () => {
      const far = desk()
      const hub = await bench({ automations: [one(far, ctx => everything(ctx))], store: await open() })
      const run = await hub.run('one/task')
      assert.equal(run.state, 'done')
      assert.deepEqual(run.outcome, { version: 1 })
      assert.deepEqual(far.texts(), ['awaited', 'queued'])
      assert.equal((await hub.store.db.selectFrom('document').selectAll().execute()).length, 1)
      assert.equal((await hub.store.db.selectFrom('event').selectAll().execute()).length, 1)
      assert.equal((await hub.store.db.selectFrom('snapshot').selectAll().execute()).length, 1)
      await hub.stop()
    })

    test('a throw leaves nothing but the awaited writes, and a repetition finds those by their keys', async () => {
      const far = desk()
      let turn = 0
      const fails = () => {
        turn += 1
        if (turn === 1) throw new HubError('unavailable', 'not now')
      }
      const automation = one(far, ctx => everything(ctx, fails))
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.engine.run('one/task', {}, { key: 'k', cause: 'hand' })
      await hub.clock.advance(1000)
      const [between] = await hub.runs()
      assert.equal(between!.state, 'ready')
      assert.match(between!.error!, /not now/)
      for (const table of ['document', 'event', 'snapshot'] as const)
        assert.equal((await hub.store.db.selectFrom(table).selectAll().execute()).length, 0, table)
      assert.deepEqual(far.texts(), ['awaited'])
      await hub.workOff()
      assert.equal((await hub.runs())[0]!.state, 'done')
      assert.deepEqual(far.calls, ['awaited', 'queued'])
      await hub.stop()
    })

    test('a run sees its own puts and deletes before they are committed', async () => {
      const far = desk()
      const seen: unknown[] = []
      const automation = one(far, async ctx => {
        const notes = ctx.table<{ n: number }>('notes')
        seen.push(await notes.get('a'))
        notes.put('a', { n: 1 })
        notes.put('b', { n: 2 })
        seen.push(
          await notes.get('a'),
          (await notes.list()).map(({ key }) => key),
        )
        notes.delete('a')
        seen.push(
          await notes.get('a'),
          (await notes.list()).map(({ key }) => key),
        )
        notes.put('👍/x', { n: 3 })
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.run('one/task')
      assert.deepEqual(seen, [undefined, { n: 1 }, ['a', 'b'], undefined, ['b']])
      await hub.stop()
    })

    test('a list by prefix finds what is stored, whatever alphabet the prefix is in', async () => {
      const far = desk()
      const automation = one(far, async (ctx, put: boolean) => {
        const notes = ctx.table<number>('notes')
        if (put) for (const key of ['👍👍/1', '두레/1', '두레/2', 'ab_/1', 'abc/1']) notes.put(key, 1)
        return Promise.all(['👍👍/', '두레/', 'ab_', ''].map(async prefix => (await notes.list(prefix)).length))
      })
      const hub = await bench({ automations: [automation], store: await open() })
      assert.deepEqual((await hub.run('one/task', true)).outcome, [1, 2, 1, 5])
      assert.deepEqual((await hub.run('one/task', false)).outcome, [1, 2, 1, 5])
      await hub.stop()
    })

    test('an outcome beyond the limit fails the run with a clear error', async () => {
      const far = desk()
      const automation = one(far, async () => 'x'.repeat(33 << 20))
      const hub = await bench({ automations: [automation], store: await open() })
      const run = await hub.run('one/task')
      assert.equal(run.state, 'failed')
      assert.match(run.error!, /the limit is 33554432/)
      await hub.stop()
    })
  },
  ['memory', 'postgres'],
)

eachStore(
  'snapshots',
  ({ open }) => {
    /** Tells each difference under a key of its version. */
    const telling = (far: ReturnType<typeof desk>) =>
      one(far, async (ctx, items: string[]) => {
        const diff = await ctx.changes('list', items, item => item[0]!)
        for (const { after } of diff.changed) ctx.send('desk', 'put', { text: after }, `v${diff.version}/${after}`)
        for (const item of diff.added) ctx.send('desk', 'put', { text: item }, `v${diff.version}/${item}`)
        return { ...diff }
      })

    test('A, then B, then A, then B tells each change, and the same again tells nothing', async () => {
      const far = desk()
      const hub = await bench({ automations: [telling(far)], store: await open() })
      for (const items of [['a1'], ['a2'], ['a2'], ['a1'], ['a2'], ['a2']]) await hub.run('one/task', items)
      assert.deepEqual(far.texts(), ['a1', 'a2', 'a1', 'a2'])
      const keys = (await hub.deliveries()).map(({ key }) => key)
      assert.deepEqual(keys, ['v1/a1', 'v2/a2', 'v3/a1', 'v4/a2'])
      await hub.stop()
    })

    test('what was added, changed and removed is told apart', async () => {
      const far = desk()
      const hub = await bench({ automations: [telling(far)], store: await open() })
      await hub.run('one/task', ['a1', 'b1', 'c1'])
      const { outcome } = await hub.run('one/task', ['b2', 'c1', 'd1'])
      assert.deepEqual(outcome, {
        added: ['d1'],
        changed: [{ before: 'b1', after: 'b2' }],
        removed: ['a1'],
        none: false,
        version: 2,
      })
      const { outcome: same } = await hub.run('one/task', ['d1', 'c1', 'b2'])
      assert.equal(same.none, true)
      await hub.stop()
    })

    test('a snapshot that another run has changed meanwhile makes the run start again, uncounted', async () => {
      const far = desk()
      let gate: Promise<void> | undefined
      const opened = Promise.withResolvers<void>()
      const automation = one(far, async (ctx, items: string[]) => {
        const diff = await ctx.changes('list', items, item => item)
        const waited = gate
        gate = undefined
        await waited
        return { version: diff.version, attempt: ctx.run.attempt }
      })
      const hub = await bench({ automations: [automation], store: await open() })
      gate = opened.promise
      const slow = await hub.engine.run('one/task', ['a'], { key: 'slow', cause: 'hand', maxAttempts: 1 })
      await hub.clock.settle()
      const fast = await hub.engine.run('one/task', ['b'], { key: 'fast', cause: 'hand' })
      await hub.clock.settle()
      opened.resolve()
      await hub.workOff()
      const runs = new Map((await hub.runs()).map(run => [run.id, run]))
      assert.deepEqual(runs.get(fast.id)!.outcome, { version: 1, attempt: 1 })
      assert.deepEqual(runs.get(slow.id)!.outcome, { version: 2, attempt: 1 })
      await hub.stop()
    })

    test('comparing one list twice in a run is refused rather than repeated for ever', async () => {
      const far = desk()
      let times = 0
      const automation = one(far, async ctx => {
        times += 1
        await ctx.changes('list', ['a'], item => item)
        await ctx.changes('list', ['b'], item => item)
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.engine.run('one/task', {}, { key: 'k', cause: 'hand' })
      for (let n = 0; n < 40; n++) await hub.clock.settle()
      const [run] = await hub.runs()
      assert.equal(run!.state, 'failed', `it ran ${times} times`)
      assert.match(run!.error!, /list.*twice|twice.*list/)
      await hub.stop()
    })

    test('two items with one id are refused', async () => {
      const far = desk()
      const hub = await bench({ automations: [telling(far)], store: await open() })
      const run = await hub.run('one/task', ['a1', 'a2'])
      assert.match(run.error!, /two items have the id "a"/)
      await hub.stop()
    })
  },
  ['memory', 'postgres'],
)
