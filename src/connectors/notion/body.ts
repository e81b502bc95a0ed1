import { createHash } from 'node:crypto'
import type { Api } from './api.ts'
import { type Block, blocksOf } from './blocks.ts'
import { batchesOf, fit, fromWire, toWire } from './children.ts'
import { turnPages } from './paging.ts'

/** Markdown as the blocks that are written for it. */
export const bodyBlocks = (markdown: string): Block[] => fit(blocksOf(markdown))

/** By this a body is known again that was written from the text. It stands for its words and their look. */
export const bodyMark = (markdown: string): string => markOf(bodyBlocks(markdown).map(faceOf))

/** What of a block people see, so that two that look alike are equal. */
function faceOf({ kind, runs, children, checked, language, caption }: Block): string {
  const seen = runs.map(({ text, look, href }) => [text, look, addressOf(href)])
  const last = seen.at(-1)
  if (last) last[0] = last[0]!.trimEnd()
  return JSON.stringify([kind, seen, checked ?? false, language ?? '', caption ?? '', children.map(faceOf)])
}

/** Notion may write an address in its full form. */
const addressOf = (href = '') => (URL.parse(href)?.href ?? href).replace(/\/$/, '')

/** The words of a block, whatever Notion made of their look. */
const wordsOf = ({ runs }: Block) =>
  runs
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim()

const blank = faceOf({ kind: 'paragraph', runs: [], children: [] })

/** Empty lines at the end come of a click into the page. */
function markOf(faces: string[]): string {
  const end = faces.findLastIndex(face => face !== blank) + 1
  return createHash('sha256').update(faces.slice(0, end).join('\n')).digest('hex').slice(0, 32)
}

type Found = { id: string; block: Block | undefined }[]

/** The blocks of a page that are of our kinds. */
export const readBody = async (api: Api, id: string): Promise<Block[]> =>
  (await readBlocks(api, id, 0)).flatMap(({ block }) => block ?? [])

/** What is not of our kinds has no block, and its id for a face, which nothing of ours has. */
async function readBlocks(api: Api, id: string, depth: number): Promise<Found> {
  const ask = (cursor: string | undefined) => api.children(id, cursor)
  const found = []
  for await (const wire of turnPages(ask, `blocks of ${id}`)) {
    const below = wire.has_children && depth < 3 && fromWire(wire, []) ? await readBlocks(api, wire.id, depth + 1) : []
    const isOurs = below.every(({ block }) => block) && depth < 3
    found.push({
      id: wire.id,
      block: isOurs
        ? fromWire(
            wire,
            below.map(({ block }) => block!),
          )
        : undefined,
    })
  }
  return found
}

/** How many blocks are there after each request, and before the first. */
function countsAfter(batches: Block[][]): number[] {
  let count = 0
  return [0, ...batches.map(batch => (count += batch.length))]
}

/** The requests that are still to be made where so many blocks are there; none where that is no count of ours. */
function rest(batches: Block[][], there: number): Block[][] {
  const done = countsAfter(batches).lastIndexOf(there)
  return done < 0 ? [] : batches.slice(done).filter(batch => batch.length > 0)
}

async function append(api: Api, id: string, batches: Block[][]) {
  for (const batch of batches) await api.append(id, batch.map(toWire))
}

/** Writes what a new row's first request did not take. */
export const appendBody = (api: Api, id: string, batches: Block[][]) => append(api, id, batches.slice(1))

/** What is missing of the body of a row whose making was cut off. `batches` are the requests that write it. */
export async function missingBody(api: Api, id: string, batches: Block[][]): Promise<Block[][]> {
  if (batches.length < 2) return []
  let there = 0
  for await (const _ of turnPages(cursor => api.children(id, cursor), `blocks of ${id}`)) there++
  return rest(batches, there)
}

export const finishBody = async (api: Api, id: string, batches: Block[][]) =>
  append(api, id, await missingBody(api, id, batches))

export interface NewBody {
  markdown: string
  over: string[]
}

/** What is to be done so that a page holds a text. */
type Task = { fate: 'same' | 'kept' } | { fate: 'replaced'; erase: boolean; batches: Block[][] }

/**
 * A text of ours is erased and written anew. A page that holds the first requests of the new text, or nothing, was left
 * so by an attempt that was cut off. Whatever else it holds, people have written.
 */
async function taskOf(api: Api, id: string, { markdown, over }: NewBody): Promise<Task> {
  const wanted = bodyBlocks(markdown)
  const batches = batchesOf(wanted)
  const found = await readBlocks(api, id, 0)
  const mark = markOf(found.map(({ id: own, block }) => (block ? faceOf(block) : own)))
  if (mark === markOf(wanted.map(faceOf))) return { fate: 'same' }
  const isBegun = found.every(({ block }, index) => block && wordsOf(block) === wordsOf(wanted[index] ?? block))
  const missing = isBegun ? rest(batches, found.length) : []
  if (missing.length > 0) return { fate: 'replaced', erase: false, batches: missing }
  return over.includes(mark) ? { fate: 'replaced', erase: true, batches } : { fate: 'kept' }
}

export const bodyFate = async (api: Api, id: string, body: NewBody) => (await taskOf(api, id, body)).fate

/** Puts a text in the place of one that we wrote; tells what became of it. */
export async function replaceBody(api: Api, id: string, body: NewBody): Promise<Task['fate']> {
  const task = await taskOf(api, id, body)
  if (task.fate !== 'replaced') return task.fate
  if (task.erase) await api.updatePage(id, { erase_content: true })
  await append(
    api,
    id,
    task.batches.filter(batch => batch.length > 0),
  )
  return 'replaced'
}
