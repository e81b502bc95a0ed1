import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { type ErrorCode, HubError } from '../../engine/error.ts'
import { perform } from '../../engine/writes-testing.ts'
import { notion } from './index.ts'
import { all, daily, furnished, stage } from './testing.ts'

async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  ok(error instanceof HubError, `expected a HubError, got ${error}`)
  doesNotMatch(error.message, /ntn_fake_secret/, 'no secret in a message')
  return error
}

async function fails(work: Promise<unknown>, code: ErrorCode, words: RegExp, arrived?: 'no' | 'maybe') {
  const error = await failureOf(work)
  match(error.message, words)
  equal(error.code, code, error.message)
  if (arrived) equal(error.arrived, arrived, error.message)
}

test('a secret that Notion does not take is told with the setting to look at, and is not tried again', async () => {
  const { client, fake } = stage({ settings: { NOTION_API_KEY: 'ntn_wrong' } })
  await fails(notion.check(client), 'unauthorized', /401 unauthorized. Check NOTION_API_KEY.*API token is invalid/)
  equal(fake.requests.length, 1)
})

test('what is not shared is told with the way to share it', async () => {
  const { client, logs, ours } = furnished()
  logs.shared = false
  await fails(
    perform(client.createRow, daily(ours.logs)),
    'not_found',
    /Daily Work Logs \(NOTION_DB1_ID\): Notion shows no database .*⋯ → Connections → add the integration/,
  )
  await fails(
    client.body('00000000-0000-4000-8000-000000000099'),
    'not_found',
    /404 object_not_found.*not shared.*Could not find page/,
  )
})

