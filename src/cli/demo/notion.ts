import type { NotionFake } from '../../connectors/notion/fake.ts'
import type { FakePage } from '../../connectors/notion/fake-state.ts'
import { oneLine, table } from '../print.ts'

const ourKey = 'Dure Key'

/** Makes the three databases as people make them by the guide of the work log. Gives the settings that name them. */
export function furnish(notion: NotionFake) {
  const page = notion.addPage('업무 기록')
  const make = (title: string, columns: Parameters<NotionFake['addDatabase']>[1]) =>
    notion.addDatabase(title, { Name: 'title', ...columns, [ourKey]: 'rich_text' }, page)
  const logs = make('Daily Work Logs', {
    'Logged Date': 'date',
    Category: { type: 'select', options: ['신규기능', '성능개선', '버그픽스', '리팩토링', '문서화', '기타'] },
    'Impact Level': { type: 'select', options: ['High', 'Medium', 'Low'] },
    'Tech Stack': 'multi_select',
    Status: { type: 'select', options: ['Logged', 'In Review', 'Published'] },
  })
  const dates = { 'Period Start': 'date', 'Period End': 'date' }
  const weeks = make('Weekly Achievements', { ...dates, 'Bullet Points': 'rich_text' })
  const months = make('Monthly Highlights', { 'Year-Month': 'date', Summary: 'rich_text' })
  const to = ({ sources }: typeof logs) => ({ relation: { data_source_id: sources[0], single_property: {} } })
  notion.changeColumns(weeks, { 'Source Logs': to(logs) })
  notion.changeColumns(months, { 'Source Weeks': to(weeks) })
  return { NOTION_DB1_ID: logs.id, NOTION_DB2_ID: weeks.id, NOTION_DB3_ID: months.id }
}

const longestCell = 26

/** Every database as a table. Its rows have marks (D1, W1), by which relations name them. */
export function databasesText(notion: NotionFake): string {
  const databases = [...notion.state.databases.values()].map(database => ({
    title: database.title,
    rows: notion.rows(database).filter(({ trashed }) => !trashed),
  }))
  const marks = new Map(
    databases.flatMap(({ title, rows }) => rows.map(({ id }, index) => [id, `${title[0]}${index + 1}`])),
  )
  const valuesOf = (row: FakePage) =>
    Object.entries<Value>(notion.seen(row).properties).filter(([name]) => name !== ourKey)
  return databases
    .map(({ title, rows }) => {
      const [first] = rows
      const head = ['', ...(first ? valuesOf(first) : []).map(([name]) => name)]
      const cells = rows.map(row => [
        marks.get(row.id)!,
        ...valuesOf(row).map(([, value]) => oneLine(textIn(value, marks), longestCell)),
      ])
      return `# ${title}\n${table(head, cells)}`
    })
    .join('\n\n')
}

/** A property as the API tells it. */
type Value = { type: string; [type: string]: any }

function textIn(value: Value, marks: ReadonlyMap<string, string>): string {
  const held = value[value.type]
  switch (value.type) {
    case 'date':
      return held?.start ?? ''
    case 'select':
      return held?.name ?? ''
    case 'multi_select':
      return held.map(({ name }: { name: string }) => name).join(', ')
    case 'relation':
      return held.map(({ id }: { id: string }) => marks.get(id)).join(' ')
    default:
      return held.map(({ plain_text }: { plain_text: string }) => plain_text).join('')
  }
}
