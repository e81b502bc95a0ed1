import { sql } from 'kysely'
import { slotsOf } from './cron.ts'
import { HubError } from './error.ts'
import type { Incidents } from './incident.ts'
import type { NewRun } from './ledger/runs.ts'
import type { Catalogue, LoadedTask, Parts, ScheduleChange } from './parts.ts'
import { addRuns, runsUnattended, taskSubject } from './start.ts'
import type { Store, Tx } from './store/store.ts'
import type { ScheduleTable } from './store/tables.ts'

/** A task's schedule as declared in code and changed by dure.yaml. */
export interface Declared {
  /** `<automation>/<task>` */
  name: string
  loaded: LoadedTask
  cron: string
  timeZone: string
  enabled: boolean
  missed: NonNullable<ScheduleChange['missed']>
  overlap: NonNullable<ScheduleChange['overlap']>
  /** The first slot after a moment. */
  next: (after: Date) => Date | null
}

export function declaredSchedules(parts: Pick<Parts, 'schedules' | 'timeZone'>, { tasks }: Catalogue): Declared[] {
  return tasks.flatMap(loaded => {
    const { task, owner } = loaded
    const name = `${owner.automation.name}/${loaded.name}`
    const change = parts.schedules?.[name]
    const at = typeof task.cron === 'function' ? task.cron(owner.options) : task.cron
    const own = typeof at === 'string' ? { cron: at } : at
    const cron = change?.cron ?? own?.cron
    if (cron === undefined) return []
    const {
      timeZone = parts.timeZone,
      enabled = true,
      missed = 'last',
      overlap = 'queue',
    } = { ...own, ...change } as ScheduleChange
    return [{ name, loaded, cron, timeZone, enabled, missed, overlap, next: nextOf(name, cron, timeZone) }]
  })
}

function nextOf(name: string, cron: string, timeZone: string): Declared['next'] {
  try {
    return slotsOf(cron, timeZone)
  } catch (cause) {
    // Which field it is helps; the rest of what the checker says does not.
    const [field] = /Invalid value for .*/.exec((cause as Error).message) ?? []
    throw new HubError(
      'invalid',
      `schedule ${name}: "${cron}" in ${timeZone} is no schedule${field ? ` (${field})` : ''}; write five fields such as "0 8 * * 1-5" and an IANA zone such as Asia/Seoul`,
    )
  }
}

/** Brings the ledger's schedules in line with what is declared. First sight never fires the past; a changed time starts anew. */
export async function syncSchedules(tx: Tx, now: number, declared: Declared[], incidents: Incidents) {
  const known = new Map((await tx.selectFrom('schedule').selectAll().execute()).map(row => [row.name, row]))
  for (const schedule of declared) {
    const row = known.get(schedule.name)
    known.delete(schedule.name)
    if (row && same(row, schedule)) continue
    const values = {
      cron: schedule.cron,
      time_zone: schedule.timeZone,
      enabled: schedule.enabled ? 1 : 0,
      next_at: schedule.enabled ? (schedule.next(new Date(now))?.getTime() ?? null) : null,
    }
    await tx
      .insertInto('schedule')
      .values({ name: schedule.name, held: 0, ...values })
      .onConflict(conflict => conflict.column('name').doUpdateSet(values))
      .execute()
    await alarmWithoutNext(tx, now, schedule, values.next_at, incidents)
  }
  for (const gone of known.keys())
    await tx.updateTable('schedule').set({ enabled: 0, next_at: null }).where('name', '=', gone).execute()
}

const same = (row: ScheduleTable, schedule: Declared) =>
  row.cron === schedule.cron &&
  row.time_zone === schedule.timeZone &&
  row.enabled === (schedule.enabled ? 1 : 0) &&
  row.next_at !== null

async function alarmWithoutNext(
  tx: Tx,
  now: number,
  { name, enabled, cron, timeZone }: Declared,
  nextAt: number | null,
  incidents: Incidents,
) {
  const subject = `schedule ${name}`
  if (enabled && nextAt === null)
    await incidents.open(tx, now, subject, `is on, but "${cron}" in ${timeZone} has no next time`)
  else if (incidents.mayBeOpen(subject)) await incidents.close(tx, now, subject)
}

/** How late a slot may be and still count as fired in time. */
const graceMs = 5 * 60_000
/** A long downtime is worked off in portions, so that no transaction grows without bound. */
const portion = 500

/** Fires every schedule that is due; returns how many runs were added. */
export async function fireDue(store: Store, now: number, schedules: Declared[], incidents: Incidents): Promise<number> {
  const due = await store.db
    .selectFrom('schedule')
    .select('name')
    .where('enabled', '=', 1)
    .where('next_at', '<=', now)
    .execute()
  let added = 0
  for (const { name } of due) {
    const schedule = schedules.find(declared => declared.name === name)
    if (schedule) added += await store.commit(tx => fireSchedule(tx, now, schedule, incidents))
  }
  return added
}

