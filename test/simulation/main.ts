import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Outcome, playAll, summarize } from './pool.ts'
import type { Report } from './scenario.ts'

const usage = `npm run simulate -- [--seeds 20] [--hours 24] [--from 1]   seeds 1 to 20, each over 24 hours
npm run simulate -- --seed 7 --hours 24 [--trace] [--log]   one seed again; with every event, or with the hub's log
npm run simulate -- --mutants                               the engine with one defect each: every one must be caught`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const hours = Number(values.hours)

if (values.help) print(usage)
else if (!(hours >= 2)) throw new Error(`--hours ${values.hours}: at least 2, since the end is quiet`)
else if (values.mutants) process.exitCode = await mutants()
else if (values.seed !== undefined) process.exitCode = await single(Number(values.seed))
else process.exitCode = await many(Number(values.from), Number(values.seeds))

/** All seeds, spread over the processors. */
async function many(from: number, count: number): Promise<number> {
  const started = performance.now()
  const jobs = Array.from({ length: count }, (_, index) => ({ seed: from + index, hours }))
  const outcomes = await playAll(jobs, availableParallelism(), outcome => tell(outcome))
  const bad = outcomes.filter(outcome => outcome.error !== undefined || outcome.report.violations.length > 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  print(
    `${count} seeds of ${hours} h in ${seconds} s: ${bad.length === 0 ? 'every promise kept' : `${bad.length} broken`}`,
  )
  return bad.length === 0 ? 0 : 1
}

/** One seed in this process, where it can be watched. */
async function single(seed: number): Promise<number> {
  const { play } = await import('./scenario.ts')
  const started = performance.now()
  const report = await play({ seed, hours, verbose: values.log, ...(values.trace && { show: print }) })
  return tell({ job: { seed, hours }, report, seconds: (performance.now() - started) / 1000 })
}

function tell(outcome: Outcome): number {
  const { job, seconds } = outcome
  const replay = `  again: npm run simulate -- --seed ${job.seed} --hours ${job.hours}`
  if (outcome.error !== undefined) {
    print(`seed ${job.seed}: stopped: ${outcome.error}\n${replay}`)
    return 1
  }
  const { report } = outcome
  print(`${lineOf(report)}, ${seconds.toFixed(1)} s`)
  if (report.violations.length === 0) return 0
  for (const line of [...summarize(report.violations), replay]) print(line)
  return 1
}

function lineOf(report: Report): string {
  const { seed, processes, deliveries, crashes, stops, outages, lostAnswers, freezes, jumps, hash, violations } = report
  const faults = [
    `${crashes} crashes`,
    `${stops} stops`,
    `${freezes} freezes`,
    `${outages} outages`,
    `${lostAnswers} answers lost`,
    `${jumps} clock jumps`,
  ]
  return `seed ${seed}: ${processes === 1 ? 'alone' : 'two'}, ${deliveries} deliveries, ${faults.join(', ')}, trace ${hash}, ${violations.length} violations`
}

async function mutants(): Promise<number> {
  const { hunt } = await import('./hunt.ts')
  const free = await hunt(print)
  print(free.length === 0 ? 'every mutant is caught' : `${free.length} mutants got away`)
  return free.length === 0 ? 0 : 1
}
