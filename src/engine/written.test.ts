import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { desk, one, type TaskContext } from './desk-testing.ts'
import { HubError } from './error.ts'
import { countsOf } from './health.ts'
import { bench } from './testing.ts'

eachStore(
  'written',
  ({ open }) => {
    test('a run sees the keys of what was written before it, also by a run that failed, and no others', async () => {
      const far = desk()
      const seen: string[] = []
      const keys: string[] = []
      const look = async (ctx: TaskContext) => {
        const found = await ctx.written('desk', '주간_%/v2/')
        seen.push(found.map(({ key, state }) => `${key.slice(8)} ${state}`).join(', '))
      }
      const automation = one(far, async ctx => {
        await look(ctx)
        for (const key of ['주간_%/v2/b', '주간_%/v2/a', '주간_%/v1/a', '주간x%/v2/a'])
          await ctx.desk.put({ text: key }, key)
        ctx.send('desk', 'put', { text: 'queued' }, '주간_%/v2/queued')
        await look(ctx)
        const named = await ctx.written('desk', ['주간_%/v2/a', '주간_%/v2/queued', 'nothing'])
        keys.push(named.map(({ key }) => key.slice(8)).join(', '))
        if (ctx.run.key === 'first') throw new HubError('invalid', 'fails')
      })
      const hub = await bench({ automations: [automation], store: await open() })
      for (const key of ['first', 'second', 'third']) await hub.run('one/task', {}, { key })
      const awaited = 'b done, a done'
      assert.deepEqual(seen, ['', awaited, awaited, awaited, `${awaited}, queued done`, `${awaited}, queued done`])
      assert.deepEqual(keys, ['a', 'a', 'a, queued'])
      hub.kill()
    })

    test('what became of a write that is superseded is what became of the one that stands for it', async () => {
      const far = desk()
      far.answer('old', 'invalid')
      far.answer('new', 'invalid')
      const seen: string[] = []
      const automation = one(far, async (ctx, { text, key }) => {
        const found = await ctx.written('desk', ['1', '2'])
        seen.push(found.map(({ key, state, error }) => `${key} ${state}${error ? `: ${error}` : ''}`).join(', '))
        if (text) ctx.send('desk', 'put', { text }, key, { about: 'row' })
      })
      const hub = await bench({ automations: [automation], store: await open() })
      for (const input of [{ text: 'old', key: '1' }, { text: 'new', key: '2' }, {}]) await hub.run('one/task', input)
      const failed = (text: string) => `failed: the desk says ${text}`
      assert.deepEqual(seen, ['', `1 ${failed('invalid')}`, `1 ${failed('invalid')}, 2 ${failed('invalid')}`])
      assert.deepEqual(
        (await hub.deliveries()).flatMap(({ write, state }) => (write === 'put' ? [state] : [])),
        ['superseded', 'failed'],
      )
      await hub.run('one/task', { text: 'newest', key: '3' })
      await hub.run('one/task', {})
      assert.equal(seen.at(-1), '1 done, 2 done')
      hub.kill()
    })

    test('an awaited write may stand for what failed, and its failure alone is one that somebody has to see to', async () => {
      const far = desk()
      far.answer('old', 'not_found')
      const automation = one(far, (ctx, { text }) => ctx.desk.put({ text }, text, { about: 'row' }))
      const hub = await bench({ automations: [automation], store: await open() })
      assert.equal((await hub.run('one/task', { text: 'old' })).state, 'failed')
      assert.equal((await hub.run('one/task', { text: 'new' })).state, 'done')
      const counts = await countsOf(hub.parts.store.db)
      const many = (state: string) =>
        counts.find(({ labels }) => labels.connector === 'desk' && labels.state === state)?.value ?? 0
      assert.deepEqual([many('failed'), many('superseded')], [0, 1])
      hub.kill()
    })
  },
  ['memory', 'postgres'],
)
