import { createHash } from 'node:crypto'
import { apart } from '../../engine/apart.ts'
import { describeError, HubError } from '../../engine/error.ts'
import type { SavedPage } from './api.ts'
import { long } from './long.ts'
import { type Mark, type Means, readMark, writeMark } from './mark.ts'
import { aboutText } from './refusal.ts'
import { regionNodes, withRegions } from './storage/region.ts'
import { assertFits, writeStorage } from './storage/write.ts'
import type { EditedPage, Page, PageEdit, PageName, Region } from './words.ts'

const mostTries = 5
const firstPauseMs = 200

/** What one attempt at an edit has read, and what it makes of it. */
interface Attempt {
  page: Page
  /** The same body where nothing real differs. */
  bodyAfter: () => string | Promise<string>
  /** Told of the page that was saved. */
  noted?: (saved: SavedPage) => Promise<void>
}

/**
 * Reads the page, saves what is made of it as the version after it. When somebody else was faster it begins again from
 * what they left; when the answer was lost it looks once whether the save arrived, and leaves the rest to the engine.
 */
export async function savedEdit(means: Means, attempt: () => Promise<Attempt>, note?: string): Promise<EditedPage> {
  const { api, io, signal } = means
  let attempted: number | undefined
  let lost: unknown
  for (let tried = 1; ; tried++) {
    const { page, bodyAfter, noted } = await attempt()
    assertEditable(page)
    const body = await bodyAfter()
    // A page that says all this already may do so because of our own save.
    if (body === page.body) return { ...nameOf(page), changed: page.version === attempted }
    if (lost) throw lost
    assertFits(body, aboutText)
    try {
      attempted = page.version + 1
      const saved = await api.update(page, body, note)
      await noted?.(saved)
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

/** Puts the regions into the page. */
export function editPage(means: Means, edit: PageEdit): Promise<EditedPage> {
  const { api, io } = means
  const attempt = async (): Promise<Attempt> => {
    const reads = [api.page(edit.page), readMark(means, edit.page, edit.identity)] as const
    // Written while the answers are on their way: first the calls have to go out.
    const [page, kept, { wrote }] = await Promise.all([...reads, io.clock.turn().then(() => writtenRegions(edit))])
    return {
      page,
      bodyAfter: () => bodyAfter(page, kept.mark, edit, wrote),
      noted: saved => writeMark(means, saved, { identity: edit.identity, wrote, kept }),
    }
  }
  return savedEdit(means, attempt, edit.note)
}

/** The body with the regions as they are wanted; the same body where nothing real differs. */
export const bodyAfter = apart(import.meta.url, long.storage, editedBody)

function editedBody(page: Page, mark: Mark | undefined, edit: PageEdit, wrote = writtenRegions(edit).wrote): string {
  // What stands as it became is what was wanted then.
  const known = (name: string, present: () => string) => {
    const marked = mark?.regions[name]
    if (!marked || marked.became !== present()) return undefined
    return marked.wrote === wrote[name] ? 'as wanted' : 'otherwise'
  }
  return withRegions(page.body, edit.identity, edit.regions, known)
}

/** The regions as a page has them that holds nothing else, and a short hash of each as it is written, by name. */
export function writtenRegions({ identity, regions }: { identity: string; regions: readonly Region[] }) {
  const written = regionNodes(identity, regions).map(node => writeStorage([node]))
  const hashes = regions.map(({ name }, index) => [name, hashOf(written[index]!)])
  return { body: written.join(''), wrote: Object.fromEntries(hashes) as Record<string, string> }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** Throws for a page that Confluence would not save, with what to do about it. */
export function assertEditable({ status, url, title }: Page) {
  if (status === 'current') return
  const { en, ko } = unsaved[status]
  throw new HubError('invalid', `The page "${title}" (${url}) ${en}`, { ko: `페이지 "${title}"(${url})은(는) ${ko}` })
}

const unsaved = {
  archived: {
    en: 'is archived. Restore it from the archive, or take another title or page.',
    ko: '보관되어 있습니다. 보관소에서 되살리거나 다른 제목이나 페이지를 쓰십시오.',
  },
  trashed: {
    en: 'is in the trash. Restore it from there, or delete it for good to have a new one made.',
    ko: '휴지통에 있습니다. 되살리거나, 새로 만들려면 완전히 지우십시오.',
  },
  draft: {
    en: 'is a draft that was never published. Publish it, or delete it to have a new one made.',
    ko: '한 번도 게시되지 않은 초안입니다. 게시하거나, 새로 만들려면 지우십시오.',
  },
}

/** The refusal of what names a version that the page has not come to. */
export const notYet = ({ title, url, version }: PageName, named: number) =>
  new HubError(
    'invalid',
    `The page "${title}" (${url}) has no version ${named} yet: it is at version ${version}. Give the version that you have read.`,
    {
      ko: `페이지 "${title}"(${url})에는 아직 버전 ${named}이(가) 없습니다. 지금은 버전 ${version}이니, 읽은 버전을 적으십시오.`,
    },
  )

/** A page without its text. */
export const nameOf = ({ id, title, url, version }: PageName): PageName => ({ id, title, url, version })

const isConflict = (error: unknown) => error instanceof HubError && error.code === 'conflict'
const mayHaveArrived = (error: unknown) => error instanceof HubError && error.arrived === 'maybe'
