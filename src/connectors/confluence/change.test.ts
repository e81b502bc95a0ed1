import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { z } from 'zod'
import { type Context, defineAutomation } from '../../engine/automation.ts'
import { HubError } from '../../engine/error.ts'
import { bench } from '../../engine/testing.ts'
import { perform, planned } from '../../engine/writes-testing.ts'
import { confluenceFake } from './fake.ts'
import { confluence } from './index.ts'
import { paragraph } from './storage/tree.ts'
import { losing, type StageOptions, stage } from './testing.ts'
import type { EntryChange, PageChange, RowChange } from './words.ts'

const log =
  '<h2>Action Log</h2><table><tbody><tr><th>log_id</th><th>title</th></tr><tr><td>L-1</td><td>첫째</td></tr></tbody></table><p>맺음말</p>'

function scene(options: StageOptions = {}, body = log) {
  const it = stage(options)
  const { id } = it.fake.addPage({ space: 'DEPLOY', title: '활동 기록', body })
  const page = it.fake.pages.get(id)!
  const change = async (...changes: (RowChange | EntryChange)[]) => {
    const entries = changes.map((change, index) => ({ payload: { page: id, change }, key: String(index) }))
    const answers = await it.client.changePage.together!.perform(entries, new AbortController().signal)
    return answers.map(answer => (answer instanceof HubError ? answer.code : answer.outcome))
  }
  const rows = async () => (await it.client.table(id, {})).records
  const saves = () => it.fake.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${id}`)).length
  return { ...it, id, page, change, rows, saves }
}

const row = (log_id: string, title: string, more: Partial<RowChange> = {}): RowChange => ({
  kind: 'row',
  table: { heading: 'Action Log' },
  key: 'log_id',
  change: { op: 'upsert', key: log_id, values: { title } },
  ...more,
})

const entry = (id: string, text: string, more: Partial<EntryChange> = {}): EntryChange => ({
  kind: 'entry',
  id,
  content: [paragraph(text)],
  ...more,
})

/** Lets somebody edit right after our next read of the page. */
function meanwhile({ fake, id }: ReturnType<typeof scene>, change: (body: string) => string) {
  let open = true
  fake.state.afterwards = ({ method, path }) => {
    if (!open || method !== 'GET' || !path.endsWith(`/${id}`)) return
    open = false
    fake.edit(id, change)
  }
}

for (const kind of ['cloud', 'server'] as const) {
  test(`500 rows that wait together become one version, and again none (${kind})`, async () => {
    const { change, rows, page, saves } = scene({ kind })
    const changes = Array.from({ length: 500 }, (_, index) => row(`L-${index + 1}`, `활동 ${index + 1}`))
    const outcomes = await change(...changes)
    deepEqual([outcomes[0], new Set(outcomes.slice(1))], ['updated', new Set(['inserted'])])
    deepEqual([page.version.number, saves(), (await rows()).length], [2, 1, 500])
    deepEqual((await rows())[499], { log_id: 'L-500', title: '활동 500' })
    deepEqual(new Set(await change(...changes)), new Set(['unchanged']))
    deepEqual([page.version.number, saves()], [2, 1])
  })

  test(`what people write meanwhile stays, and the rows come to what they left (${kind})`, async () => {
    const it = scene({ kind })
    meanwhile(it, body => body.replace('첫째', '김지은이 고침').replace('맺음말', '새 맺음말'))
    deepEqual(await it.change(row('L-2', '둘째'), entry('e', '적음')), ['inserted', 'appended'])
    deepEqual(await it.rows(), [
      { log_id: 'L-1', title: '김지은이 고침' },
      { log_id: 'L-2', title: '둘째' },
    ])
    match(it.page.body, /새 맺음말.*적음/s)
    equal(it.page.version.number, 3)
  })
}

test('a save whose answer was lost is told as what it did, and nothing is there twice', async () => {
  const { change, rows, page } = scene(losing())
  deepEqual(await change(row('L-2', '둘째'), entry('e', '적음')), ['inserted', 'appended'])
  deepEqual([page.version.number, (await rows()).length, page.body.split('적음').length - 1], [2, 2, 1])
})

test('a change that is refused fails alone', async () => {
  const { change, page, saves } = scene()
  const outcomes = await change(
    row('L-2', '둘째'),
    row('L-3', '셋째', { change: { op: 'upsert', key: 'L-3', values: { 없는열: 'x' } } }),
    row('L-4', '넷째', { table: { heading: '없는 제목' } }),
    row('L-5', '다섯째', { key: '없는 열쇠' }),
    row('L-6', 'x'.repeat(6_000_000)),
    entry('d', 'x'.repeat(6_000_000)),
    entry('e', '적음'),
  )
  deepEqual(outcomes, ['inserted', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'appended'])
  equal(saves(), 1)
  match(page.body, /둘째.*적음/s)
  ok(!page.body.includes('셋째'))
})

test('changes of several kinds are made in their order, as one version', async () => {
  const { change, rows, saves } = scene()
  const remove: RowChange = row('L-1', '', { change: { op: 'delete', key: 'L-1' } })
  deepEqual(await change(remove, entry('e', '적음'), row('L-1', '다시'), row('L-1', '또')), [
    'deleted',
    'appended',
    'inserted',
    'updated',
  ])
  deepEqual(await rows(), [{ log_id: 'L-1', title: '또' }])
  equal(saves(), 1)
})

test('a single change has its answer, and its refusal is thrown', async () => {
  const { client, id } = scene()
  const made = await perform(client.changePage, { page: id, change: row('L-2', '둘째') })
  deepEqual([made.id, made.version, made.outcome, made.changed], [id, 2, 'inserted', true])
  const again = await perform(client.changePage, { page: id, change: row('L-2', '둘째') })
  deepEqual([again.version, again.outcome, again.changed], [2, 'unchanged', false])
  const refused: PageChange = { page: id, change: row('L-2', '둘째', { key: '없음' }) }
  await rejects(perform(client.changePage, refused), { code: 'invalid', message: /no column "없음"/ })
})

test('a page that cannot be saved answers all of them', async () => {
  const it = scene()
  it.page.readOnly = true
  await rejects(it.change(row('L-2', '둘째'), entry('e', '적음')), { code: 'invalid', message: /not edit/ })
  it.page.status = 'archived'
  await rejects(it.change(row('L-2', '둘째')), { message: /is archived/ })
})

test('planned changes show the text before and after, and later ones and reads build on them', async () => {
  const { client, id, saves } = scene()
  const { shown, made } = await planned(client as never, [
    ['changePage', { page: id, change: row('L-2', '둘째') }],
    ['changePage', { page: id, change: row('L-2', '둘째') }],
    ['changePage', { page: id, change: entry('e', '적음') }],
  ])
  match(shown[0]!.after!, /L-1 \| 첫째\nL-2 \| 둘째/)
  deepEqual(
    shown.map(({ result }) => result.outcome),
    ['inserted', 'unchanged', 'appended'],
  )
  equal(shown[1]!.before, shown[1]!.after)
  match(shown[2]!.before!, /둘째/)
  const seen = confluence.foresee!(client, made)
  equal((await seen.table!(id, {})).total, 2)
  match(JSON.stringify(await seen.markdown!(id)), /적음/)
  await rejects(planned(client as never, [['changePage', { page: id, change: row('L', 'x', { key: '없음' }) }]]), {
    code: 'invalid',
  })
  equal(saves(), 0)
})

test('a table, a section and the outline are read with the version that they are of', async () => {
  const { client, id, fake } = scene()
  const { url } = await client.page(id)
  const page = { id, title: '활동 기록', url, version: 1 }
  deepEqual(await client.table(id, { columns: ['log_id'] }, { where: { title: '첫째' }, columns: ['log_id'] }), {
    page,
    columns: ['log_id'],
    records: [{ log_id: 'L-1' }],
    total: 1,
  })
  fake.edit(id, body => `${body}<h2>메모</h2><p>한 줄</p>`)
  const edited = { ...page, version: 2 }
  deepEqual(await client.markdown(id, { heading: '메모' }), { page: edited, markdown: '## 메모\n\n한 줄\n' })
  const { outline } = await client.outline(id)
  deepEqual(
    outline.map(({ heading }) => heading),
    ['Action Log', '메모'],
  )
  const { characters, outline: instead } = (await client.markdown(id, { most: 20 })) as never
  deepEqual([characters > 20, instead], [true, outline])
})

test('the id of what is no page is refused with the reason', async () => {
  const { client, fake } = scene()
  fake.others.set('900', 'database').set('901', 'whiteboard').set('902', 'folder').set('903', 'embed')
  await rejects(client.table('900', {}), {
    code: 'invalid',
    message: /kind "database"/,
    ko: /데이터베이스의 ID.*페이지의 표/,
  })
  await rejects(perform(client.changePage, { page: '901', change: entry('e', 'x') }), { message: /kind "whiteboard"/ })
  await rejects(client.page('902'), { message: /kind "folder"/, ko: /폴더/ })
  await rejects(client.page('903'), { code: 'invalid', message: /kind "embed"/ })
  await rejects(client.page('4711'), { code: 'not_found' })
  equal(fake.requests.filter(({ method }) => method === 'POST').length, 5)
})

test('where the kind of an id is not told, the page is not found', async () => {
  const { client, fake } = scene()
  fake.state.instead = ({ url }) => (url.includes('convert-ids') ? new Response('', { status: 403 }) : undefined)
  await rejects(client.page('4711'), { code: 'not_found' })
})

test('through the engine rows of many events make few versions, each once and in order, whoever edits meanwhile', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const { id } = fake.addPage({ space: 'DEPLOY', title: '활동 기록', body: log })
  const keeper = defineAutomation({
    name: 'keeper',
    title: 'Keeper',
    uses: { confluence },
    tasks: {
      note: {
        summary: 'notes events',
        input: z.object({ from: z.number(), count: z.number() }),
        run: async (ctx: Context<{ confluence: typeof confluence }>, { from, count }) => {
          for (let n = from; n < from + count; n++) {
            ctx.send('confluence', 'changePage', { page: id, change: row(`E-${n}`, `활동 ${n}`) }, `row ${n}`)
            if (n % 100 === 0)
              ctx.send('confluence', 'changePage', { page: id, change: entry(`E-${n}`, `소식 ${n}`) }, `entry ${n}`)
          }
        },
      },
    },
  })
  const hub = await bench({ automations: [keeper], settings: fake.settings, fetch: fake.fetch })
  let answers = 0
  fake.state.afterwards = ({ method, path }) => {
    if (method === 'GET' && path.endsWith(`/${id}`) && answers++ % 2 === 0)
      fake.edit(id, body => body.replace('맺음말', `쪽지 ${answers}. 맺음말`))
  }
  await hub.run('keeper/note', { from: 1, count: 600 })
  await hub.run('keeper/note', { from: 601, count: 400 })
  await hub.workOff()
  const states = (await hub.deliveries()).map(({ state }) => state)
  deepEqual([states.length, new Set(states)], [1010, new Set(['done'])])
  const ours = fake.requests.filter(({ method, status }) => method === 'PUT' && status === 200).length
  ok(ours <= 6, `${ours} versions`)
  const { body, version } = fake.pages.get(id)!
  const numbers = [...body.matchAll(/활동 (\d+)/g)].map(([, n]) => Number(n))
  deepEqual(
    numbers,
    Array.from({ length: 1000 }, (_, index) => index + 1),
  )
  deepEqual(
    [...body.matchAll(/소식 (\d+)/g)].map(([, n]) => Number(n)),
    [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
  )
  equal(body.split('쪽지').length - 1, version.number - 1 - ours)
  await hub.stop()
})
