/** An issue as an older script knew it. A field that is absent was not in the file; null: it was there, and empty. */
export interface Known {
  key: string
  summary?: string | null
  /** The name of the status. */
  status?: string | null
  /** The name by which the script knew the person: a display name before an e-mail address or an id. */
  assignee?: string | null
  /** A day, `2026-11-27`, or an instant in UTC. A time of day without an offset is left out. */
  date?: string | null
  /** Keys of linked issues, in order. */
  tickets?: string[]
}

type Field = Exclude<keyof Known, 'key'>

/** How scripts call what is read, in lower case and without spaces, `_` and `-`. The first that has a value counts. */
const names: Record<Field | 'key', string[]> = {
  key: ['key', 'issuekey', 'issue', 'ticketkey', 'ticket', 'id', '이슈키', '이슈', '티켓키', '티켓', '키'],
  summary: ['summary', 'title', '요약', '제목'],
  status: ['status', 'statusname', 'state', '상태'],
  assignee: ['assignee', 'assigneename', 'assigneedisplayname', 'owner', '담당자'],
  date: [
    ...['deploydate', 'deploymentdate', 'plannedstart', 'planneddate', 'startdate', 'releasedate', 'duedate', 'due'],
    ...['date', '배포일', '배포일정', '배포예정일', '예정일', '예정된시작', '기한', '마감일'],
  ],
  tickets: [
    ...['deploytickets', 'deployticket', 'deployedby', 'deploylinks', 'tickets', 'linkedtickets', 'linkedissues'],
    ...['issuelinks', 'links', '배포티켓', '연결된이슈', '연결된티켓'],
  ],
}

/** Of a person, a status, a link as Jira sends it: where its text is, best first. */
const texts = ['displayName', 'name', 'value', 'emailAddress', 'accountId', 'key']

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The issue key that a text is, whole; all in small letters it is meant as well. */
export function wholeKey(text: string): string | undefined {
  const key = text.trim()
  return /^([A-Z][A-Z0-9_]*|[a-z][a-z0-9]*)-[1-9]\d*$/.test(key) ? key.toUpperCase() : undefined
}

/** The issue key within a notification key: `DEP-12` of `DEP-12_2026-11-20` and of `slack:DEP-12:김지은`. */
export const issueKeyIn = (text: string): string | undefined =>
  wholeKey(text) ?? /(?<![A-Za-z0-9])[A-Z][A-Z0-9]+-[1-9]\d*(?![A-Za-z0-9])/.exec(text)?.[0]

/** The text by which an object says which issue it is about: the first of its names for it whose value is a key. */
export const keyOf = (
  record: Record<string, unknown>,
  read: (text: string) => string | undefined,
): string | undefined =>
  called(record, names.key)
    .map(([, value]) => (typeof value === 'string' ? value.trim() : ''))
    .find(text => read(text) !== undefined)

/** Nothing, or a word that stands for it. */
export const emptyText = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && nothing.has(value.trim().toLowerCase()))

const nothing = new Set(',-,none,null,n/a,unassigned,nobody,미지정,없음,미정,담당자 없음'.split(','))

/** What an issue's object tells, flat or under `fields`; and by field what was expected of a value that was not understood. */
export function fieldsOf(record: Record<string, unknown>) {
  const own = isRecord(record.fields) ? { ...record, ...record.fields } : record
  const problems: [field: string, problem: string][] = []
  const fields: Partial<Omit<Known, 'key'>> = {}
  for (const field of Object.keys(readers) as Field[]) {
    const custom = field === 'date' ? customDates(own) : []
    const there = [...called(own, names[field]), ...custom]
    const [name, value] = there.find(([, value]) => !emptyText(value)) ?? there[0] ?? []
    if (name === undefined) continue
    const { is, missed } = readers[field](value)
    if (is !== undefined) Object.assign(fields, { [field]: is })
    problems.push(...missed.map((expected): [string, string] => [name, `expected ${expected}`]))
    const others = custom.map(([other]) => other).filter(other => other !== name)
    if (others.length > 0 && others.length < custom.length)
      problems.push([name, `is taken for the date, though ${others.join(', ')} could be it as well`])
  }
  return { fields, problems }
}

