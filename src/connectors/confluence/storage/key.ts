import type { ElementNode, ParsedNode } from './parse.ts'

/**
 * Text as a key to compare by, never to be written: composed (NFC), without signs that nobody sees (zero-width ones, soft
 * hyphens, the Hangul fillers that make titles look alike), white space and no-break spaces made one blank each. Upper and
 * lower case stay apart, for so they do in the keys of other systems.
 */
export const keyOf = (text: string): string =>
  text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()

/** The key of what a heading or a cell holds: the words in it, of a status, a Jira issue and a day too, but no address. */
export const keyIn = (nodes: readonly ParsedNode[]): string => keyOf(wordsOf(nodes))

const wordsOf = (nodes: readonly ParsedNode[]): string =>
  nodes
    .map(node => {
      if (node.kind === 'comment') return ''
      return node.kind === 'element' ? wordsIn(node) : node.text
    })
    .join('')

/** Words in two of these do not run together. */
const apart = /^(p|br|li|div|h[1-6]|td|th|tr|pre|blockquote)$/

/** Their text is for machines. */
const unseen = new Set(['ac:adf-fallback', 'ac:adf-attribute', 'ac:task-id', 'ac:task-uuid', 'ac:task-status'])

/** The parameters that people see as a word. */
const seen: Record<string, string> = { status: 'title', jira: 'key' }

function wordsIn({ name, attributes, children, parent }: ElementNode): string {
  if (name === 'ac:parameter') {
    const isSeen = seen[parent?.attributes['ac:name'] ?? ''] === attributes['ac:name']
    return isSeen ? wordsOf(children) : ''
  }
  if (unseen.has(name)) return ''
  const words = name === 'time' ? (attributes.datetime ?? '') : wordsOf(children)
  return apart.test(name) ? ` ${words} ` : words
}
