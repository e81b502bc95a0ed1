/** The words in which this connector speaks of Jira, Cloud and Data Center alike. */

/** A person as Jira knows them. `id` is the accountId (Cloud) or the key (Data Center); names change, ids do not. */
export interface JiraUser {
  id: string
  name: string
  /** Often hidden by the person's privacy settings. */
  email?: string
  active: boolean
}

export type StatusCategory = 'new' | 'indeterminate' | 'done'

export interface Status {
  name: string
  /** The same in every language; `indeterminate` where Jira says something else. */
  category: StatusCategory
}

/** One end of a link between two issues, as seen from the issue that carries it. */
export interface Link {
  typeId: string
  /** `Blocks`: as the administrators named it. */
  typeName: string
  /** What the link says read from this issue: `is blocked by`. */
  label: string
  key: string
  summary: string
  status: Status
}

export interface Issue {
  id: string
  key: string
  /** Where a person reads it. */
  url: string
  summary: string
  status: Status
  type: string
  priority?: string
  assignee?: JiraUser
  links: Link[]
  /** The values of the fields asked for besides, by field id: a date is `2026-11-27` or an ISO instant. */
  fields: Record<string, unknown>
}

/** A field resolved to what this site calls it. */
export interface Field {
  id: string
  name: string
  /** How JQL names it: `duedate`, `cf[10010]`. */
  jql: string
  kind: 'date' | 'datetime' | 'user' | 'users' | 'text' | 'other'
}

export interface LinkType {
  id: string
  name: string
  inward: string
  outward: string
}

export interface JiraSite {
  kind: 'cloud' | 'server'
  /** Where people read issues, without a slash at its end. */
  url: string
  /** Whose token it is. JQL reads times in this person's zone. */
  user: JiraUser & { timeZone?: string }
}

export interface Search {
  /** Must be bounded: Jira Cloud refuses a query without a condition. */
  jql: string
  /** Ids of fields wanted besides those that every `Issue` has. */
  fields?: string[]
}

/** Reads only: nothing is ever written to Jira. All of it throws HubError. */
export interface Jira {
  /** Asked once, then remembered. Proves the credential: a search alone answers anonymous callers too, with less. */
  site(): Promise<JiraSite>
  /** Finds a field by id, or by its name in any case; `invalid` when none or several bear it, naming candidates. */
  field(nameOrId: string): Promise<Field>
  /** Finds link types by id, name, or either label; `invalid` when one is unknown, naming those there are. */
  linkTypes(names: string[]): Promise<LinkType[]>
  /** Every issue that fits, in the order of the query, a page at a time, each issue once. */
  search(query: Search): AsyncIterable<Issue[]>
  /** Issues by key, several calls at once; those that are gone or not to be seen by this user are missing. */
  issues(keys: readonly string[], fields?: string[]): Promise<Map<string, Issue>>
  /** `invalid` when there is no such project for this user. */
  project(key: string): Promise<{ key: string; name: string }>
}
