import { deepEqual, equal, match } from 'node:assert/strict'
import test from 'node:test'
import { aJob, configured, expected, nights, reportOn, seoul } from './testing.ts'

test('failed and later good is recovered, not a failure', async () => {
  const { report, page } = await reportOn({
    jobs: [aJob({ id: 1, status: 'f', end: '2026-11-20 22:40' }), aJob({ id: 2, end: '2026-11-20 23:10' })],
  })
  deepEqual([report.totals.failed, report.totals.recovered, report.result], [0, 1, 'good'])
  equal(report.jobs[1]?.recoveredBy?.jobid, 2)
  match(page, /실패했다가 복구됨/)
})

test('a later success that saved nothing, and one of another job, recover nothing', async () => {
  const { report } = await reportOn({
    jobs: [
      aJob({ id: 1, status: 'f', end: '2026-11-20 22:40' }),
      aJob({ id: 2, end: '2026-11-20 23:10', files: 0, errors: 9 }),
      aJob({ id: 3, end: '2026-11-20 23:20', name: 'Other' }),
      aJob({ id: 4, end: '2026-11-20 23:30', type: 'C' }),
    ],
  })
  equal(report.totals.failed, 1)
})

test('a new failure is told from one that continues', async () => {
  const bad = { status: 'f', name: 'Backup-bad', client: 'bad-fd' }
  const { report, page } = await reportOn({
    jobs: [
      ...nights(18, 18, { name: 'Backup-bad' }),
      ...nights(19, 21, bad),
      ...nights(20, 20, { name: 'Backup-new' }),
      ...nights(21, 21, { name: 'Backup-new', status: 'f' }),
    ],
  })
  const line = (name: string) => report.jobs.find(job => job.name === name)
  deepEqual([line('Backup-bad')?.inARow, line('Backup-new')?.inARow], [3, 1])
  match(page, /3회 연속 실패 \(11-19 02:10부터\)/)
  match(page, /새로 발생/)
})

test('orphans were interrupted by the director’s restart; their times are not told as facts', async () => {
  const at = seoul('2026-11-21 01:00')
  const { report, page } = await reportOn({
    jobs: [aJob({ status: 'f', orphaned: true, startedAt: at, endedAt: at, scheduledAt: at })],
  })
  equal(report.jobs[0]?.class, 'failed')
  equal(report.jobs[0]?.durationSeconds, undefined)
  match(page, /디렉터 재시작으로 중단됨/)
})

test('a scheduled run without a row is missed; disabled and ignored jobs are not', async () => {
  const { report } = await reportOn(
    {
      jobs: [aJob({ name: 'Ran', scheduledAt: seoul('2026-11-21 02:00') })],
      configured: [...configured('Ran', 'Gone', 'Test-1'), { name: 'Off', director: 'dir', enabled: false }],
      expected: ['Ran', 'Gone', 'Off', 'Test-1'].map(job => expected(job, '2026-11-21 02:00')),
      lastRuns: { Gone: { any: aJob({ name: 'Gone', end: '2026-10-01 02:00' }) } },
    },
    { options: { ignoreJobs: ['Test-*'] } },
  )
  deepEqual(
    report.missed.map(run => run.job),
    ['Gone'],
  )
  deepEqual(report.disabled, ['Off'])
  equal(report.result, 'warning')
})

test('a missed run that was made up for later says so', async () => {
  const { report } = await reportOn({
    jobs: [aJob({ id: 5, end: '2026-11-21 06:00' })],
    expected: [expected('Backup-web01', '2026-11-21 02:00')],
  })
  equal(report.missed[0]?.madeGoodBy?.jobid, 5)
  equal(report.result, 'good')
})

test('configured but never ran is told, with or without a schedule', async () => {
  const { report } = await reportOn({
    jobs: nights(20, 21),
    configured: configured('Backup-web01', 'Never', 'RestoreFiles'),
    expected: [expected('Never', '2026-11-22 02:00')],
  })
  deepEqual(report.neverRan, [
    { job: 'Never', scheduled: true },
    { job: 'RestoreFiles', scheduled: false },
  ])
})

