/** The words in which this connector speaks of Notion. Databases are declared by the automations that keep rows in them. */

/** A database as an automation wants it. Notion holds rows in a *data source*; a database has one of them, rarely more. */
export interface Database {
  /** Short and stable, e.g. `logs`: what relations and messages call it. */
  name: string
  /** What people call it; `setUp` makes it under this title. */
  title: string
  /** As pasted: with or without hyphens, or the whole address. Unset until there is one. */
  id?: string | undefined
  /** The setting that holds the id, for messages that tell what to correct. */
  setting?: string | undefined
  /** Name or id of the data source, for a database that has several. */
  source?: string | undefined
  /** The text property that holds our key of a row. It need not be listed among the properties. */
  key: string
  /** By name, one of them the title. Those of the database that are not listed are left alone. */
  properties: Record<string, Property>
}

export type Property =
  | 'title'
  | 'text'
  | 'number'
  | 'checkbox'
  | 'date'
  | 'url'
  | Choice
  /** `to` is the name of another declared database; `back` makes it two-way and names the property over there. */
  | { type: 'relation'; to: string; back?: string }

/** Where one is declared as select and is a status in the database, or the other way round, either will do. */
export interface Choice {
  type: 'select' | 'multi_select' | 'status'
  options: string[]
  /** Values that are no option yet become one. Else they are refused, for Notion would add each typing error. */
  open?: boolean
}

/** `YYYY-MM-DD`, or with time and offset. */
export interface Period {
  start: string
  end: string
}

/** What a property holds: text, option or address as string; options and ids of related rows as list; null when empty. */
export type Value = string | number | boolean | string[] | Period | null

export interface Row {
  id: string
  /** Where a person reads it. */
  url: string
  /** Undefined for rows that people have made. */
  key: string | undefined
  /** The declared properties, by their declared names, as far as the database has them. */
  properties: Record<string, Value>
  /** Notion rounds both to the minute. */
  created: string
  edited: string
  trashed: boolean
}

/** Moments and dates are absolute: `from` is included, `before` is not. A moment without an offset is UTC to Notion. */
export interface Span {
  from?: string
  before?: string
}

export type Condition =
  | { property: string; equals: string | number | boolean }
  /** Part of a text, one of the options, or the id of a related row. */
  | { property: string; contains: string }
  | { property: string; within: Span }
  | { edited: Span }
  | { created: Span }

export interface RowsAsked {
  /** All of them hold. */
  where?: Condition[]
  /** Default: oldest first, which alone has no limit; by a property Notion gives at most 10 000 rows. */
  sort?: { property: string; descending?: boolean }
}

/** The user whose secret it is. */
export interface Bot {
  id: string
  name: string
  workspace: string | undefined
}

export interface Problem {
  kind: 'unset' | 'unreachable' | 'source' | 'trashed' | 'missing' | 'type' | 'options' | 'relation'
  property?: string
  /** What is wrong, and what to do about it. */
  message: string
}

/** A declared database beside the one that is there. */
export interface DatabaseState {
  name: string
  /** Where a person opens it; undefined when it could not be read. */
  url: string | undefined
  problems: Problem[]
}

export interface Body {
  /** As Notion writes it, which is seldom letter by letter what was written. */
  markdown: string
  /** Notion left out what was too much for one answer. */
  truncated: boolean
}

/** A row to be made, once for its key. */
export interface NewRow {
  database: Database
  key: string
  properties: Record<string, Value>
  /** Markdown. What only looks like Notion's own tags stays text. */
  body?: string
}

/** A row is named by its key or its id; with both, the id finds it and the key orders its writes. */
export interface RowName {
  database: Database
  key?: string
  id?: string
}

/** Properties that are not named stay as they are. */
export interface RowUpdate extends RowName {
  properties: Record<string, Value>
  body?: {
    markdown: string
    /** `bodyMark` of each text that we have put there before. What says something else was edited by people, and is kept. */
    over: string[]
  }
}

export interface WrittenRow {
  id: string
  url: string
  /** What was not taken over letter by letter: "Tech Stack: \"C, C++\" is written \"C， C++\"". */
  notes: string[]
}

export interface CreatedRow extends WrittenRow {
  /** False when a row of that key was there already. It was left as it is, but for a body that an earlier attempt began. */
  created: boolean
}

export interface UpdatedRow extends WrittenRow {
  /** False when the row said all this already: then it was not touched. */
  changed: boolean
  /** `kept`: people have edited it, so it stays as it is. */
  body: 'same' | 'replaced' | 'kept' | undefined
}

export interface TrashedRow {
  /** Undefined when there is no such row, or no more. */
  id: string | undefined
}

export interface SetUp {
  databases: Database[]
  /** Id or address of the page under which databases that have no id yet are made. It must be shared with the integration. */
  parentPage?: string
}

export interface SetUpResult {
  databases: {
    name: string
    setting: string | undefined
    id: string
    url: string
    /** What was added, a line each; empty when it was complete. */
    done: string[]
    /** What a person must do. */
    left: Problem[]
  }[]
}

/** What tasks can ask. All of it throws HubError. */
export interface NotionReads {
  /** Asked each time; `unauthorized` when the secret is nobody's. */
  who(): Promise<Bot>
  /** Throws only when Notion cannot be asked at all. */
  check(databases: Database[]): Promise<DatabaseState[]>
  /** Each row once, page after page to the end. */
  rows(database: Database, asked?: RowsAsked): AsyncIterable<Row>
  /** By id, trashed ones too. `not_found` when there is none, or none that is shared with the integration. */
  row(database: Database, id: string): Promise<Row>
  /** The oldest that has this key; undefined when none has, or only one in the trash. */
  rowWithKey(database: Database, key: string): Promise<Row | undefined>
  body(id: string): Promise<Body>
}
