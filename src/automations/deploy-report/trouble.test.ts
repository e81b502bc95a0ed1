import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, type Scene, toldIn } from '../../../test/deploy-scene.ts'

/** Before the Monday, 2026-11-16, at whose ten o'clock in Seoul the page of 2026-W48 is made. */
const beforeMonday = '2026-11-15T12:00:00+09:00'
const monday10 = '2026-11-16T10:05:00+09:00'
const monday11 = '2026-11-16T11:05:00+09:00'
const told = (scene: Scene) => toldIn(scene, '2026-W48')

test('Jira가 갑자기 아무것도 찾지 못하면 배포가 모두 취소되었다고 알리지 않고 실패한다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1' })
  aDeployment(scene, { key: 'DEP-2' })
  await scene.hub.at(monday10)
  const start = told(scene).length
  const { version } = scene.page('2026-W48')
  for (const issue of scene.jira.issues.values()) issue.hidden = true
  await scene.hub.at(monday11)
  assert.equal(scene.page('2026-W48').version, version)
  assert.equal(told(scene).length, start)
  const failed = (await scene.hub.runs()).filter(({ task, error }) => task === 'update' && error)
  assert.match(failed.at(-1)!.error ?? '', /finds none of the 2 issue\(s\).*--accept-empty/)
  for (const issue of scene.jira.issues.values()) issue.hidden = false
  await scene.hub.at('2026-11-16T12:30:00+09:00')
  assert.equal(told(scene).length, start, 'what is back was never gone')
})

test('Slack이 설정되지 않았으면 나머지는 모두 동작하고 실행마다 경고한다', async () => {
  const scene = await deployScene({ now: beforeMonday, slack: 'none' })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  assert.match(scene.page('2026-W48').body, /DEP-1/)
  const warned = scene.hub.log.filter(({ level, message }) => level === 'warn' && /Slack is not set/.test(message))
  const runs = await scene.hub.runs()
  assert.deepEqual(
    warned.map(({ fields }) => fields.run),
    runs.map(({ id }) => id),
  )
  assert.ok(runs.some(({ outcome }) => outcome[0].state === 'unchanged'))
})

test('한 리포트가 실패해도 다른 리포트는 그대로 나가고, 관리자는 처음과 회복 때 한 번씩 안다', async () => {
  const scene = await deployScene({
    now: beforeMonday,
    reports: [{ name: 'web' }, { name: 'app', project: 'NOPE' }],
  })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at('2026-11-16T13:00:00+09:00')
  assert.match(scene.page('[web] 주간 배포 리스트 2026-W48').body, /DEP-1/)
  const incidents = () =>
    scene.hub.store.db.selectFrom('incident').selectAll().where('subject', 'like', '%update app').execute()
  const [incident] = await incidents()
  assert.match(incident!.detail, /NOPE/)
  assert.equal(incident!.count > 1, true, 'told once, however often it shows')
  scene.jira.projects.set('NOPE', '앱')
  await scene.hub.at('2026-11-16T14:30:00+09:00')
  const [over] = await incidents()
  assert.ok(over!.closed_at)
})

test('이전 스크립트가 알린 것은 처음 실행할 때 다시 알리지 않는다', async () => {
  const scene = await deployScene({ now: beforeMonday, reports: [{ name: 'web', adopt: true }] })
  aDeployment(scene, { key: 'DEP-1', ticket: false })
  aDeployment(scene, { key: 'DEP-2', ticket: false, status: '완료' })
  aDeployment(scene, { key: 'DEP-3', ticket: false })
  scene.confluence.addPage({
    space: 'TEAM',
    title: '[web] 주간 배포 리스트 2026-W48 (2026-11-23 ~ 2026-11-29)',
    body: '<p>이전 스크립트가 만든 페이지</p>',
  })
  await scene.hub.run('deploy-report/import', {
    period: '2026-W48',
    snapshot: {
      'DEP-1': { summary: '결제 서버 1', status: '진행 중' },
      'DEP-2': { summary: '결제 서버 2', status: '진행 중' },
    },
    notified: ['DEP-1_2026-11-26'],
  })
  await scene.hub.run('deploy-report/create', { period: '2026-W48' })
  const { body } = scene.page('2026-W48')
  assert.match(body, /이전 스크립트가 만든 페이지/)
  assert.match(body, /DEP-1/)
  await scene.hub.workOff(60_000)
  const news = told(scene)
  assert.equal(news.length, 2)
  assert.ok(news.some(text => text.includes('DEP-2') && text.includes('진행 중 → 완료')))
  assert.ok(news.some(text => text.includes('DEP-3') && text.includes('추가되었습니다')))
})

