import { defineConnector, type Planned, type Write } from '../../engine/connector.ts'
import type { Io } from '../../engine/io.ts'
import type { SettingsOf } from '../../engine/settings.ts'
import { foresee, foreseeChange, foreseeRewrite } from './plan.ts'
import { connectReads } from './reads.ts'
import { loginMistakes, type Place, placeOf, settings } from './settings.ts'
import type { ConfluenceReads, EditedPage, NewPage, PageChange, PageChanged, PageEdit, PageRewrite } from './words.ts'
import { changePageWrite, createPageWrite, editPageWrite, rewritePageWrite } from './writes.ts'

export { mostMarkdown, storageApart, storageOf } from './markdown/index.ts'
export { contentMark } from './seen.ts'
export type { Change, Values } from './storage/change.ts'
export { keyOf } from './storage/key.ts'
export type { Query } from './storage/query.ts'
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
export type { TableAnchor } from './storage/which-table.ts'
export type {
  ChangeOutcome,
  ConfluenceReads,
  EditedPage,
  EntryChange,
  FoundPage,
  JiraServer,
  MarkdownRead,
  NewPage,
  OutlineRead,
  Page,
  PageChange,
  PageChanged,
  PageEdit,
  PageName,
  PageRewrite,
  PageSearch,
  Region,
  RowChange,
  Site,
  TableRead,
} from './words.ts'

/** What tasks can ask and write. */
export interface Confluence extends ConfluenceReads {
  /** The name of the user whose token it is; `unauthorized` when Confluence takes it for nobody's. Asked each time. */
  whoAmI(): Promise<string>
  /** Makes a page, or takes over the one that is there when it is ours or may be adopted. */
  createPage: Write<NewPage, EditedPage>
  /** Puts regions into a page; makes no version when they say the same already. */
  editPage: Write<PageEdit, EditedPage>
  /** Changes a record of a table on a page, or adds an entry to it. Those that wait for one page make one version. */
  changePage: Write<PageChange, PageChanged>
  /** Puts Markdown in the place of what a page or a section says, and makes no version where it says so already. */
  rewritePage: Write<PageRewrite, EditedPage>
}

/** Pages of Confluence, Cloud or Data Center: which of them is found out, not configured. */
export const confluence = defineConnector({
  name: 'confluence',
  settings,
  mistakes: loginMistakes,
  limits: { concurrency: 4 },
  connect: (values: SettingsOf<typeof settings>, io: Io): Confluence => connect(placeOf(values), io),
  check: client => client.whoAmI(),
  foresee: (client, planned) => ({ ...foresee(client, planned), trial: of => trial(client, of, planned) }),
})

function connect(place: Place, io: Io): Confluence {
  const all = connectReads(place, io)
  const { means, forgetSpaceOf: _, ...reads } = all
  const writes = {
    createPage: createPageWrite(all),
    editPage: editPageWrite(all),
    changePage: changePageWrite(all),
    rewritePage: rewritePageWrite(all),
  }
  const asked = { ...reads, ...writes }
  return { whoAmI: async () => (await means()).api.whoAmI(), ...asked, trial: of => trial(asked, of, []) }
}

/** As a preview, but for the texts: those of a large page take long. */
async function trial(
  client: Omit<Confluence, 'trial' | 'whoAmI'>,
  of: Parameters<Confluence['trial']>[0],
  planned: readonly Planned[],
): Promise<EditedPage> {
  if ('createPage' in of) return (await client.createPage.preview(of.createPage, planned)).result
  if ('changePage' in of) return (await foreseeChange(client, of.changePage, planned)).result
  return (await foreseeRewrite(client, of.rewritePage, planned)).result
}
