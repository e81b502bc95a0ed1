import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../../test/work-log-scene.ts'
import { call } from '../../../../test/work-log-terminal.ts'
import { HubError } from '../../../engine/error.ts'

const context = String(bodyOf().context)
const edit = () => context
/** Up to the context, as the description orders them. */
const fields = ['결제 지연 해소', '', '2', 'high', '', 'TypeScript, Redis', '820ms → 140ms', '']
const whole = [...fields, '', '']

/** The prompts alone, in their order. */
const prompts = (said: string) => said.match(/^\d\/9 \S+( \S+)*?(?= \[|$)/gm)
const logsOf = async (ask: (task: string, input: object) => Promise<any>) => (await ask('logs', {})).logs

test('dure log asks in the order of the description and prints the address of the page in Notion', async () => {
  const { hub, ask, far, databases } = await hubWith()
  const { said, failure, kept } = await call(hub, { answers: whole, edit })
  equal(failure, undefined)
  deepEqual(prompts(said), [
    '1/9 제목',
    '2/9 날짜',
    '3/9 카테고리',
    '4/9 영향도',
    '5/9 상태',
    '6/9 기술 스택',
    '7/9 정량 지표',
    '8/9 이슈 URL',
    '9/9 상세 컨텍스트',
  ])
  const [row] = far.rows(databases.logs)
  match(said, new RegExp(`저장했습니다. Notion: ${far.addressOf(row!.id).replaceAll('.', '\\.')}`))
  const [log] = await logsOf(ask)
  deepEqual(
    [log.title, log.logged_date, log.category, log.impact_level, log.status, log.tech_stack, log.metrics],
    ['결제 지연 해소', '2026-11-20', '성능개선', 'High', 'Logged', ['TypeScript', 'Redis'], '820ms → 140ms'],
  )
  deepEqual(kept, {})
  await hub.stop()
})

test('each answer is judged at once by the rules of the API and asked for again', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const answers = [
    ...['', '제목'],
    ...['2026-02-30', '2026-11-19'],
    ...['7', '성능', '성능개선'],
    ...['Urgent', '1'],
    ...['Done', 'published'],
    ...[`${'가'.repeat(101)}`, 'Redis,,Go'],
    ...['가'.repeat(2001), '-'],
    ...['jira/PAY-1', 'https://jira.example.com/browse/PAY-1'],
    ...['', ''],
  ]
  const { said } = await call(hub, { answers, edit })
  for (const what of [
    /1\/9 제목\n비어 있습니다/,
    /달력에 있는 날짜를 YYYY-MM-DD로/,
    /(3\/9 카테고리\n다음 중 하나여야 합니다: 신규기능, .*\n){2}/,
    /다음 중 하나여야 합니다: High, Medium, Low/,
    /다음 중 하나여야 합니다: Logged, In Review, Published/,
    /100자를 넘습니다/,
    /2,000자를 넘습니다/,
    /http:\/\/ 또는 https:\/\/로 시작하는 주소/,
  ])
    match(said, what)
  const [log] = await logsOf(ask)
  deepEqual(
    [log.logged_date, log.status, log.tech_stack, log.metrics],
    ['2026-11-19', 'Published', ['Redis', 'Go'], null],
  )
  await hub.stop()
})

