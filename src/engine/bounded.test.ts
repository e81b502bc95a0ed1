import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, type Desk, desk, one } from './desk-testing.ts'
import { release } from './release.ts'
import { forget } from './retention.ts'
import { type Bench, bench } from './testing.ts'

const byHand = { cause: 'hand' }
const minute = 60_000
const day = 24 * 3_600_000

eachStore(
  'bounded',
  ({ open, kind }) => {
    test('payloads go after 30 days, keys after 400, and what is open stays', async () => {
      const far = desk()
      far.answer('bad', 'invalid')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', { letters: [{ text: 'good' }, { text: 'bad' }] })
      await hub.run('clerk/call', { letters: [{ text: 7 }] })
      await hub.engine.emit('e', { a: 1 }, 'k')
      await hub.workOff(minute)
      const days = { payloadDays: 30, keyDays: 400, eventDays: 30 }
      const now = hub.clock.now().getTime()
      await hub.stop()
      await forget(hub.store, now + 29 * day, days)
      assert.equal((await hub.store.db.selectFrom('event').selectAll().execute()).length, 1)
      await forget(hub.store, now + 31 * day, days)
      const text = async () =>
        (await hub.deliveries()).filter(({ write }) => write === 'put').map(row => [row.state, row.payload])
      assert.deepEqual(await text(), [
        ['done', null],
        ['failed', { text: 'bad' }],
      ])
      assert.deepEqual(
        (await hub.runs()).map(({ input, outcome }) => [input, outcome]),
        [
          [null, null],
          [null, null],
        ],
        'also of what failed',
      )
      assert.equal((await hub.store.db.selectFrom('event').selectAll().execute()).length, 0)
      await forget(hub.store, now + 401 * day, days)
      assert.deepEqual(await text(), [['failed', { text: 'bad' }]])
      assert.equal((await hub.runs()).length, 0)
    })

    test('much that is old goes in slices, and a second time finds nothing', async () => {
      const store = await open()
      const rows = Array.from({ length: 1300 }, (_, n) => ({ name: 'e', key: `k${n}`, payload: '{}', created_at: n }))
      for (let n = 0; n < rows.length; n += 100)
        await store.commit(tx =>
          tx
            .insertInto('event')
            .values(rows.slice(n, n + 100))
            .execute(),
        )
      const commits: number[] = []
      const counting = {
        ...store,
        db: store.db,
        commit: ((work: never) => {
          commits.push(1)
          return store.commit(work)
        }) as typeof store.commit,
      }
      const days = { payloadDays: 30, keyDays: 400, eventDays: 30 }
      assert.equal(await forget(counting, 31 * day, days), 1300, kind)
      assert.ok(commits.length > 3)
      assert.equal(await forget(store, 31 * day, days), 0)
    })
  },
  ['memory', 'postgres'],
)

eachStore(
  'restore',
  ({ open }) => {
    const told = (far: Desk) =>
      one(
        far,
        async ctx => {
          const { none, version } = await ctx.changes('list', [ctx.now.toISOString().slice(0, 10)], item => item)
          if (!none) ctx.send('desk', 'put', { text: `v${version}` }, `v${version}`)
        },
        { cron: '0 * * * *' },
      )
    const restored = async (hub: Bench) => {
      hub.kill()
      await hub.store.commit(async tx => {
        await tx.insertInto('fact').values({ name: 'held', value: 'then' }).execute()
        await tx.updateTable('snapshot').set({ held: 1 }).execute()
        await tx.updateTable('schedule').set({ held: 1 }).execute()
      })
      await hub.restart()
    }

    test('until a restored hub is released nothing leaves it', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far), told(far)], store: await open(), now: '2026-11-23T00:30Z' })
      await restored(hub)
      await hub.engine.run('clerk/send', { letters: [{ text: 'x' }] }, { key: 'k', ...byHand })
      await hub.clock.advance(3 * 3_600_000)
      assert.deepEqual(far.calls, [])
      await release(hub.store, hub.clock.now().getTime(), 'send')
      await hub.clock.advance(minute)
      assert.deepEqual(far.texts().sort(), ['v1', 'x'])
      await hub.stop()
    })

    test('released by dropping, what was missed is on record and what comes next runs', async () => {
      const far = desk()
      const hub = await bench({ automations: [told(far)], store: await open(), now: '2026-11-23T00:30Z' })
      await hub.at('2026-11-23T01:00Z')
      assert.deepEqual(far.texts(), ['v1'])
      await restored(hub)
      await hub.clock.advance(10 * minute)
      await release(hub.store, hub.clock.now().getTime(), 'drop')
      await hub.at('2026-11-23T02:30Z')
      const slots = await hub.store.db.selectFrom('occurrence').select('state').orderBy('at').execute()
      assert.deepEqual(
        slots.map(({ state }) => state),
        ['run', 'run'],
        'nothing was missed, so nothing is skipped',
      )
      await hub.stop()
    })
  },
  ['memory'],
)
