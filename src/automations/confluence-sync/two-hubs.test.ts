import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { anEvent, syncScene } from '../../../test/sync-scene.ts'

eachStore(
  'two hubs on one ledger',
  ({ open, openAgain }) => {
    test('write each event once and in order, whichever of them is asked and however often', async () => {
      const scene = await syncScene({ store: await open() })
      const second = await scene.hub.another({ store: await openAgain() })
      const { signal } = new AbortController()
      const ask = [
        (event: object) => scene.ask('record', event),
        (event: object) => second.engine.answer('confluence-sync/record', event, { signal }),
      ] as const
      const events = Array.from({ length: 40 }, (_, n) =>
        anEvent({ id: `e${n}`, type: n % 4 === 0 ? 'brief.created' : 'activity.created' }),
      )
      for (const [n, event] of events.entries()) {
        await ask[n % 2]!(event)
        if (n % 5 === 0) await Promise.all([ask[0](event), ask[1](event)])
      }
      await scene.hub.workOff()
      const ids = events.map(({ id }) => id)
      deepEqual(
        (await scene.rowsOf(scene.ids.actionLog)).map(({ log_id }) => log_id),
        ids,
      )
      equal((await scene.textOf(scene.ids.live)).match(/데모 요청/g)!.length, 40)
      equal((await scene.playRow('EXT_Desk_D01')).brief_qtd, '10')
      const { state, outcome } = await scene.hub.run('confluence-sync/reconcile')
      deepEqual([state, outcome.events, outcome.waiting], ['done', 40, 0])
      const { events: listed, next } = await scene.ask('events', { limit: 30, type: 'activity.created' })
      deepEqual([listed.length, listed[0].id, next], [30, 'e39', null])
      second.life.end()
      scene.hub.kill()
    })
  },
  ['memory', 'postgres'],
)
