import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { desk, one } from './desk-testing.ts'
import { HubError } from './error.ts'
import { bench } from './testing.ts'

eachStore(
  'written',
  ({ open }) => {
    test('a run sees the keys of what was written before it, also by a run that failed, and no others', async () => {
      const far = desk()
      const seen: string[][] = []
      const automation = one(far, async ctx => {
        seen.push(await ctx.written('desk', '주간_%/v2/'))
        for (const key of ['주간_%/v2/b', '주간_%/v2/a', '주간_%/v1/a', '주간x%/v2/a'])
          await ctx.desk.put({ text: key }, key)
        ctx.send('desk', 'put', { text: 'queued' }, '주간_%/v2/queued')
        seen.push(await ctx.written('desk', '주간_%/v2/'))
        if (ctx.run.key === 'first') throw new HubError('invalid', 'fails')
      })
      const hub = await bench({ automations: [automation], store: await open() })
      for (const key of ['first', 'second', 'third']) await hub.run('one/task', {}, { key })
      const awaited = ['주간_%/v2/b', '주간_%/v2/a']
      assert.deepEqual(seen, [
        [],
        awaited,
        awaited,
        awaited,
        [...awaited, '주간_%/v2/queued'],
        [...awaited, '주간_%/v2/queued'],
      ])
      hub.kill()
    })
  },
  ['memory', 'postgres'],
)
