import { HubError } from '../../engine/error.ts'
import type { Ask } from './ask.ts'
import { noPage } from './judges.ts'
import { credentialAdvice, credentialAdviceKo } from './refusal.ts'
import { type WholePage, type WirePage, WireUser } from './schema.ts'
import { foundBy } from './search.ts'
import type { FoundPage, Page, Space } from './words.ts'

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
  /** The space that a page is in; it fails as `page` does. */
  spaceOf(page: string): Promise<Space>
  /** Ids of the pages right below this one, in their order. `invalid` where there are more than 2 000. */
  children(page: string): Promise<string[]>
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
  /** What an id is of, such as `page` or `database`; undefined for none, for one not to be seen, and where it is not told. */
  kindOf(id: string): Promise<string | undefined>
  /** Pages that the index knows, as the query orders them. */
  search(cql: string, limit: number): Promise<FoundPage[]>
}

/** What Cloud, too, still answers by v1 only. */
export const byV1 = (ask: Ask, base: string): Pick<Api, 'whoAmI' | 'search'> => ({
  whoAmI: async () => {
    const user = await ask(WireUser, '/rest/api/user/current')
    if (user.type !== 'anonymous') return user.displayName ?? ''
    throw new HubError('unauthorized', `Confluence takes this user for anonymous. ${credentialAdvice}`, {
      ko: `Confluence가 이 사용자를 익명으로 봅니다. ${credentialAdviceKo}`,
    })
  },
  search: foundBy(ask, base),
})

/** Reads answer strangers too, as if nothing were there. Before that is believed, the credential is proved. */
export function proving(api: Api): Api {
  const ofPage =
    <T>(read: (id: string) => Promise<T>) =>
    async (id: string): Promise<T> => {
      try {
        return await read(id)
      } catch (error) {
        if (!(error instanceof HubError && error.code === 'not_found')) throw error
        await api.whoAmI()
        // Where even that is not answered, what was said first is all there is to say.
        const kind = await api.kindOf(id).catch(() => undefined)
        throw kind === undefined || kind === 'page' ? error : noPage(id, kind)
      }
    }
  return {
    ...api,
    space: async key => {
      const space = await api.space(key)
      if (!space) await api.whoAmI()
      return space
    },
    spaceOf: ofPage(api.spaceOf),
    children: ofPage(api.children),
    page: ofPage(api.page),
  }
}

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
