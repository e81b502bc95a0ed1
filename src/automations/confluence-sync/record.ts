import { isDeepStrictEqual } from 'node:util'
import { HubError } from '../../engine/error.ts'
import { addDue, dueEvent } from './due.ts'
import { doesWith, type Effect, type Event, effects } from './event.ts'
import { eventWith, type KeptEvent, keepEvent, type Stored } from './history.ts'
import type { Ctx } from './options.ts'
import { pageFor } from './pages-of.ts'
import { assertPlay } from './plays.ts'
import { queueAnew } from './retell.ts'
import type { Tables } from './tables.ts'
import { takeUnchecked } from './unchecked.ts'

/** An event that is stored. */
export interface Recorded {
  id: string
  /** Whether the event was known already: then nothing more comes of it. */
  known: boolean
  /** Whether what could not be written of a known event is tried anew. */
  again?: true
  /** What will be written. */
  writes: Effect[]
  /** What would be written too, were its page set. */
  unset: Effect[]
}

/** Stores an event, once for each id: from then on its pages are told of it, whatever happens. */
export const record = async (ctx: Ctx, event: Event): Promise<Recorded> => (await recordAll(ctx, [event]))[0]!

/** Stores events in their order, all of them or, where one is refused, none. */
export async function recordAll(ctx: Ctx, events: readonly Event[]): Promise<Recorded[]> {
  const fresh = new Map<string, Fresh>()
  const known: Stored[] = []
  const recorded: Recorded[] = []
  for (const event of events) {
    const kept = fresh.has(event.id) ? undefined : await eventWith(ctx.db<Tables>(), event.id)
    if (kept) known.push(kept)
    const same = fresh.get(event.id)?.kept ?? kept?.event
    await named(event, events.length, async () => {
      if (same) assertSame(same, event)
      else fresh.set(event.id, { event, kept: await accepted(ctx, event, fresh) })
    })
    recorded.push({ id: event.id, known: same !== undefined, ...whereTo(ctx, event) })
  }
  if (fresh.size > 0) store(ctx, [...fresh.values()])
  const again = await queueAnew(ctx, known, ['failed'])
  return recorded.map(one => (again.includes(one.id) ? { ...one, again: true } : one))
}

/** An event that was not known when it was looked for: as it came, and as it is to be kept. */
interface Fresh {
  event: Event
  kept: KeptEvent
}

/** The event with its moment; what the hub cannot make sense of is refused. */
async function accepted(ctx: Ctx, event: Event, fresh: ReadonlyMap<string, Fresh>): Promise<KeptEvent> {
  await assertPlay(ctx, event.play_id, why => takeUnchecked(ctx, event, why))
  if (event.type === 'signal.scored') {
    const id = event.signal_id!
    assertSignal(event, fresh.get(id)?.kept ?? (await eventWith(ctx.db<Tables>(), id))?.event)
  }
  return { ...event, created_at: event.created_at ?? ctx.clock.now().toISOString() }
}

function store(ctx: Ctx, events: readonly Fresh[]) {
  const received = ctx.clock.now().getTime()
  ctx.commit<Tables>(async tx => {
    for (const { event, kept } of events) {
      const seq = await keepEvent(tx, kept, received)
      if (seq !== undefined) await addDue(tx, seq, doesWith(event.type))
      // The same event may have come since it was looked for, or another one under its id.
      else assertSame((await eventWith(tx, event.id))!.event, event)
    }
  })
  for (const effect of effects)
    if (events.some(({ event }) => doesWith(event.type).includes(effect)))
      ctx.emit(dueEvent(effect), {}, `event ${events.at(-1)!.event.id}`)
}

function whereTo(ctx: Ctx, event: Event): Pick<Recorded, 'writes' | 'unset'> {
  const { writes = [], unset = [] } = Object.groupBy(doesWith(event.type), effect =>
    pageFor(ctx, effect, event) ? 'writes' : 'unset',
  )
  return { writes, unset }
}

/** Of several the refusal of one names it. */
async function named(event: Event, of: number, act: () => Promise<void>) {
  try {
    await act()
  } catch (error) {
    if (of === 1 || !(error instanceof HubError)) throw error
    throw new HubError(error.code, `Event "${event.id}": ${error.message} Nothing of all was stored.`, {
      ko: `이벤트 "${event.id}": ${error.ko ?? error.message} 아무것도 저장하지 않았습니다.`,
      cause: error,
    })
  }
}

/** Whoever sends an event again may leave out when it happened; of an adopted one no more is known than its row says. */
function assertSame(kept: KeptEvent, event: Event) {
  const { adopted, ...known } = kept
  const isSame = adopted
    ? known.type === event.type && known.play_id === event.play_id
    : isDeepStrictEqual(known, { ...event, created_at: event.created_at ?? kept.created_at })
  if (isSame) return
  throw new HubError(
    'conflict',
    `Another event has the id "${event.id}": ${kept.type} of ${kept.play_id}. An event is not changed any more; give a new one an id of its own.`,
    {
      ko: `"${event.id}"라는 ID의 다른 이벤트가 이미 있습니다(${kept.play_id}의 ${kept.type}). 이벤트는 고칠 수 없으니 새 이벤트에는 새 ID를 주십시오.`,
      field: { name: 'id' },
    },
  )
}

function assertSignal({ signal_id, play_id }: Event, signal: KeptEvent | undefined) {
  if (signal?.type === 'signal.created' && signal.play_id === play_id) return
  const why = signal
    ? [`it is a ${signal.type} of ${signal.play_id}`, `${signal.play_id}의 ${signal.type}입니다`]
    : undefined
  throw new HubError(
    'invalid',
    `There is no signal "${signal_id}" of ${play_id}${why ? ` (${why[0]})` : ''}. Give the id of its signal.created, and record that first.`,
    {
      ko: `${play_id}에 "${signal_id}"라는 시그널이 없습니다${why ? ` (${why[1]})` : ''}. 먼저 기록한 signal.created의 ID를 쓰십시오.`,
      field: { name: 'signal_id' },
    },
  )
}
