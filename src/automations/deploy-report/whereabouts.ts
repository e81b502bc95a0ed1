import type { Jira } from '../../connectors/jira/index.ts'
import { HubError } from '../../engine/error.ts'
import { dayOf } from './format.ts'
import type { Found, Period } from './model.ts'
import type { Source } from './source.ts'

/** Where something is that the period's search no longer finds. */
export interface Whereabouts {
  /** False: deleted, or no longer to be seen by Dure's user. */
  seen: boolean
  date?: string
}

/**
 * Asks Jira for each issue and ticket that has left the report. A search answers a refused credential with nothing, so
 * a week that is suddenly empty is believed only where one of its issues says itself that it went elsewhere; else this
 * throws `unavailable`, and nothing is told.
 */
export async function whereabouts(
  jira: Jira,
  source: Source,
  found: Found,
  removed: readonly { kind: string; key: string }[],
  wasIn: { period: Period; jql?: string; acceptEmpty?: boolean; timeZone: string },
): Promise<Map<string, Whereabouts>> {
  const present = new Set([...found.issues.map(({ key }) => key), ...found.tickets.keys()])
  const keys = [...new Set(removed.map(({ key }) => key))].filter(key => !present.has(key))
  const seen = await jira.issues(keys, [source.date.id, source.planned.id])
  const issueKeys = removed.flatMap(({ kind, key }) => (kind === 'issue' ? [key] : []))
  const dateOf = (key: string, field: string) => {
    const date = seen.get(key)?.fields[field]
    return typeof date === 'string' ? date : undefined
  }
  /** Another key: it was moved to another project. */
  const left = (key: string) =>
    seen.has(key) &&
    (wasIn.jql !== undefined ||
      seen.get(key)?.key !== key ||
      !isWithin(dateOf(key, source.date.id), wasIn.period, wasIn.timeZone))
  if (!wasIn.acceptEmpty && issueKeys.length > 0 && found.issues.length === 0 && !issueKeys.some(left))
    throw new HubError(
      'unavailable',
      `Jira finds none of the ${issueKeys.length} issue(s) of ${wasIn.period.name} that it found before (${issueKeys.slice(0, 5).join(', ')}), and none of them tells where it went; nothing is changed or told until then. Check the rights of Dure's user in Jira; if they were really deleted, run 'dure run deploy-report/update --accept-empty'`,
    )
  return new Map(
    keys.map(key => {
      const field = issueKeys.includes(key) ? source.date.id : source.planned.id
      return [key, { seen: seen.has(key), date: dateOf(key, field) }]
    }),
  )
}

const isWithin = (date: string | undefined, { from, to }: Period, timeZone: string) => {
  const day = date && dayOf(date, timeZone)
  return day !== undefined && day >= from && day < to
}
