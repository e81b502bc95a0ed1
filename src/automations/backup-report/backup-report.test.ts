import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { type Clock, systemClock } from '../../engine/clock.ts'
import { HubError } from '../../engine/error.ts'
import type { Report } from './model.ts'
import { recorded } from './recorded-testing.ts'
import { aJob, fullCoverage, nights, reportOn, run, seoul, serving } from './testing.ts'
import { shown } from './text.ts'

const now = seoul('2026-11-21 16:20')

const classes = (report: Report) => Object.fromEntries(report.jobs.map(job => [job.jobid, job.class]))

test('a genuine server’s jobs of the period all have their class, unfinished and future ones included', async () => {
  const { report } = await reportOn(recorded('13-api-v2'), { now })
  equal(report.jobs.length, 39)
  const of = classes(report)
  const failed = [7, 8, 9, 10, 11, 12].map(id => of[id])
  deepEqual(new Set(failed), new Set(['failed']))
  deepEqual(
    [13, 3, 33, 22, 14, 39, 37, 36, 38, 20, 19].map(id => of[id]),
    [
      'success_empty_with_errors',
      'success_with_warnings',
      'incomplete',
      'canceled',
      'canceled',
      'success_empty',
      'running',
      'queued',
      'scheduled_future',
      'success',
      'success',
    ],
  )
  deepEqual([report.totals.servers, report.totals.failed, report.totals.success, report.totals.running], [5, 6, 14, 6])
  equal(report.result, 'failed')
})

test('the report of a server of 2020, without filters and codes, is as complete', async () => {
  const { report, page } = await reportOn(
    { ...recorded('9.6-api-v1'), coverage: { ...fullCoverage, server: 'Baculum 9.6–13.0.1', filteredBy: 'hub' } },
    { now: seoul('2026-11-21 16:30') },
  )
  equal(report.totals.failed, 6)
  match(page, /API가 기간 필터를 모름/)
})

test('period and generation time are stated with zone and offset', async () => {
  const { page } = await reportOn({ jobs: nights(20, 21) })
  match(page, /조회 기간<\/dt><dd>2026-11-20 22:00 – 2026-11-21 08:00/)
  match(page, /생성 시간<\/dt><dd>2026-11-21 08:00:00/)
  match(page, /Asia\/Seoul \(UTC\+09:00\)/)
})

test('the summary names servers, successes, failures and running jobs', async () => {
  const { page } = await reportOn(recorded('13-api-v2'), { now })
  for (const [label, count] of [
    ['전체 서버 수', 5],
    ['성공 건수', 14],
    ['실패 건수', 6],
    ['진행중 건수', 6],
  ])
    match(page, new RegExp(`${label}</dt><dd>${count}<`))
  for (const title of ['백업 현황 요약', '성공한 백업 목록', '실패한 백업 상세', '진행 중인 백업'])
    ok(page.includes(title), title)
})

test('failures come first, with server, time and error log', async () => {
  const { page } = await reportOn(recorded('13-api-v2'), { now })
  const [first] = page.match(/<section[\s\S]*?<\/section>/) ?? ['']
  match(first, /id="failures"/)
  match(first, /badpw01-fd[\s\S]*2026-11-21 16:11:38[\s\S]*TLS Connect failure\. Check the passwords/)
  equal(first.match(/<article/g)?.length, 9)
})

test('the file is named mail_YYYYMMDDHHMMSS.html and lies in reports', async () => {
  const { saved, report } = await reportOn({ jobs: nights(20, 21) })
  equal(saved[0]?.name, 'mail_20261121080000.html')
  equal(report.file?.path, '/data/reports/mail_20261121080000.html')
  equal(saved[0]?.key, 'run-1')
})

test('a job that began before the window and ended in it is in the report', async () => {
  const job = aJob({ end: '2026-11-21 01:00', startedAt: seoul('2026-11-20 21:50') })
  equal((await reportOn({ jobs: [job] })).report.jobs.length, 1)
})

test('a job that ended before the window is not, one that still runs since last week is', async () => {
  const { report } = await reportOn({
    jobs: [aJob({ end: '2026-11-20 21:59' }), aJob({ status: 'R', startedAt: seoul('2026-11-15 22:00'), id: 7 })],
  })
  deepEqual(classes(report), { 7: 'running' })
})

test('for a past moment, what ended later was still running, and what began later was not there', async () => {
  const jobs = [
    aJob({ id: 1, end: '2026-11-21 09:00', startedAt: seoul('2026-11-21 07:00') }),
    aJob({ id: 2, end: '2026-11-21 10:00' }),
    aJob({
      id: 3,
      end: '2026-11-21 09:30',
      scheduledAt: seoul('2026-11-21 07:00'),
      startedAt: seoul('2026-11-21 09:00'),
    }),
  ]
  const { report } = await reportOn({ jobs })
  deepEqual(classes(report), { 1: 'running', 3: 'queued' })
  equal(report.jobs.find(job => job.jobid === 1)?.durationSeconds, 3600)
})

test('no rows at all is not green', async () => {
  const { report, page, mails } = await reportOn({ jobs: [] })
  equal(report.result, 'nothing')
  match(page, /이 기간에 끝난 백업이 없습니다/)
  equal(mails[0]?.mail.subject, '[백업] 기록 없음 · 실패 0 · 성공 0 — 2026-11-21 08:00')
})

test('a night without fault is green and says so in the subject', async () => {
  const { report, mails } = await reportOn({ jobs: nights(20, 21) })
  equal(report.result, 'good')
  equal(mails[0]?.mail.subject, '[백업] 정상 · 실패 0 · 성공 1 — 2026-11-21 08:00')
})

