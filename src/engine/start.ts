import { HubError } from './error.ts'
import { boundedJson, checkedKey, smallJson } from './ledger/key.ts'
import { addRun, equalWaits, type NewRun } from './ledger/runs.ts'
import { optionsNow } from './overrides.ts'
import { type Catalogue, defaultAttempts, type LoadedTask, laneOfRun } from './parts.ts'
import { change } from './store/statement.ts'
import type { Db, Tx } from './store/store.ts'
import type { Tables } from './store/tables.ts'

/** What makes a task run: a slot of its schedule, an event, a person. */
export interface Occasion {
  key: string
  cause: string
  input: unknown
  /** The moment it is about, where that is not the moment it starts. */
  at?: Date
  maxAttempts?: number
}

/** One of the runs that an occasion leads to. `name` is what `each` calls it. */
export interface Part {
  name?: string
  input: unknown
}

/** The runs that an input stands for: itself, or one for each of what the task is split into. */
export async function partsOfInput(db: Db, { task, owner }: LoadedTask, input: unknown): Promise<Part[]> {
  if (!task.each) return [{ input }]
  return Object.entries(task.each(input, await optionsNow(db, owner))).map(([name, own]) => ({ name, input: own }))
}

/** Somebody has asked for a task of which no part is there to run. */
export const nothingToRun = (task: string) => new HubError('invalid', `${task}: there is nothing to run it for`)

export async function runsOf(db: Db, loaded: LoadedTask, occasion: Occasion): Promise<NewRun[]> {
  const parts = await partsOfInput(db, loaded, occasion.input)
  return parts.map(({ name, input }) => ({
    automation: loaded.owner.automation.name,
    task: loaded.name,
    key: name === undefined ? occasion.key : `${occasion.key}#${name}`,
    cause: occasion.cause,
    input,
    at: occasion.at,
    lane: laneOfRun(loaded, input),
    maxAttempts: occasion.maxAttempts ?? loaded.task.maxAttempts ?? defaultAttempts,
  }))
}

/** Adds runs, or finds those that have their keys. */
export async function addRuns(tx: Tx, now: number, runs: NewRun[]): Promise<{ id: number; added: boolean }[]> {
  const added = []
  for (const run of runs) added.push(await addRun(tx, now, run))
  return added
}

/** Nobody stands by who could be told that the options are wrong: one run is added, which fails for that reason and is seen. */
export async function runsUnattended(db: Db, loaded: LoadedTask, occasion: Occasion): Promise<NewRun[]> {
  try {
    return await runsOf(db, loaded, occasion)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return runsOf(db, { ...loaded, task: { ...loaded.task, each: undefined, lane: undefined } }, occasion)
  }
}

const insertEvent = change((db: Db, event: Tables['event']) =>
  db
    .insertInto('event')
    .values(event)
    .onConflict(conflict => conflict.columns(['name', 'key']).doNothing()),
)

/** Stores an event and the runs of each task that listens, unless one waits that stands for them; one that is known under its key changes nothing. */
export async function addEvent(
  tx: Tx,
  now: number,
  event: { name: string; payload: unknown; key: string },
  catalogue: Catalogue,
): Promise<boolean> {
  const added = await insertEvent(tx, {
    name: event.name,
    key: checkedKey(event.key, `event ${event.name}`),
    payload: boundedJson(event.payload, smallJson, `the event ${event.name}`),
    created_at: now,
  })
  if (added === 0) return false
  const occasion = { key: `event:${event.name}:${event.key}`, cause: `event ${event.name}`, input: event.payload }
  for (const loaded of catalogue.listeners(event.name))
    for (const run of await runsUnattended(tx, loaded, occasion))
      if (!loaded.task.together || !(await equalWaits(tx, run))) await addRun(tx, now, run)
  return true
}

/** What an incident of a run is about: its task, and which part of it where it is split. */
export function subjectOf(run: { automation: string; task: string; key: string }, { tasks }: Catalogue): string {
  const isSplit = tasks.some(
    ({ name, owner, task }) => task.each && name === run.task && owner.automation.name === run.automation,
  )
  const part = isSplit ? run.key.split('#').slice(1).pop() : undefined
  return `${taskSubject(run)}${part === undefined ? '' : ` ${part}`}`
}

/** What an incident is about of a task that could not be split into its parts. */
export const taskSubject = ({ automation, task }: { automation: string; task: string }) => `task ${automation}/${task}`
