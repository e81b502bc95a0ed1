import type { BlockContent, Literal, Node, Parent, PhrasingContent, RootContent } from 'mdast'
import type { ElementNode } from '../storage/parse.ts'

/**
 * Markdown's tree, and in it what only Confluence has. A `mark` is any `{{…}}` as it was read; pairs of them become `wrap`
 * within a line and `frame` around blocks.
 */
export type Block = RootContent
export type Inline = PhrasingContent

/** `{{toc 0123456789}}`, or half of a pair, or a place in a table that a merged cell covers. */
export interface Mark extends Literal {
  type: 'mark'
}

/** Words with something around them that Markdown has not: a colour, an inline comment. `open` is the mark before them. */
export interface Wrap extends Parent {
  type: 'wrap'
  open: string
  children: PhrasingContent[]
}

/** Blocks with something around them: a layout's cell, a macro with a body. `open` is the mark before them. */
export interface Frame extends Parent {
  type: 'frame'
  open: string
  children: Block[]
}

/** A block that can be kept or deleted only. `value` is its text to read, `open` the mark that names it. */
export interface Opaque extends Literal {
  type: 'opaque'
  open: string
}

/** The macros that are quotations with a marker. */
export const panels: readonly string[] = ['info', 'note', 'warning', 'tip', 'panel', 'expand']

/** `> [!NOTE] title`. `name` is that of the macro. */
export interface Panel extends Parent {
  type: 'panel'
  name: string
  title: string
  children: Block[]
}

/** Where on a page something stands: the range of its source, and the element that says it, if it is one. */
export interface Origin {
  start: number
  end: number
  element?: ElementNode
}

declare module 'mdast' {
  interface Data {
    origin?: Origin
    /** Those of the paragraphs in a cell. */
    parts?: (Origin | undefined)[]
  }
  interface PhrasingContentMap {
    mark: Mark
    wrap: Wrap
  }
  interface RootContentMap {
    mark: Mark
    wrap: Wrap
    frame: Frame
    opaque: Opaque
    panel: Panel
  }
  interface BlockContentMap {
    frame: Frame
    opaque: Opaque
    panel: Panel
  }
}

/** The node as it is read at that place. */
export const at = <N extends Node>(origin: Origin | undefined, node: N): N => {
  if (origin) node.data = { ...node.data, origin }
  return node
}

export const text = (value: string): Inline => ({ type: 'text', value })
export const paragraph = (children: Inline[]): BlockContent => ({ type: 'paragraph', children })

/** A line break within a line, and by itself an empty paragraph. It is all of HTML that counts in Markdown here. */
export const lineBreak = () => ({ type: 'html' as const, value: '<br>' })
export const isLineBreak = (node: Node) =>
  node.type === 'break' || (node.type === 'html' && /^<br\s*\/?>$/i.test((node as Literal).value.trim()))

/** All words in it, without a sign of how they are set. */
export const wordsOf = (node: Node): string => {
  if ('children' in node) return (node as Parent).children.map(wordsOf).join('')
  if (isLineBreak(node)) return ' '
  return 'value' in node ? (node as Literal).value : ''
}
