import { HubError } from '../../../engine/error.ts'
import { canonical } from './canonical.ts'
import { childrenNamed } from './find.ts'
import { numberIn } from './measure.ts'
import type { ElementNode, ParsedNode } from './parse.ts'
import { textOf } from './text.ts'
import { paragraph, type StorageNode } from './tree.ts'
import { writeStorage } from './write.ts'

/** What is written into a cell: text, of which each line becomes a paragraph, a number, nothing (`null`), or storage. */
export type Value = string | number | null | readonly StorageNode[]

/**
 * What people read in a cell, a line for each paragraph or item: a link by its words, a status and a Jira issue by theirs,
 * a person by their id (`@…`), a day as `2026-11-27`. It is as written: not normalised.
 */
export const valueIn = (nodes: readonly ParsedNode[]): string => textOf(nodes.map(asWords))

function asWords(node: ParsedNode): ParsedNode {
  if (node.kind !== 'element') return node
  const words = wordsOf(node)
  // What has words becomes those alone, in an element that says nothing by itself.
  return textOf(words) ? { ...node, name: 'span', children: words } : { ...node, children: node.children.map(asWords) }
}

/** The parameter of a macro that people see as a word. */
const seen: Record<string, string> = { status: 'title', jira: 'key' }

/** The words of a link and of a macro that is a word; nothing for all else. */
function wordsOf(element: ElementNode): ParsedNode[] {
  const { name, attributes, children } = element
  if (name === 'a') return children.map(asWords)
  if (name === 'ac:link')
    return childrenNamed(element, 'ac:link-body', 'ac:plain-text-link-body').flatMap(body => body.children.map(asWords))
  const parameter = name === 'ac:structured-macro' && seen[attributes['ac:name'] ?? '']
  if (!parameter) return []
  return childrenNamed(element, 'ac:parameter')
    .filter(({ attributes }) => attributes['ac:name'] === parameter)
    .flatMap(({ children }) => children)
}

/** The value as what stands in a cell. */
export function contentOf(value: Value): readonly StorageNode[] {
  if (value === null) return []
  if (typeof value === 'object') return value
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new HubError('invalid', `${value} cannot stand in a cell. Leave it empty (null), or write what is meant.`, {
      ko: `${value}은 칸에 쓸 수 없는 값입니다. 비워 두거나(null) 뜻하는 글을 쓰십시오.`,
    })
  const lines = String(value)
    .trim()
    .split(/\r\n|\r|\n/)
  return lines.length > 1 ? lines.map(line => paragraph(line)) : lines.filter(Boolean)
}

/**
 * Whether a cell that holds these nodes needs no edit to say the value: text by what people read, so that bold words, links
 * and lists stay; numbers with or without thousands separators; storage by all that it is.
 */
export function says(nodes: readonly ParsedNode[], value: Value): boolean {
  if (Array.isArray(value)) return canonical(nodes) === canonical(writeStorage(value))
  const text = valueIn(nodes)
  if (typeof value === 'number' && numberIn(text) === value) return true
  return tidied(text) === tidied(String(value ?? ''))
}

const tidied = (text: string) =>
  text
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    .map(line => line.replace(/[ \t\u00a0]+/g, ' ').trim())
    .filter(Boolean)
    .join('\n')
