import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../engine/writes-testing.ts'
import { changedBody } from './change.ts'
import { storageApart, storageOf, table } from './index.ts'
import { long } from './long.ts'
import { editedStorage } from './markdown/index.ts'
import { writeStorage } from './storage/write.ts'
import { stage } from './testing.ts'
import type { PageChange, RowChange } from './words.ts'

const rows = Array.from({ length: 4000 }, (_, index) => [[`L-${index}`], [`참석 기업 ${index}곳이 데모를 요청`]])
const log = writeStorage([table(['id', 'title'], rows)])
const row = (key: string, title: string) =>
  ({ kind: 'row', table: {}, key: 'id', change: { op: 'upsert', key, values: { title } } }) satisfies RowChange

/** A site with a page of that body. What it is sent is kept as it came. */
function scene(body: string) {
  const sent: string[] = []
  const it = stage({
    fetch: async (url, init, genuine) => {
      if (init.method === 'PUT' && url.pathname.endsWith(id)) sent.push(JSON.parse(String(init.body)).body.value)
      return genuine(url, init)
    },
  })
  const { id } = it.fake.addPage({ space: 'DEPLOY', title: '활동 기록', body })
  const page = it.fake.pages.get(id)!
  return { ...it, id, page, sent }
}

/** How often everything else had its turn meanwhile. */
async function turnsDuring(act: () => Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const turn = () => {
    turns++
    if (!isDone) setImmediate(turn)
  }
  turn()
  await act()
  isDone = true
  return turns
}

test('a row of a large page is written as of a small one, and everything else goes on meanwhile', async () => {
  ok(log.length > long.storage)
  const { client, id, page, sent } = scene(log)
  const [change, wanted] = [row('L-7', '고침'), changedBody(page.body, [row('L-7', '고침')]).body]
  ok((await turnsDuring(() => perform(client.changePage, { page: id, change }))) > 100)
  deepEqual([sent, page.version.number], [[wanted], 2])
  equal((await perform(client.changePage, { page: id, change })).outcome, 'unchanged')
})

test('of changes to a large page each that is refused says why, and the others are made', async () => {
  const { client, id, page, sent } = scene(log)
  const changes = [row('L-7', '고침'), { ...row('L-8', '고침'), key: '없는 열' }, row('L-9', '고침')]
  const payloads = changes.map((change): PageChange => ({ page: id, change }))
  const before = page.body
  const entries = payloads.map((payload, index) => ({ payload, key: String(index) }))
  const [one, refused, other] = await client.changePage.together!.perform(entries, new AbortController().signal)
  deepEqual(
    [one, other].map(answer => 'outcome' in answer! && answer.outcome),
    ['updated', 'updated'],
  )
  deepEqual(sent, [changedBody(before, [changes[0]!, changes[2]!]).body])
  await rejects(Promise.reject(refused), { name: 'HubError', code: 'invalid', ko: /"없는 열" 열이 없습니다/ })
  await rejects(client.trial({ changePage: { page: id, change: row('L-7', '다시'), version: 1 } }), {
    code: 'invalid',
    ko: /버전 2/,
  })
})

const markdown = Array.from({ length: 2000 }, (_, index) => `- **항목 ${index}** 글 \`코드\``).join('\n')

test('long Markdown takes the place of a page as short Markdown does, and everything else goes on meanwhile', async () => {
  ok(markdown.length > long.markdown)
  const { client, id, page, sent } = scene('<p>앞</p>')
  const wanted = editedStorage(page.body, markdown)
  const write = { page: id, version: 1, markdown }
  ok((await turnsDuring(() => perform(client.rewritePage, write))) > 100)
  deepEqual([sent, page.version.number], [[wanted], 2])
  equal((await perform(client.rewritePage, write)).changed, false)
  equal(writeStorage(await storageApart(markdown)), writeStorage(storageOf(markdown)))
  await rejects(perform(client.rewritePage, { ...write, version: 2, markdown: '**a'.repeat(9000) }), {
    code: 'invalid',
    message: /^Line 1 of the Markdown/,
    ko: /서식 기호/,
  })
})

test('a large page is read apart, too: its rows, its Markdown, its outline, and both texts of a plan', async () => {
  const { client, id } = scene(`<h2>기록</h2>${log}`)
  const reads = [
    async () => equal((await client.table(id, {}, { where: { id: 'L-7' } })).total, 1),
    async () => ok('characters' in (await client.markdown(id, { most: 1000 }))),
    async () =>
      deepEqual(
        (await client.outline(id)).outline.map(({ heading }) => heading),
        ['기록'],
      ),
    async () => {
      const { before, after } = await client.changePage.preview({ page: id, change: row('L-7', '고침') }, [])
      match(before!, /L-7 \| 참석/)
      match(after!, /L-7 \| 고침/)
    },
  ]
  for (const read of reads) ok((await turnsDuring(read)) > 100)
  await rejects(client.markdown(id, { heading: '없음' }), { code: 'not_found', ko: /"기록"/ })
})
