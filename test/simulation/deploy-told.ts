import type { Item } from './deploy-jira.ts'
import type { Look } from './deploy-looks.ts'
import { members, type Office } from './deploy-office.ts'
import type { Call } from './net.ts'

/**
 * Who must have been told what, worked out from the looks alone; and what was told, read from Slack as people read it.
 * Both as lines: report and week, person, what happened, issues, changes of status.
 */

const nobody = '—'
/** More changes for one person than this come in one message. */
const mostSingly = 5

export function expectedOf(looks: readonly Look[], office: Pick<Office, 'mode'>): string[] {
  const ofRun = (own: Look[]) => {
    // A ticket of this week and the next is told once where the same became of it in both.
    const told = new Set<string>()
    return own.flatMap(look => (look.version === 1 ? ofNewPage(look, told) : ofChanges(look, told)))
  }
  const lines = [...Map.groupBy(looks, ({ run }) => run).values()].flatMap(ofRun)
  return lines.map(line => line(nameFor(office)))
}

type Line = (nameOf: (person: string) => string) => string

const line = ({ report, week }: Look, person: string, what: string, keys: string[], steps: string[] = []): Line => {
  return nameOf =>
    [
      `${report.name} ${week.name}`,
      nameOf(person),
      what,
      [...keys].sort().join(' '),
      [...steps].sort().join(', '),
    ].join(' | ')
}

function ofNewPage(look: Look, told: Set<string>): Line[] {
  untold(changesOf(look), told)
  const shares = sharesOf(look.items, item => {
    const people = concerned(look, item)
    return people.length > 0 ? people : [nobody]
  })
  if (shares.size === 0) return [line(look, nobody, 'made', [])]
  return [...shares].map(([person, items]) => line(look, person, 'made', [...new Set(items.map(({ key }) => key))]))
}

interface Change {
  key: string
  /** `nobody` where it concerns nobody known. */
  people: string[]
  step: string | undefined
  /** The same for what is told in the same words. */
  about: string
}

function ofChanges(look: Look, told: Set<string>): Line[] {
  const shares = sharesOf(untold(changesOf(look), told), ({ people }) => people)
  const steps = (changes: Change[]) => changes.flatMap(({ step }) => step ?? [])
  return [...shares].flatMap(([person, changes]) =>
    changes.length > mostSingly
      ? [
          line(
            look,
            person,
            'changed',
            changes.map(({ key }) => key),
            steps(changes),
          ),
        ]
      : changes.map(change => line(look, person, 'changed', [change.key], steps([change]))),
  )
}

function untold(changes: Change[], told: Set<string>): Change[] {
  return changes.map(change => {
    const left = change.people.filter(person => !told.has(`${change.about} ${person}`))
    for (const person of left) told.add(`${change.about} ${person}`)
    return { ...change, people: left }
  })
}

/** What differs between one look and the one before it, and whom it concerns: those who were on it, and those who are. */
export function changesOf(look: Look): Change[] {
  const [before, after] = [look.before, look.items].map(
    items => new Map(items.map(item => [`${item.kind} ${item.key}`, item])),
  )
  const names = new Set([...before!.keys(), ...after!.keys()])
  return [...names].flatMap(name => {
    const [old, now] = [before!.get(name), after!.get(name)]
    const details = old && now ? detailsOf(old, now) : []
    const isSame = old && now && details.length === 0 && old.seen === now.seen
    if (isSame) return []
    const concern = new Set([old, now].flatMap(item => (item ? concerned(look, item) : [])))
    const step = old && now && old.seen === now.seen && old.status.name !== now.status.name
    const what =
      old && now ? (old.seen === now.seen ? details : now.seen ? 'added' : 'gone') : now ? 'added' : lossOf(look, old!)
    return [
      {
        key: (now ?? old)!.key,
        people: concern.size > 0 ? [...concern] : [nobody],
        step: step ? `${old.status.name} → ${now.status.name}` : undefined,
        about: JSON.stringify([name, what]),
      },
    ]
  })
}

