import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Edit } from './splice.ts'

const folder = new URL('../../../../../shared/fixtures/atlassian/', import.meta.url)

/** True, or the reason why the real bodies cannot be read here. */
export const areBodiesHere: true | string = existsSync(folder) || '../shared/fixtures/atlassian is not there'

export interface Body {
  name: string
  source: string
}

/** Bodies of real Cloud pages, in Korean. Where they are not there, one stands for all, so that its tests are skipped. */
export const realBodies = (): Body[] => bodiesIn('storage/', '.xhtml')

/** Small bodies made after what was seen in public ones; as with the real ones where they are not there. */
export const patterns = (): Body[] => bodiesIn('patterns/', '.xml')

function bodiesIn(name: string, ending: string): Body[] {
  if (areBodiesHere !== true) return [{ name: `every ${ending}`, source: '<table />' }]
  const place = new URL(name, folder)
  return readdirSync(place)
    .filter(file => file.endsWith(ending))
    .map(file => ({ name: file, source: readFileSync(new URL(file, place), 'utf8') }))
}

/** Whether `after` is `before` with nothing changed outside of the ranges of these edits, which are in order. */
export function isSameOutside(before: string, after: string, edits: readonly Edit[]): boolean {
  let [at, rest] = [0, after]
  for (const { start, end, text } of edits) {
    const kept = before.slice(at, start)
    if (!rest.startsWith(kept + text)) return false
    rest = rest.slice(kept.length + text.length)
    at = end
  }
  return rest === before.slice(at)
}
