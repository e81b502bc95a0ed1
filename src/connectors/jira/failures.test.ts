import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import type { HubError } from '../../engine/error.ts'
import { failureOf as failure } from '../../engine/http-testing.ts'
import { all, answering, keysOf, type StageOptions, stage, web } from './testing.ts'

async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await failure(work)
  doesNotMatch(error.message, /jira-secret-token|ZHVyZUBleGFtcGxl/, 'no token in a message')
  ok(error.message.length < 900, error.message)
  equal(error.arrived, 'no')
  return error
}

const page = (html: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(`<!DOCTYPE html><html><body>${html}</body></html>`, {
    status,
    headers: { 'content-type': 'text/html;charset=UTF-8', ...headers },
  })

test('a wrong login is told in one sentence that fits the kind of Jira, and is not tried again', async () => {
  const cases: [StageOptions, RegExp][] = [
    [
      { kind: 'cloud', settings: { ATLASSIAN_API_TOKEN: 'wrong' } },
      /myself: HTTP 401.* Set ATLASSIAN_USERNAME to the account's e-mail and ATLASSIAN_API_TOKEN .*id\.atlassian\.com/,
    ],
    [
      { kind: 'server', settings: { ATLASSIAN_PAT: 'wrong' } },
      /Set ATLASSIAN_PAT to a personal access token that has not expired/,
    ],
    [
      { kind: 'server', settings: { ATLASSIAN_PAT: undefined, ATLASSIAN_USERNAME: 'a', ATLASSIAN_API_TOKEN: 'b' } },
      /Set ATLASSIAN_PAT .* instead of ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or correct these/,
    ],
    [
      {
        kind: 'cloud',
        settings: { ATLASSIAN_PAT: 'x', ATLASSIAN_USERNAME: undefined, ATLASSIAN_API_TOKEN: undefined },
      },
      /Jira Cloud takes no personal access tokens: set ATLASSIAN_USERNAME/,
    ],
  ]
  for (const [options, words] of cases) {
    const { client, fake } = stage(options)
    const error = await failureOf(client.site())
    equal(error.code, 'unauthorized')
    match(error.message, words)
    equal(fake.requests.filter(({ path }) => path.endsWith('/myself')).length, 1)
    for (const read of [
      client.field('x'),
      client.issues(['WEB-1']),
      all(client.search({ jql: web })),
      client.project('WEB'),
    ])
      equal((await failureOf(read)).code, 'unauthorized')
  }
})

test('a token revoked while the hub runs is an error, never an empty search', async () => {
  for (const kind of ['cloud', 'server'] as const) {
    for (const read of ['search', 'issues'] as const) {
      const { client, fake } = stage({ kind })
      fake.add({ key: 'WEB-1' })
      const reading = () =>
        read === 'search' ? all(client.search({ jql: web })).then(keysOf) : client.issues(['WEB-1'])
      await reading()
      fake.state.revoked = true
      equal((await failureOf(reading())).code, 'unauthorized')
    }
  }
})

test('a stranger’s answer is found out even where no header tells it', async () => {
  const { client, fake, advance } = stage({
    fetch: async (url, init, genuine) => {
      const answer = await genuine(url, init)
      return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } })
    },
  })
  fake.add({ key: 'WEB-1' })
  await client.site()
  fake.state.revoked = true
  advance(61_000)
  equal((await failureOf(all(client.search({ jql: web })))).code, 'unauthorized')
})

test('what a stranger is told to be unknown is a matter of the login', async () => {
  const headers = { 'x-seraph-loginreason': 'OUT', 'x-ausername': 'anonymous' }
  const body = { errorMessages: ["The value 'WEB' does not exist for the field 'project'."], errors: {} }
  const known = answering(/search|project/, () => Response.json(body, { status: 400, headers }))
  equal((await failureOf(all(known.client.search({ jql: web })))).code, 'unauthorized')
  equal((await failureOf(known.client.project('WEB'))).code, 'unauthorized')
})

