import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const letters = (count: number) => ({
  letters: Array.from({ length: count }, (_, n) => ({ text: `n${n}`, tray: `t${n % 5}` })),
})
const processes = (hub: Bench) => hub.store.db.selectFrom('process').selectAll().orderBy('id').execute()

eachStore(
  'leases',
  ({ open, openAgain }) => {
    test('two engines on one ledger never do one delivery twice', async () => {
      const far = desk({ limits: { concurrency: 3 } })
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const second = await hub.another({ store: await openAgain() })
      await hub.run('clerk/send', letters(60))
      await second.engine.run('clerk/send', letters(60), { key: 'second', ...byHand })
      await hub.workOff()
      assert.equal(far.calls.length, 60)
      assert.equal(new Set(far.texts()).size, 60)
      for (let tray = 0; tray < 5; tray++) {
        const inOrder = far.texts().map(text => Number(text.slice(1)))
        const own = inOrder.filter(n => n % 5 === tray)
        assert.deepEqual(
          own,
          [...own].sort((left, right) => left - right),
        )
      }
      second.life.end()
      await hub.stop()
    })

    test('a process that is silent for 60 s is taken for dead, and what it held goes to another', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters(1), { key: 'k', ...byHand })
      await hub.clock.settle()
      assert.equal((await hub.deliveries())[0]!.holder, 'process 1')
      const second = await hub.another({ store: await openAgain() })
      hub.life.freeze()
      await hub.clock.advance(50_000)
      assert.equal((await hub.deliveries())[0]!.state, 'sending', 'not before its time')
      await hub.clock.advance(40_000)
      assert.deepEqual(
        (await processes(hub)).map(({ id, dead }) => [id, dead]),
        [
          ['process 1', 1],
          ['process 2', 0],
        ],
      )
      assert.equal((await hub.deliveries())[0]!.state, 'done')
      assert.deepEqual(far.calls, ['n0', 'n0'])
      second.life.end()
      hub.kill()
    })

    test('a process that comes back from the dead changes nothing, and goes on under a new identity', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const release = Promise.withResolvers<void>()
      let bodies = 0
      const slow = one(far, async ctx => {
        bodies += 1
        if (bodies === 1) await release.promise
        ctx.table<string>('t').put('by', `body ${bodies}`)
        return bodies
      })
      const hub = await bench({ automations: [clerk(far), slow], store: await open() })
      await hub.engine.run('clerk/send', letters(1), { key: 'k', ...byHand })
      await hub.engine.run('one/task', {}, { key: 'slow', ...byHand })
      await hub.clock.settle()
      const second = await hub.another({ store: await openAgain() })
      hub.life.freeze()
      await hub.clock.advance(90_000)
      const before = await hub.deliveries()
      const runBefore = (await hub.runs()).find(run => run.task === 'task')!
      assert.equal(runBefore.state, 'done')
      assert.equal(runBefore.outcome, 2)
      // The frozen process thaws, and what it was doing ends.
      far.release('n0')
      release.resolve()
      hub.life.thaw()
      await hub.clock.advance(30_000)
      assert.deepEqual(await hub.deliveries(), before)
      assert.deepEqual(
        (await hub.runs()).find(run => run.task === 'task'),
        runBefore,
      )
      const alive = (await processes(hub)).filter(({ dead }) => dead === 0).map(({ id }) => id)
      assert.deepEqual(alive, ['process 2', 'process 3'])
      second.life.end()
      await hub.run('clerk/send', { letters: [{ text: 'again' }] })
      await hub.workOff(60_000)
      assert.ok(far.texts().includes('again'), 'it works again')
      await hub.stop()
    })

    test('a process that has not beaten for 45 s starts no write, even if nobody has noticed', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const goOn = Promise.withResolvers<void>()
      const automation = one(far, async ctx => {
        await goOn.promise
        await ctx.desk.put({ text: 'stale' }, 'stale')
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.engine.run('one/task', {}, { key: 'k', ...byHand })
      await hub.clock.settle()
      hub.life.freeze()
      await hub.clock.advance(46_000)
      goOn.resolve()
      await hub.clock.settle()
      assert.deepEqual(far.calls, [])
      assert.deepEqual(await hub.deliveries(), [])
      hub.life.thaw()
      await hub.workOff(5 * 60_000)
      assert.deepEqual(far.calls, ['stale'], 'once it beats again the run is repeated')
      await hub.stop()
    })

    test('a hub that is alone on its ledger takes up what its predecessor left at once', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters(3), { key: 'k', ...byHand })
      await hub.clock.settle()
      const before = hub.clock.now().getTime()
      await hub.restart()
      await hub.clock.settle()
      assert.deepEqual([...new Set(far.texts())].sort(), ['n0', 'n1', 'n2'])
      assert.equal(hub.clock.now().getTime(), before)
      await hub.stop()
    })
  },
  ['memory', 'postgres'],
)

