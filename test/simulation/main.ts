import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isDeploy, isSync, type Job, type Outcome, playAll, summarize } from './pool.ts'
import { lineOf, nameOf } from './said.ts'

const usage = `npm run simulate -- [--seeds 20] [--hours 24] [--from 1]   seeds 1 to 20, each over 24 hours; half as many weeks of the deploy report; a few of the Confluence sync
npm run simulate -- --seed 7 --hours 24 [--trace] [--log]   one seed again; with every event, or with the hub's log
npm run simulate -- --mutants                               the engine with one defect each: every one must be caught
npm run simulate -- --deploy [--seeds 10] | --seed 7 | --mutants    the same of the deploy report alone, each over [--days 5]
npm run simulate -- --sync [--seeds 2] | --seed 7 | --mutants       the same of the Confluence sync alone, each with [--events 5000] over [--weeks 4]`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    hours: { type: 'string', default: '24' },
    days: { type: 'string', default: '5' },
    seed: { type: 'string' },
    events: { type: 'string', default: '5000' },
    weeks: { type: 'string', default: '4' },
    deploy: { type: 'boolean', default: false },
    sync: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const numbers = [values.hours, values.days, values.from, values.events, values.weeks].map(Number)
const [hours, days, from, events, weeks] = numbers as [number, number, number, number, number]
/** Each takes much longer than one of the others. */
const fewSyncs = 2

if (values.help) print(usage)
else if (!(hours >= 2)) throw new Error(`--hours ${values.hours}: at least 2, since the end is quiet`)
else if (!(days >= 1)) throw new Error(`--days ${values.days}: at least 1`)
else if (!(events >= 1 && weeks >= 1)) throw new Error('--events and --weeks: at least 1')
else if (values.mutants) process.exitCode = await mutants()
else if (values.seed !== undefined) process.exitCode = await single(Number(values.seed))
else if (values.deploy) process.exitCode = await many(weeksOf(Number(values.seeds ?? 10)))
else if (values.sync) process.exitCode = await many(syncsOf(Number(values.seeds ?? fewSyncs)))
else {
  const count = Number(values.seeds ?? 20)
  const engine = Array.from({ length: count }, (_, index) => ({ seed: from + index, hours }))
  process.exitCode = await many([...syncsOf(Math.min(fewSyncs, count)), ...engine, ...weeksOf(Math.ceil(count / 2))])
}

function weeksOf(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => ({ seed: from + index, days }))
}

function syncsOf(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => ({ seed: from + index, events, weeks }))
}

/** All seeds, spread over the processors. */
async function many(jobs: Job[]): Promise<number> {
  const started = performance.now()
  const outcomes = await playAll(jobs, availableParallelism(), outcome => tell(outcome))
  const bad = outcomes.filter(outcome => outcome.error !== undefined || outcome.report.violations.length > 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const [deploys, syncs] = [jobs.filter(isDeploy).length, jobs.filter(isSync).length]
  const rest = jobs.length - deploys - syncs
  const all = [
    ...(rest > 0 ? [`${rest} seeds of ${hours} h`] : []),
    ...(deploys > 0 ? [`${deploys} weeks of the deploy report`] : []),
    ...(syncs > 0 ? [`${syncs} times ${events} events of the Confluence sync`] : []),
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
  if (values.sync) {
    const { playSync } = await import('./sync-scenario.ts')
    const job = { seed, events, weeks }
    return tell({ job, report: await playSync({ ...job, ...watched }), seconds: seconds() })
  }
  const { play } = await import('./scenario.ts')
  return tell({ job: { seed, hours }, report: await play({ seed, hours, ...watched }), seconds: seconds() })
}

function tell(outcome: Outcome): number {
  const { job, seconds } = outcome
  const [name, which] = nameOf(job)
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

async function mutants(): Promise<number> {
  const { hunt, oneWeek, twoDays } = await import('./hunt.ts')
  const { deployMutants } = await import('./deploy-mutants.ts')
  const { syncMutants } = await import('./sync-mutants.ts')
  const isAll = !values.deploy && !values.sync
  const free = isAll ? await hunt(print) : []
  if (isAll || values.deploy) free.push(...(await hunt(print, deployMutants, twoDays)))
  if (isAll || values.sync) free.push(...(await hunt(print, syncMutants, oneWeek)))
  print(free.length === 0 ? 'every mutant is caught' : `${free.length} mutants got away`)
  return free.length === 0 ? 0 : 1
}
