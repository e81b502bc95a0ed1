import { HubError } from '../../engine/error.ts'

const ids = /(?<![0-9a-z])([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-z])/gi

/** The id in what was pasted, with hyphens. In an address it is the last one of the path: `?v=` names a view, `#` a block. */
export function idIn(pasted: string, of: string): string {
  const found = lastIn(pasted)
  if (found) return hyphened(found)
  throw new HubError(
    'invalid',
    `${of}: ${JSON.stringify(pasted.slice(0, 80).toWellFormed())} holds no Notion id. Paste the address of the database (open it as a full page, Share → Copy link) or the 32 letters and digits in it.`,
  )
}

/** Whether an address names something of Notion. */
export const holdsId = (pasted: string) => lastIn(pasted) !== undefined

const lastIn = (pasted: string) =>
  [
    ...pasted
      .trim()
      .replace(/[?#].*$/s, '')
      .matchAll(ids),
  ].at(-1)?.[0]

function hyphened(id: string): string {
  const bare = id.replaceAll('-', '').toLowerCase()
  return bare.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
