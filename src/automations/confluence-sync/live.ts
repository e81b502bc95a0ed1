import { contentMark } from '../../connectors/confluence/index.ts'
import { workOff } from './due.ts'
import { eventWith, noteSaid, type Stored } from './history.ts'
import { type Ctx, patience } from './options.ts'
import type { Tables } from './tables.ts'
import { entryOf } from './view.ts'
import { writeKey } from './writes.ts'

/** Queues an entry of its Play's Live doc for each event that is due; a score goes to the entry of its signal. */
export function live(ctx: Ctx): Promise<{ events: number }> {
  const signals = new Map<string, Stored>()
  return workOff(ctx, 'live', async (due, page) => {
    const entry = due.event.type === 'signal.scored' ? await scored(ctx, due, signals) : ownEntry(ctx, due, signals)
    if (!entry) return
    const { about, ...told } = entry
    const change = { kind: 'entry', heading: ctx.options.live_heading, ...told } as const
    const key = writeKey(due.event.id, 'live', due.again)
    ctx.send('confluence', 'changePage', { page, change }, key, { ...patience(ctx), about })
  })
}

const entryId = ({ event }: Stored) => `event/${event.id}`
const aboutItself = ({ event }: Stored) => writeKey(event.id, 'live')

function ownEntry(ctx: Ctx, due: Stored, signals: Map<string, Stored>) {
  const content = entryOf(due.event, ctx)
  note(ctx, due, contentMark(content), 0)
  signals.set(due.event.id, due)
  return { id: entryId(due), content, about: aboutItself(due) }
}

/**
 * The entry of the signal, with its score: in the place of what Dure has said there before, and of nothing else. Undefined
 * where a later score is told already.
 */
async function scored(ctx: Ctx, due: Stored, signals: Map<string, Stored>) {
  const id = due.event.signal_id!
  const signal = signals.get(id) ?? (await eventWith(ctx.db<Tables>(), id))
  // It has been forgotten since the score was accepted: then the score is all that is known.
  if (!signal) return { id: entryId(due), content: entryOf(due.event, ctx), about: aboutItself(due) }
  signals.set(id, signal)
  if (signal.scored > due.seq) return undefined
  const content = entryOf(signal.event, ctx, due.event)
  const over = [...signal.said]
  note(ctx, signal, contentMark(content), due.seq)
  // Not about the signal itself: told anew, that would stand for a score that it does not tell.
  return { id: entryId(signal), content, replace: true, over, about: `score/${id}` }
}

/** Later ones of this run see it, and later runs do. */
function note(ctx: Ctx, stored: Stored, mark: string, scored: number) {
  if (!stored.said.includes(mark)) stored.said.push(mark)
  stored.scored = Math.max(stored.scored, scored)
  const said = [...stored.said]
  ctx.commit<Tables>(tx => noteSaid(tx, stored, said, stored.scored))
}