test('API 인증이 막히면 관리자에게 한 번 알리고, 풀리면 한 번 알린다', async () => {
  const scene = await deployScene({ now: beforeMonday, adminChannel: 'ops' })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  const admin = () => scene.slack.channels[1]!.messages.map(({ text }) => text)
  scene.jira.state.revoked = true
  await scene.hub.at('2026-11-16T15:30:00+09:00')
  assert.equal(admin().length, 1, 'five failed updates, one message')
  assert.match(admin()[0]!, /deploy-report\/update web/)
  assert.match(admin()[0]!, /ATLASSIAN_API_TOKEN/)
  scene.jira.state.revoked = false
  await scene.hub.at('2026-11-16T18:30:00+09:00')
  assert.equal(admin().length, 2)
  assert.match(admin()[1]!, /recovered/)
})

test('복원한 뒤의 첫 차이는 페이지에만 적고 아무에게도 알리지 않는다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  const issue = aDeployment(scene, { key: 'DEP-1', ticket: false })
  await scene.hub.at(monday10)
  const before = told(scene).length
  await scene.hub.store.commit(tx => tx.updateTable('snapshot').set({ held: 1 }).execute())
  issue.summary = '복원 뒤의 배포'
  await scene.hub.at(monday11)
  const { body, version } = scene.page('2026-W48')
  assert.match(body, /복원 뒤의 배포/)
  await scene.hub.at('2026-11-16T12:05:00+09:00')
  assert.equal(scene.page('2026-W48').version, version)
  assert.equal(told(scene).length, before)
})

test('하나뿐인 이슈가 다른 프로젝트로 옮겨졌으면 기간에서 빠진 것이다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1', ticket: false })
  await scene.hub.at(monday10)
  const before = told(scene).length
  scene.jira.move('DEP-1', 'WEB')
  await scene.hub.at(monday11)
  assert.match(told(scene).slice(before).join(), /DEP-1> 이슈가 이 기간에서 빠졌습니다/)
})

test('날짜에 시각이 있는데 Jira가 시간대를 말하지 않으면 실행마다 경고한다', async () => {
  const scene = await deployScene({ now: beforeMonday, reports: [{ name: 'web', dateField: '배포 일시' }] })
  scene.jira.fields.push({ id: 'customfield_10020', name: '배포 일시', kind: 'datetime' })
  const warnings = () => scene.hub.log.filter(({ message }) => message.includes('time zone')).length
  await scene.hub.run('deploy-report/create')
  assert.equal(warnings(), 0)
  const { id: accountId, name: displayName } = scene.jira.state.me
  scene.meanwhile = ({ path, when }) =>
    path.endsWith('/myself') && when === 'after' ? Response.json({ accountId, displayName }) : undefined
  await scene.hub.restart()
  await scene.hub.run('deploy-report/create')
  assert.equal(warnings(), 1)
})

test('페이지를 만들어 알린 뒤에 넘겨받은 파일은 늦었다고 말한다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  await scene.hub.at(monday10)
  const { outcome } = await scene.hub.run('deploy-report/import', { notified: ['DEP-1'] })
  assert.deepEqual(
    outcome.problems.map((problem: string) => problem.split(':')[0]),
    ['2026-W47', '2026-W48'],
  )
  const next = await scene.hub.run('deploy-report/import', { notified: ['DEP-1'], period: '2026-W49' })
  assert.deepEqual(next.outcome.problems, [])
})

test('지워진 페이지는 --anew로 새로 만들고, 남아 있는 페이지는 새로 만들지도 다시 알리지도 않는다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  const before = scene.slack.pings.length
  const anew = () => scene.hub.run('deploy-report/create', { period: '2026-W48', anew: true })
  assert.match((await anew()).error ?? '', /still there: https:.*leave out --anew/)
  assert.equal(scene.page('2026-W48').version, 1)
  scene.confluence.pages.delete(scene.page('2026-W48').id)
  assert.equal((await anew()).state, 'done')
  await scene.hub.workOff(60_000)
  assert.match(scene.page('2026-W48').body, /DEP-1/)
  assert.equal(scene.slack.pings.length, before + 2, 'assignee and approver')
})
