import { z } from 'zod'
import { saying } from '../../engine/settings.ts'

const names = z.array(z.string().min(1))

/** What in an issue or a deploy ticket counts as a change. Volatile things (rank, last update, pictures) are no choice. */
export const watchable = ['summary', 'status', 'assignee', 'approvers', 'date', 'type', 'priority', 'tickets'] as const

/** One report of the section `deploy-report` in dure.yaml. What is left out comes from the settings in .env. */
const Report = z.strictObject({
  name: z
    .string()
    .refine(
      name => /^[\p{L}\p{N}_-]{1,40}$/u.test(name),
      saying('should be one short word; it is part of keys', '짧은 한 낱말이어야 합니다. 키의 일부가 됩니다'),
    )
    .meta({ description: 'Short and stable: pages and messages are remembered under it' }),
  project: z.string().min(1).optional().meta({ description: 'Jira project; default JIRA_PROJECT_KEY' }),
  space: z.string().min(1).optional().meta({ description: 'Confluence space; default CONFLUENCE_SPACE_KEY' }),
  parent: z
    .string()
    .refine(id => /^\d+$/.test(id), saying('should be a page id, digits only', '숫자로 된 페이지 ID여야 합니다'))
    .optional()
    .meta({ description: 'Id of the page above; default CONFLUENCE_PARENT_PAGE_ID' }),
  period: z.enum(['week', 'month']).default('week').meta({ description: 'What one page is about' }),
  title: z
    .string()
    .max(200)
    .refine(
      title => title.includes('{period}'),
      saying(
        'must contain {period}, else the pages of all weeks had one title',
        '{period}가 들어 있어야 합니다. 없으면 모든 주의 페이지 제목이 같아집니다',
      ),
    )
    .optional()
    .meta({
      description: 'Title of the page; {period}, {from} and {to} stand for 2026-W48 and its first and last day',
    }),
  dateField: z.string().min(1).default('duedate').meta({ description: 'Date that puts an issue into the period' }),
  jql: z.string().min(1).optional().meta({ description: 'Further condition, joined with AND' }),
  deployLinks: names.optional().meta({
    description: 'Types of link that lead to deploy tickets, by id, name or label; default: every link',
  }),
  deployProject: z.string().min(1).optional().meta({ description: 'Deploy tickets are issues of this project only' }),
  approversField: z.string().min(1).optional().meta({ description: 'User field that names who approves' }),
  plannedField: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Planned date of a deploy ticket; default dateField' }),
  watch: z.array(z.enum(watchable)).min(1).default(['summary', 'status', 'assignee', 'approvers', 'date', 'tickets']),
  tell: z
    .array(z.enum(['assignee', 'approvers']))
    .default(['assignee', 'approvers'])
    .meta({ description: 'Who is told of a change' }),
  channel: z.string().min(1).optional().meta({ description: 'Slack channel, with a bot token; default SLACK_CHANNEL' }),
  reminders: z
    .array(z.int().min(0).max(14))
    .default([])
    .meta({ description: 'Days before the planned date on which people of an unfinished ticket are reminded' }),
  jiraServerId: z.string().min(1).optional().meta({
    description: 'Which Jira the Jira macro reads, where none can be found on a page',
  }),
  adopt: z.boolean().default(false).meta({
    description: 'Takes over a page that bears the title already, made by hand or by an older tool',
  }),
})

/** The same for two reports whose pages would have one title, which no space allows. The usual titles hold the name. */
const titleIn = ({ name, title, space, period, adopt }: z.output<typeof Report>) =>
  JSON.stringify(title === undefined || adopt ? [name] : [title, space, period])

/** The section `deploy-report`. Without it there is one report, made of the settings in .env. */
export const Options = z
  .strictObject({
    language: z.enum(['ko', 'en']).default('ko'),
    reports: z
      .array(Report)
      .min(1)
      .refine(
        reports => new Set(reports.map(({ name }) => name)).size === reports.length,
        saying('has two reports of one name', '이름이 같은 리포트가 둘입니다'),
      )
      .refine(
        reports => new Set(reports.map(titleIn)).size === reports.length,
        saying(
          'has two reports whose pages would have one title; put the name of the report into it',
          '두 리포트의 페이지 제목이 같아집니다. 제목에 리포트 이름을 넣으십시오',
        ),
      )
      .prefault([{ name: 'deploy' }]),
  })
  .prefault({})

export type Options = z.output<typeof Options>
export type ReportOptions = Options['reports'][number]
