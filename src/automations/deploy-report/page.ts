import {
  bullets,
  emphasis,
  heading,
  type JiraServer,
  lineBreak,
  link,
  lozenge,
  macro,
  paragraph,
  type Region,
  type StorageNode,
  strong,
  table,
} from '../../connectors/confluence/index.ts'
import type { Field, StatusCategory } from '../../connectors/jira/index.ts'
import { clip, plain } from './format.ts'
import type { Change, Deployment, Found, Period, Ticket } from './model.ts'
import type { ReportOptions } from './options.ts'
import { type Counts, canBeRead, countsOf, type Row, rowsOf } from './rows.ts'
import { type Sentences, sentencesOf } from './sentences.ts'
import { bytesOfRow } from './size.ts'
import type { Language } from './words.ts'

/** All that the page of a period shows. */
export interface PageView {
  report: ReportOptions
  period: Period
  found: Found
  changes: Change[]
  /** Counts from 1: the first version has nothing to compare with. */
  version: number
  refreshedAt: Date
  timeZone: string
  language: Language
  /** What the Jira macro asks: the same as the report. */
  jql: string
  /** Without it the macro asks the site's own Jira. */
  jiraServer?: JiraServer
  /** The field that puts an issue into the period, for a column of the Jira macro; default `duedate`. */
  dateField?: Pick<Field, 'id' | 'name'>
}

/** What Dure keeps on the page, from top to bottom. Nobody is mentioned: that would mail them at each version. */
export function regionsOf(view: PageView): Region[] {
  const s = sentencesOf(view.language, view.timeZone)
  const { page } = s.w
  const region = (name: 'summary' | 'issues' | 'tickets' | 'changes', content: StorageNode[]): Region => ({
    name,
    content: [heading(2, page[name]), ...content],
  })
  return [
    region('summary', summary(view, s)),
    region('issues', [jiraMacro(view)]),
    region('tickets', ticketTable(rowsOf(view.found, view.timeZone), s)),
    region('changes', changeList(view, s)),
  ]
}

function summary({ found, period, refreshedAt, timeZone }: PageView, { w, f }: Sentences): StorageNode[] {
  const { issues, tickets } = found
  const unreadable = [...tickets.values()].filter(ticket => !canBeRead(ticket)).length
  const withoutTicket = issues.filter(issue => issue.tickets.length === 0).length
  const notes = [
    ...(withoutTicket > 0 ? [w.page.withoutTicket(withoutTicket)] : []),
    ...(unreadable > 0 ? [w.page.unreadable(unreadable)] : []),
  ]
  return [
    paragraph(strong(f.period(period)), ` · ${period.name}`),
    table(w.page.counts, [
      countRow(w.issues, countsOf(issues, refreshedAt, timeZone)),
      countRow(w.tickets, countsOf(tickets.values(), refreshedAt, timeZone)),
    ]),
    ...(notes.length > 0 ? [bullets(notes.map(note => [note]))] : []),
    paragraph(w.refreshed(f.time(refreshedAt), timeZone)),
    paragraph(emphasis(w.page.kept)),
  ]
}

const countRow = (name: string, counts: Counts): StorageNode[][] => {
  const { all, new: todo, indeterminate, done, unassigned, undated, overdue } = counts
  return [[strong(name)], ...[all, todo, indeterminate, done, unassigned, undated, overdue].map(n => [String(n)])]
}

/** The most that the macro shows; it reads 20 by default. */
const maximumIssues = '1000'

/** The live table. It shows each reader what that reader may see in Jira. */
function jiraMacro({ jql, jiraServer, dateField = { id: 'duedate', name: 'due' } }: PageView): StorageNode {
  const date = dateField.id === 'duedate' ? 'due' : dateField.name.replaceAll(',', ' ')
  return macro('jira', {
    ...(jiraServer?.name ? { server: jiraServer.name } : {}),
    columns: `key,summary,type,status,assignee,priority,${date}`,
    columnIds: `issuekey,summary,issuetype,status,assignee,priority,${dateField.id}`,
    maximumIssues,
    jqlQuery: jql,
    ...(jiraServer ? { serverId: jiraServer.id } : {}),
  })
}

/** Confluence takes 5 MB. The rest is for what people write, and for the other regions. */
const mostBytes = 4_600_000
/** All titles in the table share them: a long table has shorter ones. */
const titleCharacters = 60_000
const shortestTitle = 20

function ticketTable(rows: Row[], s: Sentences): StorageNode[] {
  const { columns, noRows, rowsLeft, ownValues } = s.w.page
  if (rows.length === 0) return [paragraph(noRows)]
  const drawn: StorageNode[][][] = []
  const longest = Math.max(shortestTitle, Math.floor(titleCharacters / rows.length))
  let bytes = 0
  for (const row of rows) {
    const cells = cellsOf(row, longest, s)
    bytes += bytesOfRow(cells)
    if (bytes > mostBytes) break
    drawn.push(cells)
  }
  const left = rows.length - drawn.length
  return [
    ...(left > 0 ? [paragraph(strong(rowsLeft(left)))] : []),
    table(columns, drawn),
    ...(rows.some(({ ticket }) => !ticket) ? [paragraph(emphasis(ownValues))] : []),
  ]
}

const colours = { new: 'Grey', indeterminate: 'Blue', done: 'Green' } as const satisfies Record<StatusCategory, string>
const empty = '—'

/** An issue without a ticket stands in its row itself, so that nobody is overlooked. */
function cellsOf({ issue, ticket, label }: Row, longest: number, s: Sentences): StorageNode[][] {
  const item = ticket ?? issue
  const { assignee, approvers } = s.people(item)
  const unread = canBeRead(item) ? [] : [' ', emphasis(s.w.page.cannotRead)]
  return [
    keyed(issue, longest, s),
    ticket ? [...keyed(ticket, longest, s), ...unread] : [empty],
    [clip(plain(label ?? ''), 60) || empty],
    [lozenge(s.status(item), colours[item.status.category])],
    [assignee || empty],
    [approvers || empty],
    [item.date === undefined ? empty : s.f.date(item.date)],
  ]
}

const keyed = (item: Deployment | Ticket, longest: number, s: Sentences): StorageNode[] => [
  link(item.url, item.key),
  ` ${clip(s.summary(item), longest)}`,
]

const mostChanges = 200
const longestDetails = 300

function changeList({ changes, version }: PageView, s: Sentences): StorageNode[] {
  const { unchanged, changesLeft } = s.w.page
  if (version === 1) return [paragraph(s.w.firstVersion)]
  if (changes.length === 0) return [paragraph(unchanged)]
  const left = changes.length - mostChanges
  return [
    bullets(changes.slice(0, mostChanges).map(change => changeItem(change, s))),
    ...(left > 0 ? [paragraph(changesLeft(left))] : []),
  ]
}

function changeItem(change: Change, s: Sentences): StorageNode[] {
  const { kind, what, key, url } = change
  const summary = s.summary(change)
  const details = clip(s.details(change).join(' · '), longestDetails)
  return [
    link(url, key),
    ` ${s.w.told[kind][what]}${summary && ` — ${summary}`}`,
    ...(details ? [lineBreak(), details] : []),
  ]
}
