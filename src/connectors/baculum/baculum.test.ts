import { deepEqual, equal, ok } from 'node:assert/strict'
import test, { describe } from 'node:test'
import type { BackupJob } from './index.ts'
import { listOf, readRecording } from './recording.ts'
import { type StageOptions, stage } from './testing.ts'

const longAgo = new Date('2026-01-01T00:00:00Z')
const kst = (time: string) => new Date(`2026-11-21T${time}+09:00`)
const ids = (jobs: BackupJob[]) => jobs.map(job => job.id)
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index)

/** What must hold on every version. The recordings come from one set of jobs, run on both. */
interface Expected {
  recording: '13-api-v2' | '9.6-api-v1'
  server: string
  apiPath: string
  filteredBy: 'server' | 'hub'
  director: string
  all: number[]
  unfinished: number[]
  /** A moment in the middle, and what ended since or has not ended. */
  middle: { since: Date; ids: number[] }
  failed: { id: number; name: string; status: string; errors: number; statusInfo: string; endedAt: Date }
  /** A log with Korean names, and one of 3000 lines. */
  korean: number
  flood: number
  newest: { id: number; good: number | undefined }
}

const versions: Expected[] = [
  {
    recording: '13-api-v2',
    server: 'Baculum 13.0.3+',
    apiPath: '/api/v2',
    filteredBy: 'server',
    director: 'lab-dir',
    all: range(39, 1),
    unfinished: [38, 37, 36, 35, 34, 26, 21, 18, 17, 16],
    middle: { since: kst('16:16:00'), ids: [39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 26, 22, 21, 18, 17, 16] },
    failed: { id: 8, name: 'Backup-deadsd', status: 'f', errors: 1, statusInfo: '[DE0039]', endedAt: kst('16:12:24') },
    korean: 4,
    flood: 13,
    newest: { id: 38, good: 15 },
  },
  {
    recording: '9.6-api-v1',
    server: 'Baculum 9.6',
    apiPath: '/api/v1',
    filteredBy: 'hub',
    director: 'lab9-dir',
    all: range(15, 1),
    unfinished: [15, 14, 13],
    middle: { since: kst('16:25:10'), ids: [15, 14, 13, 11, 8, 6] },
    failed: { id: 8, name: 'Backup-deadsd', status: 'f', errors: 1, statusInfo: '', endedAt: kst('16:25:12') },
    korean: 4,
    flood: 12,
    newest: { id: 1, good: 1 },
  },
]

for (const expected of versions) {
  describe(`as recorded from ${expected.recording}`, () => {
    for (const tests of [jobsTests, timeTests, logTests, configurationTests, lastRunTests]) tests(expected)
  })
}

const on = ({ recording }: Expected, options: StageOptions = {}) => stage({ recording, ...options })

function jobsTests(expected: Expected) {
  test('the path and the version are found, and how it filters is said', async () => {
    const { client, run } = on(expected)
    const { coverage } = await run(client.jobs(longAgo))
    const { server, apiPath, filteredBy } = expected
    deepEqual({ ...coverage, rowsRead: 0 }, { server, apiPath, filteredBy, utcOffsetMinutes: 540, rowsRead: 0 })
    ok(coverage.rowsRead >= expected.all.length)
  })

  test('all jobs come, newest first and each once', async () => {
    const { client, run } = on(expected)
    deepEqual(ids((await run(client.jobs(longAgo))).jobs), expected.all)
  })

  test('jobs that ended before are left out, those that have not ended are always there', async () => {
    const { client, run } = on(expected)
    deepEqual(ids((await run(client.jobs(expected.middle.since))).jobs), expected.middle.ids)
    deepEqual(ids((await run(client.jobs(new Date('2027-01-01')))).jobs), expected.unfinished)
  })

  test('a failed job is told in our words, its times as instants', async () => {
    const { client, run } = on(expected)
    const { jobs } = await run(client.jobs(longAgo))
    const job = jobs.find(one => one.id === expected.failed.id)
    deepEqual({ ...job, ...expected.failed }, job)
    equal(job?.type, 'B')
    equal(job?.orphaned, false)
    ok(job?.uniqueName.startsWith('Backup-deadsd.2026-11-21_16.'))
  })

  test('every recorded row is read', async () => {
    const rows = listOf({ body: { output: readRecording(expected.recording).jobs } })
    const { client, run } = on(expected)
    const { jobs } = await run(client.jobs(longAgo))
    for (const row of rows) {
      const job = jobs.find(one => one.id === row.jobid)!
      deepEqual(
        [job.uniqueName, job.name, job.client, job.status, job.files, job.bytes, job.errors, job.level],
        [
          row.job,
          row.name,
          row.client,
          row.jobstatus,
          row.jobfiles,
          row.jobbytes,
          row.joberrors,
          String(row.level).trim(),
        ],
      )
      if (row.endtime) equal(job.endedAt?.getTime(), Number(row.jobtdate) * 1000)
    }
  })
}

