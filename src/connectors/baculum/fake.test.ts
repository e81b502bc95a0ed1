import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import test, { describe } from 'node:test'
import { type BaculumFake, baculumFake, phpJson } from './fake.ts'
import { readRecording } from './recording.ts'

const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString('base64')}` })
const right = { headers: basic('report:secret') }
const base = 'http://backup01:9096'

async function outputOf(fake: BaculumFake, path: string): Promise<unknown> {
  const body = (await (await fake.fetch(base + path, right)).json()) as { output: unknown }
  return body.output
}

for (const recording of ['13-api-v2', '9.6-api-v1'] as const) {
  describe(`the fake of ${recording}`, () => {
    const { answers } = readRecording(recording)
    const fake = baculumFake({ recording, sleep: async () => {} })
    for (const one of answers) {
      test(`it answers as the genuine server did: ${one.ask}, ${one.login} login`, async () => {
        const headers = one.login === 'right' ? right.headers : one.login === 'wrong' ? basic('report:wrong') : {}
        const answer = await fake.fetch(base + encodeURI(one.ask), { headers })
        equal(answer.status, one.status)
        equal(answer.headers.get('baculum-api-version') ?? undefined, one.version)
        const body = await answer.text()
        if (typeof one.body === 'string') equal(body, one.body)
        else deepEqual(JSON.parse(body), one.body)
      })
    }
  })
}

test('the recordings are those of the laboratory, row for row', t => {
  const folder = new URL('../../../../shared/fixtures/baculum/', import.meta.url)
  if (!existsSync(folder)) return t.skip('the original recordings are not here')
  let rows = 0
  for (const name of ['13-api-v2', '9.6-api-v1'] as const) {
    const recorded = readRecording(name)
    const files = readdirSync(new URL(`${name}/`, folder)).filter(file =>
      /^(jobs|joblog|schedules).*\.json$/.test(file),
    )
    ok(files.length > 30)
    for (const file of files) {
      const body = JSON.parse(readFileSync(new URL(`${name}/${file}`, folder), 'utf8'))
      const meta = readFileSync(new URL(`${name}/${file.replace('.json', '.meta')}`, folder), 'utf8')
      const path = decodeURIComponent(/^GET \/api\/v\d+(\S*)/.exec(meta)?.[1] ?? '')
      deepEqual(recorded.find(path)?.body, body, path)
      rows += Array.isArray(body.output) ? body.output.length : 0
    }
  }
  ok(rows > 7000, `${rows} rows were compared`)
})

test('text goes out as PHP writes it', () => {
  equal(phpJson({ a: '/x/é/읽' }), '{"a":"\\/x\\/\\u00e9\\/\\uc77d"}')
})

test('recorded times move to the moment wanted, and to the zone', async () => {
  const now = new Date('2027-03-01T00:00:00Z')
  const fake = baculumFake({ now, utcOffsetMinutes: -300 })
  const newest = fake.jobs[0]!
  equal(newest.jobtdate, now.getTime() / 1000 - 202)
  equal(newest.endtime, '2027-02-28 18:56:38')
  deepEqual(await outputOf(fake, '/api/v2/directors/lab-dir/time'), {
    year: 2027,
    month: 2,
    day: 28,
    hour: 19,
    minute: 0,
    second: 0,
  })
})

test('rows made up are as many as wanted, and logs as long', async () => {
  const fake = baculumFake({ generate: { jobs: 10_000, failed: 200, logBytes: 20_000 } })
  const failed = (await outputOf(fake, '/api/v2/jobs?jobstatus=f')) as { jobid: number }[]
  equal(failed.length, 200)
  const all = await (await fake.fetch(`${base}/api/v2/jobs`, right)).text()
  equal(JSON.parse(all).output.length, 10_000)
  const log = await (await fake.fetch(`${base}/api/v2/joblog/${failed[0]?.jobid}`, right)).text()
  ok(log.length > 19_000 && log.length < 24_000, `${log.length}`)
})

test('what was asked is kept, and the server can be broken and healed', async () => {
  const fake = baculumFake({ sleep: async () => {} })
  fake.state.trouble = 'director down'
  match(await (await fake.fetch(`${base}/api/v2/jobs?limit=1`, right)).text(), /bconsole.*"error":4/)
  fake.state.trouble = undefined
  match(await (await fake.fetch(new Request(`${base}/api/v2/jobs?limit=1`, right))).text(), /"error":0/)
  deepEqual(fake.requests, Array(2).fill({ path: '/api/v2/jobs', query: 'limit=1', status: 200 }))
})
