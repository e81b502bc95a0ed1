import type { JiraUser, Status } from '../../connectors/jira/index.ts'
import type { watchable } from './options.ts'

/** The stretch of time that one page is about, half open: `to` is the first day after it. Days are `2026-11-23`. */
export interface Period {
  /** `2026-W48` by ISO 8601, `2026-11`. Part of titles and keys: never changes for a week. */
  name: string
  from: string
  to: string
}

/** What issues and deploy tickets have in common. */
interface Item {
  key: string
  url: string
  summary: string
  status: Status
  type: string
  priority?: string
  assignee?: JiraUser
  approvers: JiraUser[]
  /** `2026-11-27`, or an ISO instant where the field has a time of day. */
  date?: string
}

/** An issue of the period. */
export interface Deployment extends Item {
  /** Its deploy tickets: keys into `Found.tickets`, with what the link says. */
  tickets: { key: string; label: string }[]
}

/** A deploy ticket. Where it could not be read (`seen` is false) only what the link tells is known. */
export interface Ticket extends Item {
  seen: boolean
}

/** What Jira says about a period. */
export interface Found {
  issues: Deployment[]
  tickets: Map<string, Ticket>
}

export type Watched = (typeof watchable)[number]

/** One thing that became different, as it is told: in the page, and to the people whom it concerns. */
export interface Change {
  kind: 'issue' | 'ticket'
  /** `moved`: out of the period, to `details`' new date. `gone`: deleted, or no longer to be seen by Dure's user. */
  what: 'added' | 'changed' | 'moved' | 'gone'
  key: string
  url: string
  summary: string
  /** What differs; empty for what is new or gone. Values are as people read them, undefined for "none". */
  details: { field: Watched; before?: string; after?: string }[]
  /** Whom it concerns, each once. */
  people: JiraUser[]
}
