import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endAll } from './apart.ts'
import { api } from './api.ts'
import { deliveries } from './deliveries.ts'
import { deploy } from './deploy.ts'
import { faithful } from './faithful.ts'
import { type Bench, type Figure, isMet, median, tableOf } from './figures.ts'
import { report } from './report.ts'
import { rows } from './rows.ts'
import { splicing } from './splicing.ts'
import { start } from './start.ts'

const benches: Record<string, { about: string; bench: Bench }> = {
  report: { about: 'the backup report from a Baculum API on loopback, in a warm hub', bench: report },
  deploy: { about: 'the deploy report from Jira and Confluence on loopback, in a warm hub', bench: deploy },
  splice: { about: 'one row of a Confluence page of 2 MB: parsed, found, changed', bench: splicing },
  rows: { about: 'rows of a Confluence table of 5 000: 500 upserted together, and one by one', bench: rows },
  deliveries: { about: 'durable deliveries: added, and performed by a peer that does nothing', bench: deliveries },
  api: { about: 'POST /daily-logs, durable, over loopback beside a bare Hono with SQLite', bench: api },
  faithful: { about: 'summaries of forty logs: what they rest on, and which lies the gates catch', bench: faithful },
  start: { about: 'the command line from cold', bench: start },
}

const usage = `npm run bench -- [names…] [--quick] [--json] [--profile <folder>]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
  .join('\n')}

  --quick     fewer repetitions, about a minute in all
  --json      the figures as JSON
  --profile   CPU profiles of the measured processes are written there`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const print = (text: string) => process.stdout.write(`${text}\n`)
const say = (text: string) => process.stderr.write(`${text}\n`)

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true
    endAll()
  })

process.exitCode = await main()

/** An aim that is not met is told; only what does not work at all is a failure. */
async function main(): Promise<number> {
  const strangers = positionals.filter(name => !(name in benches))
  if (values.help || strangers.length > 0) {
    print(usage)
    return strangers.length > 0 ? 2 : 0
  }
  const names = positionals.length > 0 ? positionals : Object.keys(benches)
  const machine = `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'CPU'}`
  const load = loadavg()[0] ?? 0
  const busy = load > availableParallelism() / 2 ? ': others are at work, so times come out longer' : ''
  if (!values.json) print(`${machine}, load ${load.toFixed(1)}${busy}\n`)
  const figures: Record<string, Figure[]> = {}
  let failed = false
  for (const name of names) {
    if (interrupted) break
    try {
      figures[name] = await measured(name)
      if (!values.json) print(`${name}: ${benches[name]!.about}\n${tableOf(figures[name])}\n`)
    } catch (error) {
      failed = true
      say(`${name}: ${error instanceof Error ? error.stack : error}`)
    }
  }
  if (values.json) print(JSON.stringify({ machine, load, quick: values.quick, figures: summaryOf(figures) }, null, 2))
  else print(closing(Object.values(figures).flat()))
  return failed || interrupted ? 1 : 0
}

async function measured(name: string): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dure-bench-'))
  const profiles = values.profile === undefined ? undefined : resolve(values.profile)
  if (profiles) mkdirSync(profiles, { recursive: true })
  try {
    return await benches[name]!.bench({ folder, quick: values.quick, profiles, say })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function summaryOf(figures: Record<string, Figure[]>) {
  return Object.entries(figures).flatMap(([bench, all]) =>
    all.map(figure => ({ bench, ...figure, median: median(figure.values), met: isMet(figure) })),
  )
}

function closing(figures: readonly Figure[]): string {
  const aims = figures.filter(({ aim }) => aim)
  const met = aims.filter(isMet).length
  return `${met} of ${aims.length} aims met. Medians on a shared machine: trust ratios more than absolute figures.`
}
