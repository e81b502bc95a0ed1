import { readFileSync } from 'node:fs'
import type { BackupJob, ExpectedRun } from '../../connectors/baculum/index.ts'
import { type Served, seoul } from './testing.ts'

interface Answer {
  ask: string
  status: number
  body: { output: unknown }
}

/** A genuine server's jobs and logs, recorded on 2026-11-21 around 16:20 in Seoul. */
export function recorded(name: '13-api-v2' | '9.6-api-v1'): Served {
  const file = new URL(`../../connectors/baculum/recordings/${name}.json`, import.meta.url)
  const { answers } = JSON.parse(readFileSync(file, 'utf8')) as { answers: Answer[] }
  const output = (ask: RegExp) => answers.find(answer => ask.test(answer.ask) && answer.status === 200)?.body?.output
  const logs = new Map<number, string[]>()
  for (const { ask, body } of answers) {
    const [, id] = /\/joblog\/(\d+)$/.exec(ask) ?? []
    if (id && Array.isArray(body?.output)) logs.set(Number(id), body.output.map(repaired))
  }
  const names = Object.values(output(/\/jobs\/resnames$/) as Record<string, string[]>).flat()
  return {
    jobs: (output(/\/api\/v[12]\/jobs$/) as Record<string, string | number | null>[]).map(jobOf),
    logs,
    configured: names.map(job => ({ name: job, director: 'lab-dir', enabled: job !== 'Backup-disabled' })),
    expected: (output(/\/schedules\/status\?output=json$/) as Record<string, string>[])
      .filter(row => row.name)
      .map(expectedOf),
  }
}

const repaired = (text: string) => (/[\u0100-\uffff]/.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8'))

function jobOf(row: Record<string, string | number | null>): BackupJob {
  const time = (key: string) => (row[key] ? seoul(String(row[key])) : undefined)
  return {
    id: Number(row.jobid),
    uniqueName: String(row.job),
    name: String(row.name),
    client: String(row.client),
    fileset: String(row.fileset),
    pool: String(row.pool),
    type: String(row.type),
    level: String(row.level).trim(),
    status: String(row.jobstatus),
    files: Number(row.jobfiles),
    bytes: Number(row.jobbytes),
    errors: Number(row.joberrors),
    scheduledAt: time('schedtime'),
    startedAt: time('starttime'),
    endedAt: time('realendtime'),
    orphaned: false,
    statusInfo: String(row.statusinfo ?? ''),
  }
}

const expectedOf = (row: Record<string, string>): ExpectedRun => ({
  job: row.name ?? '',
  client: row.client ?? '',
  level: row.level ?? '',
  schedule: row.schedule ?? '',
  at: new Date(Number(row.schedtime_epoch) * 1000),
})
