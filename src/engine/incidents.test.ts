import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { defineAutomation } from './automation.ts'
import { clerk, type Desk, desk, one } from './desk-testing.ts'
import { HubError } from './error.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const minute = 60_000
const incidentsOf = (hub: Bench) => hub.store.db.selectFrom('incident').selectAll().orderBy('id').execute()

eachStore(
  'incidents',
  ({ open }) => {
    const failing = (far: Desk, state: { works: boolean }) =>
      one(far, async () => {
        if (!state.works) throw new HubError('invalid', 'it is broken')
      })

    test('a trouble is told once when it begins and once when it is over, however often it shows', async () => {
      const far = desk()
      const state = { works: false }
      const hub = await bench({ automations: [failing(far, state)], store: await open() })
      for (let n = 0; n < 5; n++) await hub.run('one/task')
      await hub.workOff(minute)
      assert.deepEqual(
        far.alerts.map(({ subject }) => subject),
        ['[Dure] task one/task'],
      )
      assert.equal((await incidentsOf(hub))[0]!.count, 5)
      state.works = true
      for (let n = 0; n < 3; n++) await hub.run('one/task')
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 2)
      assert.match(far.alerts[1]!.subject, /recovered/)
      assert.match(far.alerts[1]!.body, /It showed 5 time\(s\)/)
      state.works = false
      await hub.run('one/task')
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 3, 'a new trouble is told anew')
      await hub.stop()
    })

    test('an open incident is known after a restart: it is not told again, and its end is', async () => {
      const far = desk()
      const state = { works: false }
      const hub = await bench({ automations: [failing(far, state)], store: await open() })
      await hub.run('one/task')
      await hub.restart()
      await hub.run('one/task')
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 1)
      state.works = true
      await hub.run('one/task')
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 2)
      await hub.stop()
    })

    test('what one process has told, another ends', async () => {
      const far = desk()
      const state = { works: false }
      const hub = await bench({ automations: [failing(far, state)], store: await open() })
      const second = await hub.another()
      await hub.run('one/task')
      await hub.clock.advance(20_000)
      hub.kill()
      state.works = true
      await second.engine.run('one/task', {}, { key: 'k', ...byHand })
      await hub.clock.advance(20_000)
      assert.notEqual((await incidentsOf(hub))[0]!.closed_at, null)
      second.life.end()
    })

    test('a failed delivery opens an incident, which the next one that arrives ends', async () => {
      const far = desk()
      far.answer('a', 'invalid')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', { letters: [{ text: 'a' }] })
      await hub.workOff(minute)
      assert.deepEqual(
        (await incidentsOf(hub)).map(({ subject }) => subject),
        ['delivery desk.put'],
      )
      await hub.run('clerk/send', { letters: [{ text: 'b' }] })
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 2)
      await hub.stop()
    })

    test('an alert that cannot be written stops nothing', async () => {
      const far = desk()
      far.connector.alert = () => {
        throw new TypeError('a bug in the alert')
      }
      far.answer('a', 'invalid')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', { letters: [{ text: 'a' }, { text: 'b' }] }, { key: 'k', ...byHand })
      await hub.clock.advance(5000)
      const states = (await hub.deliveries()).map(({ state }) => state)
      assert.deepEqual(states, ['failed', 'done'])
      assert.ok(hub.log.some(({ level, fields }) => level === 'error' && /a bug in the alert/.test(`${fields.error}`)))
      await hub.stop()
    })
  },
  ['memory'],
)

eachStore(
  'events',
  ({ open }) => {
    const listening = (far: Desk, seen: unknown[]) => [
      one(far, async (_, input) => void seen.push(['one', input]), { on: ['shop.opened'] }),
      defineAutomation({
        name: 'two',
        title: 'Two',
        uses: {},
        tasks: {
          hears: {
            summary: 'Hears',
            on: ['shop.opened', 'other'],
            run: async (_, input) => void seen.push(['two', input]),
          },
          tells: {
            summary: 'Tells',
            run: async ctx => {
              ctx.emit('shop.opened', { by: 'two' }, 'from two')
              ctx.emit('shop.opened', { by: 'two' }, 'from two')
            },
          },
        },
      }),
    ]

    test('an accepted event is stored with a run for each task that listens, once per key', async () => {
      const seen: unknown[] = []
      const hub = await bench({ automations: listening(desk(), seen), store: await open() })
      assert.equal(await hub.emit('shop.opened', { n: 1 }, 'k'), true)
      assert.equal(await hub.emit('shop.opened', { n: 2 }, 'k'), false)
      assert.equal(await hub.emit('other', { n: 3 }, 'k'), true)
      assert.deepEqual(seen, [
        ['one', { n: 1 }],
        ['two', { n: 1 }],
        ['two', { n: 3 }],
      ])
      await hub.stop()
    })

    test('an event that was accepted is handled although the process dies at once', async () => {
      const seen: unknown[] = []
      const hub = await bench({ automations: listening(desk(), seen), store: await open() })
      await hub.engine.emit('shop.opened', { n: 1 }, 'k')
      hub.kill()
      seen.length = 0
      await hub.restart()
      await hub.workOff(minute)
      assert.deepEqual(seen.length, 2)
      assert.ok((await hub.runs()).every(({ state }) => state === 'done'))
      await hub.stop()
    })

    test('automations speak to each other by events, once per key', async () => {
      const seen: unknown[] = []
      const hub = await bench({ automations: listening(desk(), seen), store: await open() })
      await hub.run('two/tells')
      await hub.workOff(minute)
      await hub.run('two/tells')
      await hub.workOff(minute)
      assert.deepEqual(seen, [
        ['one', { by: 'two' }],
        ['two', { by: 'two' }],
      ])
      await hub.stop()
    })

    test('the longest key that an event may have is refused or works, with listeners and without', async () => {
      const hub = await bench({ automations: listening(desk(), []), store: await open() })
      for (const name of ['shop.opened', 'nobody listens']) {
        assert.equal(await hub.emit(name, {}, 'x'.repeat(480)), true)
        for (const key of ['', 'a\0b', 'x'.repeat(513)])
          await assert.rejects(hub.emit(name, {}, key), /printable characters/)
      }
      await hub.stop()
    })
  },
  ['memory'],
)
