import { defineConnector, type Write, write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { SettingsOf } from '../../engine/settings.ts'
import type { Space } from './api.ts'
import { createPage, wasCreated } from './create.ts'
import { editPage } from './edit.ts'
import { findJiraServer } from './jira-server.ts'
import type { Means } from './mark.ts'
import { foresee, previewCreate, previewEdit } from './plan.ts'
import { loginMistakes, type Place, placeOf, settings } from './settings.ts'
import { findsSite } from './site.ts'
import type { ConfluenceReads, EditedPage, JiraServer, NewPage, PageEdit, Site } from './words.ts'

export type { StorageElement, StorageNode } from './storage/tree.ts'
export {
  bullets,
  code,
  date,
  emphasis,
  heading,
  lineBreak,
  link,
  lozenge,
  macro,
  paragraph,
  strong,
  table,
} from './storage/tree.ts'
export type {
  ConfluenceReads,
  EditedPage,
  JiraServer,
  NewPage,
  Page,
  PageEdit,
  Region,
  Site,
} from './words.ts'

/** What tasks can ask and write. */
export interface Confluence extends ConfluenceReads {
  /** The name of the user whose token it is; `unauthorized` when Confluence takes it for nobody's. Asked each time. */
  whoAmI(): Promise<string>
  /** Makes a page, or takes over the one that is there when it is ours or may be adopted. */
  createPage: Write<NewPage, EditedPage>
  /** Puts regions into a page; makes no version when they say the same already. */
  editPage: Write<PageEdit, EditedPage>
}

/** Saving a large page and looking again after a conflict take their time. */
const timeLimitMs = 120_000

/** Pages of Confluence, Cloud or Data Center: which of them is found out, not configured. */
export const confluence = defineConnector({
  name: 'confluence',
  settings,
  mistakes: loginMistakes,
  limits: { concurrency: 4 },
  connect: (values: SettingsOf<typeof settings>, io: Io): Confluence => connect(placeOf(values), io),
  check: client => client.whoAmI(),
  foresee,
})

function connect(place: Place, io: Io): Confluence {
  const reads = connectReads(place, io)
  const { means, space, site } = reads
  return {
    whoAmI: async () => (await means()).api.whoAmI(),
    site,
    page: reads.page,
    pageTitled: reads.pageTitled,
    space,
    jiraServer: reads.jiraServer,

    createPage: write<NewPage, EditedPage>({
      lane: page => `${page.space}/${page.title}`,
      summary: page => `${page.space}: ${page.title}`,
      perform: async (page, _, signal) => createPage(await means(signal), await space(page.space), page),
      verify: async page => wasCreated(await means(), await space(page.space), page),
      // Its title is held once in a space, and its identity is in it: made twice it is found and not made again.
      whenUncertain: 'repeat',
      preview: async (page, planned) => {
        const home = await space(page.space)
        const above = page.parent === undefined ? spaceUrl(await site(), home) : undefined
        const place = above ?? (await foresee(reads, planned).page(page.parent!)).url
        return previewCreate(await means(), { space: home, place, reads }, page, planned)
      },
      timeLimitMs,
    }),

    editPage: write<PageEdit, EditedPage>({
      lane: edit => edit.page,
      summary: edit => `page ${edit.page}: ${edit.regions.map(region => region.name).join(', ')}`,
      perform: async (edit, _, signal) => editPage(await means(signal), edit),
      // Each attempt reads first: what has landed is found there and not written again, and a save that was under way
      // carries a version that is taken by then.
      repeatable: true,
      preview: async (edit, planned) => previewEdit(await means(), reads, edit, planned),
      timeLimitMs,
    }),
  }
}

function connectReads(place: Place, io: Io) {
  const known = findsSite(place, io)
  const means = async (signal?: AbortSignal): Promise<Means> => ({ api: (await known()).api(signal), io, signal })
  const spaces = new Map<string, Space>()
  let jira: JiraServer | undefined

  async function space(key: string): Promise<Space> {
    const found = spaces.get(key) ?? (await (await means()).api.space(key))
    if (!found)
      throw new HubError(
        'invalid',
        `Confluence has no space ${key} that this user may see. Check CONFLUENCE_SPACE_KEY (the short key in a page's address, not the space's name) and the space's permissions.`,
      )
    spaces.set(key, found)
    return found
  }

  return {
    means,
    space,
    site: async () => (await known()).site,
    page: async (id: string) => (await means()).api.page(id),
    pageTitled: async (key: string, title: string) => {
      const pages = await (await means()).api.titled(await space(key), title)
      return pages.find(page => page.title === title)
    },
    jiraServer: async (key: string) => {
      jira ??= await findJiraServer((await means()).api, key, io.log)
      return jira
    },
  }
}

const spaceUrl = ({ kind, url }: Site, { key }: Space) => `${url}/${kind === 'cloud' ? 'spaces' : 'display'}/${key}`
