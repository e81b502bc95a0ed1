import type { JiraUser, StatusCategory } from '../../connectors/jira/index.ts'
import type { Line, Message, Span } from '../../connectors/slack/index.ts'
import { concerned } from './changes.ts'
import { clip, plain } from './format.ts'
import type { Change, Deployment, Found, Ticket } from './model.ts'
import type { PageView } from './page.ts'
import { countsOf, listed } from './rows.ts'
import { type Sentences, sentencesOf } from './sentences.ts'

/** What messages need to know of the page. */
export interface MessageView extends Omit<PageView, 'jql' | 'jiraServer' | 'dateField'> {
  pageUrl: string
  pageTitle: string
}

export interface NoticeInput extends MessageView {
  /** The page was made in this run: that is one change, and `changes` are not told besides. */
  created: boolean
  /** A mention, or the plain name of somebody whom Slack does not know. */
  mention: (user: JiraUser) => Span
}

/** A message to one person, or to the channel about what concerns nobody known. */
export interface Notice {
  person: JiraUser | undefined
  /** Unique in a version: `page/<person>`, `DEP-12/<person>`, `many/<person>`; without the person where it is nobody's. */
  key: string
  message: Message
}

/** What the messages of one run are made of. */
interface Telling extends NoticeInput {
  s: Sentences
  standing: (change: Change) => Deployment | Ticket | undefined
}

/** Everyone concerned gets one message for each change. A created page is one change; more than five are one message. */
export function noticesOf(input: NoticeInput): Notice[] {
  const telling = { ...input, s: sentencesOf(input.language, input.timeZone), standing: standingIn(input.found) }
  return input.created ? ofCreatedPage(telling) : ofChanges(telling)
}

function ofCreatedPage(telling: Telling): Notice[] {
  const { found, report, period, timeZone, s } = telling
  const { created, createdNobody, createdEmpty } = s.w.message
  const shares = sharesOf(listed(found, timeZone), item => concerned(item, report.tell), telling)
  const all = shares.length > 0 ? shares : [{ person: undefined, things: [] }]
  return all.map(({ person, things }) => {
    const n = things.length
    const opening = person ? created(n) : n > 0 ? createdNobody(n) : createdEmpty
    return {
      person,
      key: keyFor('page', person),
      message: {
        title: [...greeting(person, telling), `${opening} · ${s.f.period(period)}`],
        lines: limited(things, s, item => listLine(item, person, telling)),
        context: pageLine(telling),
      },
    }
  })
}

function ofChanges(telling: Telling): Notice[] {
  const shares = sharesOf(telling.changes, ({ people }) => people, telling)
  return shares.flatMap(({ person, things }) => {
    if (things.length > mostSingly)
      return [{ person, key: keyFor('many', person), message: manyMessage(person, things, telling) }]
    // What is issue and ticket at once may have changed in two ways, and is still told once.
    return [...Map.groupBy(things, ({ key }) => key)].map(([key, changes]) => ({
      person,
      key: keyFor(key, person),
      message: changeMessage(person, changes, telling),
    }))
  })
}

/** More changes than this come in one message. */
const mostSingly = 5

/** What concerns one person; without a person what concerns nobody known. */
interface Share<T> {
  person: JiraUser | undefined
  things: T[]
}

function sharesOf<T>(
  things: Iterable<T>,
  peopleOf: (thing: T) => JiraUser[],
  { mention }: Pick<Telling, 'mention'>,
): Share<T>[] {
  const shares = new Map<string | undefined, Share<T>>()
  for (const thing of things) {
    const people = readersOf(peopleOf(thing), mention)
    for (const person of people.length > 0 ? people : [undefined]) {
      const who = person && readerIn(person, mention)
      const share = shares.get(who) ?? { person, things: [] }
      share.things.push(thing)
      shares.set(who, share)
    }
  }
  return [...shares.values()]
}

/** Those who are to be written to: two accounts in Jira may be one person, who reads in Slack what is told to either. */
export const readersOf = (people: JiraUser[], mention: Telling['mention']): JiraUser[] =>
  [...Map.groupBy(people, person => readerIn(person, mention)).values()].flatMap(([first]) => first ?? [])

function readerIn(person: JiraUser, mention: Telling['mention']): string {
  const span = mention(person)
  return typeof span === 'object' && 'user' in span ? `@${span.user}` : person.id
}

const keyFor = (what: string, person: JiraUser | undefined) => (person ? `${what}/${person.id}` : what)

function manyMessage(person: JiraUser | undefined, changes: Change[], telling: Telling): Message {
  const { s } = telling
  const { many, manyNobody } = s.w.message
  return {
    title: [...greeting(person, telling), (person ? many : manyNobody)(changes.length)],
    lines: limited(changes, s, change => changeLine(change, s)),
    context: pageLine(telling),
  }
}

function changeMessage(person: JiraUser | undefined, changes: Change[], telling: Telling): Message {
  const { s } = telling
  const [first, ...others] = changes as [Change, ...Change[]]
  return {
    title: [...greeting(person, telling), keyLink(first), ` ${s.w.told[first.kind][first.what]}`],
    lines: [...bodyOf(first, telling), ...others.map(change => changeLine(change, s))],
    context: pageLine(telling),
  }
}

/** What differs; for what is new how it stands. */
function bodyOf(change: Change, { s, standing }: Telling): Line[] {
  const item = change.what === 'added' ? standing(change) : undefined
  return [
    ...summaryLine(change, s),
    ...(item ? [[s.facts(item).join(' · ')]] : []),
    ...s.details(change).map(detail => [detail]),
  ]
}

