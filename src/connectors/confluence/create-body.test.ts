import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned, verify } from '../../engine/writes-testing.ts'
import { confluence, paragraph } from './index.ts'
import { bullets, heading, table } from './storage/tree.ts'
import { type StageOptions, stage, weekly } from './testing.ts'
import type { NewPage } from './words.ts'

const identity = 'confluence-sync/todo/PLAY-7'

function scene(kind: 'cloud' | 'server', options: StageOptions = {}) {
  const it = stage({ kind, ...options })
  it.fake.addSpace('OTHER')
  const parent = it.fake.addPage({ space: 'TEAM', title: '할 일' })
  const todo = (more: Partial<NewPage> = {}): NewPage => ({
    parent: parent.id,
    title: 'PLAY-7 할 일',
    identity,
    body: [paragraph('첫 줄'), bullets([['하나'], ['둘']])],
    ...more,
  })
  const titled = (title: string) => [...it.fake.pages.values()].filter(page => page.title === title)
  const property = (id: string) => it.fake.pages.get(id)!.properties.get('dure')?.values.at(-1)
  return { ...it, parent, todo, titled, property }
}

/** Loses the answer to the first page that is made: it arrives, and nobody is told. */
function losing(): StageOptions {
  let lose = true
  return {
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      if (init.method !== 'POST' || !lose || !/pages$|content$/.test(url.pathname)) return answer
      lose = false
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  }
}

for (const kind of ['cloud', 'server'] as const) {
  test(`without a space a page is made in that of the page above it, which is asked for once (${kind})`, async () => {
    const { client, fake, parent, todo } = scene(kind)
    const { id } = await perform(client.createPage, todo())
    deepEqual([fake.pages.get(id)!.space, fake.pages.get(id)!.parent], ['TEAM', parent.id])
    equal((await client.spaceOf(parent.id)).key, 'TEAM')
    const reads = () => fake.requests.filter(({ method }) => method === 'GET').length
    const before = reads()
    await perform(client.createPage, todo({ title: '둘째', identity: 'b' }))
    equal(reads(), before)
  })

  test(`after a create that was refused, the space of the page above is asked for anew: people move pages (${kind})`, async () => {
    const { client, fake, parent, todo } = scene(kind)
    await perform(client.createPage, todo())
    parent.space = 'OTHER'
    fake.addPage({ space: 'TEAM', title: '둘째' })
    await rejects(perform(client.createPage, todo({ title: '둘째', identity: 'b' })), { code: 'invalid' })
    const { id } = await perform(client.createPage, todo({ title: '둘째', identity: 'b' }))
    equal(fake.pages.get(id)!.space, 'OTHER')
  })

  test(`a page above that is not there is bad input, not a page that was not found (${kind})`, async () => {
    const { client, todo } = scene(kind)
    await rejects(perform(client.createPage, todo({ parent: '4711' })), {
      code: 'invalid',
      message: /above the new page "PLAY-7 할 일" is not there.*4711/,
      ko: /상위 페이지 4711/,
    })
  })

  test(`a page that is written once carries its identity unseen, in its text and its property (${kind})`, async () => {
    const { client, fake, todo, property } = scene(kind)
    const made = await perform(client.createPage, todo())
    const { body, version } = fake.pages.get(made.id)!
    deepEqual([made.changed, version.number], [true, 1])
    match(body, /^<p[^>]*><ac:structured-macro[^>]*ac:name="anchor"[^>]*><ac:parameter[^>]*>dure-page-\w{16}<.*첫 줄/)
    doesNotMatch(body, /PLAY-7/)
    deepEqual(property(made.id), { identity, regions: {} })
  })

  test(`what people have made of it is never written over (${kind})`, async () => {
    const { client, fake, todo } = scene(kind)
    const { id } = await perform(client.createPage, todo())
    fake.edit(id, body => body.replace('첫 줄', '김지은이 고침'))
    const { body } = fake.pages.get(id)!
    const again = await perform(client.createPage, todo({ body: [paragraph('다른 글')] }))
    deepEqual([again.id, again.version, again.changed], [id, 2, false])
    equal(fake.pages.get(id)!.body, body)
  })

  test(`it is ours by its property where people have replaced its text, and by its text where the property is lost (${kind})`, async () => {
    const { client, fake, todo, property } = scene(kind)
    const { id } = await perform(client.createPage, todo())
    const { body } = fake.pages.get(id)!
    fake.edit(id, () => '<p>다 새로 씀</p>')
    equal((await perform(client.createPage, todo())).id, id)
    fake.edit(id, () => body)
    fake.pages.get(id)!.properties.clear()
    equal((await perform(client.createPage, todo())).id, id)
    deepEqual(property(id), { identity, regions: {} }, 'it is noted again')
  })

  test(`a page of that title that is not ours is left alone, with advice that fits (${kind})`, async () => {
    const { client, fake, todo } = scene(kind)
    const theirs = fake.addPage({ space: 'TEAM', title: 'PLAY-7 할 일', body: '<p>사람 것</p>' })
    await rejects(perform(client.createPage, todo()), error => {
      const { code, message, ko } = error as { code: string; message: string; ko: string }
      equal(code, 'invalid')
      match(message, /did not make is in space TEAM already.*Rename it, or take another title\.$/)
      match(ko, /다른 제목을 쓰십시오/)
      return true
    })
    equal(await verify(client.createPage, todo()), 'absent')
    deepEqual([theirs.version.number, theirs.properties.size], [1, 0])
  })

  test(`that one with regions of the same identity is ours, and another identity is not (${kind})`, async () => {
    const { client, todo } = scene(kind)
    const { id } = await perform(client.createPage, {
      ...weekly(),
      parent: undefined,
      space: 'TEAM',
      title: 'PLAY-7 할 일',
    })
    await rejects(perform(client.createPage, todo()), { code: 'invalid' })
    equal((await perform(client.createPage, todo({ identity: weekly().identity }))).id, id)
  })

  test(`a create whose answer was lost is found by title and identity, and made once (${kind})`, async () => {
    const { client, fake, todo, titled, property } = scene(kind, losing())
    equal(await verify(client.createPage, todo()), 'absent')
    await rejects(perform(client.createPage, todo()), { code: 'unavailable', arrived: 'maybe' })
    const [page, ...others] = titled('PLAY-7 할 일')
    deepEqual([others.length, property(page!.id)], [0, undefined])
    fake.edit(page!.id, body => `${body}<p>그사이에</p>`)
    const verdict = await verify(client.createPage, todo())
    ok(typeof verdict === 'object')
    deepEqual([verdict.applied.id, verdict.applied.changed], [page!.id, true])
    deepEqual(property(page!.id), { identity, regions: {} }, 'so that it is found whatever it is called')
    equal((await perform(client.createPage, todo())).id, page!.id)
    equal(titled('PLAY-7 할 일').length, 1)
  })

  test(`an archived page of ours is not taken for one that people can work with (${kind})`, async () => {
    const { client, fake, todo } = scene(kind)
    const { id } = await perform(client.createPage, todo())
    fake.pages.get(id)!.status = 'archived'
    const refused = kind === 'cloud' ? /is archived.*another title/ : /refuses the new page/
    await rejects(perform(client.createPage, todo()), { code: 'invalid', message: refused })
  })

  test(`planned, it shows its text and where it will hang; taken up, it shows that nothing changes (${kind})`, async () => {
    const { client, parent, todo } = scene(kind)
    const { url } = await client.page(parent.id)
    const below = todo({ title: '그 아래', identity: 'b', parent: `planned:${identity}` })
    const { made, shown } = await planned(client, [
      ['createPage', todo()],
      ['createPage', todo()],
      ['createPage', below],
    ])
    equal(shown[0]!.text, 'PLAY-7 할 일\n\n첫 줄\n- 하나\n- 둘')
    deepEqual([shown[0]!.result.url, shown[0]!.result.changed], [url, true])
    deepEqual([shown[1]!.before, shown[1]!.result.changed], [shown[1]!.after, false])
    await rejects(
      planned(client, [
        ['createPage', todo()],
        ['createPage', todo({ identity: 'b' })],
      ]),
      { code: 'invalid' },
    )
    const seen = confluence.foresee!(client, made)
    const [title, key] = ['PLAY-7 할 일', (await seen.spaceOf!(`planned:b`)).key]
    equal((await seen.pageTitled!(key, title))?.id, `planned:${identity}`)
    equal(await seen.pageTitled!('OTHER', title), undefined)
    match(((await seen.markdown!(`planned:${identity}`)) as { markdown: string }).markdown, /첫 줄\n\n- 하나/)
    const { id } = await perform(client.createPage, todo())
    const taken = await planned(client, [['createPage', todo({ body: [paragraph('다른 글')] })]])
    deepEqual([taken.shown[0]!.result.id, taken.shown[0]!.result.changed], [id, false])
    equal(taken.shown[0]!.before, taken.shown[0]!.after)
    match(taken.shown[0]!.after!, /첫 줄/)
    equal((await confluence.foresee!(client, taken.made).page!(id)).version, 1)
  })
}

