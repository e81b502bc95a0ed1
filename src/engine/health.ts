import type { Db, Store } from './store/store.ts'

/** What of the hub does not work, for `/ready`: connectors whose credential is refused, a ledger that does not answer. */
export async function troublesOf(store: Store): Promise<{ what: string; why: string }[]> {
  try {
    const paused = await store.db
      .selectFrom('connector')
      .select(['name', 'paused'])
      .where('paused', 'is not', null)
      .execute()
    return paused.map(({ name, paused: why }) => ({ what: `connector ${name}`, why: why ?? '' }))
  } catch {
    return [{ what: 'ledger', why: 'it does not answer' }]
  }
}

/** A figure for `/metrics`. */
export interface Count {
  /** As Prometheus has it: `dure_deliveries_open`; what only grows ends in `_total`. */
  name: string
  help: string
  labels: Record<string, string>
  value: number
}

/** How much is in each state: what is open by connector, what came of the runs by task. */
export async function countsOf(db: Db): Promise<Count[]> {
  const deliveries = await db
    .selectFrom('delivery')
    .select(['connector', 'state', eb => eb.fn.countAll<number | string>().as('count')])
    .groupBy(['connector', 'state'])
    .execute()
  const runs = await db
    .selectFrom('run')
    .select(['automation', 'task', 'state', eb => eb.fn.countAll<number | string>().as('count')])
    .groupBy(['automation', 'task', 'state'])
    .execute()
  const incidents = await db
    .selectFrom('incident')
    .select(eb => eb.fn.countAll<number | string>().as('count'))
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return [
    ...deliveries.map(({ connector, state, count }) => ({
      name: 'dure_deliveries',
      help: 'Deliveries in the ledger, by connector and state',
      labels: { connector, state },
      value: Number(count),
    })),
    ...runs.map(({ automation, task, state, count }) => ({
      name: 'dure_runs',
      help: 'Runs in the ledger, by task and state',
      labels: { task: `${automation}/${task}`, state },
      value: Number(count),
    })),
    {
      name: 'dure_incidents_open',
      help: 'Troubles that administrators were told of and that go on',
      labels: {},
      value: Number(incidents.count),
    },
  ]
}
