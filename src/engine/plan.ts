import { within } from './attempt.ts'
import type { Write } from './connector.ts'
import { contextOf } from './context.ts'
import { describeError, HubError } from './error.ts'
import { inputOf } from './execute.ts'
import type { Delivery, NewDelivery } from './ledger/deliveries.ts'
import { catalogue, type Parts } from './parts.ts'

/** One write that a run would make. */
export interface PlannedWrite {
  connector: string
  write: string
  key: string
  summary: string
  /** True when the ledger remembers it as done under this key: it would not go out again. */
  alreadyDone: boolean
  text?: string
  before?: string
  after?: string
}

export interface Plan {
  task: string
  writes: PlannedWrite[]
  events: { name: string; key: string }[]
  /** Why the run would fail, if it would. */
  failure?: string
  outcome?: unknown
}

/** Runs a task with its real reads and none of its writes. Nothing is added to the ledger. */
export async function plan(
  parts: Parts,
  name: string,
  input: unknown,
  { at, key, signal }: { at?: Date; key: string; signal: AbortSignal },
): Promise<Plan> {
  const tasks = catalogue(parts)
  const [automation = '', taskName = ''] = name.split('/')
  const { owner, task } = tasks.task(automation, taskName)
  const made: Plan = { task: name, writes: [], events: [] }

  const foresee = async (entry: NewDelivery): Promise<unknown> => {
    const write = tasks.write(entry.connector, entry.write)
    const known = await remembered(parts, entry)
    if (known) {
      made.writes.push({ ...nameOf(entry), summary: write.summary(entry.payload), alreadyDone: true })
      return JSON.parse(known.result ?? 'null')
    }
    const { result, ...shown } = await previewOf(write, entry)
    made.writes.push({ ...nameOf(entry), summary: write.summary(entry.payload), alreadyDone: false, ...shown })
    return result
  }

  const run = {
    id: 0,
    automation,
    task: taskName,
    key,
    cause: 'plan',
    input: JSON.stringify(input),
    attempt: 1,
    at: at?.getTime() ?? null,
  }
  const { store, clock, log, timeZone } = parts
  const limit = task.timeLimitMs ?? 600_000
  const body = async (inner: AbortSignal) => {
    const { context, effects } = contextOf({ run, owner, store, clock, log, timeZone, signal: inner, deliver: foresee })
    made.outcome = await task.run(context, inputOf(run, task.input))
    for (const entry of effects.sends) await foresee(entry)
    made.events = effects.events.map(event => ({ name: event.name, key: event.key }))
  }
  try {
    await within(
      clock,
      limit,
      signal,
      body,
      () => new HubError('unavailable', `the run would take longer than ${limit / 1000} s`),
    )
  } catch (error) {
    made.failure = describeError(error)
  }
  return made
}

const nameOf = ({ connector, write, key }: NewDelivery) => ({ connector, write, key })

async function previewOf(write: Write, { payload }: NewDelivery) {
  return write.preview(payload)
}

function remembered({ store }: Parts, { connector, write, key }: NewDelivery): Promise<Delivery | undefined> {
  return store.db
    .selectFrom('delivery')
    .selectAll()
    .where('connector', '=', connector)
    .where('write', '=', write)
    .where('key', '=', key)
    .where('state', '=', 'done')
    .executeTakeFirst()
}
