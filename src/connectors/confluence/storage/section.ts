import { childrenNamed } from './find.ts'
import { keyIn, keyOf } from './key.ts'
import type { ElementNode, ParsedNode, StorageDocument } from './parse.ts'
import { appendEdit, type Edit } from './splice.ts'
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

/** The key of a heading that is asked for, which people may write as Markdown does: `## 회의` is `회의`. */
export const askedTitle = (heading: string): string => keyOf(bareTitle(heading))

/** Without the marks that Markdown has before it. */
export const bareTitle = (heading: string): string => heading.replace(/^\s*#{1,6}\s+(?=\S)/, '')

/** The level of a heading, 1 to 6; undefined for other elements. */
export function levelOf(node: ParsedNode): number | undefined {
  const digit = node.kind === 'element' ? /^h([1-6])$/.exec(node.name)?.[1] : undefined
  return digit === undefined ? undefined : Number(digit)
}

/** In document order, wherever the headings stand; a section of a lower level lies within that above it. */
export function sectionsOf({ source, children }: StorageDocument): Section[] {
  const found: Section[] = []
  const visit = (nodes: readonly ParsedNode[], end: number) => {
    const open: Section[] = []
    for (const node of nodes) {
      if (node.kind !== 'element' || node.name === 'ac:adf-fallback') continue
      const level = levelOf(node)
      if (level !== undefined) {
        while (open.length > 0 && open.at(-1)!.level >= level) open.pop()!.end = node.start
        const section = { heading: node, level, title: keyIn(node.children), contentStart: node.end, end }
        open.push(section)
        found.push(section)
      }
      visit(node.children, node.innerEnd)
    }
  }
  visit(children, source.length)
  return found
}

/** Adds at the end of a section, behind the sections within it. */
export const appendToSection = ({ end }: Section, content: readonly StorageNode[]): Edit[] => [
  { start: end, end, text: writeStorage(content) },
]

/** Replaces all that is under a heading, the sections within included. */
export const replaceSection = ({ contentStart, end }: Section, content: readonly StorageNode[]): Edit[] => [
  { start: contentStart, end, text: writeStorage(content) },
]

/** Adds at the end of a page. With a layout everything stands in its cells, and what comes behind them breaks the editor. */
export function appendToPage({ source, children }: StorageDocument, text: string): Edit {
  const layout = childrenNamed({ children }, 'ac:layout').at(-1)
  if (!layout) return { start: source.length, end: source.length, text }
  const section = childrenNamed(layout, 'ac:layout-section').at(-1)
  const cell = section && childrenNamed(section, 'ac:layout-cell').at(-1)
  if (cell) return appendEdit(source, cell, text)
  const inCell = `<ac:layout-cell>${text}</ac:layout-cell>`
  if (section) return appendEdit(source, section, inCell)
  return appendEdit(source, layout, `<ac:layout-section ac:type="single">${inCell}</ac:layout-section>`)
}
