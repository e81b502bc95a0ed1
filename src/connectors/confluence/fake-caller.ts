import type { Context } from 'hono'
import type { FakePage, FakePages, FakeSpace } from './fake-pages.ts'
import type { FakeProperties } from './fake-properties.ts'
import { type FakeFound, searched } from './fake-search.ts'

/** What both APIs are drawn from. */
export interface FakeParts {
  site: FakePages
  properties: FakeProperties
  caller: FakeCaller
  username: string
  /** Where links start: the address that was called, with the context path. */
  base: (context: Context) => string
}

export type FakeCaller = ReturnType<typeof fakeCaller>

/** What the caller may see. A stranger sees nothing. */
export function fakeCaller(site: FakePages, isAnonymous: () => boolean) {
  const isSeen = (page: FakePage) => !page.hidden && !isAnonymous()

  return {
    isAnonymous,
    page(id: string): FakePage | undefined {
      const page = site.pages.get(id)
      return page && isSeen(page) ? page : undefined
    },
    /** Pages of one of the statuses, by title in any case and by the key of their space. */
    pages: (statuses: FakePage['status'][], title: string | undefined, space: string | undefined) =>
      [...site.pages.values()].filter(
        page =>
          isSeen(page) &&
          statuses.includes(page.status) &&
          (title === undefined || page.title.toLowerCase() === title.toLowerCase()) &&
          (space === undefined || page.space === space),
      ),
    /** Those right below a page, in the order in which they were made. */
    children: (parent: FakePage, statuses: FakePage['status'][]): FakePage[] =>
      [...site.pages.values()].filter(
        page => isSeen(page) && page.parent === parent.id && statuses.includes(page.status),
      ),
    spaces: (): FakeSpace[] => (isAnonymous() ? [] : [...site.spaces.values()]),
    /** Undefined for a query that the fake does not know. */
    search: (context: Context): FakeFound[] | undefined => {
      const { cql = '', limit = '25' } = context.req.query()
      return searched(isAnonymous() ? [] : site.pages.values(), cql)?.slice(0, Number(limit))
    },
  }
}
