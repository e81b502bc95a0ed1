import type { Block } from './blocks.ts'
import type { Run } from './inline.ts'
import type { Value } from './words.ts'

/** Blocks as Markdown that people read in a plan. */
export function markdownOf(blocks: Block[], indent = ''): string {
  let number = 0
  const lines = blocks.flatMap(block => {
    number = block.kind === 'numbered_list_item' ? number + 1 : 0
    const inner = block.kind.endsWith('_item') || block.kind === 'to_do' ? `${indent}  ` : indent
    const line = indent + lineOf(block, number).replaceAll('\n', `\n${inner}`)
    return block.children.length > 0 ? [line, markdownOf(block.children, `${indent}  `)] : [line]
  })
  return lines.join('\n')
}

function lineOf({ kind, runs, checked, language, caption }: Block, number: number): string {
  const words = runs.map(written).join('')
  switch (kind) {
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
      return `${'#'.repeat(Number(kind.at(-1)))} ${words}`
    case 'bulleted_list_item':
      return `- ${words}`
    case 'numbered_list_item':
      return `${number}. ${words}`
    case 'to_do':
      return `- [${checked ? 'x' : ' '}] ${words}`
    case 'quote':
      return `> ${words.replaceAll('\n', '\n> ')}`
    case 'code':
      return `\`\`\`${[language === 'plain text' ? '' : language, caption ?? ''].join(' ').trim()}\n${runs.map(({ text }) => text).join('')}\n\`\`\``
    case 'divider':
      return '---'
    default:
      return words
  }
}

function written({ text, look, href }: Run): string {
  const marks = [...look].map(letter => ({ b: '**', c: '`', i: '*', s: '~~' })[letter] ?? '')
  const words = marks.join('') + text + marks.toReversed().join('')
  return href && href !== text ? `[${words}](${href})` : words
}

/** Properties, a line each, as people read them in a plan. */
export const propertiesText = (properties: Record<string, Value>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .join('\n')

function shown(value: Value): string {
  if (value === null || value === '') return '–'
  if (Array.isArray(value)) return value.join(', ') || '–'
  return typeof value === 'object' ? `${value.start} → ${value.end}` : String(value)
}
