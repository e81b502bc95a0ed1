import { type Planned, type Write, write } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { changePage } from './change.ts'
import { createPage, wasCreated } from './create.ts'
import { editPage } from './edit.ts'
import { foresee, foreseeChange, foreseeRewrite, previewCreate, previewEdit, shown } from './plan.ts'
import type { Reads } from './reads.ts'
import { rewritePage } from './rewrite.ts'
import { textOf } from './storage/text.ts'
import { writeStorage } from './storage/write.ts'
import type {
  ConfluenceReads,
  EditedPage,
  EntryChange,
  NewPage,
  PageChange,
  PageChanged,
  PageEdit,
  PageRewrite,
  Site,
  Space,
} from './words.ts'

/** Saving a large page and looking again after a conflict take their time. */
const timeLimitMs = 120_000

export function createPageWrite(reads: Reads): Write<NewPage, EditedPage> {
  const { means } = reads
  return write<NewPage, EditedPage>({
    lane: page => `${page.space ?? page.parent}/${page.title}`,
    summary: page => `${page.space ?? `page ${page.parent}`}: ${page.title}`,
    perform: async (page, _, signal) => {
      try {
        return await createPage(await means(signal), await homeOf(page, reads), page)
      } catch (error) {
        if (page.parent !== undefined) reads.forgetSpaceOf(page.parent)
        throw error
      }
    },
    verify: async page => wasCreated(await means(), await homeOf(page, reads), page),
    // Its title is held once in a space, and its identity is in it: made twice it is found and not made again.
    whenUncertain: 'repeat',
    preview: (page, planned) => preview(reads, page, planned),
    timeLimitMs,
  })
}

async function preview(reads: Reads, page: NewPage, planned: readonly Planned[]) {
  const after = foresee(reads, planned)
  const space = await homeOf(page, { space: reads.space, spaceOf: after.spaceOf })
  const place = page.parent === undefined ? spaceUrl(await reads.site(), space) : (await after.page(page.parent)).url
  return previewCreate(await reads.means(), { space, place, reads }, page, planned)
}

const spaceUrl = ({ kind, url }: Site, { key }: Space) => `${url}/${kind === 'cloud' ? 'spaces' : 'display'}/${key}`

/** The space in which a page is to be made: the one that is named, else that of the page above it. */
async function homeOf(
  { space, parent, title }: NewPage,
  reads: Pick<ConfluenceReads, 'space' | 'spaceOf'>,
): Promise<Space> {
  if (space !== undefined) return reads.space(space)
  if (parent === undefined)
    throw new HubError('invalid', `The new page "${title}" needs a space or a parent: say where it is to hang.`, {
      ko: `새 페이지 "${title}"을(를) 어디에 둘지 space나 parent로 적으십시오.`,
    })
  try {
    return await reads.spaceOf(parent)
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'not_found')) throw error
    throw new HubError('invalid', `The page above the new page "${title}" is not there. ${error.message}`, {
      ko: `새 페이지 "${title}"의 상위 페이지 ${parent}이(가) 지워졌거나 이 사용자에게 보이지 않습니다. ID와 권한을 확인하십시오.`,
    })
  }
}

export function editPageWrite(reads: Reads): Write<PageEdit, EditedPage> {
  const { means } = reads
  return write<PageEdit, EditedPage>({
    lane: edit => edit.page,
    summary: edit => `page ${edit.page}: ${edit.regions.map(region => region.name).join(', ')}`,
    perform: async (edit, _, signal) => editPage(await means(signal), edit),
    // Each attempt reads first: what has landed is found there and not written again, and a save that was under way
    // carries a version that is taken by then.
    repeatable: true,
    preview: async (edit, planned) => previewEdit(await means(), reads, edit, planned),
    timeLimitMs,
  })
}

export function changePageWrite(reads: Reads): Write<PageChange, PageChanged> {
  const { means } = reads
  return write<PageChange, PageChanged>({
    lane: ({ page }) => page,
    summary: ({ page, change }) =>
      `page ${page}: ${change.kind === 'row' ? `${change.change.op} ${change.change.key}` : firstWords(change)}`,
    perform: async (change, _, signal) => {
      const [answer] = await changePage(await means(signal), change.page, [change])
      if (answer instanceof HubError) throw answer
      return answer!
    },
    // A repeat finds rows by their keys and entries by their anchors.
    repeatable: true,
    together: {
      most: 500,
      perform: async (entries, signal) => {
        const changes = entries.map(({ payload }) => payload)
        return changePage(await means(signal), changes[0]!.page, changes)
      },
    },
    preview: async (change, planned) => shown(await foreseeChange(reads, change, planned)),
    timeLimitMs,
  })
}

export function rewritePageWrite(reads: Reads): Write<PageRewrite, EditedPage> {
  return write<PageRewrite, EditedPage>({
    lane: ({ page }) => page,
    summary: ({ page, heading }) => `page ${page}: ${heading ?? 'all of it'}`,
    perform: async (rewrite, _, signal) => rewritePage(await reads.means(signal), rewrite),
    // A repeat names the version that was read: once that is taken, it only looks whether the page says so already.
    repeatable: true,
    preview: async (rewrite, planned) => shown(await foreseeRewrite(reads, rewrite, planned)),
    timeLimitMs,
  })
}

/** What an entry begins with. */
const firstWords = ({ content, replace }: EntryChange) =>
  `${replace ? 'replace' : 'append'} ${textOf(writeStorage(content)).trim().split('\n')[0]!.slice(0, 80)}`
