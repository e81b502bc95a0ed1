import { bodyMark, type Database, type NewRow, type RowUpdate } from '../../connectors/notion/index.ts'
import type { Ctx } from './ctx.ts'
import { categories, impactLevels, type WorkLog } from './log.ts'
import type { StoredLog } from './logs.ts'
import { contextOf } from './star.ts'

/** The text property by which each row of ours is found again. */
const key = 'Dure Key'

/** The three databases as the description names them and their properties. */
export const databasesOf = ({
  settings: { NOTION_DB1_ID, NOTION_DB2_ID, NOTION_DB3_ID },
  options: { statuses },
}: Pick<Ctx, 'settings' | 'options'>) => ({
  logs: {
    name: 'logs',
    title: 'Daily Work Logs',
    id: NOTION_DB1_ID,
    setting: 'NOTION_DB1_ID',
    key,
    properties: {
      Name: 'title',
      'Logged Date': 'date',
      Category: { type: 'select', options: [...categories] },
      'Impact Level': { type: 'select', options: [...impactLevels] },
      'Tech Stack': { type: 'multi_select', options: [], open: true },
      Status: { type: 'select', options: [...statuses] },
    },
  } satisfies Database,
  weeks: {
    name: 'weeks',
    title: 'Weekly Achievements',
    id: NOTION_DB2_ID,
    setting: 'NOTION_DB2_ID',
    key,
    properties: {
      Name: 'title',
      'Period Start': 'date',
      'Period End': 'date',
      'Bullet Points': 'text',
      'Source Logs': { type: 'relation', to: 'logs' },
    },
  } satisfies Database,
  months: {
    name: 'months',
    title: 'Monthly Highlights',
    id: NOTION_DB3_ID,
    setting: 'NOTION_DB3_ID',
    key,
    properties: {
      Name: 'title',
      'Year-Month': 'date',
      Summary: 'text',
      'Source Weeks': { type: 'relation', to: 'weeks' },
    },
  } satisfies Database,
})

type DatabaseName = keyof ReturnType<typeof databasesOf>

/** The database in which rows are kept; undefined where Notion or that database is not set, and they stay here. */
export function mirrorOf(ctx: Ctx, name: DatabaseName): Database | undefined {
  const database = databasesOf(ctx)[name]
  return ctx.notion && database.id ? database : undefined
}

const propertiesOf = (log: WorkLog): NewRow['properties'] => ({
  Name: log.title,
  'Logged Date': log.loggedDate,
  Category: log.category,
  'Impact Level': log.impactLevel,
  'Tech Stack': log.techStack,
  Status: log.status,
})

/** What has no property of its own stands in the page: the STAR text, the metrics, the ticket. */
function bodyOf(log: WorkLog): string {
  const more = [
    ['Metrics', log.metrics],
    ['Ticket', log.ticketUrl],
  ].flatMap(([heading, text]) => (text ? [`### ${heading}\n${text}`] : []))
  return [contextOf(log.star), ...more].join('\n\n')
}

export const markOf = (log: WorkLog): string => bodyMark(bodyOf(log))

export const newRow = (database: Database, log: WorkLog): NewRow => ({
  database,
  key: log.id,
  properties: propertiesOf(log),
  body: bodyOf(log),
})

export const rowUpdate = (database: Database, log: StoredLog): RowUpdate => ({
  database,
  key: log.id,
  ...(log.page && { id: log.page.id }),
  properties: propertiesOf(log),
  body: { markdown: bodyOf(log), over: log.marks },
})
