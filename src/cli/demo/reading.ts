import type { ConfluenceFake } from '../../connectors/confluence/fake.ts'
import { textOf } from '../../connectors/confluence/storage/text.ts'
import type { JiraFake } from '../../connectors/jira/fake.ts'
import type { SlackFake } from '../../connectors/slack/fake.ts'
import { readable } from '../../connectors/slack/render.ts'
import { oneLine, table } from '../print.ts'

/** A page as a person reads it, its tables in columns; undefined where there is none. */
export function pageText({ pages }: ConfluenceFake, id: string): string | undefined {
  const page = pages.get(id)
  return page && `# ${page.title}\n${withColumns(withoutAddresses(textOf(page.body)))}`.replace(/\n## /g, '\n\n## ')
}

/** The messages of the channel from the one at `from` on, those of a thread below it. */
export function channelText({ channels, users }: SlackFake, from = 0): string {
  return channels[0]!.messages
    .slice(from)
    .map(({ text, thread }) => {
      const lines = withNames(withoutAddresses(readable(text)), users).split('\n')
      const [first, rest] = thread ? ['  ↳ ', '    '] : ['', '']
      return lines.map((line, index) => (index === 0 ? first : rest) + line).join('\n')
    })
    .join('\n\n')
}

/** Key and summary, then status, assignee and due date; undefined where there is no such issue. */
export function issueText({ issues, users }: JiraFake, key: string): string | undefined {
  const issue = issues.get(key)
  if (!issue) return undefined
  const { summary, status, assignee = '', duedate = '—' } = issue
  return `${key}  ${summary}\n${[status, users.get(assignee)?.name ?? '—', duedate].join(' · ')}`
}

/** JSON with a member on each line, long ones cut. */
export const shortJson = (body: object) =>
  `{\n${Object.entries(body)
    .map(([name, value]) => `  "${name}": ${oneLine(JSON.stringify(value), 72)}`)
    .join(',\n')}\n}`

/** A table whose columns need no names. */
export const columns = ([first = [], ...others]: string[][]) => table(first, others)

/** Every address here is one of the demo's own, and long. */
export const withoutAddresses = (text: string) => text.replace(/ \(https?:\/\/(?:[^\s()]|\([^\s()]*\))+\)/g, '')

/** `@U0KIM00001` becomes `@김지은`, as Slack shows it. */
export const withNames = (text: string, users: SlackFake['users']) =>
  users.reduce((named, { id, name }) => named.replaceAll(`@${id}`, `@${name}`), text)

/** Rows `a | b | c` that follow one another are one table. */
function withColumns(text: string): string {
  const lines: string[] = []
  let rows: string[][] = []
  const flush = () => {
    const [head, ...rest] = rows
    if (head) lines.push(table(head, rest))
    rows = []
  }
  for (const line of text.split('\n')) {
    if (line.includes(' | ')) rows.push(line.split(' | ').map(cell => cell.trim()))
    else {
      flush()
      lines.push(line)
    }
  }
  flush()
  return lines.join('\n')
}
