import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { HubError } from '../../engine/error.ts'
import { paragraph } from './storage/tree.ts'
import { stage } from './testing.ts'
import type { EntryChange, PageChange } from './words.ts'

interface SceneOptions {
  kind?: 'cloud' | 'server'
  /** An answer to a save instead of the genuine one. */
  refuse?: (body: string, count: number) => Response | undefined
  /** Whether the answer to a save is lost. */
  lose?: (count: number) => boolean
}

function scene({ kind = 'cloud', refuse, lose }: SceneOptions) {
  let saves = 0
  const it = stage({
    kind,
    fetch: async (url, init, genuine) => {
      if (init.method !== 'PUT') return genuine(url, init)
      saves++
      const refused = refuse?.(String(init.body), saves)
      if (refused) return refused
      const answer = await genuine(url, init)
      if (!lose?.(saves)) return answer
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  })
  const { id } = it.fake.addPage({ space: 'DEPLOY', title: '활동 기록', body: '<p>앞</p>' })
  const page = it.fake.pages.get(id)!
  const change = async (changes: readonly (EntryChange | Omit<PageChange, 'page'>)[]) => {
    const entries = changes.map((one, index) => ({
      payload: { page: id, ...('kind' in one ? { change: one } : one) },
      key: String(index),
    }))
    const answers = await it.client.changePage.together!.perform(entries, new AbortController().signal)
    return answers.map(answer => (answer instanceof HubError ? answer.code : answer.outcome))
  }
  return { ...it, page, change, saves: () => saves }
}

const entry = (id: string, text = `글 ${id}.`): EntryChange => ({ kind: 'entry', id, content: [paragraph(text)] })
const entries = (count: number) => Array.from({ length: count }, (_, index) => entry(`e${index}`))
const said = (body: string) => [...body.matchAll(/글 (e\d+)\./g)].map(([, id]) => id)

const bad = { status: 400 }
for (const kind of ['cloud', 'server'] as const) {
  test(`a change whose text Confluence refuses fails alone, and the others of its group are made in order (${kind})`, async () => {
    const { change, page, saves } = scene({
      kind,
      refuse: body => (/글 e3[17]7?\./.test(body) ? Response.json({ message: 'Error parsing xhtml' }, bad) : undefined),
    })
    const outcomes = await change(entries(500))
    deepEqual(
      outcomes.flatMap((outcome, index) => (outcome === 'appended' ? [] : [[index, outcome]])),
      [
        [31, 'invalid'],
        [37, 'invalid'],
        [317, 'invalid'],
        [377, 'invalid'],
      ],
    )
    equal(said(page.body).length, 496)
    deepEqual(
      said(page.body),
      entries(500)
        .map(({ id }) => id)
        .filter(id => !/^e(31|37|317|377)$/.test(id)),
    )
    ok(saves() <= 64, `${saves()} saves`)
    const again = await change(entries(500))
    equal(again.filter(outcome => outcome === 'unchanged').length, 496)
  })

  test(`what makes the page too large is refused, and what has room comes to it (${kind})`, async () => {
    const { change, page } = scene({ kind })
    const large = (id: string) => entry(id, `글 ${id}. ${'가'.repeat(600_000)}`)
    const outcomes = await change([large('e0'), large('e1'), large('e2'), entry('e3'), large('e4')])
    deepEqual(outcomes, ['appended', 'appended', 'invalid', 'appended', 'invalid'])
    deepEqual(said(page.body), ['e0', 'e1', 'e3'])
  })

  test(`what Confluence itself finds too large is tried in halves, too (${kind})`, async () => {
    const { change } = scene({
      kind,
      refuse: body => (body.includes('글 e2.') ? new Response('', { status: 413 }) : undefined),
    })
    deepEqual(await change(entries(4)), ['appended', 'appended', 'invalid', 'appended'])
  })
}

test('a page whose every text is refused costs few saves', async () => {
  const { change, page, saves } = scene({ refuse: () => Response.json({ message: 'no' }, bad) })
  deepEqual(new Set(await change(entries(500))), new Set(['invalid']))
  equal(saves(), 64)
  equal(page.version.number, 1)
})

test('a refusal of the page is told to all of them after one save', async () => {
  const { change, saves } = scene({ refuse: () => Response.json({ message: 'no' }, { status: 403 }) })
  await rejects(change(entries(4)), { code: 'invalid', message: /may see but not edit/ })
  equal(saves(), 1)
})

test('where the server fails between two halves, what was saved is told so and the rest is left to the engine in order', async () => {
  const { change, page } = scene({
    refuse: (_, count) =>
      [Response.json({ message: 'no' }, bad), undefined, new Response('', { status: 503 })][count - 1],
  })
  deepEqual(await change(entries(4)), ['appended', 'appended', 'unavailable', 'unavailable'])
  deepEqual(said(page.body), ['e0', 'e1'])
})

test('a half whose answer was lost is told as what it did', async () => {
  const { change, page, saves } = scene({
    refuse: body => (body.includes('글 e3.') ? Response.json({ message: 'no' }, bad) : undefined),
    lose: count => count === 2 || count === 4,
  })
  deepEqual(await change(entries(4)), ['appended', 'appended', 'appended', 'invalid'])
  deepEqual([said(page.body), page.version.number, saves()], [['e0', 'e1', 'e2'], 3, 5])
})

test('halves know their own versions, and no other', async () => {
  const refuse = (body: string) => (body.includes('글 e1.') ? Response.json({ message: 'no' }, bad) : undefined)
  const thoughtFor = (version: number) => entries(4).map(change => ({ change, version }))
  const { change, page } = scene({ refuse })
  deepEqual(await change(thoughtFor(1)), ['appended', 'invalid', 'appended', 'appended'])
  equal(page.version.number, 3)
  deepEqual(await change([{ change: entry('e9'), version: 1 }]), ['invalid'])

  const expected = { 3: ['invalid', 'invalid', 'invalid', 'invalid'], 4: ['appended', 'invalid', 'invalid', 'invalid'] }
  for (const [read, outcomes] of Object.entries(expected)) {
    const other = scene({ refuse })
    let reads = 0
    other.fake.state.afterwards = ({ method, path }) => {
      if (method === 'GET' && path.endsWith(`/${other.page.id}`) && ++reads === Number(read))
        other.fake.edit(other.page.id, body => `${body}<p>김지은</p>`)
    }
    deepEqual(await other.change(thoughtFor(1)), outcomes)
    equal(said(other.page.body).length, outcomes.filter(outcome => outcome === 'appended').length)
    match(other.page.body, /김지은/)
  }
})
