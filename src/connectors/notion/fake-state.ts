/** What the fake keeps, and how people change it. */

export type Json = Record<string, any>

export interface FakeColumn {
  id: string
  name: string
  type: string
  options: { id: string; name: string; color: string }[]
  /** For a relation: where it leads, and the column over there when it is two-way. */
  to?: string
  dual?: { id: string; name: string }
}

export interface FakeSource {
  id: string
  database: string
  name: string
  columns: FakeColumn[]
}

export interface FakeDatabase {
  id: string
  title: string
  parent: string
  sources: string[]
  shared: boolean
  trashed: boolean
  made: Date
}

export interface FakeBlock {
  id: string
  type: string
  /** What stands under the name of its type, its children apart. */
  held: Json
  children: FakeBlock[]
  made: Date
  edited: Date
  editor: string
}

export interface FakePage {
  id: string
  /** For a page that is no row. */
  title: string
  /** The data source whose row it is. */
  source: string | undefined
  /** By the column's id, in the wire's shape below the type. */
  values: Map<string, any>
  blocks: FakeBlock[]
  shared: boolean
  trashed: boolean
  made: Date
  edited: Date
  editor: string
}

/** What Notion refuses, in its words. */
export interface Refusal {
  status: number
  code: string
  message: string
}

function refuse(status: number, code: string, message: string): never {
  throw Object.assign(new Error(message), { status, code }) satisfies Refusal
}
export const invalid = (message: string): never => refuse(400, 'validation_error', message)
export const unknown = (what: string, id: string): never =>
  refuse(
    404,
    'object_not_found',
    `Could not find ${what} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration "두레".`,
  )

export const bot = 'b0700000-0000-4000-8000-000000000001'
export const person = 'a0700000-0000-4000-8000-000000000002'

export type FakeState = ReturnType<typeof fakeState>

export function fakeState(now: () => Date) {
  const databases = new Map<string, FakeDatabase>()
  const sources = new Map<string, FakeSource>()
  const pages = new Map<string, FakePage>()
  let ids = 0

  /** Spread, so that no order of ids is the order in which things were made. */
  const nextId = () => {
    const spread = ((++ids * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')
    return `${spread}-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`
  }
  /** Notion tells minutes only. */
  const minute = () => new Date(Math.floor(now().getTime() / 60_000) * 60_000)

  const makePage = (given: Partial<FakePage>): FakePage => {
    const page: FakePage = {
      id: nextId(),
      title: '',
      source: undefined,
      values: new Map(),
      blocks: [],
      shared: true,
      trashed: false,
      made: minute(),
      edited: minute(),
      editor: person,
      ...given,
    }
    pages.set(page.id, page)
    return page
  }
  const makeBlock = (type: string, held: Json, children: FakeBlock[], editor: string): FakeBlock => ({
    id: nextId(),
    type,
    held,
    children,
    made: minute(),
    edited: minute(),
    editor,
  })
  const makeColumn = (name: string, type: string, rest: Partial<FakeColumn> = {}): FakeColumn => ({
    id: type === 'title' ? 'title' : `%3A${(++ids).toString(36)}`,
    name,
    type,
    options: [],
    ...rest,
  })
  const makeOption = (name: string) => ({ id: nextId(), name, color: 'default' })

  return {
    databases,
    sources,
    pages,
    nextId,
    minute,
    makePage,
    makeBlock,
    makeColumn,
    makeOption,
    /** A database with one data source. */
    makeDatabase(title: string, parent: string, columns: FakeColumn[]): FakeDatabase {
      const source = { id: nextId(), database: nextId(), name: title, columns }
      const { database: id } = source
      const database = { id, title, parent, sources: [source.id], shared: true, trashed: false, made: minute() }
      sources.set(source.id, source)
      databases.set(id, database)
      return database
    },
    /** The page whose blocks these are, or the block. */
    holderOf(id: string): { blocks: FakeBlock[]; page: FakePage } | undefined {
      for (const page of pages.values()) {
        if (page.id === id) return { blocks: page.blocks, page }
        const block = found(page.blocks, id)
        if (block) return { blocks: block.children, page }
      }
      return undefined
    },
    rowsOf: (source: string) => [...pages.values()].filter(page => page.source === source),
  }
}

const found = (blocks: FakeBlock[], id: string): FakeBlock | undefined => {
  for (const block of blocks) {
    const hit = block.id === id ? block : found(block.children, id)
    if (hit) return hit
  }
  return undefined
}
