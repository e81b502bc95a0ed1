import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { fc } from '../../../test/property.ts'
import { perform } from '../../engine/writes-testing.ts'
import type { ConfluenceFake } from './fake.ts'
import { canonical } from './storage/canonical.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

const isRead = (path: string, id: string) => path.endsWith(`/${id}`)

/** Lets somebody edit right after our next reads of the page, once for each change: what was read is stale then. */
function meanwhile(fake: ConfluenceFake, id: string, changes: ((body: string) => string)[]) {
  const open = [...changes]
  fake.state.afterwards = ({ method, path }) => {
    if (method !== 'GET' || !isRead(path, id)) return
    const change = open.shift()
    if (change) fake.edit(id, change)
  }
  return () => open.length
}

async function written(kind: 'cloud' | 'server' = 'cloud') {
  const it = stage({ kind })
  it.fake.addSpace('DEPLOY')
  const { id } = await perform(it.client.createPage, weekly())
  return { ...it, id, body: () => it.fake.pages.get(id)!.body }
}

for (const kind of ['cloud', 'server'] as const) {
  test(`an edit that somebody was faster than begins again from what they left (${kind})`, async () => {
    const { client, fake, id, body } = await written(kind)
    meanwhile(fake, id, [text => `${text}<p>김지은: 금요일로 미룸</p>`])
    const edited = await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))
    equal(edited.version, 3)
    match(body(), /배포 4건.*김지은: 금요일로 미룸/s)
  })

  test(`after five times that somebody was faster it is a conflict, left to the engine (${kind})`, async () => {
    const { client, fake, id, body, pauses } = await written(kind)
    const note = (text: string) => `${text}<p>또</p>`
    const left = meanwhile(fake, id, Array(9).fill(note))
    await rejects(perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' })), {
      code: 'conflict',
      arrived: 'no',
    })
    equal(left(), 4)
    deepEqual(pauses, [200, 400, 800, 1600])
    ok(!body().includes('배포 4건') && body().split('<p').length > 5)
  })

  test(`a save that was refused by mistake, though nobody edited, is made again (${kind})`, async () => {
    const { client, fake, id, body } = await written(kind)
    const odd = [
      Response.json(
        { statusCode: 409, message: 'javax.persistence.OptimisticLockException: Batch update' },
        { status: 409 },
      ),
      Response.json({ message: 'Attempted to update stale data. Try again.' }, { status: 400 }),
    ]
    fake.state.instead = ({ method, url }) => (method === 'PUT' && isRead(url, id) ? odd.shift() : undefined)
    equal((await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))).version, 2)
    match(body(), /배포 4건/)
  })
}

test('a save whose answer was lost is found on the page and told as the change it was', async () => {
  let lose = true
  const { client, fake } = stage({
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      if (init.method !== 'PUT' || !lose || url.pathname.includes('properties')) return answer
      lose = false
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    },
  })
  fake.addSpace('DEPLOY')
  const { id } = await perform(client.createPage, weekly())
  const edited = await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))
  deepEqual([edited.version, edited.changed, fake.pages.get(id)!.version.number], [2, true, 2])
})

test('a server that is down is left to the engine, and a save that came late makes no second version', async () => {
  const { client, fake, id } = await written()
  fake.state.instead = ({ method }) =>
    method === 'PUT' ? new Response('', { status: 503, headers: { 'retry-after': '7' } }) : undefined
  await rejects(perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' })), {
    code: 'unavailable',
    retryAfterMs: 7000,
  })
  fake.state.instead = undefined
  await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))
  equal((await perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' }))).version, 2)
})

test('a save that failed, and did not arrive, is left to the engine after one look', async () => {
  const { client, fake, id, body } = await written()
  const asked = fake.requests.length
  fake.state.instead = ({ method }) => (method === 'PUT' ? new Response('', { status: 502 }) : undefined)
  await rejects(perform(client.editPage, weeklyEdit(id, { summary: '배포 4건' })), {
    code: 'unavailable',
    arrived: 'maybe',
  })
  equal(fake.requests.slice(asked).filter(({ method }) => method === 'PUT').length, 1)
  ok(!body().includes('배포 4건'))
})

test('a stop ends the pause between two tries', async () => {
  const { client, fake, id } = await written()
  const stop = new AbortController()
  fake.state.instead = ({ method }) => {
    if (method !== 'PUT') return undefined
    stop.abort(new Error('the hub stops'))
    return Response.json({}, { status: 409 })
  }
  await rejects(client.editPage.perform(weeklyEdit(id, { summary: '배포 4건' }), 'key', stop.signal), /the hub stops/)
})

interface Note {
  where: 'above' | 'below' | 'in the middle'
  text: string
}

const note = fc.record<Note>({
  where: fc.constantFrom('above', 'below', 'in the middle'),
  text: fc.string({ maxLength: 30 }),
})
/** One edit of Dure's each, with what people write while it is under way. */
const rounds = fc.array(fc.array(note, { maxLength: 4 }), { minLength: 4, maxLength: 8 })

test('of 1 000 random edits that people make while Dure writes none is lost', async () => {
  let made = 0
  const property = fc.asyncProperty(rounds, async rounds => {
    const { client, fake, id, body } = await written()
    fake.edit(id, text => `<p>머리말</p>${text}<p>맺음말</p>`)
    const lines: string[] = []
    const noted =
      ({ where, text }: Note) =>
      (page: string) => {
        const line = `쪽지 ${lines.length + 1}. ${escaped(text)}`
        lines.push(line)
        made++
        if (where === 'above') return `<p>${line}</p>${page}`
        if (where === 'below') return `${page}<p>${line}</p>`
        return page.replace('<ac:structured-macro', macro => `<p>${line}</p>${macro}`)
      }
    for (const [round, notes] of rounds.entries()) {
      const left = meanwhile(fake, id, notes.map(noted))
      await perform(client.editPage, weeklyEdit(id, { summary: `배포 ${round + 4}건` }))
      equal(left(), 0)
      match(body(), new RegExp(`배포 ${round + 4}건`))
    }
    const text = canonical(body())
    for (const line of ['머리말', '맺음말', ...lines])
      ok(text.includes(canonical(`<p>${line}</p>`)), `"${line}" is lost`)
  })
  await fc.assert(property, { numRuns: 120, seed: 48 })
  ok(made >= 1000, `${made} edits by people`)
})

const escaped = (text: string) =>
  text
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
