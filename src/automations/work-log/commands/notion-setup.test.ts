import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { hubWith } from '../../../../test/work-log-scene.ts'
import { call } from '../../../../test/work-log-terminal.ts'
import { notionFake } from '../../../connectors/notion/fake.ts'

const command = 'notion setup'
const key = notionFake().settings
const idsIn = (said: string) => [...said.matchAll(/^(NOTION_DB\d_ID)=([0-9a-f-]{32,36})$/gm)]

test('dure notion setup asks for the page, makes the three databases there and prints the lines for .env', async () => {
  const { hub, far } = await hubWith({ notion: false, settings: key })
  const page = far.addPage('이력')
  const { said, failure } = await call(hub, { command, answers: ['', page.id] })
  equal(failure, undefined, said)
  match(said, /통합과 공유해 주세요[\s\S]*페이지 주소\n.*--parent/)
  const lines = idsIn(said)
  deepEqual(
    lines.map(([, setting]) => setting),
    ['NOTION_DB1_ID', 'NOTION_DB2_ID', 'NOTION_DB3_ID'],
  )
  match(said, /한 일:\n- NOTION_DB1_ID: \d+가지를 만들거나 채웠습니다: https:/)
  match(said, /남은 일은 없습니다.$/)

  const settings = Object.fromEntries(lines.map(([, setting, id]) => [setting!, id!]))
  const again = await call(hub, { command, flags: { parent: page.id }, interactive: false })
  deepEqual(
    Object.fromEntries(idsIn(again.said).map(([, setting, id]) => [setting!, id!])),
    settings,
    'nothing is made twice',
  )
  await hub.stop()
})

test('databases that are set are completed without a question, and what only a person can do is listed', async () => {
  const { hub, far, databases } = await hubWith()
  const complete = await call(hub, { command, language: 'en' })
  match(
    complete.said,
    /Put these lines into .env:\nNOTION_DB1_ID=.*\nNOTION_DB2_ID=.*\nNOTION_DB3_ID=.*\nNothing is left/,
  )
  Object.assign(far.column(databases.logs, 'Logged Date')!, { type: 'rich_text' })
  const wrong = /"Logged Date" is of type rich_text and should be a date/
  const korean = await call(hub, { command })
  match(korean.said, /남은 일:\n- 속성의 형식이 다릅니다/)
  match(korean.said, wrong)
  const english = await call(hub, { command, language: 'en' })
  match(english.said, /Left to do:\n- Daily Work Logs/)
  match(english.said, wrong)
  await hub.stop()
})

test('without the key, or without a page and a person, the way is named and nobody else is alerted', async () => {
  const off = await hubWith({ notion: false })
  match((await call(off.hub, { command })).failure!.message, /NOTION_API_KEY가 없습니다.*my-integrations/)
  match((await off.hub.run('work-log/setup')).outcome.lacks, /key/)
  await off.hub.stop()
  const { hub } = await hubWith({ notion: false, settings: key })
  match((await call(hub, { command, interactive: false })).failure!.message, /--parent/)
  const noPage = await call(hub, { command, flags: { parent: 'https://notion.so/업무' } })
  match(noPage.failure!.message, /ID가 없습니다.*링크 복사/)
  match((await call(hub, { command, answers: ['업무'] })).said, /ID가 없습니다/)
  ok((await hub.runs()).every(({ state }) => state === 'done'))
  await hub.stop()
})
