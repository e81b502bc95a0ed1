import { systemClock } from '../../engine/clock.ts'
import type { Field, LinkType, StatusCategory } from './words.ts'

export interface FakeOptions {
  kind?: 'cloud' | 'server'
  /** Where it says it lives; a path in it is a context path. */
  url?: string
  now?: () => Date
  /** At most so many issues on a page, whatever is asked for. */
  pageSize?: number
  /** How long a new issue cannot be searched for. */
  lagMs?: number
}

export interface FakeUser {
  id: string
  name: string
  email?: string
  /** The person lets nobody see the address. */
  hidesEmail?: boolean
  active?: boolean
  accountType?: 'atlassian' | 'app' | 'customer'
  timeZone?: string
}

export interface FakeField {
  id: string
  name: string
  /** `rich`: text that Cloud writes as a document. */
  kind: Field['kind'] | 'rich'
  /** Names in JQL besides `cf[…]` and its own; none for a field that cannot be searched. */
  clauses?: string[]
}

export interface FakeIssue {
  id: string
  key: string
  project: string
  type: string
  summary: string
  /** By its name; categories are in `statuses`. */
  status: string
  priority?: string
  /** A user's id. */
  assignee?: string
  /** `2026-11-27` */
  duedate?: string
  created: Date
  updated: Date
  /** The token's user may not browse it. */
  hidden?: boolean
  /** Where it was before it was moved to another project. */
  formerKeys: string[]
  /** Of custom fields: user fields hold ids, times a Date or an ISO instant. */
  fields: Record<string, unknown>
}

export type NewIssue = Partial<Omit<FakeIssue, 'created' | 'updated'>> & {
  created?: Date
  updated?: Date
  /** `direction: 'outward'` (the default): this issue blocks `to`; `inward`: it is blocked by it. `type` is id or name. */
  links?: { type: string; to: string; direction?: 'inward' | 'outward' }[]
}

export interface FakeLink {
  id: string
  type: LinkType
  from: string
  to: string
}

export type State = ReturnType<typeof stateOf>

