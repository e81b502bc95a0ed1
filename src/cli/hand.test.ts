import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../engine/automation.ts'
import { defineConnector, write } from '../engine/connector.ts'
import { HubError } from '../engine/error.ts'
import { addHand } from './hand.ts'
import { addLook } from './look.ts'
import { addRun } from './run.ts'
import { typedIn } from './testing.ts'

const board = defineConnector({
  name: 'board',
  settings: {},
  connect: () => ({
    pin: write<string, null>({
      lane: () => 'board',
      summary: text => text,
      async perform(text) {
        if (text === 'old') throw new HubError('invalid', 'the board has no such column')
        return null
      },
      preview: () => ({ result: null }),
      repeatable: true,
    }),
  }),
  check: async () => undefined,
})

const teller = defineAutomation({
  name: 'teller',
  title: 'Teller',
  uses: { board },
  tasks: {
    tell: {
      summary: 'pins it',
      input: z.strictObject({ text: z.string() }),
      run: async (ctx, { text }: { text: string }) => ctx.send('board', 'pin', text, text, { about: 'row' }),
    },
  },
})

for (const [language, note, refusal] of [
  [
    'ko',
    /^d1 .* superseded .* d2 전달이 새로 전함\. 실패했던 이유: the board has no such column$/m,
    /^d1 전달은 다시 보내지 않습니다\. 같은 것을 나중에 새로 전한 전달\(d2, done\)이 있어.*더 할 일은 없습니다\.$/,
  ],
  [
    'en',
    /^d1 .* superseded .* told anew by d2; had failed: the board has no such column$/m,
    /^delivery 1 is not sent again: d2 \(done\) was made about the same later.*Nothing is left to do\.$/,
  ],
] as const)
  test(`a failure that was told anew is shown with what stands for it, and not sent again (${language})`, async t => {
    const dure = await typedIn(t, { automations: [teller], commands: [addHand, addLook, addRun], language })
    await dure.run('run', 'teller/tell', '--text', 'old')
    assert.match((await dure.run('deliveries', '--state', 'failed')).out, /^d1 /m)
    await dure.run('run', 'teller/tell', '--text', 'new')
    assert.doesNotMatch((await dure.run('deliveries', '--state', 'failed')).out, /^d1 /m)
    assert.match((await dure.run('deliveries')).out, note)
    assert.match((await dure.run('deliveries', 'd1')).out, /^superseded_by: 2$/m)
    const { code, out } = await dure.run('retry', 'd1')
    assert.equal(code, 1)
    assert.match(out, refusal)
  })
