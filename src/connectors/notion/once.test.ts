import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { z } from 'zod'
import { defineAutomation } from '../../engine/automation.ts'
import { manualClock } from '../../engine/clock-testing.ts'
import { bench } from '../../engine/testing.ts'
import { perform, verify } from '../../engine/writes-testing.ts'
import { notionFake } from './fake.ts'
import { notion } from './index.ts'
import { daily, declared, furnished } from './testing.ts'

const Row = z.object({ key: z.string(), body: z.string().optional(), status: z.string().optional() })

/** Keeps the row of a test: makes it, or changes its status. */
const keeper = (id: string) =>
  defineAutomation({
    name: 'keeper',
    title: 'Keeper',
    uses: { notion },
    tasks: {
      keep: {
        summary: 'Writes a row',
        input: Row,
        async run({ send }, { key, body, status }: z.output<typeof Row>) {
          const database = declared({ id })
          if (status) send('notion', 'updateRow', { database, key, properties: { Status: status } }, `${key}/${status}`)
          else send('notion', 'createRow', { ...daily(database, key), ...(body && { body }) }, key)
        },
      },
    },
  })

/** A hub on a fake Notion. While `deaf` is set, such calls take effect and nothing ever comes back. */
async function hubOn() {
  const clock = manualClock('2026-11-23T01:00:00Z')
  const fake = notionFake({ now: clock.now })
  const logs = fake.addDatabase('Daily Work Logs', {
    Name: 'title',
    'Log Key': 'rich_text',
    'Logged Date': 'date',
    Category: { type: 'select', options: ['성능개선'] },
    'Tech Stack': 'multi_select',
    Status: { type: 'select', options: ['Logged', 'Published'] },
    Ticket: 'url',
  })
  const state: { deaf: string | undefined } = { deaf: undefined }
  const hub = await bench({
    automations: [keeper(logs.id)],
    settings: fake.settings,
    clock,
    fetch: async (url, { method = 'GET', ...init }) => {
      const answer = await fake.fetch(url, { method, ...init })
      const isDeaf = state.deaf !== undefined && method !== 'GET' && url.pathname.endsWith(state.deaf)
      return isDeaf ? new Promise(() => {}) : answer
    },
  })
  const fates = async () => (await hub.deliveries()).map(({ state: fate, repeats }) => [fate, repeats])
  return { hub, fake, logs, state, fates }
}

const long = Array.from({ length: 350 }, (_, n) => `- 항목 ${n}`).join('\n')
const linesOf = (text: string) => text.split('\n').length

for (const body of [undefined, long])
  for (const lost of ['connection', 'page', 'status'] as const)
    test(`a row whose create was answered by a broken ${lost} is there once, ${body ? 'with its long body' : 'whole'}`, async () => {
      const { hub, fake, logs, fates } = await hubOn()
      let times = 1
      const isCreate = ({ method, path }: { method: string; path: string }) => method === 'POST' && path === '/v1/pages'
      if (lost === 'connection') fake.behaviour.loses = request => isCreate(request) && times-- > 0
      if (lost !== 'connection') {
        const answer = lost === 'status' ? () => new Response('', { status: 502 }) : () => new Response('<p>')
        let hit = false
        fake.behaviour.afterwards = request => {
          hit ||= isCreate(request)
        }
        const genuine = fake.fetch
        fake.fetch = async (input, init) => {
          const given = await genuine(input, init)
          if (!hit) return given
          hit = times-- > 0
          return hit ? answer() : given
        }
      }
      await hub.run('keeper/keep', { key: 'log-1', ...(body && { body }) })
      await hub.workOff(3_600_000)
      equal(fake.rows(logs).length, 1)
      if (body) equal(linesOf(fake.markdown(fake.rows(logs)[0]!)), 350)
      deepEqual(await fates(), [['done', 0]])
      await hub.stop()
    })

