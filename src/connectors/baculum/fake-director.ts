import { type Generated, generatedHosts, generatedJobs, type JobTable, type Resources } from './fake-jobs.ts'
import { templatesOf } from './fake-schedule.ts'
import { listOf, type Row, readRecording } from './recording.ts'
import { wallClock, wallClockText } from './time.ts'

export interface FakeOptions {
  /** Which recorded server it is; default `13-api-v2`. */
  recording?: '13-api-v2' | '9.6-api-v1'
  /** Rows made up instead of the recorded ones, as many as wanted. */
  generate?: Generated
  /** The moment at which it is asked: recorded times move there. Unset: they stay on 2026-11-21 16:21 in Seoul. */
  now?: Date
  /** The director's clock; default 540, as recorded. */
  utcOffsetMinutes?: number
  /** Default `report` and `secret`. */
  username?: string
  password?: string
  /** Each log takes `ms`, and at most `atOnce` are served at a time, as PHP's children would. */
  slowLogs?: { ms: number; atOnce: number }
  sleep?: (ms: number) => Promise<void>
}

const recordedOffset = 540 * 60_000
const recordedAt = Date.parse('2026-11-21T07:21:26Z')
const localTimes = ['schedtime', 'starttime', 'endtime', 'realstarttime', 'realendtime']

/** The director and its catalog behind the fake API: jobs, logs, schedules, a clock. */
export function fakeDirector({ recording = '13-api-v2', generate, ...options }: FakeOptions) {
  const recorded = readRecording(recording)
  const now = options.now ?? new Date(recordedAt)
  const offset = (options.utcOffsetMinutes ?? 540) * 60_000
  const jobs = generate ? [] : recorded.jobs.map(row => moved(row, now.getTime() - recordedAt, offset))
  const made = generate && generatedJobs(generate, now, offset)
  const resources = generate ? generatedResources() : recordedResources(recorded)
  const logs = new Map(generate ? [] : recordedLogs(recorded))
  const schedule = generate ? generatedSchedule() : listOf(recorded.find('/schedules/status?output=json'))

  function rowOf(id: number): Row | undefined {
    if (made) return id >= 1 && id <= made.count ? made.row(made.count - id) : undefined
    return jobs.find(row => row.jobid === id)
  }
  return {
    recorded,
    /** 13.0.3 and later. */
    modern: recording === '13-api-v2',
    generated: generate !== undefined,
    now,
    offset,
    jobs,
    logs,
    resources,
    templates: templatesOf(schedule),
    table: (): JobTable => made ?? { count: jobs.length, row: index => jobs[index]! },
    /** A job that is still configured: the API hides the others. */
    job(id: number): Row | undefined {
      const row = rowOf(id)
      return row && resources.jobs.includes(row.name as string) ? row : undefined
    },
    log: (row: Row) => logs.get(row.jobid as number) ?? logOf(row, generate?.logBytes ?? 2000),
  }
}

export type FakeDirector = ReturnType<typeof fakeDirector>

function moved(row: Row, byMs: number, offset: number): Row {
  if (byMs === 0 && offset === recordedOffset) return { ...row }
  const copy = { ...row, jobtdate: Number(row.jobtdate) + Math.round(byMs / 1000) }
  for (const column of localTimes) {
    const local = wallClock(row[column])
    if (local !== undefined) Object.assign(copy, { [column]: wallClockText(local - recordedOffset + byMs + offset) })
  }
  return copy
}

function recordedResources(recorded: ReturnType<typeof readRecording>): Resources {
  const names = (recorded.find('/jobs/resnames')!.body as { output: Record<string, string[]> }).output
  const rows = [...recorded.jobs, ...listOf(recorded.find('/schedules/status?output=json'))]
  return {
    jobs: Object.values(names).flat(),
    clients: [...new Set(rows.map(row => row.client as string))].filter(Boolean),
  }
}

const generatedResources = (): Resources => ({
  jobs: generatedHosts.map(host => `Backup-${host}`),
  clients: generatedHosts.map(host => `${host}-fd`),
})

const generatedSchedule = (): Row[] =>
  generatedHosts.map(host => ({
    level: 'I',
    type: 'B',
    name: `Backup-${host}`,
    client: `${host}-fd`,
    fileset: 'OK',
    schedtime: '2026-11-20 23:05:00',
    priority: '10',
    schedule: 'Nightly',
  }))

function recordedLogs(recorded: ReturnType<typeof readRecording>): [number, string[]][] {
  return recorded.answers.flatMap(answer => {
    const id = /\/joblog\/(\d+)$/.exec(answer.ask)?.[1]
    const rows = (answer.body as { output?: unknown }).output
    return id && Array.isArray(rows) ? [[Number(id), rows as string[]] as [number, string[]]] : []
  })
}

/** A log for a row that has none in the recording; a failed job's is `bytes` long. */
function logOf(row: Row, bytes: number): string[] {
  const head = `lab-dir JobId ${row.jobid}:`
  const lines = [`${head} Start Backup JobId ${row.jobid}, Job=${row.job}`]
  if (row.jobstatus === 'f') {
    lines.push(
      `${head} Fatal error: [DE0029] Unable to connect to Client: ${row.client} on 10.0.0.1:9102. ERR=Connection refused`,
    )
    const missing = `lab-fd JobId ${row.jobid}:      Could not stat "/data/missing/file": ERR=No such file or directory`
    for (let size = 300; size < bytes; size += missing.length + 3) lines.push(missing)
  }
  return [
    ...lines,
    `${head} ${row.jobstatus === 'f' ? 'Error: ' : ''}Bacula lab-dir 15.0.0:\n  Termination: ${row.jobstatus}`,
  ]
}
