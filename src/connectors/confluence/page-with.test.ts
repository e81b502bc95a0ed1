import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned } from '../../engine/writes-testing.ts'
import { confluence, paragraph } from './index.ts'
import { stage } from './testing.ts'

for (const kind of ['cloud', 'server'] as const) {
  const scene = () => {
    const it = stage({ kind })
    const parent = it.fake.addPage({ space: 'TEAM', title: '위' })
    const page = (identity: string) => ({ parent: parent.id, title: identity, identity, body: [paragraph('글')] })
    const reads = (part: RegExp) => it.fake.requests.filter(({ path }) => part.test(path)).length
    return { ...it, parent, page, reads }
  }

  test(`a page is found under its parent by its identity, whatever people call it (${kind})`, async () => {
    const { client, fake, parent, page } = scene()
    fake.addPage({ space: 'TEAM', title: '사람 것', parent: parent.id })
    const { id } = await perform(client.createPage, page('todo/1'))
    fake.pages.get(id)!.title = '새 이름'
    const { url } = await client.page(id)
    deepEqual(await client.pageWith('todo/1', parent.id), { id, title: '새 이름', url, version: 1 })
    equal(await client.pageWith('todo/2', parent.id), undefined)
    const elsewhere = fake.addPage({ space: 'TEAM', title: '다른 위' })
    equal(await client.pageWith('todo/1', elsewhere.id), undefined)
  })

  test(`one in the trash does not count, and neither does one that this user may not see (${kind})`, async () => {
    const { client, fake, parent, page } = scene()
    const { id } = await perform(client.createPage, page('todo/1'))
    await client.pageWith('todo/1', parent.id)
    fake.pages.get(id)!.status = 'trashed'
    equal(await client.pageWith('todo/1', parent.id), undefined)
    Object.assign(fake.pages.get(id)!, { status: 'current', hidden: true })
    equal(await client.pageWith('todo/1', parent.id), undefined)
  })

  test(`one that goes to the trash while it is looked for does not count (${kind})`, async () => {
    const { client, fake, parent, page } = scene()
    const { id } = await perform(client.createPage, page('todo/1'))
    fake.state.afterwards = ({ path }) => {
      if (/child/.test(path)) fake.pages.get(id)!.status = 'trashed'
    }
    equal(await client.pageWith('todo/1', parent.id), undefined)
  })

  test(`of many pages all are looked through, each asked for its identity once (${kind})`, async () => {
    const { client, fake, parent, page, reads } = scene()
    for (let n = 0; n < 520; n++) fake.addPage({ space: 'TEAM', title: `사람 것 ${n}`, parent: parent.id })
    const { id } = await perform(client.createPage, page('todo/1'))
    const other = await perform(client.createPage, page('todo/2'))
    const [pages, properties] = [reads(/child/), reads(/propert/)]
    equal((await client.pageWith('todo/2', parent.id))?.id, other.id)
    deepEqual([reads(/child/) - pages, reads(/propert/) - properties], [3, 522])
    for (const one of fake.pages.values()) if (/사람 것/.test(one.title)) one.status = 'trashed'
    equal((await client.pageWith('todo/1', parent.id))?.id, id)
    equal(reads(/propert/) - properties, 522, 'their identities are known by then')
  })

  test(`the search stops at the first, with four questions at a time (${kind})`, async () => {
    let open = 0
    let most = 0
    const { fake, client } = stage({
      kind,
      fetch: async (url, init, genuine) => {
        if (!/propert/.test(url.pathname) || init.method !== 'GET') return genuine(url, init)
        most = Math.max(most, ++open)
        await new Promise(setImmediate)
        return genuine(url, init).finally(() => open--)
      },
    })
    const parent = fake.addPage({ space: 'TEAM', title: '위' })
    const page = { parent: parent.id, title: '첫째', identity: 'todo/1', body: [] }
    const { id } = await perform(client.createPage, page)
    for (let n = 0; n < 9; n++) fake.addPage({ space: 'TEAM', title: `사람 것 ${n}`, parent: parent.id })
    const asked = fake.requests.length
    equal((await client.pageWith('todo/1', parent.id))?.id, id)
    equal(fake.requests.slice(asked).filter(({ path }) => /propert/.test(path)).length, 4)
    await client.pageWith('todo/2', parent.id)
    equal(most, 4)
  })

  test(`more than 2 000 pages below one are refused, for one that is not seen would be made twice (${kind})`, async () => {
    const { client, fake, parent } = scene()
    const add = (n: number) => fake.addPage({ space: 'TEAM', title: `사람 것 ${n}`, parent: parent.id }).id
    const ids = Array.from({ length: 2001 }, (_, n) => add(n))
    await rejects(client.pageWith('todo/1', parent.id), { code: 'invalid', message: /more than 2000/, ko: /2000개/ })
    fake.pages.delete(ids[0]!)
    equal(await client.pageWith('todo/1', parent.id), undefined)
  })

  test(`a parent that is not there is told, and so is a stranger (${kind})`, async () => {
    const { client, fake, parent } = scene()
    await rejects(client.pageWith('todo/1', '4711'), { code: 'not_found' })
    fake.state.anonymous = true
    await rejects(client.pageWith('todo/1', parent.id), { code: 'unauthorized' })
  })

  test(`a page that is only planned is found, and a planned change shows in its version (${kind})`, async () => {
    const { client, fake, parent, page } = scene()
    const there = await perform(client.createPage, page('todo/1'))
    const change = { kind: 'entry', id: 'e', content: ['적음'] }
    const { made } = await planned(client, [
      ['createPage', page('todo/2')],
      ['changePage', { page: there.id, change }],
    ])
    const seen = confluence.foresee!(client, made)
    equal((await seen.pageWith!('todo/2', parent.id))?.id, 'planned:todo/2')
    equal((await seen.pageWith!('todo/1', parent.id))?.version, 2)
    equal(await seen.pageWith!('todo/1', 'planned:todo/2'), undefined)
    equal(await seen.pageWith!('todo/3', parent.id), undefined)
    ok([...fake.pages.values()].every(({ title }) => title !== 'todo/2'))
  })
}
