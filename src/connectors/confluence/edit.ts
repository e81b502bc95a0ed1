import { createHash } from 'node:crypto'
import { describeError, HubError } from '../../engine/error.ts'
import { type Mark, type Means, readMark, writeMark } from './mark.ts'
import { regionNodes, withRegions } from './storage/region.ts'
import { assertFits, writeStorage } from './storage/write.ts'
import type { EditedPage, Page, PageEdit } from './words.ts'

const mostTries = 5
const firstPauseMs = 200

/**
 * Reads the page, puts the regions in and saves the version after it. When somebody else was faster it begins again from
 * what they left; when the answer was lost it looks once whether the save arrived, and leaves the rest to the engine.
 */
export async function editPage(means: Means, edit: PageEdit): Promise<EditedPage> {
  const { api, io, signal } = means
  let attempted: number | undefined
  let lost: unknown
  for (let tried = 1; ; tried++) {
    const reads = [api.page(edit.page), readMark(means, edit.page, edit.identity)] as const
    // Written while the answers are on their way: first the calls have to go out.
    const [page, kept, { wrote }] = await Promise.all([...reads, io.clock.turn().then(() => writtenRegions(edit))])
    assertEditable(page)
    const body = bodyAfter(page, kept.mark, edit, wrote)
    // A page that says all this already may do so because of our own save.
    if (body === page.body) return { ...nameOf(page), changed: page.version === attempted }
    if (lost) throw lost
    assertFits(body)
    try {
      attempted = page.version + 1
      const saved = await api.update(page, body, edit.note)
      await writeMark(means, saved, { identity: edit.identity, wrote, kept })
      return { ...nameOf(saved), changed: true }
    } catch (error) {
      if (tried === mostTries || !(isConflict(error) || mayHaveArrived(error))) throw error
      if (!isConflict(error)) lost = error
      const reason = describeError(error)
      io.log.info('confluence: a page is read again after a save', { page: page.url, tried, reason })
      await io.clock.sleep(firstPauseMs * 2 ** (tried - 1) * (0.5 + io.random()), signal)
    }
  }
}

/** The body with the regions as they are wanted; the same body where nothing real differs. */
export function bodyAfter(
  page: Page,
  mark: Mark | undefined,
  edit: PageEdit,
  wrote = writtenRegions(edit).wrote,
): string {
  // What stands as it became is what was wanted then.
  const known = (name: string, present: () => string) => {
    const marked = mark?.regions[name]
    if (!marked || marked.became !== present()) return undefined
    return marked.wrote === wrote[name] ? 'as wanted' : 'otherwise'
  }
  return withRegions(page.body, edit.identity, edit.regions, known)
}

/** The regions as a page has them that holds nothing else, and a short hash of each as it is written, by name. */
export function writtenRegions({ identity, regions }: Pick<PageEdit, 'identity' | 'regions'>) {
  const written = regionNodes(identity, regions).map(node => writeStorage([node]))
  const hashes = regions.map(({ name }, index) => [name, hashOf(written[index]!)])
  return { body: written.join(''), wrote: Object.fromEntries(hashes) as Record<string, string> }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** Throws for a page that Confluence would not save, with what to do about it. */
export function assertEditable({ status, url, title }: Page) {
  if (status === 'current') return
  const advice = {
    archived: 'is archived. Restore it from the archive, or give the report another title or page.',
    trashed: 'is in the trash. Restore it from there, or delete it for good to have a new one made.',
    draft: 'is a draft that was never published. Publish it, or delete it to have a new one made.',
  }
  throw new HubError('invalid', `The page "${title}" (${url}) ${advice[status]}`)
}

export const nameOf = ({ id, title, url, version }: Omit<Page, 'body'>) => ({ id, title, url, version })

const isConflict = (error: unknown) => error instanceof HubError && error.code === 'conflict'
const mayHaveArrived = (error: unknown) => error instanceof HubError && error.arrived === 'maybe'
