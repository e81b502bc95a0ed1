import { HubError } from '../../engine/error.ts'
import { type Judge, quoted } from './refusal.ts'
import type { Page } from './words.ts'

/** The refusals of single calls. Those of a page concern that page alone: only a refused credential stops everything. */

export const readingPage =
  (id: string): Judge =>
  ({ status, said }) => {
    if (status === 404)
      return new HubError(
        'not_found',
        `Confluence page ${id} is deleted, or this user may not see it. Check the id (of a page, not of a folder or a database) and the page's restrictions.`,
      )
    if (status === 403)
      return new HubError(
        'invalid',
        `This user may not see Confluence page ${id}. Let it in by the page's restrictions.${quoted(said)}`,
      )
    return undefined
  }

/** Data Center may say of a space that it is closed to this user: to them there is none. */
export const readingSpace: Judge = ({ status, said }) =>
  status === 403 ? new HubError('not_found', `This user may not see the space.${quoted(said)}`) : undefined

/** Cloud also answers 404 where the page may be seen but not edited. */
export const savingPage =
  (page: Page): Judge =>
  ({ status, said }) => {
    const words = quoted(said)
    if (status === 403 || status === 404)
      return new HubError(
        'invalid',
        `This user may see but not edit ${page.url}, or it was deleted just now. Give it the right to edit, by the page's restrictions and the space's permissions.${words}`,
      )
    if (status === 413) return new HubError('invalid', tooLarge(page.url) + words)
    if (status === 501)
      return new HubError(
        'invalid',
        `Confluence cannot save ${page.url} before somebody opens it in the editor and publishes it once: its draft and its published text have fallen apart.${words}`,
      )
    if (status === 409 || (status === 400 && isStale(said)))
      return new HubError('conflict', `${page.url} was changed by somebody else meanwhile.${words}`)
    if (status === 400)
      return new HubError(
        'invalid',
        `Confluence refuses the new text of ${page.url} (HTTP 400). Its own was left as it is. Look for what is odd in the page or in the issues that it is made of.${words}`,
      )
    return undefined
  }

/** A title that is taken is a plain 400, in the language of the user's profile: see `create.ts`. */
export const creatingPage =
  (title: string, space: string): Judge =>
  ({ status, said }) => {
    const words = quoted(said)
    if (status === 403 || status === 404)
      return new HubError(
        'invalid',
        `This user may not add the page "${title}" to space ${space}, or the page above it is gone. Give it the right to add pages and check the parent's id.${words}`,
      )
    if (status === 400)
      return new HubError(
        'invalid',
        `Confluence refuses the new page "${title}" in space ${space}. If its title is taken, it is by a page that this user may not see: give the report another title.${words}`,
      )
    if (status === 413) return new HubError('invalid', tooLarge(`the new page "${title}"`) + words)
    return undefined
  }

/** The right to search is one of its own: without it the credential is still good. */
export const searching: Judge = ({ status, said }) =>
  status === 403 ? new HubError('invalid', `This user may not search Confluence.${quoted(said)}`) : undefined

const tooLarge = (page: string) =>
  `Confluence takes no more than 5 MB (HTTP 413) for ${page}. Put less into it: a shorter period, or several pages.`

/** Data Center's catch-all for a bad request, malformed storage included, speaks of a "version type" too. */
const isStale = (said: string) => /stale|version/i.test(said) && !/wrong version type/i.test(said)
