import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, type SyncScene, syncScene } from '../../../test/sync-scene.ts'

const rolling = { options: { action_log: { roll_over_mb: 0.02 } } }
const below = ({ site, ids }: SyncScene) => [...site.pages.values()].filter(({ parent }) => parent === ids.actionLog)
const idsOn = async (scene: SyncScene, page: string) => (await scene.rowsOf(page)).map(({ log_id }) => log_id!)

async function sendMany(scene: SyncScene, from: number, to: number) {
  for (let n = from; n < to; n++) await scene.ask('record', anEvent({ id: `e${n}`, type: 'activity.created' }))
  await scene.hub.workOff()
}
const named = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `e${from + n}`)

test('Action Log가 차면 그달의 하위 페이지로 넘어가고, 어느 행도 두 번 남거나 빠지지 않는다', async () => {
  const scene = await syncScene({
    ...rolling,
    rows: [['old-1', 'EXT_Desk_D01', 'Activity', '옛일', '', '', '2026-01-02']],
  })
  await sendMany(scene, 0, 12)
  await sendMany(scene, 12, 40)
  const pages = below(scene)
  deepEqual(
    pages.map(({ title }) => title),
    ['Action Log 2026-11', 'Action Log 2026-11 (2)'],
  )
  const main = await idsOn(scene, scene.ids.actionLog)
  const all = [...main]
  for (const { id } of pages) all.push(...(await idsOn(scene, id)))
  deepEqual(all, ['old-1', ...named(0, 40)], 'in the order of their acceptance, page after page')
  ok(main.length > 5 && main.length < 25)
  for (const { title } of pages)
    match(await scene.textOf(scene.ids.actionLog), new RegExp(`\\[${title.replace(/[()]/g, '.')}\\]`))
})

test('한번 넘어가면 다음 달의 행은 다음 달의 페이지에 남는다', async () => {
  const scene = await syncScene(rolling)
  await sendMany(scene, 0, 20)
  await scene.hub.at('2026-12-01T00:30:00+09:00')
  await sendMany(scene, 20, 22)
  const december = below(scene).find(({ title }) => title === 'Action Log 2026-12')!
  deepEqual(await idsOn(scene, december.id), ['e20', 'e21'])
  const { state, error } = (await scene.hub.run('confluence-sync/reconcile')) as { state: string; error: string | null }
  deepEqual([state, error], ['done', null], 'all its pages are read')
})

test('열 이름이 바뀌어 있는 동안에는 그 이름으로 하위 페이지를 만들지 않는다', async () => {
  const scene = await syncScene(rolling)
  await sendMany(scene, 0, 10)
  const rename = (from: string, to: string) =>
    scene.site.edit(scene.ids.actionLog, body => body.replace(`>${from}<`, `>${to}<`))
  rename('log_id', '번호')
  await sendMany(scene, 10, 20)
  deepEqual(below(scene), [])
  rename('번호', 'log_id')
  await scene.ask('retell', {})
  await scene.hub.workOff()
  await sendMany(scene, 20, 22)
  const all: string[] = []
  for (const id of [scene.ids.actionLog, ...below(scene).map(({ id }) => id)]) all.push(...(await idsOn(scene, id)))
  ok(below(scene).length > 0)
  deepEqual(all, named(0, 22))
})

test('Confluence가 쉬는 동안 받은 이벤트는 돌아오면 빠짐없이 순서대로 기록된다', async () => {
  const scene = await syncScene(rolling)
  await sendMany(scene, 0, 3)
  scene.site.state.instead = () => new Response('down', { status: 503 })
  for (let n = 3; n < 30; n++) await scene.ask('record', anEvent({ id: `e${n}`, type: 'activity.created' }))
  await scene.hub.workOff(3_600_000)
  scene.site.state.instead = undefined
  await scene.hub.workOff(3_600_000)
  const all: string[] = []
  for (const id of [scene.ids.actionLog, ...below(scene).map(({ id }) => id)]) all.push(...(await idsOn(scene, id)))
  deepEqual(all, named(0, 30))
})

test('대조는 없어진 행과 다른 데서 온 행을 말하고, 넘겨받으면 집계에 들어간다', async () => {
  const scene = await syncScene({
    rows: [
      ['old-1', 'EXT_Desk_D01', 'signal', '옛 시그널', '', '이서준', '2026-10-02 10:00'],
      ['old-2', 'EXT_Desk_D01', '회의', '모르는 일', '', '', '2026-10-03'],
      ['old-0', 'EXT_Desk_D01', 'Signal', '지난 분기', '', '', '2026-09-03'],
    ],
  })
  await sendMany(scene, 0, 2)
  scene.site.edit(scene.ids.actionLog, body => body.replace(/<tr[^>]*>(?:(?!<\/tr>).)*e1(?:(?!<\/tr>).)*<\/tr>/s, ''))
  deepEqual(await idsOn(scene, scene.ids.actionLog), ['old-1', 'old-2', 'old-0', 'e0'])
  const failed = await scene.hub.run('confluence-sync/reconcile')
  equal(failed.state, 'failed')
  match(
    failed.error!,
    /gone: e1\..*of no event: old-1\. 'dure run confluence-sync\/adopt'.*no event's: old-2 \(no event has the action_type "회의"\)/s,
  )

  const { outcome } = await scene.hub.run('confluence-sync/adopt')
  deepEqual(outcome, { events: 2, left: [{ log_id: 'old-2', why: 'action_type "회의"인 이벤트는 없습니다' }] })
  await scene.hub.run('confluence-sync/weekly')
  const row = await scene.playRow('EXT_Desk_D01')
  deepEqual(
    [row.activity_qtd, row.signal_qtd],
    ['2', '1'],
    'what is gone from the page did happen, and September is another quarter',
  )
  equal((await scene.hub.run('confluence-sync/adopt')).outcome.events, 0, 'taken over once')
})

test('없는 페이지, 잠긴 페이지, 머리글 없는 표, 표가 둘인 페이지는 고칠 것을 말하고 다른 기록은 계속된다', async () => {
  const scene = await syncScene()
  const logPage = scene.site.pages.get(scene.ids.actionLog)!
  const failure = async (given: object) => {
    await scene.send(anEvent(given))
    const failed = (await scene.hub.deliveries()).filter(({ state }) => state === 'failed')
    return failed.at(-1)?.error ?? ''
  }
  const body = logPage.body
  logPage.body = body.replaceAll('<th', '<td').replaceAll('</th>', '</td>')
  match(await failure({ id: 'f1' }), /turn on "Header row"/)
  logPage.body = body + body
  match(await failure({ id: 'f2' }), /The page has 2 tables: .* by its heading, its columns or its number/)
  logPage.body = body
  logPage.readOnly = true
  match(await failure({ id: 'f3' }), /may not edit|not allowed|restrict/i)
  logPage.readOnly = false
  logPage.hidden = true
  match(await failure({ id: 'f4' }), /is deleted, or this user may not see it\. Check the id/)
  equal((await scene.textOf(scene.ids.live)).match(/데모 요청/g)!.length, 4, 'the Live doc has all of them')
  logPage.hidden = false
  await rejects(scene.send(anEvent({ id: 'f5', play_id: '없는 Play' })), /no Play/)
})
