import { createHash } from 'node:crypto'
import { blocksOf, isOwnAnchor } from './anchor.ts'
import { elementsIn, plainText } from './storage/find.ts'
import { keyIn, keyOf } from './storage/key.ts'
import { type ElementNode, type ParsedNode, parseStorage } from './storage/parse.ts'
import type { StorageNode } from './storage/tree.ts'
import { writeStorage } from './storage/write.ts'

/**
 * A mark of what people see in a content, 16 hexadecimal digits: to be kept, and to be given as `over` of a later change
 * of the entry that was made of it.
 */
export const contentMark = (content: readonly StorageNode[]): string =>
  markOf(parseStorage(writeStorage(blocksOf(content))).children)

/** The mark of what stands on a page. Undefined where people have commented on some of it: their mark is in no content. */
export const markIn = (nodes: readonly ParsedNode[]): string | undefined =>
  elementsIn(nodes, 'ac:inline-comment-marker').length > 0 ? undefined : markOf(nodes)

const markOf = (nodes: readonly ParsedNode[]) => createHash('sha256').update(seenIn(nodes)).digest('hex').slice(0, 16)

/**
 * What people see, as servers and editors leave it that rewrite markup in ways of their own: the words, then in order the
 * letters with what they are set in (blanks aside, for those move in and out of tags), and what is no letter.
 */
function seenIn(nodes: readonly ParsedNode[]): string {
  const seen: Seen[] = []
  look(seen, nodes, [])
  return JSON.stringify([keyIn(nodes), ...seen])
}

/** Letters that are set alike, with how; or something else, such as an image. */
type Seen = { letters: string; set: string } | readonly string[]

function look(seen: Seen[], nodes: readonly ParsedNode[], set: readonly string[]) {
  for (const node of nodes) {
    if (node.kind === 'element') lookAt(seen, node, set)
    else if (node.kind !== 'comment') addLetters(seen, node.text, [...new Set(set)].sort().join(' '))
  }
}

function addLetters(seen: Seen[], text: string, set: string) {
  const letters = keyOf(text).replaceAll(' ', '')
  const last = seen.at(-1)
  if (letters === '') return
  if (last && 'set' in last && last.set === set) last.letters += letters
  else seen.push({ letters, set })
}

function lookAt(seen: Seen[], element: ElementNode, set: readonly string[]) {
  const { name, attributes, children } = element
  if (unseen.has(name) || name.startsWith('ri:') || isOwnAnchor(element)) return
  const inside = (more: readonly string[] = []) => look(seen, children, [...set, ...more])
  if (Object.hasOwn(alike, name)) return inside([alike[name]!])
  if (name === 'span' || name === 'p') return inside(coloursIn(attributes.style ?? ''))
  if (plain.has(name)) return inside()
  const [what, isSet] = Object.hasOwn(named, name) ? named[name]!(element) : [[name]]
  seen.push(what)
  inside(isSet ? [name] : [])
  // What stands behind it is not in it.
  if (name === 'ac:structured-macro' && children.some(isBody)) seen.push(['end'])
}

/** Nobody sees them, or what they say is said elsewhere, or servers number with them. */
const unseen = new Set(
  `colgroup ac:parameter ac:task-id ac:task-uuid ac:task-status ac:adf-fallback ac:adf-attribute ac:adf-fragment-mark
  ac:adf-mark`.split(/\s+/),
)

/** They hold what is seen, and are not seen themselves. Servers add and drop some of them. */
const plain = new Set(
  `div br ul li dl dt dd table tbody thead tfoot tr td th ac:rich-text-body ac:plain-text-body ac:plain-text-link-body
  ac:link-body ac:layout ac:layout-section ac:layout-cell ac:task-list ac:task-body ac:caption ac:inline-comment-marker
  ac:adf-extension ac:adf-node ac:adf-content`.split(/\s+/),
)

/** What letters are set in; some is written in several ways. */
const alike: Record<string, string> = {
  ...Object.fromEntries(
    'strong em u del code sub sup small big pre blockquote ol h1 h2 h3 h4 h5 h6'.split(' ').map(name => [name, name]),
  ),
  b: 'strong',
  i: 'em',
  s: 'del',
  strike: 'del',
  ins: 'u',
}

const coloursIn = (style: string): string[] =>
  style
    .toLowerCase()
    .replace(/\s+/g, '')
    .split(';')
    .filter(rule => /^(background-)?color:/.test(rule))

/** What is said of an element, and whether the letters in it are set as such. */
type Named = (element: ElementNode) => [what: readonly string[], isSet?: true]

const named: Record<string, Named> = {
  a: ({ attributes }) => [['link', URL.parse(attributes.href ?? '')?.href ?? attributes.href ?? ''], true],
  'ac:link': ({ attributes, children }) => [['link', ...resourcesIn(children), attributes['ac:anchor'] ?? ''], true],
  'ac:image': ({ children }) => [['image', ...resourcesIn(children)]],
  img: ({ attributes }) => [['image', attributes.src ?? '']],
  // Emojis that it has no name for share one.
  'ac:emoticon': ({ attributes: { 'ac:name': name = '', 'ac:emoji-fallback': sign = '' } }) => [
    ['emoticon', name, name === 'blue-star' ? sign : ''],
  ],
  time: ({ attributes }) => [['day', attributes.datetime ?? '']],
  'ac:task': ({ children }) => [['task', plainText(elementsIn(children, 'ac:task-status')).trim()]],
  'ac:structured-macro': macro => [['macro', macro.attributes['ac:name'] ?? '', ...parametersOf(macro)]],
}

const isBody = (node: ParsedNode) =>
  node.kind === 'element' && (node.name === 'ac:rich-text-body' || node.name === 'ac:plain-text-body')

/** What `ri:…` elements name. Those within words of their own are told there. */
const resourcesIn = (nodes: readonly ParsedNode[]): string[] =>
  nodes.flatMap(node => {
    if (node.kind !== 'element' || !node.name.startsWith('ri:')) return []
    const own = Object.entries(node.attributes).filter(
      ([key]) => !(ofServers.has(key) || (key === 'ri:space-key' && node.name !== 'ri:space')),
    )
    return [node.name, ...own.map(([key, value]) => `${key}=${value}`).sort(), ...resourcesIn(node.children)]
  })

const ofServers = new Set(['ri:version-at-save', 'ri:local-id'])

function parametersOf({ children }: ElementNode): string[] {
  const said = children.flatMap(node => {
    if (node.kind !== 'element' || node.name !== 'ac:parameter') return []
    const name = node.attributes['ac:name'] ?? ''
    const value = [plainText(node.children).trim(), ...resourcesIn(node.children)].join(' ').trim()
    const isSaid = !unsaid.has(name) && !defaults.has(`${name}=${value}`) && value !== ''
    return isSaid ? [`${name}=${value.normalize('NFC')}`] : []
  })
  return said.sort()
}

/** Parameters that are written by servers, or say how wide a macro is. */
const unsaid = new Set([
  'atlassian-macro-output-type',
  'server',
  'serverId',
  'columnIds',
  'breakoutMode',
  'breakoutWidth',
])

/** They say what is so without them, and come and go. */
const defaults = new Set(['colour=Grey', 'subtle=false'])
