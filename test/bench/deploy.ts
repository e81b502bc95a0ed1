import { join } from 'node:path'
import { type Apart, apart } from './apart.ts'
import type { AtlassianJob, Call, ServedSite, SiteJob } from './atlassian.ts'
import { longestChain } from './chain.ts'
import type { DeployAnswer, DeployJob } from './deploying.ts'
import type { Bench, Figure, Plan } from './figures.ts'

const MB = 1_000_000
const slowMs = 100
const changes = 5

/** Jira Cloud gives fewer than it is asked for where issues come with many fields; a hundred on a page is taken for it. */
const week = { issues: 1000, tickets: 3, pageSize: 100 }
const smallWeek = { issues: 300, tickets: 3, pageSize: 100 }

interface Run {
  name: string
  run: 'create' | 'update'
  /** Monday of the week before, and a day of the week itself. */
  at: string
  change?: number
  /** What the run is to end in. */
  state: string
}

const runs: Run[] = [
  { name: 'create', run: 'create', at: '2026-11-16T10:00:00+09:00', state: 'created' },
  { name: 'update, nothing changed', run: 'update', at: '2026-11-24T10:00:00+09:00', state: 'unchanged' },
  {
    name: `update, ${changes} tickets changed`,
    run: 'update',
    at: '2026-11-24T11:00:00+09:00',
    change: changes,
    state: 'updated',
  },
]

/**
 * From the run's start to its end, the page saved; the sites are a process of their own. The hub is warm, and has not
 * asked these sites before its first run. Slack is not set: its messages go out after the run, at a pace of their own.
 */
export const deploy: Bench = async plan => {
  const repeats = plan.quick ? 1 : 3
  // A large nursery: the fake's own work is not what is measured.
  const sites: Sites = apart(new URL('atlassian.ts', import.meta.url), ['--max-semi-space-size=64'])
  try {
    const slow: Measured[][] = []
    const instant: Measured[][] = []
    for (let round = 1; round <= repeats; round++) {
      plan.say(`  ${slowMs} ms a call, then 0: ${round} of ${repeats}`)
      slow.push(await inNewHub(plan, sites, slowMs))
      instant.push(await inNewHub(plan, sites, 0))
    }
    return [
      ...runs.flatMap((run, index) => slowFigures(run, all(slow, index))),
      ...runs.flatMap((run, index) => instantFigures(run, all(instant, index))),
      ...memoryFigures([...slow, ...instant]),
    ]
  } finally {
    await sites.end()
  }
}

type Sites = Apart<AtlassianJob, ServedSite | Call[] | number>
type Hub = Apart<DeployJob, DeployAnswer | null>

interface Measured {
  answer: DeployAnswer
  calls: Call[]
}

const all = (rounds: readonly Measured[][], index: number) => rounds.map(round => round[index]!)

async function inNewHub(plan: Plan, sites: Sites, msPerCall: number): Promise<Measured[]> {
  const options = plan.profiles ? ['--cpu-prof', `--cpu-prof-dir=${plan.profiles}`] : []
  const hub: Hub = apart(new URL('deploying.ts', import.meta.url), options)
  const folder = join(plan.folder, crypto.randomUUID())
  try {
    await opened(hub, sites, join(folder, 'small'), { ...smallWeek, msPerCall: 0 })
    for (const run of runs) await ran(hub, sites, run, smallWeek)
    await opened(hub, sites, join(folder, 'week'), { ...week, msPerCall })
    const measured: Measured[] = []
    for (const run of runs) measured.push(await ran(hub, sites, run, week))
    return measured
  } finally {
    await hub.end()
  }
}

async function opened(hub: Hub, sites: Sites, dataDir: string, serve: SiteJob) {
  const settings = (await sites.do({ serve })) as ServedSite
  await hub.do({ open: { dataDir, settings } })
}

async function ran(hub: Hub, sites: Sites, { run, at, change, state }: Run, whole: typeof week): Promise<Measured> {
  if (change) await sites.do({ change })
  await sites.do({ asked: true })
  const answer = (await hub.do({ run, at }))!
  const calls = (await sites.do({ asked: true })) as Call[]
  const rows = (await sites.do({ rows: true })) as number
  assertWhole(answer, { state, change, rows }, whole)
  return { answer, calls }
}

/** A fast report that leaves something out would be no achievement. */
function assertWhole(
  { kept }: DeployAnswer,
  { state, change = 0, rows }: { state: string; change?: number; rows: number },
  { issues, tickets }: typeof week,
) {
  // A ticket that has changed is in the list of changes too.
  const isWhole = kept.issues === issues && kept.tickets === issues * tickets && rows === issues * tickets + change
  if (!isWhole || kept.state !== state || (kept.changed ?? 0) !== change)
    throw new Error(`the report has ${rows} rows and tells ${JSON.stringify(kept)}`)
}

const seconds = ({ answer: { started, ended } }: Measured) => (ended - started) / 1000

function slowFigures({ name }: Run, rounds: Measured[]): Figure[] {
  const [{ answer, calls }] = rounds as [Measured]
  const chain = longestChain(calls)
  const bound = (chain.length * slowMs) / 1000
  const { issues, tickets } = answer.kept
  return [
    {
      name: `${slowMs} ms a call: ${name}`,
      unit: 's',
      values: rounds.map(seconds),
      note: `${issues} issues, ${tickets} tickets, ${calls.length} calls`,
    },
    {
      name: `  ÷ ${bound.toFixed(1)} s for ${chain.length} calls in a row`,
      unit: '×',
      values: rounds.map(round => seconds(round) / bound),
      aim: { atMost: 1.5 },
      note: chain.text,
    },
    {
      name: '    until the last ticket is there',
      unit: 's',
      values: rounds.map(({ answer, calls }) => (lastTicket(calls) - answer.started) / 1000),
    },
    {
      name: `    sites beyond ${slowMs} ms`,
      unit: 's',
      values: rounds.map(({ calls }) => overtime(calls)),
      note: 'of what follows, the work of the fake that saves the page',
    },
  ]
}

const lastTicket = (calls: readonly Call[]) =>
  Math.max(...calls.filter(({ name }) => name.endsWith('/bulkfetch')).map(({ to }) => to))

/** Of writes, in seconds: they come one after the other, and saving a large page takes the fake its time. */
const overtime = (calls: readonly Call[]) =>
  calls
    .filter(({ name }) => /^(POST|PUT) \/wiki/.test(name))
    .reduce((sum, { from, to }) => sum + Math.max(0, to - from - slowMs), 0) / 1000

const instantFigures = ({ name }: Run, rounds: Measured[]): Figure[] => [
  { name: `0 ms a call: ${name}`, unit: 's', values: rounds.map(seconds) },
  { name: '  processor time', unit: 's', values: rounds.map(({ answer }) => answer.cpu / 1000) },
]

/** Of one process through all its runs. */
function memoryFigures(rounds: readonly Measured[][]): Figure[] {
  const peak = (name: string, index: number): Figure => ({
    name: `peak memory (RSS), ${name}`,
    unit: 'MB',
    values: rounds.map(round => round.at(index)!.answer.peak / MB),
  })
  const warm = rounds[0]![0]!.answer.warm / MB
  return [{ ...peak('page created', 0), note: `${warm.toFixed(0)} MB when warm` }, peak('page updated', -1)]
}
