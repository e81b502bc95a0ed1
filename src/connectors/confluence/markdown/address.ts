import type { Image, Link } from 'mdast'
import { childrenNamed, parameterOf, plainText } from '../storage/find.ts'
import type { ElementNode } from '../storage/parse.ts'
import { date, lozenge, type StorageElement, type StorageNode } from '../storage/tree.ts'

/**
 * What links lead to within Confluence has addresses of its own: `confluence:page/Title?space=KEY#anchor`,
 * `confluence:content/ID`, `confluence:attachment/file.png`, `confluence:user/ACCOUNT`, `confluence:userkey/KEY`,
 * `confluence:space/KEY`, `confluence:status/green` (the word is the link's text) and `confluence:date` (so is the day).
 */
const scheme = 'confluence:'

/** Outside of Confluence; anything else might be a script. */
const isSafe = (address: string) => /^(https?:|mailto:|tel:|\/(?!\/)|#)/i.test(address) && !/[\p{Cc}\\]/u.test(address)

type Names = Record<string, string>

/** Each resource with the attribute that names it, the one needed most first where two are of one kind. */
const resources: { kind: string; tag: string; attribute: string }[] = [
  { kind: 'page', tag: 'ri:page', attribute: 'ri:content-title' },
  { kind: 'content', tag: 'ri:content-entity', attribute: 'ri:content-id' },
  { kind: 'attachment', tag: 'ri:attachment', attribute: 'ri:filename' },
  { kind: 'user', tag: 'ri:user', attribute: 'ri:account-id' },
  { kind: 'userkey', tag: 'ri:user', attribute: 'ri:userkey' },
  { kind: 'space', tag: 'ri:space', attribute: 'ri:space-key' },
]

/** Attributes that may stand beside the naming one: the space is told, the version is the server's own affair. */
const beside = new Set(['ri:space-key', 'ri:version-at-save'])

const encoded = (text: string) => text.replace(/[%?#\p{Cc}\\]/gu, encodeURIComponent)
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function addressOfResource(resource: ElementNode): string | undefined {
  const { name, attributes } = resource
  const found = resources.find(({ tag, attribute }) => tag === name && attributes[attribute])
  if (!found || resource.children.length > 0) return undefined
  const others = Object.keys(attributes).filter(key => key !== found.attribute && !beside.has(key))
  if (others.length > 0) return undefined
  const space = found.kind !== 'space' && attributes['ri:space-key']
  return `${scheme}${found.kind}/${encoded(attributes[found.attribute]!)}${space ? `?space=${encoded(space)}` : ''}`
}

function resourceAt(address: string): { resource: StorageElement; kind: string; anchor?: string } | undefined {
  const [, kind, name = '', space, anchor] =
    /^confluence:([a-z]+)\/([^?#]+)(?:\?space=([^?#]+))?(?:#(.+))?$/.exec(address) ?? []
  const found = resources.find(resource => resource.kind === kind)
  const [title, key, place] = [name, space ?? '', anchor ?? ''].map(decoded)
  if (!found || !title || key === undefined || place === undefined) return undefined
  const attributes: Names = { [found.attribute]: title, ...(key ? { 'ri:space-key': key } : {}) }
  return { resource: { tag: found.tag, attributes, children: [] }, kind: found.kind, anchor: place || undefined }
}

/** What an address leads to, and what holds its text; undefined where a link has more than Markdown can say. */
export function addressOf(element: ElementNode): { url: string; body?: ElementNode } | undefined {
  const { name, attributes, children } = element
  if (name === 'a') {
    const url = attributes.href ?? ''
    return isSafe(url) ? { url, body: element } : undefined
  }
  const parts = children.filter(child => child.kind === 'element')
  const [body] = childrenNamed(element, 'ac:link-body', 'ac:plain-text-link-body')
  const [resource, ...more] = parts.filter(part => part !== body)
  if (more.length > 0) return undefined
  const anchor = attributes['ac:anchor']
  const target = resource ? addressOfResource(resource) : ''
  if (target === undefined || !(target || anchor)) return undefined
  return { url: `${target}${anchor ? `#${encoded(anchor)}` : ''}`, body }
}

/** A link as storage. Undefined where its address is not one that a page may have: it becomes text. */
export function linkAt({ url }: Link, children: StorageNode[], words: string): StorageElement | undefined {
  if (url === `${scheme}date`) return /^\d{4}-\d{2}-\d{2}$/.test(words) ? date(words) : undefined
  const colour = /^confluence:status\/([a-z]+)$/.exec(url)?.[1]
  if (colour) return colours.has(colour) ? statusOf(words, colour) : undefined
  if (url.startsWith('#') && url.length > 1) return linkTo(undefined, decoded(url.slice(1)), children)
  if (!url.startsWith(scheme)) return isSafe(url) ? { tag: 'a', attributes: { href: url }, children } : undefined
  const found = resourceAt(url)
  if (!found) return undefined
  const isPerson = found.kind === 'user' || found.kind === 'userkey'
  return linkTo(found.resource, found.anchor, isPerson ? [] : children)
}

const linkTo = (resource: StorageElement | undefined, anchor: string | undefined, children: StorageNode[]) => ({
  tag: 'ac:link',
  attributes: (anchor ? { 'ac:anchor': anchor } : {}) as Names,
  children: [
    ...(resource ? [resource] : []),
    ...(children.length > 0 ? [{ tag: 'ac:link-body', attributes: {}, children }] : []),
  ],
})

const colours = new Set(['grey', 'blue', 'green', 'yellow', 'red', 'purple'])
const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
const statusOf = (title: string, colour: string) => lozenge(title, capital(colour) as Parameters<typeof lozenge>[1])

/** A status as the link that says the same; undefined for a colour that has no name here. */
export function statusLink(macro: ElementNode): { url: string; words: string } | undefined {
  const colour = (parameterOf(macro, 'colour') ?? 'Grey').toLowerCase()
  const words = parameterOf(macro, 'title')
  return words && colours.has(colour) ? { url: `${scheme}status/${colour}`, words } : undefined
}

/** A day as the link that says the same. */
export const dateLink = ({ attributes }: ElementNode): { url: string; words: string } | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(attributes.datetime ?? '')
    ? { url: `${scheme}date`, words: attributes.datetime! }
    : undefined

/** An image of storage as one of Markdown; its caption is the title. Size and border are not told. */
export function imageOf(element: ElementNode): Omit<Image, 'type'> | undefined {
  const [file, more] = childrenNamed(element, 'ri:attachment', 'ri:url')
  if (!file || more) return undefined
  const value = file.attributes['ri:value'] ?? ''
  const url = file.name === 'ri:url' ? isWeb(value) && value : addressOfResource(file)
  const caption = plainText(childrenNamed(element, 'ac:caption')).replace(/\s+/g, ' ').trim()
  return url ? { url, alt: element.attributes['ac:alt'] ?? '', title: caption || null } : undefined
}

const isWeb = (address: string) => /^https?:/i.test(address) && isSafe(address)

/** An image as storage; undefined where its address is neither an attachment nor on the web. */
export function imageAt({ url, alt, title }: Pick<Image, 'url' | 'alt' | 'title'>): StorageElement | undefined {
  const found = url.startsWith(scheme) ? resourceAt(url) : undefined
  const file = found?.kind === 'attachment' ? found.resource : undefined
  if (!file && !isWeb(url)) return undefined
  const caption = {
    tag: 'ac:caption',
    attributes: {},
    children: [{ tag: 'p', attributes: {}, children: [title ?? ''] }],
  }
  return {
    tag: 'ac:image',
    attributes: (alt ? { 'ac:alt': alt } : {}) as Names,
    children: [file ?? { tag: 'ri:url', attributes: { 'ri:value': url }, children: [] }, ...(title ? [caption] : [])],
  }
}
