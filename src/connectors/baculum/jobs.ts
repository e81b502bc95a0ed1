import type { Log } from '../../engine/io.ts'
import type { Asker } from './ask.ts'
import { apiError, cutOff, notJson, notRows, refuseBadStatus } from './envelope.ts'
import { scanRows } from './rows.ts'
import { isUnfinished, toJob, unfinishedLetters } from './schema.ts'
import { type DirectorClock, wallClock } from './time.ts'
import type { Server } from './version.ts'
import type { BackupJob, Coverage } from './words.ts'

const day = 86_400_000
/** Without filters: how long a job may have run or waited and still be found when it ends within the period. */
const longestJob = 7 * day
const firstLimit = 500
const bodyLimit = 256 * 1024 * 1024

interface Reading {
  asker: Asker
  server: Server
  clock: DirectorClock
  log: Log
}

/** Jobs that ended since, that have not ended, or were orphaned; whatever the server filtered is filtered here again. */
export async function readJobs(reading: Reading, since: Date): Promise<{ jobs: BackupJob[]; coverage: Coverage }> {
  const { server, clock } = reading
  const jobs = new Map<number, BackupJob>()
  // The unfinished come first: a job that ends between two questions is then in both answers, not in neither.
  const keep = (job: BackupJob) => void (isWanted(job, since) ? jobs.set(job.id, job) : jobs.delete(job.id))
  let rowsRead = (await readRows(reading, `jobstatus=${unfinishedLetters}`, keep)).rows
  const rest = server.filters ? await readFiltered(reading, since, keep) : await readBackTo(reading, since, keep)
  rowsRead += rest.rows
  const offset = clock.offset()
  return {
    jobs: [...jobs.values()].sort((a, b) => b.id - a.id),
    coverage: {
      server: server.name,
      apiPath: server.apiPath,
      filteredBy: rest.filtered ? 'server' : 'hub',
      utcOffsetMinutes: offset === undefined ? undefined : offset / 60_000,
      rowsRead,
    },
  }
}

/** An orphan's end is the time it started, so its place in the period is guessed by its schedule, a day generously. */
function isWanted(job: BackupJob, since: Date): boolean {
  if (job.orphaned) return (job.scheduledAt ?? job.startedAt ?? since).getTime() >= since.getTime() - day
  return isUnfinished(job) || job.endedAt === undefined || job.endedAt >= since
}

/** Two questions by time. Both are generous by a day, or two before any row has told the director's offset. */
async function readFiltered({ clock, ...reading }: Reading, since: Date, keep: (job: BackupJob) => void) {
  const margin = clock.offset() === undefined ? 2 * day : day + 3_600_000
  const text = clock.text(new Date(since.getTime() - margin))
  const from = encodeURIComponent(text)
  const earliest = wallClock(text) ?? 0
  let heeded = true
  const ended = await readRows({ ...reading, clock }, `endtime_from_date=${from}`, keep, row => {
    heeded &&= (wallClock(row.endtime) ?? 0) >= earliest
  })
  // A copy's endtime is that of its original and may be weeks old.
  const copies = await readRows({ ...reading, clock }, `type=C&realendtime_from_date=${from}`, keep)
  if (!heeded) reading.log.warn('the API ignored a time filter', { apiPath: reading.server.apiPath })
  return { rows: ended.rows + copies.rows, filtered: heeded }
}

/** More and more of the newest rows, until the oldest is older than anything that can matter or there are no more. */
async function readBackTo(reading: Reading, since: Date, keep: (job: BackupJob) => void) {
  const cutoff = since.getTime() - longestJob
  let rows = 0
  for (let limit = firstLimit; ; limit *= 2) {
    // Rows come by falling id, and `jobtdate` is never before the row's making: what follows the last row is older.
    let oldest = Number.POSITIVE_INFINITY
    const scan = await readRows(reading, `limit=${limit}`, keep, row => {
      oldest = Number(row.jobtdate) * 1000 || oldest
    })
    rows += scan.rows
    if (scan.rows < limit || oldest < cutoff) return { rows, filtered: false }
  }
}

/** One question to /jobs, its rows handed on one by one. A repeated try hands rows on twice, which the ids make harmless. */
export function readRows(
  { asker, server, clock }: Omit<Reading, 'log'>,
  query: string,
  keep: (job: BackupJob) => void,
  look: (row: Record<string, unknown>) => void = () => {},
) {
  return asker.ask(
    `${server.apiPath}/jobs?${query}`,
    async (answer, asked) => {
      await refuseBadStatus(answer, asked)
      const scanner = scanRows(row => {
        look(row)
        const job = toJob(row, clock)
        if (job) keep(job)
      })
      for await (const chunk of answer.chunks()) scanner.push(chunk)
      const scan = scanner.end()
      if (!scan.complete) throw scan.list ? cutOff(scan.rows, asked) : notJson(scan.head, asked)
      if (scan.error) throw apiError(scan.error, scan.text, asked)
      if (!scan.list) throw notRows(scan.text || scan.head, asked)
      return scan
    },
    { maxBytes: bodyLimit },
  )
}
