import { z } from 'zod'
import { apart } from '../../engine/apart.ts'
import { describeError, HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { Api, Property, SavedPage } from './api.ts'
import { long } from './long.ts'
import { hashesOf } from './storage/region.ts'

/** The content property in which Dure notes what it wrote on a page. */
const key = 'dure'
const mostTries = 3
const pauseMs = 500

/** What one attempt at a write works with. */
export interface Means {
  api: Api
  io: Pick<Io, 'clock' | 'random' | 'log'>
  signal?: AbortSignal
}

const Mark = z.object({
  identity: z.string(),
  /** Hashes of each region as it was sent, and as the server made it: it rewrites what it saves. */
  regions: z.record(z.string(), z.object({ wrote: z.string(), became: z.string() })),
})
export type Mark = z.output<typeof Mark>

/** The property as it is kept, whatever is in it, and the mark in it if it is one of this identity. */
export interface KeptMark {
  property?: Property
  mark?: Mark
  /** The identity in it, whosever it is. */
  noted?: string
}

/** The mark only spares a version and helps to know a page again, so without it everything still works. */
export async function readMark({ api, io }: Means, page: string, identity: string): Promise<KeptMark> {
  const property = await api.property(page, key).catch(error => {
    // A credential or a server that fails would fail the write, too; of a page that is gone more is said elsewhere.
    if (!(error instanceof HubError && (error.code === 'invalid' || error.code === 'not_found'))) throw error
    if (error.code === 'invalid')
      io.log.warn('confluence: the content property of a page cannot be read', { page, reason: error.message })
    return undefined
  })
  const mark = Mark.safeParse(property?.value)
  const noted = mark.data?.identity
  return { property, noted, mark: noted === identity ? mark.data : undefined }
}

interface Written {
  identity: string
  /** What was sent: a hash by region. */
  wrote: Record<string, string>
  kept: KeptMark
}

/** Notes what was sent and what the server made of it. Best effort: the page itself is saved by then. */
export async function writeMark(means: Means, page: SavedPage, { identity, wrote, kept }: Written) {
  try {
    const became = await becameOf(means.api, page, { identity, wrote })
    if (became) await keep(means, page.id, { identity, regions: { ...kept.mark?.regions, ...became } }, kept.property)
  } catch (error) {
    const reason = describeError(error)
    means.io.log.warn('confluence: the content property of a page was not written', { page: page.url, reason })
  }
}

/** What the server made of the regions that were sent. Undefined when nobody can tell any more. */
async function becameOf(
  api: Api,
  page: SavedPage,
  { identity, wrote }: Pick<Written, 'identity' | 'wrote'>,
): Promise<Mark['regions'] | undefined> {
  const sent = Object.entries(wrote)
  if (sent.length === 0) return {}
  const body = page.body ?? (await bodyOf(api, page))
  if (body === undefined) return undefined
  const became = await hashesApart(body, identity)
  return Object.fromEntries(
    sent.flatMap(([name, hash]) => (became[name] === undefined ? [] : [[name, { wrote: hash, became: became[name] }]])),
  )
}

const hashesApart = apart(import.meta.url, long.storage, hashesOf)

/** Undefined when somebody has edited the page since: then it is not what the server made of ours. */
async function bodyOf(api: Api, { id, version }: SavedPage): Promise<string | undefined> {
  const page = await api.page(id)
  return page.version === version ? page.body : undefined
}

/** Properties are told late of a page's new version, and refuse until then what was read before it. */
async function keep({ api, io, signal }: Means, page: string, mark: Mark, known: Property | undefined) {
  let before = known
  for (let tried = 1; ; tried++) {
    try {
      return await api.keep(page, key, mark, before)
    } catch (error) {
      if (tried === mostTries || !(error instanceof HubError && error.code === 'conflict')) throw error
      await io.clock.sleep(pauseMs * tried, signal)
      before = await api.property(page, key)
    }
  }
}
