import type { Delete, Emphasis, Strong, Text } from 'mdast'
import { isOwnAnchor } from '../anchor.ts'
import { plainText } from '../storage/find.ts'
import type { ElementNode, ParsedNode } from '../storage/parse.ts'
import { addressOf, dateLink, imageOf, statusLink } from './address.ts'
import { markOf } from './mark.ts'
import { at, type Inline, isLineBreak, lineBreak, text } from './nodes.ts'
import { originOf, type Reading, refer } from './reading.ts'

/** What stands in a paragraph, a heading or a cell, without white space at its edges. Empty where nothing is seen. */
export const inlinesOf = (reading: Reading, nodes: readonly ParsedNode[]): Inline[] =>
  trimmed(tidied(rawOf(reading, nodes, [])))

type Attention = Strong | Emphasis | Delete
const attentions: Record<string, Attention['type']> = {
  strong: 'strong',
  b: 'strong',
  em: 'emphasis',
  i: 'emphasis',
  del: 'delete',
  s: 'delete',
  strike: 'delete',
}
const isAttention = (node: Inline): node is Attention =>
  node.type === 'strong' || node.type === 'emphasis' || node.type === 'delete'

/** Elements that stand around words, and whose name and attributes a mark can stand for. */
const wraps = new Set(['span', 'u', 'ins', 'sub', 'sup', 'small', 'big', 'font', 'mark', 'ac:inline-comment-marker'])

/** `within` are the ways in which the words are set off already: to do so again says nothing. */
const rawOf = (reading: Reading, nodes: readonly ParsedNode[], within: readonly string[]): Inline[] =>
  nodes.flatMap(node => {
    // Nobody sees an anchor of ours: `mergeEdits` leaves it where it is.
    if (node.kind === 'comment' || (node.kind === 'element' && isOwnAnchor(node))) return []
    if (node.kind === 'element') return elementOf(reading, node, within).map(inline => at(originOf(node), inline))
    return [text(node.text.replace(/[ \t\n\r]+/g, ' '))]
  })

function elementOf(reading: Reading, element: ElementNode, within: readonly string[]): Inline[] {
  const { name, children } = element
  const type = Object.hasOwn(attentions, name) && attentions[name]
  if (type && within.includes(type)) return tidied(rawOf(reading, children, within))
  if (type) return [{ type, children: tidied(rawOf(reading, children, [...within, type])) }]
  if (name === 'br') return [lineBreak()]
  return special(reading, element, within) ?? [{ type: 'mark', value: markOf(refer(reading, element)) }]
}

/** Undefined for what cannot be said in Markdown. */
function special(reading: Reading, element: ElementNode, within: readonly string[]): Inline[] | undefined {
  const { name, children } = element
  if (name === 'code') return codeOf(element)
  if (name === 'a' || name === 'ac:link') return linkOf(reading, element, within)
  if (name === 'time') return worded(dateLink(element))
  if (name === 'ac:structured-macro' && element.attributes['ac:name'] === 'status') return worded(statusLink(element))
  if (name === 'ac:image') {
    const image = imageOf(element)
    return image && [{ type: 'image', ...image }]
  }
  if (!wraps.has(name)) return undefined
  const inside = tidied(rawOf(reading, children, within))
  if (inside.length === 0) return undefined
  return [{ type: 'wrap', open: markOf(refer(reading, element, element)), children: inside }]
}

function codeOf({ children }: ElementNode): Inline[] | undefined {
  const value = plainText(children).replace(/[\t\n\r]/g, ' ')
  const isBare = children.every(({ kind }) => kind !== 'element')
  return isBare && value ? [{ type: 'inlineCode', value }] : undefined
}

const worded = (said: { url: string; words: string } | undefined): Inline[] | undefined =>
  said && [{ type: 'link', url: said.url, children: [text(said.words)] }]

/** A person has no name in a body: it is asked for. */
function linkOf(reading: Reading, element: ElementNode, within: readonly string[]): Inline[] | undefined {
  const found = addressOf(element)
  if (!found) return undefined
  const [, person] = /^confluence:user(?:key)?\/(.*)$/.exec(found.url) ?? []
  if (person !== undefined)
    return [{ type: 'link', url: found.url, children: [text(`@${reading.nameOf(person) ?? ''}`)] }]
  const children = tidied(rawOf(reading, found.body?.children ?? [], within))
  return hasLink(children) ? undefined : [{ type: 'link', url: found.url, children }]
}

/** In Markdown there is no link within a link. */
const hasLink = (nodes: readonly Inline[]): boolean =>
  nodes.some(node => node.type === 'link' || ('children' in node && hasLink(node.children)))

/**
 * White space moves out of what sets words off, which Markdown cannot begin or end with it, and doubled blanks become
 * one. Neighbours that are set off alike become one; what sets off nothing goes.
 */
function tidied(nodes: readonly Inline[]): Inline[] {
  const tidy: Inline[] = []
  for (const node of nodes.flatMap(bared)) {
    const last = tidy.at(-1)
    if (node.type === 'text' && last?.type === 'text') tidy[tidy.length - 1] = text(collapsed(last.value + node.value))
    else if (isAttention(node) && last && last.type === node.type)
      tidy[tidy.length - 1] = { type: node.type, children: tidied([...(last as Attention).children, ...node.children]) }
    else tidy.push(node)
  }
  return tidy.filter(node => node.type !== 'text' || node.value !== '')
}

const collapsed = (value: string) => value.replace(/ {2,}/g, ' ')

/** What is set off, with the blanks at its edges beside it. */
function bared(node: Inline): Inline[] {
  if (!isAttention(node)) return [node]
  const inner = node.children.flatMap(child => (child.type === node.type ? (child as Attention).children : [child]))
  const [lead, children, trail] = edgesOf(inner)
  if (children.length === 0) return lead || trail ? [text(' ')] : []
  const own = at(node.data?.origin, { type: node.type, children } as Attention)
  return [...(lead ? [text(' ')] : []), own, ...(trail ? [text(' ')] : [])]
}

function edgesOf(nodes: readonly Inline[]): [lead: boolean, inner: Inline[], trail: boolean] {
  const [lead, trail] = [startsBlank(nodes[0]), endsBlank(nodes.at(-1))]
  return [lead, trimmed(nodes), trail]
}

const startsBlank = (node: Inline | undefined) => node?.type === 'text' && node.value.startsWith(' ')
const endsBlank = (node: Inline | undefined) => node?.type === 'text' && node.value.endsWith(' ')

/** Blanks at the ends, and beside a line break, are not seen. */
function trimmed(nodes: readonly Inline[]): Inline[] {
  const isEdge = (node: Inline | undefined) => !node || isLineBreak(node)
  return nodes.flatMap((node, index) => {
    if (node.type !== 'text') return [node]
    let { value } = node as Text
    if (isEdge(nodes[index - 1])) value = value.replace(/^ +/, '')
    if (isEdge(nodes[index + 1])) value = value.replace(/ +$/, '')
    return value ? [value === node.value ? node : text(value)] : []
  })
}
