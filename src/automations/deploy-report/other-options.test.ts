import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, type Scene, toldIn } from '../../../test/deploy-scene.ts'
import { deleteOverride, writeOverride } from '../../engine/overrides.ts'
import { Options } from './options.ts'

/** Before the Monday, 2026-11-16, at whose ten o'clock in Seoul the page of 2026-W48 is made. */
const beforeMonday = '2026-11-15T12:00:00+09:00'
const monday10 = '2026-11-16T10:05:00+09:00'
const monday11 = '2026-11-16T11:05:00+09:00'
const monday12 = '2026-11-16T12:05:00+09:00'
const told = (scene: Scene) => toldIn(scene, '2026-W48').length

const set = ({ hub }: Scene, path: string, value: unknown) =>
  hub.store.commit(tx => writeOverride(tx, { path: `deploy-report.${path}`, value, at: 0, by: 'kim' }))

for (const [path, value, seen] of [
  ['language', 'en', /Last refresh/],
  ['reports.web.jql', 'summary is not empty', /summary is not empty/],
  ['reports.web.jiraServerId', '11111111-aaaa', /ac:name="serverId"[^>]*>11111111-aaaa</],
] as const)
  test(`a page is written anew when ${path} has changed, and nobody is told`, async () => {
    const scene = await deployScene({ now: beforeMonday })
    aDeployment(scene, { key: 'DEP-1' })
    await scene.hub.at(monday10)
    const before = told(scene)
    await set(scene, path, value)
    await scene.hub.at(monday11)
    const { body, version } = scene.page('2026-W48')
    assert.match(body, seen)
    await scene.hub.at(monday12)
    assert.equal(scene.page('2026-W48').version, version, 'once')
    assert.equal(told(scene), before)
  })

test('whoever approves is not told of having become so when the field is named at last', async () => {
  const scene = await deployScene({ now: beforeMonday, reports: [{ name: 'web' }] })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  const before = told(scene)
  await set(scene, 'reports.web.approversField', '승인자')
  await scene.hub.at(monday11)
  assert.equal(told(scene), before)
  scene.jira.issues.get('OPS-1')!.status = '완료'
  await scene.hub.at(monday12)
  assert.equal(told(scene), before + 2, 'and is told of what changes from then on')
})

test('the project of deploy tickets may be written in small letters', async () => {
  const scene = await deployScene({ now: beforeMonday, reports: [{ name: 'web', deployProject: 'ops' }] })
  aDeployment(scene, { key: 'DEP-1' })
  await scene.hub.at(monday10)
  assert.match(scene.page('2026-W48').body, /OPS-1/)
})

test('an option that does not fit is one incident for each task, and the next runs that go well end it', async () => {
  const scene = await deployScene({ now: beforeMonday })
  await set(scene, 'reports.web.watch', ['rank'])
  await scene.hub.at(monday10)
  const open = async () =>
    (await scene.hub.store.db.selectFrom('incident').select('subject').where('closed_at', 'is', null).execute()).map(
      ({ subject }) => subject,
    )
  assert.deepEqual((await open()).sort(), [
    'task deploy-report/create',
    'task deploy-report/remind',
    'task deploy-report/update',
  ])
  await scene.hub.store.commit(tx => deleteOverride(tx, 'deploy-report.reports.web.watch'))
  await scene.hub.at('2026-11-17T09:05:00+09:00')
  assert.deepEqual(await open(), ['task deploy-report/create'], 'which comes on Mondays')
})

test('a week is no period of a monthly report', async () => {
  const scene = await deployScene({ now: beforeMonday, reports: [{ name: 'web', period: 'month' }] })
  const run = await scene.hub.run('deploy-report/create', { period: '2026-W48' })
  assert.match(run.error ?? '', /the pages of web are about a month each, and 2026-W48 is none/)
})

test('a report without reminders has none to be run by hand, and one that is not there is named', async () => {
  const scene = await deployScene({ now: beforeMonday })
  await assert.rejects(scene.hub.run('deploy-report/remind', { report: 'web' }), /nothing to run it for/)
  await assert.rejects(scene.hub.run('deploy-report/remind', { report: 'app' }), /no report app here; there are: web/)
})

test('two reports of a space whose pages would have one title are refused, unless they take each other over', () => {
  const given = (second: object) => ({
    reports: [
      { name: 'web', title: '배포 {period}' },
      { name: 'app', title: '배포 {period}', ...second },
    ],
  })
  assert.match(Options.safeParse(given({})).error!.message, /would have one title/)
  for (const second of [{ title: '앱 배포 {period}' }, { space: 'APP' }, { period: 'month' }, { adopt: true }])
    assert.ok(Options.safeParse(given(second)).success, JSON.stringify(second))
})
