import { type Api, byV1, type Property, savedPage, wholePage } from './api.ts'
import type { Ask } from './ask.ts'
import { belowPage } from './children.ts'
import { creatingPage, readingPage, savingPage } from './judges.ts'
import {
  Anything,
  WholePage,
  WholePages,
  WireChildren,
  WireKinds,
  WirePage,
  WireProperties,
  WireSpace,
  WireSpaceId,
  WireSpaces,
} from './schema.ts'

/** Confluence Cloud: pages by API v2, search and the user by what is left of v1. `base` ends with `/wiki`. */
export function cloud(ask: Ask, base: string): Api {
  return {
    ...byV1(ask, base),

    space: async key => (await ask(WireSpaces, `/api/v2/spaces?keys=${encodeURIComponent(key)}&limit=1`)).results[0],

    spaceOf: async id => {
      const { spaceId } = await ask(WireSpaceId, pathOf(id), { judge: readingPage(id) })
      return ask(WireSpace, `/api/v2/spaces/${encodeURIComponent(spaceId)}`)
    },

    children: id =>
      belowPage(id, async (_, cursor) => {
        const query = `limit=250${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
        const { results, _links } = await ask(WireChildren, `${pathOf(id)}/children?${query}`, {
          judge: readingPage(id),
        })
        const next = new URL(_links.next ?? '', base).searchParams.get('cursor') ?? undefined
        return { ids: results.map(child => child.id), next }
      }),

    page: async id => {
      const wire = await ask(WholePage, `${pathOf(id)}?body-format=storage`, { judge: readingPage(id) })
      return wholePage(wire, base)
    },

    titled: async (space, title) => {
      const query = `space-id=${space.id}&title=${encodeURIComponent(title)}&body-format=storage&limit=25`
      const { results, _links } = await ask(WholePages, `/api/v2/pages?${query}`)
      return results.map(wire => wholePage(wire, _links.base ?? base))
    },

    create: async ({ space, parent, title, body }) => {
      const page = { spaceId: space.id, status: 'current', title, parentId: parent, body: storage(body) }
      const judge = creatingPage(title, space.key)
      return savedPage(await ask(WirePage, '/api/v2/pages', { method: 'POST', body: page, judge }), base)
    },

    update: async (page, body, note) => {
      const { id, title } = page
      // `minorEdit` is not in v2's schema of requests; sent all the same, for it is in that of answers.
      const version = { number: page.version + 1, message: note, minorEdit: true }
      const wanted = { id, status: 'current', title, body: storage(body), version }
      const saved = await ask(WirePage, pathOf(id), { method: 'PUT', body: wanted, judge: savingPage(page) })
      return savedPage(saved, base)
    },

    kindOf: async id => {
      const asked = { method: 'POST', body: { contentIds: [id] } } as const
      const { results } = await ask(WireKinds, '/api/v2/content/convert-ids-to-types', asked)
      return results[id] ?? undefined
    },

    property: async (page, key): Promise<Property | undefined> => {
      const path = `${pathOf(page)}/properties?key=${encodeURIComponent(key)}`
      const [found] = (await ask(WireProperties, path, { judge: readingPage(page) })).results
      return found && { id: found.id, version: found.version.number, value: found.value }
    },

    keep: async (page, key, value, before) => {
      const path = `${pathOf(page)}/properties`
      if (!before) return void (await ask(Anything, path, { method: 'POST', body: { key, value } }))
      const body = { key, value, version: { number: before.version + 1 } }
      await ask(Anything, `${path}/${before.id}`, { method: 'PUT', body })
    },
  }
}

const pathOf = (id: string) => `/api/v2/pages/${encodeURIComponent(id)}`
const storage = (value: string) => ({ representation: 'storage', value })