function standingIn({ issues, tickets }: Found): Telling['standing'] {
  const byKey = new Map(issues.map(issue => [issue.key, issue]))
  return ({ kind, key }) => (kind === 'issue' ? byKey.get(key) : tickets.get(key))
}

export interface ReminderInput
  extends Pick<NoticeInput, 'mention' | 'pageUrl' | 'pageTitle' | 'timeZone' | 'language'> {
  ticket: Ticket
  /** Until its planned date; 0 is that day. */
  days: number
  person: JiraUser | undefined
}

/** Reminds one person of a ticket that is not done. */
export function reminderOf(input: ReminderInput): Message {
  const { ticket, days, person, language, timeZone } = input
  const s = sentencesOf(language, timeZone)
  return {
    title: [...greeting(person, { ...input, s }), keyLink(ticket), ` ${s.w.message.due(days)}`],
    lines: [...summaryLine(ticket, s), [s.facts(ticket).join(' · ')]],
    context: pageLine(input),
  }
}

/** What is kept up to date in the channel. It mentions nobody: those concerned get notices. */
export function livingMessage(view: MessageView): Message {
  const s = sentencesOf(view.language, view.timeZone)
  return {
    title: [{ link: view.pageUrl, text: view.pageTitle }],
    lines: [...countLines(view, s), ...lastChange(view, s)],
    context: [s.w.refreshed(s.f.time(view.refreshedAt), view.timeZone)],
  }
}

function countLines({ found, refreshedAt, timeZone }: MessageView, s: Sentences): Line[] {
  const { issues, tickets, unassigned, overdue, count } = s.w.message
  const counts = countsOf(found.tickets.values(), refreshedAt, timeZone)
  const all = [
    issues(found.issues.length),
    tickets(counts.all),
    ...(counts.unassigned > 0 ? [unassigned(counts.unassigned)] : []),
    ...(counts.overdue > 0 ? [overdue(counts.overdue)] : []),
  ]
  const categories = (['new', 'indeterminate', 'done'] as const).filter(category => counts[category] > 0)
  return [
    [all.join(' · ')],
    ...categories.map(category => [
      { bold: s.w.categories[category] },
      ` ${count(counts[category])}: ${statusesIn(category, found, s)}`,
    ]),
  ]
}

const mostStatuses = 8

/** `검토 중 5 · 배포 대기 3`, the most frequent first. */
function statusesIn(category: StatusCategory, { tickets }: Found, s: Sentences): string {
  const items = [...tickets.values()].filter(({ status }) => status.category === category)
  const names = [...Map.groupBy(items, s.status)].map(([name, { length }]) => ({ name, length }))
  names.sort((a, b) => b.length - a.length || (a.name < b.name ? -1 : 1))
  const others = names.slice(mostStatuses).reduce((sum, { length }) => sum + length, 0)
  const shown = names.slice(0, mostStatuses).map(({ name, length }) => `${name} ${length}`)
  return [...shown, ...(others > 0 ? [s.w.message.others(others)] : [])].join(' · ')
}

const mostLastChanges = 3

function lastChange({ version, changes }: MessageView, s: Sentences): Line[] {
  if (version === 1 || changes.length === 0) return []
  const title: Line = [s.w.message.lastChanges(changes.length)]
  return [title, ...limited(changes, s, change => changeLine(change, s), mostLastChanges)]
}

const mostLines = 25
const longestLine = 250

/** A line each, as many as Slack takes, and how many more there are. */
function limited<T>(things: readonly T[], s: Sentences, line: (thing: T) => Line, most = mostLines): Line[] {
  const left = things.length - most
  return [...things.slice(0, most).map(line), ...(left > 0 ? [[s.w.message.left(left)]] : [])]
}

/** One of those that a new page shows to somebody, and as what it is theirs. */
function listLine(item: Deployment | Ticket, person: JiraUser | undefined, { report, s }: Telling): Line {
  const roles = report.tell.filter(role => concerned(item, [role]).some(({ id }) => id === person?.id))
  const facts = [
    'tickets' in item ? s.w.issues : s.w.tickets,
    ...(item.date === undefined ? [] : [s.f.date(item.date)]),
    s.status(item),
    ...roles.map(role => s.w.message.roles[role]),
  ]
  return ['• ', keyLink(item), ` ${[s.summary(item), ...facts].filter(Boolean).join(' · ')}`]
}

function changeLine(change: Change, s: Sentences): Line {
  const { kind, what } = change
  const rest = [s.w.told[kind][what], s.summary(change), s.details(change).join(' · ')]
  return ['• ', keyLink(change), ` ${clip(rest.filter(Boolean).join(' — '), longestLine)}`]
}

function summaryLine(item: { summary: string }, s: Sentences): Line[] {
  const summary = s.summary(item)
  return summary ? [[{ bold: summary }]] : []
}

function greeting(person: JiraUser | undefined, { mention, s }: Pick<Telling, 'mention' | 's'>): Line {
  if (!person) return []
  const name = mention(person)
  return [typeof name === 'string' ? clip(plain(name), 80) : name, s.w.message.greeting]
}

const keyLink = ({ key, url }: { key: string; url: string }): Span => ({ link: url, text: key })

const pageLine = ({ pageUrl, pageTitle }: Pick<MessageView, 'pageUrl' | 'pageTitle'>): Line => [
  { link: pageUrl, text: pageTitle },
]
