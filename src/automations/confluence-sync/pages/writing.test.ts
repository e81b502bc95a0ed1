import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pageTools } from '../../../../test/page-tools-scene.ts'

for (const kind of ['cloud', 'server'] as const)
  describe(`an agent that writes to ${kind === 'cloud' ? 'Confluence Cloud' : 'a Confluence Data Center'}`, () => {
    test('makes a page, appends to it, rewrites a section of it and reads what became of it', async () => {
      const { call, home, fake } = await pageTools(kind)
      const body_md = '## 할 일\n\n- [ ] 참석 기업 목록 정리\n\n## 메모\n\n없음\n'
      const { result: made } = await call('create_page', { title: 'EXT_Desk_D02 ToDo', body_md, parent_id: home })
      assert.deepEqual(
        [made.status, made.outcome, made.title, made.version],
        ['done', 'created', 'EXT_Desk_D02 ToDo', 1],
      )
      const { page_id } = made
      assert.deepEqual([fake.pages.get(page_id)!.parent, fake.pages.get(page_id)!.space], [home, 'PLAY'])
      assert.ok(made.url.startsWith('https://'))

      const { result: added } = await call('append_to_page', {
        page_id,
        append_md: '- 데모 요청 **3건**',
        heading: '할 일',
      })
      assert.deepEqual([added.status, added.outcome, added.page_id, added.version], ['done', 'appended', page_id, 2])

      const changed = { page_id, body_md: '## 메모\n\n금요일에 공유\n', version: 2, heading: '메모' }
      const { result: updated } = await call('update_page', changed)
      assert.deepEqual([updated.outcome, updated.version], ['updated', 3])
      const { result: read } = await call('get_page', { page_id })
      assert.equal(
        read.markdown,
        '## 할 일\n\n- [ ] 참석 기업 목록 정리\n\n* 데모 요청 **3건**\n\n## 메모\n\n금요일에 공유\n',
      )
      const { result: same } = await call('update_page', changed)
      assert.deepEqual([same.outcome, same.version], ['unchanged', 3])
      assert.match(same.note, /no new version/)
    })
  })

