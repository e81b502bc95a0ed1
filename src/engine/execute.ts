import { pauseAfter, within } from './attempt.ts'
import type { Clock } from './clock.ts'
import { contextOf, type Effects } from './context.ts'
import { describeError, HubError, isHopeless } from './error.ts'
import type { Incidents } from './incident.ts'
import type { Log } from './io.ts'
import { addDeliveries, type Fate, isSettled, type NewDelivery, offerDelivery } from './ledger/deliveries.ts'
import { boundedJson, largeJson, smallJson } from './ledger/key.ts'
import { changeRun, type Run } from './ledger/runs.ts'
import { settingsNow } from './overrides.ts'
import type { Catalogue, Parts } from './parts.ts'
import { addEvent, subjectOf, taskSubject } from './start.ts'
import type { Tx } from './store/store.ts'
import { isStoreTrouble } from './store/trouble.ts'
import type { Waiting } from './waiting.ts'

/** An awaited write that has not gone within this time gives the run's place to others. */
const parkAfterMs = 30_000
export const runLimitMs = 10 * 60_000
const troublePauseMs = 1000
/** 32 MiB of JSON. */
export const maxOutcome = 32 << 20

export interface ExecuteParts {
  parts: Parts
  catalogue: Catalogue
  incidents: Incidents
  waiting: Waiting
  /** Throws when this process may have been declared dead. */
  assertFresh: () => void
  /** Work was added that need not wait for the next look at the ledger. */
  wake: () => void
}

/** The run gives up its place until a delivery is settled. */
class Parked extends Error {
  override readonly name = 'Parked'
  readonly delivery: number
  constructor(delivery: number) {
    super(`waits for delivery ${delivery}`)
    this.delivery = delivery
  }
}

/** Another run has changed the snapshot since it was read. */
export class StaleSnapshot extends Error {
  override readonly name = 'StaleSnapshot'
}

/** Works on one claimed run to its end: done with all its effects, parked, to be repeated, or failed. */
export async function execute(run: Run, io: ExecuteParts, stopping: AbortSignal): Promise<void> {
  const { parts, catalogue } = io
  const name = `${run.automation}/${run.task}`
  const log = tagged(parts.log, name, run.id)
  const started = parts.clock.monotonic()
  let parked: Parked | undefined
  let close: (reason: () => Error) => void = () => {}
  log.debug('run starts', { cause: run.cause, attempt: run.attempt })
  try {
    const { owner, task } = catalogue.task(run.automation, run.task)
    const limit = task.timeLimitMs ?? runLimitMs
    const settings = await settingsNow(parts.store.db, owner, parts)
    const body = (signal: AbortSignal) => {
      const made = contextOf({
        ...settings,
        run,
        owner,
        log,
        signal,
        store: parts.store,
        clock: parts.clock,
        timeZone: parts.timeZone,
        deliver: entry =>
          deliver(entry, io, reason => {
            parked = reason
            made.close(() => reason)
          }),
      })
      close = made.close
      return task.run(made.context, inputOf(run, task.input)).then(outcome => ({ outcome, effects: made.effects }))
    }
    const late = () => new HubError('unavailable', `the run took longer than its limit of ${limit / 1000} s`)
    const { outcome, effects } = await within(parts.clock, limit, stopping, body, late)
    if (parked) throw parked
    await finish(run, effects, outcome, io)
    log.info('run is done', { seconds: seconds(parts.clock.monotonic() - started) })
  } catch (error) {
    await insist(() => setBack(run, parked ?? error, io, log, stopping), parts.clock, log, stopping)
  } finally {
    close(() => new Error('the run is over'))
  }
}

/** A run that could not be written down would count as running, and keep its lane closed, as long as this process lives. */
async function insist(action: () => Promise<void>, clock: Clock, log: Log, stopping: AbortSignal) {
  for (;;) {
    const failure = await action().then(
      () => undefined,
      error => describeError(error),
    )
    if (failure === undefined) return
    log.error('the end of a run could not be written down', { error: failure })
    if (stopping.aborted) return
    await clock.sleep(troublePauseMs, stopping).catch(() => {})
  }
}

const seconds = (ms: number) => Number((ms / 1000).toFixed(3))

function tagged(log: Log, task: string, run: number): Log {
  const tag = (level: keyof Log) => (message: string, fields?: Record<string, unknown>) =>
    log[level](message, { task, run, ...fields })
  return { debug: tag('debug'), info: tag('info'), warn: tag('warn'), error: tag('error') }
}

/** The run's input, checked and completed by the task's schema. */
export function inputOf(run: Pick<Run, 'input'>, schema: { safeParse(value: unknown): any } | undefined): unknown {
  const input = JSON.parse(run.input)
  if (!schema) return input
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue: any) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
  throw new HubError('invalid', `the input does not fit: ${problems.join('; ')}`)
}

/** An awaited write: what is remembered under its key, else its result once it has gone. */
async function deliver(entry: NewDelivery, io: ExecuteParts, park: (reason: Parked) => void): Promise<unknown> {
  const { parts, waiting } = io
  io.assertFresh()
  const offered = await parts.store.commit(tx => offerDelivery(tx, parts.clock.now().getTime(), entry))
  if (!isSettled(offered)) io.wake()
  const row = isSettled(offered) ? offered : await waiting.settled(offered.id, parkAfterMs)
  if (row && isSettled(row)) return resultOf(row)
  const reason = new Parked(offered.id)
  park(reason)
  throw reason
}

