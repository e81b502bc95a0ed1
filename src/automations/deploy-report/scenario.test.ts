import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, people, type Scene, toldIn } from '../../../test/deploy-scene.ts'

/** Before the Monday, 2026-11-16, at whose ten o'clock in Seoul the page of 2026-W48 is made. */
const beforeMonday = '2026-11-15T12:00:00+09:00'
const monday10 = '2026-11-16T10:05:00+09:00'
const monday11 = '2026-11-16T11:05:00+09:00'
const told = (scene: Scene) => toldIn(scene, '2026-W48')

test('매주 월요일 오전 10시에 다음 주 배포 일정 리포트가 자동으로 생성된다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1' })
  aDeployment(scene, { key: 'DEP-2', duedate: '2026-11-30' })
  await scene.hub.at('2026-11-16T09:59:00+09:00')
  assert.throws(() => scene.page('2026-W48'), 'nothing before ten')
  await scene.hub.at(monday10)
  const { title, body } = scene.page('2026-W48')
  assert.equal(title, '[web] 주간 배포 리스트 2026-W48 (2026-11-23 ~ 2026-11-29)')
  assert.match(body, /DEP-1/)
  assert.doesNotMatch(body, /DEP-2/, 'the Monday after belongs to the next week')
})

test('배포티켓 링크 테이블과 동적 Jira 매크로가 페이지에 들어간다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  scene.confluence.addPage({
    space: 'TEAM',
    title: '다른 문서',
    body: '<ac:structured-macro ac:name="jira"><ac:parameter ac:name="server">System Jira</ac:parameter><ac:parameter ac:name="serverId">11111111-aaaa</ac:parameter><ac:parameter ac:name="key">DEP-1</ac:parameter></ac:structured-macro>',
  })
  scene.confluence.reindex()
  aDeployment(scene, { key: 'DEP-1', summary: '결제 <서버> & "정산"' })
  await scene.hub.at(monday10)
  const { body } = scene.page('2026-W48')
  assert.match(body, /ac:name="serverId"[^>]*>11111111-aaaa</)
  assert.match(
    body,
    /project = &quot;DEP&quot; AND due(date)? &gt;= &quot;2026-11-23&quot; AND due(date)? &lt; &quot;2026-11-30&quot;/,
  )
  for (const cell of ['OPS-1', 'is deployed by', '해야 할 일', '김지은', '이서준', '2026-11-26'])
    assert.match(body, new RegExp(cell), cell)
})

test('담당자와 승인자는 페이지가 생성되면 각자 한 번씩 Slack으로 알림을 받는다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1' })
  aDeployment(scene, { key: 'DEP-2' })
  await scene.hub.at(monday11)
  assert.deepEqual(scene.slack.pings.map(({ user }) => user).sort(), [people.kim.slack, people.lee.slack])
  assert.equal(told(scene).length, 2, 'in the thread of the page’s message')
})

test('평일 9시부터 20시까지 이슈가 바뀔 때마다 갱신하고, 바뀐 것이 없으면 페이지도 알림도 그대로이다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const issue = aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday11)
  const first = scene.page('2026-W48').version
  await scene.hub.at('2026-11-16T20:30:00+09:00')
  assert.equal(scene.page('2026-W48').version, first, 'ten updates, no new version')
  assert.equal(told(scene).length, 2)

  issue.status = '완료'
  issue.updated = scene.clock.now()
  await scene.hub.at('2026-11-17T08:59:00+09:00')
  assert.equal(scene.page('2026-W48').version, first, 'not outside of working hours')
  await scene.hub.at('2026-11-17T09:05:00+09:00')
  const { version, body } = scene.page('2026-W48')
  assert.equal(version, first + 1)
  assert.match(body, /진행 중 &rarr; 완료/)
  const news = told(scene).slice(2)
  assert.equal(news.length, 1, 'the assignee alone is concerned by the issue')
  assert.match(news[0]!, /진행 중 → 완료/)
  const living = scene.slack.channels[0]!.messages.find(({ text }) => text.includes('2026-W48'))
  assert.equal(living!.edits > 0, true, 'the page’s message was brought up to date, without a ping')
})

