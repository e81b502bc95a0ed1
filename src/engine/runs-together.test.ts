import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../test/stores.ts'
import { type Context, defineAutomation } from './automation.ts'
import { HubError } from './error.ts'
import { claimRuns, equalWaits } from './ledger/runs.ts'
import { catalogue } from './parts.ts'
import { release } from './release.ts'
import { addEvent } from './start.ts'
import { type Bench, bench } from './testing.ts'

type Work = (ctx: Context) => Promise<unknown>

/** A heap that is added to, and cleared by a task that takes all there is. What `works` has a function for is done first. */
function heap(...works: Work[]) {
  const clear = async (ctx: Context) => {
    const things = ctx.table<number>('heap')
    const found = (await things.list()).map(({ key }) => key)
    await works.shift()?.(ctx)
    for (const key of found) things.delete(key)
    return found.join('')
  }
  return defineAutomation({
    name: 'heap',
    title: 'Heap',
    uses: {},
    tasks: {
      add: {
        summary: 'Adds a thing',
        async run(ctx, { thing }: { thing: string }) {
          ctx.table<number>('heap').put(thing, 1)
          ctx.emit('added', {}, thing)
        },
      },
      clear: { summary: 'Takes all', on: ['added'], lane: 'clear', together: true, run: clear },
      count: { summary: 'Has a run for each', on: ['added'], lane: 'count', run: async () => 1 },
    },
  })
}

const { signal } = new AbortController()
const add = async ({ engine }: Pick<Bench, 'engine'>, ...things: string[]) => {
  for (const thing of things) await engine.answer('heap/add', { thing }, { signal })
}

/** What became of the runs of a task, with what they have taken. */
const fatesOf = async (hub: Bench, name = 'clear') =>
  (await hub.runs()).filter(({ task }) => task === name).map(({ state, outcome }) => `${state} ${outcome ?? '-'}`)

const leftOf = ({ store }: Bench) => store.db.selectFrom('document').select('key').execute()

/** A work that goes on until it is told to end. */
function slow() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, end: resolve }
}

eachStore(
  'runs that fall together',
  ({ open, openAgain }) => {
    test('a run that waits stands for those after it, and one that has begun stands for none', async () => {
      const first = slow()
      const hub = await bench({ automations: [heap(first.work)], store: await open() })
      await add(hub, 'a')
      await hub.clock.settle()
      await add(hub, 'b', 'c', 'd')
      deepEqual(await fatesOf(hub), ['running -', 'ready -'])
      first.end()
      await hub.workOff()
      deepEqual(await fatesOf(hub), ['done a', 'done bcd'])
      equal((await fatesOf(hub, 'count')).length, 4)
      await hub.stop()
    })

    test('one that was tried stands for none: what comes after it has all of its own tries', async () => {
      const away = async () => {
        throw new HubError('unavailable', 'not yet')
      }
      const hub = await bench({ automations: [heap(away, away, away)], store: await open() })
      await add(hub, 'a')
      await hub.clock.settle()
      await add(hub, 'b', 'c')
      deepEqual(await fatesOf(hub), ['ready -', 'ready -'])
      await hub.workOff()
      deepEqual(await fatesOf(hub), ['failed -', 'done abc'])
      await hub.stop()
    })

    test('one that waits is found after the process was killed, and sees all that it stands for', async () => {
      const hub = await bench({ automations: [heap(slow().work)], store: await open() })
      await add(hub, 'a')
      await hub.clock.settle()
      await add(hub, 'b', 'c')
      await hub.restart()
      await hub.workOff()
      deepEqual(await fatesOf(hub), ['done abc', 'done '])
      deepEqual(await leftOf(hub), [])
      await hub.stop()
    })

    test('whoever asks by hand is given a run that stands for nobody else', async () => {
      const hub = await bench({ automations: [heap(slow().work)], store: await open() })
      for (const key of ['first', 'second']) await hub.engine.run('heap/clear', {}, { key, cause: 'hand' })
      await hub.clock.settle()
      await add(hub, 'a', 'b')
      await hub.engine.run('heap/clear', {}, { key: 'third', cause: 'hand' })
      const runs = (await hub.runs()).filter(({ task }) => task === 'clear')
      deepEqual(
        runs.map(({ key }) => key),
        ['first', 'second', 'event:added:a', 'third'],
      )
      hub.kill()
    })

    test('an event that is taken back takes its run along', async () => {
      const hub = await bench({ automations: [heap(slow().work)], store: await open() })
      await add(hub, 'a')
      await hub.clock.settle()
      const { store, parts, clock } = hub
      const event = { name: 'added', payload: {}, key: 'b' }
      const withdrawn = store.commit(async tx => {
        await addEvent(tx, clock.now().getTime(), event, catalogue(parts))
        throw new Error('no')
      })
      await Promise.allSettled([withdrawn, add(hub, 'c')])
      deepEqual(await fatesOf(hub), ['running -', 'ready -'])
      hub.kill()
    })

    test('what came while a restored hub was held is one run, once it is released', async () => {
      const hub = await bench({ automations: [heap()], store: await open() })
      await hub.store.commit(async tx => {
        await tx.insertInto('fact').values({ name: 'held', value: 'then' }).execute()
      })
      await hub.clock.advance(30_000)
      await add(hub, 'a', 'b', 'c')
      await hub.clock.advance(30_000)
      deepEqual(await fatesOf(hub), ['ready -'])
      await release(hub.store, hub.clock.now().getTime(), 'send')
      await hub.clock.advance(30_000)
      deepEqual(await fatesOf(hub), ['done abc'])
      await hub.stop()
    })

    test('two engines that add at once leave nothing behind', async () => {
      const hub = await bench({ automations: [heap()], store: await open() })
      const second = await hub.another({ store: await openAgain() })
      const things = Array.from({ length: 120 }, (_, n) => `${n} `)
      await Promise.all(things.map((thing, n) => add(n % 2 ? hub : second, thing)))
      await hub.workOff()
      deepEqual(await leftOf(hub), [])
      const taken = (await fatesOf(hub)).flatMap(fate => fate.match(/\d+ /g) ?? [])
      deepEqual(taken.sort(), things.sort())
      ok((await fatesOf(hub)).length < 60, `${(await fatesOf(hub)).length} runs`)
      second.life.end()
      await hub.stop()
    })
  },
  ['memory', 'file', 'postgres'],
)

