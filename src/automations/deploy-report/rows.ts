import type { StatusCategory } from '../../connectors/jira/index.ts'
import { localText } from '../../engine/zone.ts'
import { isDay } from './format.ts'
import type { Deployment, Found, Ticket } from './model.ts'

/** One link of an issue to a deploy ticket, or an issue that has none. */
export interface Row {
  issue: Deployment
  ticket?: Ticket
  label?: string
}

/** A row for each link, by planned date, then by keys; what has no date comes last. */
export function rowsOf({ issues, tickets }: Found, timeZone: string): Row[] {
  const rows = issues.flatMap((issue): Row[] => {
    const links = issue.tickets.flatMap(({ key, label }) => {
      const ticket = tickets.get(key)
      return ticket ? [{ issue, ticket, label }] : []
    })
    return links.length > 0 ? links : [{ issue }]
  })
  return rows
    .map(row => ({ row, day: sortable((row.ticket ?? row.issue).date, timeZone) }))
    .sort(
      ({ row: a, day }, { row: b, day: other }) =>
        inOrder(day, other) ||
        byKey(a.issue, b.issue) ||
        byKey(a.ticket ?? a.issue, b.ticket ?? b.issue) ||
        inOrder(a.label ?? '', b.label ?? ''),
    )
    .map(({ row }) => row)
}

/** Everything that the report lists, each key once: an issue that is a ticket of another is listed as an issue. */
export function listed({ issues, tickets }: Found, timeZone: string): (Deployment | Ticket)[] {
  const keys = new Set(issues.map(({ key }) => key))
  return [...issues, ...[...tickets.values()].filter(({ key }) => !keys.has(key))]
    .map(item => ({ item, day: sortable(item.date, timeZone) }))
    .sort(({ item: a, day }, { item: b, day: other }) => inOrder(day, other) || byKey(a, b))
    .map(({ item }) => item)
}

/** DEP-9 before DEP-10. */
export function byKey({ key: a }: { key: string }, { key: b }: { key: string }): number {
  const [left, right] = [a.lastIndexOf('-') + 1, b.lastIndexOf('-') + 1]
  return inOrder(a.slice(0, left), b.slice(0, right)) || Number(a.slice(left)) - Number(b.slice(right)) || inOrder(a, b)
}

/** As the engine orders strings, the same on every machine. */
const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Wall-clock text, so that a day stands before the times of that day. */
function sortable(date: string | undefined, timeZone: string): string {
  if (date === undefined) return '~'
  const at = isDay(date) ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? date : localText(at, timeZone)
}

/** How many there are. Of tickets that cannot be read only the status is known. */
export type Counts = Record<StatusCategory | 'all' | 'unassigned' | 'undated' | 'overdue', number>

export function countsOf(items: Iterable<Deployment | Ticket>, now: Date, timeZone: string): Counts {
  const counts: Counts = { all: 0, new: 0, indeterminate: 0, done: 0, unassigned: 0, undated: 0, overdue: 0 }
  const moment = localText(now, timeZone)
  for (const item of items) {
    counts.all++
    counts[item.status.category]++
    if (!canBeRead(item)) continue
    if (!item.assignee) counts.unassigned++
    if (item.date === undefined) counts.undated++
    else if (item.status.category !== 'done' && isOver(item.date, moment, timeZone)) counts.overdue++
  }
  return counts
}

export const canBeRead = (item: Deployment | Ticket) => !('seen' in item) || item.seen

/** A day is over when the next one has begun. `moment` is wall-clock text. */
const isOver = (date: string, moment: string, timeZone: string) =>
  isDay(date) ? date < moment.slice(0, 10) : sortable(date, timeZone) < moment
