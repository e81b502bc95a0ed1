import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { eachStore } from '../../test/stores.ts'
import { defineAutomation } from './automation.ts'
import { defineConnector, write } from './connector.ts'
import { HubError } from './error.ts'
import { defaultRetention, forget } from './retention.ts'
import { bench } from './testing.ts'

interface Tables {
  guestbook_entry: { name: string; words: string }
}

/** A guest book with a table of its own; each entry is sent on to a mirror. */
function guestbook() {
  const mirrored: string[] = []
  const state = { down: false }
  const mirror = defineConnector({
    name: 'mirror',
    settings: {},
    connect: () => ({
      copy: write({
        whenUncertain: 'repeat',
        summary: (entry: { name: string }) => entry.name,
        perform: async ({ name }) => {
          if (state.down) throw new HubError('unavailable', 'the mirror is down', { arrived: 'no' })
          mirrored.push(name)
          return { place: mirrored.length }
        },
        preview: () => ({ result: { place: 0 } }),
      }),
    }),
    check: async () => {},
  })
  const Entry = z.object({ name: z.string().min(1), words: z.string().default('') })
  const automation = defineAutomation({
    name: 'guestbook',
    title: 'Guest book',
    uses: { mirror },
    tables: [{ version: 1, statements: ['create table guestbook_entry (name text primary key, words text not null)'] }],
    tasks: {
      sign: {
        summary: 'Signs',
        input: Entry,
        route: {
          path: 'POST /entries',
          waitFor: (entry: { name: string }) => ({ connector: 'mirror', write: 'copy', key: entry.name }),
        },
        async run(ctx, entry) {
          if (entry.name === 'nobody') throw new HubError('invalid', 'nobody cannot sign')
          ctx.commit<Tables>(async tx => {
            await tx.insertInto('guestbook_entry').values(entry).execute()
          })
          ctx.send('mirror', 'copy', entry, entry.name)
          return entry
        },
      },
      list: {
        summary: 'Lists',
        route: 'GET /entries',
        async run(ctx) {
          const rows = await ctx.db<Tables>().selectFrom('guestbook_entry').selectAll().orderBy('name').execute()
          return rows.map(row => ({ ...row }))
        },
      },
      meddle: {
        summary: 'Writes where it should read',
        route: 'GET /meddle',
        run: async ctx => ctx.table('t').put('a', 1),
      },
      await: {
        summary: 'Awaits a write',
        route: 'POST /await',
        run: async ctx => ctx.mirror.copy({ name: 'x' }, 'x'),
      },
    },
  })
  return { automation, mirrored, state }
}

const { signal } = new AbortController()

eachStore('answers to requests', ({ open }) => {
  test('what a request writes is on the disk once it is answered, its own tables and its deliveries alike', async () => {
    const { automation, mirrored } = guestbook()
    const hub = await bench({ automations: [automation], store: await open() })
    const { outcome, known } = await hub.engine.answer('guestbook/sign', { name: 'kim' }, { signal })
    assert.deepEqual([outcome, known], [{ name: 'kim', words: '' }, false])
    const list = await hub.engine.answer('guestbook/list', {}, { signal })
    assert.deepEqual(list.outcome, [{ name: 'kim', words: '' }])
    await hub.workOff()
    assert.deepEqual(mirrored, ['kim'])
    assert.deepEqual(
      (await hub.runs()).map(({ task, state, cause }) => [task, state, cause]),
      [['sign', 'done', 'route']],
      'a GET leaves no run',
    )
    await hub.stop()
  })

  test('the same key again finds the answer that was given, and another request under it is a conflict', async () => {
    const hub = await bench({ automations: [guestbook().automation], store: await open() })
    const ask = (name: string) => hub.engine.answer('guestbook/sign', { name }, { key: 'k', signal })
    await ask('kim')
    assert.deepEqual(await ask('kim'), { outcome: { name: 'kim', words: '' }, known: true })
    await assert.rejects(ask('lee'), { code: 'conflict' })
    await hub.stop()
  })

  test('a request whose account is past its retention is no longer answered by it, and its key stays taken', async () => {
    const hub = await bench({ automations: [guestbook().automation], store: await open() })
    const ask = () => hub.engine.answer('guestbook/sign', { name: 'kim' }, { key: 'k', signal })
    await ask()
    await forget(hub.store, hub.clock.now().getTime() + 31 * 86_400_000, defaultRetention)
    await assert.rejects(ask(), { code: 'conflict', message: /take a new one/ })
    await hub.stop()
  })

  test('twins that come at once under one key are one', async () => {
    const { automation, mirrored } = guestbook()
    const hub = await bench({ automations: [automation], store: await open() })
    const twins = [1, 2, 3].map(() => hub.engine.answer('guestbook/sign', { name: 'kim' }, { key: 'k', signal }))
    const answers = await Promise.all(twins)
    assert.deepEqual(answers.map(({ known }) => known).sort(), [false, true, true])
    await hub.workOff()
    assert.deepEqual(mirrored, ['kim'])
    await hub.stop()
  })

  test('a request that fails writes nothing, and the same key may be tried again', async () => {
    const hub = await bench({ automations: [guestbook().automation], store: await open() })
    await assert.rejects(hub.engine.answer('guestbook/sign', { name: 'nobody' }, { key: 'k', signal }), /cannot sign/)
    await assert.rejects(hub.engine.answer('guestbook/sign', { name: '' }, { key: 'k', signal }), { code: 'invalid' })
    assert.deepEqual(await hub.runs(), [])
    await hub.engine.answer('guestbook/sign', { name: 'kim' }, { key: 'k', signal })
    await assert.rejects(hub.engine.answer('guestbook/sign', { name: 'kim' }, { signal }), 'the table refuses a twin')
    assert.equal((await hub.deliveries()).length, 1, 'and with it goes all else that the request wanted')
    await hub.stop()
  })

  test('a GET that writes and a route that awaits a write are refused', async () => {
    const hub = await bench({ automations: [guestbook().automation], store: await open() })
    await assert.rejects(hub.engine.answer('guestbook/meddle', {}, { signal }), /must not write/)
    await assert.rejects(hub.engine.answer('guestbook/await', {}, { signal }), /queues its writes/)
    await hub.stop()
  })

  test('a caller can wait for a delivery, and is told when it has not gone in time', async () => {
    const { automation, state } = guestbook()
    const hub = await bench({ automations: [automation], store: await open() })
    const copy = (key: string) => ({ connector: 'mirror', write: 'copy', key })
    await hub.engine.answer('guestbook/sign', { name: 'kim' }, { signal })
    const soon = hub.engine.waitFor(copy('kim'), 5000)
    await hub.workOff()
    assert.deepEqual(await soon, { state: 'done', result: { place: 1 } })
    state.down = true
    await hub.engine.answer('guestbook/sign', { name: 'lee' }, { signal })
    const late = hub.engine.waitFor(copy('lee'), 5000)
    await hub.workOff(20_000)
    assert.deepEqual(await late, { state: 'open' })
    await assert.rejects(hub.engine.waitFor(copy('park'), 10), { code: 'not_found' })
    await hub.stop()
  })
})
