import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aDeployment, deployScene, type Scene, type SceneOptions } from '../../../test/deploy-scene.ts'

/** Before the Monday, 2026-11-16, at whose ten o'clock in Seoul the page of 2026-W48 is made. */
const beforeMonday = '2026-11-15T12:00:00+09:00'
const afterCreate = '2026-11-16T10:05:00+09:00'

/** Each mistake: how it comes about, when (before the page is made, or after), and what the run says. */
const mistakes: Record<
  string,
  { make: (scene: Scene) => void; after?: boolean; says: RegExp; options?: SceneOptions }
> = {
  'a wrong token': {
    make: ({ jira }) => {
      jira.state.revoked = true
    },
    says: /ATLASSIAN_(USERNAME|API_TOKEN)/,
  },
  'a wrong project': {
    make: () => {},
    options: { reports: [{ name: 'web', project: 'NOPE' }] },
    says: /NOPE/,
  },
  'a missing field': {
    make: () => {},
    options: { reports: [{ name: 'web', approversField: '승인자들' }] },
    says: /승인자들.*승인자/s,
  },
  'a field that holds no date': {
    make: () => {},
    options: { reports: [{ name: 'web', dateField: 'assignee' }] },
    says: /dateField.*holds no date/,
  },
  'a type of link that is not there': {
    make: () => {},
    options: { reports: [{ name: 'web', deployLinks: ['배포함'] }] },
    says: /배포함.*배포/s,
  },
  'a space that is not there': {
    make: () => {},
    options: { reports: [{ name: 'web', space: 'NOPE' }] },
    says: /no space NOPE.*CONFLUENCE_SPACE_KEY/,
  },
  'a page of that title which Dure did not make': {
    make: ({ confluence }) => {
      const title = '[web] 주간 배포 리스트 2026-W48 (2026-11-23 ~ 2026-11-29)'
      confluence.addPage({ space: 'TEAM', title, body: '<p>사람이 만든 페이지</p>' })
    },
    says: /adopt: true/,
  },
  'an archived page': {
    after: true,
    make: scene => {
      scene.confluence.pages.get(scene.page('2026-W48').id)!.status = 'archived'
    },
    says: /archived.*[Rr]estore/,
  },
  'a deleted page': {
    after: true,
    make: scene => {
      scene.confluence.pages.delete(scene.page('2026-W48').id)
    },
    says: /deleted/,
  },
  'a page that Dure may not edit': {
    after: true,
    make: scene => {
      scene.confluence.pages.get(scene.page('2026-W48').id)!.readOnly = true
    },
    says: /restrict|edit/i,
  },
  'a page of 5 MB': {
    after: true,
    make: scene => {
      const { id } = scene.page('2026-W48')
      scene.confluence.edit(id, body => `${body}<p>${'가'.repeat(1_747_000)}</p>`)
    },
    says: /5 MB|5242880|5 242 880|MiB/,
  },
}

describe('bad input ends in one clear sentence, and nothing is half done', () => {
  for (const [name, { make, after, says, options }] of Object.entries(mistakes))
    test(name, async () => {
      const scene = await deployScene({ now: beforeMonday, ...options })
      const issue = aDeployment(scene, { key: 'DEP-1' })
      if (after) await scene.hub.at(afterCreate)
      make(scene)
      const before = everything(scene)
      issue.summary = '바뀐 배포'
      const task = after ? 'update' : 'create'
      const run = await scene.hub.run(
        `deploy-report/${task}`,
        { report: 'web', period: '2026-W48' },
        { maxAttempts: 1 },
      )
      assert.equal(run.state, 'failed')
      assert.match(run.error ?? '', says)
      assert.ok((run.error ?? '').length < 500, run.error ?? '')
      assert.equal(everything(scene), before, 'no page and no message has changed')
    })
})

const everything = ({ confluence, slack }: Scene) =>
  JSON.stringify([
    [...confluence.pages.values()].map(({ id, version, body, status }) => [id, version, body.length, status]),
    slack.channels[0]!.messages.map(({ ts, text, edits }) => [ts, text, edits]),
  ])
