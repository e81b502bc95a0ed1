import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent, plays, syncScene } from '../../../test/sync-scene.ts'

test('signal.created는 Action Log에 한 행으로, Live doc에 한 항목으로 남는다', async () => {
  const scene = await syncScene()
  const url = 'https://example.com/signals/1?a=1&b=2'
  const outcome = await scene.send(anEvent({ id: 'signal-1', title: '데모 <요청> 3건', url }))
  deepEqual(outcome, { id: 'signal-1', known: false, writes: ['log', 'live'], unset: [] })
  deepEqual(await scene.rowsOf(scene.ids.actionLog), [
    {
      log_id: 'signal-1',
      play_id: 'EXT_Desk_D01',
      action_type: 'Signal',
      title: '데모 <요청> 3건',
      url,
      actor: '김하늘',
      created_at: '2026-11-20 15:00',
    },
  ])
  const text = await scene.textOf(scene.ids.live)
  match(text, /처음\n\n- .*시그널.*데모 .*요청.*3건.* · 김하늘\n\n## 메모\n\n사람이 쓴 글/s)
})

test('이벤트마다 설명의 표에 적힌 곳에만 기록된다', async () => {
  const scene = await syncScene()
  const send = async (given: object) => {
    const before = {
      log: scene.versionOf(scene.ids.actionLog),
      live: scene.versionOf(scene.ids.live),
      play: scene.versionOf(scene.ids.playDb),
    }
    await scene.send(anEvent(given))
    const after = {
      log: scene.versionOf(scene.ids.actionLog),
      live: scene.versionOf(scene.ids.live),
      play: scene.versionOf(scene.ids.playDb),
    }
    return (['log', 'live', 'play'] as const).filter(page => after[page] > before[page])
  }
  deepEqual(await send({ type: 'activity.created' }), ['log', 'live'])
  deepEqual(await send({ id: 's', type: 'signal.created' }), ['log', 'live'])
  deepEqual(await send({ type: 'signal.scored', signal_id: 's', score: 82 }), ['live'])
  deepEqual(await send({ type: 'brief.created' }), ['log', 'live', 'play'])
  deepEqual(await send({ type: 'validation.completed', result: 'go' }), ['live', 'play'])
  deepEqual(await send({ type: 'pilot.started' }), ['live', 'play'])
})

test('signal.scored는 그 시그널의 항목을 고치고, 사람이 고친 항목은 그대로 두고 뒤에 붙인다', async () => {
  const scene = await syncScene()
  await scene.send(anEvent({ id: 'a', title: '첫째' }))
  await scene.send(anEvent({ id: 'b', title: '둘째' }))
  await scene.send(anEvent({ type: 'signal.scored', title: undefined, signal_id: 'a', score: 40, actor: '이서준' }))
  await scene.send(anEvent({ type: 'signal.scored', title: undefined, signal_id: 'a', score: 82 }))
  let text = await scene.textOf(scene.ids.live)
  match(text, /첫째 · 김하늘 → \*\*점수 82\*\*.*\n.*둘째/s)
  equal(text.includes('점수 40'), false, 'one entry, its latest score')
  equal(text.match(/첫째/g)!.length, 1)

  scene.site.edit(scene.ids.live, body => body.replace('둘째', '둘째(직접 확인함)'))
  await scene.send(anEvent({ type: 'signal.scored', title: undefined, signal_id: 'b', score: 61 }))
  text = await scene.textOf(scene.ids.live)
  match(text, /둘째\(직접 확인함\) · 김하늘\s+.*둘째 · 김하늘 → \*\*점수 61\*\*/s)
})

test('brief, validation, pilot은 Play DB의 분기 누적과 상태를 바로 고치고 다른 칸은 그대로 둔다', async () => {
  const scene = await syncScene()
  await scene.send(anEvent({ type: 'brief.created' }))
  const { 담당, ...row } = await scene.playRow('EXT_Desk_D01')
  equal(담당, '김하늘')
  equal(row.brief_qtd, '1')
  equal(row.last_updated, '2026-11-20 15:00')
  equal(row.status, '', 'a brief says nothing about the status')
  await scene.send(anEvent({ type: 'brief.created' }))
  equal((await scene.playRow('EXT_Desk_D01')).brief_qtd, '2')
  await scene.send(anEvent({ type: 'signal.created' }))
  await scene.send(anEvent({ type: 'validation.completed', result: 'go' }))
  const validated = await scene.playRow('EXT_Desk_D01')
  deepEqual([validated.s2_qtd, validated.status, validated.signal_qtd], ['1', 'Green', '0'])
  await scene.send(anEvent({ type: 'validation.completed', result: 'NO_GO' }))
  equal((await scene.playRow('EXT_Desk_D01')).status, 'Red')
  await scene.send(anEvent({ type: 'pilot.started' }))
  equal((await scene.playRow('EXT_Desk_D01')).s3_qtd, '1')
  equal((await scene.playRow('EXT_Desk_D02')).last_updated, '', 'the rows of other Plays are left alone')
})

test('매주 금요일 18시에 모든 Play의 분기 누적과 RAG 상태가 한 버전으로 기록된다', async () => {
  const scene = await syncScene({ now: '2026-11-19T09:00:00+09:00' })
  await scene.send(anEvent({ type: 'activity.created', created_at: '2026-09-30T23:59:59+09:00' }))
  await scene.send(anEvent({ type: 'activity.created', created_at: '2026-10-01T00:00:00+09:00' }))
  await scene.send(anEvent({ type: 'signal.created', play_id: 'KT_Sales_S01' }))
  const version = scene.versionOf(scene.ids.playDb)
  await scene.hub.at('2026-11-20T17:59:00+09:00')
  equal(scene.versionOf(scene.ids.playDb), version)
  await scene.hub.at('2026-11-20T18:01:00+09:00')
  equal(scene.versionOf(scene.ids.playDb), version + 1, 'all rows in one version')
  const rows = await scene.rowsOf(scene.ids.playDb)
  deepEqual(
    rows.map(row => [row.play_id, row.activity_qtd, row.signal_qtd, row.status, row.last_updated]),
    [
      ['EXT_Desk_D01', '1', '0', 'Amber', '2026-11-20 18:00'],
      ['EXT_Desk_D02', '0', '0', 'Red', '2026-11-20 18:00'],
      ['KT_Sales_S01', '0', '1', 'Red', '2026-11-20 18:00'],
    ],
    'September belongs to the quarter before',
  )
  const reconciled = (await scene.hub.runs()).find(({ task }) => task === 'reconcile')!
  equal(reconciled.state, 'done')
  deepEqual(reconciled.outcome, { quarter: '2026-Q4', events: 2, rows: 3, waiting: 0 })
})

test('같은 이벤트를 여러 번 보내도 한 번만 기록되고, 같은 ID의 다른 이벤트는 거절된다', async () => {
  const scene = await syncScene()
  const event = anEvent({ id: 'once' })
  await scene.send(event)
  equal((await scene.send(event)).known, true)
  await Promise.all([scene.ask('record', anEvent({ id: 'twin' })), scene.ask('record', anEvent({ id: 'twin' }))])
  await scene.hub.workOff()
  deepEqual(
    (await scene.rowsOf(scene.ids.actionLog)).map(({ log_id }) => log_id),
    ['once', 'twin'],
  )
  equal((await scene.textOf(scene.ids.live)).match(/데모 요청/g)!.length, 2)
  await rejects(scene.send({ ...event, title: '다른 일' }), {
    code: 'conflict',
    message: /Another event has the id "once"/,
  })
})

test('모르는 Play는 비슷한 이름과 함께 거절되고, 표에 새로 생긴 Play는 바로 알아본다', async () => {
  const scene = await syncScene()
  await rejects(scene.send(anEvent({ play_id: 'EXT_Desk_D1' })), {
    code: 'invalid',
    message: /no Play "EXT_Desk_D1"\. Near it are EXT_Desk_D01, EXT_Desk_D02\./,
  })
  await rejects(scene.send(anEvent({ play_id: 'NEW_Play_N01' })), {
    code: 'invalid',
    message: new RegExp(plays.join(', ')),
  })
  scene.site.edit(scene.ids.playDb, body => body.replace('KT_Sales_S01', 'NEW_Play_N01'))
  const { unset } = await scene.send(anEvent({ play_id: 'NEW_Play_N01' }))
  deepEqual(unset, ['live'], 'that it has no Live doc is told')
  equal((await scene.rowsOf(scene.ids.actionLog))[0]!.play_id, 'NEW_Play_N01')
})

test('이벤트가 말해야 할 것이 빠지면 무엇이 빠졌는지 말한다', async () => {
  const scene = await syncScene()
  await rejects(scene.send({ id: 'x', type: 'signal.scored', play_id: 'EXT_Desk_D01', score: 1 }), /signal_id/)
  await rejects(
    scene.send(anEvent({ type: 'signal.scored', signal_id: 'nobody', score: 1 })),
    /no signal "nobody" of EXT_Desk_D01/,
  )
  await rejects(scene.send(anEvent({ title: undefined })), /title/)
  await rejects(scene.send(anEvent({ type: 'activity.created', score: 3 })), /score/)
})
