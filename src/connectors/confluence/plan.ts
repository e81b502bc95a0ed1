import type { Planned, Preview } from '../../engine/connector.ts'
import type { Space } from './api.ts'
import { pageInPlace, writtenPage } from './create.ts'
import { assertEditable, bodyAfter, nameOf, writtenRegions } from './edit.ts'
import { type Means, readMark } from './mark.ts'
import { textOf } from './storage/text.ts'
import { assertFits } from './storage/write.ts'
import type { ConfluenceReads, EditedPage, NewPage, Page, PageEdit } from './words.ts'

type Reads = Pick<ConfluenceReads, 'page' | 'pageTitled'>

/** The reads of pages as they would answer after the planned writes: pages that are not made yet, and edits on top. */
export function foresee(reads: Reads, planned: readonly Planned[]): Reads {
  const page = async (id: string) => {
    const made = createsOf(planned).find(({ result }) => result.id === id && isPlanned(id))
    return edited(made ? madePage(made.payload, made.result) : await reads.page(id), planned)
  }
  return {
    page,
    pageTitled: async (space, title) => {
      const made = createsOf(planned).find(({ payload }) => payload.space === space && payload.title === title)
      if (made) return page(made.result.id)
      const found = await reads.pageTitled(space, title)
      return found && edited(found, planned)
    },
  }
}

/** The text of a new page; where its title is taken, what would become of the page that has it. */
export async function previewCreate(
  means: Means,
  { space, place, reads }: { space: Space; place: string; reads: Reads },
  wanted: NewPage,
  planned: readonly Planned[],
): Promise<Preview<EditedPage>> {
  const { identity, regions, note, title } = wanted
  const made = createsOf(planned).find(({ payload }) => payload.space === wanted.space && payload.title === title)
  const inPlace = made?.result.id ?? (await pageInPlace(means, space, wanted))?.id
  if (inPlace) return previewEdit(means, reads, { page: inPlace, identity, regions, note }, planned)
  const { body } = writtenPage(wanted)
  return {
    text: `${title}\n\n${textOf(body)}`,
    result: { id: `planned:${identity}`, title, url: place, version: 1, changed: true },
  }
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
  const body = bodyAfter(page, kept?.mark, edit)
  const changed = body !== page.body
  if (changed) assertFits(body)
  const version = changed ? page.version + 1 : page.version
  return { before: textOf(page.body), after: textOf(body), result: { ...nameOf(page), version, changed } }
}

interface PlannedCreate extends Planned {
  payload: NewPage
  result: EditedPage
}

const createsOf = (planned: readonly Planned[]) =>
  planned.filter((entry): entry is PlannedCreate => entry.write === 'createPage')

const isPlanned = (id: string) => id.startsWith('planned:')

const madePage = (wanted: NewPage, { id, title, url }: EditedPage): Page => ({
  id,
  title,
  url,
  version: 1,
  status: 'current',
  body: writtenRegions(wanted).body,
})

/** A create that found its page there already is an edit of it. */
function edited(page: Page, planned: readonly Planned[]): Page {
  const now = { ...page }
  for (const { write, payload, result } of planned) {
    const concerns = write === 'createPage' ? result.id === page.id && !isPlanned(page.id) : payload.page === page.id
    const body = concerns ? bodyAfter(now, undefined, { ...payload, page: page.id }) : now.body
    if (body !== now.body) Object.assign(now, { body, version: now.version + 1 })
  }
  return now
}
