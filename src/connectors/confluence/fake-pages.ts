import { savedStorage } from './fake-storage.ts'

export type Kind = 'cloud' | 'server'

export interface FakeSpace {
  id: number
  key: string
  name: string
  home: string
}

interface FakeVersion {
  number: number
  message: string
  minorEdit: boolean
}

export interface FakeProperty {
  id: number
  key: string
  /** All values it had; its version is their number. */
  values: unknown[]
}

export interface FakePage {
  id: string
  space: string
  title: string
  parent: string | undefined
  status: 'current' | 'archived' | 'trashed' | 'draft'
  version: FakeVersion
  body: string
  /** This user may see it, but not edit. */
  readOnly: boolean
  /** This user may not see it. */
  hidden: boolean
  properties: Map<string, FakeProperty>
  /** It was saved, and its properties do not know yet. */
  propertiesLag: boolean
  /** Whether the search index has it. */
  indexed: boolean
}

/** A refusal, to be put into the envelope of either API. */
export interface Problem {
  status: 400 | 403 | 404 | 409 | 413
  words: string
}

export const isProblem = (outcome: object): outcome is Problem => 'words' in outcome

const mostBytes = 5 * 1024 * 1024

/** The pages of a site, and what saving does to them, whatever API asks for it. */
export function fakePages(kind: Kind) {
  const pages = new Map<string, FakePage>()
  const spaces = new Map<string, FakeSpace>()
  /** What has an id and is no page, and what it is instead: `database`, `whiteboard`. */
  const others = new Map<string, string>()
  /** Mails to watchers: one for each version that is no minor edit. */
  const mails: { page: string; version: number }[] = []
  let serial = kind === 'cloud' ? 1_911_652_400 : 983_040
  const nextId = () => ++serial
  const newId = () => `${(nextId() * 2_654_435_761) % 4_294_967_296}`.padStart(12, '0')
  const saved = (body: string) => savedStorage(body, { newId, localIds: kind === 'cloud' })

  function insert(page: { space: string; title: string; parent?: string; body: string }): FakePage {
    const entry: FakePage = {
      ...page,
      id: String(nextId()),
      parent: page.parent,
      status: 'current',
      version: { number: 1, message: '', minorEdit: false },
      readOnly: false,
      hidden: false,
      properties: new Map(),
      propertiesLag: true,
      indexed: false,
    }
    pages.set(entry.id, entry)
    return entry
  }

  function addSpace(key: string, name = key): FakeSpace {
    const known = spaces.get(key)
    if (known) return known
    const home = insert({ space: key, title: name, body: saved(`<p>${key}</p>`) })
    const space = { id: nextId(), key, name, home: home.id }
    spaces.set(key, space)
    return space
  }

  const holding = (space: string, title: string) =>
    [...pages.values()].find(
      page => page.space === space && page.title.toLowerCase() === title.toLowerCase() && page.status !== 'trashed',
    )

  /** The body as it will be kept, or why it is not taken. */
  function taken(body: string): string | Problem {
    if (Buffer.byteLength(body) > mostBytes) return { status: 413, words: 'Request entity is too large.' }
    try {
      return saved(body)
    } catch (error) {
      return { status: 400, words: `Error parsing xhtml: ${(error as Error).message}` }
    }
  }

  function create(page: { space: string; title: string; parent?: string; body: string }): FakePage | Problem {
    const space = spaces.get(page.space)
    if (!space) return { status: 404, words: `No space with key : ${page.space}` }
    const parent = pages.get(page.parent ?? space.home)
    if (!parent || parent.hidden)
      return { status: 404, words: 'Parent page view is restricted or the page does not exist.' }
    if (page.title.length > 255) return { status: 400, words: 'Title cannot be longer than 255 characters.' }
    const body = taken(page.body)
    if (typeof body === 'object') return body
    if (holding(page.space, page.title))
      return {
        status: 400,
        words:
          kind === 'cloud'
            ? 'A page with this title already exists: A page already exists with the same TITLE in this space'
            : `A page with this title already exists: A page already exists with the title ${page.title} in the space with key ${page.space}`,
      }
    const made = insert({ ...page, parent: parent.id, body })
    mails.push({ page: made.id, version: 1 })
    return made
  }

  function update(
    page: FakePage,
    next: { title: string; body: string; version: Partial<FakeVersion> },
  ): FakePage | Problem {
    const { number = 0, message = '', minorEdit = false } = next.version
    // Cloud answers as if the page were not there: so its API says of a user who may not update pages.
    if (page.readOnly && kind === 'cloud') return { status: 404, words: 'Not Found' }
    if (page.readOnly) return { status: 403, words: 'You are not allowed to edit this page.' }
    if (page.status !== 'current') return { status: 400, words: `Cannot update content with status ${page.status}.` }
    const body = taken(next.body)
    if (typeof body === 'object') return body
    if (number !== page.version.number + 1)
      return { status: 409, words: `Version must be incremented on update. Current version is: ${page.version.number}` }
    Object.assign(page, { title: next.title, body, propertiesLag: true, indexed: false })
    page.version = { number, message, minorEdit }
    // Nobody has seen Cloud's v2 honour `minorEdit`, so here it does not.
    if (!minorEdit || kind === 'cloud') mails.push({ page: page.id, version: number })
    return page
  }

  return {
    pages,
    spaces,
    others,
    mails,
    addSpace,
    create,
    update,
    nextId,
    /** A page that somebody made in the editor. */
    addPage(page: { space: string; title: string; body?: string; parent?: string }): FakePage {
      const { home } = addSpace(page.space)
      if (holding(page.space, page.title)) throw new Error(`There is a page "${page.title}" in ${page.space} already.`)
      return Object.assign(insert({ parent: home, ...page, body: saved(page.body ?? '<p />') }), { indexed: true })
    },
    /** Somebody edits the page in the editor and publishes it. */
    edit(id: string, change: (body: string) => string): FakePage {
      const page = pages.get(id)
      if (!page) throw new Error(`There is no page ${id}.`)
      page.body = saved(change(page.body))
      page.version = { number: page.version.number + 1, message: '', minorEdit: false }
      return page
    },
    /** The search index catches up. */
    reindex() {
      for (const page of pages.values()) page.indexed = true
    },
  }
}

export type FakePages = ReturnType<typeof fakePages>