/** Everything that a test may look at or change. */
export function stateOf(options: FakeOptions) {
  const { kind = 'cloud', now = systemClock.now, lagMs = 0 } = options
  const url = options.url ?? (kind === 'cloud' ? 'https://example.atlassian.net' : 'https://jira.example.com/jira')
  const me = {
    id: kind === 'cloud' ? '712020:bot' : 'JIRAUSER10000',
    name: '두레',
    email: 'dure@example.com',
    timeZone: 'Asia/Seoul',
  }
  return {
    kind,
    url: url.replace(/\/+$/, ''),
    now,
    lagMs,
    pageSize: options.pageSize ?? Number.POSITIVE_INFINITY,
    /** Whose token it is. Times in JQL are read in this person's zone. */
    me: me as FakeUser,
    users: new Map<string, FakeUser>([[me.id, me]]),
    issues: new Map<string, FakeIssue>(),
    projects: new Map<string, string>(),
    /** Links by the key of either end. */
    links: new Map<string, FakeLink[]>(),
    statuses: new Map<string, StatusCategory>([
      ['To Do', 'new'],
      ['In Progress', 'indeterminate'],
      ['Done', 'done'],
      ['해야 할 일', 'new'],
      ['진행 중', 'indeterminate'],
      ['완료', 'done'],
    ]),
    linkTypes: [
      { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
      { id: '10003', name: 'Relates', inward: 'relates to', outward: 'relates to' },
      { id: '10100', name: '배포', inward: 'is deployed by', outward: 'deploys' },
    ] as LinkType[],
    fields: [...systemFields],
    /** The token works no more: searches answer as to a stranger. */
    revoked: false,
    /** So many of the next requests are refused with 429. */
    throttled: { requests: 0, retryAfter: undefined as number | undefined },
    serial: 10_000,
  }
}

const systemFields: FakeField[] = [
  { id: 'summary', name: '요약', kind: 'text' },
  { id: 'status', name: '상태', kind: 'other' },
  { id: 'statusCategory', name: 'Status Category', kind: 'other' },
  { id: 'issuetype', name: '이슈 유형', kind: 'other', clauses: ['issuetype', 'type'] },
  { id: 'project', name: '프로젝트', kind: 'other' },
  { id: 'priority', name: '우선순위', kind: 'other' },
  { id: 'assignee', name: '담당자', kind: 'user' },
  { id: 'duedate', name: '기한', kind: 'date', clauses: ['due', 'duedate'] },
  { id: 'created', name: '만듦', kind: 'datetime', clauses: ['created', 'createdDate'] },
  { id: 'updated', name: '업데이트', kind: 'datetime', clauses: ['updated', 'updatedDate'] },
  { id: 'description', name: '설명', kind: 'rich' },
  { id: 'issuekey', name: '키', kind: 'other', clauses: ['id', 'issue', 'issuekey', 'key'] },
  { id: 'issuelinks', name: '연결된 이슈', kind: 'other', clauses: [] },
]

/** Changes that keep the parts of the state in step. */
export function editorOf(state: State) {
  const linkType = (name: string) => {
    const found = state.linkTypes.find(type => type.id === name || type.name === name)
    if (!found) throw new Error(`The fake has no link type ${name}.`)
    return found
  }

  function link(from: string, type: string, to: string) {
    const made: FakeLink = { id: String(++state.serial), type: linkType(type), from, to }
    for (const key of new Set([from, to])) state.links.set(key, [...(state.links.get(key) ?? []), made])
  }

  function unlink(from: string, to: string) {
    for (const key of [from, to]) {
      const rest = (state.links.get(key) ?? []).filter(each => !(each.from === from && each.to === to))
      state.links.set(key, rest)
    }
  }

  /** Projects, people and statuses that are not there yet come with it. */
  function add({ links = [], ...issue }: NewIssue = {}): FakeIssue {
    const id = issue.id ?? String(++state.serial)
    const project = issue.project ?? issue.key?.replace(/-\d+$/, '') ?? 'WEB'
    const at = issue.created ?? state.now()
    const added: FakeIssue = {
      type: '작업',
      summary: `${project} 배포`,
      status: '해야 할 일',
      created: at,
      updated: at,
      formerKeys: [],
      fields: {},
      ...issue,
      id,
      project,
      key: issue.key ?? `${project}-${id}`,
    }
    if (!state.projects.has(project)) state.projects.set(project, project)
    state.issues.set(added.key, added)
    for (const { type, to, direction = 'outward' } of links) {
      if (direction === 'outward') link(added.key, type, to)
      else link(to, type, added.key)
    }
    return added
  }

  /** As in Jira the issue answers to its former keys too. */
  function move(key: string, project: string): FakeIssue {
    const issue = state.issues.get(key)
    if (!issue) throw new Error(`The fake has no issue ${key}.`)
    const moved = Object.assign(issue, {
      project,
      key: `${project}-${issue.id}`,
      formerKeys: [...issue.formerKeys, key],
    })
    const links = state.links.get(key) ?? []
    for (const each of links) {
      if (each.from === key) each.from = moved.key
      if (each.to === key) each.to = moved.key
    }
    state.links.delete(key)
    state.links.set(moved.key, links)
    state.issues.delete(key)
    state.issues.set(moved.key, moved)
    if (!state.projects.has(project)) state.projects.set(project, project)
    return moved
  }

  /** Deletes it, its links with it. */
  function remove(key: string) {
    for (const each of state.links.get(key) ?? []) unlink(each.from, each.to)
    state.issues.delete(key)
  }

  return { add, link, unlink, move, remove }
}

/** An issue by key, former key or id, where the token's user may see it. */
export function visible(state: State, keyOrId: string): FakeIssue | undefined {
  const key = keyOrId.toUpperCase()
  const found =
    state.issues.get(key) ??
    [...state.issues.values()].find(issue => issue.id === keyOrId || issue.formerKeys.includes(key))
  return found && !found.hidden ? found : undefined
}
