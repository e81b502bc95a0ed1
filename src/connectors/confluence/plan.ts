import { apart } from '../../engine/apart.ts'
import type { Planned, Preview } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { changedPage, changedUpon, stretchesOf } from './change.ts'
import { pageInPlace, titleTaken, writtenPage } from './create.ts'
import { assertEditable, bodyAfter, nameOf } from './edit.ts'
import { long } from './long.ts'
import { type Means, readMark } from './mark.ts'
import { readsOf } from './page-reads.ts'
import { rewrittenBody } from './rewrite.ts'
import { textOf } from './storage/text.ts'
import { assertFits } from './storage/write.ts'
import type {
  ConfluenceReads,
  EditedPage,
  NewPage,
  Page,
  PageChange,
  PageChanged,
  PageEdit,
  PageRewrite,
  Space,
} from './words.ts'

type Reads = Pick<ConfluenceReads, 'page' | 'pageTitled' | 'pageWith' | 'space' | 'spaceOf'>

/** The reads of pages as they would answer after the planned writes: pages that are not made yet, and edits on top. */
export function foresee(reads: Reads, planned: readonly Planned[]): Omit<Reads, 'space'> & ReturnType<typeof readsOf> {
  const page = async (id: string) => (await foreseen(reads, planned, id)).page
  const spaceOf = async (id: string): Promise<Space> => {
    const made = plannedPage(planned, id)
    if (!made) return reads.spaceOf(id)
    const { space, parent } = made.payload
    return space === undefined ? spaceOf(parent!) : reads.space(space)
  }
  return {
    page,
    ...readsOf(page),
    spaceOf,
    pageTitled: async (space, title) => {
      const made = await plannedAt(spaceOf, planned, { space, title })
      if (made) return page(made.result.id)
      const found = await reads.pageTitled(space, title)
      return found && edited(found, planned)
    },
    pageWith: async (identity, parent) => {
      const made = createsOf(planned).find(({ payload }) => payload.identity === identity && payload.parent === parent)
      if (made) return nameOf(await page(made.result.id))
      const found = isPlanned(parent) ? undefined : await reads.pageWith(identity, parent)
      return found && nameOf(await page(found.id))
    },
  }
}

/** The page after the planned writes, and the version that it had before them. */
async function foreseen(reads: Reads, planned: readonly Planned[], id: string): Promise<{ page: Page; since: number }> {
  const made = plannedPage(planned, id)
  const page = made ? madePage(made.payload, made.result) : await reads.page(id)
  return { page: await edited(page, planned), since: page.version }
}

/** The page of that title in a space, made by the plan or taken up by it. */
async function plannedAt(
  spaceOf: Reads['spaceOf'],
  planned: readonly Planned[],
  { space, title }: { space: string; title: string },
): Promise<PlannedCreate | undefined> {
  for (const made of createsOf(planned)) {
    const { payload } = made
    if (payload.title === title && (payload.space ?? (await spaceOf(payload.parent!)).key) === space) return made
  }
  return undefined
}

/** The text of a new page; where its title is taken, what would become of the page that has it. */
export async function previewCreate(
  means: Means,
  { space, place, reads }: { space: Space; place: string; reads: Reads },
  wanted: NewPage,
  planned: readonly Planned[],
): Promise<Preview<EditedPage>> {
  const { identity, regions, note, title } = wanted
  const { body } = writtenPage(wanted)
  const after = foresee(reads, planned)
  const made = await plannedAt(after.spaceOf, planned, { space: space.key, title })
  if (made && made.payload.identity !== identity && !wanted.adopt) throw titleTaken(made.result, space, wanted)
  const inPlace = made?.result.id ?? (await pageInPlace(means, space, wanted))?.id
  if (inPlace === undefined)
    return {
      text: `${title}\n\n${textOf(body)}`,
      result: { id: `planned:${identity}`, title, url: place, version: 1, changed: true },
    }
  if (regions) return previewEdit(means, reads, { page: inPlace, identity, regions: [...regions], note }, planned)
  const page = await after.page(inPlace)
  assertEditable(page)
  return shown({ page, body: page.body, result: { ...nameOf(page), changed: false } })
}

/** What a write would come to: the page before it, and the body after it, the same where nothing would change. */
interface Foreseen<R> {
  page: Page
  body: string
  result: R
}

