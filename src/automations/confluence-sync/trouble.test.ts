import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, type SyncScene, syncScene, tableOf } from '../../../test/sync-scene.ts'
import { zoneOf } from '../../engine/zone.ts'
import { momentOf } from './log-rows.ts'
import type { Settled } from './settled.ts'

const idsOn = async (scene: SyncScene, page = scene.ids.actionLog) =>
  (await scene.rowsOf(page)).map(({ log_id }) => log_id)
const hour = 3_600_000
/** Answers calls about one page only. */
const away = (scene: SyncScene, page: string) => {
  scene.site.state.instead = request =>
    request.url.includes(`/pages/${page}`) ? new Response('away', { status: 504 }) : undefined
}

test('페이지가 틀려 기록하지 못한 이벤트는, 고친 뒤 다시 보내거나 retell로 지금의 설정대로 기록된다', async () => {
  const scene = await syncScene()
  const log = scene.site.pages.get(scene.ids.actionLog)!
  const { body } = log
  log.body = body.replaceAll('log_id', '번호')
  for (const id of ['a', 'b', 'c']) await scene.send(anEvent({ id }))
  deepEqual(
    (await scene.hub.deliveries()).filter(({ state }) => state === 'failed').map(({ key }) => key),
    ['event/a/log', 'event/b/log', 'event/c/log'],
  )
  log.body = body
  const again = await scene.send(anEvent({ id: 'b' }))
  equal(again.known, true)
  deepEqual(await idsOn(scene), ['b'], 'sent again by its sender')
  deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: ['a', 'c'] })
  await scene.hub.workOff()
  deepEqual(await idsOn(scene), ['b', 'a', 'c'])
  equal((await scene.textOf(scene.ids.live)).match(/데모 요청/g)!.length, 3, 'what was told is not told again')
  deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: [] })
  match(
    (await scene.hub.run('confluence-sync/retell', { ids: ['a', 'nobody'] })).error!,
    /no events with these ids: nobody\./,
  )
})

test('페이지가 설정되지 않았을 때 받은 이벤트도, 설정한 뒤 retell로 기록된다', async () => {
  const scene = await syncScene()
  const { settings } = scene.hub.parts.automations[0]!
  const page = settings.CONFLUENCE_ACTION_LOG_PAGE_ID
  settings.CONFLUENCE_ACTION_LOG_PAGE_ID = undefined
  deepEqual((await scene.send(anEvent({ id: 'a' }))).unset, ['log'])
  settings.CONFLUENCE_ACTION_LOG_PAGE_ID = page
  match((await scene.hub.run('confluence-sync/reconcile')).error!, /never written: a\./)
  deepEqual((await scene.hub.run('confluence-sync/retell')).outcome, { events: ['a'] })
  await scene.hub.workOff()
  deepEqual(await idsOn(scene), ['a'])
})

test('Live doc이 없을 때 받은 앞선 점수를 retell로 기록해도 뒤의 점수를 덮지 않는다', async () => {
  const scene = await syncScene()
  const options = scene.hub.parts.automations[0]!.options as { live_docs: object }
  const { live_docs } = options
  const score = (id: string, score: number) =>
    scene.send(anEvent({ id, type: 'signal.scored', title: undefined, signal_id: 's', score }))
  await scene.send(anEvent({ id: 's' }))
  options.live_docs = {}
  await score('first', 40)
  options.live_docs = live_docs
  await score('second', 82)
  await scene.hub.run('confluence-sync/retell')
  await scene.hub.workOff()
  const { body } = scene.site.pages.get(scene.ids.live)!
  deepEqual([body.includes('82'), body.includes('40')], [true, false])
})

