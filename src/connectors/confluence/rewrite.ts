import { apart } from '../../engine/apart.ts'
import { HubError } from '../../engine/error.ts'
import { notYet, savedEdit } from './edit.ts'
import { long } from './long.ts'
import type { Means } from './mark.ts'
import { assertShort, editedStorage, titleOf } from './markdown/index.ts'
import type { EditedPage, Page, PageRewrite } from './words.ts'

/** Puts Markdown in the place of what a page or a section says. */
export const rewritePage = (means: Means, rewrite: PageRewrite): Promise<EditedPage> =>
  savedEdit(
    means,
    async () => {
      const page = await means.api.page(rewrite.page)
      return { page, bodyAfter: () => rewrittenBody(page, rewrite) }
    },
    rewrite.note,
  )

/**
 * The body as it is to be. Of another version than was read it is only known whether it says so already, as after a save
 * of ours whose answer was lost; else it throws `invalid`.
 */
export const rewrittenBody = apart(import.meta.url, long.markdown, rewritten)

function rewritten(page: Page, rewrite: PageRewrite): string {
  const { version, markdown, heading } = rewrite
  assertShort(markdown)
  if (page.version === version) return editedStorage(page.body, markdown, { heading })
  if (saysSo(page.body, rewrite)) return page.body
  throw page.version < version ? notYet(page, version) : movedOn(page, version)
}

const movedOn = ({ title, url, version }: Page, writtenFor: number) =>
  new HubError(
    'invalid',
    `Somebody saved version ${version} of "${title}" (${url}) meanwhile, and this was written for ${writtenFor}: read it again, then write what you have to say into that.`,
    {
      ko: `그사이에 누군가 "${title}"(${url})의 버전 ${version}을(를) 저장했습니다. 이 글은 버전 ${writtenFor}을(를) 보고 쓴 것이니, 페이지를 다시 읽고 거기에 고쳐 쓰십시오.`,
    },
  )

/** A section that was rewritten may have another heading since, that of its Markdown; of nothing none is left. */
function saysSo(body: string, { markdown, heading }: PageRewrite): boolean {
  const isWritten = (headingOf: () => string | undefined) => {
    try {
      return editedStorage(body, markdown, { heading: headingOf() }) === body
    } catch (error) {
      if (error instanceof HubError) return error.code === 'not_found' && markdown.trim() === ''
      throw error
    }
  }
  if (isWritten(() => heading)) return true
  return heading !== undefined && markdown.trim() !== '' && isWritten(() => titleOf(markdown) ?? heading)
}
