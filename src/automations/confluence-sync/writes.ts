import type { Written } from '../../engine/automation.ts'
import { doesWith, type Effect, effects } from './event.ts'
import { dueAmong, eventsWith, type Stored } from './history.ts'
import type { Ctx } from './options.ts'
import type { Tables } from './tables.ts'
import { absentRows, rowless } from './tally.ts'

/** What became of one effect of an event. `due`: it is not queued yet; `never`: it was not, for no page was set. */
export interface Fate extends Omit<Written, 'key' | 'state'> {
  state: Written['state'] | 'due' | 'never'
}

/** Under which key the ledger has a row or an entry, queued for the so-manieth time anew. */
export const writeKey = (id: string, effect: Effect, again = 0) =>
  again === 0 ? `event/${id}/${effect}` : `event/${id}/${effect}/${again}`

/**
 * What became of events, by id. The row of the Play DB is written by a run that waits for it, so that there is no more to
 * know than whether it is due, and whether there was a row.
 */
export async function fatesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Map<Effect, Fate>>> {
  const db = ctx.db<Tables>()
  const events = await eventsWith(db, ids)
  const due = new Set((await dueAmong(db, ids)).map(({ id, effect }) => `${effect} ${id}`))
  const written = await ctx.written('confluence', events.flatMap(keysOf))
  const byKey = new Map(written.map(one => [one.key, one]))
  const without = new Set((await absentRows(ctx).list()).map(({ key }) => key))
  return new Map(
    events.map(stored => {
      const { event } = stored
      const fates = doesWith(event.type).map((effect): [Effect, Fate] => {
        if (due.has(`${effect} ${event.id}`)) return [effect, { state: 'due' }]
        if (effect === 'play') return [effect, without.has(event.play_id) ? lacksRow(event.play_id) : { state: 'done' }]
        const tries = triesOf(stored, effect).flatMap(key => byKey.get(key) ?? [])
        const none = { state: event.adopted ? 'done' : 'never' } as const
        return [effect, tries.find(({ state }) => state === 'done') ?? tries.at(-1) ?? none]
      })
      return [event.id, new Map(fates)]
    }),
  )
}

const lacksRow = (play: string): Fate => ({ state: 'failed', error: `${rowless(play)}.` })

const keysOf = (stored: Stored) => effects.flatMap(effect => triesOf(stored, effect))

const triesOf = ({ event, again }: Stored, effect: Effect) =>
  Array.from({ length: again + 1 }, (_, number) => writeKey(event.id, effect, number))
