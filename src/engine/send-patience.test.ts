import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { desk, one } from './desk-testing.ts'
import { bench } from './testing.ts'

test('a write is given up when its sender says, and else when its connector does', async () => {
  const far = desk()
  for (const text of ['short', 'usual']) far.answer(text, ...Array.from({ length: 60 }, () => 'unavailable' as const))
  const automation = one(far, async ctx => {
    ctx.send('desk', 'put', { text: 'short', tray: 'a' }, 'short', { giveUpAfterMs: 20 * 60_000 })
    ctx.send('desk', 'put', { text: 'usual', tray: 'b' }, 'usual')
  })
  const hub = await bench({ automations: [automation] })
  await hub.run('one/task')
  await hub.workOff(60 * 60_000)
  const letters = (await hub.deliveries()).filter(({ write }) => write === 'put').slice(0, 2)
  const states = letters.map(({ key, state, error }) => [key, state, /given up/.test(error ?? '')])
  deepEqual(states, [
    ['short', 'failed', true],
    ['usual', 'ready', false],
  ])
  hub.kill()
})
