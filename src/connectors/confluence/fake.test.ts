import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { type ConfluenceFake, confluenceFake } from './fake.ts'

/** Asks as the right user, or with another login. */
async function asked(fake: ConfluenceFake, path: string, { body, login }: { body?: object; login?: string } = {}) {
  const right = `Basic ${Buffer.from(`${fake.username}:${fake.token}`).toString('base64')}`
  const answer = await fake.fetch(fake.url + path, {
    method: body ? 'PUT' : 'GET',
    headers: { authorization: login ?? right },
    body: body && JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

const cloudPage = (id: string, value: string, version: number) => ({
  id,
  status: 'current',
  title: '주간',
  body: { representation: 'storage', value },
  version: { number: version },
})

test('saving rewrites storage as Confluence does, and saving that again changes nothing', () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const page = fake.addPage({
    space: 'DEPLOY',
    title: '주간',
    body: '<table b="2" a=\'1\'><tbody><tr><td></td></tr></tbody></table><p>"결제" > a → b</p><br/><ac:structured-macro ac:name="jira"><ac:plain-text-body><![CDATA[a > "b"]]></ac:plain-text-body></ac:structured-macro>',
  })
  const plain = page.body.replace(/ (ac:local-id|local-id|ac:macro-id)="\d+"/g, ' $1')
  equal(
    plain,
    '<table a="1" ac:local-id b="2"><tbody><tr ac:local-id><td ac:local-id /></tr></tbody></table><p local-id>&quot;결제&quot; &gt; a &rarr; b</p><br /><ac:structured-macro ac:local-id ac:macro-id ac:name="jira"><ac:plain-text-body><![CDATA[a > "b"]]></ac:plain-text-body></ac:structured-macro>',
  )
  const { body } = page
  equal(fake.edit(page.id, text => text).body, body)
})

test('what is no storage is refused: tags that cross, bare ampersands, control characters', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const { id, body } = fake.addPage({ space: 'DEPLOY', title: '주간' })
  for (const wrong of ['<p><b></p></b>', '<br>', 'a & b', 'a < b', '<p>\u0001</p>', '</p>', '<p title=x>a</p>']) {
    const { status, text } = await asked(fake, `/api/v2/pages/${id}`, { body: cloudPage(id, wrong, 2) })
    equal(status, 400, wrong)
    match(text, /Error parsing xhtml/)
  }
  equal(fake.pages.get(id)!.body, body)
})

test('a version that is not the next one is refused, and watchers get a mail for each that is', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const { id } = fake.addPage({ space: 'DEPLOY', title: '주간' })
  for (const version of [1, 3])
    equal((await asked(fake, `/api/v2/pages/${id}`, { body: cloudPage(id, '<p>x</p>', version) })).status, 409)
  equal((await asked(fake, `/api/v2/pages/${id}`, { body: cloudPage(id, '<p>x</p>', 2) })).status, 200)
  deepEqual(fake.mails, [{ page: id, version: 2 }])
})

test('of v1 Cloud keeps the search and the user, and nothing that reads or writes content', async () => {
  const fake = confluenceFake({ kind: 'cloud' })
  const { id } = fake.addPage({ space: 'DEPLOY', title: '주간' })
  equal((await asked(fake, `/rest/api/content/${id}`)).status, 410)
  equal((await asked(fake, `/rest/api/content/${id}`, { body: {} })).status, 410)
  match((await asked(fake, '/rest/api/user/current')).text, /dure@example\.com/)
})

test('the index finds what was there before, by the few queries that it knows', async () => {
  for (const kind of ['cloud', 'server'] as const) {
    const fake = confluenceFake({ kind })
    const { id } = fake.addPage({
      space: 'DEPLOY',
      title: '주간',
      body: '<ac:structured-macro ac:name="jira"></ac:structured-macro>',
    })
    const search = (cql: string) => asked(fake, `/rest/api/search?cql=${encodeURIComponent(cql)}`)
    match((await search('type = page and macro = jira and space = "DEPLOY"')).text, new RegExp(`"id":"${id}"`))
    ok(!(await search('type = page and macro = jira and space = "OTHER"')).text.includes(id))
    equal((await search('creator = currentUser()')).status, 400)
    fake.pages.get(id)!.indexed = false
    ok(!(await search('macro = jira')).text.includes(id))
    fake.reindex()
    ok((await search('macro = jira')).text.includes(id))
  }
})

test('a login that is not right is refused before anything is looked at', async () => {
  for (const kind of ['cloud', 'server'] as const) {
    const fake = confluenceFake({ kind })
    equal((await asked(fake, '/rest/api/user/current', { login: 'Bearer wrong' })).status, 401)
    equal(
      (await asked(fake, '/rest/api/user/current', { login: 'Bearer secret' })).status,
      kind === 'cloud' ? 401 : 200,
    )
    deepEqual(
      fake.requests.map(({ status }) => status),
      [401, kind === 'cloud' ? 401 : 200],
    )
  }
})
