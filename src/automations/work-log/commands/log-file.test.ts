import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../../test/work-log-scene.ts'
import { call } from '../../../../test/work-log-terminal.ts'
import { guideOf, templateOf } from '../guide.ts'
import { newLog } from '../input.ts'

const logsOf = async (ask: (task: string, input: object) => Promise<any>) => (await ask('logs', {})).logs

test('dure log --file takes the body of the API from a file or a pipe, without a question', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const files = { 'log.json': JSON.stringify(bodyOf({ title: '파일' })), '-': JSON.stringify(bodyOf({ title: '관' })) }
  for (const file of ['log.json', '-'])
    match((await call(hub, { flags: { file }, files, interactive: false })).said, /저장했습니다/)
  deepEqual((await logsOf(ask)).map(({ title }: any) => title).sort(), ['관', '파일'])
  const again = await call(hub, { flags: { file: '-' }, files, interactive: false })
  deepEqual([(again.failure as any).code, again.said.includes('이미 있어')], ['conflict', true])
  await hub.stop()
})

test('all that is wrong with a file is told at once, and nothing is stored', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const wrong = {
    ...bodyOf(),
    status: 'Done',
    category: '개선',
    tech_stack: 'Redis',
    metric: '1건',
    context: '### Situation\n느렸다',
  }
  const files = { wrong: JSON.stringify(wrong), broken: '{', list: '[]' }
  const failureOf = async (file: string) =>
    (await call(hub, { flags: { file }, files, interactive: false })).failure as any
  const { code, message } = await failureOf('wrong')
  equal(code, 'invalid')
  for (const what of [
    /카테고리: 다음 중/,
    /상태: 다음 중 하나여야 합니다: Logged/,
    /기술 스택: 문자열 배열/,
    /metric: 없는 항목입니다. 혹시 metrics인가요/,
    /Task 섹션이 없/,
    /Result 섹션이 없/,
  ])
    match(message, what)
  match((await failureOf('broken')).message, /JSON이 아닙니다: broken/)
  match((await failureOf('list')).message, /JSON 객체 하나여야/)
  equal((await failureOf('gone')).code, 'not_found')
  deepEqual(await logsOf(ask), [])
  await hub.stop()
})

test('the template and the guide are printed as they are, in the language of the hub', async () => {
  const { hub } = await hubWith({ notion: false })
  for (const language of ['ko', 'en'] as const) {
    const template = await call(hub, { flags: { template: true }, language, interactive: false })
    deepEqual(JSON.parse(template.said), templateOf(language))
    ok(!newLog().safeParse(JSON.parse(template.said)).success)
    const guide = await call(hub, { flags: { guide: true }, language, interactive: false })
    equal(guide.said, guideOf(language, 'https://dure.example.com'))
  }
  await hub.stop()
})

test('flags that do not go together are refused, and without a person the way to log is named', async () => {
  const { hub } = await hubWith({ notion: false })
  const refusal = async (flags: object, interactive = true) => (await call(hub, { flags, interactive })).failure as any
  match((await refusal({}, false)).message, /--file log\.json/)
  match((await refusal({ fromGit: true }, false)).message, /물어볼 사람이 없습니다/)
  match((await refusal({ file: 'a', fromGit: true })).message, /하나만/)
  match((await refusal({ repositories: ['shop'] })).message, /shop는 --from-git와/)
  match((await refusal({ since: '2026-11-01' })).message, /--since/)
  match((await refusal({ author: 'a', fromJira: true })).message, /--author/)
  match((await refusal({ assignee: 'a', fromGit: true })).message, /--assignee/)
  await hub.stop()
})