test('a login that turns out to be gone is the reason told, though the refusal came first', async () => {
  const { client, fake, advance } = stage({
    fetch: async (url, init, genuine) => {
      if (/search|bulkfetch/.test(url.pathname)) return Response.json({ errorMessages: ['No.'] }, { status: 400 })
      for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
      return genuine(url, init)
    },
  })
  await client.site()
  fake.state.revoked = true
  advance(61_000)
  equal((await failureOf(all(client.search({ jql: web })))).code, 'unauthorized')
  equal((await failureOf(client.issues(['WEB-1']))).code, 'unauthorized')
})

test('a failure to find the site is not remembered', async () => {
  const { client, fake } = stage()
  fake.state.revoked = true
  await failureOf(client.site())
  fake.state.revoked = false
  equal((await client.site()).kind, 'cloud')
})

test('a login page in place of JSON means the login, any other page the address', async () => {
  const login = answering(/myself|serverInfo/, () => page('<h1>Log in</h1><input type="password">'))
  const loginError = await failureOf(login.client.site())
  equal(loginError.code, 'unauthorized')
  match(loginError.message, /login page instead of JSON \("Log in"\)/)
  const other = answering(/myself|serverInfo/, () => page('<style>p{}</style>Welcome to nginx'))
  const otherError = await failureOf(other.client.site())
  equal(otherError.code, 'invalid')
  match(otherError.message, /a web page instead of JSON \("Welcome to nginx"\)\. Set ATLASSIAN_URL/)
})

test('an answer about nobody is a refused login', async () => {
  for (const body of [{}, { name: 'anonymous' }, { accountId: '', key: '', name: '' }]) {
    const { client } = answering(/myself/, () => Response.json(body))
    equal((await failureOf(client.site())).code, 'unauthorized')
  }
})

