import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { systemClock } from '../../engine/clock.ts'
import { changeLog, logWith } from './logs.ts'

eachStore('changes at the same time', ({ open, openAgain }) => {
  test('two hubs that record the same work store it once, and the second names the first', async () => {
    const { hub } = await hubWith({ notion: false, store: await open() })
    const { engine } = await hub.another({ store: await openAgain() })
    const origins = ['git:1', 'git:2']
    for (const [at, one] of [hub.engine, engine].entries())
      await one.run('work-log/record', { log: bodyOf(), origins }, { key: `hand ${at}`, cause: 'hand', maxAttempts: 1 })
    await hub.workOff(10_000)
    const runs = (await hub.runs()).filter(({ task }) => task.endsWith('record'))
    deepEqual(runs.map(({ state, outcome }) => `${state} ${outcome?.state}`).sort(), ['done known', 'done stored'])
    equal(new Set(runs.map(({ outcome }) => outcome.id)).size, 1)
    await hub.stop()
  })

  test('two hubs that give two logs one text change the first, and name it to whoever changes the second', async () => {
    const store = await open()
    const { hub, post, ask } = await hubWith({ notion: false, store })
    const [first, second] = [await post(bodyOf()), await post(bodyOf())].map(({ body }) => body.id as string)
    const other = await openAgain()
    const changed = async (id: string) => {
      const before = await logWith(store.db as never, id)
      return [{ ...before, title: '같은 일', version: 2 }, before] as const
    }
    const [one, two] = [await changed(first!), await changed(second!)]
    const written = Promise.withResolvers<void>()
    const early = store.commit(async tx => {
      await changeLog(tx as never, ...one)
      written.resolve()
      // Long enough for the other to run into what is not committed yet.
      await systemClock.sleep(100)
    })
    await Promise.race([written.promise, early])
    const late = other.commit(tx => changeLog(tx as never, ...two))
    await rejects(late, { code: 'conflict', message: new RegExp(first!) })
    await early
    equal((await ask('show', { id: first })).title, '같은 일')
    match((await ask('show', { id: second })).title, /결제 서버 개선/)
    await hub.stop()
  })
})
