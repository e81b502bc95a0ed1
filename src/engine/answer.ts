import { isDeepStrictEqual } from 'node:util'
import type { Insertable } from 'kysely'
import { within } from './attempt.ts'
import type { Waited } from './automation.ts'
import { contextOf, type Effects } from './context.ts'
import { describeError, HubError } from './error.ts'
import { type ExecuteParts, inputOf, maxOutcome, runLimitMs, StaleSnapshot, takeEffect } from './execute.ts'
import { isSettled } from './ledger/deliveries.ts'
import { boundedJson, checkedKey, smallJson } from './ledger/key.ts'
import { settingsNow } from './overrides.ts'
import type { EndedRun, LoadedTask } from './parts.ts'
import { forgotten } from './retention.ts'
import { statement } from './store/statement.ts'
import type { Db, Tx } from './store/store.ts'
import type { RunTable } from './store/tables.ts'

/** A request that somebody waits for. */
export interface Request {
  /** The same key again finds the answer that was given; another input under it is a `conflict`. */
  key?: string
  /** What the task's schema makes of the input, where it has been held against it already. */
  given?: { input: unknown }
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
  // Made before the task can change anything of it.
  const sent = boundedJson(input ?? {}, smallJson, 'the request')
  const given = request.given ?? { input: inputOf({ input: sent }, loaded.task.input) }
  const begun = io.parts.clock.now().getTime()
  // Led by the moment: in the ledger's index such keys lie together, and few of its pages change.
  const key = checkedKey(request.key ?? `route:${begun}:${io.parts.newId()}`, name)
  const known = request.key === undefined ? undefined : await remembered(io.parts.store.db, loaded, key, sent)
  if (known) return known
  for (let tries = 1; ; tries++) {
    try {
      return await answerOnce(io, loaded, { key, given, signal: request.signal }, { sent, begun })
    } catch (error) {
      if (error instanceof StaleSnapshot && tries < mostTries) continue
      if (!isReading(loaded)) tell(io, loaded, { key, begun, state: 'failed', error: describeError(error) })
      throw error
    }
  }
}

async function answerOnce(
  io: ExecuteParts,
  loaded: LoadedTask,
  { key, given, signal }: Required<Request>,
  { sent, begun }: { sent: string; begun: number },
): Promise<Answer> {
  const { parts, catalogue } = io
  const { owner, task } = loaded
  const settings = await settingsNow(parts.store.db, owner, parts)
  const limit = task.timeLimitMs ?? runLimitMs
  const body = async (inner: AbortSignal) => {
    const run = { id: 0, key, cause: 'route', attempt: 1, at: null }
    const made = contextOf({ ...parts, ...settings, run, owner, signal: inner, deliver: refuse })
    try {
      return { outcome: await task.run(made.context, given.input), effects: made.effects }
    } finally {
      made.close(() => new Error('the request is answered'))
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
  const { id, waits, ...answered } = await parts.store.commit(async tx => {
    const now = parts.clock.now().getTime()
    const id = await addDone(tx, loaded, { key, input: sent, outcome: text, begun, now })
    if (id === undefined) return { id, waits: false, ...(await remembered(tx, loaded, key, sent))! }
    for (const entry of effects.sends) entry.runId = id
    const waits = await takeEffect(tx, now, owner.automation.name, effects, catalogue)
    return { id, waits, outcome, known: false }
  })
  if (id !== undefined) tell(io, loaded, { id, key, begun, state: 'done', outcome })
  if (waits) io.wake()
  return answered
}

type Told = Pick<EndedRun, 'id' | 'key' | 'state' | 'outcome'> & { begun: number; error?: string }

function tell({ parts }: ExecuteParts, { owner, name }: LoadedTask, { begun, ...rest }: Told) {
  const ended = parts.clock.now().getTime()
  const run = { automation: owner.automation.name, task: name, cause: 'route', attempt: 1, error: null, ...rest }
  parts.account?.({ ...run, started_at: begun, ended_at: ended })
}

/** The task is at fault, not the caller. */
const refuse = () =>
  Promise.reject(new Error('a task that answers a request queues its writes and does not await them'))

const isReading = ({ task: { route, tool } }: LoadedTask) =>
  tool?.reads ?? (typeof route === 'string' ? route : route?.path)?.startsWith('GET ')

const isNothing = ({ sends, events, documents, snapshots, commits }: Effects) =>
  sends.length + events.length + documents.size + snapshots.length + commits.length === 0

interface Done {
  key: string
  input: string
  outcome: string
  begun: number
  now: number
}

const insertRun = statement((db: Db, run: Insertable<RunTable>) =>
  db
    .insertInto('run')
    .values(run)
    .onConflict(conflict => conflict.columns(['automation', 'task', 'key']).doNothing())
    .returning('id'),
)

/** The account of an answered request; undefined when another has answered under its key meanwhile. */
async function addDone(tx: Tx, { owner, name }: LoadedTask, { key, input, outcome, begun, now }: Done) {
  const [row] = await insertRun(tx, {
    automation: owner.automation.name,
    task: name,
    key,
    cause: 'route',
    input,
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
  return row?.id
}

async function remembered(
  db: ExecuteParts['parts']['store']['db'],
  { owner, name }: LoadedTask,
  key: string,
  sent: string,
): Promise<Answer | undefined> {
  const row = await db
    .selectFrom('run')
    .select(['input', 'outcome', 'state'])
    .where('automation', '=', owner.automation.name)
    .where('task', '=', name)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.input === forgotten)
    throw new HubError(
      'conflict',
      'a request was answered under this key so long ago that its answer is gone; take a new one',
      { ko: '이 키로 답한 지 너무 오래되어 그 답이 남아 있지 않습니다. 새 키를 써 주세요' },
    )
  if (row.input !== sent && !isDeepStrictEqual(JSON.parse(row.input), JSON.parse(sent)))
    throw new HubError('conflict', 'another request has been answered under this key; take a new one', {
      ko: '이 키로 다른 내용의 요청에 이미 답했습니다. 새 키를 써 주세요',
    })
  if (row.state !== 'done')
    throw new HubError('conflict', `the run under this key is ${row.state}; take a new one`, {
      ko: `이 키로 실행한 일이 ${row.state} 상태입니다. 새 키를 써 주세요`,
    })
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
