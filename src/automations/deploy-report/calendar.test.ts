import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, people } from '../../../test/deploy-scene.ts'

/** Before the Monday, 2026-11-16, at whose ten o'clock in Seoul the page of 2026-W48 is made. */
const beforeMonday = '2026-11-15T12:00:00+09:00'

test('놓친 월요일 10시는 다시 켜지면 한 번 따라잡는다', async () => {
  const scene = await deployScene({ now: beforeMonday })
  aDeployment(scene, { key: 'DEP-1' })
  scene.hub.kill()
  await scene.clock.leap(2 * 86_400_000)
  await scene.hub.restart()
  await scene.hub.at('2026-11-17T12:30:00+09:00')
  assert.match(scene.page('2026-W48').body, /DEP-1/)
  const created = (await scene.hub.runs()).filter(({ task }) => task === 'create')
  assert.deepEqual(
    created.map(({ state }) => state),
    ['done'],
  )
})

test('월요일 10시에 create와 update가 함께 시작해도 어느 것도 사라지지 않는다', async () => {
  const scene = await deployScene({ now: '2026-11-16T09:30:00+09:00' })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at('2026-11-16T10:05:00+09:00')
  const runs = (await scene.hub.runs()).filter(({ key }) => key.startsWith('cron:2026-11-16T01:00'))
  assert.deepEqual(runs.map(({ task, state }) => `${task} ${state}`).sort(), ['create done', 'update done'])
  assert.equal([...scene.confluence.pages.values()].filter(({ title }) => title.includes('2026-W48')).length, 1)
  assert.equal(scene.slack.pings.filter(({ user }) => user === people.kim.slack).length, 1)
})

test('새해에 걸친 주는 ISO 주로 한 페이지이다', async () => {
  const scene = await deployScene({ now: '2026-12-20T12:00:00+09:00' })
  aDeployment(scene, { key: 'DEP-1', duedate: '2026-12-31' })
  aDeployment(scene, { key: 'DEP-2', duedate: '2027-01-03' })
  aDeployment(scene, { key: 'DEP-3', duedate: '2027-01-04' })
  await scene.hub.at('2026-12-21T10:30:00+09:00')
  const { title, body } = scene.page('2026-W53')
  assert.match(title, /2026-12-28 ~ 2027-01-03/)
  assert.match(body, /DEP-1/)
  assert.match(body, /DEP-2/)
  assert.doesNotMatch(body, /DEP-3/)
})

test('서머타임이 바뀌는 주에도 그 시간대의 월요일부터 일요일까지이다', async () => {
  const scene = await deployScene({
    now: '2026-10-18T12:00:00-04:00',
    reports: [{ name: 'us', dateField: '배포 일시' }],
    bench: { parts: { timeZone: 'America/New_York' } },
  })
  scene.jira.fields.push({ id: 'customfield_10020', name: '배포 일시', kind: 'datetime' })
  // The clocks go back on Sunday, November 1st, the last day of 2026-W44.
  const at = (key: string, instant: string) => scene.jira.add({ key, fields: { customfield_10020: instant } })
  at('DEP-1', '2026-10-26T04:00:00Z') // Monday 00:00 in New York
  at('DEP-2', '2026-11-02T04:59:00Z') // Sunday 23:59
  at('DEP-3', '2026-11-02T05:00:00Z') // Monday 00:00
  at('DEP-4', '2026-10-26T03:59:00Z') // Sunday 23:59
  await scene.hub.at('2026-10-19T10:30:00-04:00')
  const { body } = scene.page('2026-W44')
  assert.deepEqual(
    ['DEP-1', 'DEP-2', 'DEP-3', 'DEP-4'].filter(key => body.includes(`${key}<`)),
    ['DEP-1', 'DEP-2'],
  )
})
