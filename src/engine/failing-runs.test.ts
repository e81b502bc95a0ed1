import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { HubError } from './error.ts'
import { bench } from './testing.ts'

const byHand = { cause: 'hand' }
const minute = 60_000
const day = 24 * 60 * minute

eachStore(
  'runs that fail',
  ({ open }) => {
    test('a run is repeated after what may pass, up to its attempts, and then it is failed and told', async () => {
      const far = desk()
      let times = 0
      const automation = one(far, async () => {
        times += 1
        throw new HubError('unavailable', `try ${times}`)
      })
      const hub = await bench({ automations: [automation], store: await open() })
      const run = await hub.run('one/task')
      assert.equal(run.state, 'failed')
      assert.equal(run.error, 'try 3')
      assert.equal(times, 3)
      await hub.workOff(minute)
      assert.deepEqual(
        far.alerts.map(({ subject }) => subject),
        ['[Dure] task one/task'],
      )
      await hub.stop()
    })

    test('a run fails at once after what does not pass by itself', async () => {
      const far = desk()
      let times = 0
      const automation = one(far, async (_, kind: string) => {
        times += 1
        throw kind === 'bug' ? new RangeError('a bug') : new HubError(kind as 'invalid', kind)
      })
      const hub = await bench({ automations: [automation], store: await open() })
      for (const kind of ['invalid', 'unauthorized', 'not_found', 'bug']) {
        const run = await hub.run('one/task', kind)
        assert.equal(run.state, 'failed', kind)
        assert.equal(run.attempt, 1)
      }
      assert.equal(times, 4)
      await hub.stop()
    })

    test('a run waits as long as the far side asks, an hour at most', async () => {
      const far = desk()
      let times = 0
      const automation = one(far, async () => {
        times += 1
        if (times === 1) throw new HubError('rate_limited', 'later', { retryAfterMs: 400 * day })
        return 'went'
      })
      const hub = await bench({ automations: [automation], store: await open() })
      const start = hub.clock.now().getTime()
      const run = await hub.run('one/task')
      assert.equal(run.outcome, 'went')
      assert.equal(run.started_at! - start, 60 * minute)
      await hub.stop()
    })

    test('an input that does not fit fails with the place and the reason', async () => {
      const hub = await bench({ automations: [clerk(desk())], store: await open() })
      const run = await hub.run('clerk/send', { letters: [{ text: 7 }] })
      assert.equal(run.state, 'failed')
      assert.match(run.error!, /letters\.0\.text: .*string/)
      await hub.stop()
    })

    test('a body that ignores its signal is over at its time limit, and what it does later changes nothing', async () => {
      const far = desk()
      const hanging = Promise.withResolvers<void>()
      let signal: AbortSignal | undefined
      const automation = one(
        far,
        async ctx => {
          signal = ctx.signal
          await hanging.promise
          ctx.table('t').put('late', 1)
        },
        { timeLimitMs: 5000, maxAttempts: 1 },
      )
      const hub = await bench({ automations: [automation], store: await open() })
      const run = await hub.run('one/task')
      assert.equal(run.state, 'failed')
      assert.match(run.error!, /longer than its limit of 5 s/)
      assert.equal(signal!.aborted, true)
      hanging.resolve()
      await hub.clock.settle()
      assert.equal((await hub.store.db.selectFrom('document').selectAll().execute()).length, 0)
      await hub.stop()
    })

    test('a run that takes the process down with it is given up after three times', async () => {
      const far = desk()
      const automation = one(far, () => new Promise(() => {}))
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.engine.run('one/task', {}, { key: 'k', ...byHand })
      await hub.clock.settle()
      for (let crash = 1; crash <= 3; crash++) {
        assert.equal((await hub.runs())[0]!.state, 'running', `before crash ${crash}`)
        await hub.restart()
        await hub.clock.settle()
      }
      const [run] = await hub.runs()
      assert.equal(run!.state, 'failed')
      assert.match(run!.error!, /the process ended 3 times/)
      await hub.workOff(minute)
      assert.equal(far.alerts.length, 1)
      await hub.stop()
    })

    test('a ledger that cannot be written for a while costs no run and keeps no lane closed', async () => {
      const far = desk()
      const inner = await open()
      let down = false
      const store: typeof inner = {
        dialect: inner.dialect,
        busy: inner.busy,
        get db() {
          return inner.db
        },
        commit: work => {
          const broken = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
          return down ? Promise.reject(broken) : inner.commit(work)
        },
        close: inner.close,
      }
      const automation = one(far, async ctx => void (await ctx.clock.sleep(5000)), { lane: 'one' })
      const hub = await bench({ automations: [automation], store })
      await hub.engine.run('one/task', {}, { key: 'a', ...byHand })
      await hub.engine.run('one/task', {}, { key: 'b', ...byHand })
      await hub.clock.advance(4000)
      down = true
      await hub.clock.advance(20_000)
      down = false
      await hub.workOff(5 * minute)
      assert.deepEqual(
        (await hub.runs()).map(({ state }) => state),
        ['done', 'done'],
      )
      assert.deepEqual(far.alerts, [])
      await hub.stop()
    })

    test('a task that is there no more fails its waiting runs with a reason', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.store.commit(tx =>
        tx
          .insertInto('run')
          .values({
            automation: 'gone',
            task: 'x',
            key: 'k',
            cause: 'hand',
            input: '{}',
            at: null,
            lane: null,
            state: 'ready',
            max_attempts: 3,
            due_at: 0,
            created_at: 0,
            holder: null,
            waits_for: null,
            started_at: null,
            ended_at: null,
            outcome: null,
            error: null,
          })
          .execute(),
      )
      await hub.clock.advance(minute)
      assert.match((await hub.runs())[0]!.error!, /there is no task gone\/x, or its automation is off/)
      await hub.stop()
    })
  },
  ['memory'],
)
