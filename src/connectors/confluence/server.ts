import { HubError } from '../../engine/error.ts'
import { type Api, byV1, savedPage, wholePage } from './api.ts'
import type { Ask } from './ask.ts'
import { belowPage } from './children.ts'
import { creatingPage, readingPage, readingSpace, savingPage } from './judges.ts'
import {
  Anything,
  WholePage,
  WholePages,
  WireChildren,
  WireInSpace,
  WirePage,
  WireProperty,
  WireSpace,
} from './schema.ts'

const wanted = 'expand=body.storage,version'

/** Confluence Data Center by its REST API v1. */
export function server(ask: Ask, base: string): Api {
  return {
    ...byV1(ask, base),

    space: key => unlessMissing(ask(WireSpace, `/rest/api/space/${encodeURIComponent(key)}`, { judge: readingSpace })),

    spaceOf: async id => (await ask(WireInSpace, `${pathOf(id)}?expand=space`, { judge: readingPage(id) })).space,

    children: id =>
      belowPage(id, async start => {
        const path = `${pathOf(id)}/child/page?start=${start}&limit=200`
        const { results, _links } = await ask(WireChildren, path, { judge: readingPage(id) })
        return { ids: results.map(child => child.id), next: _links.next }
      }),

    page: async id => {
      const read = (status: string) => ask(WholePage, `${pathOf(id)}?${wanted}${status}`, { judge: readingPage(id) })
      // Pages in the bin are answered only when asked for; their state is part of what went wrong.
      const wire = (await unlessMissing(read(''))) ?? (await read('&status=trashed'))
      return wholePage(wire, base)
    },

    titled: async (space, title) => {
      const query = `type=page&spaceKey=${encodeURIComponent(space.key)}&title=${encodeURIComponent(title)}`
      const { results, _links } = await ask(WholePages, `/rest/api/content?${query}&${wanted}`)
      return results.map(wire => wholePage(wire, _links.base ?? base))
    },

    create: async ({ space, parent, title, body }) => {
      const ancestors = parent === undefined ? undefined : [{ id: parent }]
      const page = { type: 'page', title, space: { key: space.key }, ancestors, body: storage(body) }
      const judge = creatingPage(title, space.key)
      const saved = await ask(WirePage, `/rest/api/content?${wanted}`, { method: 'POST', body: page, judge })
      return savedPage(saved, base)
    },

    update: async (page, body, note) => {
      const { id, title } = page
      const version = { number: page.version + 1, message: note, minorEdit: true }
      const next = { id, type: 'page', title, version, body: storage(body) }
      const saved = await ask(WirePage, pathOf(id), { method: 'PUT', body: next, judge: savingPage(page) })
      return savedPage(saved, base)
    },

    // It has none of what people take for a page by its address: databases, whiteboards, folders.
    kindOf: async () => undefined,

    property: async (page, key) => {
      const found = await unlessMissing(ask(WireProperty, propertyPath(page, key), { judge: readingPage(page) }))
      return found && { id: found.id, version: found.version.number, value: found.value }
    },

    keep: async (page, key, value, before) => {
      if (!before)
        return void (await ask(Anything, `${pathOf(page)}/property`, { method: 'POST', body: { key, value } }))
      const body = { key, value, version: { number: before.version + 1 } }
      await ask(Anything, propertyPath(page, key), { method: 'PUT', body })
    },
  }
}

const pathOf = (id: string) => `/rest/api/content/${encodeURIComponent(id)}`
const propertyPath = (page: string, key: string) => `${pathOf(page)}/property/${encodeURIComponent(key)}`
const storage = (value: string) => ({ storage: { value, representation: 'storage' } })

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}
