import { HubError } from '../../engine/error.ts'
import type { Api, Json } from './api.ts'
import { turnPages } from './paging.ts'
import type { WireColumn, WirePage, WireValue } from './schema.ts'
import { mostElements } from './values.ts'

/** All related rows; a page itself tells 25 of them. */
export async function readRelation(api: Api, page: string, property: string): Promise<string[]> {
  const ask = (cursor: string | undefined) => api.related(page, property, cursor)
  const ids: string[] = []
  for await (const { relation } of turnPages(ask, `relation ${property} of ${page}`)) ids.push(relation.id)
  return ids
}

export const relatedIn = async (api: Api, page: string, value: WireValue): Promise<string[]> =>
  value.has_more ? readRelation(api, page, value.id) : (value.relation ?? []).map(({ id }) => id)

/** The properties as one request takes them: of a relation the first hundred. */
export const firstLinks = (properties: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const ids = linksIn(value)
      return [name, ids.length > mostElements ? { relation: ids.slice(0, mostElements).map(id => ({ id })) } : value]
    }),
  )

/** Relations that hold more than one request takes, by the name of their column. */
export const largeRelations = (properties: Record<string, Json>): [column: string, ids: string[]][] =>
  Object.entries(properties)
    .map(([name, value]): [string, string[]] => [name, linksIn(value)])
    .filter(([, ids]) => ids.length > mostElements)

const linksIn = (value: Json): string[] =>
  Array.isArray(value.relation) ? value.relation.map(({ id }: { id: string }) => id) : []

/**
 * What a relation must be sent so that it holds `wanted` or begins to: writing one replaces it, so what exceeds a
 * hundred and is there already is not written over. Undefined where nothing need be sent.
 */
export function linksToSend(there: string[], wanted: string[]): string[] | undefined {
  const asked = new Set(wanted)
  const kept = there.filter(id => asked.has(id))
  const isClean = kept.length === there.length
  if (isClean && (kept.length === asked.size || kept.length >= mostElements)) return undefined
  return [...new Set([...kept, ...wanted])].slice(0, mostElements)
}

/** Links the rows that are still missing from their own side, where each adds one. The relation must be two-way. */
export async function linkRest(api: Api, page: WirePage, column: WireColumn, wanted: string[]) {
  const dual = column.relation!.dual_property!
  const there = new Set(await readRelation(api, page.id, column.id))
  for (const id of wanted.filter(id => !there.has(id))) {
    const target = await api.page(id)
    const back = target.properties[dual.synced_property_name]
    const links = back ? await relatedIn(api, id, back) : []
    if (links.includes(page.id)) continue
    if (!back || links.length >= mostElements)
      throw new HubError(
        'invalid',
        `${target.url} cannot be linked to ${page.url}: its "${dual.synced_property_name}" ${back ? 'is full' : 'is missing'}.`,
      )
    const relation = [...links, page.id].map(link => ({ id: link }))
    await api.updatePage(id, { properties: { [dual.synced_property_name]: { relation } } })
  }
}