describe('a tool that writes', () => {
  test('refuses a version that is no longer the latest, and queues nothing', async () => {
    const { call, addPage, bodyOf, fake, hub } = await pageTools()
    const page_id = addPage('회의록', '<p>처음</p>')
    fake.edit(page_id, body => `${body}<p>사람이 썼다</p>`)
    const before = bodyOf(page_id)
    for (const [tool, sent] of [
      ['update_page', { page_id, body_md: '나중\n', version: 1 }],
      ['append_to_page', { page_id, append_md: '나중', version: 1 }],
    ] as const) {
      const { isError, result } = await call(tool, sent)
      assert.equal(isError, true)
      assert.match(result.message, /version 2 .*read it again/)
    }
    assert.deepEqual([bodyOf(page_id), await hub.deliveries(), await hub.runs()], [before, [], []])
  })

  test('whose page is changed between its look and its write says that it was not written and what to do', async () => {
    const { call, addPage, bodyOf, fake } = await pageTools()
    const page_id = addPage('회의록', '<p>처음</p>')
    fake.state.afterwards = ({ method, path }) => {
      if (method !== 'GET' || !path.includes(page_id)) return
      fake.state.afterwards = undefined
      fake.edit(page_id, body => `${body}<p>그사이</p>`)
    }
    const { isError, result, text } = await call('update_page', { page_id, body_md: '나중\n', version: 1 })
    assert.deepEqual([isError, result.code, result.page_id], [true, 'conflict', page_id])
    assert.match(text, /version 2 .*It was not written\. Read the page again .*new idempotency_key/)
    assert.ok(!bodyOf(page_id).includes('나중'))
  })

  test('appends once, however often the call is repeated under its key', async () => {
    const { call, addPage, bodyOf } = await pageTools()
    const page_id = addPage('Live doc', '<p>처음</p>')
    const sent = { page_id, append_md: '시그널이 왔다', idempotency_key: 'signal-412' }
    const { result: first } = await call('append_to_page', sent)
    const { result: again } = await call('append_to_page', sent)
    assert.deepEqual(again, first)
    assert.equal(bodyOf(page_id).split('시그널이 왔다').length, 2)
    const { result: other } = await call('append_to_page', { ...sent, append_md: '다른 글' })
    assert.equal(other.code, 'conflict')
    await call('append_to_page', { page_id, append_md: '시그널이 왔다' })
    assert.equal(bodyOf(page_id).split('시그널이 왔다').length, 3, 'without a key each call adds once more')
  })

  test('answers a dry run with the difference that it would make, and writes nothing', async () => {
    const { call, addPage, bodyOf, home, hub, pages } = await pageTools()
    const page_id = addPage('Live doc', '<p>처음</p><p>둘째</p>')
    const before = [bodyOf(page_id), pages().length]
    const plans = [
      await call('append_to_page', { page_id, append_md: '시그널이 왔다', dry_run: true }),
      await call('update_page', { page_id, body_md: '처음\n\n셋째\n', version: 1, dry_run: true }),
      await call('create_page', { title: '새 페이지', body_md: '글', parent_id: home, dry_run: true }),
    ].map(({ isError, result }) => (isError ? 'failed' : result.plan))
    assert.match(plans[0], /would make 1 write.*\n~ confluence\.changePage .*\n\+시그널이 왔다/s)
    assert.match(plans[1], /~ confluence\.rewritePage .*\n-둘째\n.*\+셋째\n/s)
    assert.match(plans[2], /\+ confluence\.createPage .*새 페이지\n\n글/s)
    const stale = await call('update_page', { page_id, body_md: '글\n', version: 9, dry_run: true })
    assert.ok(stale.isError && /would fail: .*version/.test(stale.text))
    assert.deepEqual([[bodyOf(page_id), pages().length], await hub.deliveries()], [before, []])
  })

  test('whose write does not go through in time says that it is accepted, and it is written later', async () => {
    const { call, addPage, bodyOf, fake, hub, pages } = await pageTools()
    const page_id = addPage('Live doc', '<p>처음</p>')
    fake.state.instead = ({ method }) => (method !== 'GET' ? new Response('busy', { status: 503 }) : undefined)
    const sent = { page_id, append_md: '시그널이 왔다', idempotency_key: 'one' }
    const { isError, result } = await call('append_to_page', sent)
    assert.deepEqual([isError, result.status, result.page_id], [false, 'accepted', page_id])
    assert.match(result.note, /will be written by itself/)
    const { result: made } = await call('create_page', { title: '새 페이지', body_md: '글', space: 'PLAY' })
    assert.deepEqual([made.status, made.title, made.page_id, made.url], ['accepted', '새 페이지', undefined, undefined])
    fake.state.instead = undefined
    await hub.workOff()
    assert.ok(pages().some(({ title }) => title === '새 페이지'))
    assert.equal(bodyOf(page_id).split('시그널이 왔다').length, 2)
    const { result: later } = await call('append_to_page', sent)
    assert.deepEqual([later.status, later.outcome], ['done', 'appended'])
  })

  test('is told what is wrong with its Markdown: nothing at all, too much, or a reference that the page lacks', async () => {
    const { call, addPage, home, hub } = await pageTools()
    const page_id = addPage('Live doc', '<p>처음</p>')
    const nothing = await call('append_to_page', { page_id, append_md: ' \n' })
    assert.deepEqual([nothing.result.code, nothing.result.fields[0]], ['invalid', 'append_md'])
    const tooMuch = await call('update_page', { page_id, body_md: '가'.repeat(200_001), version: 1 })
    assert.deepEqual([tooMuch.result.code, tooMuch.result.fields[0]], ['invalid', 'body_md'])
    const strange = await call('create_page', { title: '새', body_md: '{{toc 0123456789}}', parent_id: home })
    assert.deepEqual([strange.isError, strange.result.code], [true, 'invalid'])
    assert.match(strange.text, /toc 0123456789/)
    assert.deepEqual(await hub.deliveries(), [])
  })
})