test('a page that does not say where it hangs, or what is in it, is refused', async () => {
  const { client, fake, todo } = scene('cloud')
  const bad: [Partial<NewPage>, RegExp][] = [
    [{ parent: undefined }, /needs a space or a parent/],
    [{ body: undefined }, /needs either regions or a body/],
    [{ regions: weekly().regions }, /needs either regions or a body/],
    [{ body: [paragraph('가'.repeat(2_000_000))] }, /would have 5\.7 MB/],
  ]
  for (const [more, message] of bad) {
    await rejects(perform(client.createPage, todo(more)), { code: 'invalid', message })
    await rejects(planned(client, [['createPage', todo(more)]]), { code: 'invalid', message })
  }
  equal(fake.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/pages')).length, 0)
})

test('whatever the body begins with, its anchor is in it and is not seen', async () => {
  const { client, todo } = scene('cloud')
  for (const [index, body] of [[heading(2, '제목')], [table(['가'], [[['나']]])], ['그냥 글'], []].entries()) {
    const more = { title: `${index}`, identity: `${index}`, body }
    const { shown } = await planned(client, [['createPage', todo(more)]])
    const { id } = await perform(client.createPage, todo(more))
    doesNotMatch(shown[0]!.text!, /dure/)
    match((await client.page(id)).body, /ac:name="anchor".*dure-page-/)
  }
})

test('lists show the page above where no space is named', () => {
  const { client } = stage()
  const page = { parent: '7', title: '할 일', identity, body: [] }
  equal(client.createPage.summary(page), 'page 7: 할 일')
  equal(client.createPage.lane!(page), '7/할 일')
  equal(client.createPage.lane!({ ...page, space: 'TEAM' }), 'TEAM/할 일')
})