/** The entries of those names, in the order of the names. */
function called(record: Record<string, unknown>, wanted: string[]): [string, unknown][] {
  const rank = (name: string) =>
    wanted.indexOf(
      name
        .normalize('NFC')
        .toLowerCase()
        .replaceAll(/[\s_-]/g, ''),
    )
  return Object.entries(record)
    .map(entry => ({ entry, rank: rank(entry[0]) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry)
}

/** A field of its own is often how a site puts an issue into a week. */
const customDates = (record: Record<string, unknown>) =>
  Object.entries(record).filter(
    ([name, value]) => /^customfield_\d+$/.test(name) && typeof value === 'string' && dateOf(value) !== undefined,
  )

/** `is`: what was understood; `missed`: what was expected instead of what was not. */
interface Read<T> {
  is?: T
  missed: string[]
}

const dateExpected = 'a day such as 2026-11-27, or a time with its offset such as 2026-11-27T14:00+09:00'

const readers: { [F in Field]: (value: unknown) => Read<Known[F]> } = {
  summary: value => (typeof value === 'string' ? { is: value.trim(), missed: [] } : textRead(value, 'a text')),
  status: value => textRead(value, 'the name of a status, or {"name": …}'),
  assignee: value => textRead(value, 'the name of a person, or {"displayName": …}'),
  date(value) {
    if (emptyText(value)) return { is: null, missed: [] }
    const is = typeof value === 'string' ? dateOf(value) : undefined
    return is ? { is, missed: [] } : { missed: [dateExpected] }
  },
  tickets(value) {
    const parts = isRecord(value) ? Object.keys(value) : typeof value === 'string' ? value.split(/[,\s]+/) : value
    if (emptyText(value)) return { is: [], missed: [] }
    if (!Array.isArray(parts)) return { missed: ['a list of issue keys or of links'] }
    const keys = parts.map(ticketOf)
    const missed = keys.flatMap((key, index) => (key ? [] : [`an issue key or a link as entry ${index}`]))
    return { is: [...new Set(keys.filter(key => key !== undefined))], missed }
  },
}

function textRead(value: unknown, expected: string): Read<string | null> {
  if (emptyText(value)) return { is: null, missed: [] }
  const text = isRecord(value) ? texts.map(name => value[name]).find(inner => !emptyText(inner)) : value
  return typeof text === 'string' ? { is: text.trim(), missed: [] } : { missed: [expected] }
}

function ticketOf(value: unknown): string | undefined {
  if (typeof value === 'string') return issueKeyIn(value)
  if (!isRecord(value)) return undefined
  return (
    ticketIn(value) ??
    [value.outwardIssue, value.inwardIssue].map(end => (isRecord(end) ? ticketIn(end) : undefined)).find(Boolean)
  )
}

const ticketIn = (record: Record<string, unknown>) => wholeKey(keyOf(record, wholeKey) ?? '')

/** `2026-11-27`, `2026.11.27`, `2026년 11월 27일(금)`, and times; undefined for what is no date. */
function dateOf(text: string): string | undefined {
  const day = /^(\d{4})\s*[-./년]\s*(\d\d?)\s*[-./월]\s*(\d\d?)(?!\d)(?:\s*[.일])?(?:\s*\(.\))?(.*)$/u.exec(text.trim())
  if (!day) return undefined
  const [, year, month, date, rest = ''] = day
  const plain = `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`
  const at = new Date(`${plain}T00:00Z`)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== plain) return undefined
  if (rest === '') return plain
  const time = /^[T ]\s*(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(rest)
  if (!time) return undefined
  const [, clock, offset] = time
  if (!offset) return plain
  const instant = new Date(`${plain}T${clock}${offset.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2').toUpperCase()}`)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}
