import type { JiraUser } from '../../connectors/jira/index.ts'
import { dateValue, type Item } from './items.ts'
import type { Change, Deployment, Found, Ticket, Watched } from './model.ts'
import type { ReportOptions } from './options.ts'
import { everyoneIn } from './people.ts'
import { byKey } from './rows.ts'

export { type Item, itemsOf, watchedIn } from './items.ts'

type Roles = ReportOptions['tell']
type Detail = Change['details'][number]

interface Diff {
  added: Item[]
  changed: { before: Item; after: Item }[]
  removed: Item[]
}

/** What is known when a difference is put into words. */
interface Knowledge {
  items: Map<string, Deployment | Ticket>
  tickets: Found['tickets']
  whereabouts: ReadonlyMap<string, { date?: string; seen: boolean }>
  /** By key of a ticket: the issues of the period that no longer link to it. */
  unlinked: Map<string, string[]>
  roles: Roles
  person: (id: string) => JiraUser
}

/**
 * Puts into words what differs, in order of keys. `whereabouts` says where things went that are no longer listed;
 * `former` are people by id who may be on none of the issues any more: their ids are all that items hold of them.
 */
export function changesOf(
  diff: Diff,
  found: Found,
  whereabouts: Knowledge['whereabouts'],
  roles: Roles,
  former: ReadonlyMap<string, JiraUser> = new Map(),
): Change[] {
  const knowledge: Knowledge = {
    items: new Map<string, Deployment | Ticket>([
      ...[...found.tickets.values()].map((ticket): [string, Ticket] => [`ticket/${ticket.key}`, ticket]),
      ...found.issues.map((issue): [string, Deployment] => [`issue/${issue.key}`, issue]),
    ]),
    tickets: found.tickets,
    whereabouts,
    unlinked: unlinkedIn(diff),
    roles,
    person: peopleIn(found, former),
  }
  const changes = [
    ...diff.added.flatMap(item => told('added', item, [], knowledge)),
    ...diff.changed.flatMap(pair => changed(pair, knowledge)),
    ...diff.removed.flatMap(item => removed(item, knowledge)),
  ]
  return merged(changes.sort((a, b) => byKey(a, b) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)))
}

/** Whom an issue or a ticket concerns now, each once. */
export function concerned({ assignee, approvers }: Deployment | Ticket, roles: Roles): JiraUser[] {
  const people = [
    ...(roles.includes('assignee') && assignee ? [assignee] : []),
    ...(roles.includes('approvers') ? approvers : []),
  ]
  return eachOnce(people)
}

const eachOnce = (people: JiraUser[]) => [...new Map(people.map(person => [person.id, person])).values()]

/** `before` is the item as it was, for those who have just been taken off it. */
function told(
  what: Change['what'],
  item: Item,
  details: Detail[],
  { items, roles, person }: Knowledge,
  before?: Item,
): Change[] {
  const { kind, key } = item
  if (kind === 'layout') return []
  const now = items.get(`${kind}/${key}`)
  const then = before ? idsOf(before, roles).map(person) : []
  return [
    {
      kind,
      what,
      key,
      url: now?.url ?? item.url ?? '',
      summary: now?.summary ?? item.summary ?? '',
      details,
      people: eachOnce([...(now ? concerned(now, roles) : []), ...then]),
    },
  ]
}

const idsOf = ({ assignee, approvers }: Item, roles: Roles) => [
  ...(roles.includes('assignee') && assignee ? [assignee] : []),
  ...(roles.includes('approvers') ? (approvers ?? []) : []),
]

function changed({ before, after }: Diff['changed'][number], knowledge: Knowledge): Change[] {
  if (before.seen === true && after.seen === false) return told('gone', after, [], knowledge, before)
  // Its people have never been told of it: who they are is known only now.
  if (before.seen === false && after.seen === true) return told('added', after, [], knowledge, before)
  const details = differing(before, after, knowledge.person)
  return details.length > 0 ? told('changed', after, details, knowledge, before) : []
}

