import type { Verdict } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Space } from './api.ts'
import { bodyAfter, editPage, nameOf, writtenRegions } from './edit.ts'
import { type Mark, type Means, readMark, writeMark } from './mark.ts'
import { hashesOf } from './storage/region.ts'
import { assertFits } from './storage/write.ts'
import type { EditedPage, NewPage, Page } from './words.ts'

/** Makes the page, its identity in its first body. A page that bears the title already is ours, adopted, or in the way. */
export async function createPage(means: Means, space: Space, wanted: NewPage): Promise<EditedPage> {
  const { api } = means
  const { title, parent, identity } = wanted
  const { body, wrote } = writtenPage(wanted)
  try {
    const saved = await api.create({ space, parent, title, body })
    await writeMark(means, saved, { identity, wrote, kept: {} })
    return { ...nameOf(saved), changed: true }
  } catch (error) {
    // A title that is taken is refused like any bad request, in the language of the user's profile.
    if (!(error instanceof HubError && (error.code === 'invalid' || error.code === 'conflict'))) throw error
    const taken = await pageInPlace(means, space, wanted)
    if (!taken) {
      await api.whoAmI() // a stranger is refused so, too
      throw error
    }
    return editPage(means, { page: taken.id, identity, regions: wanted.regions, note: wanted.note })
  }
}

/** The first body of a page, in which it carries its identity, and the hashes of what is in it. */
export function writtenPage(wanted: NewPage) {
  if (wanted.regions.length === 0)
    throw new HubError('invalid', `The new page "${wanted.title}" needs a region: its identity is kept there.`)
  const written = writtenRegions(wanted)
  assertFits(written.body)
  return written
}

/** Whether a create whose answer was lost took place, in whole. Asked by title, for the search index lags. */
export async function wasCreated(means: Means, space: Space, wanted: NewPage): Promise<Verdict<EditedPage>> {
  const page = likeliest(await means.api.titled(space, wanted.title), wanted.title)
  if (!page) return 'absent'
  const { mark } = await readMark(means, page.id, wanted.identity)
  const isWhole = bodyAfter(page, mark, { ...wanted, page: page.id }) === page.body
  return isOurs(page, mark, wanted) && isWhole ? { applied: { ...nameOf(page), changed: true } } : 'absent'
}

/** The page that bears the title already, if it is ours or may be adopted; undefined when there is none. Else it throws. */
export async function pageInPlace(means: Means, space: Space, wanted: NewPage): Promise<Page | undefined> {
  const page = likeliest(await means.api.titled(space, wanted.title), wanted.title)
  if (!page || wanted.adopt) return page
  if (isOurs(page, (await readMark(means, page.id, wanted.identity)).mark, wanted)) return page
  throw new HubError(
    'invalid',
    `A page titled "${page.title}" that Dure did not make is in space ${space.key} already: ${page.url}. Rename it, or set "adopt: true" for this report in dure.yaml: its text stays, and Dure adds its own below.`,
  )
}

/** By a region in its body; by the content property where somebody has cut the regions out. */
const isOurs = (page: Page, mark: Mark | undefined, { identity }: NewPage) =>
  mark !== undefined || Object.keys(hashesOf(page.body, identity)).length > 0

/** Confluence takes titles that differ in case alone for the same. */
const likeliest = (pages: Page[], title: string) =>
  pages.find(page => page.title === title) ?? pages.find(page => fold(page.title) === fold(title))

const fold = (title: string) => title.normalize('NFC').trim().toLowerCase()
