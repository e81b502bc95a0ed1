import { approvers, members, type Office, type reports } from './deploy-office.ts'

/** An issue or ticket of a report, whether Jira says so or the hub remembers it. */
export interface Item {
  kind: 'issue' | 'ticket'
  key: string
  summary: string
  status: { name: string }
  assignee?: string | null
  approvers?: string[]
  date?: string | null
  tickets?: { key: string; label: string }[]
  seen?: boolean
}

export type Report = (typeof reports)[number]

export interface Week {
  name: string
  from: string
  to: string
}

const day = 86_400_000

/** The week of a moment in Seoul, or the one after it. */
export function weekOf(wall: number, after = 0): Week {
  const local = new Date(wall + 9 * 3_600_000)
  const monday = Math.floor(local.getTime() / day) - ((local.getUTCDay() + 6) % 7) + 7 * after
  const thursday = new Date((monday + 3) * day)
  const week = Math.ceil((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 0)) / day / 7)
  const text = (days: number) => new Date(days * day).toISOString().slice(0, 10)
  return {
    name: `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`,
    from: text(monday),
    to: text(monday + 7),
  }
}

/** What Jira holds of a week just now. */
export function itemsInJira({ jira }: Pick<Office, 'jira'>, report: Report, week: Week): Item[] {
  const issues = [...jira.issues.values()].filter(
    ({ project, hidden, duedate }) =>
      project === report.project && !hidden && duedate !== undefined && duedate >= week.from && duedate < week.to,
  )
  const linked = issues.map(({ key }) =>
    (jira.state.links.get(key) ?? [])
      .filter(({ from }) => !jira.issues.get(from)?.hidden)
      .map(({ from, type }) => ({ key: from, label: type.inward })),
  )
  const tickets = new Set(linked.flatMap(links => links.map(({ key }) => key)))
  const item = (key: string, kind: Item['kind']): Item => {
    const { summary, status, assignee, duedate, fields } = jira.issues.get(key)!
    const all = (fields[approvers] ?? []) as string[]
    return {
      kind,
      key,
      summary,
      status: { name: status },
      assignee: assignee ?? null,
      approvers: [...all].sort(),
      date: duedate ?? null,
    }
  }
  return [
    ...issues.map(({ key }, index) => ({ ...item(key, 'issue'), tickets: linked[index]! })),
    ...[...tickets].map(key => ({ ...item(key, 'ticket'), seen: true })),
  ]
}

const nameOf = (id: string) => members.find(member => member.id === id)?.name ?? id

/** The rows that a page of these must show, as `rowsIn` reads them. */
export function rowsOf(items: Item[]): string[] {
  const tickets = new Map(items.filter(({ kind }) => kind === 'ticket').map(item => [item.key, item]))
  const rows = items
    .filter(({ kind }) => kind === 'issue')
    .flatMap(issue => {
      const links = (issue.tickets ?? []).flatMap(({ key, label }) => {
        const ticket = tickets.get(key)
        return ticket ? [row(issue, ticket, label)] : []
      })
      return links.length > 0 ? links : [row(issue, undefined, '—')]
    })
  return rows.sort()
}

function row(issue: Item, ticket: Item | undefined, label: string): string {
  const { status, assignee, approvers = [], date, seen } = ticket ?? issue
  const unseen = seen === false ? ' (조회할 수 없음)' : ''
  const people = approvers.map(nameOf).sort()
  return [
    `${issue.key} ${issue.summary}`,
    ticket ? `${ticket.key} ${ticket.summary}${unseen}` : '—',
    label,
    status.name,
    assignee ? nameOf(assignee) : '—',
    people.length > 0 ? people.join(', ') : '—',
    date ? `${date}(${'일월화수목금토'[new Date(date).getUTCDay()]})` : '—',
  ].join(' | ')
}
