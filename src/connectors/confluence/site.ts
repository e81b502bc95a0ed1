import type { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import { type Api, proving } from './api.ts'
import { asker } from './ask.ts'
import { cloud } from './cloud.ts'
import { WireSpaces } from './schema.ts'
import { server } from './server.ts'
import type { Place } from './settings.ts'
import type { Site } from './words.ts'

/** The site, and how to talk to it: `signal` ends the calls of that one `Api`. */
export interface KnownSite {
  site: Site
  api(signal?: AbortSignal): Api
}

type Probed = { found: z.output<typeof WireSpaces>; error?: undefined } | { found?: undefined; error: HubError }

const cloudHost = /\.(atlassian\.net|jira\.com|atlassian-us-gov-mod\.net)$/

/** Finds out once whether the address is Cloud or Data Center. What failed is found out anew the next time. */
export function findsSite(place: Place, io: Pick<Io, 'http' | 'clock'>): () => Promise<KnownSite> {
  let found: Promise<KnownSite> | undefined
  const door = (base: string, signal?: AbortSignal) => asker(place, io, base, signal)

  return () => {
    found ??= find().catch(error => {
      found = undefined
      throw error
    })
    return found
  }

  async function find(): Promise<KnownSite> {
    const { origin, hostname } = new URL(place.given)
    // People paste the address of a page, or that of Jira; on Cloud, Confluence is always at the same path of the site.
    const site = cloudHost.test(hostname) ? origin : place.given.replace('/ex/jira/', '/ex/confluence/')
    const atlassian = `${site.replace(/\/wiki$/, '')}/wiki`
    const asCloud = (url: string): KnownSite => ({
      site: { kind: 'cloud', url },
      api: signal => proving(cloud(door(atlassian, signal), url)),
    })
    if (cloudHost.test(hostname)) return asCloud(atlassian)
    const spaces = await probe(atlassian, '/api/v2/spaces?limit=1')
    if (spaces.found) return asCloud(spaces.found._links.base ?? atlassian)
    const older = await probe(place.given, '/rest/api/space?limit=1')
    if (older.found) {
      const url = older.found._links.base ?? place.given
      return { site: { kind: 'server', url }, api: signal => proving(server(door(place.given, signal), url)) }
    }
    const refusal = [older.error, spaces.error].find(error => error?.code === 'unauthorized')
    if (refusal) throw refusal
    throw new HubError(
      'invalid',
      `${place.given}: no Confluence answers there, neither Cloud nor Data Center. Set CONFLUENCE_URL to the address at which Confluence opens in a browser, its path included.`,
      { cause: older.error },
    )
  }

  /** What answers, or why it is not this API: another program, a page for people, a door that this login does not open. */
  async function probe(base: string, path: string): Promise<Probed> {
    try {
      return { found: await door(base)(WireSpaces, path) }
    } catch (error) {
      if (error instanceof HubError && ['not_found', 'invalid', 'unauthorized'].includes(error.code)) return { error }
      throw error
    }
  }
}
