import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { eachStore } from '../../../test/stores.ts'
import { anEvent, type SyncScene, syncScene } from '../../../test/sync-scene.ts'
import { retryDelivery } from '../../engine/ledger/hand.ts'

/** What of the ledger is about Confluence, as people read it: `event/a/log failed`. */
async function told({ hub }: SyncScene) {
  const rows = (await hub.deliveries()).filter(({ connector }) => connector === 'confluence')
  const keys = new Map(rows.map(({ id, key }) => [id, key]))
  return rows.map(({ key, state, superseded_by: by }) =>
    state === 'superseded' ? `${key} → ${keys.get(by!)}` : `${key} ${state}`,
  )
}

const retry = async ({ hub, clock }: SyncScene, key: string) => {
  const { id } = (await hub.deliveries()).find(row => row.key === key)!
  return hub.parts.store.commit(tx => retryDelivery(tx, clock.now().getTime(), id))
}

const rename = (scene: SyncScene, page: string, from: string, to: string) =>
  scene.site.edit(page, body => body.replaceAll(from, to))

eachStore(
  'superseding',
  ({ open }) => {
    test('고친 뒤 다시 기록한 행의 앞선 실패는, 무엇이 대신했는지와 함께 매듭지어진다', async () => {
      const scene = await syncScene({ store: await open() })
      const { actionLog } = scene.ids
      rename(scene, actionLog, 'log_id', '번호')
      await scene.send(anEvent({ id: 'a', type: 'activity.created', play_id: 'EXT_Desk_D02' }))
      await scene.send(anEvent({ id: 'b', type: 'activity.created', play_id: 'EXT_Desk_D02' }))
      await scene.hub.run('confluence-sync/retell')
      await scene.hub.workOff()
      deepEqual(
        await told(scene),
        ['event/a/log → event/a/log/1', 'event/b/log → event/b/log/1', 'event/a/log/1 failed', 'event/b/log/1 failed'],
        'while the column is missing the last try alone counts as failed',
      )
      rename(scene, actionLog, '번호', 'log_id')
      await scene.hub.run('confluence-sync/retell')
      await scene.send(anEvent({ id: 'b', type: 'activity.created', play_id: 'EXT_Desk_D02' }))
      deepEqual((await told(scene)).slice(0, 4), [
        'event/a/log → event/a/log/2',
        'event/b/log → event/b/log/2',
        'event/a/log/1 → event/a/log/2',
        'event/b/log/1 → event/b/log/2',
      ])
      deepEqual((await told(scene)).slice(4), ['event/a/log/2 done', 'event/b/log/2 done'])
      await rejects(retry(scene, 'event/a/log'), /d5 \(done\) was made about the same later/)
      deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: [] })
    })

    test('앞선 점수를 손으로 다시 보내 뒤의 점수를 덮을 수 없다', async () => {
      const scene = await syncScene({ store: await open() })
      await scene.send(anEvent({ id: 's' }))
      const live = scene.site.pages.get(scene.ids.live)!
      live.status = 'trashed'
      const score = (id: string, score: number) =>
        scene.send(anEvent({ id, type: 'signal.scored', title: undefined, signal_id: 's', score }))
      await score('first', 40)
      live.status = 'current'
      await score('second', 82)
      deepEqual((await told(scene)).slice(-2), ['event/first/live → event/second/live', 'event/second/live done'])
      await rejects(retry(scene, 'event/first/live'), { code: 'conflict' })
      deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: [] }, 'the later score tells it')
      match(await scene.textOf(scene.ids.live), /점수 82/)
    })

    test('시그널을 다시 기록해도, 기록하지 못한 점수는 그것으로 전해진 것이 되지 않는다', async () => {
      const scene = await syncScene({ store: await open() })
      const live = scene.site.pages.get(scene.ids.live)!
      live.status = 'trashed'
      const signal = anEvent({ id: 's' })
      await scene.send(signal)
      await scene.send(anEvent({ id: 'score', type: 'signal.scored', title: undefined, signal_id: 's', score: 40 }))
      live.status = 'current'
      await scene.send(signal)
      deepEqual(
        (await told(scene)).filter(one => one.includes('live')),
        ['event/s/live → event/s/live/1', 'event/score/live failed', 'event/s/live/1 done'],
      )
      deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: ['score'] })
      await scene.hub.workOff()
      match(await scene.textOf(scene.ids.live), /점수 40/)
    })

    test('앞선 집계를 손으로 다시 보내 뒤의 집계를 덮을 수 없다', async () => {
      const scene = await syncScene({ store: await open() })
      const { playDb } = scene.ids
      rename(scene, playDb, 'brief_qtd', '브리프')
      await scene.send(anEvent({ type: 'brief.created' }))
      const [failed] = (await told(scene)).filter(one => one.endsWith(' failed'))
      rename(scene, playDb, '브리프', 'brief_qtd')
      await scene.hub.run('confluence-sync/weekly')
      await rejects(retry(scene, failed!.replace(' failed', '')), /d\d+ \(done\) was made about the same later/)
      await scene.hub.at('2026-11-20T16:30:00+09:00')
      equal((await scene.playRow('EXT_Desk_D01')).brief_qtd, '1')
      deepEqual(
        (await told(scene)).filter(one => !one.endsWith(' done')),
        [],
        'what was due is counted anew under its key',
      )
    })

    test('주간 배치가 쓰지 못한 행은, 고친 뒤 한 시간 안에 모든 칸이 그때의 집계로 기록된다', async () => {
      const scene = await syncScene({ store: await open() })
      const { playDb } = scene.ids
      await scene.send(anEvent({ type: 'signal.created' }))
      rename(scene, playDb, 'signal_qtd', '시그널')
      await scene.hub.run('confluence-sync/weekly', {}, { key: 'friday' })
      await scene.send(anEvent({ id: 'b', type: 'brief.created' }))
      equal((await scene.playRow('EXT_Desk_D01')).brief_qtd, '1')
      rename(scene, playDb, '시그널', 'signal_qtd')
      equal((await scene.playRow('EXT_Desk_D01')).signal_qtd, '0', 'the brief alone was to be written')
      await scene.hub.at('2026-11-20T16:30:00+09:00')
      const { signal_qtd, brief_qtd, status } = await scene.playRow('EXT_Desk_D01')
      deepEqual([signal_qtd, brief_qtd, status], ['1', '1', 'Red'])
      deepEqual(
        (await told(scene)).filter(one => !one.endsWith(' done')),
        [],
        'nothing is left for anybody to see to',
      )
    })
  },
  ['memory', 'postgres'],
)
