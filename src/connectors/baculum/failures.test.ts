import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { type ErrorCode, HubError } from '../../engine/error.ts'
import type { Trouble } from './fake.ts'
import { baculum } from './index.ts'
import { stage } from './testing.ts'

const longAgo = new Date('2026-01-01T00:00:00Z')

async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  ok(error instanceof HubError, `expected a HubError, got ${error}`)
  doesNotMatch(error.message, /secret|cmVwb3J0OnNlY3JldA/, 'no password in a message')
  ok(error.message.length < 700)
  return error
}

const json = (body: unknown) => async () => Response.json(body)
const page =
  (body: string, status = 200, headers: Record<string, string> = {}) =>
  async () =>
    new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } })

test('a wrong password is told at once, with the settings to look at, and is not tried again', async () => {
  const { client, fake, run } = stage({ settings: { BACULUM_API_PASSWORD: 'wrong' } })
  const error = await failureOf(run(client.jobs(longAgo)))
  equal(error.code, 'unauthorized')
  match(error.message, /HTTP 401.*BACULUM_API_USERNAME and BACULUM_API_PASSWORD/)
  equal(fake.requests.length, 1)
  deepEqual(client.calls(), { made: 1, failed: 1 })
})

const troubles: [Trouble, ErrorCode, RegExp][] = [
  ['catalog down', 'unavailable', /catalog.*Check the database.*API error 1000/],
  ['php fatal', 'unavailable', /HTTP 500.*see their log/],
  ['html', 'invalid', /no JSON but: Error Error Description Call to a member function.*\/api\/v1, v2 or v3/],
  ['oauth2', 'unauthorized', /OAuth2.*Switch it to Basic.*API error 6/],
  ['director down', 'unavailable', /director does not answer. Check that bacula-dir runs.*API error 4/],
  ['hangs', 'unavailable', /the API does not answer within 20 s. Check Baculum's web server/],
]
for (const [trouble, code, words] of troubles) {
  test(`what is wrong is named, with what to do about it: ${trouble}`, async () => {
    const { client, fake, run } = stage()
    await run(client.jobs(longAgo))
    fake.state.trouble = trouble
    const before = client.calls()
    const error = await failureOf(run(client.jobs(longAgo)))
    equal(error.code, code)
    match(error.message, words)
    deepEqual(client.calls(), { made: before.made + 1, failed: 1 })
    fake.state.trouble = undefined
  })
}

test('a dead director is recognised within half a minute, by one time-out and one longer question', async () => {
  const { client, fake, clock, run } = stage()
  fake.state.trouble = 'director down'
  const error = await failureOf(run(client.jobs(longAgo)))
  match(error.message, /bacula-dir/)
  ok(clock.monotonic() <= 26_000, `${clock.monotonic()} ms`)
})

test('a dead API is given up after 30 s', async () => {
  const { client, fake, clock, run } = stage()
  fake.state.trouble = 'hangs'
  await failureOf(run(client.jobs(longAgo)))
  ok(clock.monotonic() <= 31_000, `${clock.monotonic()} ms`)
})

const never = () => new Promise<never>(() => {})

test('a call that was slow once is made again after the API has proved alive', async () => {
  let calls = 0
  const { client, run } = stage({ fetch: (url, init, genuine) => (++calls === 2 ? never() : genuine(url, init)) })
  equal((await run(client.jobs(longAgo))).jobs.length, 39)
  equal(client.calls().failed, 0)
})

test('a call that is slow every time says that the API is alive', async () => {
  const { client, run } = stage({
    fetch: (url, init, genuine) => (url.search.includes('jobstatus') ? never() : genuine(url, init)),
  })
  match((await failureOf(run(client.jobs(longAgo)))).message, /longer than 10 s twice, though the API answers/)
})

test('the client recovers by itself when the API does', async () => {
  const { client, fake, run } = stage()
  fake.state.trouble = 'catalog down'
  await failureOf(run(client.jobs(longAgo)))
  fake.state.trouble = undefined
  equal((await run(client.jobs(longAgo))).jobs.length, 39)
})

test('odd answers are told from an empty list', async () => {
  const cases: [() => Promise<Response>, ErrorCode, RegExp][] = [
    [json({ output: 'Welcome in the Baculum API.', error: 0 }), 'invalid', /does not know this path: Welcome/],
    [json({ output: 'No rights.', error: 7 }), 'unauthorized', /lacks the right.*API error 7: No rights/],
    [json({ output: 'x', error: 11 }), 'invalid', /bconsole/],
    [json({ output: ['x'], error: 9 }), 'unavailable', /bconsole ended with an error/],
    [json({ output: 'x', error: 3 }), 'unavailable', /catalog/],
    [json({ output: 'Boom', error: 1000 }), 'unavailable', /failed inside/],
    [json({ output: 'Invalid date.', error: 530 }), 'invalid', /API error 530: Invalid date/],
    [json([]), 'invalid', /no JSON but: \[\]/],
    [json({ error: 'unsupported_grant_type' }), 'invalid', /unsupported_grant_type/],
    [async () => new Response('', { headers: { 'content-type': 'application/json' } }), 'unavailable', /empty answer/],
    [async () => new Response('<br />Warning: x'), 'invalid', /no JSON but: Warning: x/],
    [page('<h1>Welcome to nginx!</h1>'), 'invalid', /Welcome to nginx/],
    [page('gone', 404), 'invalid', /HTTP 404. Check host, port and path/],
    [page('', 502), 'unavailable', /502/],
    [page('', 302, { location: 'https://backup01/panel' }), 'invalid', /302|redirect|JSON|empty/],
  ]
  for (const [fetch, code, words] of cases) {
    const { client, run } = stage({ fetch })
    const error = await failureOf(run(client.jobs(longAgo)))
    match(error.message, words)
    equal(error.code, code, error.message)
  }
})

test('a job list that is cut off is not taken for a short one', async () => {
  const { client, run } = stage({
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      return url.search.includes('endtime') ? new Response((await answer.text()).slice(0, -100), answer) : answer
    },
  })
  const error = await failureOf(run(client.jobs(longAgo)))
  equal(error.code, 'unavailable')
  match(error.message, /ends in the middle/)
})

