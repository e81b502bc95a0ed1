import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, hubWith } from '../../../test/work-log-scene.ts'
import { openSqlite } from '../../engine/store/store.ts'

const week = { week: '2026-W47' }
const linksIn = (seen: any, name: string) => seen.properties[name].relation.map(({ id }: { id: string }) => id)

test('a log that Notion had refused has its page once it is corrected', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  far.column(databases.logs, 'Impact Level')!.options = []
  const log = bodyOf({ impact_level: 'Low' })
  const { body } = await post(log)
  equal(body.notion, 'refused')
  far.changeColumns(databases.logs, { 'Impact Level': { select: { options: [{ name: 'High' }] } } })
  await ask('change', { id: body.id, ...log, impact_level: 'High' })
  await hub.workOff()
  const [row, ...others] = far.rows(databases.logs)
  deepEqual([others.length, (await ask('show', { id: body.id })).page_id], [0, row!.id])
  await hub.stop()
})

for (const how of ['into the trash', 'for good'])
  test(`a log whose page people have deleted ${how} does not keep back the page of its week`, async () => {
    const { hub, post, far, databases } = await hubWith()
    await post(bodyOf({ result: '오류를 3건 고쳤습니다' }))
    await post(bodyOf())
    await hub.workOff()
    const [gone, stays] = far.rows(databases.logs)
    if (how === 'for good') far.state.pages.delete(gone!.id)
    else gone!.trashed = true
    await hub.run('work-log/weekly', week)
    await hub.workOff()
    const seen = far.seen(far.rows(databases.weeks)[0]!)
    deepEqual(linksIn(seen, 'Source Logs'), [stays!.id])
    match((seen as any).properties['Bullet Points'].rich_text[0].plain_text, /3건/)
    ok((await hub.deliveries()).every(({ state }) => state === 'done'))
    await hub.stop()
  })

test('a page of a week that people have deleted for good is made anew, once, and linked with its month', async () => {
  const { hub, post, ask, far, databases } = await hubWith()
  await post(bodyOf())
  await hub.run('work-log/weekly', week)
  await hub.run('work-log/monthly', { month: '2026-11' })
  await hub.workOff()
  for (const _ of ['the first', 'the one that was made anew']) {
    far.state.pages.delete(far.rows(databases.weeks)[0]!.id)
    for (const _ of [1, 2]) {
      await hub.run('work-log/publish', { name: '2026-W47' })
      await hub.workOff()
    }
    const [row, ...others] = far.rows(databases.weeks)
    equal(others.length, 0)
    const { summaries } = await ask('summaries', { kind: 'week' })
    equal(summaries[0].url, far.addressOf(row!.id))
    deepEqual(linksIn(far.seen(far.rows(databases.months)[0]!), 'Source Weeks'), [row!.id])
  }
  ok((await hub.runs()).every(({ state }) => state === 'done'))
  await hub.stop()
})

test('every week and month that passed while the hub was down is summarised at the next start', async () => {
  const store = openSqlite(':memory:')
  const before = await hubWith({ notion: false, store })
  for (const logged_date of ['2026-11-20', '2026-11-27', '2026-12-04']) await before.post(bodyOf({ logged_date }))
  await before.hub.stop()
  const { hub, ask } = await hubWith({ notion: false, store, now: '2027-01-04T00:30:00Z' })
  await hub.workOff()
  const { summaries } = await ask('summaries', {})
  deepEqual(
    summaries.filter(({ logs }: any) => logs > 0).map(({ period }: any) => period),
    ['2026-12', '2026-W49', '2026-W48', '2026-W47', '2026-11'],
  )
  await hub.stop()
})