test('Action Log만 응답하지 않아도 Live doc과 Play DB는 기록된다', async () => {
  const scene = await syncScene({ options: { action_log: { roll_over_mb: 0.01 } } })
  away(scene, scene.ids.actionLog)
  for (let n = 0; n < 12; n++) await scene.ask('record', anEvent({ id: `e${n}`, type: 'brief.created' }))
  await scene.hub.workOff(10 * hour)
  equal((await scene.playRow('EXT_Desk_D01')).brief_qtd, '12')
  equal((await scene.textOf(scene.ids.live)).match(/데모 요청/g)!.length, 12)
  scene.site.state.instead = undefined
  await scene.hub.at('2026-11-21T12:00:00+09:00')
  await scene.hub.workOff(hour)
  const below = [...scene.site.pages.values()].filter(({ parent }) => parent === scene.ids.actionLog)
  const all = await idsOn(scene)
  for (const { id } of below) all.push(...(await idsOn(scene, id)))
  deepEqual(
    all,
    Array.from({ length: 12 }, (_, n) => `e${n}`),
  )
})

test('Play DB가 쉬는 동안 바뀐 집계는 돌아왔을 때의 값으로 기록된다', async () => {
  const scene = await syncScene({ now: '2026-11-16T09:00:00+09:00' })
  await scene.send(anEvent({ type: 'brief.created' }))
  away(scene, scene.ids.playDb)
  await scene.ask('record', anEvent({ type: 'brief.created' }))
  await scene.ask('record', anEvent({ type: 'validation.completed', result: 'go' }))
  await scene.hub.workOff(hour)
  await scene.ask('record', anEvent({ type: 'brief.created' }))
  scene.site.state.instead = undefined
  await scene.hub.workOff(hour)
  const { brief_qtd, s2_qtd, status } = await scene.playRow('EXT_Desk_D01')
  deepEqual([brief_qtd, s2_qtd, status], ['3', '1', 'Red'])
})

test('Play DB에 행이 없거나 두 번 있는 Play는 다른 Play를 막지 않고, 사람에게 알려진다', async () => {
  const scene = await syncScene({ options: { live_docs: { NEW_Play_N01: '1' } } })
  await scene.ask('record', anEvent({ type: 'brief.created', play_id: 'KT_Sales_S01' }))
  scene.site.edit(scene.ids.playDb, body =>
    body.replace('EXT_Desk_D01', 'EXT_Desk_D02').replace('KT_Sales_S01', 'KT_Sales_S09'),
  )
  await scene.ask('record', anEvent({ type: 'brief.created', play_id: 'EXT_Desk_D02' }))
  await scene.hub.workOff()
  const failed = (await scene.hub.runs()).filter(({ state }) => state === 'failed')
  deepEqual(
    failed.map(({ task, error }) => [task, /no row for KT_Sales_S01: add one/.test(error!)]),
    [['set-aside', true]],
  )
  await scene.ask('record', anEvent({ id: 'lost', type: 'brief.created', play_id: 'KT_Sales_S01' }))
  await scene.hub.workOff()
  const of = async (ids: string[]) =>
    (await scene.hub.run('confluence-sync/settled', { ids })).outcome as unknown as Settled
  const { done, failed: told } = await of(['lost'])
  deepEqual(
    [done, told.map(({ id, why }) => [id, why])],
    [0, [['lost', 'The Play DB has no row for KT_Sales_S01: add one.']]],
  )
  scene.site.edit(scene.ids.playDb, body =>
    body.replace('EXT_Desk_D02', 'EXT_Desk_D01').replace('KT_Sales_S09', 'KT_Sales_S01'),
  )
  await scene.hub.at('2026-11-20T16:30:00+09:00')
  await scene.hub.run('confluence-sync/retell')
  await scene.hub.workOff()
  equal((await of(['lost'])).done, 1)
  equal((await scene.playRow('KT_Sales_S01')).brief_qtd, '2')
  equal((await scene.playRow('EXT_Desk_D02')).brief_qtd, '1', 'the sweep has tried again what a person has mended')
})

