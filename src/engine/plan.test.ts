import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyAutomation, type Context, defineAutomation } from './automation.ts'
import { defineConnector, write } from './connector.ts'
import { plan } from './plan.ts'
import { bench } from './testing.ts'

/** A wall of notes: writes are numbered by the wall, and reads show what hangs there. */
function wall() {
  const notes = new Map<string, string>([['old', 'was here']])
  const connector = defineConnector({
    name: 'wall',
    settings: {},
    connect: () => ({
      read: async (id: string) => notes.get(id),
      count: async () => notes.size,
      hang: write({
        repeatable: true,
        summary: ({ id }: { id: string; text: string }) => `note ${id}`,
        perform: async ({ id, text }) => {
          notes.set(id, text)
          return { place: notes.size }
        },
        preview: ({ id, text }, planned) => ({
          before: planned.findLast(entry => entry.payload.id === id)?.payload.text ?? notes.get(id) ?? '',
          after: text,
          result: { place: -1 - planned.length },
        }),
      }),
    }),
    check: async () => {},
    foresee: (client, planned) => ({
      read: async id => planned.findLast(entry => entry.payload.id === id)?.payload.text ?? client.read(id),
    }),
  })
  return { connector, notes }
}

type Ctx = Context<{ wall: ReturnType<typeof wall>['connector'] }>

async function planOf(run: (ctx: Ctx) => Promise<unknown>) {
  const { connector, notes } = wall()
  const automation = defineAutomation({
    name: 'poster',
    title: 'Poster',
    uses: { wall: connector },
    tasks: { go: { summary: 'Goes', run } },
  })
  const hub = await bench({ automations: [automation as AnyAutomation] })
  const rows = async () => JSON.stringify([await hub.runs(), await hub.deliveries()])
  const look = async () => {
    const before = await rows()
    const [made] = await plan(hub.parts, 'poster/go', {}, { key: 'p', signal: new AbortController().signal })
    assert.equal(await rows(), before, 'a plan adds no row')
    return made!
  }
  return { hub, notes, look }
}

test('reads in a plan see the writes planned so far, and nothing is written', async () => {
  const { notes, look } = await planOf(async ({ wall }) => {
    const { place } = await wall.hang({ id: 'new', text: 'first' }, 'k1')
    const seen = await wall.read('new')
    await wall.hang({ id: 'new', text: `${seen}, then second` }, 'k2')
    return { place, last: await wall.read('new'), old: await wall.read('old'), count: await wall.count() }
  })
  const made = await look()
  assert.deepEqual(made.outcome, { place: -1, last: 'first, then second', old: 'was here', count: 1 })
  assert.deepEqual(
    made.writes.map(({ before, after }) => [before, after]),
    [
      ['', 'first'],
      ['first', 'first, then second'],
    ],
  )
  assert.deepEqual([...notes.keys()], ['old'])
})

test('a write that is remembered under its key is shown as done, with its remembered answer', async () => {
  const { hub, look } = await planOf(async ({ wall, send }) => {
    const answer = await wall.hang({ id: 'a', text: 'x' }, 'same key')
    send('wall', 'hang', { id: 'b', text: 'y' }, 'other key')
    return answer
  })
  await hub.run('poster/go')
  const made = await look()
  assert.deepEqual(made.outcome, { place: 2 })
  assert.deepEqual(
    made.writes.map(({ key, alreadyDone }) => [key, alreadyDone]),
    [
      ['same key', true],
      ['other key', true],
    ],
  )
})

test('a plan tells what the run would warn of, emit, and fail with', async () => {
  const { look } = await planOf(async ({ log, emit, wall }) => {
    log.warn('nobody is told', { issue: 'DEP-1' })
    emit('told', {}, 'e1')
    await wall.hang({ id: 'c', text: 'z' }, 'k')
    throw new Error('the roof came down')
  })
  const made = await look()
  assert.deepEqual(made.warnings, ['nobody is told {"issue":"DEP-1"}'])
  assert.equal(made.writes.length, 1)
  assert.match(made.failure ?? '', /the roof came down/)
  assert.deepEqual(made.events, [], 'what a failing run emits does not take effect')
})
