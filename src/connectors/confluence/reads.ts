import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { findJiraServer } from './jira-server.ts'
import type { Means } from './mark.ts'
import { readsOf } from './page-reads.ts'
import { findsPage } from './page-with.ts'
import { cqlOf } from './search.ts'
import type { Place } from './settings.ts'
import { findsSite } from './site.ts'
import type { ConfluenceReads, JiraServer, PageSearch, Space } from './words.ts'

/** What can be asked, and what the writes need besides. */
export interface Reads extends Omit<ConfluenceReads, 'trial'> {
  means: (signal?: AbortSignal) => Promise<Means>
  /** Forgets in which space a page is: people move pages. */
  forgetSpaceOf: (page: string) => void
}

const mostFound = 50

export function connectReads(place: Place, io: Io): Reads {
  const known = findsSite(place, io)
  const means = async (signal?: AbortSignal): Promise<Means> => ({ api: (await known()).api(signal), io, signal })
  const page = async (id: string) => (await means()).api.page(id)
  const { space, spaceOf, forgetSpaceOf } = rememberedSpaces(means)
  let jira: JiraServer | undefined

  return {
    means,
    site: async () => (await known()).site,
    page,
    ...readsOf(page),
    search: async (wanted: PageSearch) => {
      const limit = Math.min(Math.max(wanted.limit ?? 10, 1), mostFound)
      return (await means()).api.search(cqlOf(wanted), limit)
    },
    pageWith: findsPage(means),
    pageTitled: async (key, title) => {
      const pages = await (await means()).api.titled(await space(key), title)
      return pages.find(page => page.title === title)
    },
    space,
    spaceOf,
    forgetSpaceOf,
    jiraServer: async key => {
      jira ??= await findJiraServer((await means()).api, key, io.log)
      return jira
    },
  }
}

function rememberedSpaces(means: () => Promise<Means>) {
  const byKey = new Map<string, Space>()
  const byPage = new Map<string, Space>()
  return {
    async space(key: string): Promise<Space> {
      const found = byKey.get(key) ?? (await (await means()).api.space(key))
      if (!found)
        throw new HubError(
          'invalid',
          `Confluence has no space ${key} that this user may see. Check CONFLUENCE_SPACE_KEY (the short key in a page's address, not the space's name) and the space's permissions.`,
          {
            ko: `Confluence에 스페이스 ${key}이(가) 없거나 이 사용자에게 보이지 않습니다. CONFLUENCE_SPACE_KEY(스페이스 이름이 아니라 주소에 있는 짧은 키)와 스페이스 권한을 확인하십시오.`,
          },
        )
      byKey.set(key, found)
      return found
    },
    async spaceOf(page: string): Promise<Space> {
      const found = byPage.get(page) ?? (await (await means()).api.spaceOf(page))
      byPage.set(page, found)
      return found
    },
    forgetSpaceOf: (page: string) => void byPage.delete(page),
  }
}