test('an empty incremental is shown apart but is no alarm; an empty full is', async () => {
  equal((await reportOn({ jobs: [aJob({ files: 0, level: 'I' })] })).report.result, 'good')
  equal((await reportOn({ jobs: [aJob({ files: 0, level: 'F' })] })).report.result, 'warning')
})

test('failures with one cause are grouped over servers', async () => {
  const jobs = [1, 2, 3].map(id => aJob({ id, status: 'f', name: `J${id}`, client: `srv${id}` }))
  const logs = new Map(
    jobs.map(({ id }) => [
      id,
      [`dir JobId ${id}: Fatal error: [DE0039] Unable to connect to Storage Daemon "SD${id}"`],
    ]),
  )
  const { report } = await reportOn({ jobs, logs })
  deepEqual(
    report.causes.map(cause => [cause.jobids.length, cause.clients.length]),
    [[3, 3]],
  )
})

test('logs of the gravest and newest are asked for first, and what was not fetched is told', async () => {
  const asked: number[] = []
  const jobs = [
    aJob({ id: 1, name: 'a', errors: 1 }),
    aJob({ id: 2, name: 'b', status: 'A' }),
    aJob({ id: 3, name: 'c', status: 'f', end: '2026-11-21 01:00' }),
    aJob({ id: 4, name: 'd', status: 'f', end: '2026-11-21 03:00' }),
  ]
  const api = serving(
    { jobs },
    {
      logs: async ids => {
        asked.push(...ids)
        return new Map(ids.map(id => [id, { notFetched: 'time budget', reason: '60 s' }] as const))
      },
    },
  )
  const { report, saved } = await run(api)
  deepEqual(asked, [4, 3, 2, 1])
  deepEqual(report?.coverage.logs.missing[0], { jobid: 4, reason: '시간 한도를 다 썼습니다' })
  match(saved[0]?.text ?? '', /로그를 가져오지 못했습니다: 시간 한도를 다 썼습니다/)
})

test('calls that fail beside the job table do not kill the report; they are named', async () => {
  const down = async () => {
    throw new HubError('unavailable', 'director down')
  }
  const { report } = await run(
    serving({ jobs: nights(21, 21) }, { configuredJobs: down, expectedRuns: down, lastRun: down }),
  )
  equal(report?.result, 'good')
  deepEqual(report?.coverage.troubles, ['jobs/resnames: director down', 'schedules/status: director down'])
})

test('a server that stops answering costs no more than the time that is set aside', async () => {
  const never = () => new Promise<never>(() => {})
  // A thousand times faster than ours.
  const clock: Clock = {
    ...systemClock,
    monotonic: () => performance.now() * 1000,
    after: (ms, action) => systemClock.after(ms / 1000, action),
  }
  const jobs = [...nights(21, 21), aJob({ id: 9, name: 'Bad', status: 'f' })]
  const api = serving({ jobs }, { configuredJobs: never, expectedRuns: never, logs: never, lastRun: never })
  const { report, saved } = await run(api, { clock })
  equal(saved.length, 1)
  ok((report?.seconds.total ?? 999) < 120)
  deepEqual(report?.coverage.troubles.slice(0, 2), ['jobs/resnames: > 20 s', 'schedules/status: > 20 s'])
  equal(report?.coverage.logs.missing[0]?.reason, '시간 한도를 다 썼습니다')
})

test('run time, calls and error rate are printed', async () => {
  const { report, page } = await reportOn(recorded('13-api-v2'), { now })
  equal(report.calls.errorRate, 0)
  match(page, /오류율 0\.00%/)
  const text = shown(report)
  match(text, /^실패 6건, 미완료 1건이 있습니다/)
  match(text, /badpw01-fd {2}Backup-badpw01[\s\S]*TLS Connect failure/)
  match(text, /파일: \/data\/reports\/mail_/)
  match(text, /실행 시간: [\d.]+초/)
  match(text, /API 호출: \d+회, 실패 0회 \(오류율 0\.00%\)/)
})

test('an API that cannot be reached still gives a report and a mail that say so, and the run fails', async () => {
  const down = new HubError('unavailable', 'GET /api/v2/jobs: connect ECONNREFUSED')
  const { error, saved, mails } = await run(serving({ jobs: [] }, { jobs: () => Promise.reject(down) }))
  equal(error, down)
  equal(saved[0]?.key, 'run-1/unreachable')
  match(saved[0]?.text ?? '', /백업 서버에 물어볼 수 없었습니다[\s\S]*ECONNREFUSED/)
  deepEqual([mails[0]?.key, mails[0]?.awaited], ['run-1/unreachable', true])
  equal(mails[0]?.mail.subject, '[백업] 조회 실패 — 2026-11-21 08:00')
})

test('the mail is queued once per run with the whole file attached when the body was cut', async () => {
  const many = Array.from({ length: 400 }, (_, i) => aJob({ name: `Backup-${i}`, client: `srv${i}-fd` }))
  const { mails } = await reportOn({ jobs: many })
  deepEqual([mails.length, mails[0]?.key, mails[0]?.awaited], [1, 'run-1', false])
  deepEqual(mails[0]?.mail.attachments, [
    { filename: 'mail_20261121080000.html', path: '/data/reports/mail_20261121080000.html' },
  ])
  const few = await reportOn({ jobs: nights(21, 21) })
  equal(few.mails[0]?.mail.attachments, undefined)
})

test('without a mail server the report is made all the same', async () => {
  const { report, mails } = await reportOn({ jobs: nights(21, 21) }, { mail: false })
  deepEqual([report.mailed, mails.length], [false, 0])
})

test('the outcome is JSON as it is', async () => {
  const { report } = await reportOn(recorded('13-api-v2'), { now })
  deepEqual(JSON.parse(JSON.stringify(report)), report)
})
