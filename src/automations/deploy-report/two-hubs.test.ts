import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDeployment, deployScene, people, type SceneOptions } from '../../../test/deploy-scene.ts'
import { eachStore } from '../../../test/stores.ts'

eachStore(
  'two hubs on one ledger',
  ({ open, openAgain }) => {
    /** Both see each slot, and either may work on it. */
    async function two(options: SceneOptions) {
      const store = await open()
      const scene = await deployScene({ now: '2026-11-16T09:59:30+09:00', bench: { store }, ...options })
      const second = await scene.hub.another({ store: await openAgain() })
      aDeployment(scene, { key: 'DEP-1' })
      const issue = aDeployment(scene, { key: 'DEP-2', ticket: false })
      const pages = () => [...scene.confluence.pages.values()].filter(({ title }) => title.includes('2026-W48'))
      const end = async () => {
        second.life.end()
        scene.hub.kill()
      }
      return { scene, issue, pages, second, end }
    }

    for (const slack of ['bot', 'webhook'] as const)
      test(`make one page and tell each person once (${slack})`, async () => {
        const { scene, issue, pages, end } = await two({ slack, people: [...mapped] })
        const pinged = () => scene.slack.pings.map(({ user }) => user).sort()
        await scene.hub.at('2026-11-16T10:30+09:00')
        assert.equal(pages().length, 1)
        assert.deepEqual(pinged(), [people.kim.slack, people.lee.slack])
        for (const [index, status] of ['완료', '진행 중', '완료'].entries()) {
          issue.status = status
          await scene.hub.at(`2026-11-16T${11 + index}:30+09:00`)
        }
        assert.deepEqual(
          pages().map(({ version }) => version.number),
          [4],
        )
        assert.deepEqual(pinged(), [...Array(4).fill(people.kim.slack), people.lee.slack])
        assert.deepEqual([...new Set((await scene.hub.runs()).map(({ state }) => state))], ['done'])
        const processes = await scene.hub.store.db.selectFrom('process').select('dead').execute()
        assert.deepEqual(
          processes.map(({ dead }) => dead),
          [0, 0],
          'neither took the other for dead',
        )
        await end()
      })

    test('one takes over what the other has left between page and message', async () => {
      const { scene, pages, second, end } = await two({})
      scene.meanwhile = ({ when, system, method }) => {
        if (when === 'before' || system !== 'confluence' || method !== 'POST') return undefined
        scene.meanwhile = undefined
        return new Promise<never>(() => {})
      }
      await scene.hub.at('2026-11-16T10:00:20+09:00')
      assert.deepEqual([pages().length, scene.slack.pings], [1, []])
      const held = (await scene.hub.deliveries()).find(({ state }) => state === 'sending')
      const busy = held?.holder === 'process 1' ? scene.hub.life : second.life
      busy.freeze()
      await scene.hub.at('2026-11-16T10:30+09:00')
      assert.equal(pages().length, 1)
      assert.deepEqual(scene.slack.pings.map(({ user }) => user).sort(), [people.kim.slack, people.lee.slack])
      await end()
    })
  },
  ['memory', 'postgres'],
)

/** A webhook cannot look people up. */
const mapped = [people.kim, people.lee].map(({ id, name, slack }) => ({ name, accounts: { jira: id, slack } }))
