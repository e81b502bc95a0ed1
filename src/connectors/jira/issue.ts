import { toUser } from './people.ts'
import { isRichText, plainText } from './rich-text.ts'
import type { WireIssue, WireLink, WireStatus } from './schema.ts'
import type { Issue, Link, Status, StatusCategory } from './words.ts'

/** What every `Issue` is made of. Cloud gives nothing but ids unless fields are named. */
const always = ['summary', 'status', 'issuetype', 'priority', 'assignee', 'issuelinks']

export const fieldsFor = (more: readonly string[]) => [...new Set([...always, ...more])]

/** `siteUrl` is where people read issues. */
export function toIssue({ id, key, fields }: WireIssue, siteUrl: string, more: readonly string[]): Issue {
  const assignee = toUser(fields.assignee)
  return {
    id,
    key,
    url: `${siteUrl}/browse/${key}`,
    summary: fields.summary ?? '',
    status: toStatus(fields.status),
    type: fields.issuetype?.name ?? '',
    ...(fields.priority && { priority: fields.priority.name }),
    ...(assignee && { assignee }),
    links: (fields.issuelinks ?? []).flatMap(toLink),
    fields: Object.fromEntries(
      more.flatMap(name => (fields[name] === null || fields[name] === undefined ? [] : [[name, plain(fields[name])]])),
    ),
  }
}

const categories: readonly string[] = ['new', 'indeterminate', 'done'] satisfies StatusCategory[]

function toStatus(status: WireStatus | null | undefined): Status {
  const key = status?.statusCategory?.key ?? ''
  return { name: status?.name ?? '', category: categories.includes(key) ? (key as StatusCategory) : 'indeterminate' }
}

/** A link holds the issue at one of its ends, which tells how it is to be read. An end that is hidden is missing. */
function toLink({ type, inwardIssue, outwardIssue }: WireLink): Link[] {
  const other = inwardIssue ?? outwardIssue
  if (!other) return []
  return [
    {
      typeId: type.id,
      typeName: type.name,
      label: inwardIssue ? type.inward : type.outward,
      key: other.key,
      summary: other.fields?.summary ?? '',
      status: toStatus(other.fields?.status),
    },
  ]
}

/** `2026-11-27T10:00:00.000+0900`: an offset without a colon, which no standard knows. */
const jiraTime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(\d\d)$/

/** Times as ISO instants, rich text as plain text, all else as it is. */
function plain(value: unknown): unknown {
  if (isRichText(value)) return plainText(value)
  if (typeof value !== 'string') return value
  const [, local, hours, minutes] = jiraTime.exec(value) ?? []
  const at = new Date(`${local}${hours}:${minutes}`)
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : value
}
