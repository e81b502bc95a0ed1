import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { Ask } from './ask.ts'
import { toUser } from './people.ts'
import { addressAdvice, loginAdvice } from './refusal.ts'
import { remembered } from './remembered.ts'
import { WireServerInfo, WireUser } from './schema.ts'
import type { Place } from './settings.ts'
import type { JiraSite } from './words.ts'

/** How long a login that was proven counts as good. A token can be revoked while the hub runs for months. */
const provenForMs = 60_000

export interface Sites {
  /** Undefined where it cannot be found out. */
  kind(): Promise<JiraSite['kind'] | undefined>
  /** What is there and who asks; the login is proven, unless it was within the last minute. */
  site(): Promise<JiraSite>
  /** The same without waiting for another proof, except the first time. */
  known(): Promise<JiraSite>
  /** Rejects when the login is no longer good: whatever was found meanwhile is what a stranger may see. */
  proof(): Promise<unknown>
}

/** Finds out once which Jira it is, by calls that both kinds answer alike. */
export function findsSite(ask: Ask, place: Place, { clock }: Pick<Io, 'clock'>): Sites {
  const server = remembered(() => findServer(ask, place))
  const user = remembered(whoAmI)
  let provenAt = Number.NEGATIVE_INFINITY

  async function whoAmI(): Promise<JiraSite['user']> {
    const began = clock.monotonic()
    const myself = await ask(WireUser, '/rest/api/2/myself')
    const me = toUser(myself)
    if (!me) {
      const advice = loginAdvice(await kind(), place.login)
      throw new HubError('unauthorized', `${place.base}: Jira takes this login for a stranger's. ${advice}`)
    }
    provenAt = began
    return { ...me, ...(myself.timeZone && { timeZone: myself.timeZone }) }
  }

  const kind = () =>
    server().then(
      found => found.kind,
      () => undefined,
    )

  function proof() {
    const asked = clock.monotonic() - provenAt < provenForMs ? user() : user.anew()
    asked.catch(() => {}) // it may fail before anybody waits for it
    return asked
  }

  async function site(): Promise<JiraSite> {
    const asked = proof()
    return { ...(await server()), user: await asked }
  }

  return {
    kind,
    site,
    known: async () => (user.isKnown() ? { ...(await server()), user: await user() } : site()),
    proof,
  }
}

async function findServer(ask: Ask, { base }: Place): Promise<Pick<JiraSite, 'kind' | 'url'>> {
  const info = await ask(WireServerInfo, '/rest/api/2/serverInfo', { isPublic: true }).catch(cause => {
    if (!(cause instanceof HubError) || cause.code !== 'not_found') throw cause
    throw new HubError('invalid', `${base}: no Jira answers there. ${addressAdvice}`, { cause })
  })
  const { baseUrl, deploymentType, version } = info
  if (!deploymentType && !version)
    throw new HubError('invalid', `${base}: what answers there is no Jira. ${addressAdvice}`)
  // Where the type is missing: Cloud counts its versions from 1000 on.
  const isCloud = deploymentType ? /^cloud$/i.test(deploymentType) : Number.parseInt(version ?? '', 10) >= 1000
  // A Data Center's own idea of its address is often that of its installation; Cloud's is right, even behind api.atlassian.com.
  return isCloud ? { kind: 'cloud', url: (baseUrl || base).replace(/\/+$/, '') } : { kind: 'server', url: base }
}
