import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import type { AnyAutomation } from './automation.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { HubError } from './error.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const minute = 60_000
const day = 24 * 60 * minute
const letters = (...texts: string[]) => ({ letters: texts.map(text => ({ text, tray: 't' })) })
const deliveryOf = async (hub: Bench, text: string) =>
  (await hub.deliveries()).find(({ payload }) => payload.text === text)!
const incidentsOf = (hub: Bench) => hub.store.db.selectFrom('incident').selectAll().orderBy('id').execute()

eachStore(
  'errors say what to do',
  ({ open }) => {
    for (const error of ['invalid', 'not_found', new TypeError('a bug')] as const)
      test(`a failure that does not pass, ${error instanceof Error ? 'a bug' : error}, is final at once and leaves the lane`, async () => {
        const far = desk()
        far.answer('a', error)
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        await hub.engine.run('clerk/send', letters('a', 'b'), { key: 'k', ...byHand })
        await hub.clock.settle()
        assert.equal((await deliveryOf(hub, 'a')).state, 'failed')
        assert.equal((await deliveryOf(hub, 'a')).attempt, 1)
        assert.deepEqual(far.texts(), ['b'])
        await hub.stop()
      })

    for (const error of ['conflict', 'unavailable', 'rate_limited'] as const)
      test(`a failure that may pass, ${error}, is tried again, and holds the lane meanwhile`, async () => {
        const far = desk()
        far.answer('a', error, error)
        const hub = await bench({ automations: [clerk(far)], store: await open() })
        await hub.engine.run('clerk/send', letters('a', 'b'), { key: 'k', ...byHand })
        await hub.clock.settle()
        assert.deepEqual(far.calls, ['a'])
        await hub.workOff()
        assert.deepEqual(far.calls, ['a', 'a', 'a', 'b'])
        assert.deepEqual(far.texts(), ['a', 'b'])
        await hub.stop()
      })

    test('the far side says when to come back, and is heard up to an hour', async () => {
      const far = desk()
      const asks = (retryAfterMs: number) => new HubError('rate_limited', 'too many', { retryAfterMs })
      far.answer('a', asks(90_000), asks(30 * day), asks(-5))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters('a'), { key: 'k', ...byHand })
      await hub.clock.settle()
      const start = hub.clock.now().getTime()
      const waits: number[] = []
      for (let known = 1; known < 4; known++) {
        while (far.calls.length === known) {
          const { due_at } = await deliveryOf(hub, 'a')
          await hub.workOff(due_at - hub.clock.now().getTime())
        }
        waits.push(hub.clock.now().getTime() - start)
      }
      assert.equal(waits[0], 90_000)
      assert.equal(waits[1], 90_000 + 60 * minute)
      assert.deepEqual(far.texts(), ['a'])
      await hub.stop()
    })

    test('pauses between attempts grow, to 5 minutes at most, until it is given up after a day', async () => {
      const far = desk()
      far.answer('a', ...Array(400).fill('unavailable'))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', letters('a', 'b'))
      const start = hub.clock.now().getTime()
      const pauses: number[] = []
      for (;;) {
        const { state, due_at } = await deliveryOf(hub, 'a')
        if (state !== 'ready') break
        pauses.push(due_at - hub.clock.now().getTime())
        await hub.clock.leap(Math.max(0, due_at - hub.clock.now().getTime()))
        await hub.clock.step()
      }
      assert.ok(pauses[0]! <= 2000, String(pauses[0]))
      assert.ok(Math.max(...pauses) <= 5 * minute, String(Math.max(...pauses)))
      const given = await deliveryOf(hub, 'a')
      assert.equal(given.state, 'failed')
      assert.match(given.error!, /given up.*the desk says unavailable/)
      const hours = (hub.clock.now().getTime() - start) / 3_600_000
      assert.ok(hours >= 24 && hours < 24.2, String(hours))
      await hub.workOff(minute)
      assert.deepEqual(far.texts(), ['b'])
      await hub.stop()
    })

    test('a write may be given up sooner', async () => {
      const far = desk()
      far.answer('a', ...Array(400).fill('unavailable'))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', { kind: 'brief', ...letters('a') })
      await hub.workOff(5 * minute)
      assert.equal((await deliveryOf(hub, 'a')).state, 'failed')
      await hub.stop()
    })

    test('a refused credential pauses the connector with one incident, until its check succeeds', async () => {
      const far = desk()
      const other = desk({ name: 'other' })
      far.state.accepts = false
      for (const text of ['a', 'b', 'c']) far.answer(text, 'unauthorized')
      const automations: AnyAutomation[] = [
        clerk(far),
        one(other, async ctx => void ctx.send('desk', 'put', { text: 'x' }, 'x')),
      ]
      const hub = await bench({ automations, store: await open() })
      const apart = { letters: ['a', 'b', 'c'].map(text => ({ text })) }
      await hub.engine.run('clerk/send', apart, { key: 'k', ...byHand })
      await hub.clock.advance(10 * minute)
      assert.ok(far.calls.length <= 3, `nothing goes out any more: ${far.calls}`)
      assert.ok(far.state.checks > 10)
      const open_ = await incidentsOf(hub)
      assert.deepEqual(
        open_.map(({ subject, closed_at }) => [subject, closed_at]),
        [['connector desk', null]],
      )
      assert.match(open_[0]!.detail, /the desk says unauthorized.*dure doctor/)
      assert.equal(other.alerts.length, 1, 'told by another connector, once')
      await hub.run('one/task')
      assert.deepEqual(other.texts(), ['x'], 'other connectors go on')
      far.state.accepts = true
      await hub.clock.advance(minute)
      await hub.workOff(minute)
      assert.deepEqual(far.texts().sort(), ['a', 'b', 'c'])
      assert.notEqual((await incidentsOf(hub))[0]!.closed_at, null)
      assert.equal(other.alerts.length, 2)
      assert.match(other.alerts[1]!.subject, /connector desk: recovered/)
      await hub.stop()
    })

    test('a connector stays paused over a restart', async () => {
      const far = desk()
      far.state.accepts = false
      far.answer('a', 'unauthorized')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', letters('a'), { key: 'k', ...byHand })
      await hub.clock.settle()
      await hub.restart()
      await hub.clock.advance(minute)
      assert.deepEqual(far.calls, ['a'])
      far.state.accepts = true
      await hub.clock.advance(minute)
      assert.deepEqual(far.texts(), ['a'])
      await hub.stop()
    })

    test('a write that its connector no longer has fails, it does not spin', async () => {
      const far = desk()
      const automation = one(far, async ctx => void ctx.send('desk', 'put', { text: 'a' }, 'a'))
      const hub = await bench({ automations: [automation], store: await open() })
      far.answer('a', 'unavailable')
      await hub.run('one/task')
      await hub.store.commit(tx => tx.updateTable('delivery').set({ write: 'gone' }).execute())
      await hub.clock.advance(minute)
      const [delivery] = await hub.deliveries()
      assert.ok(delivery!.attempt < 20, `${delivery!.attempt} attempts`)
      assert.equal(delivery!.state, 'failed')
      assert.match(delivery!.error!, /connector desk has no write gone/)
      await hub.stop()
    })

    test('an answer that cannot be written down stops nobody else', async () => {
      const far = desk()
      const circle: Record<string, unknown> = {}
      circle.self = circle
      const results: Record<string, unknown> = { circle, big: 10n }
      const connector = far.connector
      const connect = connector.connect
      connector.connect = (settings, io) => {
        const client = connect(settings, io)
        const perform = client.put.perform
        client.put.perform = async (letter, key, signal) => {
          const answer = await perform(letter, key, signal)
          return (results[letter.text] as never) ?? answer
        }
        return client
      }
      far.answer('nul', new HubError('invalid', 'the page says \0 and \ud800'))
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      for (const text of ['circle', 'big', 'nul', 'plain']) await hub.run('clerk/send', { letters: [{ text }] })
      await hub.clock.advance(5000)
      const states = (await hub.deliveries()).map(({ payload, state }) => `${payload.text} ${state}`)
      assert.ok(states.includes('plain done'), states.join(', '))
      assert.ok(states.includes('nul failed'), states.join(', '))
      assert.ok(!states.some(state => /ready|sending/.test(state)), states.join(', '))
      await hub.stop()
    })
  },
  ['memory'],
)
