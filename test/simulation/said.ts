import type { DeployReport } from './deploy-scenario.ts'
import { isDeploy, isSync, type Job } from './pool.ts'
import type { Report } from './scenario.ts'
import type { SyncReport } from './sync-scenario.ts'

/** What a job is called, and the arguments that play it again. */
export function nameOf(job: Job): [name: string, again: string] {
  const { seed } = job
  if (isDeploy(job)) return [`deploy seed ${seed}`, `--deploy --seed ${seed} --days ${job.days}`]
  if (isSync(job)) return [`sync seed ${seed}`, `--sync --seed ${seed} --events ${job.events} --weeks ${job.weeks}`]
  return [`seed ${seed}`, `--seed ${seed} --hours ${job.hours}`]
}

/** One seed in one line. */
export function lineOf(report: Report | DeployReport | SyncReport): string {
  const { processes, crashes, stops, outages, lostAnswers, freezes, hash, violations } = report
  const faults = [
    `${crashes} crashes`,
    `${stops} stops`,
    `${freezes} freezes`,
    `${outages} outages`,
    `${lostAnswers} answers lost`,
    ...('jumps' in report ? [`${report.jumps} clock jumps`] : []),
  ]
  const parts = [
    processes === 1 ? 'alone' : 'two',
    ...whatIn(report),
    ...faults,
    `trace ${hash}`,
    `${violations.length} violations`,
  ]
  return parts.join(', ')
}

function whatIn(report: Report | DeployReport | SyncReport): string[] {
  if ('looks' in report)
    return [
      report.kind,
      report.mode,
      `${report.looks} looks`,
      `${report.messages} messages`,
      `${report.notes} notes by people`,
    ]
  if ('versions' in report)
    return [
      report.kind,
      `${report.events} events`,
      `${report.refused} refused`,
      `${report.repeats} sent again`,
      `${report.versions} versions of ${report.pages} pages`,
      `${report.rows} rows`,
      `${report.entries} entries`,
      `${report.runs} runs`,
      `${report.edits} edits by people`,
      `${report.retold} told anew`,
      `${report.conflicts} conflicts`,
    ]
  return [`${report.deliveries} deliveries`]
}