/** Writes down every slot that has come, then starts what its policy calls for. Returns how many runs were added. */
async function fireSchedule(tx: Tx, now: number, schedule: Declared, incidents: Incidents): Promise<number> {
  const row = await tx.selectFrom('schedule').selectAll().where('name', '=', schedule.name).executeTakeFirst()
  if (!row || row.enabled === 0 || row.next_at === null || row.next_at > now) return 0
  const slots: number[] = []
  let next: number | null = row.next_at
  while (next !== null && next <= now && slots.length < portion) {
    slots.push(next)
    next = schedule.next(new Date(next))?.getTime() ?? null
  }
  const { numUpdatedRows } = await tx
    .updateTable('schedule')
    .set({ next_at: next, held: next !== null && next <= now ? row.held : 0 })
    .where('name', '=', schedule.name)
    .where('next_at', '=', row.next_at)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return 0
  await alarmWithoutNext(tx, now, schedule, next, incidents)
  const ahead = countSlots(schedule, next, now)
  let started = 0
  for (const [index, slot] of slots.entries()) {
    const newer = slots.length - 1 - index + ahead
    const skip = reasonToSkip(row, schedule, now - slot, newer)
    if (await fireSlot(tx, now, schedule, { slot, skip, incidents })) started += 1
  }
  return started
}

/** How many slots of later portions have come, as far as the policy asks. */
function countSlots(schedule: Declared, from: number | null, now: number): number {
  const wanted = keptOf(schedule)
  let count = 0
  for (let slot = from; slot !== null && slot <= now && count < wanted; count++)
    slot = schedule.next(new Date(slot))?.getTime() ?? null
  return count
}

const keptOf = ({ missed }: Declared) => (missed === 'skip' ? 0 : missed === 'last' ? 1 : missed.all)

function reasonToSkip(row: ScheduleTable, schedule: Declared, lateMs: number, newerSlots: number): string | undefined {
  if (row.held === 1) return 'missed before a restore'
  if (schedule.missed === 'skip') return lateMs > graceMs ? 'missed: the hub was not running' : undefined
  const kept = keptOf(schedule)
  return newerSlots >= kept ? `missed: only the newest ${kept} of the missed slots run` : undefined
}

async function fireSlot(
  tx: Tx,
  now: number,
  schedule: Declared,
  { slot, skip, incidents }: { slot: number; skip: string | undefined; incidents: Incidents },
): Promise<boolean> {
  const { loaded, name } = schedule
  const cause = { key: `cron:${new Date(slot).toISOString()}`, cause: 'cron', input: {} }
  const runs = await runsUnattended(tx, loaded, cause)
  const working = skip === undefined ? await overlapping(tx, schedule, runs) : new Map<string | null, number>()
  const free = runs.filter(({ lane }) => !working.has(lane))
  const reason = skip ?? (working.size > 0 ? `overlap: run ${[...working.values()].join(', ')} still works` : undefined)
  const isSkipped = skip !== undefined || (runs.length > 0 && free.length === 0)
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('occurrence')
    .values({ schedule: name, at: slot, state: isSkipped ? 'skipped' : 'run', reason: reason ?? null, created_at: now })
    .onConflict(conflict => conflict.columns(['schedule', 'at']).doNothing())
    .executeTakeFirst()
  if (isSkipped || numInsertedOrUpdatedRows !== 1n) return false
  const [first] = await addRuns(tx, now, free)
  await tx
    .updateTable('occurrence')
    .set({ run_id: first?.id ?? null })
    .where('schedule', '=', name)
    .where('at', '=', slot)
    .execute()
  // Where nothing is to run, no run will tell that the task can be split again.
  const subject = taskSubject({ automation: loaded.owner.automation.name, task: loaded.name })
  if (runs.length === 0 && incidents.mayBeOpen(subject)) await incidents.close(tx, now, subject)
  return true
}

/** Runs that still work, by the lanes that they keep: a part that is held up keeps no other part waiting. */
async function overlapping(tx: Tx, { overlap, loaded }: Declared, runs: NewRun[]): Promise<Map<string | null, number>> {
  if (overlap !== 'skip' || runs.length === 0) return new Map()
  const open = await tx
    .selectFrom('run')
    .select(['id', 'lane'])
    // The index of lanes knows the open ones.
    .where(
      'lane',
      'in',
      runs.map(({ lane }) => lane),
    )
    .where('automation', '=', loaded.owner.automation.name)
    .where('task', '=', loaded.name)
    .where(sql<boolean>`state in ('ready', 'running', 'parked')`)
    .orderBy('id', 'desc')
    .execute()
  return new Map(open.map(({ id, lane }) => [lane, id]))
}
