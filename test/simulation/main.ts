import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { DeployReport } from './deploy-scenario.ts'
import { isDeploy, type Job, type Outcome, playAll, summarize } from './pool.ts'
import type { Report } from './scenario.ts'

const usage = `npm run simulate -- [--seeds 20] [--hours 24] [--from 1]   seeds 1 to 20, each over 24 hours; and half as many weeks of the deploy report
npm run simulate -- --seed 7 --hours 24 [--trace] [--log]   one seed again; with every event, or with the hub's log
npm run simulate -- --mutants                               the engine with one defect each: every one must be caught
npm run simulate -- --deploy [--seeds 10] | --seed 7 | --mutants    the same of the deploy report alone, each over [--days 5]`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    hours: { type: 'string', default: '24' },
    days: { type: 'string', default: '5' },
    seed: { type: 'string' },
    deploy: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const [hours, days, from] = [values.hours, values.days, values.from].map(Number) as [number, number, number]

if (values.help) print(usage)
else if (!(hours >= 2)) throw new Error(`--hours ${values.hours}: at least 2, since the end is quiet`)
else if (!(days >= 1)) throw new Error(`--days ${values.days}: at least 1`)
else if (values.mutants) process.exitCode = await mutants()
else if (values.seed !== undefined) process.exitCode = await single(Number(values.seed))
else if (values.deploy) process.exitCode = await many(weeksOf(Number(values.seeds ?? 10)))
else {
  const count = Number(values.seeds ?? 20)
  const engine = Array.from({ length: count }, (_, index) => ({ seed: from + index, hours }))
  process.exitCode = await many([...engine, ...weeksOf(Math.ceil(count / 2))])
}

function weeksOf(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => ({ seed: from + index, days }))
}

/** All seeds, spread over the processors. */
async function many(jobs: Job[]): Promise<number> {
  const started = performance.now()
  const outcomes = await playAll(jobs, availableParallelism(), outcome => tell(outcome))
  const bad = outcomes.filter(outcome => outcome.error !== undefined || outcome.report.violations.length > 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const weeks = jobs.filter(isDeploy).length
  const all = [
    ...(weeks < jobs.length ? [`${jobs.length - weeks} seeds of ${hours} h`] : []),
    ...(weeks > 0 ? [`${weeks} weeks of the deploy report`] : []),
  ]
  print(`${all.join(', ')} in ${seconds} s: ${bad.length === 0 ? 'every promise kept' : `${bad.length} broken`}`)
  return bad.length === 0 ? 0 : 1
}

/** One seed in this process, where it can be watched. */
async function single(seed: number): Promise<number> {
  const started = performance.now()
  const watched = { verbose: values.log, ...(values.trace && { show: print }) }
  const seconds = () => (performance.now() - started) / 1000
  if (values.deploy) {
    const { playWeek } = await import('./deploy-scenario.ts')
    return tell({ job: { seed, days }, report: await playWeek({ seed, days, ...watched }), seconds: seconds() })
  }
  const { play } = await import('./scenario.ts')
  return tell({ job: { seed, hours }, report: await play({ seed, hours, ...watched }), seconds: seconds() })
}

function tell(outcome: Outcome): number {
  const { job, seconds } = outcome
  const name = isDeploy(job) ? `deploy seed ${job.seed}` : `seed ${job.seed}`
  const which = isDeploy(job)
    ? `--deploy --seed ${job.seed} --days ${job.days}`
    : `--seed ${job.seed} --hours ${job.hours}`
  const replay = `  again: npm run simulate -- ${which}`
  if (outcome.error !== undefined) {
    print(`${name}: stopped: ${outcome.error}\n${replay}`)
    return 1
  }
  const { report } = outcome
  print(`${name}: ${lineOf(report)}, ${seconds.toFixed(1)} s`)
  if (report.violations.length === 0) return 0
  for (const line of [...summarize(report.violations), replay]) print(line)
  return 1
}

function lineOf(report: Report | DeployReport): string {
  const { processes, crashes, stops, outages, lostAnswers, freezes, hash, violations } = report
  const what =
    'looks' in report
      ? [
          report.kind,
          report.mode,
          `${report.looks} looks`,
          `${report.messages} messages`,
          `${report.notes} notes by people`,
        ]
      : [`${report.deliveries} deliveries`]
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
    ...what,
    ...faults,
    `trace ${hash}`,
    `${violations.length} violations`,
  ]
  return parts.join(', ')
}

async function mutants(): Promise<number> {
  const { hunt, twoDays } = await import('./hunt.ts')
  const { deployMutants } = await import('./deploy-mutants.ts')
  const free = values.deploy ? [] : await hunt(print)
  free.push(...(await hunt(print, deployMutants, twoDays)))
  print(free.length === 0 ? 'every mutant is caught' : `${free.length} mutants got away`)
  return free.length === 0 ? 0 : 1
}
