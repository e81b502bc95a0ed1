import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, type Scene, type SceneOptions, toldIn } from '../../../test/deploy-scene.ts'

const hour = (time: number) => `2026-11-16T${time}:59+09:00`

/** The page of 2026-W48 is made, with one issue whose status is A. */
async function made(options: SceneOptions = {}) {
  const scene = await deployScene({ now: '2026-11-16T09:59:30+09:00', ...options })
  for (const status of ['A', 'B', 'C']) scene.jira.state.statuses.set(status, 'indeterminate')
  const issue = aDeployment(scene, { key: 'DEP-1', ticket: false, status: 'A' })
  await scene.hub.at(hour(10))
  return { scene, issue }
}

function refuse(scene: Scene, system: 'jira' | 'confluence' | 'slack') {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  scene.meanwhile = request => {
    if (request.system === system) throw new TypeError('fetch failed', { cause })
  }
}

const shownIn = (scene: Scene) => /ac:name="title"[^>]*>([^<]*)</.exec(scene.page('2026-W48').body)?.[1]
const steps = (texts: string[]) => texts.flatMap(text => /상태: (\S+ → \S+)/.exec(text)?.[1] ?? [])
const toldSteps = (scene: Scene) => steps(toldIn(scene, '2026-W48'))

test('while Slack is down the page is kept true, and afterwards each change is told once, also one that was taken back', async () => {
  const { scene, issue } = await made()
  refuse(scene, 'slack')
  for (const [index, status] of ['B', 'A', 'B', 'C', 'B'].entries()) {
    issue.status = status
    await scene.hub.restart()
    await scene.hub.at(hour(11 + index))
    assert.equal(shownIn(scene), status)
  }
  assert.deepEqual(toldSteps(scene), [])
  scene.meanwhile = undefined
  await scene.hub.at(hour(17))
  assert.deepEqual(toldSteps(scene), ['A → B', 'B → A', 'A → B', 'B → C', 'C → B'])
  assert.equal(scene.page('2026-W48').version, 6)
})

test('while Slack is down for a person of whom nothing is known yet, the page is kept true, whatever Jira goes back to', async () => {
  const { scene, issue } = await made()
  await scene.hub.store.db.deleteFrom('document').where('collection', '=', 'slack members').execute()
  refuse(scene, 'slack')
  for (const [index, status] of ['B', 'C', 'B', 'A'].entries()) {
    issue.status = status
    await scene.hub.restart()
    await scene.hub.at(hour(11 + index))
    assert.equal(shownIn(scene), status)
  }
  const { version } = scene.page('2026-W48')
  issue.status = 'A'
  await scene.hub.at(hour(16))
  assert.equal(scene.page('2026-W48').version, version, 'it is put right once')
  scene.meanwhile = undefined
  issue.status = 'C'
  await scene.hub.at(hour(18))
  assert.equal(shownIn(scene), 'C')
  assert.deepEqual(toldSteps(scene), ['A → C'])
})

test('what Jira took back while the hub was down between page and message is taken back on the page, and told to nobody', async () => {
  const { scene, issue } = await made({ slack: 'webhook' })
  issue.status = 'B'
  let dead = false
  scene.meanwhile = ({ when, system, method, path }) => {
    if (when !== 'after' || system !== 'confluence' || method !== 'PUT' || path.includes('propert')) return undefined
    scene.hub.kill()
    dead = true
    return new Promise<never>(() => {})
  }
  await scene.hub.at(hour(11))
  assert.ok(dead)
  assert.equal(shownIn(scene), 'B')
  issue.status = 'A'
  scene.meanwhile = undefined
  await scene.hub.restart()
  await scene.hub.at(hour(13))
  assert.equal(shownIn(scene), 'A')
  assert.deepEqual(steps(scene.messages()), [])
  issue.status = 'B'
  await scene.hub.at(hour(14))
  assert.equal(shownIn(scene), 'B')
  assert.deepEqual(steps(scene.messages()), ['A → B'])
})

for (const kind of ['cloud', 'server'] as const)
  test(`while Confluence is down nobody is told what the page does not say, and afterwards each is told once (${kind})`, async () => {
    const { scene, issue } = await made({ kind })
    refuse(scene, 'confluence')
    for (const [index, status] of ['B', 'C'].entries()) {
      issue.status = status
      await scene.hub.at(hour(11 + index))
      assert.deepEqual([shownIn(scene), toldSteps(scene)], ['A', []])
    }
    scene.meanwhile = undefined
    await scene.hub.at(hour(14))
    assert.equal(shownIn(scene), 'C')
    const [told] = toldSteps(scene)
    assert.ok(told === 'A → C' && toldSteps(scene).length === 1, `told: ${toldSteps(scene)}`)
  })

test('while Jira is down, or takes Dure for a stranger, nothing is changed or told', async () => {
  const { scene, issue } = await made()
  const before = [scene.page('2026-W48'), scene.messages()]
  issue.status = 'B'
  refuse(scene, 'jira')
  await scene.hub.at(hour(11))
  scene.meanwhile = undefined
  scene.jira.state.revoked = true
  await scene.hub.at(hour(12))
  assert.deepEqual([scene.page('2026-W48'), scene.messages()], before)
  scene.jira.state.revoked = false
  await scene.hub.at(hour(13))
  assert.deepEqual([shownIn(scene), toldSteps(scene)], ['B', ['A → B']])
})
