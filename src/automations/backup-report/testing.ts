import type {
  BackupJob,
  Baculum,
  ConfiguredJob,
  Coverage,
  ExpectedRun,
  JobLog,
} from '../../connectors/baculum/index.ts'
import type { Mail } from '../../connectors/smtp/index.ts'
import { systemClock } from '../../engine/clock.ts'
import { silent } from '../../engine/io.ts'
import automation from './index.ts'
import type { Report } from './model.ts'
import { Options } from './options.ts'
import { isUnfinished } from './status.ts'

/** `2026-11-21 08:00` in Seoul as an instant. */
export const seoul = (text: string) => new Date(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+09:00`)

let lastId = 1000

/** A good full backup that ended at `end` (Seoul, default 2026-11-21 02:10) after ten minutes, changed by `over`. */
export function aJob({ end = '2026-11-21 02:10', ...over }: Partial<BackupJob> & { end?: string } = {}): BackupJob {
  const endedAt = seoul(end)
  const startedAt = new Date(endedAt.getTime() - 600_000)
  const id = over.id ?? ++lastId
  const name = over.name ?? 'Backup-web01'
  const open = isUnfinished(over.status ?? 'T')
  return {
    id,
    uniqueName: `${name}.${id}`,
    name,
    client: 'web01-fd',
    fileset: 'OK',
    pool: 'File',
    type: 'B',
    level: 'F',
    status: 'T',
    files: 200,
    bytes: 4_000_000,
    errors: 0,
    scheduledAt: startedAt,
    startedAt,
    endedAt: open ? undefined : endedAt,
    orphaned: false,
    statusInfo: '',
    ...over,
  }
}

export const fullCoverage: Coverage = {
  server: 'Baculum 13.0.3+',
  apiPath: '/api/v2',
  filteredBy: 'server',
  utcOffsetMinutes: 540,
  rowsRead: 39,
}

/** What the backup server of a test knows. A log that is not there could not be fetched. */
export interface Served {
  jobs: BackupJob[]
  logs?: Map<number, string[]>
  configured?: ConfiguredJob[]
  expected?: ExpectedRun[]
  lastRuns?: Record<string, { any?: BackupJob; good?: BackupJob }>
  coverage?: Coverage
}

export function serving(served: Served, replace: Partial<Baculum> = {}): Baculum {
  let made = 0
  const counted = <T>(value: T) => {
    made++
    return Promise.resolve(value)
  }
  return {
    jobs: () => counted({ jobs: served.jobs, coverage: served.coverage ?? fullCoverage }),
    logs: ids => {
      made += ids.length - 1
      const found = ids.map((id): [number, JobLog] => {
        const lines = served.logs?.get(id)
        return [id, lines ? { lines } : { notFetched: 'failed', reason: 'HTTP 500' }]
      })
      return counted(new Map(found))
    },
    configuredJobs: () => counted(served.configured ?? []),
    expectedRuns: (from, to) => counted((served.expected ?? []).filter(run => run.at >= from && run.at < to)),
    lastRun: (job, good) => counted(served.lastRuns?.[job]?.[good ? 'good' : 'any']),
    calls: () => ({ made, failed: 0 }),
    ...replace,
  }
}

type Ctx = Parameters<typeof automation.tasks.report.run>[0]

/** Runs the task by hand on what a backup server says; tells what was saved and what was mailed. */
export async function run(
  api: Baculum,
  {
    now = seoul('2026-11-21 08:00'),
    mode = 'production' as 'production' | 'test',
    options = {} as object,
    mail = true,
    timeZone = 'Asia/Seoul',
    clock = systemClock,
  } = {},
) {
  const saved: { key: string; name: string; text: string }[] = []
  const mails: { key: string; awaited: boolean; mail: Mail }[] = []
  const ctx = {
    baculum: api,
    files: {
      save: async ({ folder, name, text }: { folder: string; name: string; text: string }, key: string) => {
        saved.push({ key, name, text })
        return { path: `/data/${folder}/${name}`, name, bytes: Buffer.byteLength(text) }
      },
    },
    smtp: mail && {
      send: async (one: Mail, key: string) => {
        mails.push({ key, awaited: true, mail: one })
        return { messageId: '<1@hub>', accepted: [], rejected: [] }
      },
    },
    send: (_connector: string, _write: string, one: Mail, key: string) =>
      void mails.push({ key, awaited: false, mail: one }),
    settings: {},
    options: Options.parse(options),
    now,
    timeZone,
    clock: { ...clock, now: () => now },
    log: silent,
    signal: new AbortController().signal,
    run: { id: 1, key: 'run-1', attempt: 1, cause: 'test' },
  }
  if (!mail) delete (ctx as { smtp?: unknown }).smtp
  const finished = automation.tasks.report.run(ctx as unknown as Ctx, { mode }).then(
    (report: Report) => ({ report, error: undefined }),
    (error: unknown) => ({ report: undefined, error }),
  )
  return { ...(await finished), saved, mails }
}

/** The report on what a server says, and what was saved and mailed. */
export async function reportOn(served: Served, how: Parameters<typeof run>[1] = {}) {
  const done = await run(serving(served), how)
  if (!done.report) throw done.error
  return { ...done, report: done.report, page: done.saved[0]?.text ?? '' }
}

/** A run that a nightly schedule calls for; `at` in Seoul. */
export const expected = (job: string, at: string, client = 'web01-fd'): ExpectedRun => ({
  job,
  client,
  level: 'F',
  schedule: 'Nightly',
  at: seoul(at),
})
/** Enabled jobs of one director. */
export const configured = (...names: string[]) => names.map(name => ({ name, director: 'dir', enabled: true }))
/** One good run each night of November 2026, changed by `over`. */
export const nights = (from: number, to: number, over: Partial<BackupJob> = {}) =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    aJob({ end: `2026-11-${String(from + i).padStart(2, '0')} 02:10`, ...over }),
  )
