import { elementsIn } from './find.ts'
import { keyIn } from './key.ts'
import type { ElementNode, ParsedNode, StorageDocument } from './parse.ts'
import type { Edit } from './splice.ts'
import type { StorageNode } from './tree.ts'
import { writeStorage } from './write.ts'

/** A heading and what it is over: up to the next heading of its level or above, or to the end of what both stand in. */
export interface Section {
  heading: ElementNode
  level: number
  /** The key of its heading. */
  title: string
  /** Behind the heading. */
  contentStart: number
  end: number
}

/** The level of a heading, 1 to 6; undefined for other elements. */
export function levelOf(node: ParsedNode): number | undefined {
  const digit = node.kind === 'element' ? /^h([1-6])$/.exec(node.name)?.[1] : undefined
  return digit === undefined ? undefined : Number(digit)
}

/** In document order, wherever the headings stand; a section of a lower level lies within that above it. */
export const sectionsOf = (document: StorageDocument): Section[] =>
  elementsIn(document.children).flatMap(heading => {
    const level = levelOf(heading)
    return level === undefined ? [] : [sectionOf(document, heading, level)]
  })

function sectionOf({ source, children }: StorageDocument, heading: ElementNode, level: number): Section {
  const { parent } = heading
  const siblings = parent?.children ?? children
  const next = siblings.find(node => node.start >= heading.end && (levelOf(node) ?? 7) <= level)
  const end = next?.start ?? parent?.innerEnd ?? source.length
  return { heading, level, title: keyIn(heading.children), contentStart: heading.end, end }
}

/** Adds at the end of a section, behind the sections within it. */
export const appendToSection = ({ end }: Section, content: readonly StorageNode[]): Edit[] => [
  { start: end, end, text: writeStorage(content) },
]

/** Replaces all that is under a heading, the sections within included. */
export const replaceSection = ({ contentStart, end }: Section, content: readonly StorageNode[]): Edit[] => [
  { start: contentStart, end, text: writeStorage(content) },
]