eachStore(
  'two processes',
  ({ open, openAgain }) => {
    test('a slot fires once although two processes see it come', async () => {
      const far = desk()
      let times = 0
      const automation = one(far, async () => void times++, { cron: '*/5 * * * *' })
      const hub = await bench({ automations: [automation], store: await open() })
      const second = await hub.another({ store: await openAgain() })
      await hub.clock.advance(31 * 60_000)
      assert.equal(times, 6)
      second.life.end()
      await hub.stop()
    })

    test('the pace of a connector holds for all processes together', async () => {
      const far = desk({ limits: { perSecond: 1 } })
      const hub = await bench({ automations: [clerk(far)], store: await open(), parts: { tickMs: 500 } })
      const second = await hub.another({ store: await openAgain() })
      await hub.engine.run(
        'clerk/send',
        { letters: letters(40).letters.map(({ text }) => ({ text })) },
        { key: 'k', ...byHand },
      )
      await hub.clock.advance(20_000)
      assert.ok(far.calls.length <= 22, `${far.calls.length} in 20 s`)
      assert.ok(far.calls.length >= 15, `${far.calls.length} in 20 s`)
      second.life.end()
      hub.kill()
    })
  },
  ['memory'],
)

eachStore(
  'stop and start',
  ({ open }) => {
    test('a stop claims nothing more, and lets running work end', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters(6), { key: 'k', ...byHand })
      await hub.clock.settle()
      let stopped = false
      const stopping = hub.engine.stop().then(() => {
        stopped = true
      })
      await hub.engine.run('clerk/send', { letters: [{ text: 'later' }] }, { key: 'l', ...byHand })
      await hub.clock.advance(20_000)
      assert.equal(stopped, false)
      far.release('n0')
      await hub.clock.settle()
      await stopping
      assert.equal(stopped, true)
      const states = (await hub.deliveries()).map(({ payload, state }) => `${payload.text} ${state}`)
      assert.deepEqual(states, ['n0 done', 'n1 done', 'n2 done', 'n3 done', 'n4 done', 'n5 ready'])
      await hub.restart()
      await hub.workOff(60_000)
      assert.deepEqual(far.texts().sort(), ['later', 'n0', 'n1', 'n2', 'n3', 'n4', 'n5'])
      await hub.stop()
    })

    test('what has not ended after 30 s is cut, kept and taken up at the next start', async () => {
      const far = desk()
      far.answer('n0', 'hang')
      const endless = one(
        far,
        ctx => new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))),
      )
      const hub = await bench({ automations: [clerk(far), endless], store: await open() })
      await hub.engine.run('clerk/send', letters(1), { key: 'k', ...byHand })
      await hub.engine.run('one/task', {}, { key: 'l', ...byHand })
      await hub.clock.settle()
      const start = hub.clock.now().getTime()
      const stopping = hub.engine.stop()
      await hub.clock.advance(29_000)
      assert.equal((await hub.deliveries())[0]!.state, 'sending')
      await hub.clock.advance(3000)
      await stopping
      assert.ok(hub.clock.now().getTime() - start <= 32_000)
      assert.equal((await hub.deliveries())[0]!.state, 'ready')
      const run = (await hub.runs()).find(({ task }) => task === 'task')!
      assert.deepEqual([run.state, run.attempt, run.crashes], ['ready', 0, 0])
      await hub.restart()
      await hub.clock.advance(10_000)
      assert.deepEqual(far.texts(), ['n0'])
      hub.kill()
    })

    test('a stop does not wait for runs whose writes will not go any more', async () => {
      const far = desk()
      far.answer('first', 'unavailable', 'unavailable', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const inTray = (text: string) => ({ letters: [{ text, tray: 't' }] })
      await hub.engine.run('clerk/send', inTray('first'), { key: 'a', ...byHand })
      await hub.clock.settle()
      await hub.engine.run('clerk/call', inTray('second'), { key: 'b', ...byHand })
      await hub.clock.settle()
      const stopping = hub.engine.stop()
      await hub.clock.settle()
      await stopping
      assert.equal((await hub.runs())[1]!.state, 'parked')
      await hub.restart()
      await hub.workOff()
      assert.equal((await hub.runs())[1]!.state, 'done')
      assert.deepEqual(far.texts(), ['first', 'second'])
      await hub.stop()
    })

    test('after a kill at any moment a start goes on with nothing lost and nothing done twice', async () => {
      for (let moment = 0; moment < 25; moment++) {
        const far = desk()
        far.state.verdict = 'ask the desk'
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        await hub.engine.run('clerk/call', { kind: 'knownAsk', ...letters(3) }, { key: 'k', ...byHand })
        for (let turn = 0; turn < moment; turn++) await Promise.resolve()
        await hub.restart()
        await hub.workOff(60_000)
        assert.deepEqual(far.texts(), ['n0', 'n1', 'n2'], `moment ${moment}`)
        assert.equal((await hub.runs())[0]!.state, 'done')
        await hub.stop()
      }
    })
  },
  ['memory'],
)