test('what Notion may say to a create is told with what to do, and whether it may have arrived', async () => {
  const said = (code: string, message: string) => ({ object: 'error', code, message })
  const cases: [number, object | string, ErrorCode, RegExp, 'no' | 'maybe'][] = [
    [
      400,
      said('validation_error', 'body failed validation.'),
      'invalid',
      /400 validation_error, .*says: body failed/,
      'no',
    ],
    [400, said('missing_version', 'Notion-Version'), 'invalid', /missing_version/, 'no'],
    [403, said('restricted_resource', 'API token'), 'invalid', /capabilities to read, insert and update/, 'no'],
    [409, said('conflict_error', 'Conflict occurred'), 'conflict', /409 conflict_error.*Conflict occurred/, 'no'],
    [413, '<html><h1>Too large</h1></html>', 'invalid', /HTTP 413, .*says: Too large$/, 'no'],
    [429, said('rate_limited', 'slow'), 'rate_limited', /429 rate_limited, too many calls/, 'no'],
    [529, said('service_overload', 'later'), 'rate_limited', /529 service_overload, Notion is overloaded/, 'no'],
    [500, said('internal_server_error', 'Unexpected'), 'unavailable', /500/, 'maybe'],
    [502, '', 'unavailable', /502/, 'maybe'],
    [504, said('gateway_timeout', 'timed out'), 'unavailable', /504/, 'maybe'],
    [200, '{"object":"page","id', 'unavailable', /no whole JSON; it ends in/, 'maybe'],
    [200, { object: 'page' }, 'invalid', /the new row: Notion answered in an unknown shape \(id/, 'maybe'],
  ]
  for (const [status, body, code, words, arrived] of cases) {
    const { client, fake, ours } = furnished()
    let asked = 0
    fake.behaviour.instead = ({ method, url }) => {
      if (method !== 'POST' || !url.endsWith('/pages')) return undefined
      asked++
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
    }
    await fails(perform(client.createRow, daily(ours.logs)), code, words, arrived)
    equal(asked, 1, `${status}: a write is never repeated blindly`)
  }
})

test('a connection that breaks in a create may have arrived, one that was never made has not', async () => {
  for (const [cause, arrived] of [
    ['ECONNRESET', 'maybe'],
    ['ECONNREFUSED', 'no'],
  ] as const) {
    const { client, ours } = furnished({
      fetch: async (url, init, genuine) => {
        if (init.method === 'POST' && url.pathname === '/v1/pages')
          throw new TypeError('fetch failed', { cause: { code: cause } })
        return genuine(url, init)
      },
    })
    await fails(perform(client.createRow, daily(ours.logs)), 'unavailable', new RegExp(cause), arrived)
  }
})

test('a create that is not answered is given up after Notion itself has given up', async () => {
  const it = furnished({
    fetch: async (url, init, genuine) => {
      if (init.method !== 'POST' || url.pathname !== '/v1/pages') return genuine(url, init)
      const aborted = new Promise<never>((_, reject) => {
        init.signal!.addEventListener('abort', () => reject(init.signal!.reason))
      })
      it.advance(61_000)
      ok(!init.signal!.aborted)
      it.advance(5_000)
      return aborted
    },
  })
  await fails(perform(it.client.createRow, daily(it.ours.logs)), 'unavailable', /no answer within 65 s/, 'maybe')
})

test('reads are tried again, queries too, though they are sent as POST', async () => {
  for (const status of [429, 500, 502, 503, 504]) {
    const { client, fake, ours } = furnished()
    await perform(client.createRow, daily(ours.logs))
    let bad = 2
    fake.behaviour.instead = ({ url }) =>
      url.endsWith('/query') && bad-- > 0 ? new Response('', { status, headers: { 'retry-after': '1' } }) : undefined
    equal((await all(client.rows(ours.logs))).length, 1, String(status))
  }
})

test('a read that keeps failing is no write that may have arrived', async () => {
  const { client, fake, ours } = furnished()
  fake.behaviour.instead = ({ url }) => (url.endsWith('/query') ? new Response('', { status: 503 }) : undefined)
  await fails(perform(client.createRow, daily(ours.logs)), 'unavailable', /query: 503/, 'no')
  equal(fake.requests.filter(({ path }) => path.endsWith('/query')).length, 3)
})

test('how long Notion asks to wait is handed on, and other calls wait as well, a minute at most', async () => {
  for (const [header, retryAfterMs] of [
    ['7', 7000],
    ['0', undefined],
    ['soon', undefined],
    ['999999', 3_600_000],
  ] as const) {
    const { client, fake, ours, pauses } = furnished()
    await client.rowWithKey(ours.logs, 'warm')
    fake.behaviour.instead = ({ method, url }) =>
      method === 'POST' && url.endsWith('/pages')
        ? new Response('', { status: 429, headers: { 'retry-after': header } })
        : undefined
    const error = await failureOf(perform(client.createRow, daily(ours.logs)))
    deepEqual([error.code, error.retryAfterMs], ['rate_limited', retryAfterMs])
    const before = pauses.length
    await client.who()
    const waited = pauses.slice(before).reduce((sum, ms) => sum + ms, 0)
    const asked = Math.min(retryAfterMs ?? 0, 60_000)
    ok(waited >= asked && waited < asked + 1000, `waited ${waited}`)
  }
})

test('calls keep to three a second, so that a Notion that counts refuses none', async () => {
  const { client, fake, ours } = furnished({ limited: true })
  for (let n = 0; n < 40; n++) await perform(client.createRow, daily(ours.logs, `log-${n}`))
  deepEqual(
    fake.requests.filter(({ status }) => status === 429),
    [],
  )
  const [first, last] = [fake.requests[0]!, fake.requests.at(-1)!]
  const perSecond = (fake.requests.length - 3) / ((last.at.getTime() - first.at.getTime()) / 1000)
  ok(perSecond <= 3.01 && perSecond > 2.8, `${perSecond} a second`)
})

test('calls that start together keep to the pace as well', async () => {
  const { client, fake, ours } = furnished({ limited: true })
  await Promise.all(Array.from({ length: 60 }, (_, n) => client.rowWithKey(ours.logs, `log-${n}`)))
  ok(fake.requests.every(({ status }) => status === 200))
})

test('an attempt that is ended makes no further call', async () => {
  const { client, fake, ours } = furnished()
  await client.rowWithKey(ours.logs, 'warm')
  const stop = new AbortController()
  fake.behaviour.afterwards = ({ path }) => path.endsWith('/query') && stop.abort(new Error('stopping'))
  const before = fake.requests.length
  const work = client.createRow.perform(daily(ours.logs), 'key', stop.signal)
  equal(
    await work.then(
      () => 'done',
      error => error.message,
    ),
    'stopping',
  )
  equal(fake.requests.length, before + 1)
})

test('calls say which version of the API they mean, and a proxy may stand before it', async () => {
  const seen: { url: string; version: string | null }[] = []
  const { client } = stage({
    settings: { NOTION_API_URL: 'https://proxy.example.com/notion/' },
    fetch: async (url, init, genuine) => {
      seen.push({ url: String(url), version: new Headers(init.headers).get('notion-version') })
      return genuine(new URL(String(url).replace('/notion/', '/')), init)
    },
  })
  await client.who()
  deepEqual(seen, [{ url: 'https://proxy.example.com/notion/v1/users/me', version: '2026-03-11' }])
})

test('columns that were renamed a moment ago are looked at again before a value is refused', async () => {
  const { client, fake, logs, ours } = furnished()
  await client.rowWithKey(ours.logs, 'warm')
  const column = fake.column(logs, 'Metrics')!
  column.name = '지표'
  await fails(
    perform(client.createRow, daily(ours.logs, 'k', { properties: { Metrics: 'x' } })),
    'invalid',
    /400 validation_error.*Metrics is not a property that exists/,
  )
  ours.logs.properties.지표 = 'text'
  const made = await perform(client.createRow, daily(ours.logs, 'k', { properties: { 지표: 'x' } }))
  equal(made.created, true)
})

test('a property that Notion drops without a word is told', async () => {
  const { client, fake, logs, ours } = furnished()
  fake.behaviour.afterwards = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/query')) fake.column(logs, 'Metrics')!.name = '지표'
  }
  fake.behaviour.dropsUnknown = true
  const { notes } = await perform(client.createRow, daily(ours.logs, 'k', { properties: { Metrics: 'x' } }))
  match(notes[0]!, /"Metrics" was not taken. Run 'dure doctor'/)
})
