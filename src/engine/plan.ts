import { within } from './attempt.ts'
import type { Finding } from './automation.ts'
import type { Planned, Preview } from './connector.ts'
import { contextOf } from './context.ts'
import { describeError, HubError } from './error.ts'
import { inputOf } from './execute.ts'
import type { Delivery, NewDelivery } from './ledger/deliveries.ts'
import { settingsNow } from './overrides.ts'
import { catalogue, type LoadedAutomation, type LoadedConnector, type Parts } from './parts.ts'
import { nothingToRun, partsOfInput } from './start.ts'

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
  /** Which part of a task that is split into several runs. */
  part?: string
  writes: PlannedWrite[]
  events: { name: string; key: string }[]
  /** What the run would warn of. */
  warnings: string[]
  /** Why the run would fail, if it would. */
  failure?: string
  outcome?: unknown
}

export interface PlanOptions {
  at?: Date
  key: string
  signal: AbortSignal
}

/**
 * Runs a task with its real reads and none of its writes; one plan for each of its parts. Reads see the writes planned
 * so far. Nothing is added to the ledger.
 */
export async function plan(parts: Parts, name: string, input: unknown, options: PlanOptions): Promise<Plan[]> {
  const [automation = '', task = ''] = name.split('/')
  const loaded = catalogue(parts).task(automation, task)
  const plans: Plan[] = []
  const inputs = await partsOfInput(parts.store.db, loaded, input)
  if (inputs.length === 0) throw nothingToRun(name)
  for (const part of inputs)
    plans.push(await planOne(parts, { task: name, part: part.name, input: part.input }, options))
  return plans
}

async function planOne(
  parts: Parts,
  { task: name, part, input }: { task: string; part?: string; input: unknown },
  { at, key, signal }: PlanOptions,
): Promise<Plan> {
  const [automation = '', taskName = ''] = name.split('/')
  const { owner, task } = catalogue(parts).task(automation, taskName)
  const made: Plan = { task: name, part, writes: [], events: [], warnings: [] }
  const foresight = foresightOf(parts, made)
  const run = { id: 0, key, cause: 'plan', attempt: 1, at: at?.getTime() ?? null }
  const { clock, log } = parts
  const limit = task.timeLimitMs ?? 600_000
  const body = async (inner: AbortSignal) => {
    const warn = (message: string, fields?: Record<string, unknown>) => {
      made.warnings.push(fields ? `${message} ${JSON.stringify(fields)}` : message)
      log.debug(message, fields)
    }
    const { context, effects } = contextOf({
      ...parts,
      run,
      owner: foresight.owner(owner),
      ...(await settingsNow(parts.store.db, owner, parts)),
      log: { ...log, warn },
      signal: inner,
      deliver: foresight.foresee,
    })
    made.outcome = await task.run(context, inputOf({ input: JSON.stringify(input) }, task.input))
    for (const entry of effects.sends) await foresight.foresee(entry)
    made.events = effects.events.map(event => ({ name: event.name, key: event.key }))
  }
  const late = () => new HubError('unavailable', `the run would take longer than ${limit / 1000} s`)
  try {
    await within(clock, limit, signal, body, late)
  } catch (error) {
    made.failure = describeError(error)
  }
  return made
}

/** What a plan's run meets in place of the outside world: writes that are only shown, and reads that see them. */
function foresightOf(parts: Parts, made: Plan) {
  const { write: writeOf } = catalogue(parts)
  const planned = new Map<string, Planned[]>()
  const plannedOf = (connector: string) => {
    const known = planned.get(connector) ?? []
    planned.set(connector, known)
    return known
  }

  const foresee = async (entry: NewDelivery): Promise<unknown> => {
    const { connector, write: name, key, payload } = entry
    const write = writeOf(connector, name)
    const shown = { connector, write: name, key, summary: write.summary(payload) }
    const known = await remembered(parts, entry)
    if (known) {
      made.writes.push({ ...shown, alreadyDone: true })
      return JSON.parse(known.result ?? 'null')
    }
    const { result, ...preview }: Preview<unknown> = await write.preview(payload, plannedOf(connector))
    made.writes.push({ ...shown, alreadyDone: false, ...preview })
    plannedOf(connector).push({ write: name, key, payload, result })
    return result
  }

  /** What is planned is looked up at each read anew. */
  const seeing = (loaded: LoadedConnector | undefined): LoadedConnector | undefined => {
    if (!loaded?.connector.foresee) return loaded
    const { connector, client } = loaded
    const now = (): Record<string, any> => ({ ...client, ...connector.foresee!(client, plannedOf(connector.name)) })
    const members = Object.entries(client).map(([name, member]) => [
      name,
      typeof member === 'function' ? (...args: unknown[]) => now()[name](...args) : member,
    ])
    return { ...loaded, client: Object.fromEntries(members) }
  }

  const owner = (own: LoadedAutomation): LoadedAutomation => ({
    ...own,
    uses: Object.fromEntries(Object.entries(own.uses).map(([use, loaded]) => [use, seeing(loaded)])),
  })
  return { foresee, owner }
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

/** Asks an automation what its options come to on the far sides. Its writes are refused. */
export async function lookThrough(parts: Parts, automation: string, signal: AbortSignal): Promise<Finding[]> {
  const owner = parts.automations.find(loaded => loaded.automation.name === automation)
  if (!owner?.automation.check) return []
  const { context } = contextOf({
    ...parts,
    run: { id: 0, key: 'check', cause: 'check', attempt: 1, at: null },
    owner,
    ...(await settingsNow(parts.store.db, owner, parts)),
    signal,
    deliver: async ({ connector, write }) => {
      throw new HubError('invalid', `${connector}.${write}: a check writes nothing`)
    },
  })
  return owner.automation.check(context)
}
