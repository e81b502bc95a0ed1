import { plainText } from '../storage/find.ts'
import type { ParsedNode } from '../storage/parse.ts'
import type { StorageElement, StorageNode } from '../storage/tree.ts'
import { writeStorage } from '../storage/write.ts'
import { keyOfRef, type Ref } from './mark.ts'
import type { Origin } from './nodes.ts'

/**
 * An element of storage that knows where it comes from. `origin` is the place on the page of what it says, `kept` is what
 * a reference names: to be written by its bytes, with `inside` between them where it frames what can be edited.
 */
export interface Drawn extends StorageElement {
  origin?: Origin
  kept?: Ref
  inside?: StorageNode[]
}

export const element = (tag: string, children: StorageNode[], origin?: Origin, attributes = {}): Drawn => ({
  tag,
  attributes,
  children,
  origin,
})

/** The nodes as data, to be put into a payload: without their places and what references name. */
export const bareNodes = (nodes: readonly StorageNode[]): StorageNode[] =>
  nodes.map(node =>
    typeof node === 'string'
      ? node
      : { tag: node.tag, attributes: node.attributes, children: bareNodes(node.children) },
  )

/** A parsed element as one to write. Comments go, CDATA becomes text where it may. */
export function treeOf(node: ParsedNode, hole?: ParsedNode, inside: StorageNode[] = []): StorageNode {
  if (node.kind === 'comment') return ''
  if (node.kind !== 'element') return node.text
  const { name, attributes, children } = node
  const content = node === hole ? inside : children.map(child => treeOf(child, hole, inside))
  const isText = name === 'ac:plain-text-body' || name === 'ac:plain-text-link-body'
  return { tag: name, attributes: { ...attributes }, children: isText ? [plainText(children)] : content }
}

/** What it says, and the same for what says the same; where it comes from does not count. */
export function keyOf(node: StorageNode): string {
  if (typeof node === 'string') return JSON.stringify(node)
  const key = keys.get(node) ?? keyOfElement(node)
  keys.set(node, key)
  return key
}

/** At each level it is asked for what is below. */
const keys = new WeakMap<StorageElement, string>()

function keyOfElement(node: StorageElement): string {
  const { tag, attributes, children, kept, inside = [] }: Drawn = node
  if (kept) return `${keyOfRef(kept)}(${inside.map(keyOf).join()})`
  return `${tag}${JSON.stringify(attributes)}(${children.map(keyOf).join()})`
}

/** As a body has it: what is kept by its bytes, and so, too, what `known` has bytes of. */
export function bytesOf(node: StorageNode, known: (node: Drawn) => string | undefined = () => undefined): string {
  if (typeof node === 'string') return writeStorage([node])
  const { tag, attributes, children, kept, inside }: Drawn = node
  const content = (nodes: readonly StorageNode[]) => nodes.map(child => bytesOf(child, known)).join('')
  if (kept) return inside && kept.hole ? kept.hole.before + content(inside) + kept.hole.after : kept.source
  const bytes = known(node)
  if (bytes !== undefined) return bytes
  if (tag === 'ac:plain-text-body' || children.length === 0) return writeStorage([node])
  return `${openingOf(tag, attributes)}${content(children)}</${tag}>`
}

/** An opening tag as `writeStorage` writes it. */
export const openingOf = (tag: string, attributes: Record<string, string>): string =>
  writeStorage([{ tag, attributes, children: [] }]).replace(/ \/>$/, '>')
