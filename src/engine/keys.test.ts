import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { clerk, desk, one } from './desk-testing.ts'
import { bench } from './testing.ts'

const send = (...texts: string[]) => ({ letters: texts.map(text => ({ text })) })

eachStore(
  'keys',
  ({ open }) => {
    test('a delivery under a key that exists adds nothing', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.run('clerk/send', send('a', 'b', 'a'))
      await hub.run('clerk/send', send('b', 'c'))
      assert.deepEqual(far.texts().sort(), ['a', 'b', 'c'])
      assert.equal((await hub.deliveries()).length, 3)
      await hub.stop()
    })

    test('a run under a key that exists adds nothing and finds the first', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const options = { key: 'once', cause: 'hand' }
      const first = await hub.engine.run('clerk/send', send('a'), options)
      const again = await hub.engine.run('clerk/send', send('b'), options)
      assert.deepEqual(again, { id: first.id, ids: [first.id], added: false })
      await hub.workOff()
      assert.deepEqual(far.texts(), ['a'])
      await hub.stop()
    })

    test('what is done is remembered with its result; another payload under its key marks it stale', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const call = (text: string) => hub.run('clerk/call', { letters: [{ text, key: 'k' }] })
      assert.deepEqual((await call('one')).outcome, [1])
      assert.deepEqual((await call('one')).outcome, [1])
      assert.equal((await hub.deliveries())[0]!.stale, 0)
      assert.deepEqual((await call('other')).outcome, [1])
      assert.equal((await hub.deliveries())[0]!.stale, 1)
      assert.deepEqual(far.calls, ['one'])
      await hub.stop()
    })

    test('what failed is tried anew, with the new payload', async () => {
      const far = desk()
      far.answer('bad', 'invalid')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      const call = (text: string) => hub.run('clerk/call', { letters: [{ text, key: 'k' }] })
      const failed = await call('bad')
      assert.equal(failed.state, 'failed')
      assert.match(failed.error!, /the desk says invalid/)
      assert.deepEqual((await call('good')).outcome, [1])
      const [delivery] = await hub.deliveries()
      assert.deepEqual(delivery!.payload, { text: 'good' })
      assert.equal(delivery!.attempt, 2)
      await hub.stop()
    })

    test('what waits to be tried takes the newer payload', async () => {
      const far = desk()
      far.answer('old', 'unavailable')
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      await hub.engine.run('clerk/send', { letters: [{ text: 'old', key: 'k' }] }, { key: 'a', cause: 'hand' })
      await hub.clock.settle()
      await hub.run('clerk/call', { letters: [{ text: 'new', key: 'k' }] })
      assert.deepEqual(far.calls, ['old', 'new'])
      assert.deepEqual(far.texts(), ['new'])
      await hub.stop()
    })

    test('one key may be used by two writes and by two connectors', async () => {
      const far = desk()
      const automation = one(far, async ctx => {
        ctx.send('desk', 'put', { text: 'put' }, 'k')
        ctx.send('desk', 'repeat', { text: 'repeat' }, 'k')
      })
      const hub = await bench({ automations: [automation], store: await open() })
      await hub.run('one/task')
      await hub.workOff()
      assert.deepEqual(far.texts().sort(), ['put', 'repeat'])
      await hub.stop()
    })

    test('a key is 1 to 512 printable characters', async () => {
      const far = desk()
      const hub = await bench({ automations: [clerk(far)], store: await open() })
      for (const key of ['', 'a\nb', 'a\0b', 'a\u009fb', 'x'.repeat(513)]) {
        const run = await hub.run('clerk/call', { letters: [{ text: 'a', key }] })
        assert.equal(run.state, 'failed', JSON.stringify(key))
        assert.match(run.error!, /a key has 1 to 512 printable characters/)
        await assert.rejects(hub.engine.run('clerk/send', send(), { key, cause: 'hand' }), /1 to 512/)
      }
      for (const key of ['x', '배포/2026-W48/v1/DEP-1/홍길동', 'x'.repeat(512)])
        assert.equal((await hub.run('clerk/call', { letters: [{ text: 'a', key }] })).state, 'done', key)
      await hub.stop()
    })

    test('a payload beyond 16 MiB is refused, and says what to do', async () => {
      const far = desk()
      const hub = await bench({
        automations: [
          one(far, async ctx => {
            await ctx.desk.put({ text: 'x'.repeat(17 << 20) }, 'k')
          }),
        ],
        store: await open(),
      })
      assert.match((await hub.run('one/task')).error!, /the limit is 16777216; keep large content in a file/)
      await hub.stop()
    })
  },
  ['memory'],
)
