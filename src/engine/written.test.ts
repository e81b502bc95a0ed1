import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { desk, one, type TaskContext } from './desk-testing.ts'
import { HubError } from './error.ts'
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
  },
  ['memory', 'postgres'],
)
