import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned, verify } from '../../engine/writes-testing.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

for (const kind of ['cloud', 'server'] as const) {
  const scene = () => {
    const it = stage({ kind })
    it.fake.addSpace('DEPLOY')
    return it
  }

  test(`a page of that title that Dure made is taken up where it is (${kind})`, async () => {
    const { client, fake } = scene()
    const first = await perform(client.createPage, weekly())
    fake.edit(first.id, body => `${body}<p>메모</p>`)
    const second = await perform(client.createPage, weekly({ summary: '배포 4건' }))
    deepEqual([second.id, second.version, second.changed], [first.id, 3, true])
    match(fake.pages.get(first.id)!.body, /배포 4건.*메모/s)
  })

  test(`a page that somebody else made is left alone, and the error says what to do (${kind})`, async () => {
    const { client, fake } = scene()
    const theirs = fake.addPage({ space: 'DEPLOY', title: weekly().title, body: '<p>손으로 쓴 목록</p>' })
    const { body } = theirs
    await rejects(perform(client.createPage, weekly()), error => {
      const { code, message } = error as { code: string; message: string }
      equal(code, 'invalid')
      match(message, /already: https:.*Rename it, or set "adopt: true" for this report in dure\.yaml/)
      ok(message.includes(theirs.id))
      return true
    })
    deepEqual([theirs.body, theirs.version.number, theirs.properties.size], [body, 1, 0])
    equal(await verify(client.createPage, weekly()), 'absent')
  })

  test(`a page that is adopted keeps every byte of its text, and Dure adds its own (${kind})`, async () => {
    const { client, fake } = scene()
    const theirs = fake.addPage({
      space: 'DEPLOY',
      title: weekly().title,
      body: '<h2>계획</h2><p>손으로 쓴 &amp; 목록</p>',
    })
    const { body } = theirs
    const adopted = await perform(client.createPage, { ...weekly(), adopt: true })
    deepEqual([adopted.id, adopted.version, adopted.changed], [theirs.id, 2, true])
    ok(theirs.body.startsWith(body))
    match(theirs.body, /배포 3건/)
    equal((await perform(client.createPage, weekly())).changed, false, 'from then on it is ours')
  })

  test(`a page whose regions people have cut out is known by its content property (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    fake.edit(id, () => '<p>다 지움</p>')
    const again = await perform(client.createPage, weekly())
    deepEqual([again.id, again.version], [id, 3])
    match(fake.pages.get(id)!.body, /다 지움.*배포 3건/s)
  })

  test(`the identity of another report on the same page is not ours (${kind})`, async () => {
    const { client } = scene()
    await perform(client.createPage, { ...weekly(), identity: 'deploy-report/app/2026-W48' })
    await rejects(perform(client.createPage, weekly()), { code: 'invalid', message: /did not make/ })
  })

  test(`a lost create is told as done only when the page says what was wanted (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    equal(await verify(client.createPage, weekly({ summary: '배포 4건' })), 'absent')
    await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))
    fake.reindex()
    const verdict = await verify(client.createPage, weekly({ summary: '배포 4건' }))
    ok(typeof verdict === 'object' && verdict.applied.id === id && verdict.applied.version === 2)
  })

  test(`a new page that the search index does not know yet is found all the same (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    equal(fake.pages.get(id)!.indexed, false)
    equal((await client.pageTitled('DEPLOY', weekly().title))?.id, id)
  })

  test(`a title that differs in case alone is the same to Confluence, and so it is here (${kind})`, async () => {
    const { client, fake } = scene()
    fake.addPage({ space: 'DEPLOY', title: weekly().title.toLowerCase() })
    await rejects(perform(client.createPage, weekly()), {
      code: 'invalid',
      message: /2026-w48" that Dure did not make/,
    })
  })

  test(`a title held by a page that this user may not see is told in Confluence's words (${kind})`, async () => {
    const { client, fake } = scene()
    fake.addPage({ space: 'DEPLOY', title: weekly().title }).hidden = true
    await rejects(perform(client.createPage, weekly()), error => {
      const { code, message } = error as { code: string; message: string }
      equal(code, 'invalid')
      match(message, /refuses the new page.*Confluence says: A page with this title already exists/)
      doesNotMatch(message, /com\.atlassian/)
      return true
    })
  })
}

test('a page without a region is refused, for it would not be known again', async () => {
  const { client, fake } = stage()
  fake.addSpace('DEPLOY')
  await rejects(perform(client.createPage, { ...weekly(), regions: [] }), {
    code: 'invalid',
    message: /needs a region/,
  })
  await rejects(planned(client, [['createPage', { ...weekly(), regions: [] }]]), { message: /needs a region/ })
  fake.addPage({ space: 'DEPLOY', title: weekly().title })
  equal(await verify(client.createPage, { ...weekly(), regions: [] }), 'absent')
})
