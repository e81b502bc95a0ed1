import { type Selectable, sql } from 'kysely'
import { dialectOf, statement } from '../store/statement.ts'
import type { Db, Store, Tx } from '../store/store.ts'
import type { RunTable } from '../store/tables.ts'
import { boundedJson, checkedKey, smallJson } from './key.ts'
import { amongIds, skipLocked, slices } from './lanes.ts'

export type Run = Selectable<RunTable>

export interface NewRun {
  automation: string
  task: string
  /** Unique per task: adding a run under a key that exists adds nothing. */
  key: string
  cause: string
  input: unknown
  /** The moment it is about, where that is not the moment it starts. */
  at?: Date
  lane: string | null
  maxAttempts: number
}

/** Adds a run, or finds the one that has its key. */
export async function addRun(tx: Tx, now: number, run: NewRun): Promise<{ id: number; added: boolean }> {
  const key = checkedKey(run.key, `${run.automation}/${run.task}`)
  const inserted = await tx
    .insertInto('run')
    .values({
      automation: run.automation,
      task: run.task,
      key,
      cause: run.cause,
      input: inputText(run),
      at: run.at?.getTime() ?? null,
      lane: run.lane,
      state: 'ready',
      max_attempts: run.maxAttempts,
      due_at: now,
      created_at: now,
    })
    .onConflict(conflict => conflict.columns(['automation', 'task', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { id: inserted.id, added: true }
  const known = await tx
    .selectFrom('run')
    .select('id')
    .where('automation', '=', run.automation)
    .where('task', '=', run.task)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return { id: known.id, added: false }
}

/** One that another process has in hand, be it to begin with it, is passed over: who waited for it might wait in a circle. */
const selectWaiting = statement((db: Db, run: Pick<RunTable, 'automation' | 'task' | 'lane' | 'cause' | 'input'>) =>
  db
    .selectFrom('run')
    .select('id')
    .where(eb => eb.and(run))
    .where('started_at', 'is', null)
    // The index of lanes knows the open ones.
    .where(sql<boolean>`state in ('ready', 'running', 'parked')`)
    .limit(1)
    .modifyEnd(skipLocked(dialectOf(db))),
)

/** Whether an equal run waits in its lane and has never begun. If so, it will not begin before this transaction has ended. */
export async function equalWaits(tx: Tx, run: NewRun): Promise<boolean> {
  const { automation, task, lane, cause } = run
  return (await selectWaiting(tx, { automation, task, lane, cause, input: inputText(run) })).length > 0
}

const inputText = ({ automation, task, input }: NewRun) =>
  boundedJson(input, smallJson, `the input of ${automation}/${task}`)

interface Taking {
  dialect: Store['dialect']
  slots: number
  now: number
  holder: string
}

/** Claims what is due and says when the next of the rest is. Claiming costs a hundred times as much as looking, so it looks first. */
export async function takeRuns(tx: Tx, taking: Taking): Promise<{ runs: Run[]; nextAt: number | undefined }> {
  const first = await dueAfter(tx, -1)
  if (first === undefined || first > taking.now) return { runs: [], nextAt: first }
  // Without a free slot there is nothing to wait for but the end of a run.
  if (taking.slots <= 0) return { runs: [], nextAt: undefined }
  return { runs: await claimRuns(tx, taking), nextAt: await dueAfter(tx, taking.now) }
}

/** Takes up to `slots` runs that are due, never two of one lane. Attempts are counted before they are made. */
export async function claimRuns(tx: Tx, { dialect, slots, now, holder }: Taking): Promise<Run[]> {
  // Two processes that look at one lane at the same instant would each see it free.
  if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(684134)`.execute(tx)
  const { rows } = await sql<Run>`
    with due as materialized (
      select id from run r where state = 'ready' and due_at <= ${now} and not exists (
        select 1 from run o where o.lane = r.lane and o.id <> r.id and o.state in ('ready', 'running', 'parked')
          and (o.state = 'running' or o.id < r.id))
      order by due_at, id limit ${slots} ${skipLocked(dialect)})
    update run set state = 'running', attempt = attempt + 1, fence = fence + 1, holder = ${holder}, started_at = ${now}
    where id in (select id from due) returning *`.execute(tx)
  return rows.sort((left, right) => left.id - right.id)
}

/** A literal: of a parameter that decides whether a partial index serves, SQLite makes a new plan at each call. */
const selectNext = statement((db: Db, { moment }: { moment: number }) =>
  db
    .selectFrom('run')
    .select(eb => eb.fn.min('due_at').as('at'))
    .where('state', '=', sql.lit('ready'))
    .where('due_at', '>', moment),
)

/** When the next ready run after a moment is due. */
async function dueAfter(tx: Tx, moment: number): Promise<number | undefined> {
  const [row] = await selectNext(tx, { moment })
  return row?.at ?? undefined
}

/** Changes a run that this attempt still owns; false when it was taken away, e.g. after a lost lease. */
export async function changeRun(tx: Tx, run: Pick<Run, 'id' | 'fence'>, values: Partial<Run>): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('run')
    .set({ holder: null, ...values })
    .where('id', '=', run.id)
    .where('fence', '=', run.fence)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Parked runs go on when the delivery that they wait for is settled. */
export async function wakeRuns(tx: Tx, now: number, deliveries: number[]) {
  for (const some of slices(deliveries, 500))
    await tx
      .updateTable('run')
      .set({ state: 'ready', due_at: now, waits_for: null })
      .where('state', '=', 'parked')
      .where('waits_for', 'in', some)
      .execute()
}

/** A run that takes the process down with it must not do so for ever. */
const maxCrashes = 3

/** Gives back what a dead process was running, or `only` some of it. Returns those that are given up for having ended the process too often. */
export async function recoverRuns(tx: Tx, now: number, holder: string, only?: number[]): Promise<Run[]> {
  // A run that was only waiting for a write of its own did not end the process.
  const counted = sql`case when exists (select 1 from delivery d where d.run_id = run.id and d.state in ('ready', 'sending', 'uncertain'))
    then crashes else crashes + 1 end`
  const given = sql`(${counted}) >= ${maxCrashes}`
  const { rows } = await sql<Run>`
    update run set crashes = ${counted}, fence = fence + 1, holder = null, due_at = ${now}, attempt = attempt - 1,
      state = case when ${given} then 'failed' else 'ready' end,
      ended_at = case when ${given} then cast(${now} as bigint) else null end,
      error = case when ${given}
        then ${`the process ended ${maxCrashes} times while this ran; it is not started again by itself`} else error end
    where holder = ${holder} and state = 'running' ${amongIds(only)} returning *`.execute(tx)
  return rows.filter(run => run.state === 'failed')
}
