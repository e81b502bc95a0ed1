import { HubError } from '../../engine/error.ts'
import { zoneOf } from '../../engine/zone.ts'
import { doesWith, eventTypes } from './event.ts'
import { eventsIn, knownIds, type Stored } from './history.ts'
import { eventFrom, type LogRow, logRows, momentOf } from './log-rows.ts'
import type { Ctx } from './options.ts'
import { type Quarter, quarterAt } from './quarter.ts'
import type { Tables } from './tables.ts'
import { type Fate, fatesOf } from './writes.ts'

/** How the Action Log and the hub's own history agree. */
export interface Reconciled {
  quarter: string
  events: number
  rows: number
  /** Events whose rows are still on their way. */
  waiting: number
}

/**
 * Holds the rows of the Action Log in this quarter against the hub's own history. Fails where they differ, so that
 * somebody is told; nothing is changed.
 */
export async function reconcile(ctx: Ctx): Promise<Reconciled> {
  const quarter = quarterAt(ctx.now, ctx.timeZone)
  const main = ctx.settings.CONFLUENCE_ACTION_LOG_PAGE_ID
  if (!main) return { quarter: quarter.name, events: 0, rows: 0, waiting: 0 }
  const events = await eventsIn(ctx.db<Tables>(), loggedTypes, quarter)
  // Asked before the pages are read: rows go on being written meanwhile.
  const fates = await fatesOf(
    ctx,
    events.map(({ event }) => event.id),
  )
  const rows = await logRows(ctx, main)
  const differences = await compare(ctx, { quarter, events, fates: id => fates.get(id)!.get('log')!, rows })
  const { waiting, ...told } = differences
  if (Object.values(told).some(ids => ids.length > 0)) throw differing(quarter, told)
  return { quarter: quarter.name, events: events.length, rows: rows.length, waiting }
}

const loggedTypes = eventTypes.filter(type => doesWith(type).includes('log'))

interface Compared {
  quarter: Quarter
  events: readonly Stored[]
  fates: (id: string) => Fate
  rows: readonly LogRow[]
}

/** By log_id. */
interface Differences {
  /** Written once, and no longer there. */
  gone: string[]
  /** Never written, and not by anybody's will. */
  failed: string[]
  /** Accepted more than a day ago, and still on their way. */
  late: string[]
  /** Rows of this quarter that are of no event, and could be. */
  foreign: string[]
  /** Rows of this quarter that say too little to be an event's, with what they lack. */
  unclear: { name: string; why: { en: string; ko: string } }[]
  /** There more than once. */
  doubled: string[]
  /** Rows that name another Play than the event does. */
  moved: string[]
}

const dayMs = 86_400_000

async function compare(
  ctx: Ctx,
  { quarter, events, fates, rows }: Compared,
): Promise<Differences & { waiting: number }> {
  const byId = Map.groupBy(rows, ({ log_id }) => log_id)
  const absent = events.filter(({ event }) => !byId.has(event.id))
  const idsOf = (some: readonly Stored[]) => some.map(({ event }) => event.id)
  const having = (...states: Fate['state'][]) => absent.filter(({ event }) => states.includes(fates(event.id).state))
  const waiting = having('due', 'open')
  const known = await knownIds(ctx.db<Tables>(), [...byId.keys()])
  const foreign = rows.filter(row => !known.has(row.log_id) && isIn(quarter, row, ctx.timeZone))
  const read = foreign.map(row => ({ name: row.log_id || row.title, why: eventFrom(ctx, row).why }))
  return {
    gone: idsOf(having('done')),
    failed: idsOf(having('failed', 'never')),
    late: idsOf(waiting.filter(({ received }) => received < ctx.now.getTime() - dayMs)),
    foreign: read.filter(({ why }) => !why).map(({ name }) => name),
    unclear: read.flatMap(({ name, why }) => (why ? [{ name, why }] : [])),
    doubled: [...byId].filter(([id, same]) => id && same.length > 1).map(([id]) => id),
    moved: idsOf(events.filter(({ event }) => byId.get(event.id)?.some(row => row.play_id !== event.play_id))),
    waiting: waiting.length,
  }
}

/** What does not say when it was may have been in this quarter. */
function isIn({ from, to }: Quarter, { created_at }: LogRow, timeZone: string): boolean {
  const moment = momentOf(created_at, zoneOf(timeZone))
  return moment === undefined || (moment >= from && moment < to)
}

function differing({ name }: Quarter, differences: Differences): HubError {
  type Words = Record<keyof Differences, (ids: string) => string>
  const said = (language: 'en' | 'ko', words: Words) => {
    const unclear = differences.unclear.map(({ name, why }) => `${name} (${why[language]})`)
    return Object.entries({ ...differences, unclear })
      .filter(([, ids]) => ids.length > 0)
      .map(([kind, ids]) => words[kind as keyof Differences](some(ids)))
      .join(' ')
  }
  return new HubError(
    'invalid',
    `In ${name} the Action Log differs from what the hub knows. ${said('en', {
      gone: ids =>
        `Rows that were written are gone: ${ids}. Put them back from the page's history, if that was no intention.`,
      failed: ids =>
        `Rows were never written: ${ids}. 'dure deliveries --state failed' has the reasons; mend them, then 'dure run confluence-sync/retell'.`,
      late: ids => `Rows have been on their way for more than a day: ${ids}. 'dure doctor' tells what holds them up.`,
      foreign: ids =>
        `Rows are of no event: ${ids}. 'dure run confluence-sync/adopt' takes them over, so that they count.`,
      unclear: ids => `Rows can be no event's: ${ids}. Correct them on the page, or remove them.`,
      doubled: ids => `Rows are there twice: ${ids}. Remove one of each.`,
      moved: ids => `Rows name another Play than their event: ${ids}. Correct them on the page.`,
    })}`,
    {
      ko: `${name}의 Action Log가 허브의 기록과 다릅니다. ${said('ko', {
        gone: ids => `기록했던 행이 없어졌습니다: ${ids}. 일부러 지운 것이 아니면 페이지 기록에서 되살리십시오.`,
        failed: ids =>
          `기록하지 못한 행이 있습니다: ${ids}. 'dure deliveries --state failed'에서 까닭을 보고 고친 뒤 'dure run confluence-sync/retell'을 실행하십시오.`,
        late: ids => `하루가 넘도록 기록되지 않은 행이 있습니다: ${ids}. 무엇이 막고 있는지 'dure doctor'로 보십시오.`,
        foreign: ids =>
          `이벤트가 없는 행이 있습니다: ${ids}. 'dure run confluence-sync/adopt'로 넘겨받으면 집계에 들어갑니다.`,
        unclear: ids => `이벤트가 될 수 없는 행이 있습니다: ${ids}. 페이지에서 고치거나 지우십시오.`,
        doubled: ids => `두 번 있는 행이 있습니다: ${ids}. 하나만 남기십시오.`,
        moved: ids => `이벤트와 다른 Play로 적힌 행이 있습니다: ${ids}. 페이지에서 바로잡으십시오.`,
      })}`,
    },
  )
}

const mostNamed = 20

const some = (ids: readonly string[]) =>
  `${ids.slice(0, mostNamed).join(', ')}${ids.length > mostNamed ? `, … (${ids.length})` : ''}`
