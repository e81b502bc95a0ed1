import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, verify } from '../../engine/writes-testing.ts'
import { parseStorage } from './storage/parse.ts'
import { regionsOf } from './storage/region.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

/** What Cloud and Data Center have in common: the same sentences hold for both. */
for (const kind of ['cloud', 'server'] as const) {
  const scene = () => {
    const it = stage({ kind })
    it.fake.addSpace('DEPLOY', '배포')
    return it
  }

  test(`the site is told apart by itself and asked only once (${kind})`, async () => {
    const { client, fake } = scene()
    const [first, second] = await Promise.all([client.site(), client.site()])
    deepEqual(first, { kind, url: fake.url })
    deepEqual(second, first)
    equal(fake.requests.length, kind === 'cloud' ? 0 : 2, 'a Cloud site is known by its name')
  })

  test(`a page comes with body, version and address in one answer (${kind})`, async () => {
    const { client, fake } = scene()
    const { id, body } = fake.addPage({ space: 'DEPLOY', title: '회의록', body: '<p>결제 서버 점검</p>' })
    fake.edit(id, text => text.replace('점검', '교체'))
    await client.site()
    const asked = fake.requests.length
    const page = await client.page(id)
    equal(fake.requests.length, asked + 1)
    equal(page.version, 2)
    equal(page.status, 'current')
    equal(page.body, body.replace('점검', '교체'))
    match(page.url, new RegExp(`^${fake.url}/.*${id}`))
  })

  test(`a page is found by its exact title, and by no other (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = fake.addPage({ space: 'DEPLOY', title: 'Weekly & 주간 "1"' })
    fake.addPage({ space: 'OTHER', title: '다른 곳' })
    equal((await client.pageTitled('DEPLOY', 'Weekly & 주간 "1"'))?.id, id)
    equal(await client.pageTitled('DEPLOY', 'weekly & 주간 "1"'), undefined)
    equal(await client.pageTitled('DEPLOY', '다른 곳'), undefined)
  })

  test(`a space is known by its key and asked for once (${kind})`, async () => {
    const { client, fake } = scene()
    equal((await client.space('DEPLOY')).name, '배포')
    const asked = fake.requests.length
    await client.space('DEPLOY')
    equal(fake.requests.length, asked)
  })

  test(`a new page holds its regions and its identity from its first version on (${kind})`, async () => {
    const { client, fake } = scene()
    const parent = fake.addPage({ space: 'DEPLOY', title: '리포트' })
    const made = await perform(client.createPage, { ...weekly(), parent: parent.id })
    const page = fake.pages.get(made.id)!
    equal(page.parent, parent.id)
    equal(page.version.number, 1)
    match(page.body, /배포 3건/)
    match(page.body, /deploy-report\/web\/2026-W48/)
    deepEqual(made, {
      id: page.id,
      title: page.title,
      url: (await client.page(page.id)).url,
      version: 1,
      changed: true,
    })
  })

  test(`without a parent a new page hangs under the space's home page (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    equal(fake.pages.get(id)?.parent, fake.addSpace('DEPLOY').home)
  })

  test(`an edit changes its regions, names the reason in the history and leaves every other byte alone (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly({ summary: '배포 3건', tickets: 'DEP-1' }))
    fake.edit(id, body => `<p>위에 쓴 메모 &amp; 표</p>${body}<p>아래에 쓴 <strong>메모</strong></p>`)
    const before = fake.pages.get(id)!.body
    const edited = await perform(client.editPage, weeklyEdit(id, { tickets: 'DEP-2' }))
    const { body, version } = fake.pages.get(id)!
    deepEqual([edited.changed, edited.version], [true, 3])
    deepEqual(version, { number: 3, message: '이슈가 바뀜', minorEdit: true })
    equal(withoutRegion(body, 'tickets'), withoutRegion(before, 'tickets'))
    equal(fake.mails.length, kind === 'cloud' ? 2 : 1, 'a minor edit, where that is known to be heeded')
    ok(body.includes('DEP-2') && !body.includes('DEP-1') && body.includes('배포 3건'))
  })

  test(`a region that the page lacks is added (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly({ summary: '배포 3건' }))
    equal((await perform(client.editPage, weeklyEdit(id, { changes: 'WEB-7 추가' }))).changed, true)
    match(fake.pages.get(id)!.body, /배포 3건.*WEB-7 추가/s)
  })

  test(`a region that people have deleted comes back at its place (${kind})`, async () => {
    const { client, fake } = scene()
    const wanted = { summary: '배포 3건', tickets: 'DEP-1', changes: 'WEB-7 추가' }
    const { id } = await perform(client.createPage, weekly(wanted))
    fake.edit(id, body => `${withoutRegion(body, 'tickets')}<p>메모</p>`)
    equal((await perform(client.editPage, weeklyEdit(id, wanted))).version, 3)
    match(fake.pages.get(id)!.body, /배포 3건.*DEP-1.*WEB-7 추가.*메모/s)
  })

  test(`no version is made when nothing real changed, though the server rewrote everything (${kind})`, async () => {
    const { client, fake } = scene()
    const wanted = { summary: '배포 "3건" → 결제 서버 · 김지은…', tickets: 'a  b' }
    const { id } = await perform(client.createPage, weekly(wanted))
    for (let hour = 0; hour < 3; hour++) {
      const edited = await perform(client.editPage, weeklyEdit(id, wanted))
      deepEqual([edited.changed, edited.version], [false, 1])
    }
    fake.edit(id, body => `<p>메모</p>${body}`)
    deepEqual((await perform(client.editPage, weeklyEdit(id, wanted))).version, 2)
    equal(fake.mails.length, 1, 'watchers are told of the new page only')
  })

  test(`what people write into a region gives way at the next edit (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    fake.edit(id, body => body.replace('배포 3건', '배포 300건'))
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '배포 3건' }))).changed, true)
    ok(!fake.pages.get(id)!.body.includes('300건'))
  })

  test(`without the content property an edit knows by the text whether anything changed (${kind})`, async () => {
    const { client, fake } = scene()
    const { id } = await perform(client.createPage, weekly())
    fake.pages.get(id)!.properties.clear()
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '배포 3건' }))).changed, false)
  })

  test(`what the server makes of a text is learnt, so that even then no version is made (${kind})`, async () => {
    const { client, fake } = stage({ kind, fetch: (url, init, genuine) => genuine(url, rewritten(init)) })
    fake.addSpace('DEPLOY')
    const { id } = await perform(client.createPage, weekly({ summary: '배포 :) 3건' }))
    match(fake.pages.get(id)!.body, /배포 🙂 3건/)
    const again = () => perform(client.editPage, weeklyEdit(id, { summary: '배포 :) 3건' }))
    equal((await again()).changed, false)
    fake.pages.get(id)!.properties.clear()
    deepEqual([(await again()).version, (await again()).version], [2, 2], 'forgotten, it costs one version')
  })

  test(`where the answer to a save lacks the body it is read, unless somebody was there meanwhile (${kind})`, async () => {
    const { client, fake } = stage({
      kind,
      fetch: async (url, init, genuine) => {
        const answer = await genuine(url, init)
        if (init.method === 'GET' || answer.status !== 200) return answer
        const { body: _, ...rest } = (await answer.json()) as { body: unknown }
        return Response.json(rest)
      },
    })
    fake.addSpace('DEPLOY')
    const { id } = await perform(client.createPage, weekly())
    const marks = () => fake.pages.get(id)!.properties.get('dure')?.values.length
    equal(marks(), 1)
    fake.state.afterwards = ({ method, path }) => {
      if (method === 'PUT' && path.endsWith(`/${id}`)) fake.edit(id, body => body.replace('4건', '400건'))
    }
    await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))
    equal(marks(), 1)
    fake.state.afterwards = undefined
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))).changed, true)
    match(fake.pages.get(id)!.body, /배포 4건/)
  })

  test(`a content property that lags, conflicts or is refused costs nothing but a line in the log (${kind})`, async () => {
    const { client, fake, lines } = scene()
    const { id } = await perform(client.createPage, weekly())
    await perform(client.editPage, weeklyEdit(id, { summary: '4건' }))
    await perform(client.editPage, weeklyEdit(id, { summary: '5건' }))
    equal(fake.pages.get(id)!.properties.get('dure')?.values.length, 3)
    deepEqual(
      lines.filter(({ level }) => level === 'warn'),
      [],
    )
    fake.state.instead = request =>
      request.method !== 'GET' && request.url.includes('propert') ? Response.json({}, { status: 400 }) : undefined
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '6건' }))).changed, true)
    match(lines.find(({ level }) => level === 'warn')!.message, /property of a page was not written/)
    fake.state.instead = request => (request.url.includes('propert') ? Response.json({}, { status: 403 }) : undefined)
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '7건' }))).changed, true)
    match(lines.filter(({ level }) => level === 'warn')[1]!.message, /property of a page cannot be read/)
  })

  test(`the Jira server is read off a macro on a page, of the space first (${kind})`, async () => {
    const { client, fake } = scene()
    fake.addPage({ space: 'OTHER', title: '남의 표', body: jiraMacro('other') })
    fake.addPage({ space: 'DEPLOY', title: '매크로 없음', body: '<p>jira</p>' })
    fake.addPage({ space: 'DEPLOY', title: '표', body: jiraMacro('b1f2') })
    deepEqual(await client.jiraServer('DEPLOY'), { id: 'b1f2', name: 'System Jira' })
    const asked = fake.requests.length
    await client.jiraServer('DEPLOY')
    equal(fake.requests.length, asked, 'remembered')
  })

  test(`no Jira macro, or no right to search, is told in the log and ends nothing (${kind})`, async () => {
    const { client, fake, lines } = scene()
    equal(await client.jiraServer('DEPLOY'), undefined)
    for (const status of [400, 403, 404]) {
      fake.state.instead = request => (request.url.includes('search') ? Response.json({}, { status }) : undefined)
      equal(await client.jiraServer('DEPLOY'), undefined)
    }
    equal(lines.filter(({ message }) => message.includes('Jira macros cannot be searched')).length, 3)
    fake.state.instead = () => Response.json({}, { status: 401 })
    await rejects(client.jiraServer('DEPLOY'), { code: 'unauthorized' })
  })

  test(`a create whose answer was lost makes one page (${kind})`, async () => {
    let lose = true
    const { client, fake } = stage({
      kind,
      fetch: async (url, init, genuine) => {
        const answer = await genuine(url, init)
        if (init.method !== 'POST' || !lose || !/pages$|content$/.test(url.pathname)) return answer
        lose = false
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
      },
    })
    fake.addSpace('DEPLOY')
    equal(await verify(client.createPage, weekly()), 'absent')
    await rejects(perform(client.createPage, weekly()), { code: 'unavailable', arrived: 'maybe' })
    const verdict = await verify(client.createPage, weekly())
    const again = await perform(client.createPage, weekly())
    const [page, ...others] = [...fake.pages.values()].filter(({ title }) => title === weekly().title)
    deepEqual(others, [])
    deepEqual(verdict, { applied: { ...again, changed: true } })
    deepEqual([again.id, again.changed, again.version], [page!.id, false, 1])
  })
}

/** A server that draws faces. */
const rewritten = (init: RequestInit): RequestInit =>
  typeof init.body === 'string' ? { ...init, body: init.body.replace(':)', '🙂') } : init

const jiraMacro = (serverId: string) =>
  `<ac:structured-macro ac:name="jira" ac:schema-version="1"><ac:parameter ac:name="server">System Jira</ac:parameter><ac:parameter ac:name="serverId">${serverId}</ac:parameter><ac:parameter ac:name="jqlQuery">project = WEB</ac:parameter></ac:structured-macro>`

/** The page without a region: what must be the same after an edit of that region alone. */
function withoutRegion(body: string, name: string): string {
  const { element } = regionsOf(parseStorage(body), weekly().identity).get(name)!
  return body.slice(0, element.start) + body.slice(element.end)
}
