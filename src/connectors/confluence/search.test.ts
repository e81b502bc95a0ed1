import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { cqlOf } from './search.ts'
import { stage } from './testing.ts'

for (const kind of ['cloud', 'server'] as const) {
  const scene = () => {
    const it = stage({ kind })
    const { fake } = it
    const add = (space: string, title: string, body = '') => fake.addPage({ space, title, body: `<p>${body}</p>` })
    const titles = async (wanted: object) => (await it.client.search(wanted)).map(({ title }) => title)
    return { ...it, add, titles }
  }

  test(`words are looked for in titles and texts, with the line that they stand in (${kind})`, async () => {
    const { client, fake, add } = scene()
    const { id } = add(
      'TEAM',
      '회의록',
      '먼저 &lt;b&gt; &amp; 다음에\n\n<strong>결제 서버</strong> 점검을 했다 &ldquo;끝&rdquo;',
    )
    add('TEAM', '결제 서버')
    add('TEAM', '다른 것', '배포')
    const [page, other, ...none] = await client.search({ text: '결제 서버' })
    const { url } = await client.page(id)
    deepEqual(page, {
      id,
      title: '회의록',
      url,
      space: 'TEAM',
      excerpt: '먼저 <b> & 다음에 결제 서버 점검을 했다 “끝”',
    })
    deepEqual([other?.title, none], ['결제 서버', []])
    ok(fake.requests.some(({ path, query }) => path.endsWith('/rest/api/search') && query.includes('limit=10')))
  })

  test(`a long text is told in a line of at most 200 characters (${kind})`, async () => {
    const { client, add } = scene()
    add('TEAM', '길다', `결제 ${'가나다라 '.repeat(100)}`)
    const [found] = await client.search({ text: '결제' })
    deepEqual([found?.excerpt?.length, found?.excerpt?.at(-1)], [200, '…'])
  })

  test(`a space narrows the search, and what is newer than the index is not found (${kind})`, async () => {
    const { fake, add, titles } = scene()
    add('TEAM', '결제 하나')
    add('OTHER', '결제 둘')
    add('OTHER', '결제 셋').indexed = false
    deepEqual(await titles({ text: '결제', space: 'OTHER' }), ['결제 둘'])
    fake.reindex()
    deepEqual(await titles({ text: '결제', space: 'OTHER' }), ['결제 둘', '결제 셋'])
    deepEqual(await titles({ text: '결제', limit: 1 }), ['결제 하나'])
  })

  test(`quotation marks and backslashes in people's words do no harm (${kind})`, async () => {
    const { add, titles } = scene()
    add('TEAM', '경로', 'C:\\temp\\a 를 본다')
    add('TEAM', '인용', '그는 "빠른 배포" 라고 했다')
    add('TEAM', '어긋남', '배포가 빠른 편')
    deepEqual(await titles({ text: 'C:\\temp\\a' }), ['경로'])
    deepEqual(await titles({ text: '"빠른 배포"' }), ['인용'])
    deepEqual(await titles({ text: '빠른 배포' }), ['인용', '어긋남'])
    deepEqual(await titles({ text: '빠른" 배포' }), ['인용', '어긋남'])
    deepEqual(await titles({ text: '") or (type = page and title ~ "' }), [])
  })

  test(`a query of one's own keeps its order, and finds pages only (${kind})`, async () => {
    const { fake, add, titles } = scene()
    add('TEAM', '가')
    add('TEAM', '나')
    add('OTHER', '다')
    const cql = 'title = "가" or title = "나" or title = "다" ORDER BY title desc'
    deepEqual(await titles({ cql }), ['다', '나', '가'])
    deepEqual(await titles({ cql, space: 'TEAM' }), ['나', '가'])
    deepEqual(await titles({ cql: 'title = "order by title" order by created' }), [])
    deepEqual(await titles({ cql: 'order by title desc', space: 'OTHER' }), ['다'])
    const posts = [{ content: { id: '9', type: 'blogpost', title: '글', _links: {} }, title: '글' }, { user: {} }]
    fake.state.instead = () => Response.json({ results: posts, _links: {} })
    deepEqual(await titles({ cql }), [])
  })

  test(`a query that Confluence does not understand is told in its words (${kind})`, async () => {
    const { client, fake } = scene()
    await rejects(client.search({ cql: 'titel = 1' }), {
      code: 'invalid',
      message: /does not understand the query "type = page and \(titel = 1\)".*Confluence says: Could not parse cql/,
      ko: /이해하지 못합니다.*Could not parse cql/,
    })
    fake.state.instead = () => Response.json({}, { status: 403 })
    await rejects(client.search({ text: '결제' }), { code: 'invalid', message: /may not search/ })
  })
}

test('neither words nor a query, or both, is refused', () => {
  for (const wanted of [{}, { text: ' ' }, { space: 'TEAM' }, { text: 'a', cql: 'b' }])
    try {
      cqlOf(wanted)
      throw new Error('not refused')
    } catch (error) {
      match((error as Error).message, /either words \(text\) or a query/)
    }
  equal(
    cqlOf({ text: 'a "b" \\', space: 'T"' }),
    'type = page and (title ~ "a \\"b\\" \\\\" or text ~ "a \\"b\\" \\\\") and space = "T\\""',
  )
})
