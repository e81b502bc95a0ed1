import { isDeepStrictEqual } from 'node:util'
import { within } from './attempt.ts'
import type { Waited } from './automation.ts'
import { contextOf, type Effects } from './context.ts'
import { HubError } from './error.ts'
import { type ExecuteParts, inputOf, maxOutcome, runLimitMs, StaleSnapshot, takeEffect } from './execute.ts'
import { isSettled } from './ledger/deliveries.ts'
import { boundedJson, checkedKey, smallJson } from './ledger/key.ts'
import { optionsNow, peopleNow } from './overrides.ts'
import type { LoadedTask } from './parts.ts'
import type { Tx } from './store/store.ts'

/** A request that somebody waits for. */
export interface Request {
  /** The same key again finds the answer that was given; another input under it is a `conflict`. */
  key?: string
  signal: AbortSignal
}

/** `known`: it was answered before, under its key. */
export interface Answer {
  outcome: unknown
  known: boolean
}

/** How often an answer begins again that was overtaken by another run's snapshot. */
const mostTries = 5

/**
 * Answers a request with one run of a task, whose effects are on the disk once this resolves. Nothing of it is written
 * before its end, so one that is cut off leaves no trace, and whoever asked asks again. A GET writes nothing at all.
 */
export async function answer(io: ExecuteParts, name: string, input: unknown, request: Request): Promise<Answer> {
  const [automation = '', task = ''] = name.split('/')
  const loaded = io.catalogue.task(automation, task)
  const given = inputOf({ input: JSON.stringify(input ?? {}) }, loaded.task.input)
  const key = checkedKey(request.key ?? `route:${io.parts.newId()}`, name)
  const known = request.key === undefined ? undefined : await remembered(io.parts.store.db, loaded, key, input)
  if (known) return known
  for (let tries = 1; ; tries++) {
    try {
      return await answerOnce(io, loaded, { ...request, key }, { input, given })
    } catch (error) {
      if (!(error instanceof StaleSnapshot) || tries === mostTries) throw error
    }
  }
}

async function answerOnce(
  io: ExecuteParts,
  loaded: LoadedTask,
  { key, signal }: Required<Request>,
  { input, given }: { input: unknown; given: unknown },
): Promise<Answer> {
  const { parts, catalogue } = io
  const { owner, task } = loaded
  const options = await optionsNow(parts.store.db, owner)
  const people = await peopleNow(parts.store.db, parts)
  const limit = task.timeLimitMs ?? runLimitMs
  const begun = parts.clock.now().getTime()
  const body = async (inner: AbortSignal) => {
    const run = { id: 0, key, cause: 'route', attempt: 1, at: null }
    const made = contextOf({ ...parts, run, owner, options, people, signal: inner, deliver: refuse })
    try {
      return { outcome: await task.run(made.context, given), effects: made.effects }
    } finally {
      made.close(new Error('the request is answered'))
    }
  }
  const late = () => new HubError('unavailable', `the request took longer than its limit of ${limit / 1000} s`)
  const { outcome, effects } = await within(parts.clock, limit, signal, body, late)
  if (isReading(loaded)) {
    if (!isNothing(effects)) throw new Error(`${loaded.name}: a GET must not write`)
    return { outcome, known: false }
  }
  const text = boundedJson(outcome, maxOutcome, 'the outcome')
  io.assertFresh()
  const answered = await parts.store.commit(async tx => {
    const now = parts.clock.now().getTime()
    const id = await addDone(tx, loaded, { key, input, outcome: text, begun, now })
    if (id === undefined) return (await remembered(tx, loaded, key, input))!
    for (const entry of effects.sends) entry.runId = id
    await takeEffect(tx, now, owner.automation.name, effects, catalogue)
    return { outcome, known: false }
  })
  if (effects.sends.length + effects.events.length > 0) io.wake()
  return answered
}

const refuse = () =>
  Promise.reject(new HubError('invalid', 'a task that answers a request queues its writes and does not await them'))

const isReading = ({ task: { route } }: LoadedTask) =>
  (typeof route === 'string' ? route : route?.path)?.startsWith('GET ')

const isNothing = ({ sends, events, documents, snapshots, commits }: Effects) =>
  sends.length + events.length + documents.size + snapshots.length + commits.length === 0

interface Done {
  key: string
  input: unknown
  outcome: string
  begun: number
  now: number
}

/** The account of an answered request; undefined when another has answered under its key meanwhile. */
async function addDone(tx: Tx, { owner, name }: LoadedTask, { key, input, outcome, begun, now }: Done) {
  const row = await tx
    .insertInto('run')
    .values({
      automation: owner.automation.name,
      task: name,
      key,
      cause: 'route',
      input: boundedJson(input ?? {}, smallJson, 'the request'),
      lane: null,
      state: 'done',
      attempt: 1,
      max_attempts: 1,
      due_at: begun,
      created_at: begun,
      started_at: begun,
      ended_at: now,
      outcome,
    })
    .onConflict(conflict => conflict.columns(['automation', 'task', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

async function remembered(
  db: ExecuteParts['parts']['store']['db'],
  { owner, name }: LoadedTask,
  key: string,
  input: unknown,
): Promise<Answer | undefined> {
  const row = await db
    .selectFrom('run')
    .select(['input', 'outcome', 'state'])
    .where('automation', '=', owner.automation.name)
    .where('task', '=', name)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) return undefined
  if (!isDeepStrictEqual(JSON.parse(row.input), JSON.parse(JSON.stringify(input ?? {}))))
    throw new HubError('conflict', 'another request has been answered under this key; take a new one')
  if (row.state !== 'done') throw new HubError('conflict', `the run under this key is ${row.state}`)
  return { outcome: JSON.parse(row.outcome ?? 'null'), known: true }
}

/** The end of a delivery, waited for up to `ms`. */
export async function waitForDelivery(
  { parts, waiting }: Pick<ExecuteParts, 'parts' | 'waiting'>,
  { connector, write, key }: { connector: string; write: string; key: string },
  ms: number,
): Promise<Waited> {
  const row = await parts.store.db
    .selectFrom('delivery')
    .select(['id', 'state', 'result', 'error', 'connector', 'write'])
    .where('connector', '=', connector)
    .where('write', '=', write)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) throw new HubError('not_found', `there is no delivery ${connector}.${write} ${key}`)
  const fate = isSettled(row) ? row : await waiting.settled(row.id, ms)
  if (!fate) return { state: 'open' }
  if (fate.state === 'done') return { state: 'done', result: JSON.parse(fate.result ?? 'null') }
  return { state: 'failed', error: fate.error ?? fate.state }
}
