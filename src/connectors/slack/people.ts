import type { Io } from '../../engine/io.ts'
import type { Api } from './api.ts'
import { Found } from './schema.ts'

const hour = 3_600_000
const remembered = { hit: 24 * hour, miss: hour / 6 }

/** Refusals that mean that the app may look up nobody. */
const notAllowed = ['missing_scope', 'no_permission', 'not_allowed_token_type', 'enterprise_is_restricted']

/** Members by e-mail address. Whom Slack does not know today may join tomorrow: misses are remembered for 10 min, hits for a day. */
export function peopleByEmail(api: Api, { clock, log }: Pick<Io, 'clock' | 'log'>) {
  const known = new Map<string, { id: string | undefined; until: number }>()
  let warned = false

  return async (email: string): Promise<string | undefined> => {
    const address = email.trim().toLowerCase()
    const before = known.get(address)
    if (before && clock.monotonic() < before.until) return before.id
    const id = await lookUp(address)
    known.set(address, { id, until: clock.monotonic() + (id ? remembered.hit : remembered.miss) })
    return id
  }

  /** `users_not_found` is also said of the deactivated. */
  async function lookUp(email: string): Promise<string | undefined> {
    const outcome = await api.callUnless(['users_not_found', ...notAllowed], {
      kind: 'read',
      method: 'users.lookupByEmail',
      parameters: { email },
      shape: Found,
    })
    if (typeof outcome !== 'string') return outcome.user.deleted ? undefined : outcome.user.id
    if (notAllowed.includes(outcome) && !warned) {
      warned = true
      log.warn('Slack: people cannot be looked up by e-mail; give the app the scope users:read.email', {
        refusal: outcome,
      })
    }
    return undefined
  }
}
