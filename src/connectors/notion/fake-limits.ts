import { invalid, type Json } from './fake-state.ts'

const most = 100
const longestText = 2000
const mostBlocks = 1000
const mostBytes = 500_000

/** The sizes that Notion refuses, wherever they are in a body, in its words. */
export function assertSizes(body: unknown, text: string) {
  if (Buffer.byteLength(text) > mostBytes)
    invalid(`body failed validation: body size should be ≤ \`500KB\`, instead was \`${Buffer.byteLength(text)}\`.`)
  const blocks = text.split('"object":"block"').length - 1
  if (blocks > mostBlocks)
    invalid(`body failed validation: the number of blocks should be ≤ \`${mostBlocks}\`, instead was \`${blocks}\`.`)
  walk(body, 'body')
}

function walk(value: unknown, path: string) {
  if (Array.isArray(value)) {
    if (value.length > most) tooLong(path, most, value.length)
    for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const at = /^\w+$/.test(name) ? `${path}.${name}` : `${path}["${name}"]`
    if (['content', 'url'].includes(name) && typeof inner === 'string' && inner.length > longestText)
      tooLong(at, longestText, inner.length)
    walk(inner, at)
  }
}

const tooLong = (path: string, limit: number, length: number) =>
  invalid(`body failed validation: ${path}.length should be ≤ \`${limit}\`, instead was \`${length}\`.`)

const kinds = new Set(
  'paragraph heading_1 heading_2 heading_3 bulleted_list_item numbered_list_item to_do quote code divider toggle callout'.split(
    ' ',
  ),
)

/** Blocks may have two levels below them in one request. */
export function assertBlocks(children: unknown, path = 'body.children', depth = 0): Json[] {
  if (!Array.isArray(children)) return invalid(`body failed validation: ${path} should be an array.`)
  for (const [index, { type, ...block }] of children.entries()) {
    const at = `${path}[${index}]`
    if (!kinds.has(type) || !block[type]) invalid(`body failed validation: ${at}.${type} should be defined.`)
    const below = block[type].children
    if (below && depth === 2) invalid(`body failed validation: ${at}.${type}.children should be not present.`)
    if (below) assertBlocks(below, `${at}.${type}.children`, depth + 1)
  }
  return children
}
