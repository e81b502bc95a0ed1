import type { StorageNode } from './storage/tree.ts'

/** The words in which this connector speaks of Confluence, Cloud and Data Center alike. */

export interface Site {
  kind: 'cloud' | 'server'
  /** Where people read pages, without a slash at its end. */
  url: string
}

export interface Page {
  id: string
  title: string
  /** Where a person reads it. */
  url: string
  version: number
  /** `archived` and `trashed` pages cannot be edited. */
  status: 'current' | 'archived' | 'trashed' | 'draft'
  /** Storage format, as the server gave it. */
  body: string
}

/** A part of a page that Dure keeps. What people write before, after and between regions is never touched. */
export interface Region {
  /** Short and stable, e.g. `summary`. */
  name: string
  content: StorageNode[]
}

/** A page to be made. */
export interface NewPage {
  /** The space's key. */
  space: string
  /** Id of the page above it; else it hangs under the space's home page. */
  parent?: string
  title: string
  /** What makes it the page it is, e.g. `deploy-report/web/2026-W48`: kept in it, so that it is known again. */
  identity: string
  regions: Region[]
  /** Words for the page's history. */
  note?: string
  /** Takes over a page that bears the title already, though another made it: its text stays, regions are added. */
  adopt?: boolean
}

/** What the regions of a page are to hold. Regions that the page lacks are added, others are left alone. */
export interface PageEdit {
  page: string
  identity: string
  regions: Region[]
  note?: string
}

/** A page as it is after a write. */
export interface EditedPage {
  id: string
  title: string
  url: string
  version: number
  /** False when the page said the same already: then no version was made. */
  changed: boolean
}

/** Which Jira the Jira macro of this site reads. */
export interface JiraServer {
  name?: string
  id: string
}

/** What tasks can ask. The writes are `createPage` and `editPage`. All of it throws HubError. */
export interface ConfluenceReads {
  /** Asked once, then remembered. */
  site(): Promise<Site>
  /** By id. `not_found` when there is none, or none that this user may see. */
  page(id: string): Promise<Page>
  /** By its exact title in a space; undefined when there is none. */
  pageTitled(space: string, title: string): Promise<Page | undefined>
  /** `invalid` when there is no such space for this user. */
  space(key: string): Promise<{ id: string; key: string; name: string }>
  /** Read off a Jira macro on some page of this site; undefined when none is found. */
  jiraServer(space: string): Promise<JiraServer | undefined>
}
