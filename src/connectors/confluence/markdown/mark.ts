import { createHash } from 'node:crypto'
import { HubError } from '../../../engine/error.ts'
import { canonical } from '../storage/canonical.ts'
import { childrenNamed, plainText } from '../storage/find.ts'
import type { ElementNode } from '../storage/parse.ts'
import { textOf } from '../storage/text.ts'

/** Something on a page that Markdown has no words for, and its bytes. */
export interface Ref {
  name: string
  /** Ten hexadecimal digits of what it says: the same while it says the same, whatever the server renumbers. */
  hash: string
  element: ElementNode
  /** Its bytes. */
  source: string
  /** Of one with content that Markdown does have: the element that holds it, and the bytes before and behind the content. */
  hole?: { element: ElementNode; before: string; after: string }
}

/** By name and hash, those that say the same in the order of the page. */
export type Refs = ReadonlyMap<string, readonly Ref[]>

/** What a mark is read as. `label` is for the reader; where it is there, it must be that of what is named. */
export interface MarkParts {
  form: 'whole' | 'open' | 'close'
  name: string
  hash: string
  label?: string
}

const named = /^\{\{(#?)([\w-]+) ([0-9a-f]{10})(?: "([^"]*)")?\}\}$/
const closing = /^\{\{\/([\w-]+)\}\}$/

/** A table's place that the cell above, or the one to the left, reaches over. */
export const above = '{{^}}'
export const left = '{{<}}'

/** Undefined for what is no mark by its form: such braces are text. */
export function markParts(value: string): MarkParts | undefined {
  const [, pair, name, hash, label] = named.exec(value) ?? []
  if (name && hash) return { form: pair ? 'open' : 'whole', name, hash, label }
  const closed = closing.exec(value)?.[1]
  return closed ? { form: 'close', name: closed, hash: '' } : undefined
}

export const isMark = (value: string): boolean => value === above || value === left || markParts(value) !== undefined

export const keyOfRef = ({ name, hash }: { name: string; hash: string }) => `${name} ${hash}`

const tagName = (element: ElementNode) =>
  element.name === 'ac:structured-macro' ? (element.attributes['ac:name'] ?? 'macro') : element.name.replace(/^.*:/, '')

/** The element as a reference. With a `hole`, only what is around that counts, and its content is written as Markdown. */
export function refOf(source: string, element: ElementNode, hole?: ElementNode): Ref {
  const name = tagName(element).replace(/[^\w-]+/g, '-')
  const hash = createHash('sha256')
    .update(meaningOf(source, element, hole))
    .digest('hex')
    .slice(0, 10)
  const ref: Ref = { name, hash, element, source: source.slice(element.start, element.end) }
  return hole ? { ...ref, hole: holeIn(source, element, hole) } : ref
}

/** Marks of inline comments say nothing to `canonical`, so their bytes stand for them. */
function meaningOf(source: string, element: ElementNode, hole: ElementNode | undefined): string {
  const shell = hole ? without(element, hole) : element
  return canonical([shell]) || source.slice(element.start, hole ? element.innerStart : element.end)
}

const without = (element: ElementNode, hole: ElementNode): ElementNode =>
  element === hole
    ? { ...element, children: [] }
    : { ...element, children: element.children.map(child => (child === hole ? { ...hole, children: [] } : child)) }

function holeIn(source: string, element: ElementNode, hole: ElementNode): Ref['hole'] {
  const isClosed = hole.innerStart === hole.end
  const opening = source.slice(element.start, hole.innerStart)
  return {
    element: hole,
    before: isClosed ? opening.replace(/\s*\/>$/, '>') : opening,
    after: (isClosed ? `</${hole.name}>` : '') + source.slice(hole.innerEnd, element.end),
  }
}

const mostLabel = 300

/** What a reader needs to know it by, on one line, with no sign in it that could end it. */
export function labelOf({ name, element, hole }: Ref): string {
  const said = hole ? settingOf(element) : textOf([element])
  const own = said.startsWith(`[${name}`) ? said.slice(name.length + 1).replace(/^: |\]$/g, '') : said
  const label = own
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(/[\s\p{Cc}{}"|\\`]+/gu, ' ')
    .trim()
  return label.length > mostLabel ? `${label.slice(0, mostLabel - 1).toWellFormed()}…` : label
}

/** What a frame says by its attributes or, a macro, by its parameters. */
const settingOf = (element: ElementNode) =>
  element.attributes.style ??
  element.attributes['ac:type'] ??
  childrenNamed(element, 'ac:parameter')
    .map(({ children }) => plainText(children))
    .join(' ')

/** The mark that stands for it, or, where it has a hole, the one that opens it. */
export function markOf(ref: Ref, label = labelOf(ref)): string {
  return `{{${ref.hole ? '#' : ''}${ref.name} ${ref.hash}${label ? ` "${label}"` : ''}}}`
}

const faults = {
  unknown: ['names nothing on this page', '이 페이지에 없는 것을 가리킵니다'],
  label: [
    'has another text than what it names, and that cannot be changed here',
    '가리키는 것과 글이 다르며, 여기서는 그 글을 바꿀 수 없습니다',
  ],
  pair: ['has no other half', '짝이 없습니다'],
} as const

/** What is wrong with a reference, and what to do. */
export function refusedMark(value: string, why: keyof typeof faults): HubError {
  const [said, ko] = faults[why]
  return new HubError(
    'invalid',
    `${value} ${said}. References in double braces are kept as they stand, moved or deleted, never made up: read the page again and copy them from there.`,
    {
      ko: `${value}: ${ko}. 겹중괄호 참조는 그대로 두거나 옮기거나 지울 수만 있습니다. 페이지를 다시 읽고 거기서 옮겨 쓰세요.`,
    },
  )
}
