import { join } from 'node:path'
import pg from 'pg'
import { once } from './apart.ts'
import type { DeliveriesAnswer, DeliveriesJob } from './delivering.ts'
import type { Bench, Figure, Plan } from './figures.ts'

const server = process.env.DURE_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** How fast the ledger takes deliveries and has them performed, each commit on the disk before it counts. */
export const deliveries: Bench = async plan => {
  const onSqlite = await repeated(plan, 'SQLite', round => ({
    place: join(plan.folder, `ledger-${round}.db`),
    oneByOne: plan.quick ? 3000 : 10_000,
    inFlight: plan.quick ? 10_000 : 30_000,
    awaited: plan.quick ? 300 : 1000,
  }))
  return [...sqliteFigures(onSqlite), ...(await postgresFigures(plan))]
}

async function repeated(
  { quick, profiles, say }: Plan,
  what: string,
  job: (round: number) => DeliveriesJob,
): Promise<DeliveriesAnswer[]> {
  const answers: DeliveriesAnswer[] = []
  const repeats = quick ? 1 : 3
  const options = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []
  for (let round = 1; round <= repeats; round++) {
    say(`  ${what}: ${round} of ${repeats}`)
    const module = new URL('delivering.ts', import.meta.url)
    answers.push(await once<DeliveriesJob, DeliveriesAnswer>(module, job(round), options))
  }
  return answers
}

function sqliteFigures(answers: readonly DeliveriesAnswer[]): Figure[] {
  const ceiling = answers.map(({ ceiling }) => ceiling ?? 0)
  const ratio = (value: (answer: DeliveriesAnswer) => number) =>
    answers.map(answer => value(answer) / (answer.ceiling ?? Number.NaN))
  return [
    {
      name: 'ceiling: bare inserts, a commit each',
      unit: '/s',
      values: ceiling,
      note: 'node:sqlite, synchronous=FULL',
    },
    ...figuresOf('SQLite', answers, { oneByOne: { atLeast: 3000 }, performed: { atLeast: 10_000 } }),
    { name: '  one by one ÷ ceiling', unit: '×', values: ratio(answer => answer.oneByOne) },
    { name: '  performed ÷ ceiling', unit: '×', values: ratio(answer => answer.performed) },
  ]
}

/** In a database of its own, dropped afterwards; nothing where no server answers. */
async function postgresFigures(plan: Plan): Promise<Figure[]> {
  const name = `dure_bench_${Math.random().toString(36).slice(2, 12)}`
  try {
    await administrate(`create database ${name}`)
  } catch (error) {
    plan.say(`  PostgreSQL: left out, ${new URL(server).host} does not answer (${(error as Error).message})`)
    return []
  }
  try {
    const place = Object.assign(new URL(server), { pathname: `/${name}` }).href
    const answers = await repeated(plan, 'PostgreSQL', () => ({
      place,
      oneByOne: plan.quick ? 500 : 2000,
      inFlight: plan.quick ? 2000 : 10_000,
      awaited: plan.quick ? 100 : 500,
    }))
    return figuresOf('PostgreSQL', answers, {})
  } finally {
    await administrate(`drop database ${name} with (force)`)
  }
}

async function administrate(statement: string) {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 2000 })
  await client.connect()
  await client.query(statement)
  await client.end()
}

type Aims = Partial<Record<'oneByOne' | 'performed', Figure['aim']>>

const figuresOf = (store: string, answers: readonly DeliveriesAnswer[], aims: Aims): Figure[] => {
  const all = (value: (answer: DeliveriesAnswer) => number) => answers.map(value)
  return [
    { name: `${store}: added one by one`, unit: '/s', values: all(one => one.oneByOne), aim: aims.oneByOne },
    { name: `${store}: added, 50 in flight`, unit: '/s', values: all(one => one.inFlight) },
    {
      name: `${store}: performed over 50 lanes`,
      unit: '/s',
      values: all(one => one.performed),
      aim: aims.performed,
      note: `${answers[0]?.count} waiting`,
    },
    { name: '  idle, from asked to answered, p50', unit: 'ms', values: all(one => one.p50) },
    { name: '  idle, from asked to answered, p99', unit: 'ms', values: all(one => one.p99) },
    { name: '  peak memory (RSS)', unit: 'MB', values: all(one => one.peak / 1_000_000) },
  ]
}
