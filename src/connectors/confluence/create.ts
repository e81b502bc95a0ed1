import { apart } from '../../engine/apart.ts'
import type { Verdict } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { anchorsIn, blocksOf, pageAnchor, withAnchor } from './anchor.ts'
import { assertEditable, bodyAfter, editPage, nameOf, writtenRegions } from './edit.ts'
import { long } from './long.ts'
import { type KeptMark, type Means, readMark, writeMark } from './mark.ts'
import { parseStorage } from './storage/parse.ts'
import { regionsOf } from './storage/region.ts'
import { assertFits, writeStorage } from './storage/write.ts'
import type { EditedPage, NewPage, Page, Space } from './words.ts'

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
    return takenUp(means, taken, wanted)
  }
}

/** A page that is there already: its regions are ours to keep, but what was written once is people's by now. */
async function takenUp(means: Means, page: Page, { identity, regions, note }: NewPage): Promise<EditedPage> {
  if (regions) return editPage(means, { page: page.id, identity, regions: [...regions], note })
  assertEditable(page)
  await noteIdentity(means, page, identity, await readMark(means, page.id, identity))
  return { ...nameOf(page), changed: false }
}

/** What `pageWith` looks for may be missing where a run broke off between the page and its property. */
async function noteIdentity(means: Means, page: Page, identity: string, kept: KeptMark) {
  if (!kept.property) await writeMark(means, page, { identity, wrote: {}, kept })
}

/** The first body of a page, in which it carries its identity, and the hashes of its regions. */
export function writtenPage(wanted: NewPage): { body: string; wrote: Record<string, string> } {
  const { title, identity, regions, body } = wanted
  if ((regions === undefined) === (body === undefined))
    throw new HubError('invalid', `The new page "${title}" needs either regions or a body.`, {
      ko: `새 페이지 "${title}"에는 regions나 body 가운데 하나만 있어야 합니다.`,
    })
  if (regions?.length === 0)
    throw new HubError('invalid', `The new page "${title}" needs a region: its identity is kept there.`)
  const written = regions
    ? writtenRegions({ identity, regions })
    : { body: writeStorage(withAnchor(blocksOf(body!), pageAnchor(identity), 'first')), wrote: {} }
  assertFits(written.body)
  return written
}

/** Whether a create whose answer was lost took place, in whole. Asked by title, for the search index lags. */
export async function wasCreated(means: Means, space: Space, wanted: NewPage): Promise<Verdict<EditedPage>> {
  const { identity, regions, note } = wanted
  const page = likeliest(await means.api.titled(space, wanted.title), wanted.title)
  if (!page) return 'absent'
  const kept = await readMark(means, page.id, identity)
  if (!(await isOurs(page, kept, identity))) return 'absent'
  if (!regions) await noteIdentity(means, page, identity, kept)
  else if ((await bodyAfter(page, kept.mark, { page: page.id, identity, regions: [...regions], note })) !== page.body)
    return 'absent'
  return { applied: { ...nameOf(page), changed: true } }
}

/** The page that bears the title already, if it is ours or may be adopted; undefined when there is none. Else it throws. */
export async function pageInPlace(means: Means, space: Space, wanted: NewPage): Promise<Page | undefined> {
  const page = likeliest(await means.api.titled(space, wanted.title), wanted.title)
  if (!page || wanted.adopt) return page
  if (await isOurs(page, await readMark(means, page.id, wanted.identity), wanted.identity)) return page
  throw titleTaken(page, space, wanted)
}

/** The refusal of a title that a page of somebody else bears. */
export function titleTaken(
  { title, url }: Pick<Page, 'title' | 'url'>,
  { key }: Space,
  { regions }: NewPage,
): HubError {
  const [advice, ko] = regions
    ? [
        'Rename it, or set "adopt: true" for this report in dure.yaml: its text stays, and Dure adds its own below.',
        '그 페이지의 이름을 바꾸거나, dure.yaml의 이 보고서에 "adopt: true"를 적으십시오. 그러면 글은 그대로 두고 그 아래에 덧붙입니다.',
      ]
    : ['Rename it, or take another title.', '그 페이지의 이름을 바꾸거나 다른 제목을 쓰십시오.']
  return new HubError(
    'invalid',
    `A page titled "${title}" that Dure did not make is in space ${key} already: ${url}. ${advice}`,
    { ko: `스페이스 ${key}에 제목이 "${title}"인, Dure가 만들지 않은 페이지가 이미 있습니다: ${url}. ${ko}` },
  )
}

/** By a region or an anchor in its body; by the content property where somebody has cut them out. */
const isOurs = async ({ body }: Page, { mark }: KeptMark, identity: string) =>
  mark !== undefined || (await bears(body, identity))

const bears = apart(import.meta.url, long.storage, function bearsIdentity(body: string, identity: string) {
  const document = parseStorage(body)
  return regionsOf(document, identity).size > 0 || anchorsIn(document).has(pageAnchor(identity))
})

/** Confluence takes titles that differ in case alone for the same. */
const likeliest = (pages: Page[], title: string) =>
  pages.find(page => page.title === title) ?? pages.find(page => fold(page.title) === fold(title))

const fold = (title: string) => title.normalize('NFC').trim().toLowerCase()
