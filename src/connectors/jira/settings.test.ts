import { deepEqual, equal, match, throws } from 'node:assert/strict'
import test from 'node:test'
import { jira } from './index.ts'
import { baseOf } from './settings.ts'
import { stage } from './testing.ts'

test('settings: either user and API token or a personal access token, and the sentence says what is set', () => {
  const both = {
    ATLASSIAN_URL: 'https://x.atlassian.net',
    ATLASSIAN_USERNAME: 'a@example.com',
    ATLASSIAN_API_TOKEN: 't',
  }
  const connect = (values: object) => jira.connect(values as never, {} as never)
  for (const [values, set] of [
    [{ ...both, ATLASSIAN_API_TOKEN: undefined }, 'ATLASSIAN_USERNAME'],
    [{ ...both, ATLASSIAN_PAT: 'p' }, 'ATLASSIAN_USERNAME, ATLASSIAN_API_TOKEN, ATLASSIAN_PAT'],
    [{ ATLASSIAN_URL: both.ATLASSIAN_URL }, 'none of them'],
  ] as const) {
    const sentence = `Set ATLASSIAN_USERNAME and ATLASSIAN_API_TOKEN, or ATLASSIAN_PAT alone; set now: ${set}.`
    throws(() => connect(values), { code: 'invalid', message: sentence })
    const [found] = jira.mistakes?.(values as never, []) ?? []
    equal(found?.en, sentence)
    match(found!.ko, set === 'none of them' ? /: 없음$/ : new RegExp(`: ${set}$`))
  }
  deepEqual(jira.mistakes?.(both as never, []), [])
  const { ATLASSIAN_URL, JIRA_URL } = jira.settings
  for (const wrong of ['example.atlassian.net', 'ftp://example.com', 'https://me:pw@example.com'])
    equal(ATLASSIAN_URL.safeParse(wrong).success, false, wrong)
  equal(JIRA_URL.safeParse(undefined).success, true)
})

test('the address may be pasted from a browser; a context path of Data Center is kept', () => {
  for (const [pasted, base] of [
    ['https://x.atlassian.net/', 'https://x.atlassian.net'],
    ['https://x.atlassian.net/wiki', 'https://x.atlassian.net'],
    ['https://x.atlassian.net/jira/software/projects/WEB/boards/1', 'https://x.atlassian.net'],
    ['https://api.atlassian.com/ex/jira/1-2-3', 'https://api.atlassian.com/ex/jira/1-2-3'],
    ['https://api.atlassian.com/ex/confluence/1-2-3/', 'https://api.atlassian.com/ex/jira/1-2-3'],
    ['https://jira.example.com', 'https://jira.example.com'],
    ['https://tools.example.com/jira/', 'https://tools.example.com/jira'],
    ['https://tools.example.com/jira/browse/WEB-1', 'https://tools.example.com/jira'],
    ['http://localhost:8080/jira/secure/Dashboard.jspa', 'http://localhost:8080/jira'],
  ] as const)
    equal(baseOf(pasted), base)
})

test('JIRA_URL goes before ATLASSIAN_URL', async () => {
  const { client, fake } = stage({
    kind: 'server',
    settings: { ATLASSIAN_URL: 'https://wiki.example.com', JIRA_URL: 'https://jira.example.com/jira/' },
  })
  equal((await client.site()).url, fake.url)
})
