interface Node {
  type?: string
  text?: string
  attrs?: Record<string, unknown>
  content?: Node[]
}

/** Deeper nesting than an editor makes is left out. */
const deepest = 50

/** Atlassian's document format, in which Jira Cloud writes descriptions and text areas. */
export const isRichText = (value: unknown): value is Node =>
  typeof value === 'object' &&
  value !== null &&
  (value as Node).type === 'doc' &&
  Array.isArray((value as Node).content)

/** What a person reads in it, a line for each block; pictures and markup are left out. */
export const plainText = (document: Node): string => lines(document, 0).trim()

function lines({ content }: Node, depth: number): string {
  if (!Array.isArray(content) || depth > deepest) return ''
  return content
    .map(node => (isInline(node) ? inline(node) : `\n${lines(node, depth + 1)}\n`))
    .join('')
    .replace(/\n{2,}/g, '\n')
}

const isInline = ({ type = '', content }: Node) => !content && type !== 'paragraph' && type !== 'rule'

function inline({ type, text, attrs = {} }: Node): string {
  const said = (value: unknown) => (typeof value === 'string' ? value : '')
  switch (type) {
    case 'text':
      return said(text)
    case 'hardBreak':
      return '\n'
    case 'date': {
      const ms = Number(attrs.timestamp)
      return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : ''
    }
    case 'inlineCard':
    case 'blockCard':
      return said(attrs.url)
    default: // mention, status, emoji
      return said(attrs.text) || said(attrs.shortName)
  }
}