test('배포티켓이 새로 연결되거나 수정되면 담당자와 승인자에게 한 번만 알린다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1', ticket: false })
  await scene.hub.at(monday11)
  const before = scene.slack.pings.length
  scene.jira.add({
    key: 'OPS-9',
    summary: '야간 배포',
    assignee: people.kim.id,
    duedate: '2026-11-27',
    fields: { customfield_10010: [people.kim.id, people.park.id] },
  })
  scene.jira.link('OPS-9', '배포', 'DEP-1')
  await scene.hub.at('2026-11-16T12:05:00+09:00')
  const pinged = scene.slack.pings.slice(before).map(({ user }) => user)
  assert.deepEqual(pinged.filter(user => user === people.park.slack).length, 1, 'the approver once')
  const aboutTicket = told(scene).filter(text => /OPS-9\|OPS-9>? 배포 티켓이 추가/.test(text))
  assert.equal(aboutTicket.length, 2, 'assignee and approver is one person: two messages for two people')

  const count = told(scene).length
  scene.jira.issues.get('OPS-9')!.duedate = '2026-11-28'
  await scene.hub.at('2026-11-16T20:00:00+09:00')
  const later = told(scene).slice(count)
  assert.equal(later.length, 2)
  for (const text of later) assert.match(text, /2026-11-27\(금\) → 2026-11-28\(토\)/)
})

test('A에서 B로, 다시 A로, 다시 B로 바뀌면 그때마다 알린다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const issue = aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  const start = told(scene).length
  for (const [hour, status] of [
    [11, '완료'],
    [12, '진행 중'],
    [13, '완료'],
  ] as const) {
    issue.status = status
    await scene.hub.at(`2026-11-16T${hour}:30:00+09:00`)
  }
  assert.deepEqual(
    told(scene)
      .slice(start)
      .map(text => /상태: .* → .*/.exec(text)?.[0]),
    ['상태: 진행 중 → 완료', '상태: 완료 → 진행 중', '상태: 진행 중 → 완료'],
  )
})

test('사람들이 위, 아래, 사이에 적은 메모는 갱신할 때마다 그대로 남는다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const issue = aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  const { id, body } = scene.page('2026-W48')
  const above = '<p local-id="n1">위 메모 &amp; <strong>굵게</strong></p>'
  const between = '<ul><li><p>사이 메모</p></li></ul>'
  const below =
    '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>아래 할 일</ac:task-body></ac:task></ac:task-list>'
  const second = body.indexOf('<ac:structured-macro', body.indexOf('</ac:structured-macro>') + 1)
  scene.confluence.edit(id, () => `${above}${body.slice(0, second)}${between}${body.slice(second)}${below}`)
  const noted = scene.page('2026-W48').body
  issue.summary = '이름이 바뀐 배포'
  await scene.hub.at(monday11)
  const after = scene.page('2026-W48').body
  assert.notEqual(after, noted)
  assert.match(after, /이름이 바뀐 배포/)
  for (const note of ['위 메모 &amp; <strong>굵게</strong>', '사이 메모', '아래 할 일'])
    assert.ok(after.includes(note), note)
  assert.ok(
    after.indexOf('위 메모') < after.indexOf('사이 메모') && after.indexOf('사이 메모') < after.indexOf('아래 할 일'),
  )
})

test('기간에서 빠진 이슈와 삭제된 이슈는 그렇게 알린다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const moved = aDeployment(scene, { key: 'DEP-1', ticket: false })
  aDeployment(scene, { key: 'DEP-2', ticket: false })
  aDeployment(scene, { key: 'DEP-3', ticket: false })
  await scene.hub.at(monday10)
  const start = told(scene).length
  moved.duedate = '2026-12-03'
  scene.jira.remove('DEP-2')
  await scene.hub.at(monday11)
  const news = told(scene).slice(start).join('\n')
  assert.match(news, /DEP-1.*빠졌습니다/)
  assert.match(news, /2026-12-03/)
  assert.match(news, /DEP-2.*조회되지 않습니다/)
  assert.doesNotMatch(news, /DEP-3/)
})

test('웹훅으로도 같은 알림이 사람마다 한 번씩 간다', async () => {
  const scene = await deployScene({
    now: beforeMonday,
    slack: 'webhook',
    people: [{ name: '김지은', accounts: { jira: people.kim.id, slack: people.kim.slack } }],
  })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  assert.deepEqual(
    scene.slack.pings.map(({ user }) => user),
    [people.kim.slack],
    'nobody else can be looked up',
  )
  const [first, second] = scene.messages().filter(text => text.includes('DEP-1') || text.includes('OPS-1'))
  assert.match(`${first}\n${second}`, /이서준/, 'who is not mapped is named')
  const create = (await scene.hub.runs()).find(({ task }) => task === 'create')
  assert.deepEqual(create?.outcome[0].unmapped, ['이서준'], 'and listed in the run')
})

test('예정일 전날에는 끝나지 않은 배포티켓의 담당자와 승인자에게 한 번 다시 알린다', async () => {
  const scene = await deployScene({
    now: beforeMonday,
    reports: [{ name: 'web', approversField: '승인자', reminders: [1] }],
  })
  aDeployment(scene, { key: 'DEP-1' })
  aDeployment(scene, { key: 'DEP-2' })
  await scene.hub.at('2026-11-24T20:30:00+09:00')
  scene.jira.issues.get('OPS-2')!.status = '완료'
  await scene.hub.at('2026-11-25T08:59:00+09:00')
  const reminded = () => scene.messages().filter(text => text.includes('내일'))
  assert.equal(reminded().length, 0)
  await scene.hub.at('2026-11-25T20:30:00+09:00')
  assert.equal(reminded().length, 2, 'assignee and approver of the one that is not done')
  for (const text of reminded()) assert.match(text, /OPS-1/)
})

