import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { ended } from '../../../../test/shell-task.ts'
import { bodyOf, hubWith } from '../../../../test/work-log-scene.ts'
import { call } from '../../../../test/work-log-terminal.ts'
import { CalledOff } from '../../../engine/command.ts'
import { HubError } from '../../../engine/error.ts'
import { shellFor } from '../../../engine/shell-testing.ts'
import { dropUnfinished } from './kept.ts'

const context = String(bodyOf().context)
const edit = () => context
/** Up to the context, as the description orders them. */
const fields = ['결제 지연 해소', '', '2', 'high', '', 'TypeScript, Redis', '820ms → 140ms', '']
const whole = [...fields, '', '']

/** The prompts alone, in their order. */
const prompts = (said: string) => said.match(/^\d\/9 \S+( \S+)*?(?= \[|$)/gm)
const logsOf = async (ask: (task: string, input: object) => Promise<any>) => (await ask('logs', {})).logs

test('Ctrl-C keeps every answer, and the next dure log goes on where it stopped', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  for (let answered = 1; answered <= fields.length; answered++) {
    const title = `일 ${answered}`
    const cut = await call(hub, { answers: [title, ...fields.slice(1, answered)] })
    ok(cut.failure instanceof CalledOff)
    match(cut.said, /쓴 데까지 남겨 두었습니다/)
    const rest = await call(hub, { answers: ['', ...fields.slice(answered), '', ''], edit, kept: cut.kept })
    equal(rest.failure, undefined)
    match(rest.said, new RegExp(`쓰다 만 로그가 있습니다: ${title}`))
    deepEqual([prompts(rest.said)?.length, rest.left], [fields.length + 1 - answered, []])
  }
  equal((await logsOf(ask)).length, fields.length)
  await hub.stop()
})

test('an unfinished context is kept too, and a log that is left for later', async () => {
  const { hub } = await hubWith({ notion: false })
  const half = context.replace('결제가 느렸다.', '')
  const cut = await call(hub, { answers: [...fields, ''], edit: () => half })
  ok(cut.failure instanceof CalledOff)
  let seen = ''
  const later = await call(hub, {
    answers: ['', '', 'q'],
    kept: cut.kept,
    edit: text => {
      seen = text
      return context
    },
  })
  equal(seen, half)
  equal(later.failure, undefined)
  match(later.said, /쓴 데까지 남겨 두었습니다/)
  const saved = await call(hub, { answers: ['', ''], kept: later.kept })
  match(saved.said, /저장했습니다/)
  await hub.stop()
})

test('what was typed line by line is kept line by line', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const typed = ['t', '느렸다', '밤마다', '', '찾는다']
  const cut = await call(hub, { answers: [...fields, ...typed] })
  match(cut.said, /쓴 데까지 남겨 두었습니다/)
  const rest = await call(hub, { answers: ['', 't', '- 색인', '', '140ms', '', ''], kept: cut.kept })
  equal(rest.failure, undefined, rest.said)
  const [{ id }] = await logsOf(ask)
  match((await ask('show', { id })).context, /Situation\n느렸다\n밤마다\n\n### Task\n찾는다\n\n### Action\n- 색인/)
  const retyped = await call(hub, { answers: [...fields, '', '9', 't', '딴말'], edit })
  equal((retyped.kept.log as any).body.context, context, 'a whole text is not given up for half of another')
  await hub.stop()
})

test('what cannot be read is put aside and said, not written over', async () => {
  const { hub } = await hubWith({ notion: false })
  const damaged = { id: 'x', body: { title: 3, context: '길게 쓴 글' } }
  const next = await call(hub, { answers: ['새 일'], kept: { log: damaged } })
  match(next.said, /읽을 수 없습니다.*kept\/work-log\/log-unreadable\.json/)
  deepEqual(next.kept['log-unreadable'], damaged)
  equal((next.kept.log as any).body.title, '새 일')
  await hub.stop()
})

test('a log that another terminal has begun since stays when this one is stored', async () => {
  const other = { id: 'other', body: { title: '다른 창의 일' } }
  const { shell, kept } = shellFor({ kept: { log: other } })
  await dropUnfinished(shell, { id: 'mine', body: {} })
  deepEqual(kept.get('log'), other)
  await dropUnfinished(shell, { id: 'other', body: {} })
  equal(kept.size, 0)
})

