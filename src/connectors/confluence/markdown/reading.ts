import type { ElementNode } from '../storage/parse.ts'
import { keyOfRef, type Ref, refOf } from './mark.ts'
import type { Origin } from './nodes.ts'

/** What is known while a body is read as Markdown. */
export interface Reading {
  source: string
  /** The name of a person, by account id or user key. */
  nameOf: (person: string) => string | undefined
  refs: Map<string, Ref[]>
}

/** Makes the element a reference, to be found again by its mark. */
export function refer({ source, refs }: Reading, element: ElementNode, hole?: ElementNode): Ref {
  const ref = refOf(source, element, hole)
  const key = keyOfRef(ref)
  const others = refs.get(key)
  if (others) others.push(ref)
  else refs.set(key, [ref])
  return ref
}

export const originOf = (element: ElementNode): Origin => ({ start: element.start, end: element.end, element })