test('the age of the last good backup is told per job, with its limit', async () => {
  const { report } = await reportOn(
    {
      jobs: [
        ...nights(15, 18, { name: 'Old' }),
        ...nights(19, 21, { name: 'Old', status: 'f' }),
        ...nights(18, 21, { name: 'Fresh' }),
      ],
      configured: configured('Old', 'Fresh', 'Ancient'),
      expected: [expected('Ancient', '2026-11-22 02:00')],
      lastRuns: {
        Ancient: { any: aJob({ end: '2026-09-01 02:00' }), good: aJob({ name: 'Ancient', end: '2026-09-01 02:00' }) },
      },
    },
    { options: { maxAgeHoursOf: { Fresh: 2 } } },
  )
  const of = Object.fromEntries(
    report.lastGood.map(({ job, ageHours, limitHours, late }) => [job, { ageHours, limitHours, late }]),
  )
  deepEqual(of, {
    Ancient: { ageHours: 1950, limitHours: 26, late: true },
    Old: { ageHours: 77.8, limitHours: 29, late: true },
    Fresh: { ageHours: 5.8, limitHours: 2, late: true },
  })
})

test('a success that saved nothing is no last good backup, wherever it is found', async () => {
  const empty = aJob({ name: 'Flood', end: '2026-10-01 02:00', files: 0, errors: 3000 })
  const { report } = await reportOn({
    jobs: nights(20, 21),
    configured: configured('Flood', 'Backup-web01'),
    lastRuns: { Flood: { any: empty, good: empty } },
  })
  equal(report.lastGood.find(one => one.job === 'Flood')?.at, undefined)
})

test('a weekly job keeps its own rhythm', async () => {
  const weekly = ['2026-11-01', '2026-11-08', '2026-11-15'].map(day => aJob({ name: 'Weekly', end: `${day} 02:10` }))
  const { report } = await reportOn({
    jobs: [...weekly, ...nights(20, 21)],
    configured: configured('Weekly', 'Backup-web01'),
  })
  deepEqual(
    report.lastGood.map(job => job.late),
    [false, false],
  )
})

test('size and duration far from usual are told after five good runs', async () => {
  const usual = nights(10, 20, { bytes: 1_000_000_000 })
  const small = await reportOn({ jobs: [...usual, aJob({ bytes: 100_000_000 })] })
  deepEqual(small.report.jobs[0]?.unusual, [{ what: 'size', value: 100_000_000, usual: 1_000_000_000 }])
  const slow = await reportOn({
    jobs: [...usual, aJob({ bytes: 1_000_000_000, startedAt: seoul('2026-11-20 23:10') })],
  })
  deepEqual(slow.report.jobs[0]?.unusual, [{ what: 'duration', value: 10_800, usual: 600 }])
  const fewer = await reportOn({ jobs: [...usual.slice(-4), aJob({ bytes: 100_000_000 })] })
  equal(fewer.report.jobs[0]?.unusual, undefined)
})

test('servers are counted by client, and show their worst newest job', async () => {
  const { report } = await reportOn({
    jobs: [
      aJob({ client: 'a', name: 'A1' }),
      aJob({ client: 'a', name: 'A2', status: 'f' }),
      aJob({ client: 'b', name: 'B', status: 'f', end: '2026-11-20 23:00' }),
      aJob({ client: 'b', name: 'B', end: '2026-11-21 01:00' }),
      aJob({ client: 'c', name: 'C', status: 'R', endedAt: undefined }),
    ],
  })
  deepEqual(
    report.servers.map(server => [server.client, server.state]),
    [
      ['a', 'failed'],
      ['b', 'success'],
      ['c', 'running'],
    ],
  )
  equal(report.totals.servers, 3)
})
