import { type ChildProcess, fork } from 'node:child_process'
import { systemClock } from '../../src/engine/clock.ts'
import type { DeployReport } from './deploy-scenario.ts'
import type { Violation } from './evidence.ts'
import type { Report } from './scenario.ts'
import type { SyncReport } from './sync-scenario.ts'

/** One seed to be played in a process of its own kind: of the engine alone, or of an automation. */
export type Job = { seed: number; hours: number } | DeployJob | SyncJob
export interface DeployJob {
  seed: number
  /** Working days. */
  days: number
}

export interface SyncJob {
  seed: number
  /** How many events must be taken. */
  events: number
  weeks: number
}

export type ReportOf<J extends Job> = J extends DeployJob ? DeployReport : J extends SyncJob ? SyncReport : Report
export const isDeploy = (job: Job): job is DeployJob => 'days' in job
export const isSync = (job: Job): job is SyncJob => 'events' in job

/** What came of it. `error`: the run itself was stopped, e.g. because something real was pending. */
export type Played<J extends Job = Job> = { report: ReportOf<J>; error?: undefined } | { error: string }
export type Outcome<J extends Job = Job> = Played<J> & { job: J; seconds: number }

/** Plays all jobs, as many at once as there are processors; each outcome is told as it comes. */
export async function playAll<J extends Job>(
  jobs: J[],
  width: number,
  tell: (outcome: Outcome<J>) => void,
): Promise<Outcome<J>[]> {
  const outcomes: Outcome<J>[] = []
  const waiting = [...jobs]
  const lanes = Array.from({ length: Math.min(width, jobs.length) }, async () => {
    const player = newPlayer()
    try {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const outcome = await player.play(job)
        outcomes.push(outcome)
        tell(outcome)
      }
    } finally {
      player.end()
    }
  })
  await Promise.all(lanes)
  return outcomes
}

/** A child process that plays one seed after the other. A mutant needs one that has loaded nothing else. */
export function newPlayer(mutant?: string) {
  const child: ChildProcess = fork(new URL('player.ts', import.meta.url), mutant === undefined ? [] : [mutant], {
    execArgv: ['--max-old-space-size=2048'],
  })
  return {
    play: <J extends Job>(job: J) =>
      new Promise<Outcome<J>>((resolve, reject) => {
        const started = systemClock.monotonic()
        const onMessage = (played: Played<J>) => {
          child.off('exit', onExit)
          resolve({ ...played, job, seconds: (systemClock.monotonic() - started) / 1000 })
        }
        const onExit = (code: number | null) => {
          child.off('message', onMessage)
          reject(new Error(`seed ${job.seed}: its process ended with ${code}`))
        }
        child.once('message', onMessage)
        child.once('exit', onExit)
        child.send(job)
      }),
    end: () => void child.kill(),
  }
}

/** The first few of each kind, and how many there were. */
export function summarize(violations: Violation[], each = 3): string[] {
  return [...Map.groupBy(violations, ({ rule }) => rule)].flatMap(([rule, all]) => [
    `  ${rule}: ${all.length}`,
    ...all.slice(0, each).map(({ detail }) => `    ${detail}`),
  ])
}