function removed(item: Item, knowledge: Knowledge): Change[] {
  const { whereabouts, tickets, unlinked } = knowledge
  const there = whereabouts.get(item.key)
  // An issue that has left may still be somebody's deploy ticket; nobody was asked for its whereabouts then.
  const seen = there?.seen ?? tickets.get(item.key)?.seen ?? true
  // What never could be read has not become invisible by losing its link.
  if (!seen && item.seen !== false) return told('gone', item, [], knowledge, item)
  const from = unlinked.get(item.key)
  const details: Detail[] = [
    ...(there && item.kind === 'issue' ? newDate(item.date, there.date) : []),
    ...(item.kind === 'ticket' && from ? [{ field: 'tickets' as const, before: from.join(', ') }] : []),
  ]
  return told('moved', item, details, knowledge, item)
}

function newDate(before: Item['date'], now: string | undefined): Detail[] {
  const after = now === undefined ? undefined : dateValue(now)
  return (before ?? undefined) === after ? [] : [{ field: 'date', before: before ?? undefined, after }]
}

/** A field that was or is not watched, or could not be read, has not changed. */
function differing(before: Item, after: Item, person: Knowledge['person']): Detail[] {
  const fields = Object.keys(words) as (keyof typeof words)[]
  const details = fields.flatMap((field): Detail[] => {
    if (before[field] === undefined || after[field] === undefined) return []
    if (JSON.stringify(before[field]) === JSON.stringify(after[field])) return []
    return [{ field, before: words[field](before, person), after: words[field](after, person) }]
  })
  // Another category under the same name changes a colour; nobody could read the difference.
  const told = details.filter(detail => detail.field !== 'status' || detail.before !== detail.after)
  return [...told, ...links(before, after)]
}

const words: Record<Exclude<Watched, 'tickets'>, (item: Item, person: Knowledge['person']) => string | undefined> = {
  summary: ({ summary }) => summary,
  status: ({ status }) => status?.name,
  date: ({ date }) => date ?? undefined,
  assignee: ({ assignee }, person) => (assignee ? person(assignee).name : undefined),
  approvers: ({ approvers }, person) => approvers?.map(id => person(id).name).join(', ') || undefined,
  type: ({ type }) => type,
  priority: ({ priority }) => priority ?? undefined,
}

/** `before`: links that are gone; `after`: links that are new. */
function links({ tickets: before }: Item, { tickets: after }: Item): Detail[] {
  if (!before || !after) return []
  const text = (link: { key: string; label: string }) => (link.label ? `${link.key} (${link.label})` : link.key)
  const [old, now] = [before.map(text), after.map(text)]
  const gone = old.filter(link => !now.includes(link))
  const fresh = now.filter(link => !old.includes(link))
  if (gone.length + fresh.length === 0) return []
  return [{ field: 'tickets', before: gone.join(', ') || undefined, after: fresh.join(', ') || undefined }]
}

function unlinkedIn({ changed }: Diff): Map<string, string[]> {
  const unlinked = new Map<string, string[]>()
  for (const { before, after } of changed) {
    if (!after.tickets) continue
    const still = new Set(after.tickets.map(({ key }) => key))
    for (const key of new Set(before.tickets?.map(({ key }) => key)))
      if (!still.has(key)) unlinked.set(key, [...(unlinked.get(key) ?? []), before.key])
  }
  return unlinked
}

function peopleIn(found: Found, former: ReadonlyMap<string, JiraUser>): Knowledge['person'] {
  const known = new Map([...former.values(), ...everyoneIn(found)].map(person => [person.id, person]))
  return id => known.get(id) ?? { id, name: id, active: true }
}

/** What is both issue and ticket is told once where the same became of both. */
function merged(changes: Change[]): Change[] {
  const kept = new Map<string, Change>()
  for (const change of changes) {
    const id = `${change.what}/${change.key}`
    const other = kept.get(id)
    if (!other) kept.set(id, change)
    else {
      const known = new Set(other.details.map(detail => JSON.stringify(detail)))
      const further = change.details.filter(one => one.field !== 'tickets' && !known.has(JSON.stringify(one)))
      kept.set(id, {
        ...other,
        details: [...other.details, ...further],
        people: eachOnce([...other.people, ...change.people]),
      })
    }
  }
  return [...kept.values()]
}