test('a status that dure.yaml no longer lists is asked for again, with one that it does', async () => {
  const { hub } = await hubWith({ notion: false })
  const cut = await call(hub, { answers: fields })
  const { said } = await call(hub, { answers: [''], kept: cut.kept, options: { statuses: ['초안', '완료'] } })
  match(said, /5\/9 상태 \[초안\]/)
  await hub.stop()
})

test('a log that was left off can be thrown away, and nothing is said of keeping where nothing was written', async () => {
  const { hub } = await hubWith({ notion: false })
  const { kept } = await call(hub, { answers: ['버릴 일'] })
  const anew = await call(hub, { answers: ['x', 'd'], kept })
  match(anew.said, /Enter나 d를 넣어 주세요[\s\S]*1\/9 제목$/)
  ok(!anew.said.includes('남겨 두었습니다'))
  deepEqual(anew.kept, {})
  await hub.stop()
})

test('a process that dies between the storing and the forgetting of the draft leaves one log', async () => {
  const { hub, ask, far, databases } = await hubWith()
  const dying = async (name: string, input: any, key: string | undefined) => {
    const answer = await ended(hub, `work-log/${name}`, input, key)
    if (name === 'record') throw new Error('the process is dead')
    return answer
  }
  const dead = await call(hub, { answers: whole, edit, task: dying })
  match(String(dead.failure), /the process is dead/)
  const next = await call(hub, { answers: [], kept: dead.kept })
  equal(next.failure, undefined)
  match(next.said, /이미 저장되었습니다. 결제 지연 해소 \(.*notion/)
  deepEqual(next.kept, {})
  deepEqual([(await logsOf(ask)).length, far.rows(databases.logs).length], [1, 1])
  await hub.stop()
})

test('a process that dies before the storing leaves the log to be gone on with, and so does a task that fails', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const dead = await call(hub, {
    answers: whole,
    edit,
    task: () => Promise.reject(new HubError('invalid', 'run r1 failed')),
  })
  match(dead.said, /쓴 데까지 남겨 두었습니다/)
  const next = await call(hub, { answers: ['', '1', '고친 제목', ''], kept: dead.kept })
  match(next.said, /저장했습니다/)
  deepEqual(
    (await logsOf(ask)).map(({ title }: any) => title),
    ['고친 제목'],
  )
  await hub.stop()
})

test('a run that was left in the ledger stores the log once, however it comes to its end', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  let sent: any
  const dead = await call(hub, {
    answers: whole,
    edit,
    task: async (_, input) => {
      sent = input
      throw new Error('the process is dead')
    },
  })
  const kept: any = dead.kept.log
  const slow = await call(hub, {
    answers: ['', ''],
    kept: dead.kept,
    // The run of the dead process ends after the new one has looked.
    task: async (name, input, key) => {
      const answer = await ended(hub, `work-log/${name}`, input, key)
      if (name === 'known') await ended(hub, 'work-log/record', sent)
      return answer
    },
  })
  deepEqual(sent.origins, [`draft:${kept.id}`])
  match(slow.said, /이미 기록한 일이라/)
  equal((await logsOf(ask)).length, 1)
  await hub.stop()
})

test('a log that says the same of the same day is told with the one there is, and the text stays', async () => {
  const { hub, ask, far, databases } = await hubWith()
  await call(hub, { answers: whole, edit })
  const [{ id, url }] = await logsOf(ask)
  const twin = await call(hub, { answers: whole, edit })
  ok(twin.failure instanceof CalledOff, 'it is asked what to do now')
  ok(twin.said.includes(`이미 있어 저장하지 않았습니다: 2026-11-20 결제 지연 해소 (${id}, ${url})`), twin.said)
  const changed = await call(hub, { answers: ['', '1', '다른 제목', ''], kept: twin.kept })
  match(changed.said, /저장했습니다/)
  equal(far.rows(databases.logs).length, 2)
  ok(
    (await hub.runs()).every(({ state }) => state === 'done'),
    'nobody is alerted of a twin',
  )
  await hub.stop()
})
