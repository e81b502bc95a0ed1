import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned } from '../../engine/writes-testing.ts'
import { confluence } from './index.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

for (const kind of ['cloud', 'server'] as const) {
  const scene = () => {
    const it = stage({ kind })
    it.fake.addSpace('DEPLOY', '배포')
    const writes = () => it.fake.requests.filter(({ method }) => method !== 'GET')
    return { ...it, writes }
  }

  test(`a planned page shows its text and where it will hang, and makes nothing (${kind})`, async () => {
    const { client, fake, writes } = scene()
    const parent = fake.addPage({ space: 'DEPLOY', title: '위' })
    const { shown } = await planned(client, [
      ['createPage', weekly()],
      ['createPage', { ...weekly(), title: '둘째', identity: 'other', parent: parent.id }],
    ])
    match(shown[0]!.text!, /^주간 배포 리스트 2026-W48\n\n[\s\S]*배포 3건/)
    deepEqual(shown[0]!.result, {
      id: 'planned:deploy-report/web/2026-W48',
      title: weekly().title,
      url: `${fake.url}/${kind === 'cloud' ? 'spaces' : 'display'}/DEPLOY`,
      version: 1,
      changed: true,
    })
    equal(shown[1]!.result.url, (await client.page(parent.id)).url)
    deepEqual(writes(), [])
  })

  test(`a planned edit shows the text before and after (${kind})`, async () => {
    const { client, fake, writes } = scene()
    const { id } = await perform(client.createPage, weekly())
    fake.edit(id, body => `<p>메모</p>${body}`)
    const before = writes().length
    const { shown } = await planned(client, [['editPage', weeklyEdit(id, { summary: '배포 4건' })]])
    match(shown[0]!.before!, /메모[\s\S]*배포 3건/)
    match(shown[0]!.after!, /메모[\s\S]*배포 4건/)
    deepEqual([shown[0]!.result.version, shown[0]!.result.changed], [3, true])
    equal(writes().length, before)
  })

  test(`a planned edit that changes nothing says so (${kind})`, async () => {
    const { client } = scene()
    const { id } = await perform(client.createPage, weekly())
    const { shown } = await planned(client, [['editPage', weeklyEdit(id, { summary: '배포 3건' })]])
    equal(shown[0]!.before, shown[0]!.after)
    deepEqual([shown[0]!.result.version, shown[0]!.result.changed], [1, false])
  })

  test(`edits planned one after the other, of a page that is only planned too, build on each other (${kind})`, async () => {
    const { client } = scene()
    const id = 'planned:deploy-report/web/2026-W48'
    const { made, shown } = await planned(client, [
      ['createPage', weekly()],
      ['editPage', weeklyEdit(id, { summary: '배포 4건' })],
      ['editPage', weeklyEdit(id, { tickets: 'DEP-1' })],
      ['editPage', weeklyEdit(id, { summary: '배포 4건' })],
    ])
    match(shown[1]!.before!, /배포 3건/)
    match(shown[2]!.before!, /배포 4건/)
    match(shown[2]!.after!, /배포 4건[\s\S]*DEP-1/)
    equal(shown[3]!.result.changed, false)
    const seen = confluence.foresee!(client, made)
    deepEqual([(await seen.page!(id)).version, (await seen.pageTitled!('DEPLOY', weekly().title))?.id], [3, id])
    match((await seen.page!(id)).body, /배포 4건[\s\S]*DEP-1/)
  })

  test(`a page that is there already is planned as the edit that it would get (${kind})`, async () => {
    const { client } = scene()
    const { id } = await perform(client.createPage, weekly())
    const { made, shown } = await planned(client, [['createPage', weekly({ summary: '배포 4건' })]])
    deepEqual([shown[0]!.result.id, shown[0]!.result.version], [id, 2])
    match(shown[0]!.after!, /배포 4건/)
    const seen = confluence.foresee!(client, made)
    match((await seen.page!(id)).body, /배포 4건/)
    match((await seen.pageTitled!('DEPLOY', weekly().title))!.body, /배포 4건/)
    equal(await seen.pageTitled!('DEPLOY', '없음'), undefined)
  })

  test(`a plan fails where the run would: a title that is taken, a page that may not be edited (${kind})`, async () => {
    const { client, fake } = scene()
    const theirs = fake.addPage({ space: 'DEPLOY', title: weekly().title })
    await rejects(planned(client, [['createPage', weekly()]]), { code: 'invalid', message: /did not make/ })
    const { shown } = await planned(client, [['createPage', { ...weekly(), adopt: true }]])
    equal(shown[0]!.result.id, theirs.id)
    theirs.status = 'trashed'
    await rejects(planned(client, [['editPage', weeklyEdit(theirs.id, { summary: 'x' })]]), { message: /in the trash/ })
  })
}

test('lists show which space, title, page and regions a write is about', () => {
  const { client } = stage()
  equal(client.createPage.summary(weekly()), 'DEPLOY: 주간 배포 리스트 2026-W48')
  equal(client.editPage.summary(weeklyEdit('7', { summary: 'x', tickets: 'y' })), 'page 7: summary, tickets')
  equal(client.editPage.lane!(weeklyEdit('7', {})), '7')
  ok(client.editPage.repeatable)
})
