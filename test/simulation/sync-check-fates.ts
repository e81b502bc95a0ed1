import type { Accuse } from './check-deliveries.ts'
import type { Taken, Weeks } from './sync-weeks.ts'

const effectsOf: Record<string, ('log' | 'live' | 'play')[]> = {
  'activity.created': ['log', 'live'],
  'signal.created': ['log', 'live'],
  'signal.scored': ['live'],
  'brief.created': ['log', 'live', 'play'],
  'validation.completed': ['live', 'play'],
  'pilot.started': ['live', 'play'],
}

/** Nothing is left to be queued, and one try at each effect of each event has arrived, unless another made it needless. */
export function checkFates({ site, disk }: Weeks, taken: readonly Taken[], accuse: Accuse) {
  for (const { effect, seq } of disk.rows<{ effect: string; seq: number }>('select * from confluence_sync_due'))
    accuse('due', `${taken.find(event => event.seq === seq)?.id} is still due (${effect})`)
  const states = statesOf(disk)
  const done = new Set([...states].flatMap(([key, states]) => (states.includes('done') ? [key] : [])))
  const told = new Map<string, number>()
  for (const { id, seq, signal_id } of taken)
    if (signal_id && done.has(`event/${id}/live`)) told.set(signal_id, Math.max(seq, told.get(signal_id) ?? 0))
  const isNeedless = ({ type, signal_id, seq }: Taken, effect: string) =>
    effect === 'live' && type === 'signal.scored' && (told.get(signal_id!) ?? 0) > seq
  for (const event of taken) {
    const { id, type, play_id } = event
    for (const effect of ['log', 'live'] as const) {
      const key = `event/${id}/${effect}`
      const isWanted = effectsOf[type]!.includes(effect) && (effect === 'log' || site.live.has(play_id))
      if (!isWanted && states.has(key)) accuse('fate', `${key} was sent, and nobody wanted it`)
      const tries = states.get(key) ?? []
      if (tries.slice(0, -1).includes('done')) accuse('fate', `${key} was sent again, though it had arrived`)
      if (isWanted && !done.has(key) && !isNeedless(event, effect)) accuse('fate', `${key} has not arrived`)
    }
  }
}

/**
 * What is due of a page has a run that will see to it: one that has not ended, or that has failed meanwhile, so that somebody
 * knows. A row of the Play DB that has to be mended first waits without one.
 */
export function checkAttended({ disk }: Pick<Weeks, 'disk'>, accuse: Accuse) {
  const left = disk.rows<{ effect: string; id: string }>(
    `select due.effect, event.id from confluence_sync_due due join confluence_sync_event event on event.seq = due.seq
     where due.effect <> 'play' and not exists (select 1 from run where task = due.effect
       and (state in ('ready', 'running', 'parked') or state = 'failed' and ended_at >= event.received))`,
  )
  for (const { effect, id } of left.slice(0, 1))
    accuse('unattended', `${id} is due (${effect}), and no run will see to it`)
}

/** What became of each try at an effect of an event, in their order. */
function statesOf(disk: Weeks['disk']): Map<string, string[]> {
  const sent = disk.rows<{ key: string; state: string }>(
    "select key, state from delivery where key like 'event/%' order by id",
  )
  const tries = Map.groupBy(sent, ({ key }) => key.replace(/(?<=\/(?:log|live))\/\d+$/, ''))
  return new Map([...tries].map(([key, all]) => [key, all.map(({ state }) => state)]))
}

/**
 * A comparison with the Action Log may find rows of people, and before the last one those that a broken page did not take,
 * or that wait for the end of an outage.
 */
export function checkComparisons({ disk }: Pick<Weeks, 'disk'>, accuse: Accuse) {
  const compared = disk.rows<{ id: number; state: string; error: string }>(
    "select id, state, error from run where task = 'reconcile' order by id",
  )
  const lost = new Set(
    disk.rows<{ id: string }>('select id from confluence_sync_event where again > 0').map(({ id }) => id),
  )
  const excused = (error: string) =>
    error
      .replace(/Rows have been on their way.*?holds them up\./s, '')
      .replace(/Rows were never written: (.*?)\. 'dure deliveries.*?retell'\./s, (whole, named: string) =>
        named.split(/, | \(\d+\)|…/).every(id => id === '' || lost.has(id)) ? '' : whole,
      )
  for (const [index, { id, state, error }] of compared.entries()) {
    if (state !== 'failed') continue
    const left = index === compared.length - 1 ? error : excused(error)
    if (/are gone|never written|are there twice|another Play|e-\d|E\/x|이벤트/.test(left))
      accuse('reconcile', `run ${id}: ${left}`)
  }
}
