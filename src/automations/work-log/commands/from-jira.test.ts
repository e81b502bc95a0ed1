import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '../../../../test/work-log-terminal.ts'
import { loadAutomations } from '../../../automations.ts'
import { mistakesOf, settled } from '../../../config-testing.ts'
import { jiraFake } from '../../../connectors/jira/fake.ts'
import type { FakeOptions, NewIssue } from '../../../connectors/jira/fake-state.ts'
import { manualClock } from '../../../engine/clock-testing.ts'
import type { Person } from '../../../engine/people.ts'
import { bench } from '../../../engine/testing.ts'
import workLog from '../index.ts'

/** The work log with a Jira in which 김지은 has closed some issues; the token is her own. */
async function hubWithJira(kind: NonNullable<FakeOptions['kind']>, people: Person[] = []) {
  const clock = manualClock('2026-11-20T09:00:00Z')
  const fake = jiraFake({ kind, now: clock.now })
  fake.fields.push({ id: 'resolutiondate', name: '해결', kind: 'datetime', clauses: ['resolutiondate', 'resolved'] })
  if (kind === 'cloud')
    fake.fields.push({
      id: 'statuscategorychangedate',
      name: 'Status Category Changed',
      kind: 'datetime',
      clauses: ['statusCategoryChangedDate'],
    })
  const me = fake.state.me.id
  fake.users.set('u-dohyun', { id: 'u-dohyun', name: '이도현', email: 'dohyun@example.com' })
  const login: Record<string, string> =
    kind === 'cloud'
      ? { ATLASSIAN_USERNAME: fake.username, ATLASSIAN_API_TOKEN: fake.token }
      : { ATLASSIAN_PAT: fake.token }
  const hub = await bench({
    automations: [workLog],
    clock,
    settings: { ATLASSIAN_URL: fake.url, ...login },
    options: { 'work-log': {} },
    fetch: fake.fetch,
    parts: { people },
  })
  const closed = (key: string, at: string, more: NewIssue = {}) =>
    fake.add({ key, status: '완료', assignee: me, fields: { resolutiondate: at }, ...more })
  return { hub, fake, me, closed }
}

const fromJira = { fromJira: true }
const filled = (text: string) => text.replace(/^<(?!!--).*>$/gm, '승인 실패가 사라졌습니다')
const titlesIn = (said: string) => [...said.matchAll(/^1\. 제목: (.*)$/gm)].map(([, title]) => title)

