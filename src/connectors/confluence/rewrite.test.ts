import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform, planned } from '../../engine/writes-testing.ts'
import { confluence, mostMarkdown, storageOf } from './index.ts'
import { losing, type StageOptions, stage } from './testing.ts'
import type { PageRewrite } from './words.ts'

const body =
  '<h2>계획</h2><p class="auto">금요일에 <em>배포</em></p><ul><li><p>하나</p></li><li><p>둘</p></li></ul><ac:structured-macro ac:name="toc" /><h2>메모</h2><p style="x">그대로 &amp; 둘 것</p>'

function scene(options: StageOptions = {}) {
  const it = stage(options)
  const { id } = it.fake.addPage({ space: 'DEPLOY', title: '계획', body })
  const page = it.fake.pages.get(id)!
  const markdown = async (heading?: string) =>
    ((await it.client.markdown(id, { heading })) as { markdown: string }).markdown
  const rewrite = (markdown: string, more: Partial<PageRewrite> = {}) =>
    perform(it.client.rewritePage, { page: id, version: 1, markdown, ...more })
  const saves = () => it.fake.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${id}`)).length
  return { ...it, id, page, markdown, rewrite, saves }
}

for (const kind of ['cloud', 'server'] as const) {
  test(`a page is rewritten from its Markdown, and what says the same keeps its bytes (${kind})`, async () => {
    const { page, markdown, rewrite } = scene({ kind })
    const [kept] = /<p[^>]*>그대로.*/.exec(page.body)!
    const made = await rewrite((await markdown()).replace('금요일', '월요일'), { note: '미룸' })
    deepEqual([made.version, made.changed, page.version.message], [2, true, '미룸'])
    match(page.body, /월요일에 <em>배포<\/em>.*ac:name="toc"/)
    ok(page.body.endsWith(kept))
    deepEqual([(await rewrite(await markdown(), { version: 2 })).changed, page.version.number], [false, 2])
  })

  test(`a section alone is rewritten, and the rest stays byte for byte (${kind})`, async () => {
    const { page, markdown, rewrite } = scene({ kind })
    const [rest] = /<h2[^>]*>메모.*/.exec(page.body)!
    await rewrite('## 새 계획\n\n* 하나\n* 셋\n', { heading: '계획' })
    equal(await markdown('새 계획'), '## 새 계획\n\n- 하나\n- 셋\n')
    ok(page.body.endsWith(rest))
    await rejects(rewrite('## x', { heading: '없음', version: 2 }), { code: 'not_found', message: /새 계획/ })
  })

  test(`where somebody has saved since, it is refused and nothing is written (${kind})`, async () => {
    const { fake, id, page, rewrite, saves } = scene({ kind })
    fake.edit(id, text => `${text}<p>김지은: 잠깐</p>`)
    await rejects(rewrite('# 다 새로\n'), {
      code: 'invalid',
      message: /Somebody saved version 2 of "계획" \(https.*\) meanwhile, and this was written for 1: read it again/,
      ko: /버전 2.*버전 1/,
    })
    deepEqual([page.version.number, saves()], [2, 0])
  })

  test(`where somebody saves at the same moment, it is refused after one look and not tried again (${kind})`, async () => {
    const { fake, id, page, rewrite, saves } = scene({ kind })
    let open = true
    fake.state.afterwards = ({ method, path }) => {
      if (!open || method !== 'GET' || !path.endsWith(`/${id}`)) return
      open = false
      fake.edit(id, text => `${text}<p>김지은: 잠깐</p>`)
    }
    await rejects(rewrite('# 다 새로\n'), { code: 'invalid', message: /Somebody saved version 2/ })
    deepEqual([saves(), page.version.number], [1, 2])
    match(page.body, /금요일.*김지은: 잠깐/s)
  })

  test(`a save that was refused by mistake, though nobody saved, is made again (${kind})`, async () => {
    const { fake, id, rewrite, page } = scene({ kind })
    const odd = [Response.json({ statusCode: 409, message: 'OptimisticLockException' }, { status: 409 })]
    fake.state.instead = ({ method, url }) => (method === 'PUT' && url.endsWith(`/${id}`) ? odd.shift() : undefined)
    deepEqual([(await rewrite('# 다 새로\n')).version, page.version.number], [2, 2])
  })
}

for (const [name, markdown, heading] of [
  ['a page', '# 제목\n\n* 하나\n* "둘" > 셋\n\n|가|나|\n|---|---|\n|1|2|\n', undefined],
  ['a section', '계획\n---\n\n새 글 "하나"\n\n### 아래\n\n1) 둘\n', '계획'],
  ['a section that is called otherwise now', '## 새 *계획* `x`\n\n새 글\n', '계획'],
  ['a section that is no more', '', '계획'],
] as const)
  test(`a save of ${name} whose answer was lost is told as the change it was, and a repeat finds it`, async () => {
    const { page, rewrite, saves } = scene(losing())
    const made = await rewrite(markdown, { heading })
    deepEqual([made.version, made.changed, saves()], [2, true, 1])
    const again = await rewrite(markdown, { heading })
    deepEqual([again.version, again.changed, page.version.number], [2, false, 2])
  })

test('a version that the page does not have yet is refused as such', async () => {
  const { client, id, rewrite, saves } = scene()
  const refusal = {
    code: 'invalid',
    message: /"계획" .* has no version 9 yet: it is at version 1\./,
    ko: /지금은 버전 1/,
  }
  await rejects(rewrite('x', { version: 9 }), refusal)
  const change = { kind: 'entry', id: 'e', content: ['x'] } as const
  await rejects(perform(client.changePage, { page: id, version: 9, change: { ...change, content: ['x'] } }), refusal)
  equal(saves(), 0)
})

test('a heading may be given with the marks that Markdown has before it, and one that is missing is made without them', async () => {
  const { client, id, page, markdown, rewrite } = scene()
  equal(await markdown('## 메모'), await markdown('메모'))
  await rewrite('## 메모\n\n고침\n', { heading: ' ##  메모' })
  match(page.body, /고침/)
  for (const heading of ['## 새 절', '새 절', '### 새 절'])
    await perform(client.changePage, { page: id, change: { kind: 'entry', id: heading, heading, content: [heading] } })
  equal((await client.outline(id)).outline.filter(entry => entry.heading.endsWith('새 절')).length, 1)
  match(page.body, /<h2[^>]*>새 절<\/h2>/)
  await rejects(markdown('#1 과제'), { code: 'not_found', message: /No section is headed "#1 과제"/ })
})

test('what reads otherwise than was wanted is never taken for the wanted, though it begins or ends like it', async () => {
  const { fake, id, rewrite } = scene()
  fake.edit(id, text => text.replace('그대로', '그냥'))
  for (const [markdown, heading] of [
    ['## 계획\n\n금요일에 *배포*\n', '계획'],
    ['## 메모\n', '메모'],
    ['', '메모'],
    ['', undefined],
    ['그냥 글', '없음'],
  ] as const)
    await rejects(rewrite(markdown, { heading }), { code: 'invalid', message: /Somebody saved version 2/ })
})

test('Markdown that is too long is refused with what to do, of a page and as storage', async () => {
  const { rewrite, saves } = scene()
  const long = 'x'.repeat(mostMarkdown + 1)
  const refusal = { code: 'invalid', message: /200,001 characters, and 200,000 are the most/, ko: /200,001자/ }
  for (const version of [1, 7]) await rejects(rewrite(long, { version }), refusal)
  await rejects(async () => storageOf(long), refusal)
  equal(storageOf('x'.repeat(mostMarkdown)).length, 1)
  equal(saves(), 0)
})

test('what Markdown cannot be made of is refused before anything is saved', async () => {
  const { page, rewrite, saves } = scene()
  await rejects(rewrite('{{toc 0000000000}}'), { code: 'invalid' })
  page.status = 'archived'
  await rejects(rewrite('# x'), { code: 'invalid', message: /is archived/ })
  equal(saves(), 0)
})

test('planned, it shows the text before and after, and later reads, rewrites and changes build on it', async () => {
  const { client, id, markdown, saves } = scene()
  const next = (await markdown()).replace('금요일', '월요일')
  const change = { kind: 'entry', id: 'e', content: ['적음'] }
  const { made, shown } = await planned(client, [
    ['rewritePage', { page: id, version: 1, markdown: next }],
    ['changePage', { page: id, change }],
    ['rewritePage', { page: id, version: 3, heading: '메모', markdown: '## 메모\n\n끝\n' }],
  ])
  match(shown[0]!.before!, /금요일/)
  match(shown[0]!.after!, /월요일/)
  deepEqual(
    shown.map(({ result }) => [result.version, result.changed]),
    [
      [2, true],
      [3, true],
      [4, true],
    ],
  )
  const seen = await confluence.foresee!(client, made).page!(id)
  equal(seen.version, 4)
  match(seen.body, /월요일.*메모.*끝/s)
  await rejects(planned(client, [['rewritePage', { page: id, version: 9, markdown: 'x' }]]), {
    message: /has no version 9 yet: it is at version 1\. Give the version that you have read/,
    ko: /버전 9이\(가\) 없습니다/,
  })
  equal(saves(), 0)
})

test('a trial refuses what a write would be refused for, gives what it would come to, and writes nothing', async () => {
  const { client, fake, id } = scene()
  const made = await client.trial({ rewritePage: { page: id, version: 1, markdown: '# 새로' } })
  deepEqual([made.id, made.version, made.changed], [id, 2, true])
  await rejects(client.trial({ rewritePage: { page: id, version: 3, markdown: '# 새로' } }), { code: 'invalid' })
  const change = { kind: 'entry', id: 'e', content: ['적음'] } as const
  equal((await client.trial({ changePage: { page: id, change: { ...change, content: ['적음'] } } })).version, 2)
  const page = { space: 'DEPLOY', title: '계획', identity: 'x', body: [] }
  await rejects(client.trial({ createPage: page }), { message: /did not make/ })
  equal((await client.trial({ createPage: { ...page, title: '다른' } })).id, 'planned:x')
  const { made: plan } = await planned(client, [['createPage', { ...page, title: '다른' }]])
  equal((await confluence.foresee!(client, plan).trial!({ createPage: { ...page, title: '다른' } })).changed, false)
  ok(fake.requests.every(({ method }) => method === 'GET'))
})

test('lists show which page and section is rewritten, and those of one page keep their order', () => {
  const { rewritePage } = stage().client
  const rewrite = { page: '7', version: 1, markdown: '' }
  equal(rewritePage.summary({ ...rewrite, heading: '계획' }), 'page 7: 계획')
  equal(rewritePage.summary(rewrite), 'page 7: all of it')
  deepEqual([rewritePage.lane!(rewrite), rewritePage.repeatable, rewritePage.together], ['7', true, undefined])
})
