import type { ConfluenceReads } from '../../connectors/confluence/index.ts'
import type { Jira } from '../../connectors/jira/index.ts'
import type { SlackReads } from '../../connectors/slack/index.ts'
import type { Finding } from '../../engine/automation.ts'
import { describeError } from '../../engine/error.ts'
import type { ReportOptions } from './options.ts'

/** What a report's page hangs under, after its options and the settings in .env. */
export interface Place {
  space: string
  parent: string | undefined
}

/** What each name in a report's options resolved to, a line each; what cannot be resolved is a line of its own. */
export async function resolved(
  report: ReportOptions,
  place: Place,
  project: string,
  { jira, confluence, slack }: { jira: Jira; confluence: ConfluenceReads; slack: SlackReads | undefined },
): Promise<Finding[]> {
  const { name, dateField, plannedField, approversField, deployLinks, channel } = report
  const field = async (called: string) => {
    const { id, name: title, kind } = await jira.field(called)
    return `${title} (${id}, ${kind})`
  }
  const lines: [string, () => Promise<string>][] = [
    ['project', async () => `${(await jira.project(project)).name} (${project})`],
    ['dateField', () => field(dateField)],
    ...optional('plannedField', plannedField, field),
    ...optional('approversField', approversField, field),
    ...optional('deployLinks', deployLinks, async wanted =>
      (await jira.linkTypes(wanted)).map(type => `${type.name} (${type.id})`).join(', '),
    ),
    ['space', async () => `${(await confluence.space(place.space)).name} (${place.space})`],
    ...optional('parent', place.parent, async id => (await confluence.page(id)).title),
    ['Jira macro', async () => serverOf(report, await confluence.jiraServer(place.space))],
    [
      'Slack',
      async () => (slack ? `${await slack.whoAmI()}${channel ? `, ${channel}` : ''}` : 'not set: nobody is told'),
    ],
  ]
  return Promise.all(lines.map(([what, look]) => finding(`${name}: ${what}`, look)))
}

function optional<T>(
  what: string,
  value: T | undefined,
  look: (value: T) => Promise<string>,
): [string, () => Promise<string>][] {
  return value === undefined ? [] : [[what, () => look(value)]]
}

function serverOf({ jiraServerId }: ReportOptions, found: { id: string; name?: string } | undefined): string {
  if (jiraServerId) return jiraServerId
  return found
    ? `${found.name ?? 'Jira'} (${found.id})`
    : "none found on a page: the site's own Jira is taken; else set jiraServerId"
}

async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: 'ok', note: await look() }
  } catch (error) {
    return { what, state: 'bad', note: describeError(error) }
  }
}
