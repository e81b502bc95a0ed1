import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Ctx } from './ctx.ts'
import { dayOf } from './format.ts'
import { issueKeyIn, type Known, readNotified, readSnapshot } from './import.ts'
import type { Item } from './items.ts'
import type { ReportOptions } from './options.ts'

/** What an older tool had seen and told before Dure took over. */
export interface ToldBefore {
  issues: Known[]
  /** As they stood in its file: each names an issue or ticket that it had sent a message about. */
  notified: string[]
}

export const toldBefore = (ctx: Ctx) => ctx.table<ToldBefore>('told before')

export const TakeOver = z.object({
  report: z.string().optional().meta({ description: 'Which report the files belong to; default: the only one' }),
  period: z.string().optional().meta({ description: 'For example 2026-W48; default: this and the next' }),
  snapshot: z.unknown().optional().meta({ description: "What stands in the older tool's snapshot file" }),
  notified: z.unknown().optional().meta({ description: "What stands in the older tool's file of notification keys" }),
})

/** What was recognised in the files, and what was not. */
export interface TakenOver {
  report: string
  periods: string[]
  issues: number
  notified: number
  problems: string[]
}

/** Remembers what the files say for each of the periods, until its first comparison: `isTold` says that this has been. */
export async function takeOver(
  ctx: Ctx,
  report: ReportOptions,
  periods: { name: string; place: string; isTold: boolean }[],
  { snapshot, notified }: z.output<typeof TakeOver>,
): Promise<TakenOver> {
  if (snapshot === undefined && notified === undefined)
    throw new HubError('invalid', 'give a snapshot, notification keys or both: see dure import --help')
  const issues = snapshot === undefined ? { issues: [], problems: [] } : readSnapshot(snapshot)
  const keys = notified === undefined ? { keys: [], problems: [] } : readNotified(notified)
  const late = periods.filter(({ isTold }) => isTold).map(({ name }) => name)
  for (const { place } of periods) toldBefore(ctx).put(place, { issues: issues.issues, notified: keys.keys })
  return {
    report: report.name,
    periods: periods.map(({ name }) => name),
    issues: issues.issues.length,
    notified: keys.keys.length,
    problems: [
      ...late.map(name => `${name}: Dure has made its page and told of it already, which this changes no more`),
      ...issues.problems,
      ...keys.problems,
    ],
  }
}

/**
 * Of what Dure sees for the first time, what the older tool had not told: what it did not know is new, and what reads
 * otherwise in its snapshot has changed. What its snapshot holds besides may belong to another week.
 */
export function notYetTold(seen: Item[], before: ToldBefore, timeZone: string) {
  const issues = new Map(before.issues.map(issue => [issue.key, issue]))
  const notified = new Set(before.notified.map(issueKeyIn))
  const added: Item[] = []
  const changed: { before: Item; after: Item }[] = []
  const oldTickets = ticketsKnown(seen, before)
  for (const item of seen) {
    const known = item.kind === 'issue' ? issues.get(item.key) : undefined
    const old = known && asItem(known, item, timeZone)
    if (old && old !== item) changed.push({ before: old, after: item })
    else if (!known && !notified.has(item.key) && !oldTickets.has(item.key)) added.push(item)
  }
  return { added, changed, removed: [] }
}

/** Tickets that the snapshot names; where it names none at all, those of the issues that it knows. */
function ticketsKnown(seen: Item[], { issues }: ToldBefore): Set<string> {
  if (issues.some(({ tickets }) => tickets !== undefined)) return new Set(issues.flatMap(({ tickets = [] }) => tickets))
  const known = new Set(issues.map(({ key }) => key))
  return new Set(seen.filter(({ key }) => known.has(key)).flatMap(({ tickets = [] }) => tickets.map(({ key }) => key)))
}

/** The issue as the snapshot had it; the same object where nothing that both know differs. People are not compared: it had names, not ids. */
function asItem({ summary, status, date, tickets }: Known, now: Item, timeZone: string): Item {
  const old: Partial<Item> = {}
  if (summary && now.summary !== undefined && summary !== now.summary) old.summary = summary
  if (status && now.status && status !== now.status.name) old.status = { ...now.status, name: status }
  if (date && now.date !== undefined && dayOf(date, timeZone) !== (now.date && dayOf(now.date, timeZone)))
    old.date = date
  if (tickets && now.tickets?.some(({ key }) => !tickets.includes(key)))
    old.tickets = now.tickets.filter(({ key }) => tickets.includes(key))
  return Object.keys(old).length === 0 ? now : { ...now, ...old }
}