test('what the editor left unfinished is told and the editor opens again with it', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const seen: string[] = []
  const texts = [context.replace('결제가 느렸다.', ''), context]
  const { said } = await call(hub, {
    answers: [...fields, '', '', ''],
    edit: (text, name) => {
      equal(name, 'context.md')
      seen.push(text)
      return texts.shift()!
    },
  })
  match(seen[0]!, /^### Situation\n<.+>\n\n### Task\n<.+>/)
  equal(seen[1], context.replace('결제가 느렸다.', ''))
  match(said, /### Situation 섹션에 내용이 없습니다 \(context의 1번째 줄\)\n쓴 글은 그대로 있습니다/)
  equal((await logsOf(ask)).length, 1)
  await hub.stop()
})

test('the context can be typed line by line, and what the editor has already is not asked for', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const typed = ['t', '느렸다', '밤마다', '', '찾는다', '', '- 색인', '', '140ms', '']
  const first = await call(hub, { answers: [...fields, ...typed, ''] })
  match(first.said, /### Situation <.+>\n빈 줄을 넣으면 끝납니다/)
  const [{ id }] = await logsOf(ask)
  equal(
    (await ask('show', { id })).context,
    '### Situation\n느렸다\n밤마다\n\n### Task\n찾는다\n\n### Action\n- 색인\n\n### Result\n140ms',
  )
  const half = '## Situation\n느렸다\n\n## Task\n\n## Action\n- 색인'
  const answers = ['다른 일', ...fields.slice(1), '', 't', '찾는다', '', '140ms', '', '']
  const second = await call(hub, { answers, edit: () => half })
  equal(second.failure, undefined, second.said)
  const other = (await logsOf(ask)).find((log: any) => log.title === '다른 일')
  equal(
    (await ask('show', { id: other.id })).context,
    '### Situation\n느렸다\n\n### Task\n찾는다\n\n### Action\n- 색인\n\n### Result\n140ms',
  )
  await hub.stop()
})

test('before it is stored the whole is shown, and any field of it can be changed', async () => {
  const { hub, ask } = await hubWith({ notion: false })
  const texts = [context, context.replace('140ms', '120ms')]
  const answers = [...fields, '', '10', '1', '정산 배치', '7', '-', '9', '', '']
  const { said } = await call(hub, { answers, edit: () => texts.shift()! })
  match(said, /1\. 제목: 결제 지연 해소\n2\. 날짜: 2026-11-20\n3\. 카테고리: 성능개선\n/)
  match(said, /8\. 이슈 URL: \(없음\)\n9\. 상세 컨텍스트\n {3}### Situation\n {3}결제가 느렸다/)
  match(said, /Enter, 항목 번호, q 가운데 하나/)
  const [{ id }] = await logsOf(ask)
  const log = await ask('show', { id })
  deepEqual([log.title, log.metrics], ['정산 배치', null])
  match(log.context, /120ms/)
  await hub.stop()
})

test('without Notion, while it is down and where it refuses, the person learns what becomes of the log', async () => {
  const here = await hubWith({ notion: false })
  const local = await call(here.hub, { answers: whole, edit })
  match(local.said, /저장했습니다: 2026-11-20-\w+$/)
  await here.hub.stop()

  const { hub, far } = await hubWith()
  far.behaviour.instead = () => new Response('', { status: 503 })
  const down = await call(hub, { answers: whole, edit })
  match(down.said, /Notion에는 아직 없고, 나중에 저절로 올라갑니다/)
  far.behaviour.instead = ({ method, url }) =>
    method === 'POST' && url.endsWith('/v1/pages')
      ? Response.json({ object: 'error', status: 400, code: 'validation_error', message: 'no' }, { status: 400 })
      : undefined
  const refused = await call(hub, { answers: ['다른 일', ...whole.slice(1)], edit })
  match(refused.said, /Notion이 거부했습니다: .*no.*\n.*dure run work-log\/mirror/)
  await hub.stop()
})

test('where no editor can be started the lines are typed', async () => {
  const { hub } = await hubWith({ notion: false })
  const { said, failure } = await call(hub, {
    language: 'en',
    answers: [...fields, '', 't', 'slow', '', 'find', '', 'index', '', '140ms', '', ''],
    edit: () => {
      throw new HubError('invalid', 'vi is not there')
    },
  })
  equal(failure, undefined)
  match(said, /vi is not there\nEnter = write it in the editor/)
  match(said, /Saved: 2026-11-20-/)
  await hub.stop()
})