for (const [where, from] of [
  ['/v1/pages', 'while the row was made'],
  ['/children', 'while its body was written'],
] as const)
  test(`a crash in mid-air ${from} leaves one row with one whole body after the next start`, async () => {
    const { hub, fake, logs, state, fates } = await hubOn()
    state.deaf = where
    const input = { key: 'log-1', body: long }
    await hub.engine.run('keeper/keep', input, { key: 'k', cause: 'hand' })
    const isThere = () => fake.requests.some(({ method, path }) => method !== 'GET' && path.endsWith(where))
    while (!isThere()) await hub.clock.step()
    hub.kill()
    state.deaf = undefined
    await hub.restart()
    await hub.workOff(3_600_000)
    equal(fake.rows(logs).length, 1)
    equal(linesOf(fake.markdown(fake.rows(logs)[0]!)), 350)
    deepEqual(await fates(), [['done', 0]])
    await hub.stop()
  })

test('an agent that calls twice makes one row', async () => {
  const { hub, fake, logs } = await hubOn()
  await hub.run('keeper/keep', { key: 'log-1' })
  await hub.run('keeper/keep', { key: 'log-1' })
  await hub.workOff()
  equal(fake.rows(logs).length, 1)
  await hub.stop()
})

test('writes to one row go out in order, though the first waits for Notion', async () => {
  const { hub, fake, logs } = await hubOn()
  fake.behaviour.instead = ({ url, method }) =>
    method === 'POST' && url.endsWith('/pages') && fake.requests.length < 12
      ? new Response('', { status: 503 })
      : undefined
  await hub.run('keeper/keep', { key: 'log-1' })
  await hub.run('keeper/keep', { key: 'log-1', status: 'Published' })
  await hub.workOff(3_600_000)
  const [row, ...more] = fake.rows(logs)
  deepEqual(more, [])
  equal(fake.seen(row!).properties.Status.select.name, 'Published')
  await hub.stop()
})

test('a busy Notion is left alone for as long as it asks, and nothing is lost', async () => {
  const { hub, fake, logs } = await hubOn()
  fake.behaviour.busy = { requests: 4, seconds: 45 }
  for (const key of ['log-1', 'log-2', 'log-3']) await hub.run('keeper/keep', { key })
  await hub.workOff(3_600_000)
  equal(fake.rows(logs).length, 3)
  const answered = fake.requests.map(({ status, at }) => ({ status, at: at.getTime() }))
  for (const [index, { status, at }] of answered.entries())
    if (status === 429) ok(answered.slice(index + 1).every(next => next.at - at >= 45_000 || next.at === at))
  await hub.stop()
})

test('a create that Notion finishes after its connection broke is found at the second look', async () => {
  let late: (() => Promise<unknown>) | undefined
  const it = furnished({
    fetch: async (url, init, genuine) => {
      if (init.method === 'POST' && url.pathname === '/v1/pages') {
        late = () => genuine(url, init)
        throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
      }
      const answer = await genuine(url, init)
      if (late && url.pathname.endsWith('/query')) {
        const doing = late
        late = undefined
        await doing()
      }
      return answer
    },
  })
  await perform(it.client.createRow, daily(it.ours.logs)).catch(() => {})
  const verdict = await verify(it.client.createRow, daily(it.ours.logs))
  ok(typeof verdict === 'object' && verdict.applied.id === it.fake.rows(it.logs)[0]!.id)
})

test('a create that never arrived is absent, one that arrived in part is not done', async () => {
  const { client, fake, logs, ours } = furnished()
  equal(await verify(client.createRow, daily(ours.logs)), 'absent')
  const row = daily(ours.logs, 'log-1', { body: long })
  fake.behaviour.instead = ({ url }) => (url.endsWith('/children') ? new Response('', { status: 502 }) : undefined)
  await perform(client.createRow, row).catch(() => {})
  fake.behaviour.instead = undefined
  equal(linesOf(fake.markdown(fake.rows(logs)[0]!)), 100)
  equal(await verify(client.createRow, row), 'absent')
  await perform(client.createRow, row)
  const verdict = await verify(client.createRow, row)
  ok(typeof verdict === 'object' && verdict.applied.created)
  equal(fake.markdown(fake.rows(logs)[0]!), long)
})
