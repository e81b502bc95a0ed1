import { WireUser } from './schema.ts'
import type { JiraUser } from './words.ts'

/**
 * A person on the wire in our words; undefined for what is none, such as the anonymous user or a group. Cloud calls the
 * ruins of a deleted user `unknown`: they are told apart by nobody and reached by nobody.
 */
export function toUser(wire: unknown): JiraUser | undefined {
  const read = WireUser.safeParse(wire)
  if (!read.success) return undefined
  const { accountId, key, name, displayName, emailAddress, active, deleted } = read.data
  const id = accountId || (displayName && (key || name))
  if (!id) return undefined
  return {
    id,
    name: displayName || name || id,
    ...(emailAddress && { email: emailAddress }),
    active: active && !deleted && accountId !== 'unknown',
  }
}

/** The people in the value of a user field or of one that takes several, each once; what is no person is left out. */
export function usersOf(value: unknown): JiraUser[] {
  const users = (Array.isArray(value) ? value : [value]).map(toUser).filter(user => user !== undefined)
  return [...new Map(users.map(user => [user.id, user])).values()]
}
