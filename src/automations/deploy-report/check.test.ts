import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, type SceneOptions } from '../../../test/deploy-scene.ts'
import { lookThrough } from '../../engine/plan.ts'

async function findings(report: Record<string, unknown>, options: SceneOptions = {}) {
  const scene = await deployScene({
    now: '2026-11-25T12:00:00+09:00',
    reports: [{ name: 'web', ...report }],
    ...options,
  })
  aDeployment(scene, { key: 'DEP-1' })
  scene.jira.projects.set('OPS', '운영')
  const found = await lookThrough(scene.hub.parts, 'deploy-report', new AbortController().signal)
  return found.map(({ what, state, note }) => `${state} ${what}: ${note}`)
}

test('dure doctor는 옵션의 이름마다 무엇으로 풀렸는지 보여 준다', async () => {
  const options = {
    approversField: '승인자',
    deployLinks: ['is deployed by'],
    deployProject: 'ops',
    jql: 'summary ~ 결제',
  }
  assert.deepEqual(await findings(options), [
    'ok web: project: 배포 (DEP)',
    'ok web: dateField: 기한 (duedate, date)',
    'ok web: approversField: 승인자 (customfield_10010, users)',
    'ok web: deployLinks: 배포 (10100)',
    'ok web: deployProject: 운영 (ops)',
    'ok web: jql: fits 1 issue(s) of 2026-W48',
    'ok web: space: 팀 (TEAM)',
    "ok web: Jira macro: none found on a page: the site's own Jira is taken; else set jiraServerId",
    'ok web: Slack: @dure in 두레팀 (https://dure.slack.example.com/)',
  ])
})

test('what cannot be resolved is a line that says what to do, and the others stand', async () => {
  const lines = await findings({ project: 'NOPE', dateField: 'assignee', approversField: '승인' }, { slack: 'none' })
  const bad = lines.filter(line => line.startsWith('bad'))
  assert.equal(bad.length, 3)
  assert.match(bad[0]!, /web: project: Jira has no project "NOPE".*Check the key/)
  assert.match(bad[1]!, /web: dateField: .*holds no date/)
  assert.match(bad[2]!, /web: approversField: Jira has no field "승인".*승인자/)
  assert.ok(lines.includes('ok web: Slack: not set: nobody is told'))
  const [jql] = (await findings({ jql: 'labels = (' })).filter(line => line.startsWith('bad'))
  assert.match(jql!, /web: jql: .*parentheses/)
})
