import { HubError, type HubErrorOptions } from '../../../engine/error.ts'
import type { StorageElement, StorageNode } from './tree.ts'

/** 5 MB as Confluence counts them. */
const mostBytes = 5_242_880

/** Their content is kept as it is, in CDATA. */
const verbatim = new Set(['ac:plain-text-body', 'ac:plain-text-link-body'])

/**
 * The tree as a storage body. What XML 1.0 has no place for is dropped (control characters, U+FFFE, U+FFFF), half a
 * surrogate pair becomes U+FFFD, and line ends become `\n`, as every reader of XML would make them. Text is kept as it is
 * otherwise: no normalisation. Throws `invalid` for a tree that Confluence would refuse or misread.
 */
export const writeStorage = (nodes: readonly StorageNode[]): string => nodes.map(written).join('')

const written = (node: StorageNode): string => (typeof node === 'string' ? escaped(node) : writtenElement(node))

function writtenElement(element: StorageElement): string {
  const { tag, attributes, children } = element
  assertName(tag)
  assertParameter(element)
  const opening = `<${tag}${Object.entries(attributes).map(writtenAttribute).join('')}`
  const content = verbatim.has(tag) && children.length > 0 ? cdata(element) : writeStorage(children)
  return content === '' ? `${opening} />` : `${opening}>${content}</${tag}>`
}

function writtenAttribute([name, value]: [string, string]): string {
  assertName(name)
  // A reader takes bare white space in an attribute for a blank.
  const text = escaped(value).replace(/["\t\n]/g, sign => (sign === '"' ? '&quot;' : `&#${sign.charCodeAt(0)};`))
  return ` ${name}="${text}"`
}

/** `]]>` would end it: it is divided between two. */
function cdata({ tag, children }: StorageElement): string {
  const text = children.map(child => {
    if (typeof child === 'string') return legal(child)
    throw new HubError('invalid', `<${tag}> holds text only, not <${child.tag}>.`)
  })
  return `<![CDATA[${text.join('').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string) => legal(text).replace(/[&<>]/g, sign => signs[sign]!)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML does not have
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const legal = (text: string) => text.toWellFormed().replace(illegal, '').replace(/\r\n?/g, '\n')

function assertName(name: string) {
  if (!/^[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?$/.test(name))
    throw new HubError('invalid', `${JSON.stringify(name)} is no name for an element or an attribute of storage.`)
}

/** Confluence keeps a stringified object, silently, where anything stands beside the resource. */
function assertParameter({ tag, attributes, children }: StorageElement) {
  const holdsResource = children.some(child => typeof child !== 'string' && child.tag.startsWith('ri:'))
  if (tag !== 'ac:parameter' || !holdsResource || children.length === 1) return
  const name = attributes['ac:name'] ?? ''
  throw new HubError(
    'invalid',
    `The macro parameter "${name}" holds more than its resource (ri:…). Give it that alone.`,
  )
}

/**
 * Throws `invalid` for a body that Confluence would refuse for its size. UTF-8 bytes count: a Hangul syllable is three.
 * `field` goes with the error.
 */
export function assertFits(body: string, field?: HubErrorOptions['field']) {
  const bytes = Buffer.byteLength(body)
  if (bytes <= mostBytes) return
  const size = (bytes / 1024 / 1024).toFixed(1)
  throw new HubError(
    'invalid',
    `The page would have ${size} MB and Confluence takes 5 MB. Move older parts of it to another page, or let what is written there cover less.`,
    {
      field,
      ko: `페이지가 ${size} MB가 됩니다. Confluence는 5 MB까지 받으니, 오래된 내용을 다른 페이지로 옮기거나 쓸 내용을 줄이십시오.`,
    },
  )
}
