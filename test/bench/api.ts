import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { apart, once } from './apart.ts'
import type { BareJob } from './bare.ts'
import { dureStart } from './dure.ts'
import type { Bench, Figure, Plan } from './figures.ts'
import type { RequestsAnswer, RequestsJob } from './requesting.ts'

const token = 'bench-0123456789abcdef'
const connections = 64

/**
 * How many work logs a minute-old hub takes over HTTP, each on the disk before it is answered. The hub is a process of
 * its own, and so is whoever asks; beside it, in turns, a bare server with the same libraries and the same durability.
 */
export const api: Bench = async plan => {
  const repeats = plan.quick ? 1 : 3
  const rounds: Round[] = []
  for (let round = 1; round <= repeats; round++) {
    plan.say(`  ${connections} connections: ${round} of ${repeats}`)
    const folder = join(plan.folder, String(round))
    mkdirSync(folder)
    rounds.push({
      hub: await askedOfHub(plan, folder),
      grouped: await askedOfBare(plan, { path: join(folder, 'grouped.db'), grouped: true }),
      each: await askedOfBare(plan, { path: join(folder, 'each.db'), grouped: false }),
    })
  }
  return figuresOf(rounds)
}

type Round = Record<'hub' | 'grouped' | 'each', RequestsAnswer>

async function askedOfHub(plan: Plan, DURE_DATA: string): Promise<RequestsAnswer> {
  writeFileSync(join(DURE_DATA, 'dure.yaml'), 'work-log: {}\n')
  const hub = await dureStart({ DURE_DATA, DURE_PORT: '0', API_AUTH_TOKEN: token, ...profiling(plan) })
  try {
    const port = Number(/the API is served url=http:\/\/[\d.]+:(\d+)/.exec(hub.said)![1])
    const answer = await asked(port, plan.quick ? { warmUpMs: 1300, ms: 700 } : { warmUpMs: 4000, ms: 5000 })
    assertKept(answer, join(DURE_DATA, 'hub.db'), 'worklog_log')
    return answer
  } finally {
    await hub.end()
  }
}

const profiling = ({ profiles }: Plan): Record<string, string> =>
  profiles === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }

async function askedOfBare({ quick }: Plan, job: BareJob): Promise<RequestsAnswer> {
  const server = apart<BareJob, number>(new URL('bare.ts', import.meta.url))
  try {
    const answer = await asked(await server.do(job), quick ? { warmUpMs: 300, ms: 300 } : { warmUpMs: 1000, ms: 3000 })
    assertKept(answer, job.path, 'log')
    return answer
  } finally {
    await server.end()
  }
}

const asked = (port: number, times: Pick<RequestsJob, 'warmUpMs' | 'ms'>) =>
  once<RequestsJob, RequestsAnswer>(new URL('requesting.ts', import.meta.url), { port, token, connections, ...times })

/** A request that was answered and not kept, or refused, would be no achievement. */
function assertKept({ accepted, others }: RequestsAnswer, path: string, table: string) {
  const database = new DatabaseSync(path, { readOnly: true })
  const { n: kept } = database.prepare(`select count(*) as n from ${table}`).get() as { n: number }
  database.close()
  if (kept !== accepted || Object.keys(others).length > 0)
    throw new Error(`${accepted} logs were accepted and ${kept} kept; other answers: ${JSON.stringify(others)}`)
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const all = (value: (round: Round) => number) => rounds.map(value)
  const accepted = all(({ hub }) => hub.accepted).reduce((sum, count) => sum + count, 0)
  return [
    {
      name: 'POST /daily-logs',
      unit: '/s',
      values: all(({ hub }) => hub.perSecond),
      aim: { atLeast: 3000 },
      note: `${accepted} logs accepted, each of them kept`,
    },
    { name: '  p50', unit: 'ms', values: all(({ hub }) => hub.p50) },
    { name: '  p99', unit: 'ms', values: all(({ hub }) => hub.p99), aim: { atMost: 100 } },
    {
      name: 'bare Hono and SQLite, commits shared',
      unit: '/s',
      values: all(({ grouped }) => grouped.perSecond),
      note: 'no check, no token, one row; synchronous=FULL',
    },
    {
      name: '  POST /daily-logs ÷ bare',
      unit: '×',
      values: all(({ hub, grouped }) => hub.perSecond / grouped.perSecond),
    },
    { name: 'bare Hono and SQLite, a commit each', unit: '/s', values: all(({ each }) => each.perSecond) },
    { name: '  POST /daily-logs ÷ bare', unit: '×', values: all(({ hub, each }) => hub.perSecond / each.perSecond) },
  ]
}
