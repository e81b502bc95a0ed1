import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Ask } from './ask.ts'
import { searching } from './judges.ts'
import { credentialAdvice } from './refusal.ts'
import { Found, type WholePage, type WirePage, type WireSpace, WireUser } from './schema.ts'
import type { Page } from './words.ts'

export type Space = z.output<typeof WireSpace>

/** A page as the answer to a write tells it. Some answers lack the body. */
export type SavedPage = Omit<Page, 'body'> & { body?: string }

export interface Draft {
  space: Space
  parent: string | undefined
  title: string
  body: string
}

/** A content property as it is kept; `id` and `version` are needed to write the next one. */
export interface Property {
  id: string
  version: number
  value: unknown
}

/** What Cloud (v2) and Data Center (v1) can both do, each in its way. */
export interface Api {
  /** The user's name. `unauthorized` for an anonymous caller: most reads answer those too, with less. */
  whoAmI(): Promise<string>
  space(key: string): Promise<Space | undefined>
  /** Version and body are of one answer. `not_found` when there is none, or none that this user may see. */
  page(id: string): Promise<Page>
  /** Pages whose title is this or much like it. */
  titled(space: Space, title: string): Promise<Page[]>
  create(draft: Draft): Promise<SavedPage>
  /** Makes the version after `page.version`; `conflict` when somebody else did. */
  update(page: Page, body: string, note: string | undefined): Promise<SavedPage>
  property(page: string, key: string): Promise<Property | undefined>
  /** `before` is the property as it was read, if there was one. */
  keep(page: string, key: string, value: unknown, before: Property | undefined): Promise<void>
  /** Ids of pages that the index knows. */
  search(cql: string, limit: number): Promise<string[]>
}

/** What Cloud, too, still answers by v1 only. */
export const byV1 = (ask: Ask): Pick<Api, 'whoAmI' | 'search'> => ({
  whoAmI: async () => {
    const user = await ask(WireUser, '/rest/api/user/current')
    if (user.type !== 'anonymous') return user.displayName ?? ''
    throw new HubError('unauthorized', `Confluence takes this user for anonymous. ${credentialAdvice}`)
  },
  search: async (cql, limit) => {
    const path = `/rest/api/content/search?cql=${encodeURIComponent(cql)}&limit=${limit}`
    const { results } = await ask(Found, path, { judge: searching })
    return results.flatMap(found => found?.id ?? [])
  },
})

/** Reads answer strangers too, as if nothing were there. Before that is believed, the credential is proved. */
export const proving = (api: Api): Api => ({
  ...api,
  space: async key => {
    const space = await api.space(key)
    if (!space) await api.whoAmI()
    return space
  },
  page: async id => {
    try {
      return await api.page(id)
    } catch (error) {
      if (error instanceof HubError && error.code === 'not_found') await api.whoAmI()
      throw error
    }
  },
})

const statuses: Record<string, Page['status']> = {
  archived: 'archived',
  trashed: 'trashed',
  deleted: 'trashed',
  draft: 'draft',
}

/** A page in our words. `base` is where links start when the answer does not say so itself. */
export function savedPage({ id, title, status, version, body, _links }: WirePage, base: string): SavedPage {
  return {
    id,
    title,
    url: (_links.base ?? base) + (_links.webui ?? `/pages/viewpage.action?pageId=${id}`),
    version: version.number,
    status: statuses[status] ?? 'current',
    body: body.storage?.value,
  }
}

export const wholePage = (wire: WholePage, base: string): Page => ({
  ...savedPage(wire, base),
  body: wire.body.storage.value,
})
