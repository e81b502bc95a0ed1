import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { eachStore } from '../../../test/stores.ts'
import { defineAutomation } from '../../engine/automation.ts'
import { manualClock } from '../../engine/clock-testing.ts'
import { bench } from '../../engine/testing.ts'
import { notionFake } from './fake.ts'
import { notion } from './index.ts'

const Calls = z.object({ calls: z.number() })

/** Asks Notion without a pause. */
const asker = defineAutomation({
  name: 'asker',
  title: 'Asker',
  uses: { notion },
  tasks: {
    ask: {
      summary: 'Asks',
      input: Calls,
      async run({ notion }, { calls }: z.output<typeof Calls>) {
        for (let asked = 0; asked < calls; asked++) await notion.who()
      },
    },
  },
})

eachStore(
  'two hubs on one ledger and one Notion',
  ({ open, openAgain }) => {
    /** Each hub does one run at a time, so that two runs at once are one on each. */
    async function two() {
      const store = await open()
      const clock = manualClock('2026-11-23T01:00:00Z', store.busy)
      const fake = notionFake({ now: clock.now, limited: true })
      const parts = { concurrency: 1 }
      const settings = fake.settings
      const hub = await bench({ automations: [asker], settings, store, clock, fetch: fake.fetch, parts })
      const second = await hub.another({ store: await openAgain() })
      const ask = (key: string, calls: number) => hub.engine.run('asker/ask', { calls }, { key, cause: 'hand' })
      const perSecond = (asked = fake.requests) => {
        const [first, last] = [asked[0]!, asked.at(-1)!]
        return (asked.length - 3) / ((last.at.getTime() - first.at.getTime()) / 1000)
      }
      return { hub, second, fake, ask, perSecond }
    }

    test('ask it three times a second together, and both get their share', async () => {
      const { hub, second, fake, ask, perSecond } = await two()
      await ask('one', 60)
      await ask('two', 60)
      await hub.workOff()
      const runs = await hub.runs()
      const together =
        Math.min(...runs.map(({ ended_at }) => ended_at!)) - Math.max(...runs.map(({ started_at }) => started_at!))
      ok(together > 15_000, `both were at it for ${together} ms`)
      equal(fake.requests.length, 120)
      ok(fake.requests.every(({ status }) => status === 200))
      ok(perSecond() <= 3.01 && perSecond() > 2.8, `${perSecond()} a second`)
      second.life.end()
      hub.kill()
    })

    test('one that is alone has the three for itself, from the moment at which the other dies', async () => {
      const { hub, second, fake, ask, perSecond } = await two()
      await ask('one', 300)
      await ask('two', 300)
      await hub.workOff(30_000)
      second.life.end()
      const before = fake.requests.length
      await hub.workOff(30_000)
      const alone = fake.requests.slice(before)
      ok(perSecond(alone) <= 3.01 && perSecond(alone) > 2.6, `${perSecond(alone)} a second`)
      ok(fake.requests.every(({ status }) => status === 200))
      hub.kill()
    })

    test('both wait when Notion has asked one of them to', async () => {
      const { hub, second, fake, ask } = await two()
      await ask('one', 60)
      await ask('two', 60)
      await hub.workOff(10_000)
      fake.behaviour.busy = { requests: 1, seconds: 20 }
      await hub.workOff()
      const at = fake.requests.find(({ status }) => status === 429)!.at.getTime()
      const meanwhile = fake.requests.filter(({ at: moment }) => {
        const since = moment.getTime() - at
        return since > 0 && since < 20_000
      })
      ok(meanwhile.length <= 1, `${meanwhile.length} calls, of which one had its turn already`)
      deepEqual(
        (await hub.runs()).map(({ state }) => state),
        ['done', 'done'],
      )
      second.life.end()
      hub.kill()
    })
  },
  ['postgres'],
)