test('only a run of the same task, event, input and lane is equal, and in no lane none', async () => {
  const hub = await bench({ automations: [heap()] })
  hub.kill()
  const run = { automation: 'heap', task: 'clear', lane: 'clear', cause: 'event added', input: { n: 1 } }
  const rest = { key: 'k', maxAttempts: 3 }
  const { store } = hub
  await store.commit(tx => addEvent(tx, 0, { name: 'added', payload: { n: 1 }, key: 'a' }, catalogue(hub.parts)))
  const waits = (other: object) => store.commit(tx => equalWaits(tx, { ...run, ...rest, ...other }))
  equal(await waits({}), true)
  for (const other of [
    { task: 'count' },
    { cause: 'event gone' },
    { input: { n: 2 } },
    { lane: 'other' },
    { lane: null },
  ])
    equal(await waits(other), false, JSON.stringify(other))
})

eachStore(
  'two processes at the same moment',
  ({ open, openAgain }) => {
    const event = (key: string) => ({ name: 'added', payload: {}, key })
    const taking = { dialect: 'postgres', slots: 9, now: 9, holder: 'other' } as const

    /** A ledger with a run that waits, and a transaction of another process that `does` something and then stays open. */
    async function meanwhile(
      does: 'claim' | 'add',
      then: (hub: Bench, known: ReturnType<typeof catalogue>) => Promise<void>,
    ) {
      const hub = await bench({ automations: [heap()], store: await open() })
      hub.kill()
      const known = catalogue(hub.parts)
      await hub.store.commit(tx => addEvent(tx, 1, event('a'), known))
      const other = await openAgain()
      const [done, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const open_ = other.commit(async tx => {
        await (does === 'claim' ? claimRuns(tx, taking) : addEvent(tx, 2, event('b'), known))
        done.resolve()
        await end.promise
      })
      await done.promise
      await then(hub, known)
      end.resolve()
      await open_
      return hub
    }

    test('a run that another process is about to begin with stands for nothing, and nobody waits for that', async () => {
      const hub = await meanwhile('claim', async ({ store }, known) => {
        await store.commit(tx => addEvent(tx, 3, event('c'), known))
      })
      deepEqual(await fatesOf(hub), ['running -', 'ready -'])
    })

    test('a run that stands for an event is not begun with before that is there to be seen', async () => {
      const hub = await meanwhile('add', async ({ store }) => {
        deepEqual(
          (await store.commit(tx => claimRuns(tx, taking))).map(({ task }) => task),
          ['count'],
        )
      })
      deepEqual(await fatesOf(hub), ['ready -'])
      deepEqual(
        (await hub.store.commit(tx => claimRuns(tx, taking))).map(({ task }) => task),
        ['clear'],
      )
    })

    test('events of two processes wait for neither', async () => {
      const hub = await meanwhile('add', async ({ store }, known) => {
        await store.commit(tx => addEvent(tx, 3, event('c'), known))
      })
      deepEqual(await fatesOf(hub), ['ready -', 'ready -'])
    })
  },
  ['postgres'],
)
