import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, type SyncScene, syncScene } from '../../../test/sync-scene.ts'

const fresh = 'EXT_Desk_D03'
const breakIt = (scene: SyncScene) => scene.site.edit(scene.ids.playDb, body => body.replace('play_id', '플레이'))
const mendIt = (scene: SyncScene, more = '') =>
  scene.site.edit(scene.ids.playDb, body =>
    body
      .replace('플레이', 'play_id')
      .replace('</tbody>', more && `<tr>${`<td><p>${more}</p></td>${'<td><p /></td>'.repeat(9)}`}</tr></tbody>`),
  )
const failures = async ({ hub }: SyncScene) =>
  (await hub.runs()).filter(({ state }) => state === 'failed').map(({ task, error }) => [task, error] as const)

test('Play DB의 열이 틀려 확인할 수 없는 Play의 이벤트도 받고, 관리자가 까닭을 알게 된다', async () => {
  const scene = await syncScene()
  breakIt(scene)
  const { known, writes } = await scene.send(anEvent({ id: 'a', play_id: fresh, type: 'brief.created' }))
  deepEqual([known, writes], [false, ['log', 'play']])
  await scene.send(anEvent({ id: 'b', play_id: fresh }))
  equal((await scene.rowsOf(scene.ids.actionLog)).length, 2)
  const told = await failures(scene)
  equal(told.filter(([task]) => task === 'check-plays').length, 1, 'once for each Play')
  match(
    told[0]![1]!,
    /^The Play DB cannot be read\. Events of Plays .* so far of EXT_Desk_D03\. \(.*no column.*play_id/,
  )
  const opened = await scene.hub.parts.store.db.selectFrom('incident').select('subject').execute()
  deepEqual(
    opened.map(({ subject }) => subject).filter(subject => subject.includes('check-plays')),
    ['task confluence-sync/check-plays'],
  )
})

test('고쳐진 Play DB에 그 Play가 있으면 집계도 기록되고 장애가 끝나며, 없으면 알려진다', async () => {
  const scene = await syncScene()
  breakIt(scene)
  await scene.send(anEvent({ id: 'a', play_id: fresh, type: 'brief.created' }))
  await scene.send(anEvent({ id: 'slip', play_id: 'EXT_Desk_DO1' }))
  mendIt(scene, fresh)
  await scene.hub.at('2026-11-20T16:30:00+09:00')
  equal((await scene.playRow(fresh)).brief_qtd, '1')
  const open = scene.hub.parts.store.db.selectFrom('incident').select('subject').where('closed_at', 'is', null)
  deepEqual(
    (await open.execute()).map(({ subject }) => subject),
    ['task confluence-sync/set-aside play EXT_Desk_DO1'],
  )
  match((await failures(scene)).at(-1)![1]!, /"slip" was not written \(play\): .* has no row for EXT_Desk_DO1/)
  const before = (await scene.hub.runs()).length
  await scene.hub.at('2026-11-20T17:30:00+09:00')
  equal((await scene.hub.runs()).length, before + 1, 'the sweep alone: nothing is left to be checked')
  await rejects(scene.send(anEvent({ play_id: 'EXT_Desk_DO2' })), /There is no Play/)
})

test('ToDo 페이지는 확인할 수 없는 Play에는 만들지 않는다', async () => {
  const scene = await syncScene()
  breakIt(scene)
  await rejects(scene.ask('todo', { play_id: fresh }), /no column/)
})
