import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { HubError } from '../../engine/error.ts'
import { perform, planned } from '../../engine/writes-testing.ts'
import { confluence } from './index.ts'
import { paragraph } from './storage/tree.ts'
import { type StageOptions, stage } from './testing.ts'
import type { PageChange } from './words.ts'

const log =
  '<h2>Log</h2><table><tbody><tr><th>id</th><th>title</th></tr><tr><td>L-1</td><td>첫째</td></tr></tbody></table><p>맺음말</p>'

function scene(options: StageOptions = {}) {
  const it = stage(options)
  const { id } = it.fake.addPage({ space: 'DEPLOY', title: '활동 기록', body: log })
  const row = (key: string, title: string, version?: number): PageChange => ({
    page: id,
    version,
    change: { kind: 'row', table: {}, key: 'id', change: { op: 'upsert', key, values: { title } } },
  })
  const entry = (name: string, text: string, version?: number): PageChange => ({
    page: id,
    version,
    change: { kind: 'entry', id: name, content: [paragraph(text)] },
  })
  const change = async (...changes: PageChange[]) => {
    const entries = changes.map((payload, index) => ({ payload, key: String(index) }))
    const answers = await it.client.changePage.together!.perform(entries, new AbortController().signal)
    return answers.map(answer => (answer instanceof HubError ? answer.code : answer.outcome))
  }
  const rows = async () => (await it.client.table(id, {})).records.map(({ id, title }) => `${id} ${title}`)
  return { ...it, id, row, entry, change, rows, page: it.fake.pages.get(id)! }
}

for (const kind of ['cloud', 'server'] as const) {
  test(`a change thought out for the version that the page has is made, and for another one refused (${kind})`, async () => {
    const { client, fake, id, row, rows } = scene({ kind })
    equal((await perform(client.changePage, row('L-2', '둘째', 1))).version, 2)
    fake.edit(id, body => body.replace('첫째', '고침'))
    await rejects(perform(client.changePage, row('L-1', '다시', 2)), {
      code: 'invalid',
      message:
        /"활동 기록" \(https.*\) is at version 3 by now, and this was thought out for 2: read it again, then send/,
      ko: /이제 버전 3.*버전 2/,
    })
    deepEqual(await rows(), ['L-1 고침', 'L-2 둘째'])
    equal((await perform(client.changePage, row('L-1', '다시', 3))).outcome, 'updated')
  })

  test(`of those that go out together each is judged alone, and those for the version that is there are one version (${kind})`, async () => {
    const { fake, id, row, entry, change, rows, page } = scene({ kind })
    fake.edit(id, body => `${body}<p>메모</p>`)
    deepEqual(
      await change(
        row('L-2', '둘째', 2),
        row('L-3', '셋째', 1),
        entry('e', '적음', 2),
        row('L-4', '넷째'),
        row('L-5', '다섯째', 2),
      ),
      ['inserted', 'invalid', 'appended', 'inserted', 'inserted'],
    )
    deepEqual([page.version.number, await rows()], [3, ['L-1 첫째', 'L-2 둘째', 'L-4 넷째', 'L-5 다섯째']])
  })

  test(`what somebody saves at the same moment makes it another version (${kind})`, async () => {
    const it = scene({ kind })
    let open = true
    it.fake.state.afterwards = ({ method, path }) => {
      if (!open || method !== 'GET' || !path.endsWith(`/${it.id}`)) return
      open = false
      it.fake.edit(it.id, body => body.replace('첫째', '고침'))
    }
    deepEqual(await it.change(it.row('L-1', '다시', 1), it.row('L-2', '둘째')), ['invalid', 'inserted'])
    deepEqual([it.page.version.number, await it.rows()], [3, ['L-1 고침', 'L-2 둘째']])
  })
}

test('a repeat of what arrived is no change for an old version', async () => {
  let lose = true
  const { client, row, entry, change, page, rows } = scene({
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      if (init.method !== 'PUT' || !lose) return answer
      lose = false
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  })
  const changes = [row('L-2', '둘째', 1), row('L-1', '고침', 1), entry('e', '적음', 1)]
  deepEqual(await change(...changes), ['inserted', 'updated', 'appended'])
  deepEqual(await change(...changes), ['unchanged', 'unchanged', 'unchanged'], 'after a crash the engine sends it anew')
  equal((await perform(client.changePage, changes[1]!)).changed, false)
  const overtaken = [row('L-1', '고치다 맒', 1), ...changes]
  ok(!(await change(...overtaken)).includes('invalid'), 'one that another of them has overtaken is there, too')
  deepEqual(await change(overtaken[0]!), ['invalid'])
  deepEqual([page.version.number, await rows()], [2, ['L-1 고침', 'L-2 둘째']])
})

test('changes for another version are judged each by itself, upon the page as it is', async () => {
  const { change, row, entry, page } = scene()
  page.version.number = 5
  const gone: PageChange = {
    page: page.id,
    version: 1,
    change: { kind: 'row', table: {}, key: 'id', change: { op: 'delete', key: 'L-1' } },
  }
  const wide = row('L-1', '첫째', 1)
  Object.assign(wide.change, { addColumns: true, change: { op: 'upsert', key: 'L-1', values: { 비고: '새' } } })
  const absent = structuredClone(gone)
  Object.assign(absent.change, { change: { op: 'delete', key: 'L-9' } })
  deepEqual(
    await change(gone, row('L-1', '첫째', 1), row('L-2', '둘째', 1), row('L-2', '둘째', 1), wide, wide, absent),
    ['invalid', 'unchanged', 'invalid', 'invalid', 'invalid', 'invalid', 'absent'],
  )
  deepEqual(await change(entry('e', '적음', 1), entry('e', '적음', 1)), ['invalid', 'invalid'])
  equal(page.version.number, 5)
})

test('what cannot be made at all is refused for that, whatever the version', async () => {
  const { change, row, page } = scene()
  page.version.number = 5
  const wrong = row('L-2', 'x', 1)
  Object.assign(wrong.change, { key: '없음' })
  deepEqual(await change(wrong), ['invalid'])
  await rejects(perform(scene().client.changePage, { ...wrong, page: '4711' }), { code: 'not_found' })
})

test('a plan refuses what the run would, and takes what it has planned itself for no other version', async () => {
  const { client, fake, id, row } = scene()
  const two: [string, object][] = [
    ['changePage', row('L-2', '둘째', 1)],
    ['changePage', row('L-3', '셋째', 1)],
  ]
  const { made, shown } = await planned(client, two)
  match(shown[1]!.after!, /둘째\nL-3 \| 셋째/)
  equal((await confluence.foresee!(client, made).table!(id, {})).total, 3)
  fake.edit(id, body => `${body}<p>메모</p>`)
  await rejects(planned(client, two), { code: 'invalid', message: /is at version 2 by now/ })
  ok(!fake.pages.get(id)!.body.includes('둘째'))
})
