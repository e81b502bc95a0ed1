import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type Apart, apart, once } from './apart.ts'
import type { Asked, BaculaJob, ServedTable, TableJob } from './bacula.ts'
import { dure } from './dure.ts'
import type { Bench, Figure, Plan } from './figures.ts'
import type { ReportAnswer, ReportJob } from './reporting.ts'

const now = '2026-11-21T16:00:00+09:00'
const MB = 1_000_000

interface Case {
  name: string
  table: Omit<TableJob, 'now'>
  seconds?: number
  memory?: number
  repeats: number
}

/** All of it lies in the report's week. */
const small = { jobs: 500, days: 6, failed: 10 }
const usual = { jobs: 10_000, days: 6, failed: 200 }
/** A catalog whose last month is read for comparison, with some 24 000 jobs and 200 failures in the week. */
const large = { jobs: 100_000, days: 30, failed: 860 }

const casesFor = ({ quick }: Plan): Case[] => [
  { name: '10 000 jobs, 200 logs', table: usual, seconds: 0.4, memory: 150, repeats: quick ? 2 : 5 },
  {
    name: '… 140 ms a log, 4 at once',
    table: { ...usual, slowLogs: { ms: 140, atOnce: 4 } },
    seconds: 8,
    memory: 150,
    repeats: quick ? 1 : 3,
  },
  { name: '100 000 jobs in a month, 200 logs', table: large, repeats: quick ? 1 : 3 },
]

/** From the task's start to the file in place, and what memory it takes; the server is a process of its own. */
export const report: Bench = async plan => {
  const bacula = apart<BaculaJob, ServedTable | Asked[]>(new URL('bacula.ts', import.meta.url))
  try {
    const figures: Figure[] = []
    const warmUp = await served(bacula, small)
    for (const one of casesFor(plan)) figures.push(...(await measured(plan, bacula, warmUp, one)))
    figures.push(await fromCold(plan, bacula))
    return figures
  } finally {
    await bacula.end()
  }
}

type Bacula = Apart<BaculaJob, ServedTable | Asked[]>

const served = async (bacula: Bacula, table: Omit<TableJob, 'now'>) =>
  (await bacula.do({ serve: { ...table, now } })) as ServedTable

async function measured(plan: Plan, bacula: Bacula, warmUp: ServedTable, one: Case): Promise<Figure[]> {
  const { name, table, repeats } = one
  const settings = await served(bacula, table)
  const rounds: { answer: ReportAnswer; stages: Stages }[] = []
  // The first round is a rehearsal: the server makes its answers then.
  for (let round = table.slowLogs ? 1 : 0; round <= repeats; round++) {
    plan.say(round === 0 ? `  ${name}: the server prepares its answers` : `  ${name}: ${round} of ${repeats}`)
    await bacula.do({ asked: true })
    const answer = await inNewHub(plan, warmUp, settings)
    const asked = (await bacula.do({ asked: true })) as Asked[]
    assertWhole(answer, table)
    if (round > 0) rounds.push({ answer, stages: stagesOf(answer, asked) })
  }
  return figuresOf(one, rounds)
}

function inNewHub({ folder, profiles }: Plan, warmUp: ServedTable, settings: ServedTable): Promise<ReportAnswer> {
  const options = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []
  const job: ReportJob = { folder: mkdtempSync(join(folder, 'hub-')), now, warmUp, measured: settings }
  return once<ReportJob, ReportAnswer>(new URL('reporting.ts', import.meta.url), job, options)
}

/** A fast report that leaves something out would be no achievement. */
function assertWhole({ rows, logs }: ReportAnswer, { jobs }: Omit<TableJob, 'now'>) {
  if (rows < jobs || logs.wanted < small.failed || logs.fetched < logs.wanted)
    throw new Error(`the report read ${rows} of ${jobs} jobs, and ${logs.fetched} of ${logs.wanted} logs`)
}

type Stages = Record<'jobs' | 'logs' | 'look-ups' | 'render' | 'save', number>

/** Where the time went, in seconds, told by what the server was asked and by what the ledger wrote down. */
function stagesOf({ started, rendered, saved }: ReportAnswer, asked: readonly Asked[]): Stages {
  const within = asked.filter(({ from }) => from >= started && from <= rendered)
  const logs = within.filter(({ path }) => path.includes('/joblog/'))
  const firstLog = Math.min(...logs.map(({ from }) => from))
  const lastLog = Math.max(...logs.map(({ to }) => to))
  const last = Math.max(...within.map(({ to }) => to))
  const seconds = (from: number, to: number) => (to - from) / 1000
  return {
    jobs: seconds(started, firstLog),
    logs: seconds(firstLog, lastLog),
    'look-ups': seconds(lastLog, last),
    render: seconds(last, rendered),
    save: seconds(rendered, saved),
  }
}

function figuresOf({ name, seconds, memory }: Case, rounds: { answer: ReportAnswer; stages: Stages }[]): Figure[] {
  const all = (value: (answer: ReportAnswer) => number) => rounds.map(({ answer }) => value(answer))
  const stage = (key: keyof Stages): Figure => ({
    name: `    ${key}`,
    unit: 's',
    values: rounds.map(({ stages }) => stages[key]),
  })
  const [{ answer: first }] = rounds as [(typeof rounds)[0]]
  return [
    {
      name,
      unit: 's',
      values: all(({ started, saved }) => (saved - started) / 1000),
      aim: seconds === undefined ? undefined : { atMost: seconds },
      note: `until the file is in place: ${first.jobs} rows, ${first.logs.fetched} logs, ${(first.fileBytes / MB).toFixed(1)} MB`,
    },
    ...(['jobs', 'logs', 'look-ups', 'render', 'save'] as const).map(stage),
    {
      name: '  run done, mail handed over',
      unit: 's',
      values: all(({ started, ended }) => (ended - started) / 1000),
    },
    { name: '  processor time, mail included', unit: 's', values: all(({ cpu }) => cpu / 1000) },
    {
      name: '  peak memory (RSS)',
      unit: 'MB',
      values: all(({ peak }) => peak / MB),
      aim: memory === undefined ? undefined : { atMost: memory },
      note: `${(first.warm / MB).toFixed(0)} MB when warm; ${(first.held / MB).toFixed(0)} MB of heap stay in use`,
    },
  ]
}

/** As cron would call it: Node, the hub, the report and the end of the process. */
async function fromCold({ folder, quick, say }: Plan, bacula: Bacula): Promise<Figure> {
  const settings = await served(bacula, usual)
  const values: number[] = []
  const repeats = quick ? 1 : 3
  for (let round = 0; round <= repeats; round++) {
    if (round > 0) say(`  from cold: ${round} of ${repeats}`)
    const data = join(folder, `cold-${round}`)
    mkdirSync(data)
    const args = ['run', 'backup-report', '--mode', 'test', '--at', now]
    const ms = await dure(args, { ...settings, DURE_DATA: data })
    if (round > 0) values.push(ms / 1000)
  }
  return {
    name: 'dure run backup-report, 10 000 jobs',
    unit: 's',
    values,
    note: 'from the shell and back, mail included',
  }
}