function timeTests(expected: Expected) {
  test('the times are right whatever the zones of hub and director are', async () => {
    for (const [timeZone, utcOffsetMinutes] of [
      ['UTC', 540],
      ['America/Los_Angeles', 540],
      ['Asia/Seoul', -210],
      ['Pacific/Kiritimati', -720],
    ] as const) {
      const here = on(expected, { timeZone, utcOffsetMinutes })
      const plain = on(expected)
      const [one, other] = [
        await here.run(here.client.jobs(expected.middle.since)),
        await plain.run(plain.client.jobs(expected.middle.since)),
      ]
      deepEqual(one.jobs, other.jobs)
      equal(one.coverage.utcOffsetMinutes, utcOffsetMinutes)
    }
  })

  test('a job that has not ended has no end', async () => {
    const { client, run } = on(expected)
    const { jobs } = await run(client.jobs(longAgo))
    for (const id of expected.unfinished) equal(jobs.find(job => job.id === id)?.endedAt, undefined)
  })

  test('what the director lost in a crash is told as orphaned and not lost here', async () => {
    const { client, fake, run } = on(expected)
    const base = fake.jobs.at(-1)!
    const lost = {
      schedtime: '2026-11-21 16:24:00',
      starttime: '2026-11-21 16:24:10',
      endtime: '2026-11-21 16:24:10',
    }
    const jobtdate = kst('16:24:10').getTime() / 1000
    fake.jobs.unshift({
      ...base,
      ...lost,
      jobtdate,
      jobid: 99,
      jobstatus: 'f',
      realendtime: null,
      name: 'Backup-web01',
    })
    for (const since of [longAgo, kst('16:20:00'), new Date('2026-11-22T16:00:00+09:00')]) {
      const job = (await run(client.jobs(since))).jobs.find(one => one.id === 99)
      equal(job?.orphaned, true)
      equal(job?.endedAt, undefined)
      deepEqual(job?.startedAt, kst('16:24:10'))
    }
    equal(
      (await run(client.jobs(new Date('2026-11-25')))).jobs.some(one => one.id === 99),
      false,
    )
  })
}

function logTests(expected: Expected) {
  test('a log comes with its Korean file names mended', async () => {
    const { client, run } = on(expected)
    const logs = await run(client.logs([expected.korean], { atOnce: 4, budgetMs: 60_000 }))
    const log = logs.get(expected.korean)
    ok(log && 'lines' in log)
    const text = log.lines.join('\n')
    ok(text.includes('읽기금지_<script>alert(1)<script>.docx'), text)
    ok(text.includes('"/data/없는 폴더"'))
    ok(log.lines.at(-1)?.includes('\n'), 'the summary stays one entry of many lines')
  })

  test('a log of 3000 unreadable files comes whole', async () => {
    const { client, run } = on(expected)
    const log = (await run(client.logs([expected.flood], { atOnce: 4, budgetMs: 60_000 }))).get(expected.flood)
    ok(log && 'lines' in log)
    ok(log.lines.length > 3000)
  })

  test('a log of a job that is gone fails alone, and is no failed call', async () => {
    const { client, run } = on(expected)
    const logs = await run(client.logs([9999, 1], { atOnce: 4, budgetMs: 60_000 }))
    const [gone, kept] = [logs.get(9999), logs.get(1)]
    ok(gone && 'notFetched' in gone && gone.notFetched === 'failed' && gone.reason.includes('Job does not exist'))
    ok(kept && 'lines' in kept)
    equal(client.calls().failed, 0)
  })
}

function configurationTests(expected: Expected) {
  test('every configured job is named, and which are switched off', async () => {
    const { client, run } = on(expected)
    const jobs = await run(client.configuredJobs())
    equal(jobs.length, 25)
    equal(
      jobs.every(job => job.director === expected.director && job.enabled !== undefined),
      true,
    )
    deepEqual(
      jobs.filter(job => !job.enabled).map(job => job.name),
      ['Backup-disabled'],
    )
  })

  test('expected runs lie within the period, each once, without the row that is none', async () => {
    const { client, run } = on(expected)
    const runs = await run(client.expectedRuns(kst('22:00:00'), new Date('2026-11-22T22:00:00+09:00')))
    equal(runs.length, 18)
    deepEqual(runs[0], {
      job: 'Backup-afterfail',
      client: 'db01-fd',
      level: 'I',
      schedule: 'Nightly',
      at: kst('23:05:00'),
    })
    deepEqual(runs.at(-1), {
      job: 'Backup-db01',
      client: 'db01-fd',
      level: 'I',
      schedule: 'Hourly',
      at: new Date('2026-11-22T00:17:00+09:00'),
    })
    equal(
      (await run(client.expectedRuns(new Date('2026-11-01T00:00:00+09:00'), new Date('2026-11-29T00:00:00+09:00'))))
        .length,
      28 * 18,
    )
    equal((await run(client.expectedRuns(kst('12:00:00'), kst('13:00:00')))).length, 0)
  })

  test('the client counts its calls', async () => {
    const { client, run } = on(expected)
    deepEqual(client.calls(), { made: 0, failed: 0 })
    await run(client.configuredJobs())
    const { made, failed } = client.calls()
    ok(made >= 3 && failed === 0)
  })
}

function lastRunTests(expected: Expected) {
  test('the newest run of a job is found, and the newest good one', async () => {
    const { client, run } = on(expected)
    equal((await run(client.lastRun('Backup-web01', false)))?.id, expected.newest.id)
    equal((await run(client.lastRun('Backup-web01', true)))?.id, expected.newest.good)
    equal(await run(client.lastRun('Backup-dead01', true)), undefined)
  })

  test('a job that never ran or is not configured has no last run, though the API answers with others', async () => {
    const { client, run } = on(expected)
    equal(await run(client.lastRun('Backup-never', false)), undefined)
    equal(await run(client.lastRun('NoSuchJob', false)), undefined)
  })

  test('the copy of a backup is not taken for a run of it', async () => {
    const { client, fake, run } = on(expected)
    const original = fake.jobs.find(row => row.name === 'Backup-db01')!
    fake.jobs.unshift({ ...original, jobid: 98, type: 'C', jobstatus: 'T', realendtime: '2026-11-21 16:30:00' })
    equal((await run(client.lastRun('Backup-db01', true)))?.id, original.jobid)
  })
}
