import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { dropDelivery, resolveDelivery } from './ledger/hand.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const letter = (text: string, tray?: string) => ({ letters: [{ text, tray }] })
const runOf = async (hub: Bench, id: number) => (await hub.runs()).find(run => run.id === id)!

eachStore(
  'awaited writes',
  ({ open }) => {
    test('an awaited write goes in the order of its lane', async () => {
      const far = desk()
      far.answer('first', 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letter('first', 't'), { key: 'a', ...byHand })
      await hub.clock.settle()
      const { id } = await hub.engine.run('clerk/call', letter('second', 't'), { key: 'b', ...byHand })
      await hub.clock.settle()
      assert.deepEqual(far.calls, ['first'])
      far.release('first')
      await hub.clock.settle()
      assert.deepEqual(far.texts(), ['first', 'second'])
      assert.equal((await runOf(hub, id)).state, 'done')
      await hub.stop()
    })

    test('after 30 s a run is parked: no attempt counted, no place held; it goes on when its write has gone', async () => {
      const far = desk()
      far.answer('first', 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open(), parts: { concurrency: 1 } })
      await hub.engine.run('clerk/send', letter('first', 't'), { key: 'a', ...byHand })
      await hub.clock.settle()
      const { id } = await hub.engine.run('clerk/call', letter('second', 't'), { key: 'b', ...byHand, maxAttempts: 1 })
      await hub.clock.advance(29_000)
      assert.equal((await runOf(hub, id)).state, 'running')
      await hub.clock.advance(1500)
      const parked = await runOf(hub, id)
      assert.equal(parked.state, 'parked')
      assert.equal(parked.attempt, 0)
      // Its place is free.
      const other = await hub.engine.run('clerk/call', letter('other'), { key: 'c', ...byHand })
      await hub.clock.settle()
      assert.equal((await runOf(hub, other.id)).state, 'done')
      await hub.workOff()
      const done = await runOf(hub, id)
      assert.equal(done.state, 'done')
      assert.equal(done.attempt, 1)
      assert.deepEqual(far.texts(), ['other', 'first', 'second'])
      await hub.stop()
    })

    test('a run that was parked repeats none of the writes that it has made', async () => {
      const far = desk()
      far.answer('slow', 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const { id } = await hub.engine.run(
        'clerk/call',
        { letters: [{ text: 'early' }, { text: 'slow' }, { text: 'late' }] },
        { key: 'b', ...byHand },
      )
      await hub.clock.advance(31_000)
      assert.equal((await runOf(hub, id)).state, 'parked')
      far.release('slow')
      await hub.clock.settle()
      assert.deepEqual((await runOf(hub, id)).outcome, [1, 2, 3])
      assert.deepEqual(far.calls, ['early', 'slow', 'late'])
      await hub.stop()
    })

    test('a body that swallows its parking is parked all the same', async () => {
      const far = desk()
      far.answer('slow', 'hang')
      const automation = one(far, async ctx => {
        try {
          await ctx.desk.put({ text: 'slow' }, 'k')
        } catch {
          return 'swallowed'
        }
        return 'went'
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.engine.run('one/task', {}, { key: 'k', ...byHand })
      await hub.clock.advance(31_000)
      assert.equal((await hub.runs())[0]!.state, 'parked')
      far.release('slow')
      await hub.clock.settle()
      assert.equal((await hub.runs())[0]!.outcome, 'went')
      await hub.stop()
    })

    for (const [verdict, expected] of [
      ['arrived', 'done'],
      ['drop', 'failed'],
      ['again', 'done'],
    ] as const)
      test(`a run waits for an uncertain write and goes on when a person decides: ${verdict}`, async () => {
        const far = desk()
        far.answer('a', 'lost')
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        const { id } = await hub.engine.run('clerk/call', { kind: 'ask', ...letter('a') }, { key: 'k', ...byHand })
        await hub.clock.advance(31_000)
        assert.equal((await hub.deliveries())[0]!.state, 'uncertain')
        assert.equal((await runOf(hub, id)).state, 'parked')
        const now = hub.clock.now().getTime()
        const delivery = (await hub.deliveries())[0]!
        await hub.store.commit(tx =>
          verdict === 'drop'
            ? dropDelivery(tx, now, delivery.id)
            : resolveDelivery(tx, now, delivery.id, verdict === 'again' ? 'again' : { arrived: { number: 77 } }),
        )
        await hub.workOff(60_000)
        const run = await runOf(hub, id)
        assert.equal(run.state, expected)
        if (verdict === 'arrived') assert.deepEqual(run.outcome, [77])
        if (verdict === 'again') assert.deepEqual(far.calls, ['a', 'a'])
        if (verdict === 'drop') assert.match(run.error!, /dropped by a person/)
        await hub.stop()
      })

    test('a write that a body forgot to await neither ends the process nor is lost', async () => {
      const far = desk()
      far.answer('forgotten', 'invalid')
      const automation = one(far, async ctx => {
        void ctx.desk.put({ text: 'forgotten' }, 'k')
        await ctx.desk.put({ text: 'awaited' }, 'l')
      })
      const hub = await bench({ automations: [automation], store: await open() })
      const run = await hub.run('one/task')
      await hub.clock.advance(40_000)
      assert.equal(run.state, 'done')
      assert.deepEqual(far.calls.sort(), ['awaited', 'forgotten'])
      await hub.stop()
    })

    test('a run that is over can do nothing more', async () => {
      const far = desk()
      const after: unknown[] = []
      let late = async () => {}
      const automation = one(far, async ctx => {
        late = async () => {
          for (const attempt of [
            () => ctx.desk.put({ text: 'late' }, 'late'),
            async () => ctx.send('desk', 'put', { text: 'late' }, 'late'),
            async () => ctx.table('t').put('late', 1),
            async () => ctx.emit('late', {}, 'late'),
            async () => ctx.changes('late', ['a'], item => item),
          ])
            after.push(
              await attempt().then(
                () => 'went',
                error => (error as Error).message,
              ),
            )
        }
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.run('one/task')
      await late()
      assert.deepEqual(after, Array(5).fill('the run is over'))
      await hub.workOff()
      assert.deepEqual(await hub.deliveries(), [])
      await hub.stop()
    })
  },
  ['memory', 'postgres'],
)
