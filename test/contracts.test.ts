import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../src/engine/automation.ts'
import { defineConnector, optional, write } from '../src/engine/connector.ts'

const shop = defineConnector({
  name: 'shop',
  settings: { SHOP_URL: z.url() },
  connect: settings => ({
    address: () => settings.SHOP_URL,
    order: write({
      whenUncertain: 'ask',
      summary: (order: { item: string }) => order.item,
      perform: async () => ({ number: 7 }),
      preview: () => ({ result: { number: 0 } }),
    }),
  }),
  check: async client => client.address(),
})

test('a task sees reads as functions, writes as keyed calls, and an optional connector as one that may be missing', () => {
  const automation = defineAutomation({
    name: 'errand',
    title: 'Errand',
    uses: { shop, spare: optional(shop) },
    settings: { ERRAND_ITEM: z.string() },
    options: z.object({ many: z.number() }),
    tasks: {
      buy: {
        summary: 'Buys',
        input: z.object({ item: z.string() }),
        async run(ctx, input) {
          const answer: { number: number } = await ctx.shop.order({ item: input.item }, 'key')
          ctx.send('shop', 'order', { item: ctx.settings.ERRAND_ITEM }, 'key')
          // @ts-expect-error: a payload of another shape
          ctx.send('shop', 'order', { thing: 1 }, 'key')
          // @ts-expect-error: a read is no write
          ctx.send('shop', 'address', {}, 'key')
          // @ts-expect-error: may be off
          ctx.spare.address()
          // @ts-expect-error: the input has no such member
          input.price
          return answer.number + ctx.options.many
        },
      },
    },
  })
  assert.equal(automation.tasks.buy.summary, 'Buys')
})

// @ts-expect-error: every write says how it behaves when its answer is lost
write({ summary: () => '', perform: async () => 1, preview: () => ({ result: 1 }) })
