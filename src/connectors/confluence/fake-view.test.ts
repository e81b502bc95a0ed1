import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { needs } from '../../../test/require.ts'
import { perform } from '../../engine/writes-testing.ts'
import { type ConfluenceFake, confluenceFake } from './fake.ts'
import { elementsIn, plainText } from './storage/find.ts'
import { keyOf } from './storage/key.ts'
import { type ElementNode, parseStorage } from './storage/parse.ts'
import { areBodiesHere, realBodies } from './storage/testing.ts'
import { stage, weekly } from './testing.ts'

/** Opens an address as a browser does, without a login; `elements` are what it would draw. */
async function opened(fake: ConfluenceFake, url: string) {
  const answer = await fake.fetch(url)
  const text = await answer.text()
  const { children } = parseStorage(text)
  const all = (name: string) => elementsIn(children, name)
  const words = (name: string) => all(name).map(element => keyOf(plainText(element.children)))
  return { status: answer.status, headers: answer.headers, text, all, words }
}

/** A page with that body, as a browser shows it. */
async function drawing(body: string) {
  const fake = confluenceFake({ kind: 'cloud' })
  const { id } = fake.addPage({ space: 'TEAM', title: '주간', body })
  return opened(fake, `${fake.url}/spaces/TEAM/pages/${id}`)
}

const classOf = ({ attributes }: ElementNode) => attributes.class

test('a page opens in a browser at the address that the API gave for it, without a login', async () => {
  for (const kind of ['cloud', 'server'] as const)
    for (const title of ['주간 배포 리스트 2026-W48', 'Weekly deploy list 2026-W48']) {
      const { fake, client } = stage({ kind })
      fake.addSpace('DEPLOY', '배포')
      const { url } = await perform(client.createPage, { ...weekly(), title })
      const { status, words } = await opened(fake, url)
      deepEqual([status, words('h1'), words('h2')], [200, [title], ['summary']], url)
    }
})

test('what is not there is not found, in a browser too', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const { status, words } = await opened(fake, `${fake.url}/spaces/TEAM/pages/1`)
  deepEqual([status, words('h1')], [404, ['Page not found']])
})

test('tables keep their merged cells, lists, links and tasks are what they are', async () => {
  const { all, words } = await drawing(
    '<table><colgroup><col style="width: 9px;" /></colgroup><tbody><tr><th colspan="2"><p>이슈</p></th></tr><tr><td>DEP-1</td><td rowspan="x">완료</td></tr></tbody></table><ul><li>하나</li></ul><p><a href="https://example.com/?a=1&amp;b=2">링크</a></p><ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>배포</ac:task-body></ac:task></ac:task-list>',
  )
  deepEqual(
    [...all('th'), ...all('td')].map(({ attributes }) => ({ ...attributes })),
    [{ colspan: '2' }, {}, {}],
  )
  deepEqual(words('td'), ['DEP-1', '완료'])
  deepEqual(words('li'), ['하나', '☑ 배포'])
  equal(all('a')[0]?.attributes.href, 'https://example.com/?a=1&b=2')
})

test('a status has its colour, the Jira macro says its query, a region has a border, another macro is a box with its name', async () => {
  const macro = (name: string, inner: string) => `<ac:structured-macro ac:name="${name}">${inner}</ac:structured-macro>`
  const parameter = (name: string, value: string) => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`
  const body = (text: string) => `<ac:rich-text-body><p>${text}</p></ac:rich-text-body>`
  const { all, words } = await drawing(
    [
      `<p>${macro('status', parameter('title', '완료') + parameter('colour', 'Green'))}</p>`,
      macro('jira', parameter('columns', 'key,due') + parameter('jqlQuery', 'duedate &gt;= "2026-11-23"')),
      macro('excerpt', parameter('name', 'dure:x:summary') + body('배포 3건')),
      macro('roadmap', parameter('source', 'secret') + body('안의 글')),
    ].join(''),
  )
  const [status] = all('span')
  deepEqual([classOf(status!), words('span')[0]], ['status green', '완료'])
  deepEqual([words('th'), words('code')], [['key', 'due'], ['duedate >= "2026-11-23"']])
  equal(all('section')[0]?.attributes.title, 'dure:x:summary')
  deepEqual(words('section'), ['배포 3건'])
  deepEqual([all('div').map(classOf), words('div')], [['box'], ['roadmap안의 글']])
})

test('nothing that a page holds can run or load anything', async () => {
  const { all, text, headers } = await drawing(
    '<p onclick="alert(1)" style="position:fixed">본문 &lt;script&gt;alert(2)&lt;/script&gt;</p><script>alert(3)</script><iframe src="https://example.com" /><style>p {}</style><img src="https://example.com/a.png" onerror="alert(4)" /><a href="javascript:alert(5)">열기</a><a href="data:text/html,x">열기</a><constructor>그대로</constructor><svg onload="alert(6)" />',
  )
  for (const name of ['script', 'iframe', 'img', 'a', 'svg']) equal(all(name).length, 0, name)
  equal(all('style').length, 1)
  deepEqual(
    all('p').filter(({ attributes }) => attributes.onclick ?? attributes.style),
    [],
  )
  match(text, /본문 &lt;script&gt;/)
  match(text, /그대로/)
  match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
})

test('a body that is no storage is shown as it stands, with the reason', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const page = fake.addPage({ space: 'TEAM', title: '주간' })
  page.body = '<p>열린 채로'
  const { status, words } = await opened(fake, `${fake.url}/spaces/TEAM/pages/${page.id}`)
  deepEqual([status, words('pre')], [200, ['<p>열린 채로']])
  match(words('div')[0] ?? '', /Storage is malformed at line 1/)
})

test('of a real page every heading, cell and paragraph is drawn', {
  skip: needs('fixtures', areBodiesHere),
}, async () => {
  const bodies = realBodies()
  ok(bodies.length > 10)
  for (const { name, source } of bodies) {
    const { words } = await drawing(source)
    for (const tag of ['h2', 'h3', 'td', 'th', 'code']) {
      const wanted = elementsIn(parseStorage(source).children, tag).length
      equal(words(tag).length, wanted, `${name}: ${tag}`)
    }
    const drawn = new Set(words('p'))
    for (const paragraph of elementsIn(parseStorage(source).children, 'p')) {
      const isPlain = paragraph.children.every(({ kind }) => kind === 'text')
      if (isPlain) ok(drawn.has(keyOf(plainText(paragraph.children))), `${name}: ${plainText(paragraph.children)}`)
    }
  }
})