test('what is quoted is plain, short and without secrets', async () => {
  const body = `<style>a{}</style><p>password=hunter2 secret ${'x'.repeat(1000)} postgres://bacula:pw@db/</p>`
  const { client, run } = stage({ fetch: page(body, 500) })
  const { message } = await failureOf(run(client.jobs(longAgo)))
  match(message, /password=\*\*\* \*\*\*/)
  doesNotMatch(message, /hunter2|<p>|a\{\}/)
})

test('logs stop being asked for when the API is gone, and each says why', async () => {
  const { client, fake, run } = stage()
  await run(client.jobs(longAgo))
  fake.state.trouble = 'catalog down'
  const wanted = Array.from({ length: 39 }, (_, index) => index + 1)
  const before = client.calls().made
  const logs = await run(client.logs(wanted, { atOnce: 2, budgetMs: 60_000 }))
  equal(logs.size, 39)
  ok(
    [...logs.values()].every(
      log => 'notFetched' in log && log.notFetched === 'failed' && log.reason.includes('catalog'),
    ),
  )
  ok(client.calls().made - before <= 5)
})

test('logs are read in the order asked for, a few at a time, and say so where the time ran out', async () => {
  const { client, clock, run } = stage({ slowLogs: { ms: 3000, atOnce: 2 } })
  await run(client.jobs(longAgo))
  const wanted = [12, 11, 9, 8, 7, 10, 22, 14, 33, 3, 4, 13]
  const start = clock.monotonic()
  const logs = await run(client.logs(wanted, { atOnce: 2, budgetMs: 10_000 }))
  deepEqual([...logs.keys()], wanted)
  deepEqual(
    [...logs].filter(([, log]) => 'lines' in log).map(([id]) => id),
    wanted.slice(0, 8),
  )
  const last = logs.get(13)
  deepEqual(last, { notFetched: 'time budget', reason: 'the 10 s for reading logs ran out' })
  ok(clock.monotonic() - start <= 12_000)
})

test('never are more logs asked for at once than allowed', async () => {
  let [open, most] = [0, 0]
  const { client, run } = stage({
    slowLogs: { ms: 500, atOnce: 99 },
    fetch: (url, init, genuine) => {
      most = Math.max(most, ++open)
      return genuine(url, init).finally(() => open--)
    },
  })
  await run(client.logs([12, 11, 9, 8, 7, 10, 22, 14, 33, 3, 4], { atOnce: 4, budgetMs: 60_000 }))
  equal(most, 4)
})

test('a log beyond 20 MiB is told to be too large, and is no failure', async () => {
  const { client, fake, run } = stage()
  fake.logs.set(
    12,
    Array.from({ length: 230 }, () => 'x'.repeat(100_000)),
  )
  const log = (await run(client.logs([12], { atOnce: 4, budgetMs: 60_000 }))).get(12)
  deepEqual(log, { notFetched: 'too large', reason: 'the log is larger than 20 MiB' })
  equal(client.calls().failed, 0)
})

