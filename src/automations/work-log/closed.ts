import { z } from 'zod'
import { allOf, type Field, type Issue, type Jira, quote } from '../../connectors/jira/index.ts'
import { HubError } from '../../engine/error.ts'
import { type Zone, zoneOf } from '../../engine/zone.ts'
import type { Ctx } from './ctx.ts'

export const Closing = z.strictObject({
  since: z.iso.date().meta({ description: 'First day', example: '2026-11-14' }),
  assignee: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ description: "E-mail address, or Jira's own id; default: whose login Jira is asked with" }),
})

/** An issue that somebody has seen through; `closed` is an ISO instant. */
export interface ClosedIssue {
  key: string
  url: string
  summary: string
  type: string
  closed: string
}

/** `site`: undefined where Jira is not set. Oldest first; `more`: older ones were left out. */
export interface Closed {
  site?: string
  issues: ClosedIssue[]
  more: boolean
}

const most = 500

/** Finds issues of one person that were resolved, or on Cloud put into a status that means done, since a day. Reads only. */
export async function closedIssues(ctx: Ctx, { since, assignee }: z.output<typeof Closing>): Promise<Closed> {
  const { jira, people, timeZone } = ctx
  if (!jira) return { issues: [], more: false }
  const [site, resolved, done] = await Promise.all([jira.site(), jira.field('resolutiondate'), doneField(jira)])
  const from = midnight(since, timeZone)
  const who = assignee === undefined ? undefined : (people.withEmail(assignee)?.accounts.jira ?? assignee)
  const literal = quote(onClock(from, knownZone(site.user.timeZone) ?? zoneOf(timeZone)))
  const ways = [
    `${resolved.jql} >= ${literal}`,
    ...(done ? [`${resolved.jql} IS EMPTY AND statusCategory = Done AND ${done.jql} >= ${literal}`] : []),
  ]
  const jql = `assignee = ${who === undefined ? 'currentUser()' : quote(who)} AND (${ways.map(way => allOf([way])).join(' OR ')}) ORDER BY updated DESC`
  const dates = [resolved, ...(done ? [done] : [])].map(({ id }) => id)
  const issues: ClosedIssue[] = []
  for await (const page of jira.search({ jql, fields: dates })) {
    for (const issue of page) {
      const told = closedIn(issue, dates)
      if (Date.parse(told.closed) >= from) issues.push(told)
    }
    if (issues.length > most) break
  }
  return {
    site: site.url,
    issues: issues.slice(0, most).sort((a, b) => (`${a.closed} ${a.key}` < `${b.closed} ${b.key}` ? -1 : 1)),
    more: issues.length > most,
  }
}

/** Only Cloud keeps when an issue came into its kind of status, which serves where a workflow sets no resolution. */
const doneField = (jira: Jira): Promise<Field | undefined> =>
  jira.field('statuscategorychangedate').catch(error => {
    if (error instanceof HubError && error.code === 'invalid') return undefined
    throw error
  })

const closedIn = ({ key, url, summary, type, fields }: Issue, dates: string[]): ClosedIssue => ({
  key,
  url,
  summary,
  type,
  closed: String(dates.map(id => fields[id]).find(value => value !== undefined) ?? ''),
})

function midnight(date: string, timeZone: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return zoneOf(timeZone).instant({ year, month, day })
}

/** What the clock of the person who asks shows then: JQL knows no other. */
function onClock(at: number, zone: Zone): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const { year, month, day, hour, minute } = zone.local(at)
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

/** Jira may hide the zone, or name one that is not known here: then the hub's own is the best guess. */
function knownZone(name: string | undefined): Zone | undefined {
  try {
    return name === undefined ? undefined : zoneOf(name)
  } catch {
    return undefined
  }
}
