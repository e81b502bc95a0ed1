import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { describeError, HubError, isHopeless } from '../../engine/error.ts'
import { type Effect, type Event, effects } from './event.ts'
import { type Stored, storedFrom } from './history.ts'
import type { Ctx } from './options.ts'
import { pageFor } from './pages-of.ts'
import type { Tables } from './tables.ts'

/** What is still to be written of events. Each effect is worked off by itself: a page that is away holds up no other. */

type Db = Kysely<Tables>
type Tx = Transaction<Tables>

/** So many events of one effect are queued by one run. */
export const mostAtOnce = 200

/** Told when something is due of an effect: the tasks `log`, `live` and `play` listen. */
export const dueEvent = (effect: Effect) => `confluence-sync/${effect}-due`

/** Queues what is due of an effect in the order of acceptance. What can never be queued is set aside, told, and holds up nothing. */
export async function workOff(
  ctx: Ctx,
  effect: Effect,
  queue: (due: Stored, page: string) => Promise<void>,
): Promise<{ events: number }> {
  const due = await dueOf(ctx.db<Tables>(), effect)
  for (const stored of due) {
    const { event } = stored
    const page = pageFor(ctx, effect, event)
    if (!page) {
      ctx.log.warn(`an event is not told on a page: ${unset[effect]}`, { event: event.id, play: event.play_id })
      continue
    }
    try {
      await queue(stored, page)
    } catch (error) {
      if (!(error instanceof HubError && isHopeless(error))) throw error
      setAside(ctx, event, effect, describeError(error))
    }
  }
  finish(ctx, effect, due)
  if (due.length === mostAtOnce) goOn(ctx, effect)
  return { events: due.length }
}

/** Marks as done once the run is. */
export function finish(ctx: Ctx, effect: Effect, done: readonly Stored[]) {
  if (done.length > 0) ctx.commit<Tables>(tx => removeDue(tx, effect, done))
}

/** There was as much as one run takes: another one follows. */
export const goOn = (ctx: Ctx, effect: Effect) => ctx.emit(dueEvent(effect), {}, `after run ${ctx.run.id}`)

/** Has somebody told of what will not be written: by a task that fails. */
export const setAside = (ctx: Ctx, { id, play_id: play }: Pick<Event, 'id' | 'play_id'>, effect: Effect, why: string) =>
  ctx.emit('confluence-sync/set-aside', { id, play, effect, why } satisfies SetAside, `${effect}/${id}/${ctx.run.id}`)

export const SetAside = z.strictObject({ id: z.string(), play: z.string(), effect: z.enum(effects), why: z.string() })
type SetAside = z.output<typeof SetAside>

/** One trouble for each Play that has no row, and for each row or entry that cannot be: each is told. */
export const troubleOf = (what: SetAside): Record<string, SetAside> => ({
  [what.effect === 'play' ? `play ${what.play}` : `${what.effect} ${what.id}`]: what,
})

/** Oldest first, as many as one run takes. */
export async function dueOf(db: Db, effect: Effect): Promise<Stored[]> {
  const rows = await db
    .selectFrom('confluence_sync_due as due')
    .innerJoin('confluence_sync_event as event', 'event.seq', 'due.seq')
    .selectAll('event')
    .where('due.effect', '=', effect)
    .orderBy('due.seq')
    .limit(mostAtOnce)
    .execute()
  return rows.map(storedFrom)
}

export async function addDue(tx: Tx, seq: number, effects: readonly Effect[]) {
  if (effects.length === 0) return
  await tx
    .insertInto('confluence_sync_due')
    .values(effects.map(effect => ({ effect, seq })))
    .onConflict(conflict => conflict.columns(['effect', 'seq']).doNothing())
    .execute()
}

async function removeDue(tx: Tx, effect: Effect, due: readonly Stored[]) {
  const seqs = due.map(({ seq }) => seq)
  await tx.deleteFrom('confluence_sync_due').where('effect', '=', effect).where('seq', 'in', seqs).execute()
}

/** Which effects have something due, whatever the reason: for whoever looks after what was left. */
export async function effectsDue(db: Db): Promise<Effect[]> {
  const rows = await db.selectFrom('confluence_sync_due').select('effect').distinct().execute()
  return rows.map(({ effect }) => effect)
}

/** What to set. */
const unset: Record<Effect, string> = {
  log: 'set CONFLUENCE_ACTION_LOG_PAGE_ID',
  live: 'add the Live doc of its Play to live_docs in dure.yaml',
  play: 'set CONFLUENCE_PLAY_DB_PAGE_ID',
}