test('눈에 보이지 않는 글자만 다른 ID와 Play는 같은 것이다', async () => {
  const scene = await syncScene()
  await scene.send(anEvent({ id: '세미나\u200b-1'.normalize('NFD'), title: '같은 일' }))
  const { known, id } = await scene.send(anEvent({ id: '세미나-1', title: '같은 일' }))
  deepEqual([known, id], [true, '세미나-1'])
  deepEqual(await idsOn(scene), ['세미나-1'])
  await scene.send(anEvent({ id: 'x\u007f', title: 'a\u0000b' }))
  equal((await scene.rowsOf(scene.ids.actionLog))[1]!.title, 'a b')
  await rejects(scene.send(anEvent({ id: '\u200b' })), /id/)
  equal((await scene.hub.run('confluence-sync/reconcile')).state, 'done')
  const among = (id: string) => (body: string) => body.replaceAll(id, `${id.slice(0, 2)}\u200b${id.slice(2)}`)
  scene.site.edit(scene.ids.playDb, among('KT_Sales_S01'))
  scene.site.edit(scene.ids.actionLog, among('EXT_Desk_D01'))
  equal((await scene.send(anEvent({ play_id: 'KT_Sales_S01' }))).known, false, 'pasted into the page with such a sign')
  equal((await scene.hub.run('confluence-sync/reconcile')).error, null)
})

test('넘겨받은 이벤트를 보낸 쪽이 다시 보내도 같은 이벤트로 받고, 한 번만 센다', async () => {
  const scene = await syncScene({
    rows: [['s-1', 'EXT_Desk_D01', 'Signal', '옛 시그널', '', '', '2026-10-02 10:00']],
  })
  await scene.hub.run('confluence-sync/adopt')
  const event = anEvent({ id: 's-1', title: '옛 시그널', created_at: '2026-10-02T10:00:31+09:00' })
  equal((await scene.send(event)).known, true)
  await rejects(scene.send({ ...event, play_id: 'EXT_Desk_D02' }), { code: 'conflict' })
  await scene.hub.run('confluence-sync/weekly')
  equal((await scene.playRow('EXT_Desk_D01')).signal_qtd, '1')
})

test('Action Log를 다른 페이지로 바꾸어도 앞 페이지의 행은 없어진 것이 아니다', async () => {
  const scene = await syncScene()
  await scene.send(anEvent({ id: 'a' }))
  const columns = Object.keys((await scene.rowsOf(scene.ids.actionLog))[0]!)
  const next = scene.site.addPage({ space: 'AX', title: 'Action Log 2', body: tableOf(columns, []) })
  scene.hub.parts.automations[0]!.settings.CONFLUENCE_ACTION_LOG_PAGE_ID = next.id
  await scene.send(anEvent({ id: 'b' }))
  ok((await idsOn(scene, next.id)).includes('b'))
  equal((await scene.hub.run('confluence-sync/reconcile')).error, null)
})

test('분기를 정하는 날짜는 날짜일 때만 읽고, 시간대가 없으면 허브의 시간대로 읽는다', () => {
  const zone = zoneOf('Asia/Seoul')
  const iso = (written: string) => {
    const moment = momentOf(written, zone)
    return moment === undefined ? undefined : new Date(moment).toISOString()
  }
  equal(iso('2026-10-01 00:00'), '2026-09-30T15:00:00.000Z')
  equal(iso('2026/09/30 20:00'), '2026-09-30T11:00:00.000Z')
  equal(iso('2026년 10월 1일'), '2026-09-30T15:00:00.000Z')
  equal(iso('2026-10-01T00:00:00+00:00'), '2026-10-01T00:00:00.000Z')
  for (const none of [
    '',
    '미정 1',
    '회의 3',
    '2026-13-45',
    '2026-02-30',
    '2026-10-01 25:00',
    '10/01/2026',
    '0026-10-01',
  ])
    equal(iso(none), undefined, none)
})

test('오래된 이벤트는 받은 날을 기준으로 잊고, 아직 기록하지 못한 것은 잊지 않는다', async () => {
  const scene = await syncScene({ now: '2026-11-16T09:00:00+09:00' })
  await scene.send(anEvent({ id: 'late', type: 'activity.created', created_at: '2025-01-01T00:00:00+09:00' }))
  await scene.hub.run('confluence-sync/sweep')
  equal(
    (await scene.send(anEvent({ id: 'late', type: 'activity.created', created_at: '2025-01-01T00:00:00+09:00' })))
      .known,
    true,
  )
  match(
    JSON.stringify((await scene.hub.run('confluence-sync/sweep', {}, { at: '2028-01-01T00:00:00Z' })).outcome),
    /"due":\[\]/,
  )
  equal((await scene.ask('events', {})).events.length, 0)
})
