import { createHash } from 'node:crypto'
import { elementsIn, parameterOf } from './storage/find.ts'
import type { ElementNode, StorageDocument } from './storage/parse.ts'
import { macro, paragraph, type StorageElement, type StorageNode } from './storage/tree.ts'

/**
 * Anchors by which what Dure wrote once is known again: readers do not see them, editors keep them, and they move along
 * with the words that they stand before.
 */

/** The one at the beginning of an entry. */
export const entryAnchor = (id: string) => `dure-${hashOf(id)}`

/** The one at the end of an entry of several blocks. */
export const endOf = (anchor: string) => `${anchor}-end`
export const isEndAnchor = (element: ElementNode): boolean => /-end$/.test(parameterOf(element, '') ?? '')

/** The one at the beginning of a page that was written once. */
export const pageAnchor = (identity: string) => `dure-page-${hashOf(identity)}`

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** The content as blocks: text that stands by itself gets a paragraph. */
export const blocksOf = (content: readonly StorageNode[]): StorageElement[] =>
  content.map(node => (typeof node === 'string' ? paragraph(node) : node))

/** An anchor in a paragraph of its own would leave a gap to be seen, so it has one only where no words are at that end. */
export function withAnchor(blocks: readonly StorageElement[], name: string, end: 'first' | 'last'): StorageElement[] {
  const index = end === 'first' ? 0 : blocks.length - 1
  const held = blocks[index] && holding(blocks[index], anchor(name), end)
  if (held) return blocks.with(index, held)
  return end === 'first' ? [paragraph(anchor(name)), ...blocks] : [...blocks, paragraph(anchor(name))]
}

const anchor = (name: string) => macro('anchor', { '': name })

function holding(block: StorageElement, anchor: StorageElement, end: 'first' | 'last'): StorageElement | undefined {
  const { tag, children } = block
  if (/^(p|h[1-6])$/.test(tag))
    return { ...block, children: end === 'first' ? [anchor, ...children] : [...children, anchor] }
  const index = end === 'first' ? 0 : children.length - 1
  const child = children[index]
  const held = /^(ul|ol|li)$/.test(tag) && typeof child === 'object' && holding(child, anchor, end)
  return held ? { ...block, children: children.with(index, held) } : undefined
}

/** Whether an element is one of these anchors. */
export const isOwnAnchor = (element: ElementNode): boolean =>
  element.attributes['ac:name'] === 'anchor' && /^dure-/.test(parameterOf(element, '') ?? '')

/** By their names. Of one that people have copied the first counts. */
export function anchorsIn({ children }: StorageDocument): Map<string, ElementNode> {
  const found = new Map<string, ElementNode>()
  for (const element of elementsIn(children, 'ac:structured-macro')) {
    const name = element.attributes['ac:name'] === 'anchor' ? parameterOf(element, '') : undefined
    if (name !== undefined && !found.has(name)) found.set(name, element)
  }
  return found
}
