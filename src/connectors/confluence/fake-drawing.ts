import { childrenNamed, parameterOf, plainText } from './storage/find.ts'
import type { ElementNode, ParsedNode } from './storage/parse.ts'
import type { StorageElement, StorageNode } from './storage/tree.ts'

/** Storage as a browser may show it. What is not known here is drawn as what it holds, and no attribute is taken over unseen. */
export const drawn = (nodes: readonly ParsedNode[]): StorageNode[] =>
  nodes.flatMap(node => {
    if (node.kind === 'comment') return []
    if (node.kind !== 'element') return [node.text]
    return (Object.hasOwn(drawings, node.name) ? drawings[node.name]! : inside)(node)
  })

/** An element of XHTML: `writeStorage` writes it, and escapes what is in it. */
export const xhtml = (tag: string, attributes: Record<string, string>, children: StorageNode[]): StorageElement => ({
  tag,
  attributes,
  children,
})

const label = (text: string) => xhtml('span', { class: 'label' }, [text])

/** Something that only Confluence itself could show, under its name. */
export const box = (name: string, content: StorageNode[] = []) =>
  xhtml('div', { class: 'box' }, [label(name), ...content])

type Drawing = (element: ElementNode) => StorageNode[]

const inside: Drawing = ({ children }) => drawn(children)
const nothing: Drawing = () => []
const same: Drawing = ({ name, children }) => [xhtml(name, {}, drawn(children))]
const block =
  (tag: string, name: string): Drawing =>
  ({ children }) => [xhtml(tag, { class: name }, drawn(children))]

const plain =
  'p h1 h2 h3 h4 h5 h6 ul ol li table tbody thead tr blockquote pre code strong b em i u s del ins sub sup br hr'

const drawings: Record<string, Drawing> = {
  ...Object.fromEntries(plain.split(' ').map(name => [name, same])),
  th: cell,
  td: cell,
  a: ({ attributes, children }) => [anchor(attributes.href, drawn(children))],
  time: ({ attributes }) => [xhtml('time', {}, [attributes.datetime ?? ''])],
  img: ({ attributes }) => [label(`image: ${attributes.alt ?? attributes.src ?? ''}`)],
  'ac:link': link,
  'ac:image': image,
  'ac:caption': block('div', 'note'),
  'ac:emoticon': ({ attributes }) => [attributes['ac:emoji-fallback'] ?? `:${attributes['ac:name'] ?? ''}:`],
  'ac:layout-section': block('div', 'columns'),
  'ac:layout-cell': block('div', 'column'),
  'ac:task-list': block('ul', 'tasks'),
  'ac:task': task,
  'ac:structured-macro': macro,
  'ac:parameter': nothing,
  'ac:adf-attribute': nothing,
  'ac:adf-fallback': nothing,
  'ac:adf-mark': nothing,
  'ac:adf-fragment-mark': nothing,
}

function cell({ name, attributes, children }: ElementNode): StorageNode[] {
  const spans = ['colspan', 'rowspan'].filter(span => /^\d{1,3}$/.test(attributes[span] ?? ''))
  return [xhtml(name, Object.fromEntries(spans.map(span => [span, attributes[span]!])), drawn(children))]
}

/** Other addresses than of the web could do something. */
const anchor = (href: string | undefined, children: StorageNode[]) =>
  /^https?:\/\//.test(href ?? '') ? xhtml('a', { href: href! }, children) : xhtml('u', {}, children)

/** Pages and people by what storage says of them: a title, an id. */
function link(element: ElementNode): StorageNode[] {
  const [body] = childrenNamed(element, 'ac:link-body', 'ac:plain-text-link-body')
  const [user] = childrenNamed(element, 'ri:user')
  if (user) return [label(`@${user.attributes['ri:account-id'] ?? user.attributes['ri:userkey'] ?? ''}`)]
  const words = body ? drawn(body.children) : []
  return [xhtml('u', {}, words.length > 0 ? words : [resourceIn(element)])]
}

function image(element: ElementNode): StorageNode[] {
  return [label(`image: ${resourceIn(element)}`), ...drawn(childrenNamed(element, 'ac:caption'))]
}

function resourceIn(element: ElementNode): string {
  const [resource] = childrenNamed(element, 'ri:page', 'ri:attachment', 'ri:url')
  const { attributes } = resource ?? element
  return (
    attributes['ri:content-title'] ??
    attributes['ri:filename'] ??
    attributes['ri:value'] ??
    attributes['ac:anchor'] ??
    ''
  )
}

function task(element: ElementNode): StorageNode[] {
  const [status] = childrenNamed(element, 'ac:task-status')
  const isDone = status !== undefined && plainText(status.children).trim() === 'complete'
  const body = childrenNamed(element, 'ac:task-body').flatMap(inside)
  return [xhtml('li', {}, [isDone ? '☑ ' : '☐ ', ...body])]
}

function macro(element: ElementNode): StorageNode[] {
  const name = element.attributes['ac:name'] ?? ''
  return (Object.hasOwn(macros, name) ? macros[name]! : anyMacro)(element)
}

const macros: Record<string, Drawing> = {
  // A place to jump to, which nobody sees.
  anchor: () => [],
  status: element => [xhtml('span', { class: `status ${colourOf(element)}` }, [parameterOf(element, 'title') ?? ''])],
  jira,
  excerpt: element => [xhtml('section', { title: parameterOf(element, 'name') ?? '' }, bodyOf(element))],
  code: element => [xhtml('pre', {}, bodyOf(element))],
  noformat: element => [xhtml('pre', {}, bodyOf(element))],
}

const bodyOf = (element: ElementNode) =>
  childrenNamed(element, 'ac:rich-text-body', 'ac:plain-text-body').flatMap(inside)

function colourOf(element: ElementNode): string {
  const colour = parameterOf(element, 'colour')?.toLowerCase() ?? ''
  return ['blue', 'green', 'yellow', 'red', 'purple'].includes(colour) ? colour : 'grey'
}

/** The head of the table, and what Confluence asks Jira for to fill it; an issue of its own by its key. */
function jira(element: ElementNode): StorageNode[] {
  const key = parameterOf(element, 'key')
  if (key !== undefined) return [label(key)]
  const columns = (parameterOf(element, 'columns') ?? '').split(',').filter(Boolean)
  const query = xhtml('code', {}, [parameterOf(element, 'jqlQuery') ?? ''])
  const wide = { colspan: String(Math.max(1, columns.length)) }
  const head = columns.map(column => xhtml('th', {}, [column]))
  const rows = [xhtml('tr', {}, head), xhtml('tr', {}, [xhtml('td', wide, [label('Jira'), ' ', query])])]
  return [xhtml('table', { class: 'jira' }, [xhtml('tbody', {}, rows)])]
}

const anyMacro: Drawing = element => {
  const title = parameterOf(element, 'title')
  return [box(`${element.attributes['ac:name'] ?? 'macro'}${title ? `: ${title}` : ''}`, bodyOf(element))]
}
