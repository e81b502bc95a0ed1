import { type Field, type Issue, type Jira, usersOf } from '../../connectors/jira/index.ts'
import type { Ctx } from './ctx.ts'
import { knownZone, queryOf } from './jql.ts'
import type { Deployment, Found, Period, Ticket } from './model.ts'
import type { ReportOptions } from './options.ts'
import { type Source, sourceOf } from './source.ts'

/** What Jira says about a period of a report, and how it was asked. */
export async function lookUp(
  { jira, settings, timeZone, log }: Pick<Ctx, 'jira' | 'settings' | 'timeZone' | 'log'>,
  report: ReportOptions,
  period: Period,
) {
  const source = await sourceOf(jira, report, settings.JIRA_PROJECT_KEY)
  const { project, date, site } = source
  const userZone = site.user.timeZone
  if (date.kind === 'datetime' && !knownZone(userZone))
    log.warn("Jira reads the times of a query in its user's time zone and does not say which: the hub's is assumed", {
      user: site.user.name,
      zone: userZone,
    })
  const jql = queryOf({ project, field: date, extra: report.jql }, period, { zone: timeZone, userZone })
  return { source, jql, found: await foundBy(jira, source, jql) }
}

/** The issues of a query with their deploy tickets, which are fetched while further pages of the search come in. */
async function foundBy(jira: Jira, source: Source, jql: string): Promise<Found> {
  const fields = [source.date, source.planned, ...(source.approvers ? [source.approvers] : [])].map(({ id }) => id)
  const issues: Issue[] = []
  const asked = new Set<string>()
  const answers: Promise<Map<string, Issue>>[] = []
  for await (const page of jira.search({ jql, fields })) {
    issues.push(...page)
    const keys = page.flatMap(issue => linksOf(issue, source).map(({ key }) => key)).filter(key => !asked.has(key))
    for (const key of keys) asked.add(key)
    if (keys.length === 0) continue
    const answer = jira.issues([...new Set(keys)], fields)
    // The search may fail before anybody waits for this.
    answer.catch(() => {})
    answers.push(answer)
  }
  const seen = new Map((await Promise.all(answers)).flatMap(answer => [...answer]))
  return {
    issues: issues.map(issue => deploymentOf(issue, source)),
    tickets: new Map(issues.flatMap(issue => ticketsOf(issue, source, seen))),
  }
}

function linksOf({ links }: Issue, { links: types, deployProject }: Source) {
  return links.filter(
    ({ key, typeId }) =>
      (types === undefined || types.some(({ id }) => id === typeId)) &&
      (deployProject === undefined || key.startsWith(`${deployProject}-`)),
  )
}

function deploymentOf(issue: Issue, source: Source): Deployment {
  const tickets = linksOf(issue, source).map(({ key, label }) => ({ key, label }))
  return { ...itemOf(issue, source, source.date), tickets }
}

function ticketsOf(issue: Issue, source: Source, seen: Map<string, Issue>): [string, Ticket][] {
  return linksOf(issue, source).map(({ key, summary, status }) => {
    const ticket = seen.get(key)
    if (ticket) return [key, { ...itemOf(ticket, source, source.planned), seen: true }]
    const url = `${source.site.url}/browse/${encodeURIComponent(key)}`
    return [key, { key, url, summary, status, type: '', approvers: [], seen: false }]
  })
}

function itemOf({ key, url, summary, status, type, priority, assignee, fields }: Issue, source: Source, date: Field) {
  const approvers = source.approvers ? usersOf(fields[source.approvers.id]) : []
  const day = fields[date.id]
  return {
    key,
    url,
    summary,
    status,
    type,
    priority,
    assignee,
    approvers,
    date: typeof day === 'string' ? day : undefined,
  }
}