for (const [often, schedules] of [
  ['평일에만', {}],
  ['주말에도', { 'deploy-report/remind': { cron: '0 9 * * *' } }],
] as const)
  test(`월요일이 예정일이면 주말 대신 금요일에 한 번 다시 알린다 (${often} 돌 때)`, async () => {
    const scene = await deployScene({
      now: beforeMonday,
      reports: [{ name: 'web', approversField: '승인자', reminders: [1, 0] }],
      bench: { parts: { schedules } },
    })
    aDeployment(scene, { key: 'DEP-1', approvers: [] })
    scene.jira.issues.get('OPS-1')!.duedate = '2026-11-23'
    const reminded = () => scene.messages().flatMap(text => /예정일이 .*?입니다/.exec(text) ?? [])
    await scene.hub.at('2026-11-20T08:59:00+09:00')
    assert.deepEqual(reminded(), [])
    await scene.hub.at('2026-11-23T08:59:00+09:00')
    assert.deepEqual(reminded(), ['예정일이 3일 뒤입니다'])
    await scene.hub.at('2026-11-23T09:05:00+09:00')
    assert.deepEqual(reminded().slice(1), ['예정일이 오늘입니다'])
  })

test('맡고 있다가 빠진 사람도 알림을 받고, 이름으로 적힌다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const [handed, moved] = ['DEP-1', 'DEP-2'].map(key => aDeployment(scene, { key, ticket: false }))
  moved!.assignee = people.park.id
  await scene.hub.at(monday10)
  const before = scene.slack.pings.length
  handed!.assignee = people.lee.id
  moved!.duedate = '2026-12-03'
  await scene.hub.at(monday11)
  assert.match(scene.page('2026-W48').body, /담당자: 김지은 &rarr; 이서준/)
  assert.deepEqual(
    scene.slack.pings.slice(before).map(({ user }) => user),
    [people.lee.slack, people.kim.slack, people.park.slack],
    'who has it now, who had it, and whose issue has left the week',
  )
})

test('사람이 제목을 바꾼 페이지는 계속 갱신되고, 알림에서 새 제목으로 불린다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const issue = aDeployment(scene, { key: 'DEP-1', ticket: false })
  await scene.hub.at(monday10)
  const { id } = scene.page('2026-W48')
  scene.confluence.pages.get(id)!.title = '넷째 주 배포'
  issue.status = '완료'
  await scene.hub.at(monday11)
  assert.match(scene.page('넷째 주 배포').body, /진행 중 &rarr; 완료/)
  assert.ok(scene.messages().some(text => text.includes('진행 중 → 완료') && text.includes('|넷째 주 배포>')))
})

test('이번 주와 다음 주 이슈가 함께 쓰는 배포 티켓도 한 번만 알린다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1', duedate: '2026-11-18' })
  aDeployment(scene, { key: 'DEP-2', ticket: false, links: [{ type: '배포', to: 'OPS-1', direction: 'inward' }] })
  await scene.hub.at(monday10)
  const before = scene.slack.pings.length
  scene.jira.issues.get('OPS-1')!.status = '완료'
  await scene.hub.at(monday11)
  const pinged = scene.slack.pings.slice(before).map(({ user }) => user)
  assert.deepEqual(pinged, [people.kim.slack, people.lee.slack], 'assignee and approver, once each')
  for (const week of ['2026-W47', '2026-W48']) assert.match(scene.page(week).body, /해야 할 일 &rarr; 완료/)
})

test('Jira 계정이 둘인 사람도 알림은 한 번 받는다', async () => {
  const scene = await deployScene({
    now: beforeMonday,
    reports: [{ name: 'web', approversField: '승인자', reminders: [9] }],
  })
  const { id, name, email } = people.kim
  const second = { id: `${id}-admin`, name: `${name} (관리자)`, email }
  scene.jira.users.set(second.id, second)
  aDeployment(scene, { key: 'DEP-1', approvers: [second.id] })
  await scene.hub.at(monday10)
  scene.jira.issues.get('OPS-1')!.summary = '야간 배포'
  await scene.hub.at('2026-11-17T09:05:00+09:00')
  assert.deepEqual(
    scene.slack.pings.map(({ user }) => user),
    Array.from({ length: 3 }, () => people.kim.slack),
    'of the page, of the change, and of the day',
  )
})
