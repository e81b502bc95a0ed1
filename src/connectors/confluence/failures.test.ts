import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import test from 'node:test'
import { type ErrorCode, HubError } from '../../engine/error.ts'
import { perform } from '../../engine/writes-testing.ts'
import { confluenceFake } from './fake.ts'
import { confluence, paragraph } from './index.ts'
import { stage, weekly, weeklyEdit } from './testing.ts'

async function failureOf(work: Promise<unknown>): Promise<HubError> {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  ok(error instanceof HubError, `expected a HubError, got ${error}`)
  doesNotMatch(error.message, /secret|c2VjcmV0|OnNlY3JldA/, 'no token in a message')
  ok(error.message.length < 700, error.message)
  return error
}

async function fails(work: Promise<unknown>, code: ErrorCode, words: RegExp) {
  const error = await failureOf(work)
  match(error.message, words)
  equal(error.code, code, error.message)
}

const large = (bytes: number) => ({
  ...weekly(),
  regions: [{ name: 'summary', content: [paragraph('배'.repeat(bytes / 3))] }],
})

for (const kind of ['cloud', 'server'] as const) {
  const scene = async (settings: Record<string, string> = {}) => {
    const it = stage({ kind, settings })
    it.fake.addSpace('DEPLOY')
    return it
  }
  const withPage = async () => {
    const it = await scene()
    const { id } = await perform(it.client.createPage, weekly())
    const page = it.fake.pages.get(id)!
    const before = JSON.stringify([page.body, page.version, [...page.properties]])
    const untouched = () =>
      equal(JSON.stringify([page.body, page.version, [...page.properties]]), before, 'nothing half done')
    return { ...it, page, edit: () => perform(it.client.editPage, weeklyEdit(id, { summary: '배포 4건' })), untouched }
  }

  test(`a wrong token is told with the settings to look at, and is not tried again (${kind})`, async () => {
    const { client, fake } = await scene(
      kind === 'cloud' ? { ATLASSIAN_API_TOKEN: 'wrong' } : { ATLASSIAN_PAT: 'wrong' },
    )
    await fails(
      confluence.check(client),
      'unauthorized',
      /401.*Check ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or ATLASSIAN_PAT/,
    )
    await fails(perform(client.createPage, weekly()), 'unauthorized', /401/)
    equal(fake.requests.length, kind === 'cloud' ? 2 : 4, 'a server is asked for either API')
    equal(fake.pages.size, 1)
  })

  test(`a token that is taken for nobody's is no empty site (${kind})`, async () => {
    const { client, fake, page, edit, untouched } = await withPage()
    fake.state.anonymous = true
    await fails(confluence.check(client), 'unauthorized', /takes this user for anonymous/)
    await fails(client.page(page.id), 'unauthorized', /anonymous/)
    await fails(client.space('OTHER'), 'unauthorized', /anonymous/)
    await fails(edit(), 'unauthorized', /anonymous/)
    await fails(perform(client.createPage, { ...weekly(), title: '새 쪽' }), 'unauthorized', /anonymous/)
    untouched()
  })

  test(`a page that is gone, or hidden from this user, is told as such (${kind})`, async () => {
    const { client, page, edit, untouched } = await withPage()
    page.hidden = true
    await fails(edit(), 'not_found', /is deleted, or this user may not see it.*Check the id/)
    untouched()
    await fails(client.page('4711'), 'not_found', /page 4711 is deleted/)
  })

  test(`a page in the trash is not written to (${kind})`, async () => {
    const { page, edit, untouched } = await withPage()
    page.status = 'trashed'
    await fails(edit(), 'invalid', /주간 배포 리스트 2026-W48.*is in the trash. Restore it/)
    untouched()
  })

  test(`a page without the right to edit stops this page and not the connector (${kind})`, async () => {
    const { client, page, edit, untouched } = await withPage()
    page.readOnly = true
    await fails(edit(), 'invalid', /may see but not edit http.*Give it the right to edit/)
    untouched()
    await confluence.check(client)
  })

  test(`a page of more than 5 MB is refused before anything is sent (${kind})`, async () => {
    const { client, fake, page, untouched } = await withPage()
    const asked = fake.requests.length
    await fails(perform(client.createPage, { ...large(6_000_000), title: '큰 쪽' }), 'invalid', /5 MB|5 MiB/)
    equal(fake.requests.length, asked)
    await fails(perform(client.editPage, { ...large(6_000_000), page: page.id }), 'invalid', /5 MB|5 MiB/)
    untouched()
    fake.state.instead = ({ method }) => (method === 'PUT' ? new Response('', { status: 413 }) : undefined)
    await fails(
      perform(client.editPage, weeklyEdit(page.id, { summary: '4건' })),
      'invalid',
      /no more than 5 MB \(HTTP 413\).*several pages/,
    )
    untouched()
  })

  test(`an unknown space names the setting to look at (${kind})`, async () => {
    const { client } = await scene()
    await fails(
      perform(client.createPage, { ...weekly(), space: '배포' }),
      'invalid',
      /no space 배포.*CONFLUENCE_SPACE_KEY/,
    )
  })

  test(`a parent that is gone is told before a page is made elsewhere (${kind})`, async () => {
    const { client, fake } = await scene()
    await fails(
      perform(client.createPage, { ...weekly(), parent: '4711' }),
      'invalid',
      /may not add the page.*the page above it is gone/,
    )
    equal(fake.pages.size, 1)
  })

  test(`what a save may be refused with is told with what to do (${kind})`, async () => {
    const cases: [number, string, ErrorCode, RegExp][] = [
      [403, 'restricted', 'invalid', /may see but not edit.*Confluence says: restricted/],
      [
        501,
        'Unable to save changes to unreconciled page ContentId{id=1}.',
        'invalid',
        /publishes it once.*unreconciled page/,
      ],
      [
        400,
        'No space or no content type, or setup a wrong version type set to content',
        'invalid',
        /refuses the new text of http.*wrong version type/,
      ],
      [401, '', 'unauthorized', /401/],
      [429, '', 'rate_limited', /429/],
      [500, 'boom', 'unavailable', /500/],
    ]
    for (const [status, message, code, words] of cases) {
      const { fake, edit, untouched } = await withPage()
      fake.state.instead = ({ method }) =>
        method === 'PUT'
          ? Response.json({ statusCode: status, message }, { status, headers: { 'retry-after': '3' } })
          : undefined
      await fails(edit(), code, words)
      untouched()
    }
  })

  test(`odd answers are told from good ones (${kind})`, async () => {
    const html = (status: number, words = 'Log in') =>
      new Response(`<html><style>b{}</style><h1>${words}</h1></html>`, {
        status,
        headers: { 'content-type': 'text/html' },
      })
    const cases: [() => Response, ErrorCode, RegExp][] = [
      [() => html(200, 'Log in'), 'unauthorized', /a login page instead of JSON \("Log in"\).*Check ATLASSIAN/],
      [() => html(200, 'It works!'), 'invalid', /a web page instead of JSON \("It works!"\).*CONFLUENCE_URL/],
      [() => new Response('{"id":"1","tit'), 'unavailable', /no whole JSON; it ends in/],
      [() => html(403), 'invalid', /may not see Confluence page.*Confluence says: Log in$/],
      [() => html(429), 'rate_limited', /429/],
      [() => Response.json({ id: '1' }), 'invalid', /unknown shape \(title/],
      [
        () => Response.json({ errors: [{ title: 'Bad', detail: 'id' }] }, { status: 400 }),
        'invalid',
        /Confluence says: Bad; id/,
      ],
      [() => Response.json({}, { status: 410 }), 'invalid', /has removed this call. Update Dure/],
      [
        () => new Response('', { status: 403, headers: { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' } }),
        'invalid',
        /CAPTCHA/,
      ],
    ]
    for (const [answer, code, words] of cases) {
      const { client, fake } = await scene()
      await client.site()
      fake.state.instead = ({ url }) => (url.includes('4711') ? answer() : undefined)
      await fails(client.page('4711'), code, words)
    }
  })

  test(`a page that is answered without its body is never taken for an empty one (${kind})`, async () => {
    const { client, fake, page, untouched } = await withPage()
    const { body: _, ...rest } = (await (await fake.fetch(...ask(fake, page.id))).json()) as { body: unknown }
    fake.state.instead = ({ method, url }) =>
      method === 'GET' && url.includes(`/${page.id}?`) ? Response.json(rest) : undefined
    await fails(perform(client.editPage, weeklyEdit(page.id, { summary: '4건' })), 'invalid', /unknown shape \(body/)
    untouched()
  })
}

const ask = (fake: ReturnType<typeof confluenceFake>, id: string): [string, RequestInit] => {
  const path =
    fake.kind === 'cloud'
      ? `/api/v2/pages/${id}?body-format=storage`
      : `/rest/api/content/${id}?expand=body.storage,version`
  const login = Buffer.from(`${fake.username}:${fake.token}`).toString('base64')
  return [fake.url + path, { headers: { authorization: `Basic ${login}` } }]
}

test('an archived page is not written to, and a new one under its title says where the old one is', async () => {
  const { client, fake } = stage()
  fake.addSpace('DEPLOY')
  const { id } = await perform(client.createPage, weekly())
  const page = fake.pages.get(id)!
  page.status = 'archived'
  const { body } = page
  await fails(
    perform(client.editPage, weeklyEdit(id, { summary: '4건' })),
    'invalid',
    /is archived. Restore it from the archive/,
  )
  await fails(perform(client.createPage, weekly({ summary: '4건' })), 'invalid', new RegExp(`${id}.*is archived`))
  deepEqual([page.body, page.version.number], [body, 1])
})

test('a space of Data Center that is closed to this user is as good as none', async () => {
  const { client, fake } = stage({ kind: 'server' })
  fake.addSpace('DEPLOY')
  fake.state.instead = ({ url }) => (url.endsWith('/space/DEPLOY') ? Response.json({}, { status: 403 }) : undefined)
  await fails(client.space('DEPLOY'), 'invalid', /no space DEPLOY that this user may see/)
})

test('credentials that are half set, or set twice, are named', () => {
  const connect = (settings: Record<string, string | undefined>) => () => stage({ settings })
  const wrong: [Record<string, string | undefined>, RegExp][] = [
    [{ ATLASSIAN_API_TOKEN: undefined }, /or ATLASSIAN_PAT alone; set now: ATLASSIAN_USERNAME\.$/],
    [{ ATLASSIAN_USERNAME: undefined, ATLASSIAN_API_TOKEN: undefined }, /set now: none of them\.$/],
    [{ ATLASSIAN_PAT: 'x' }, /set now: ATLASSIAN_USERNAME, ATLASSIAN_API_TOKEN, ATLASSIAN_PAT\.$/],
  ]
  for (const [settings, words] of wrong)
    try {
      connect(settings)()
      ok(false, 'it should have failed')
    } catch (error) {
      match((error as Error).message, words)
    }
})

test('the address may be pasted with the path of Confluence, or of a page', async () => {
  for (const address of [
    'https://example.atlassian.net/wiki',
    'https://example.atlassian.net/',
    'https://example.atlassian.net/wiki/spaces/DEPLOY/pages/1',
  ]) {
    const { client, fake } = stage({ settings: { ATLASSIAN_URL: address } })
    fake.addSpace('DEPLOY')
    equal((await client.space('DEPLOY')).key, 'DEPLOY', address)
    equal((await client.site()).url, 'https://example.atlassian.net/wiki')
  }
  const nothing = stage({ kind: 'server', settings: { CONFLUENCE_URL: 'https://wiki.example.com' } })
  await fails(nothing.client.site(), 'invalid', /wiki\.example\.com: no Confluence answers there.*Set CONFLUENCE_URL/)
})

test('a Cloud site under a name of its own is found by asking, and a failure to ask is not remembered', async () => {
  const fake = confluenceFake({ kind: 'cloud', origin: 'https://wiki.example.com' })
  let down = true
  const { client } = stage({
    settings: fake.settings,
    fetch: async (url, init) => (down ? new Response('', { status: 503 }) : fake.fetch(url, init)),
  })
  await rejects(client.site(), { code: 'unavailable' })
  down = false
  deepEqual(await client.site(), { kind: 'cloud', url: 'https://wiki.example.com/wiki' })
})

test('a wait of zero seconds is no wait that was asked for, and other headers are read where there is none', async () => {
  const { client, fake } = stage()
  fake.addSpace('DEPLOY')
  const { id } = await perform(client.createPage, weekly())
  const cases: [Record<string, string>, number | undefined][] = [
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'x-ratelimit-interval-seconds': '5', 'retry-after': '0' }, 5000],
  ]
  for (const [headers, retryAfterMs] of cases) {
    fake.state.instead = ({ method }) => (method === 'PUT' ? new Response('', { status: 429, headers }) : undefined)
    const error = await failureOf(perform(client.editPage, weeklyEdit(id, { summary: '4건' })))
    deepEqual([error.code, error.retryAfterMs], ['rate_limited', retryAfterMs])
  }
})
