import { SaxesParser } from 'saxes'
import { HubError } from '../../../engine/error.ts'
import { entities } from './entities.ts'

/** A body as it was read. Offsets are indices into `source`, as JavaScript counts them. */
export interface StorageDocument {
  source: string
  children: ParsedNode[]
}

export type ParsedNode = ElementNode | TextNode | CommentNode

/**
 * `start` is before the `<` of the opening tag and `end` behind the `>` of the closing one; the content lies between
 * `innerStart` and `innerEnd`. An element closed in itself (`<td />`) has no inside: both of these are its `end`.
 */
export interface ElementNode {
  kind: 'element'
  /** With its prefix, e.g. `ac:link`. */
  name: string
  /** Decoded, by their names with prefix. */
  attributes: Record<string, string>
  children: ParsedNode[]
  /** Undefined at the top of the body. */
  parent?: ElementNode
  start: number
  innerStart: number
  innerEnd: number
  end: number
}

/** `text` is decoded: entities resolved, line ends as `\n`. The range is that of the source, CDATA's brackets included. */
export interface TextNode {
  kind: 'text' | 'cdata'
  text: string
  start: number
  end: number
}

/** A comment or a processing instruction: nobody sees it on the page. */
export interface CommentNode {
  kind: 'comment'
  start: number
  end: number
}

/** More would be no page of a person's, and would exhaust the stack of what walks through it. */
const deepest = 1000

/**
 * Reads a storage body. Prefixes need no declaration, and there is no single root. Throws `invalid`, naming line and
 * column, where the XML is malformed.
 */
export function parseStorage(source: string): StorageDocument {
  const document: StorageDocument = { source, children: [] }
  const parser = new SaxesParser({ fragment: true, position: false })
  parser.ENTITIES = entities
  let open: ElementNode | undefined
  let depth = 0
  // Tokens follow one another without a gap: each starts where the one before it ends.
  let at = 0
  let atEnd = false
  const malformed = (what: string, offset = Math.min(parser.position, source.length) - 1): never => {
    throw malformedAt(source, offset, what, open)
  }
  const add = (node: ParsedNode) => {
    const siblings = open ? open.children : document.children
    siblings.push(node)
    at = node.end
  }

  parser.on('error', ({ message }) => malformed(message.replace(/\.$/, '')))
  // Text is reported once the `<` behind it has been read, or at the end of the body.
  parser.on('text', text =>
    add({ kind: 'text', text, start: at, end: atEnd ? source.length : parser.position - '<'.length }),
  )
  parser.on('cdata', text => add({ kind: 'cdata', text, start: at, end: parser.position }))
  // A comment is reported before its `>` has been read.
  parser.on('comment', () => add({ kind: 'comment', start: at, end: parser.position + '>'.length }))
  parser.on('processinginstruction', () => add({ kind: 'comment', start: at, end: parser.position }))
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    const end = parser.position
    const element: ElementNode = {
      kind: 'element',
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      parent: open,
      start: at,
      innerStart: end,
      innerEnd: end,
      end,
    }
    add(element)
    if (isSelfClosing) return
    if (++depth > deepest) malformed(`elements are nested more than ${deepest} deep`)
    open = element
  })
  parser.on('closetag', ({ name, isSelfClosing }) => {
    if (isSelfClosing || !open) return
    if (!source.startsWith(name, at + '</'.length)) malformed(`${source.slice(at, parser.position)} closes nothing`, at)
    open.innerEnd = at
    at = open.end = parser.position
    open = open.parent
    depth--
  })

  refuseHalfCharacters(source)
  parser.write(source)
  atEnd = true
  parser.close()
  return document
}

/** The parser would take the sign behind half a surrogate pair for its other half. */
function refuseHalfCharacters(source: string) {
  if (source.isWellFormed()) return
  const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(source)
  throw malformedAt(source, half?.index ?? 0, 'half of a surrogate pair')
}

function malformedAt(source: string, offset: number, what: string, open?: ElementNode): HubError {
  const since = open ? `; <${open.name}> is open since ${placeIn(source, open.start)}` : ''
  const near = JSON.stringify(source.slice(Math.max(0, offset - 20), offset + 10).toWellFormed())
  const message = `Storage is malformed at ${placeIn(source, offset)}: ${what}${since} (near ${near}).`
  return new HubError('invalid', `${message} Confluence takes well-formed XML only.`)
}

/** Both are counted from one, columns in UTF-16 units. */
function placeIn(source: string, offset: number): string {
  const lines = source.slice(0, Math.max(0, offset)).split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`
}