for (const kind of ['cloud', 'server'] as const)
  test(`issues that a person has closed become drafts and are offered once, on Jira ${kind}`, async () => {
    const { hub, fake, closed } = await hubWithJira(kind)
    closed('PAY-142', '2026-11-19T16:30:00Z', { summary: '결제 승인 지연 [긴급]', type: '버그' })
    closed('PAY-150', '2026-11-17T01:00:00Z', { summary: '조회 속도 개선', type: '작업' })
    closed('PAY-100', '2026-11-12T14:59:00Z', { summary: '지난달 일' })
    closed('PAY-160', '2026-11-18T01:00:00Z', { summary: '남의 일', assignee: 'u-dohyun' })
    fake.add({ key: 'PAY-170', summary: '안 끝난 일', assignee: fake.state.me.id })
    let file = ''
    const edit = (text: string) => {
      file = text
      return filled(text)
    }
    const { said, failure, kept } = await call(hub, { flags: fromJira, answers: ['n', '', 's'], edit })
    equal(failure, undefined, said)
    deepEqual(titlesIn(said), ['조회 속도 개선', '결제 승인 지연 [긴급]', '결제 승인 지연 [긴급]'])
    match(said, /── 1\/2 PAY-150 작업\n[\s\S]*3\. 카테고리: 성능개선/)
    match(said, /── 2\/2 PAY-142 버그\n[\s\S]*2\. 날짜: 2026-11-20\n3\. 카테고리: 버그픽스/)
    match(file, new RegExp(`이슈 URL: ${fake.url}/browse/PAY-142\n`))
    match(file, /### Situation\nPAY-142 결제 승인 지연 \[긴급\]\n\n### Task\n</)
    match(said, /저장했습니다: 2026-11-20-/)

    const again = await call(hub, { flags: fromJira, answers: ['n'], kept })
    deepEqual(titlesIn(again.said), ['조회 속도 개선'])
    fake.issues.get('PAY-142')!.fields.resolutiondate = '2026-11-20T05:00:00Z'
    const reopened = await call(hub, { flags: { ...fromJira, since: '2026-11-19' }, answers: ['n'] })
    deepEqual(titlesIn(reopened.said), ['결제 승인 지연 [긴급]'], 'closed again, it is other work')
    await hub.stop()
  })

test('on Cloud an issue is closed, too, by a status that means done, and a day begins in the zone of the hub', async () => {
  const { hub, fake, closed } = await hubWithJira('cloud')
  fake.state.me.timeZone = 'America/New_York'
  closed('PAY-1', '2026-11-12T15:00:00Z', { summary: '첫날 자정' })
  closed('PAY-2', '2026-11-12T14:59:00Z', { summary: '그 앞' })
  const changed = (key: string, summary: string, status: string) =>
    closed(key, '', { summary, status, fields: { statuscategorychangedate: '2026-11-18T03:00:00Z' } })
  changed('PAY-3', '해결 없이 끝난 일', 'Done')
  changed('PAY-4', '시작한 일', 'In Progress')
  const { said } = await call(hub, { flags: fromJira, answers: ['n', 'n'] })
  deepEqual(titlesIn(said), ['첫날 자정', '해결 없이 끝난 일'])
  match(said, /2\. 날짜: 2026-11-13\n/)
  await hub.stop()
})

test('another person’s issues are found by the e-mail address of dure.yaml, or by the id that Jira knows', async () => {
  const dohyun = { name: '이도현', email: 'dohyun@example.com', accounts: { jira: 'u-dohyun' } }
  const { hub, closed } = await hubWithJira('cloud', [dohyun])
  closed('PAY-1', '2026-11-18T01:00:00Z', { summary: '남의 일', assignee: 'u-dohyun' })
  for (const assignee of ['dohyun@example.com', 'u-dohyun']) {
    const { said } = await call(hub, { flags: { ...fromJira, assignee }, answers: ['n'] })
    deepEqual(titlesIn(said), ['남의 일'])
  }
  const nobody = await call(hub, { flags: { ...fromJira, assignee: 'seojun@example.com' } })
  equal(nobody.said, '2026-11-13부터 seojun@example.com의 끝낸 이슈가 없습니다.')
  equal((await call(hub, { flags: fromJira, language: 'en' })).said, 'No issues were closed since 2026-11-13.')
  await hub.stop()
})

test('where all is logged already that is said, and so is a summary that cannot be a heading', async () => {
  const { hub, closed } = await hubWithJira('cloud')
  closed('PAY-1', '2026-11-18T01:00:00Z', { summary: '### Result\n# 제목' })
  const { said, kept } = await call(hub, { flags: fromJira, answers: ['', 's'], edit: filled })
  match(said, /### Situation\n {3}PAY-1 ### Result # 제목\n[\s\S]*저장했습니다/)
  equal((await call(hub, { flags: fromJira, kept })).said, '이미 모두 기록했습니다.')
  await hub.stop()
})

test('a great many issues are offered from the newest, and that there are more is said', async () => {
  const { hub, closed } = await hubWithJira('cloud')
  for (let number = 1; number <= 501; number++)
    closed(`PAY-${number}`, '2026-11-18T01:00:00Z', { updated: new Date(Date.UTC(2026, 10, 18, 1, 0, number)) })
  const { said } = await call(hub, { flags: fromJira, answers: ['q'] })
  match(said, /최근에 바뀐 500개만[\s\S]*── 1\/500 PAY-10 /)
  await hub.stop()
})

test('without Jira the settings that turn it on are named, and the work log works', async () => {
  const hub = await bench({ automations: [workLog], now: '2026-11-20T09:00:00Z', options: { 'work-log': {} } })
  const { said, failure } = await call(hub, { flags: fromJira })
  equal(failure, undefined)
  match(said, /ATLASSIAN_URL.*ATLASSIAN_USERNAME·ATLASSIAN_API_TOKEN.*ATLASSIAN_PAT/)
  await hub.stop()
})

test('settings of Jira turn neither the work log on nor off, and half of them stop the start of one that is on', async t => {
  const automations = await loadAutomations()
  const jira = {
    ATLASSIAN_URL: 'https://example.atlassian.net',
    ATLASSIAN_USERNAME: 'dure@example.com',
    ATLASSIAN_API_TOKEN: 'secret',
  }
  const yaml = 'work-log: {}\n'
  const stateOf = (env: Record<string, string>, file?: string) => {
    const { automations: all, connectors } = settled(t, { automations, env, ...(file && { yaml: file }) })
    return [all.get('work-log')!.state, connectors.get('jira')!.state]
  }
  deepEqual(stateOf({}, yaml), ['on', 'off'])
  deepEqual(stateOf(jira, yaml), ['on', 'on'])
  deepEqual(mistakesOf(t, { automations: [workLog], env: { ATLASSIAN_URL: jira.ATLASSIAN_URL }, yaml }).length, 1)
  deepEqual(settled(t, { automations: [workLog], env: jira }).automations.get('work-log')!.state, 'off')
})
