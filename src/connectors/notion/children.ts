import type { Json } from './api.ts'
import type { Block, Kind } from './blocks.ts'
import { joined, type Run } from './inline.ts'
import { RichTexts, type WireBlock, type WireText } from './schema.ts'
import { split } from './split.ts'

/** Blocks in one list, and blocks and bytes in one request. Notion takes 100, 1 000 and 500 KB; bytes leave room. */
const mostInList = 100
const mostInRequest = 1000
const mostBytes = 450_000
/** So many pieces of text are well below that size even where JSON writes each letter with six bytes. */
const mostPieces = 35

/** Blocks that each fit into a request: what is too long goes on in a paragraph, what has too much below it lets go of it. */
export function fit(blocks: Block[]): Block[] {
  return blocks.flatMap(block => {
    const children = fit(block.children)
    const [first = [], ...rest] = cut(block.runs)
    const kind: Kind = block.kind === 'code' ? 'code' : 'paragraph'
    const { language } = block
    const more = rest.map((runs): Block => ({ kind, runs, children: [], ...(language && { language }) }))
    const whole = { ...block, runs: first, children: [...more, ...children] }
    const isBearable = whole.children.length <= mostInList && sizeOf(toWire(whole)).bytes <= mostBytes
    const isParent = children.length > 0 && isBearable && sizeOf(toWire(whole)).count <= mostInRequest / 2
    return isParent ? [whole] : [{ ...block, runs: first, children: [] }, ...more, ...children]
  })
}

/** Runs in portions of which each fits into one block. */
function cut(runs: Run[]): Run[][] {
  const pieces = runs.flatMap(run => split(run.text).map(text => ({ ...run, text })))
  return Array.from({ length: Math.ceil(pieces.length / mostPieces) }, (_, index) =>
    joined(pieces.slice(index * mostPieces, (index + 1) * mostPieces)),
  )
}

/** Blocks as requests take them, one list after the other. `used` bytes are taken in the first. */
export function batchesOf(blocks: Block[], used = 0): Block[][] {
  const batches: Block[][] = [[]]
  let room = { list: mostInList, count: mostInRequest, bytes: mostBytes - used }
  for (const block of blocks) {
    const { count, bytes } = sizeOf(toWire(block))
    if (room.list < 1 || room.count < count || room.bytes < bytes) {
      batches.push([])
      room = { list: mostInList, count: mostInRequest, bytes: mostBytes }
    }
    batches.at(-1)!.push(block)
    room = { list: room.list - 1, count: room.count - count, bytes: room.bytes - bytes }
  }
  return batches
}

export const bytesOf = (json: unknown) => Buffer.byteLength(JSON.stringify(json))

function sizeOf(wire: Json): { count: number; bytes: number } {
  const text = JSON.stringify(wire)
  return { count: text.split('"object":"block"').length - 1, bytes: Buffer.byteLength(text) + 1 }
}

export function toWire({ kind, runs, children, checked, language, caption }: Block): Json {
  if (kind === 'divider') return { object: 'block', type: kind, divider: {} }
  const held = {
    rich_text: runs.flatMap(piecesOf),
    ...(kind === 'to_do' && { checked: checked === true }),
    ...(kind === 'code' && { language: language ?? 'plain text' }),
    ...(caption && { caption: piecesOf({ text: caption, look: '' }) }),
    ...(children.length > 0 && { children: children.map(toWire) }),
  }
  return { object: 'block', type: kind, [kind]: held }
}

const piecesOf = ({ text, look, href }: Run): Json[] =>
  split(text).map(content => ({
    type: 'text',
    text: { content, ...(href && { link: { url: href } }) },
    ...(look && { annotations: annotationsOf(look) }),
  }))

const letters = { b: 'bold', c: 'code', i: 'italic', s: 'strikethrough' } as const
const annotationsOf = (look: string) =>
  Object.fromEntries([...look].map(letter => [letters[letter as keyof typeof letters], true]))

const ours = new Set<string>(
  'paragraph heading_1 heading_2 heading_3 bulleted_list_item numbered_list_item to_do quote code divider'.split(' '),
)

/** A block that is there, in our words; undefined for one of a kind that we never write. */
export function fromWire(wire: WireBlock, children: Block[]): Block | undefined {
  if (!ours.has(wire.type)) return undefined
  const kind = wire.type as Kind
  const held = (wire[kind] ?? {}) as {
    rich_text?: unknown
    checked?: boolean
    language?: string
    caption?: unknown
    color?: string
  }
  const runs = joined((RichTexts.safeParse(held.rich_text).data ?? []).map(text => runOf(text, held.color)))
  const caption = (RichTexts.safeParse(held.caption).data ?? []).map(({ plain_text }) => plain_text).join('')
  return {
    kind,
    runs,
    children,
    ...(kind === 'to_do' && { checked: held.checked === true }),
    ...(kind === 'code' && { language: held.language ?? 'plain text', ...(caption && { caption }) }),
  }
}

/** `x` stands for looks that only people give: underlined, coloured. */
function runOf({ plain_text: text, href, annotations }: WireText, color = 'default'): Run {
  const look = Object.entries(letters)
    .filter(([, name]) => annotations[name])
    .map(([letter]) => letter)
    .join('')
  const isPeoples = annotations.underline || annotations.color !== 'default' || color !== 'default'
  return { text, look: isPeoples ? `${look}x` : look, ...(href && { href }) }
}
