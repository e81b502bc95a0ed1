import type { ElementNode, ParsedNode } from './parse.ts'

/**
 * All elements in document order, an outer one before those in it; only those called `name`, if given. What stands in
 * `ac:adf-fallback` is left out: it repeats, for older readers, what the element before it says.
 */
export function elementsIn(nodes: readonly ParsedNode[], name?: string): ElementNode[] {
  const found: ElementNode[] = []
  const visit = (children: readonly ParsedNode[]) => {
    for (const node of children) {
      if (node.kind !== 'element' || node.name === 'ac:adf-fallback') continue
      if (name === undefined || node.name === name) found.push(node)
      visit(node.children)
    }
  }
  visit(nodes)
  return found
}

/** The elements directly in it that bear one of the names. */
export const childrenNamed = ({ children }: { children: readonly ParsedNode[] }, ...names: string[]): ElementNode[] =>
  children.filter((node): node is ElementNode => node.kind === 'element' && names.includes(node.name))

/** The text of a macro's own parameter, trimmed; undefined when it has none of that name. */
export function parameterOf(macro: ElementNode, name: string): string | undefined {
  const parameter = childrenNamed(macro, 'ac:parameter').find(({ attributes }) => attributes['ac:name'] === name)
  return parameter && plainText(parameter.children).trim()
}

/** All text, as it stands, without a sign of where elements begin and end. */
export const plainText = (nodes: readonly ParsedNode[]): string =>
  nodes
    .map(node => {
      if (node.kind === 'comment') return ''
      return node.kind === 'element' ? plainText(node.children) : node.text
    })
    .join('')