describe('append_to_page', () => {
  test('under a heading given with the # of its Markdown makes it without, and finds it again either way', async () => {
    const { call, addPage, bodyOf } = await pageTools()
    const page_id = addPage('Live doc', '<p>처음</p>')
    for (const heading of ['## 새 절', '새 절', '### 새 절'])
      assert.equal((await call('append_to_page', { page_id, append_md: '글', heading })).result.outcome, 'appended')
    assert.ok(!bodyOf(page_id).includes('#'), bodyOf(page_id))
    assert.equal(bodyOf(page_id).match(/<h\d/g)?.length, 1)
  })
})

describe('update_page', () => {
  test('of a section wants its heading, too, and with nothing at all takes the section away', async () => {
    const { call, addPage, bodyOf } = await pageTools()
    const page_id = addPage('Live doc', '<h2>메모</h2><p>처음</p><h2>끝</h2><p>글</p>')
    const rewritten = (body_md: string) => call('update_page', { page_id, heading: '메모', version: 1, body_md })
    const { isError, result } = await rewritten('나중\n')
    assert.deepEqual([isError, result.code, result.fields[0]], [true, 'invalid', 'body_md'])
    assert.match(bodyOf(page_id), /메모.*처음/)
    assert.equal((await rewritten('')).result.outcome, 'updated')
    const { result: read } = await call('get_page', { page_id })
    assert.equal(read.markdown, '## 끝\n\n글\n')
  })

  test('changes what has changed, and leaves the form of all else as people gave it', async () => {
    const { call, addPage, bodyOf } = await pageTools('server')
    const kept = '<p style="text-align: center;">가운데</p><ac:structured-macro ac:name="toc" />'
    const page_id = addPage('Live doc', `${kept}<p>처음</p>`)
    const { result: read } = await call('get_page', { page_id })
    const body_md = read.markdown.replace('처음', '나중')
    const { result } = await call('update_page', { page_id, version: read.version, body_md })
    assert.equal(result.outcome, 'updated')
    assert.ok(bodyOf(page_id).includes('text-align: center') && bodyOf(page_id).includes('ac:name="toc"'))
    assert.ok(bodyOf(page_id).includes('나중') && !bodyOf(page_id).includes('처음'))
  })
})

describe('create_page', () => {
  test('needs a page above it or a space, and says so by both names', async () => {
    const { call } = await pageTools()
    const { isError, result } = await call('create_page', { title: '새 페이지', body_md: '글' })
    assert.deepEqual([isError, result.code, result.fields[0]], [true, 'invalid', 'parent_id'])
    assert.match(result.message, /`parent_id`.*`space`/)
  })

  test('that finds the page made by the same call before leaves it as it is, and says so', async () => {
    const { call, bodyOf, fake } = await pageTools()
    const sent = { title: '새 페이지', body_md: '글', space: 'PLAY', idempotency_key: 'one' }
    const { result: made } = await call('create_page', sent)
    fake.edit(made.page_id, body => `${body}<p>사람이 썼다</p>`)
    const before = bodyOf(made.page_id)
    const { call: callAnother } = await pageTools('cloud', { fake })
    const { isError, result } = await callAnother('create_page', sent)
    assert.deepEqual(
      [isError, result.status, result.outcome, result.page_id, result.version],
      [false, 'done', 'exists', made.page_id, 2],
    )
    assert.match(result.note, /update_page/)
    assert.equal(bodyOf(made.page_id), before)
  })

  test('at the top of a space it hangs under its home page; a title that is taken is refused', async () => {
    const { call, fake, home, hub } = await pageTools()
    const { result } = await call('create_page', { title: '새 페이지', body_md: '', space: 'PLAY' })
    assert.equal(fake.pages.get(result.page_id)!.parent, home)
    const queuedBefore = (await hub.deliveries()).length
    const taken = await call('create_page', { title: '새 페이지', body_md: '다른 글', space: 'PLAY' })
    assert.equal(taken.isError, true)
    assert.match(taken.text, /새 페이지/)
    const nowhere = await call('create_page', { title: '또', body_md: '글', space: 'NOPE' })
    assert.match(nowhere.text, /NOPE/)
    const orphan = await call('create_page', { title: '또', body_md: '글', parent_id: '404404' })
    assert.match(orphan.text, /404404/)
    assert.equal((await hub.deliveries()).length, queuedBefore, 'what is refused at once is no failed delivery')
  })
})