test('a copy of an old backup counts by the end of the copying', async () => {
  const { client, fake, run } = stage()
  const copied = {
    starttime: '2026-10-01 23:05:00',
    endtime: '2026-10-01 23:06:00',
    realstarttime: '2026-11-21 16:28:00',
    realendtime: '2026-11-21 16:30:00',
  }
  const jobtdate = Date.parse('2026-10-01T23:06:00+09:00') / 1000
  fake.jobs.unshift({ ...fake.jobs.at(-1)!, ...copied, jobtdate, jobid: 98, type: 'C', jobstatus: 'T' })
  const { jobs } = await run(client.jobs(new Date('2026-11-21T16:29:00+09:00')))
  const copy = jobs.find(job => job.id === 98)
  deepEqual(
    [copy?.startedAt, copy?.endedAt],
    [new Date('2026-11-21T16:28:00+09:00'), new Date('2026-11-21T16:30:00+09:00')],
  )
})

test('a job that ends while the questions are asked is told once, as ended', async () => {
  const { client, fake, run } = stage({
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      if (url.search.includes('jobstatus') || url.search.includes('endtime_from')) endRunning()
      return answer
    },
  })
  const endRunning = () => {
    const [endtime, realendtime] = ['2026-11-21 16:20:00', '2026-11-21 16:20:00']
    const jobtdate = Date.parse('2026-11-21T16:20:00+09:00') / 1000
    Object.assign(fake.jobs.find(row => row.jobid === 37)!, { jobstatus: 'T', endtime, realendtime, jobtdate })
  }
  const { jobs } = await run(client.jobs(new Date('2026-11-21T16:19:00+09:00')))
  deepEqual(
    jobs.filter(job => job.id === 37).map(job => job.status),
    ['T'],
  )
})

test('a filter that the API ignores is seen by its rows, and said', async () => {
  // An empty catalog looks like a working filter; then the first jobs come.
  const { client, fake, run } = stage({ recording: '9.6-api-v1' })
  const rows = fake.jobs.splice(0)
  equal((await run(client.jobs(new Date('2026-11-24')))).coverage.filteredBy, 'server')
  fake.jobs.push(...rows)
  const { jobs, coverage } = await run(client.jobs(new Date('2026-11-24')))
  equal(coverage.filteredBy, 'hub')
  deepEqual(
    jobs.map(job => job.id),
    [15, 14, 13],
  )
})

test('without filters no more is read than needed, in growing pieces', async () => {
  const generate = { jobs: 20_000, perDay: 500 }
  const { client, fake, run } = stage({ recording: '9.6-api-v1', generate })
  const { jobs, coverage } = await run(client.jobs(new Date('2026-11-20T07:21:26Z')))
  const asked = fake.requests.map(request => request.query).filter(query => /^limit=\d+$/.test(query))
  deepEqual(asked, ['limit=500', 'limit=1000', 'limit=2000', 'limit=4000', 'limit=8000'])
  equal(coverage.rowsRead, 15_500)
  ok(jobs.length >= 499 && jobs.length <= 503, `${jobs.length}`)
})

test('the address may be a URL with another path, with or without the version', async () => {
  for (const [url, path] of [
    ['https://backup01/baculum/', 'https://backup01/baculum/api/v2/jobs'],
    ['https://backup01/api/v1', 'https://backup01/api/v1/jobs'],
    ['http://[::1]:9097/api/v3/', 'http://[::1]:9097/api/v3/jobs'],
  ] as const) {
    const seen: string[] = []
    const { client, run } = stage({
      settings: { BACULUM_API_URL: url, BACULUM_API_HOST: undefined },
      fetch: async asked => {
        seen.push(asked.origin + asked.pathname)
        return Response.json({ output: [], error: 0 })
      },
    })
    await run(client.jobs(longAgo))
    equal(seen[0], path)
  }
})

test('settings: a host alone is enough, the port is 9096, neither host nor URL is an error', async () => {
  const { settings } = baculum
  equal(settings.BACULUM_API_PORT.parse(undefined), 9096)
  equal(settings.BACULUM_API_PORT.parse('9097'), 9097)
  for (const wrong of ['http://backup01', 'a b', 'user@host', 'host/path'])
    equal(settings.BACULUM_API_HOST.safeParse(wrong).success, false)
  equal(settings.BACULUM_API_URL.safeParse('https://user:pw@backup01/').success, false)
  equal(settings.BACULUM_API_URL.safeParse('ftp://backup01/').success, false)
  await rejects(
    async () => stage({ settings: { BACULUM_API_HOST: undefined } }),
    /Set BACULUM_API_HOST, or BACULUM_API_URL/,
  )
})

test('check proves address and credentials', async () => {
  const { client, run } = stage()
  ok(await run(baculum.check(client)))
  const wrong = stage({ settings: { BACULUM_API_USERNAME: 'nobody' } })
  equal((await failureOf(wrong.run(baculum.check(wrong.client)))).code, 'unauthorized')
})
