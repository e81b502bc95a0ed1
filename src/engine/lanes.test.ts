import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../test/property.ts'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { dropDelivery, retryDelivery } from './ledger/hand.ts'
import { bench } from './testing.ts'

const byHand = { cause: 'hand' }
const minute = 60_000
interface Wanted {
  text: string
  tray?: string
  priority?: number
}
const letters = (...list: Wanted[]) => ({ letters: list })
const inTray = (tray: string, ...texts: string[]) => letters(...texts.map(text => ({ text, tray })))

eachStore(
  'lanes',
  ({ open }) => {
    test('a lane keeps its order, whatever fails in it', async () => {
      const far = desk()
      far.answer('b', 'unavailable', 'rate_limited', 'conflict')
      far.answer('d', 'invalid')
      far.answer('e', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', inTray('t', 'a', 'b', 'c'))
      await hub.run('clerk/send', inTray('t', 'd', 'e', 'f'))
      await hub.workOff()
      assert.deepEqual(far.texts(), ['a', 'b', 'c', 'e', 'f'])
      assert.equal(far.most(), 1, 'one at a time')
      await hub.stop()
    })

    test('a lane that waits holds only itself', async () => {
      const far = desk()
      far.answer('a', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const both = [...inTray('t', 'a', 'b').letters, ...inTray('u', 'c', 'd').letters, { text: 'alone' }]
      await hub.engine.run('clerk/send', { letters: both }, { key: 'k', ...byHand })
      await hub.clock.settle()
      assert.deepEqual(far.texts().sort(), ['alone', 'c', 'd'])
      await hub.stop()
    })

    test('a higher priority overtakes what is untried, and never what has been tried', async () => {
      const far = desk()
      far.answer('tried', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', inTray('t', 'tried', 'low'), { key: 'k', ...byHand })
      await hub.clock.settle()
      const urgent = letters({ text: 'high', tray: 't', priority: 5 }, { text: 'highest', tray: 't', priority: 9 })
      await hub.engine.run('clerk/send', urgent, { key: 'l', ...byHand })
      await hub.clock.settle()
      assert.deepEqual(far.texts(), [])
      await hub.workOff()
      assert.deepEqual(far.texts(), ['tried', 'highest', 'high', 'low'])
      await hub.stop()
    })

    test('no more go out at once than the connector says', async () => {
      const far = desk({ limits: { concurrency: 3 } })
      const texts = Array.from({ length: 10 }, (_, n) => `n${n}`)
      for (const text of texts) far.answer(text, 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters(...texts.map(text => ({ text }))), { key: 'k', ...byHand })
      await hub.clock.advance(10_000)
      assert.equal(far.calls.length, 3)
      for (const text of texts) {
        far.release(text)
        await hub.clock.settle()
      }
      for (const text of texts) far.release(text)
      await hub.workOff(minute)
      assert.equal(far.most(), 3)
      assert.equal(far.arrived.length, 10)
      await hub.stop()
    })

    test('no more start in a second than the connector says', async () => {
      for (const perSecond of [0.5, 2, 100]) {
        const far = desk({ limits: { concurrency: 50, perSecond } })
        const texts = Array.from({ length: 30 }, (_, n) => `n${n}`)
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        const start = hub.clock.now().getTime()
        await hub.run('clerk/send', letters(...texts.map(text => ({ text }))))
        await hub.workOff()
        const last = Math.max(...(await hub.deliveries()).map(({ started_at }) => started_at!))
        const wanted = (29 / perSecond) * 1000
        assert.ok(last - start >= wanted * 0.85, `${perSecond}/s: 30 in ${last - start} ms`)
        assert.ok(last - start <= wanted * 1.2 + 200, `${perSecond}/s: 30 in ${last - start} ms`)
        await hub.stop()
      }
    })

    test('the pace is kept over a restart', async () => {
      const far = desk({ limits: { perSecond: 0.1 } })
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters({ text: 'a' }, { text: 'b' }), { key: 'k', ...byHand })
      await hub.clock.settle()
      await hub.restart()
      await hub.clock.advance(8000)
      assert.deepEqual(far.calls.length, 1)
      await hub.clock.advance(3000)
      assert.deepEqual(far.calls.length, 2)
      await hub.stop()
    })

    test('a clock that is set back by hours stops neither a paced connector nor a lane that waits', async () => {
      const far = desk({ limits: { perSecond: 1 } })
      far.answer('a', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', inTray('t', 'a', 'b'))
      await hub.clock.settle()
      hub.clock.jump(-5 * 60 * minute)
      await hub.engine.run('clerk/send', inTray('u', 'c'), { key: 'k', ...byHand })
      await hub.clock.advance(10_000)
      assert.deepEqual(far.texts(), ['c'])
      await hub.clock.advance(minute)
      assert.deepEqual(far.texts(), ['c', 'a', 'b'])
      await hub.stop()
    })

    test("a person's retry goes to the end of its lane, in the order in which they were retried", async () => {
      const far = desk()
      far.answer('a', 'invalid')
      far.answer('b', 'invalid')
      far.answer('c', 'unavailable', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', inTray('t', 'a', 'b', 'c', 'd'), { key: 'k', ...byHand })
      await hub.clock.settle()
      const now = hub.clock.now().getTime()
      await hub.store.commit(tx => retryDelivery(tx, now, 2))
      await hub.clock.advance(1)
      await hub.store.commit(tx => retryDelivery(tx, now + 1, 1))
      await hub.engine.run('clerk/send', inTray('t', 'e'), { key: 'l', ...byHand })
      await hub.workOff()
      assert.deepEqual(far.texts(), ['c', 'd', 'b', 'a', 'e'])
      await hub.stop()
    })

    test('what a person drops leaves its lane, and the next one goes at once', async () => {
      const far = desk()
      far.answer('a', ...Array(9).fill('unavailable'))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', inTray('t', 'a', 'b'), { key: 'k', ...byHand })
      await hub.clock.advance(minute)
      await hub.store.commit(tx => dropDelivery(tx, hub.clock.now().getTime(), 1))
      await hub.clock.advance(11_000)
      assert.deepEqual(far.texts(), ['b'])
      await hub.stop()
    })

    test('dropping a later entry does not open a lane that an uncertain one holds', async () => {
      const far = desk()
      far.answer('a', 'lost')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const input = { kind: 'ask', ...inTray('t', 'a', 'b', 'c') }
      await hub.engine.run('clerk/send', input, { key: 'k', ...byHand })
      await hub.clock.settle()
      await hub.store.commit(tx => dropDelivery(tx, hub.clock.now().getTime(), 2))
      await hub.clock.advance(minute)
      assert.deepEqual(far.calls, ['a'])
      await hub.stop()
    })

    test('a lane that is empty leaves no row behind', async () => {
      const far = desk()
      far.answer('n1', 'invalid')
      far.answer('n2', 'unavailable')
      far.answer('n3', 'lost')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const texts = Array.from({ length: 40 }, (_, n) => ({ text: `n${n}`, tray: `t${n % 7}` }))
      await hub.run('clerk/send', { kind: 'ask', letters: texts })
      await hub.workOff(30 * minute)
      assert.deepEqual(await hub.store.db.selectFrom('lane').selectAll().execute(), [])
      await hub.stop()
    })

    test('a thousand lanes are settled together', async () => {
      const far = desk({ limits: { concurrency: 2000 } })
      const texts = Array.from({ length: 1200 }, (_, n) => ({ text: `n${n}`, tray: `t${n}` }))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', { letters: texts })
      await hub.workOff()
      assert.equal(far.arrived.length, 1200)
      assert.deepEqual(await hub.store.db.selectFrom('lane').selectAll().execute(), [])
      await hub.stop()
    })
  },
  ['memory'],
)

eachStore(
  'runs in lanes',
  ({ open }) => {
    test('runs of one lane never run at once and keep their order, others do not wait for them', async () => {
      const far = desk()
      const order: string[] = []
      let open_ = 0
      let most = 0
      const automation = {
        ...one(far, async (ctx, name: string) => {
          most = Math.max(most, ++open_)
          await ctx.clock.sleep(1000)
          open_ -= 1
          order.push(name)
        }),
      }
      automation.tasks.task.lane = 'report'
      const hub = await bench({ automations: [automation, clerk(far)], store: await open() })
      for (const name of ['a', 'b', 'c']) await hub.engine.run('one/task', name, { key: name, ...byHand })
      await hub.run('clerk/send', letters({ text: 'x' }))
      await hub.workOff()
      assert.deepEqual(order, ['a', 'b', 'c'])
      assert.equal(most, 1)
      await hub.stop()
    })

    test('no more runs are worked on at once than there are places', async () => {
      const far = desk()
      let open_ = 0
      let most = 0
      const automation = one(far, async ctx => {
        most = Math.max(most, ++open_)
        await ctx.clock.sleep(1000)
        open_ -= 1
      })
      const hub = await bench({ automations: [automation], store: await open(), parts: { concurrency: 4 } })
      for (let n = 0; n < 20; n++) await hub.engine.run('one/task', {}, { key: `k${n}`, ...byHand })
      await hub.workOff()
      assert.equal(most, 4)
      assert.ok((await hub.runs()).every(({ state }) => state === 'done'))
      await hub.stop()
    })
  },
  ['memory'],
)

const outcome = fc.constantFrom('ok', 'invalid', 'unavailable', 'rate_limited', 'conflict', 'refused bug')
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        tray: fc.integer({ min: 0, max: 2 }),
        key: fc.integer({ min: 0, max: 25 }),
        answers: fc.array(outcome, { maxLength: 3 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60_000 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  ),
  { minLength: 5, maxLength: 40 },
)

test('whatever happens in whatever order, each key arrives once at most and each lane keeps its order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async plan => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)] })
      const added: { text: string; tray: string; fails: boolean }[] = []
      for (const [index, step] of plan.entries()) {
        if (step.do === 'wait') await hub.clock.advance(step.ms)
        else if (step.do === 'crash') await hub.restart()
        else {
          const text = `k${step.key}`
          const isNew = !added.some(entry => entry.text === text)
          const tray = isNew ? `t${step.tray}` : added.find(entry => entry.text === text)!.tray
          if (isNew) {
            far.answer(text, ...step.answers.map(answer => (answer === 'refused bug' ? 'not_found' : answer) as 'ok'))
            const first = step.answers.find(answer => !['unavailable', 'rate_limited', 'conflict'].includes(answer))
            added.push({ text, tray, fails: first !== undefined && first !== 'ok' })
          }
          const input = { letters: [{ text, tray }] }
          await hub.engine.run('clerk/send', input, { key: `r${index}`, cause: 'hand' })
          await hub.clock.settle()
        }
      }
      await hub.workOff()
      for (const tray of ['t0', 't1', 't2']) {
        const wanted = added.filter(entry => entry.tray === tray && !entry.fails).map(entry => entry.text)
        const trays = new Map(added.map(entry => [entry.text, entry.tray]))
        assert.deepEqual(
          far.texts().filter(text => trays.get(text) === tray),
          wanted,
        )
      }
      const open = (await hub.deliveries()).filter(({ state }) => !['done', 'failed'].includes(state))
      assert.deepEqual(open, [])
      await hub.stop()
    }),
    { numRuns: 60 },
  )
})
