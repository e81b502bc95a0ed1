import type { Field, Jira, JiraSite, LinkType } from '../../connectors/jira/index.ts'
import { HubError } from '../../engine/error.ts'
import type { ReportOptions } from './options.ts'

/** Where a report looks: what its options say, in the words of this Jira site. */
export interface Source {
  site: JiraSite
  project: string
  /** Puts an issue into a period. */
  date: Field
  /** The planned date of a deploy ticket. */
  planned: Field
  approvers: Field | undefined
  /** Undefined: every link leads to a deploy ticket. */
  links: LinkType[] | undefined
  deployProject: string | undefined
}

/** Resolves every name in the report's options, all at once; one that is wrong is a HubError that says so. */
export async function sourceOf(jira: Jira, report: ReportOptions, project: string): Promise<Source> {
  const { dateField, plannedField = dateField, approversField, deployLinks, deployProject } = report
  const [site, date, planned, approvers, links] = await Promise.all([
    jira.site(),
    dateCalled(jira, dateField, 'dateField'),
    dateCalled(jira, plannedField, 'plannedField'),
    approversField === undefined ? undefined : usersCalled(jira, approversField),
    deployLinks && jira.linkTypes(deployLinks),
  ])
  const source = { site, project: report.project ?? project, date, planned, approvers, links }
  // Issues are told apart by what their keys begin with, and keys are capitals.
  return { ...source, deployProject: deployProject?.toUpperCase() }
}

/** A field that can put something into a period; `option` is where its name comes from. */
export async function dateCalled(jira: Jira, name: string, option: string): Promise<Field> {
  const field = await jira.field(name)
  if (field.kind === 'date' || field.kind === 'datetime') return field
  throw new HubError(
    'invalid',
    `${option}: the Jira field ${field.name} (${field.id}) holds no date; name one that does`,
  )
}

/** The field of `approversField`. */
export async function usersCalled(jira: Jira, name: string): Promise<Field> {
  const field = await jira.field(name)
  if (field.kind === 'user' || field.kind === 'users') return field
  throw new HubError(
    'invalid',
    `approversField: the Jira field ${field.name} (${field.id}) holds no people; name a user picker`,
  )
}
