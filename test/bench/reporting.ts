import { mkdirSync, statSync } from 'node:fs'
import { loadAutomations } from '../../src/automations.ts'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { silent } from '../../src/engine/io.ts'
import { type Hub, openHub } from '../../src/hub.ts'
import { answering } from './apart.ts'

/** Makes one small report to be warm, then the one that is measured. */
export interface ReportJob {
  /** For the data of both hubs. */
  folder: string
  now: string
  warmUp: Record<string, string>
  measured: Record<string, string>
}

export interface ReportAnswer {
  /** Milliseconds since 1970, of the ledger: the task's start, the file handed over, the file in place, the run's end. */
  started: number
  rendered: number
  saved: number
  ended: number
  /** Processor time of this process in milliseconds, the mail included: other work on the machine bears less on it. */
  cpu: number
  /** Resident memory of this process in bytes: warm, and at its peak until the mail was out. */
  warm: number
  peak: number
  /** Heap in use after the run, with garbage collected. */
  held: number
  fileBytes: number
  /** What the report says: rows that the API gave, those in its window, logs wanted and there. */
  rows: number
  jobs: number
  logs: { wanted: number; fetched: number }
}

const automations = await loadAutomations()

answering<ReportJob, ReportAnswer>(async ({ folder, now, warmUp, measured }) => {
  await made(`${folder}/small`, warmUp, now)
  globalThis.gc?.()
  const warm = process.memoryUsage.rss()
  const report = await made(`${folder}/large`, measured, now)
  return { ...report, warm }
})

type Made = Omit<ReportAnswer, 'warm'>

async function made(dataDir: string, settings: Record<string, string>, now: string): Promise<Made> {
  mkdirSync(dataDir, { recursive: true })
  const config = readConfig({ env: { ...settings, DURE_DATA: dataDir }, cwd: dataDir, automations })
  const hub = await openHub({ config, automations, log: silent }, { scheduling: false })
  try {
    await hub.engine.start()
    const before = process.cpuUsage()
    const { id } = await hub.engine.run(
      'backup-report/report',
      { mode: 'test' },
      { key: 'bench', cause: 'hand', at: new Date(now), maxAttempts: 1 },
    )
    await ended(hub, id)
    const { user, system } = process.cpuUsage(before)
    // Before the outcome is read here, which no hub does by itself.
    const peak = process.resourceUsage().maxRSS * 1024
    globalThis.gc?.()
    const held = process.memoryUsage().heapUsed
    return { cpu: (user + system) / 1000, peak, held, ...(await told(hub, id)) }
  } finally {
    await hub.close()
  }
}

/** Until the report is there and its mail is out. */
async function ended({ store }: Hub, id: number) {
  for (;;) {
    await systemClock.sleep(10)
    const run = await store.db
      .selectFrom('run')
      .select(['state', 'error'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (run.state === 'failed') throw new Error(`the report failed: ${run.error}`)
    const mail = await store.db
      .selectFrom('delivery')
      .select(['state', 'error'])
      .where('write', '=', 'send')
      .executeTakeFirst()
    if (mail?.state === 'failed') throw new Error(`the mail failed: ${mail.error}`)
    if (run.state === 'done' && mail?.state === 'done') return
  }
}

async function told({ store }: Hub, id: number): Promise<Omit<Made, 'cpu' | 'peak' | 'held'>> {
  const run = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const file = await store.db
    .selectFrom('delivery')
    .select(['created_at', 'ended_at'])
    .where('write', '=', 'save')
    .executeTakeFirstOrThrow()
  const { jobs, coverage, file: kept } = JSON.parse(run.outcome ?? 'null')
  return {
    started: Number(run.started_at),
    rendered: file.created_at,
    saved: Number(file.ended_at),
    ended: Number(run.ended_at),
    fileBytes: statSync(kept.path).size,
    rows: coverage.rowsRead,
    jobs: jobs.length,
    logs: coverage.logs,
  }
}
