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
  assert.equal(warned.length, 2, 'one for this week’s page, one for the next')
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
