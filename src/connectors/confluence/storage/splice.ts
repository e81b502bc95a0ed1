import { HubError } from '../../../engine/error.ts'
import type { ElementNode } from './parse.ts'

/** Replaces what lies between two offsets of a source; adds there, where both are the same. */
export interface Edit {
  start: number
  end: number
  text: string
}

/**
 * The source with all edits made, whose offsets are those of the source as it is. Everything outside of them stays as it
 * is. What is added at one offset stands in the order given, and before what replaces a range that starts there.
 */
export function splice(source: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let at = 0
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (!(start <= end && end <= source.length))
      throw new HubError(
        'invalid',
        `An edit from ${start} to ${end} lies outside a body of ${source.length} characters.`,
      )
    if (start < at)
      throw new HubError(
        'invalid',
        `Two edits of one body overlap at ${start}. Make them one after the other, reading the body in between.`,
      )
    pieces.push(source.slice(at, start), text)
    at = end
  }
  return pieces.join('') + source.slice(at)
}

/** Puts `text` in place of all that an element holds. Its tags stay as they are; one closed in itself is opened. */
export const contentEdit = (source: string, element: ElementNode, text: string): Edit =>
  isSelfClosed(element) ? openedEdit(source, element, text) : { start: element.innerStart, end: element.innerEnd, text }

/** Puts `text` behind all that an element holds. */
export const appendEdit = (source: string, element: ElementNode, text: string): Edit =>
  isSelfClosed(element) ? openedEdit(source, element, text) : { start: element.innerEnd, end: element.innerEnd, text }

const isSelfClosed = ({ innerStart, end }: ElementNode) => innerStart === end

/** `<td a="b" />` becomes `<td a="b">…</td>`. */
function openedEdit(source: string, { name, start, end }: ElementNode, text: string): Edit {
  const tag = source.slice(start, end)
  return { start: start + tag.search(/\s*\/>$/), end, text: `>${text}</${name}>` }
}
