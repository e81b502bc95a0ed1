import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { eachStore } from '../../test/stores.ts'
import { type Context, defineAutomation } from './automation.ts'
import { defineConnector, write } from './connector.ts'
import { HubError } from './error.ts'
import { bench } from './testing.ts'

interface Line {
  page: string
  text: string
}

const most = 4

/** Pages whose lines are added several at a time, one version for each time. What is there already is left alone. */
function pages() {
  const versions: string[][] = []
  const faults: (HubError | 'lost' | 'few' | 'hang')[] = []
  const lines = () => versions.flat()
  const add = async (entries: readonly { payload: Line; key: string }[]) => {
    const fault = faults.shift()
    if (fault instanceof HubError) throw fault
    if (fault === 'hang') await new Promise(() => {})
    const good = entries.filter(({ payload }) => payload.text !== 'bad')
    versions.push(good.map(({ payload }) => payload.text).filter(text => !lines().includes(text)))
    if (fault === 'lost') throw new HubError('unavailable', 'no answer came')
    const answers = entries.map(({ payload: { text } }) =>
      text === 'bad' ? new HubError('invalid', 'no such column') : { at: lines().indexOf(text) },
    )
    return fault === 'few' ? answers.slice(1) : answers
  }
  const common = {
    lane: ({ page }: Line) => page,
    summary: ({ text }: Line) => text,
    preview: ({ text }: Line) => ({ text, result: { at: 0 } }),
    repeatable: true as const,
  }
  const alone = async (payload: Line, key: string) => {
    const [answer] = await add([{ payload, key }])
    if (answer instanceof HubError) throw answer
    return answer!
  }
  const wiki = defineConnector({
    name: 'wiki',
    settings: {},
    limits: { concurrency: 2 },
    connect: () => ({
      add: write<Line, { at: number }>({ ...common, perform: alone, together: { most, perform: add } }),
      rename: write<Line, { at: number }>({ ...common, perform: alone }),
    }),
    check: async () => true,
  })
  const Wanted = z.object({ page: z.string().default('p'), texts: z.array(z.string()), rename: z.string().optional() })
  const clerk = defineAutomation({
    name: 'clerk',
    title: 'Clerk',
    uses: { wiki },
    tasks: {
      add: {
        summary: 'adds lines',
        input: Wanted,
        run: async (ctx: Context<{ wiki: typeof wiki }>, { page, texts, rename }) => {
          for (const text of texts) ctx.send('wiki', text === rename ? 'rename' : 'add', { page, text }, text)
        },
      },
    },
  })
  return { clerk, versions, faults }
}

const statesOf = async (hub: Awaited<ReturnType<typeof bench>>) =>
  (await hub.deliveries()).map(({ key, state }) => `${key} ${state}`)

eachStore('writes that go together', ({ open }) => {
  test('what follows one another in a lane is one version, as many as go together', async () => {
    const { clerk, versions } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    await hub.run('clerk/add', { texts: ['a', 'b', 'c', 'd', 'e', 'f'] })
    await hub.workOff()
    deepEqual(versions, [
      ['a', 'b', 'c', 'd'],
      ['e', 'f'],
    ])
    deepEqual(
      (await hub.deliveries()).map(({ result }) => result.at),
      [0, 1, 2, 3, 4, 5],
    )
    await hub.stop()
  })

  test('another kind of write in between keeps its place', async () => {
    const { clerk, versions } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    await hub.run('clerk/add', { texts: ['a', 'b', 'new name', 'c', 'd'], rename: 'new name' })
    await hub.workOff()
    deepEqual(versions, [['a', 'b'], ['new name'], ['c', 'd']])
    await hub.stop()
  })

  test('what cannot be taken fails by itself', async () => {
    const { clerk, versions } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    await hub.run('clerk/add', { texts: ['a', 'bad', 'c'] })
    await hub.workOff()
    deepEqual(versions, [['a', 'c']])
    deepEqual(await statesOf(hub), ['a done', 'bad failed', 'c done'])
    match((await hub.deliveries())[1]!.error!, /no such column/)
    await hub.stop()
  })

  test('a failure of the whole is tried again as a whole, and what comes meanwhile stays behind it', async () => {
    const { clerk, versions, faults } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    faults.push(new HubError('unavailable', 'down', { arrived: 'no' }), 'lost')
    await hub.run('clerk/add', { texts: ['a', 'b'] })
    await hub.run('clerk/add', { texts: ['c'] })
    await hub.workOff()
    deepEqual(versions.flat(), ['a', 'b', 'c'])
    deepEqual(await statesOf(hub), ['a done', 'b done', 'c done'])
    await hub.stop()
  })

  test('too few answers are a mistake of the connector, and no answer is given to the wrong one', async () => {
    const { clerk, faults } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    faults.push('few')
    await hub.run('clerk/add', { texts: ['a', 'b'] })
    await hub.workOff()
    deepEqual(await statesOf(hub), ['a failed', 'b failed'])
    await hub.stop()
  })

  test('after a crash in mid-air all of them go again, and none is there twice', async () => {
    const { clerk, versions, faults } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    faults.push('hang')
    await hub.engine.run('clerk/add', { texts: ['a', 'b', 'c'] }, { key: 'k', cause: 'hand' })
    await hub.clock.settle()
    deepEqual(await statesOf(hub), ['a sending', 'b sending', 'c sending'])
    await hub.restart({ alone: true })
    await hub.workOff()
    deepEqual(versions, [['a', 'b', 'c']])
    await hub.stop()
  })

  test('a group takes one place among those that go at once', async () => {
    const { clerk, versions, faults } = pages()
    const hub = await bench({ automations: [clerk], store: await open() })
    faults.push('hang')
    await hub.engine.run('clerk/add', { texts: ['a', 'b', 'c'] }, { key: 'k', cause: 'hand' })
    await hub.clock.settle()
    await hub.engine.run('clerk/add', { page: 'q', texts: ['x', 'y'] }, { key: 'l', cause: 'hand' })
    await hub.clock.settle()
    deepEqual(versions, [['x', 'y']])
    equal((await statesOf(hub)).join(), 'a sending,b sending,c sending,x done,y done')
    hub.kill()
  })
})
