import { createHash } from 'node:crypto'
import { HubError } from '../../../engine/error.ts'
import type { Region } from '../words.ts'
import { canonical } from './canonical.ts'
import { childrenNamed, parameterOf } from './find.ts'
import { type ElementNode, type ParsedNode, parseStorage, type StorageDocument } from './parse.ts'
import { appendToPage } from './section.ts'
import { appendEdit, contentEdit, type Edit, splice } from './splice.ts'
import { macro, type StorageNode } from './tree.ts'
import { writeStorage } from './write.ts'

/** A region on a page: the macro that bounds it, and the element that holds its content, if it has one. */
export interface PlacedRegion {
  element: ElementNode
  body?: ElementNode
}

/** The regions as they stand on a new page: excerpt macros, which both editors keep, and whose border people see. */
export function regionNodes(identity: string, regions: readonly Region[]): StorageNode[] {
  assertDistinct(regions)
  return regions.map(({ name, content }) =>
    macro('excerpt', { name: markOf(identity, name), hidden: 'false' }, content),
  )
}

function assertDistinct(regions: readonly Region[]) {
  const twice = regions.find(({ name }, index) => regions.findIndex(other => other.name === name) !== index)
  if (twice) throw new HubError('invalid', `Two regions of one page are named "${twice.name}". Give each its own name.`)
}

function markOf(identity: string, name: string): string {
  if (!/^[^\s:]+$/.test(name) || identity.trim() !== identity)
    throw new HubError(
      'invalid',
      `"${name}" of "${identity}" cannot name a region: no white space, and no colon in the name.`,
    )
  return `dure:${identity}:${name}`
}

/**
 * The regions of that identity by name, wherever on the page people have moved them. Of one that was copied the first
 * counts, and the others are people's own. One that was moved into another of ours is none: it goes with what it is in.
 */
export function regionsOf(document: StorageDocument, identity: string): Map<string, PlacedRegion> {
  const found = new Map<string, PlacedRegion>()
  const visit = (nodes: readonly ParsedNode[]) => {
    for (const node of nodes) {
      if (node.kind !== 'element' || node.name === 'ac:adf-fallback') continue
      const name = nameOf(node, identity)
      if (name === undefined) visit(node.children)
      else if (!found.has(name)) found.set(name, { element: node, body: childrenNamed(node, 'ac:rich-text-body')[0] })
    }
  }
  visit(document.children)
  return found
}

function nameOf(element: ElementNode, identity: string): string | undefined {
  if (element.name !== 'ac:structured-macro' || element.attributes['ac:name'] !== 'excerpt') return undefined
  const mark = parameterOf(element, 'name')
  const prefix = `dure:${identity}:`
  // A colon in what follows would be of another identity, which begins like this one.
  return mark?.startsWith(prefix) && !mark.includes(':', prefix.length) ? mark.slice(prefix.length) : undefined
}

/**
 * The body with these regions in it. Each that is there gets its content where it stands, if what it says differs; each
 * that is missing is added behind the one before it in the list, else before the one after it, else at the end of the
 * page. All else stays as it is, and the body is the same string where nothing differs. What the caller knows of a region
 * (by `present`, its hash as `hashesOf` gives it) spares the comparison.
 */
export function withRegions(
  source: string,
  identity: string,
  regions: readonly Region[],
  known: (name: string, present: () => string) => 'as wanted' | 'otherwise' | undefined = () => undefined,
): string {
  assertDistinct(regions)
  const document = parseStorage(source)
  const placed = regionsOf(document, identity)
  const kept = regions.flatMap(({ name, content }) => {
    const place = placed.get(name)
    return place
      ? replaced(
          source,
          place,
          content,
          known(name, () => hashOf(place.body)),
        )
      : []
  })
  const isPlaced = ({ name }: Region) => placed.has(name)
  const missing = regions.some(isPlaced) ? between(identity, regions, placed) : atEnd(document, identity, regions)
  return splice(source, [...kept, ...missing])
}

function replaced(
  source: string,
  { element, body }: PlacedRegion,
  content: StorageNode[],
  known: 'as wanted' | 'otherwise' | undefined,
): Edit[] {
  if (known === 'as wanted') return []
  const wanted = writeStorage(content)
  if (!body) return [appendEdit(source, element, `<ac:rich-text-body>${wanted}</ac:rich-text-body>`)]
  const isSame = known === undefined && canonical(body.children) === canonical(wanted)
  return isSame ? [] : [contentEdit(source, body, wanted)]
}

/** What is missing, beside those of the list that are there. */
function between(identity: string, regions: readonly Region[], placed: ReadonlyMap<string, PlacedRegion>): Edit[] {
  let at = regions.map(({ name }) => placed.get(name)?.element.start).find(start => start !== undefined)!
  return regions.flatMap(region => {
    const place = placed.get(region.name)
    at = place?.element.end ?? at
    return place ? [] : [{ start: at, end: at, text: writeStorage(regionNodes(identity, [region])) }]
  })
}

const atEnd = (document: StorageDocument, identity: string, regions: readonly Region[]): Edit[] =>
  regions.length === 0 ? [] : [appendToPage(document, writeStorage(regionNodes(identity, regions)))]

/** A short hash of what each region says, by name: the same for content that is the same to `canonical`. */
export const hashesOf = (source: string, identity: string): Record<string, string> =>
  Object.fromEntries([...regionsOf(parseStorage(source), identity)].map(([name, { body }]) => [name, hashOf(body)]))

const hashOf = (body: ElementNode | undefined) =>
  createHash('sha256')
    .update(canonical(body?.children ?? []))
    .digest('hex')
    .slice(0, 16)
