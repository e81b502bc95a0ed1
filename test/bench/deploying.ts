import { mkdirSync, writeFileSync } from 'node:fs'
import { loadAutomations } from '../../src/automations.ts'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/engine/clock.ts'
import { silent } from '../../src/engine/io.ts'
import { type Hub, openHub } from '../../src/hub.ts'
import { answering } from './apart.ts'

/** Open a hub with the deploy report on, in place of the one before; run one of its tasks there. */
export type DeployJob = { open: { dataDir: string; settings: Record<string, string> } } | { run: string; at: string }

export interface DeployAnswer {
  /** Milliseconds since 1970, of the ledger. */
  started: number
  ended: number
  /** Processor time of this process in milliseconds: other work on the machine bears less on it. */
  cpu: number
  /** Resident memory of this process in bytes: before, and the most it ever had. */
  warm: number
  peak: number
  /** What the report says of the week. */
  kept: { state: string; issues?: number; tickets?: number; changed?: number }
}

const automations = await loadAutomations()
let hub: Hub | undefined
let runs = 0

answering<DeployJob, DeployAnswer | null>(async job => ('open' in job ? opened(job.open) : ran(job)))

async function opened({ dataDir, settings }: { dataDir: string; settings: Record<string, string> }): Promise<null> {
  await hub?.close()
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(`${dataDir}/dure.yaml`, 'deploy-report:\n  reports:\n    - name: web\n      approversField: 승인자\n')
  const config = readConfig({ env: { ...settings, DURE_DATA: dataDir }, cwd: dataDir, automations })
  hub = await openHub({ config, automations, log: silent }, { scheduling: false })
  await hub.engine.start()
  return null
}

async function ran({ run, at }: { run: string; at: string }): Promise<DeployAnswer> {
  const { engine, store } = hub!
  globalThis.gc?.()
  const warm = process.memoryUsage.rss()
  const before = process.cpuUsage()
  const occasion = { key: `bench ${++runs}`, cause: 'hand', at: new Date(at), maxAttempts: 1 }
  const { id } = await engine.run(`deploy-report/${run}`, {}, occasion)
  for (;;) {
    await systemClock.sleep(10)
    const row = await store.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (row.state === 'failed') throw new Error(`${run} failed: ${row.error}`)
    if (row.state !== 'done') continue
    const { user, system } = process.cpuUsage(before)
    return {
      started: Number(row.started_at),
      ended: Number(row.ended_at),
      cpu: (user + system) / 1000,
      warm,
      peak: process.resourceUsage().maxRSS * 1024,
      kept: JSON.parse(row.outcome!)[0],
    }
  }
}
