import type { OutlineEntry } from './markdown/index.ts'
import type { Change, ChangeOptions, Outcome } from './storage/change.ts'
import type { Query, QueryResult } from './storage/query.ts'
import type { StorageNode } from './storage/tree.ts'
import type { TableAnchor } from './storage/which-table.ts'

/** The words in which this connector speaks of Confluence, Cloud and Data Center alike. */

export interface Site {
  kind: 'cloud' | 'server'
  /** Where people read pages, without a slash at its end. */
  url: string
}

export interface Space {
  id: string
  key: string
  name: string
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

/** A page to be made. It needs a `space` or a `parent`, and `regions` or a `body`. */
export interface NewPage {
  /** The space's key; else the space is that of `parent`. */
  space?: string
  /** Id of the page above it; else it hangs under the space's home page. */
  parent?: string
  title: string
  /** What makes it the page it is, e.g. `deploy-report/web/2026-W48`: kept in it, so that it is known again. */
  identity: string
  /** What Dure goes on to keep. */
  regions?: readonly Region[]
  /** What people go on with: written once, and never again once the page is there. */
  body?: readonly StorageNode[]
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

/** One change to what people keep on a page of theirs. Those of one page that wait together become one version. */
export interface PageChange {
  page: string
  change: RowChange | EntryChange
  /** The version that the change was thought out for: where the page has another one and lacks the change, it is refused. */
  version?: number
}

/** Markdown in the place of what a page or a section says. What says the same keeps its bytes. */
export interface PageRewrite {
  page: string
  /** The version whose Markdown was read. Where people have saved another since, the rewrite is refused. */
  version: number
  markdown: string
  /** Of the section that is meant, heading included; else the whole page. */
  heading?: string
  note?: string
}

/** A record of a table, found by the words in its key column. */
export interface RowChange extends ChangeOptions {
  kind: 'row'
  table: TableAnchor
  change: Change
}

/** Blocks that come to a page once, at its end or at the end of a section. Known again by an anchor that nobody sees. */
export interface EntryChange {
  kind: 'entry'
  /** Unique on the page, whatever it is made of. */
  id: string
  content: StorageNode[]
  /** Text of a heading or its path (`outer › inner`); where the page has none, one of level 2 is made at its end. */
  heading?: string
  /** Whether the content takes the place of what the entry says already. Otherwise that is left as it is. */
  replace?: boolean
  /**
   * With `replace`: `contentMark` of each content that was written there before. An entry that shows something else was
   * changed by people, or commented on: it stays, and the content comes right behind it as an entry of its own.
   */
  over?: readonly string[]
}

/** `unchanged`: the entry is there already, and is not to be replaced or says so already. */
export type EntryOutcome = 'appended' | 'replaced' | 'unchanged'

export type ChangeOutcome = Outcome | EntryOutcome

/** What became of a change; `changed` says whether it made a difference. */
export interface PageChanged extends EditedPage {
  outcome: ChangeOutcome
}

/** A page without its text. */
export type PageName = Pick<Page, 'id' | 'title' | 'url' | 'version'>

/** Records of a table. */
export interface TableRead extends QueryResult {
  page: PageName
}

/** Markdown of a page or a section; where it is longer than was asked for, its length and the outline instead. */
export type MarkdownRead = { page: PageName } & ({ markdown: string } | { characters: number; outline: OutlineEntry[] })

/** The headings of a page. */
export interface OutlineRead {
  page: PageName
  outline: OutlineEntry[]
}

/** Which pages are looked for: those that hold the words, or those that the CQL finds; in one space, if it is given. */
export interface PageSearch {
  /** Looked for in titles and texts. */
  text?: string
  /** Confluence's own query language, instead of `text`. */
  cql?: string
  /** The space's key. */
  space?: string
  /** Default 10, at most 50. */
  limit?: number
}

/** A page that a search has found; the index lags behind what was saved. */
export interface FoundPage {
  id: string
  title: string
  url: string
  /** The space's key. */
  space?: string
  /** A line of the page around the words. */
  excerpt?: string
}

/** Which Jira the Jira macro of this site reads. */
export interface JiraServer {
  name?: string
  id: string
}

/** What tasks can ask. The writes are `createPage`, `editPage`, `changePage` and `rewritePage`. All of it throws HubError. */
export interface ConfluenceReads {
  /** Asked once, then remembered. */
  site(): Promise<Site>
  /**
   * By id. `not_found` when there is none, or none that this user may see; `invalid` for the id of what is no page, such
   * as a database or a whiteboard.
   */
  page(id: string): Promise<Page>
  /** The records of the table that is meant. `invalid` where that is unclear, with the tables there are. */
  table(page: string, anchor: TableAnchor, query?: Query): Promise<TableRead>
  /** The page, or the section under `heading`, in at most so many characters (default: whatever it has). */
  markdown(page: string, options?: { heading?: string; most?: number }): Promise<MarkdownRead>
  outline(page: string): Promise<OutlineRead>
  /** Best first. `invalid` for CQL that Confluence does not understand. */
  search(wanted: PageSearch): Promise<FoundPage[]>
  /** The page right below `parent` that was made under this identity, whatever it is called by now. */
  pageWith(identity: string, parent: string): Promise<PageName | undefined>
  /**
   * Throws what a write would be refused for now, and gives what it would come to; writes nothing. For callers who wait:
   * their mistakes are then no failed deliveries.
   */
  trial(of: { createPage: NewPage } | { changePage: PageChange } | { rewritePage: PageRewrite }): Promise<EditedPage>
  /** By its exact title in a space; undefined when there is none. */
  pageTitled(space: string, title: string): Promise<Page | undefined>
  /** The space that a page is in. */
  spaceOf(page: string): Promise<Space>
  /** `invalid` when there is no such space for this user. */
  space(key: string): Promise<Space>
  /** Read off a Jira macro on some page of this site; undefined when none is found. */
  jiraServer(space: string): Promise<JiraServer | undefined>
}
