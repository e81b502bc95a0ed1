import type { Field } from '../../connectors/jira/index.ts'
import type { Finding } from '../../engine/automation.ts'
import { describeError } from '../../engine/error.ts'
import type { Ctx } from './ctx.ts'
import { lookUp } from './look-up.ts'
import type { Period } from './model.ts'
import type { ReportOptions } from './options.ts'
import { dateCalled, usersCalled } from './source.ts'

/** Where a report looks and writes, after its options and the settings in .env. */
interface Place {
  project: string
  space: string
  parent: string | undefined
  /** The one that is now. */
  period: Period
}

/** What each name in a report's options resolved to, a line each; what cannot be resolved is a line of its own. */
export async function resolved(ctx: Ctx, report: ReportOptions, place: Place): Promise<Finding[]> {
  const { jira, confluence, slack } = ctx
  const { name, dateField, plannedField, approversField, deployLinks, deployProject, jql, channel } = report
  const shown = ({ id, name: title, kind }: Field) => `${title} (${id}, ${kind})`
  const project = async (key: string) => `${(await jira.project(key)).name} (${key})`
  const lines: [string, () => Promise<string>][] = [
    ['project', () => project(place.project)],
    ['dateField', async () => shown(await dateCalled(jira, dateField, 'dateField'))],
    ...optional('plannedField', plannedField, async field => shown(await dateCalled(jira, field, 'plannedField'))),
    ...optional('approversField', approversField, async field => shown(await usersCalled(jira, field))),
    ...optional('deployLinks', deployLinks, async wanted =>
      (await jira.linkTypes(wanted)).map(type => `${type.name} (${type.id})`).join(', '),
    ),
    ...optional('deployProject', deployProject, project),
    ...optional('jql', jql, async () => {
      const { issues } = (await lookUp(ctx, report, place.period)).found
      return `fits ${issues.length} issue(s) of ${place.period.name}`
    }),
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