/** The page's text before and after. */
export const shown = async <R>({ page, body, result }: Foreseen<R>): Promise<Preview<R>> => ({
  ...(await texts(page.body, body)),
  result,
})

const texts = apart(import.meta.url, long.storage, function textsOf(before: string, after: string) {
  const text = textOf(before)
  return { before: text, after: after === before ? text : textOf(after) }
})

/** The name of the page once the body is saved. Throws `invalid` for one that is too large. */
function savedAs(page: Page, body: string): EditedPage {
  const changed = body !== page.body
  if (changed) assertFits(body)
  return { ...nameOf(page), version: changed ? page.version + 1 : page.version, changed }
}

/** The page's text before and after, the same twice where nothing would change. */
export async function previewEdit(
  means: Means,
  reads: Reads,
  edit: PageEdit,
  planned: readonly Planned[],
): Promise<Preview<EditedPage>> {
  const page = await foresee(reads, planned).page(edit.page)
  assertEditable(page)
  const kept = isPlanned(page.id) ? undefined : await readMark(means, page.id, edit.identity)
  const body = await bodyAfter(page, kept?.mark, edit)
  return shown({ page, body, result: savedAs(page, body) })
}

/** What one change would come to. What would be refused is thrown. */
export async function foreseeChange(
  reads: Reads,
  { page: id, change, version: thoughtFor }: PageChange,
  planned: readonly Planned[],
): Promise<Foreseen<PageChanged>> {
  const { page, since } = await foreseen(reads, planned, id)
  assertEditable(page)
  // What the plan itself has changed before it may go out in one go with it.
  const own = thoughtFor !== undefined && thoughtFor >= since ? page.version : thoughtFor
  const { body, outcomes } = await changedUpon(page, [{ change, version: own }])
  const outcome = outcomes[0]!
  if (outcome instanceof HubError) throw outcome
  return { page, body, result: changedPage(savedAs(page, body), outcome) }
}

/** What it would come to if the page is rewritten. What would be refused is thrown. */
export async function foreseeRewrite(
  reads: Reads,
  rewrite: PageRewrite,
  planned: readonly Planned[],
): Promise<Foreseen<EditedPage>> {
  const { page } = await foreseen(reads, planned, rewrite.page)
  assertEditable(page)
  const body = await rewrittenBody(page, rewrite)
  return { page, body, result: savedAs(page, body) }
}

interface PlannedCreate extends Planned {
  payload: NewPage
  result: EditedPage
}

const createsOf = (planned: readonly Planned[]) =>
  planned.filter((entry): entry is PlannedCreate => entry.write === 'createPage')

/** One that is only planned, by the id that stands in for it. */
const plannedPage = (planned: readonly Planned[], id: string) =>
  createsOf(planned).find(({ result }) => result.id === id && isPlanned(id))

const isPlanned = (id: string) => id.startsWith('planned:')

const madePage = (wanted: NewPage, { id, title, url }: EditedPage): Page => ({
  id,
  title,
  url,
  version: 1,
  status: 'current',
  body: writtenPage(wanted).body,
})

/** A create that found its page there already is an edit of it. */
async function edited(page: Page, planned: readonly Planned[]): Promise<Page> {
  const concerns = ({ write, payload, result }: Planned) =>
    write === 'createPage' ? result.id === page.id && !isPlanned(page.id) : payload.page === page.id
  const now = { ...page }
  // Changes that follow one another are made in one go, as they will be.
  const aboutOf = ({ write }: Planned) => (write === 'changePage' ? write : undefined)
  for (const writes of stretchesOf(planned.filter(concerns), aboutOf)) {
    const body = await bodyWith(now, writes)
    if (body !== now.body) Object.assign(now, { body, version: now.version + 1 })
  }
  return now
}

async function bodyWith(page: Page, writes: readonly Planned[]): Promise<string> {
  const [{ write, payload }] = writes as [Planned]
  if (write === 'rewritePage') return rewrittenBody(page, payload)
  if (write !== 'changePage')
    return payload.regions ? bodyAfter(page, undefined, { ...payload, page: page.id }) : page.body
  const changes = writes.map(({ payload }) => ({ change: payload.change }))
  return (await changedUpon(page, changes)).body
}
