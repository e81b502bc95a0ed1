import type { Status } from '../../connectors/jira/index.ts'
import { isDay } from './format.ts'
import type { Deployment, Found, Ticket, Watched } from './model.ts'
import type { ReportOptions } from './options.ts'
import { byKey } from './rows.ts'

/** To be counted up whenever the page looks different for the same Jira: then pages are written anew, and nobody is told. */
const view = 1

/**
 * What is compared from run to run: only what is watched, as plain JSON. What is not watched, or cannot be read, is
 * absent; what is watched and empty is null. `kind` and `key` together are its id.
 */
export interface Item {
  kind: 'issue' | 'ticket' | 'layout'
  key: string
  url?: string
  /** Of a ticket: whether Dure's user can read it. */
  seen?: boolean
  summary?: string
  status?: Pick<Status, 'name' | 'category'>
  /** A person's id. */
  assignee?: string | null
  /** Ids, in order. */
  approvers?: string[]
  /** A day, or an instant in UTC. */
  date?: string | null
  type?: string
  priority?: string | null
  /** In order of key and label. */
  tickets?: { key: string; label: string }[]
  view?: number
  look?: readonly string[]
}

/**
 * A ticket that two issues link to is one item; an issue that is a ticket of another is two. `look` is what a page shows
 * besides what Jira says of them: where that differs it is written anew, too.
 */
export function itemsOf({ issues, tickets }: Found, watch: readonly Watched[], look?: readonly string[]): Item[] {
  return [
    { kind: 'layout', key: 'page', view, look },
    ...issues.map((issue): Item => ({ kind: 'issue', key: issue.key, url: issue.url, ...watched(issue, watch) })),
    ...[...tickets.values()].map(
      (ticket): Item => ({
        kind: 'ticket',
        key: ticket.key,
        url: ticket.url,
        seen: ticket.seen,
        ...watched(ticket, ticket.seen ? watch : watch.filter(field => field === 'summary' || field === 'status')),
      }),
    ),
  ]
}

/** What of a report is compared. Where no field names approvers, nobody knows whether there are any. */
export const watchedIn = ({ watch, approversField }: Pick<ReportOptions, 'watch' | 'approversField'>) =>
  approversField === undefined ? watch.filter(field => field !== 'approvers') : watch

const watched = (item: Deployment | Ticket, watch: readonly Watched[]): Partial<Item> =>
  Object.assign({}, ...watch.map(field => values[field](item)))

const values: Record<Watched, (item: Deployment | Ticket) => Partial<Item>> = {
  summary: ({ summary }) => ({ summary }),
  status: ({ status: { name, category } }) => ({ status: { name, category } }),
  assignee: ({ assignee }) => ({ assignee: assignee?.id ?? null }),
  approvers: ({ approvers }) => ({ approvers: [...new Set(approvers.map(({ id }) => id))].sort() }),
  date: ({ date }) => ({ date: date === undefined ? null : dateValue(date) }),
  type: ({ type }) => ({ type }),
  priority: ({ priority }) => ({ priority: priority ?? null }),
  tickets: item => ('tickets' in item ? { tickets: linksIn(item) } : {}),
}

/** The same instant is the same text, whatever its offset. */
export function dateValue(date: string): string {
  const at = isDay(date) ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? date : new Date(at).toISOString()
}

function linksIn({ tickets }: Deployment) {
  const links = new Map(tickets.map(({ key, label }) => [`${key}\n${label}`, { key, label }]))
  return [...links.values()].sort((a, b) => byKey(a, b) || (a.label < b.label ? -1 : 1))
}
