import type { StorageNode } from '../../connectors/confluence/index.ts'

/** ` ac:local-id="…"`: what the server adds to most elements when it saves them. */
const id = 51
const addedTo: Record<string, number> = { p: id, tr: id, td: id, 'ac:structured-macro': 2 * id }

/** At least as many bytes as a row of a table takes in storage format, what the server adds included. */
export const bytesOfRow = (cells: readonly StorageNode[][]): number =>
  cells.reduce((sum, cell) => sum + bytesOf(cell, 'td') + bytesOf([], 'p'), bytesOf([], 'tr'))

const bytesOf = (children: readonly StorageNode[], tag: string): number =>
  children.reduce((sum, child) => sum + bytesOfNode(child), 2 * tag.length + 5 + (addedTo[tag] ?? 0))

function bytesOfNode(node: StorageNode): number {
  if (typeof node === 'string') return bytesOfText(node)
  const attributes = Object.entries(node.attributes)
  return (
    bytesOf(node.children, node.tag) +
    attributes.reduce((sum, [name, value]) => sum + name.length + bytesOfText(value) + 4, 0)
  )
}

/** The longest entity that stands for a sign is `&quot;`; half a character becomes a whole one. */
const bytesOfText = (text: string) => Buffer.byteLength(text) + 5 * (text.match(/[&<>"'\t\n\r]/g)?.length ?? 0)