/** From which day an issue went, or which issues no longer link to a ticket; of what nobody can see any more no more is said. */
function lossOf({ before, items, gone }: Look, { kind, key, seen, date }: Item): unknown {
  if (gone.has(key) && seen !== false) return 'gone'
  if (kind === 'issue') return date
  const still = before.filter(issue => items.some(item => item.kind === issue.kind && item.key === issue.key))
  return still.filter(issue => issue.tickets?.some(ticket => ticket.key === key)).map(issue => issue.key)
}

/** Of what cannot be read only the title and the status are known. */
function detailsOf(old: Item, now: Item): unknown[] {
  const [before, after] = [old, now].map(({ summary, status, date, assignee, approvers, tickets }) => [
    ...[summary, status.name],
    ...(old.seen === false || now.seen === false
      ? []
      : [date ?? null, assignee ?? null, approvers ?? [], tickets ?? []]),
  ])
  return before!.flatMap((value, field) =>
    JSON.stringify(value) === JSON.stringify(after![field]) ? [] : [[field, value, after![field]]],
  )
}

function concerned({ report }: Look, { assignee, approvers = [] }: Item): string[] {
  return [...new Set([...(assignee ? [assignee] : []), ...('tell' in report ? [] : approvers)])]
}

function sharesOf<T>(things: readonly T[], peopleOf: (thing: T) => string[]): Map<string, T[]> {
  const shares = new Map<string, T[]>()
  for (const thing of things) {
    const people = peopleOf(thing)
    for (const person of people) shares.set(person, [...(shares.get(person) ?? []), thing])
  }
  return shares
}

/** As they are addressed: a mention where Slack knows them, which a webhook can tell only of those in dure.yaml. */
function nameFor({ mode }: Pick<Office, 'mode'>) {
  const mentioned = mode === 'bot' ? members : members.slice(0, 2)
  return (person: string) => {
    const member = members.find(({ id }) => id === person)
    return (mentioned.some(one => one === member) && member?.slack) || member?.name || nobody
  }
}

/** What a message tells; undefined for the one that is kept up to date. */
export function readMessage(text: string): string | undefined {
  const lines = text.split('\n')
  const [head = '', foot = ''] = [lines[0], lines.at(-1)]
  if (/^<[^|>]*\|\[/.test(head)) return undefined
  const [, report, week] = /\|\[(\w+)\] 주간 배포 리스트 (\S+)/.exec(foot) ?? []
  const [, mention, name] = /^(?:<@(\w+)>|(\S+)) 님, /.exec(head) ?? []
  const what = /맡으신 배포가|알 수 없는 배포가|배포할 이슈가/.test(head) ? 'made' : 'changed'
  const keys = [...text.matchAll(/\/browse\/([A-Z]+-\d+)\|/g)].map(([, key]) => key!)
  const steps = [...text.matchAll(/상태: ([^·→\n]+) → ([^·→\n]+)/g)].map(
    ([, old, now]) => `${old!.trim()} → ${now!.trim()}`,
  )
  const person = mention ?? name ?? nobody
  return [
    `${report} ${week}`,
    person,
    what,
    keys.sort().join(' '),
    what === 'made' ? '' : steps.sort().join(', '),
  ].join(' | ')
}

/** How often each line is there. */
export const tallied = (lines: readonly string[]) =>
  new Map([...Map.groupBy(lines, one => one)].map(([one, { length }]) => [one, length]))

/** Attempts at messages of that line which arrived without the hub knowing. */
export function doubtsOf(calls: readonly Call[]): Map<string, number> {
  const inDoubt = calls.filter(({ arrived, heard, cut }) => arrived && (!heard || cut))
  return tallied(inDoubt.flatMap(({ text = '' }) => readMessage(text) ?? []))
}