function resultOf(row: Fate): unknown {
  if (row.state === 'done') return JSON.parse(row.result ?? 'null')
  const name = `delivery ${row.id} (${row.connector}.${row.write})`
  if (row.state === 'dropped') throw new HubError('invalid', `${name} was dropped by a person`)
  throw new HubError('invalid', `${name} ${row.state}: ${row.error}`)
}

/** One transaction: done, and everything the run asked for. */
async function finish(run: Run, effects: Effects, outcome: unknown, io: ExecuteParts) {
  const { parts, incidents } = io
  const text = boundedJson(outcome, maxOutcome, 'the outcome')
  io.assertFresh()
  const endedAt = await parts.store.commit(async tx => {
    const now = parts.clock.now().getTime()
    if (!(await changeRun(tx, run, { state: 'done', outcome: text, error: null, ended_at: now }))) return undefined
    await takeEffect(tx, now, run.automation, effects, io.catalogue)
    // A part that is done shows, too, that the task can be split again.
    for (const subject of new Set([subjectOf(run, io.catalogue), taskSubject(run)]))
      if (incidents.mayBeOpen(subject)) await incidents.close(tx, now, subject)
    return now
  })
  if (endedAt !== undefined) parts.account?.({ ...run, state: 'done', outcome, error: null, ended_at: endedAt })
}

/** Writes down what a run has asked for. True: some of it is work that waits from now on. */
export async function takeEffect(
  tx: Tx,
  now: number,
  automation: string,
  effects: Effects,
  catalogue: Catalogue,
): Promise<boolean> {
  let waits = effects.sends.length > 0
  await writeDocuments(tx, automation, effects)
  await writeSnapshots(tx, now, automation, effects)
  await addDeliveries(tx, now, effects.sends)
  for (const event of effects.events) waits = (await addEvent(tx, now, event, catalogue)) || waits
  for (const write of effects.commits) await write(tx)
  return waits
}

async function writeDocuments(tx: Tx, automation: string, { documents }: Effects) {
  for (const { collection, key, value } of documents.values()) {
    const place = { automation, collection, key }
    if (value === undefined) {
      await tx
        .deleteFrom('document')
        .where(eb => eb.and(place))
        .execute()
      continue
    }
    const text = boundedJson(value, smallJson, `the document ${collection}/${key}`)
    await tx
      .insertInto('document')
      .values({ ...place, value: text })
      .onConflict(conflict => conflict.columns(['automation', 'collection', 'key']).doUpdateSet({ value: text }))
      .execute()
  }
}

async function writeSnapshots(tx: Tx, now: number, automation: string, { snapshots }: Effects) {
  for (const { name, readVersion, items } of snapshots) {
    const values = {
      version: readVersion + 1,
      items: boundedJson(items, largeJson, `the snapshot ${name}`),
      held: 0,
      updated_at: now,
    }
    const written =
      readVersion === 0
        ? (
            await tx
              .insertInto('snapshot')
              .values({ automation, name, ...values })
              .onConflict(c => c.columns(['automation', 'name']).doNothing())
              .executeTakeFirst()
          ).numInsertedOrUpdatedRows
        : (
            await tx
              .updateTable('snapshot')
              .set(values)
              .where('automation', '=', automation)
              .where('name', '=', name)
              .where('version', '=', readVersion)
              .executeTakeFirst()
          ).numUpdatedRows
    if (written !== 1n) throw new StaleSnapshot(name)
  }
}

/** The one path of every run that did not end well: parked, repeated later, or failed and told. */
async function setBack(
  run: Run,
  error: unknown,
  { parts, incidents, catalogue }: ExecuteParts,
  log: Log,
  stopping: AbortSignal,
) {
  const now = parts.clock.now().getTime()
  const message = describeError(error)
  const hasFailed = await parts.store.commit(async tx => {
    if (error instanceof Parked) return parkRun(tx, now, run, error.delivery)
    if (error instanceof StaleSnapshot || (stopping.aborted && error === stopping.reason))
      return void (await changeRun(tx, run, { state: 'ready', due_at: now, attempt: run.attempt - 1 }))
    if (isStoreTrouble(error)) {
      log.warn('the ledger failed the run, which will be repeated', { error: message })
      const dueAt = now + pauseAfter(error, 1, parts.random)
      return void (await changeRun(tx, run, { state: 'ready', due_at: dueAt, attempt: run.attempt - 1 }))
    }
    if (!isHopeless(error) && run.attempt < run.max_attempts) {
      const dueAt = now + pauseAfter(error, run.attempt + 3, parts.random)
      log.warn('run failed and will be repeated', {
        error: message,
        attempt: run.attempt,
        at: new Date(dueAt).toISOString(),
      })
      await changeRun(tx, run, { state: 'ready', due_at: dueAt, error: message })
      return
    }
    if (!(await changeRun(tx, run, { state: 'failed', error: message, ended_at: now }))) return
    await incidents.open(tx, now, subjectOf(run, catalogue), `run ${run.id} failed: ${message}`)
    return true
  })
  if (hasFailed) parts.account?.({ ...run, state: 'failed', error: message, ended_at: now })
}

/** The delivery may have been settled since it was last looked at: then the run goes on at once. */
async function parkRun(tx: Tx, now: number, run: Run, delivery: number) {
  const { state } = await tx.selectFrom('delivery').select('state').where('id', '=', delivery).executeTakeFirstOrThrow()
  await changeRun(
    tx,
    run,
    isSettled({ state })
      ? { state: 'ready', due_at: now, attempt: run.attempt - 1 }
      : { state: 'parked', waits_for: delivery, attempt: run.attempt - 1 },
  )
}
