import { zoneOf } from '../../engine/zone.ts'
import type { FakeField, FakeIssue, FakeLink, FakeUser, State } from './fake-state.ts'
import type { StatusCategory } from './words.ts'

type Json = Record<string, unknown>

/** How the fake writes what it knows, as Cloud or as Data Center does. */
export function wireOf(state: State) {
  const cloud = state.kind === 'cloud'
  const api = `${state.url}/rest/api/${cloud ? 3 : 2}`

  function user(id: string | undefined): Json | null {
    if (id === undefined) return null
    const known: FakeUser = state.users.get(id) ?? { id, name: id }
    const email = known.hidesEmail ? undefined : known.email
    const about = {
      ...(email && { emailAddress: email }),
      avatarUrls: { '48x48': `${state.url}/avatars/${encodeURIComponent(id)}` },
      displayName: known.name,
      active: known.active ?? true,
      timeZone: known.timeZone ?? 'Asia/Seoul',
    }
    if (cloud)
      return {
        self: `${api}/user?accountId=${encodeURIComponent(id)}`,
        accountId: id,
        accountType: known.accountType ?? 'atlassian',
        ...about,
      }
    const name = known.email?.split('@')[0] ?? id.toLowerCase()
    return { self: `${api}/user?username=${encodeURIComponent(name)}`, name, key: id, ...about }
  }

  const statuses = new Map<string, Json>()

  /** Written once for each name and category: a page of issues has thousands of them. */
  function status(name: string): Json {
    const key = state.statuses.get(name) ?? 'indeterminate'
    const written = statuses.get(`${key} ${name}`) ?? newStatus(name, key)
    statuses.set(`${key} ${name}`, written)
    return written
  }

  function newStatus(name: string, key: StatusCategory): Json {
    const [id, colorName, label] = {
      new: [2, 'blue-gray', 'To Do'] as const,
      indeterminate: [4, 'yellow', 'In Progress'] as const,
      done: [3, 'green', 'Done'] as const,
    }[key]
    return {
      self: `${api}/status/${encodeURIComponent(name)}`,
      description: '',
      iconUrl: `${state.url}/images/icons/statuses/generic.png`,
      name,
      id: String(10_000 + [...state.statuses.keys()].indexOf(name)),
      statusCategory: { self: `${api}/statuscategory/${id}`, id, key, colorName, name: label },
    }
  }

  const type = (name: string): Json => ({
    self: `${api}/issuetype/10001`,
    id: '10001',
    description: '',
    iconUrl: `${state.url}/images/icons/issuetypes/task.svg`,
    name,
    subtask: false,
    avatarId: 10318,
  })
  const priority = (name: string | undefined): Json | null =>
    name === undefined
      ? null
      : { self: `${api}/priority/3`, iconUrl: `${state.url}/images/icons/priorities/medium.svg`, name, id: '3' }
  const project = (key: string): Json => ({
    self: `${api}/project/${key}`,
    id: '10100',
    key,
    name: state.projects.get(key),
  })

  /** Exactly one end, with few fields; an end that may not be browsed is not shown at all. */
  function link({ id, type: linkType, from, to }: FakeLink, seenFrom: string): Json[] {
    const outward = from === seenFrom
    const other = state.issues.get(outward ? to : from)
    if (!other || other.hidden) return []
    const { summary, status: name } = other
    const fields = { summary, status: status(name), priority: priority(other.priority), issuetype: type(other.type) }
    if (other.priority === undefined) Reflect.deleteProperty(fields, 'priority')
    const linked = { id: other.id, key: other.key, self: `${api}/issue/${other.id}`, fields }
    return [
      {
        id,
        self: `${api}/issueLink/${id}`,
        type: { ...linkType, self: `${api}/issueLinkType/${linkType.id}` },
        ...(outward ? { outwardIssue: linked } : { inwardIssue: linked }),
      },
    ]
  }

  function value(issue: FakeIssue, { id, kind }: FakeField): unknown {
    switch (id) {
      case 'summary':
        return issue.summary
      case 'status':
        return status(issue.status)
      case 'statusCategory':
        return status(issue.status).statusCategory
      case 'issuetype':
        return type(issue.type)
      case 'project':
        return project(issue.project)
      case 'priority':
        return priority(issue.priority)
      case 'assignee':
        return user(issue.assignee)
      case 'duedate':
        return issue.duedate ?? null
      case 'created':
        return time(issue.created)
      case 'updated':
        return time(issue.updated)
      case 'issuelinks':
        return (state.links.get(issue.key) ?? []).flatMap(each => link(each, issue.key))
      default:
        return custom(issue.fields[id], kind)
    }
  }

  function custom(raw: unknown, kind: FakeField['kind']): unknown {
    if (raw === undefined || raw === null) return null
    if (kind === 'user') return user(String(raw))
    if (kind === 'users') return (raw as string[]).map(user)
    if (kind === 'datetime') return time(new Date(raw as string | Date))
    return kind === 'rich' && cloud ? document(String(raw)) : raw
  }

  /** In the zone of who asks, with an offset that has no colon. */
  function time(at: Date): string {
    const offset = zoneOf(state.me.timeZone ?? 'UTC').offsetAt(at.getTime())
    const local = new Date(at.getTime() + offset).toISOString().slice(0, -1)
    const minutes = Math.abs(offset) / 60_000
    const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
    return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}${two(minutes % 60)}`
  }

  /** `wanted`: as in the parameter `fields`. Cloud's search gives ids alone unless fields are named. */
  function issue(one: FakeIssue, wanted: readonly string[]): Json {
    const fields = state.fields.filter(({ id }) => id !== 'issuekey' && isWanted(id, wanted))
    const about = { id: one.id, self: `${api}/issue/${one.id}`, key: one.key }
    if (cloud && wanted.join() === 'id') return { id: one.id }
    return {
      expand: 'operations,versionedRepresentations,editmeta,changelog,renderedFields',
      ...about,
      ...(fields.length > 0 && { fields: Object.fromEntries(fields.map(field => [field.id, value(one, field)])) }),
    }
  }

  function field(one: FakeField): Json {
    const number = Number(/^customfield_(\d+)$/.exec(one.id)?.[1] ?? Number.NaN)
    const custom = !Number.isNaN(number)
    const kinds = {
      date: 'date',
      datetime: 'datetime',
      user: 'user',
      users: 'array',
      text: 'string',
      rich: 'string',
      other: 'option',
    }
    const origin = custom
      ? { custom: 'com.atlassian.jira.plugin.system.customfieldtypes:any', customId: number }
      : { system: one.id }
    return {
      id: one.id,
      ...(cloud && { key: one.id }),
      name: one.name,
      custom,
      orderable: true,
      navigable: true,
      searchable: (one.clauses ?? [one.id]).length > 0,
      clauseNames: clausesOf(one),
      ...(one.id !== 'issuekey' && {
        schema: { type: kinds[one.kind], ...(one.kind === 'users' && { items: 'user' }), ...origin },
      }),
    }
  }

  return { user, issue, field, project, api }
}

export type Wire = ReturnType<typeof wireOf>

/** What a field is called in JQL. */
export function clausesOf({ id, name, clauses }: FakeField): string[] {
  const number = /^customfield_(\d+)$/.exec(id)?.[1]
  return number ? [`cf[${number}]`, name] : (clauses ?? [id])
}

function isWanted(id: string, wanted: readonly string[]): boolean {
  if (wanted.includes(`-${id}`)) return false
  const all = wanted.includes('*all') || wanted.includes('*navigable') || wanted.every(name => name.startsWith('-'))
  return all || wanted.includes(id)
}

const document = (text: string) => ({
  type: 'doc',
  version: 1,
  content: text.split('\n').map(line => ({ type: 'paragraph', content: line ? [{ type: 'text', text: line }] : [] })),
})
