import { diffArrays } from 'diff'
import { isEndAnchor, isOwnAnchor } from '../anchor.ts'
import { childrenNamed, elementsIn } from '../storage/find.ts'
import type { ElementNode } from '../storage/parse.ts'
import { contentEdit, type Edit } from '../storage/splice.ts'
import type { StorageElement, StorageNode } from '../storage/tree.ts'
import { bytesOf, type Drawn, keyOf, openingOf } from './drawn.ts'

type Pair = { old?: Drawn; wanted?: Drawn; isSame?: boolean }

/**
 * The edits that make what was read (`old`) say what is wanted. What says the same keeps its bytes, wherever it goes; of
 * what differs the tags stay, with all attributes that Markdown cannot say, and the same goes for what is in it. `start`
 * is where those go that have nothing before them, and `around` has the bytes of what has left a place around all this.
 */
export function mergeEdits(
  source: string,
  start: number,
  old: readonly Drawn[],
  wanted: readonly Drawn[],
  around: Known = nothing,
): Edit[] {
  const pairs = pairsOf(old, wanted)
  const left = pairs.flatMap(({ old, wanted }) => (old && !wanted ? [old] : []))
  const moved = left.length > 0 ? sameIn(source, left, around) : around
  let at = start
  return pairs.flatMap(({ old, wanted, isSame }) => {
    if (!old) return [{ start: at, end: at, text: bytesOf(wanted!, moved) }]
    const { start, end } = old.origin!
    at = end
    if (isSame) return []
    return wanted ? changeEdits(source, old, wanted, moved) : [{ start, end, text: '' }]
  })
}

/** The bytes of what says the same as a node, if there are any. */
type Known = (node: Drawn) => string | undefined
const nothing: Known = () => undefined

/** Old and wanted nodes in the order of the page, those that say the same together, and between them those alike. */
function pairsOf(old: readonly Drawn[], wanted: readonly Drawn[]): Pair[] {
  const pairs: Pair[] = []
  let [at, to] = [0, 0]
  let gap: { old: Drawn[]; wanted: Drawn[] } = { old: [], wanted: [] }
  const close = () => {
    pairs.push(...alikePairs(gap.old, gap.wanted))
    gap = { old: [], wanted: [] }
  }
  for (const { added, removed, count } of changesOf(old.map(keyOf), wanted.map(keyOf))) {
    if (removed) gap.old.push(...old.slice(at, at + count))
    else if (added) gap.wanted.push(...wanted.slice(to, to + count))
    else {
      close()
      for (let index = 0; index < count; index++)
        pairs.push({ old: old[at + index], wanted: wanted[to + index], isSame: true })
    }
    if (!added) at += count
    if (!removed) to += count
  }
  close()
  return pairs
}

/** Finding the fewest takes the square of their number: beyond this all counts as changed. */
const mostChanges = 1500

const changesOf = (old: readonly string[], wanted: readonly string[]) =>
  diffArrays([...old], [...wanted], { maxEditLength: mostChanges }) ?? [
    { removed: true, added: false, count: old.length },
    { removed: false, added: true, count: wanted.length },
  ]

/** So far on the next one of a kind is looked for. */
const mostAhead = 200

/** Each of what is wanted with the next old one of its kind. */
function alikePairs(old: readonly Drawn[], wanted: readonly Drawn[]): Pair[] {
  const pairs: Pair[] = []
  let at = 0
  for (const node of wanted) {
    const ahead = old.slice(at, at + mostAhead).findIndex(other => areAlike(other, node))
    const found = at + ahead
    if (ahead < 0) pairs.push({ wanted: node })
    else {
      pairs.push(...old.slice(at, found).map(other => ({ old: other })), { old: old[found], wanted: node })
      at = found + 1
    }
  }
  return [...pairs, ...old.slice(at).map(other => ({ old: other }))]
}

function areAlike(old: Drawn, wanted: Drawn): boolean {
  if (old.tag !== wanted.tag || old.attributes['ac:name'] !== wanted.attributes['ac:name']) return false
  if (old.kept || wanted.kept) return Boolean(old.inside && wanted.inside) && old.kept!.hash === wanted.kept!.hash
  return old.tag !== 'ac:image' || keyOf(old.children[0]!) === keyOf(wanted.children[0]!)
}

