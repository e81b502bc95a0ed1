import { HubError } from '../../engine/error.ts'
import { nameOf } from './edit.ts'
import { type Means, readMark } from './mark.ts'
import type { PageName } from './words.ts'

const atOnce = 4

/**
 * Looks through the pages right below one for that of an identity. What a page has as its identity stays, so each that
 * has one is asked for it only once.
 */
export function findsPage(means: () => Promise<Means>) {
  /** By the ids of pages. */
  const identities = new Map<string, string>()

  return async function pageWith(identity: string, parent: string): Promise<PageName | undefined> {
    const known = await means()
    const children = await known.api.children(parent)
    for (let at = 0; at < children.length; at += atOnce) {
      const pages = await Promise.all(children.slice(at, at + atOnce).map(id => pageOf(known, id, identity)))
      const found = pages.find(page => page !== undefined)
      if (found) return found
    }
    return undefined
  }

  async function pageOf(known: Means, id: string, identity: string): Promise<PageName | undefined> {
    if (!identities.has(id)) {
      const { noted } = await readMark(known, id, identity)
      if (noted !== undefined) identities.set(id, noted)
    }
    return identities.get(id) === identity ? unlessGone(known, id) : undefined
  }
}

async function unlessGone({ api }: Means, id: string): Promise<PageName | undefined> {
  try {
    const page = await api.page(id)
    return page.status === 'trashed' ? undefined : nameOf(page)
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}