test('a CAPTCHA, a missing scope and a missing right each say what to do', async () => {
  const cases: [Response, RegExp][] = [
    [
      page('Forbidden', 403, { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://x/login.jsp' }),
      /CAPTCHA solved after failed logins: log in once with a browser/,
    ],
    [page('', 401, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }), /CAPTCHA solved/],
    [
      Response.json({ code: 401, message: 'Unauthorized; scope does not match' }, { status: 401 }),
      /lacks a scope; give it read:jira-work/,
    ],
    [
      Response.json({ message: 'Basic Authentication has been disabled on this instance.' }, { status: 403 }),
      /Basic Authentication has been disabled/,
    ],
  ]
  for (const [answer, words] of cases) {
    const { client } = answering(/myself/, () => answer.clone(), { kind: 'server' })
    const error = await failureOf(client.site())
    equal(error.code, 'unauthorized')
    match(`${error.message} ${(error.cause as Error | undefined)?.message}`, words)
  }
  const { client } = answering(/project/, () => Response.json({ errorMessages: ['No.'] }, { status: 403 }))
  match((await failureOf(client.project('WEB'))).message, /HTTP 403, this user may not do so.*Jira says: No\./)
})

test('where no Jira answers, the settings of the address are named', async () => {
  const nothing = answering(/serverInfo|myself/, () => page('Not Found', 404))
  const error = await failureOf(nothing.client.site())
  equal(error.code, 'invalid')
  match(error.message, /example\.atlassian\.net: no Jira answers there\. Set ATLASSIAN_URL.*JIRA_URL/)
  const other = answering(/serverInfo/, () => Response.json({ ok: true }))
  match((await failureOf(other.client.site())).message, /what answers there is no Jira/)
})

test('a query that Jira refuses is an error in Jira’s words, with the query', async () => {
  for (const kind of ['cloud', 'server'] as const) {
    const { client, fake } = stage({ kind })
    fake.add({ key: 'WEB-1' })
    const error = await failureOf(all(client.search({ jql: 'project = NOPE AND duedate >= "2026-11-23"' })))
    equal(error.code, 'invalid')
    match(
      error.message,
      /Jira says: The value 'NOPE' does not exist for the field 'project'\..*The query: project = NOPE AND/,
    )
    match(
      (await failureOf(all(client.search({ jql: '배포일 >= "2026-11-23"' })))).message,
      /Field '배포일' does not exist/,
    )
    match((await failureOf(all(client.search({ jql: 'project = (' })))).message, /Error in the JQL Query/)
  }
})

test('Cloud refuses a query without a condition', async () => {
  const { client } = stage()
  match((await failureOf(all(client.search({ jql: 'order by key' })))).message, /Unbounded JQL queries are not allowed/)
})

test('an API that was removed is named', async () => {
  const gone = 'The requested API has been removed.'
  const { client } = answering(/search/, () => Response.json({ errorMessages: [gone], errors: {} }, { status: 410 }))
  const error = await failureOf(all(client.search({ jql: web })))
  equal(error.code, 'invalid')
  match(
    error.message,
    /POST https:\/\/example\.atlassian\.net\/rest\/api\/3\/search\/jql: HTTP 410.*update Dure.*has been removed/,
  )
})

test('after too many calls it waits as long as Jira says, and an answer without a time is waited for all the same', async () => {
  const { client, fake, pauses } = stage()
  fake.add({ key: 'WEB-1' })
  await client.site()
  fake.throttle(2, 7)
  deepEqual(keysOf(await all(client.search({ jql: web }))), ['WEB-1'])
  deepEqual(pauses, [7000, 7000])
  fake.throttle(1)
  deepEqual(keysOf(await all(client.search({ jql: web }))), ['WEB-1'])
  fake.throttle(1, 0)
  deepEqual(keysOf(await all(client.search({ jql: web }))), ['WEB-1'])
  deepEqual(pauses.slice(2), [500, 500])
})

test('a long wait is told to the caller, from whichever header it comes', async () => {
  const cases: [Record<string, string>, number | undefined][] = [
    [{ 'retry-after': '1200' }, 1_200_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 01:10:00 GMT' }, 600_000],
    [{ 'x-ratelimit-reset': '2026-11-23T01:05Z' }, 300_000],
    [{ 'retry-after': '0', 'x-ratelimit-interval-seconds': '120' }, 120_000],
    [{ 'retry-after': '999999' }, 3_600_000],
  ]
  for (const [headers, ms] of cases) {
    const { client } = answering(/project/, () => page('HTTP Status 429', 429, headers))
    const error = await failureOf(client.project('WEB'))
    deepEqual([error.code, error.retryAfterMs], ['rate_limited', ms])
  }
})

test('a search that fails on Jira’s side is tried three times: it is a read, though it is a POST', async () => {
  const scene = answering(/search/, (_, call) =>
    call < 3 ? page('Bad Gateway', 502) : Response.json({ issues: [], isLast: true }),
  )
  deepEqual(await all(scene.client.search({ jql: web })), [])
  equal(scene.calls(), 3)
  const dead = answering(/search/, () => page('Bad Gateway', 502))
  equal((await failureOf(all(dead.client.search({ jql: web })))).code, 'unavailable')
  equal(dead.calls(), 3)
})

test('an answer of another shape is an error that names the place', async () => {
  const { client } = answering(/search/, () =>
    Response.json({ issues: [{ id: '1', key: 'WEB-1', fields: { summary: 'x', status: 3 } }] }),
  )
  const error = await failureOf(all(client.search({ jql: web })))
  equal(error.code, 'invalid')
  match(error.message, /unknown shape \(issues\.0\.fields\.status: /)
})

test('an answer that ends in the middle is asked for again', async () => {
  const cut = () => new Response('{"issues":[{"id":"1","key":', { headers: { 'content-type': 'application/json' } })
  const scene = answering(/search/, (_, call) => (call === 1 ? cut() : Response.json({ issues: [], isLast: true })))
  deepEqual(await all(scene.client.search({ jql: web })), [])
  equal(scene.calls(), 2)
})

test('more than 32 MiB in one answer is refused', async () => {
  const { client } = answering(/search/, () => new Response(`{"issues":[${' '.repeat(33 * 1024 * 1024)}]}`))
  match((await failureOf(all(client.search({ jql: web })))).message, /larger than 33554432 bytes/)
})