/** Changes one element into another of its kind. */
function changeEdits(source: string, old: Drawn, wanted: Drawn, moved: Known): Edit[] {
  const { start, end, element: outer } = old.origin!
  const element = outer && named(outer, old.tag)
  const same = () => sameIn(source, old.inside ?? old.children, moved)
  if (!element || wanted.tag === 'ac:plain-text-body' || element.innerStart === element.end)
    return [{ start, end, text: bytesOf(wanted, same()) }]
  const [hole, before, after] = old.inside
    ? [old.kept!.hole!.element, old.inside, wanted.inside ?? []]
    : [element, old.children, wanted.children]
  const tag = old.inside ? [] : attributeEdits(element, old, wanted)
  const places = before.map(child => placed(child, hole))
  const isOpen = hole.innerStart < hole.end
  if (isOpen && isAllPlaced(places) && after.every(child => typeof child === 'object') && !isLine(wanted))
    return [...tag, ...mergeEdits(source, hole.innerStart, places, after as Drawn[], moved)]
  const known = same()
  const text = after.map(child => bytesOf(child, known)).join('')
  return [...tag, contentEdit(source, hole, withAnchors(source, hole, text))]
}

/** With the anchors of ours among the words that were there: they are not read, so nobody has left them out. */
function withAnchors(source: string, { name, children }: ElementNode, text: string): string {
  if (!/^(p|h[1-6]|li|td|th|ac:task-body)$/.test(name)) return text
  const own = elementsIn(children, 'ac:structured-macro').filter(isOwnAnchor)
  const lost = (isAtEnd: boolean) =>
    own
      .filter(anchor => isEndAnchor(anchor) === isAtEnd)
      .map(({ start, end }) => source.slice(start, end))
      .filter(bytes => !text.includes(bytes))
      .join('')
  return lost(false) + text + lost(true)
}

/** The element, or the only one of that name in it: an image that stands in a paragraph is read without that. */
function named(element: ElementNode, tag: string): ElementNode | undefined {
  if (element.name === tag) return element
  const [only, ...more] = childrenNamed(element, tag)
  return more.length === 0 ? only : undefined
}

const isAllPlaced = (nodes: readonly (Drawn | undefined)[]): nodes is Drawn[] => nodes.every(node => node?.origin)

/** What holds words is written anew, but for what in it says the same. */
const isLine = ({ tag }: StorageElement) => /^(p|h[1-6]|strong|em|del|span|ac:link|ac:link-body|code|a)$/.test(tag)

/** A node that is made with another has the place of the only child there of its name. */
function placed(node: StorageNode, around: ElementNode): Drawn | undefined {
  if (typeof node === 'string') return undefined
  if ((node as Drawn).origin) return node
  const [found, ...others] = childrenNamed(around, node.tag).filter(
    ({ attributes }) => attributes['ac:name'] === node.attributes['ac:name'],
  )
  if (!found || others.length > 0) return undefined
  return { ...node, origin: { start: found.start, end: found.end, element: found } }
}

/** The bytes of what says the same as one of these or something in them; else those that are known `around`. */
function sameIn(source: string, old: readonly StorageNode[], around: Known): Known {
  const known = new Map<string, string>()
  const visit = (node: StorageNode) => {
    if (typeof node === 'string') return
    const { origin, children, inside }: Drawn = node
    if (origin) known.set(keyOf(node), source.slice(origin.start, origin.end))
    for (const child of inside ?? children) visit(child)
  }
  old.forEach(visit)
  return node => known.get(keyOf(node)) ?? around(node)
}

/** Attributes that Markdown says are set or taken off; all others stay. */
function attributeEdits(element: ElementNode, old: Drawn, wanted: Drawn): Edit[] {
  if (JSON.stringify(old.attributes) === JSON.stringify(wanted.attributes)) return []
  const kept = Object.entries(element.attributes).filter(([key]) => !(key in old.attributes))
  const text = openingOf(element.name, { ...Object.fromEntries(kept), ...wanted.attributes })
  return [{ start: element.start, end: element.innerStart, text }]
}
