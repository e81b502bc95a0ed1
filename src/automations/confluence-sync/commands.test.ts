import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { ended } from '../../../test/shell-task.ts'
import { type SyncScene, syncScene } from '../../../test/sync-scene.ts'
import { type ShellScript, shellFor } from '../../engine/shell-testing.ts'
import { commands } from './commands.ts'

/** A person at a terminal. `said` and `notes` are what they have read. */
async function call({ hub, ask }: SyncScene, name: 'event' | 'todo', flags: object, script: ShellScript = {}) {
  const scene = shellFor({
    answer: (task, input) => ask(task, input),
    task: (task, input, key) => ended(hub, `confluence-sync/${task}`, input, key),
    ...script,
  })
  const { run, flags: schema } = commands[name]!
  const failure = await run(scene.shell, schema.parse(flags)).then(
    () => undefined,
    (error: unknown) => error as Error,
  )
  return { said: scene.said.join('\n'), notes: scene.notes.join('\n'), failure }
}

const idsIn = async (scene: SyncScene) => (await scene.rowsOf(scene.ids.actionLog)).map(({ log_id }) => log_id)

test('dure event는 이벤트를 기록하고 어디에 기록했는지 말한다', async () => {
  const scene = await syncScene()
  const flags = { type: 'signal.created', play: 'EXT_Desk_D01', title: '데모 요청', actor: '김하늘', id: 's1' }
  const { said, notes, failure } = await call(scene, 'event', flags)
  equal(failure, undefined)
  equal(said, 's1: 받았습니다. 기록할 곳: Action Log, Live doc.')
  deepEqual(await idsIn(scene), ['s1'])
  equal(notes.includes('아직'), false)
  const again = await call(scene, 'event', flags, { language: 'en' })
  equal(again.said, 's1: known already, not written again.')
  const scored = await call(scene, 'event', { type: 'signal.scored', play: 'EXT_Desk_D01', signal: 's1', score: 80 })
  equal(scored.failure, undefined)
  match(scored.said, /^id-1: 받았습니다/, 'an id of its own')
})

test('--file은 하나, 목록, 한 줄에 하나를 모두 받고, 틀린 줄을 짚는다', async () => {
  const scene = await syncScene()
  const event = (id: string) => JSON.stringify({ id, type: 'activity.created', play_id: 'EXT_Desk_D01', title: '회의' })
  const send = (text: string) => call(scene, 'event', { file: 'events' }, { files: { events: text } })
  await send(event('a'))
  await send(`[${event('b')},${event('c')}]`)
  await send(`${event('d')}\n\n${event('e')}\n`)
  deepEqual(await idsIn(scene), ['a', 'b', 'c', 'd', 'e'])
  match((await send(`${event('f')}\n{"id"`)).failure!.message, /^2번째 줄부터 JSON이 아닙니다/)
  match((await send(`[\n${event('f')},\n]`)).failure!.message, /^파일이 JSON이 아닙니다\(Unexpected token '\]'/)
  match((await send('[]')).failure!.message, /이벤트가 없습니다/)
  const among = JSON.stringify({ id: 'x', type: 'activity.created', play_id: 'EXT_Desk_D1', title: '회의' })
  match(
    (await send(`${event('f')}\n${among}`)).failure!.message,
    /^Event "x": There is no Play .* Nothing of all was stored\.$/,
  )
  const both = await call(scene, 'event', { file: 'events', type: 'pilot.started' }, { files: { events: event('g') } })
  match(both.failure!.message, /둘 다는 안 됩니다/)
  deepEqual(await idsIn(scene), ['a', 'b', 'c', 'd', 'e'], 'nothing of a file that is wrong')
})

test('무엇이 빠졌거나 틀렸으면 바로 말한다', async () => {
  const scene = await syncScene()
  match((await call(scene, 'event', {})).failure!.message, /무슨 일인지 쓰십시오: 'dure event signal\.created --play/)
  const unknown = await call(scene, 'event', { type: 'activity.created', play: 'EXT_Desk_D1', title: '회의' })
  match(unknown.failure!.message, /no Play "EXT_Desk_D1"\. Near it are EXT_Desk_D01/)
  match((await call(scene, 'todo', {})).failure!.message, /어느 Play인지/)
})

test('dure todo는 페이지를 만들고 주소를 말한다', async () => {
  const scene = await syncScene()
  const made = await call(scene, 'todo', { play: 'EXT_Desk_D02', file: 'a.md' }, { files: { 'a.md': '- [ ] 첫 일' } })
  equal(made.failure, undefined)
  const [, page] = /^https:\/\/example\.atlassian\.net\/wiki\/spaces\/AX\/pages\/(\d+)/.exec(made.said) ?? []
  match(await scene.textOf(scene.ids.playDb), /EXT_Desk_D02 ToDo List/)
  match((await call(scene, 'todo', { play: 'EXT_Desk_D02' })).said, new RegExp(`/pages/${page}`), 'the same page again')
  equal((await scene.textOf(scene.ids.playDb)).split('[EXT_Desk_D02 ToDo List]').length, 2)
})
