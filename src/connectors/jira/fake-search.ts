import { zoneOf } from '../../engine/zone.ts'
import { type Clause, JqlError, parseJql, type Value } from './fake-jql.ts'
import type { FakeField, FakeIssue, State } from './fake-state.ts'
import { clausesOf } from './fake-wire.ts'

export interface SearchOptions {
  /** Data Center only: unknown values match nothing instead of being refused. */
  validate?: boolean
}

/** The issues that fit, in the order of the query. Throws JqlError in Jira's words. */
export function found(state: State, jql: string, { validate = true }: SearchOptions = {}): FakeIssue[] {
  const { where, orderBy } = parseJql(jql)
  if (state.kind === 'cloud' && !where)
    throw new JqlError('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.')
  const indexed = state.now().getTime() - state.lagMs
  const test = where ? tested(state, where, validate) : () => true
  const orders = orderBy.map(({ field, descending }) => ({
    field: fieldNamed(state, field),
    sign: descending ? -1 : 1,
  }))
  const fitting = [...state.issues.values()].filter(
    issue => !issue.hidden && (state.lagMs === 0 || issue.created.getTime() <= indexed) && test(issue),
  )
  return fitting
    .map(issue => ({ issue, values: orders.map(({ field }) => sortable(issue, field)) }))
    .sort((a, b) => {
      for (const [index, { sign }] of orders.entries()) {
        const [x, y] = [a.values[index], b.values[index]]
        if (x !== y) return x === undefined ? 1 : y === undefined ? -1 : (x < y ? -1 : 1) * sign
      }
      return Number(b.issue.id) - Number(a.issue.id)
    })
    .map(({ issue }) => issue)
}

type Test = (issue: FakeIssue) => boolean

function tested(state: State, clause: Clause, validate: boolean): Test {
  if (clause.kind === 'and' || clause.kind === 'or') {
    const parts = clause.parts.map(part => tested(state, part, validate))
    return clause.kind === 'and' ? issue => parts.every(part => part(issue)) : issue => parts.some(part => part(issue))
  }
  if (clause.kind === 'not') {
    const part = tested(state, clause.part, validate)
    return issue => !part(issue)
  }
  const field = fieldNamed(state, clause.field)
  if (clause.kind === 'empty') return issue => (wordsOf(state, issue, field).length === 0) !== clause.not
  const { operator } = clause
  if (field.kind === 'date' || field.kind === 'datetime') return timeTest(state, field, operator, clause.values)
  const values = clause.values.map(value => textOf(state, value))
  if (validate) for (const value of values) assertKnown(state, field, value)
  const wanted = new Set(values.map(folded))
  const isNegative = /^(!|not)/.test(operator)
  const part = /~/.test(operator)
  if (/[<>]/.test(operator))
    throw new JqlError(`The operator '${operator}' is not supported by the '${clause.field}' field.`)
  return issue => {
    const words = wordsOf(state, issue, field).map(folded)
    const has = part
      ? [...wanted].some(value => words.some(word => word.includes(value)))
      : words.some(word => wanted.has(word))
    return isNegative ? words.length > 0 && !has : has // what is empty is neither equal nor unequal
  }
}

const ascii = /^[\x20-\x7e]*$/
const folded = (text: string) => (ascii.test(text) ? text : text.normalize('NFC')).toLowerCase()

function fieldNamed(state: State, name: string): FakeField {
  const wanted = folded(name)
  const found = state.fields.find(field => clausesOf(field).map(folded).includes(wanted))
  if (!found) throw new JqlError(`Field '${name}' does not exist or you do not have permission to view it.`)
  return found
}

function textOf(state: State, value: Value): string {
  if ('text' in value) return value.text
  if (folded(value.call) === 'currentuser') return state.me.id
  throw new JqlError(`Unable to find JQL function '${value.call}(${value.parameters.join(', ')})'.`)
}

function assertKnown(state: State, { id }: FakeField, value: string) {
  const has = (words: Iterable<string>) => [...words].some(word => folded(word) === folded(value))
  if (
    id === 'issuekey' &&
    ![...state.issues.values()].some(issue => !issue.hidden && issueNames(issue).includes(value))
  )
    throw new JqlError(`An issue with key '${value}' does not exist for field 'key'.`)
  if (id === 'project' && !has([...state.projects].flat())) throw unknownValue(value, 'project')
  if (id === 'status' && !has(state.statuses.keys())) throw unknownValue(value, 'status')
}

const unknownValue = (value: string, field: string) =>
  new JqlError(`The value '${value}' does not exist for the field '${field}'.`)

const issueNames = ({ key, id, formerKeys }: FakeIssue) => [key, id, ...formerKeys]

/** Everything by which a value may be compared. */
function wordsOf(state: State, issue: FakeIssue, { id, kind }: FakeField): string[] {
  const known = (...words: (string | undefined)[]) => words.filter(word => word !== undefined)
  const category = state.statuses.get(issue.status) ?? 'indeterminate'
  switch (id) {
    case 'summary':
      return [issue.summary]
    case 'status':
      return [issue.status]
    case 'statusCategory':
      return [category, { new: 'To Do', indeterminate: 'In Progress', done: 'Done' }[category]]
    case 'issuetype':
      return [issue.type]
    case 'project':
      return known(issue.project, state.projects.get(issue.project))
    case 'priority':
      return known(issue.priority)
    case 'assignee':
      return known(issue.assignee, issue.assignee && state.users.get(issue.assignee)?.name)
    case 'issuekey':
      return issueNames(issue)
    case 'duedate':
      return known(issue.duedate)
    default: {
      const raw = issue.fields[id]
      const values = (Array.isArray(raw) ? raw : [raw]).filter(value => value !== undefined && value !== null)
      const people = kind === 'user' || kind === 'users'
      return values.flatMap(value => known(String(value), people ? state.users.get(String(value))?.name : undefined))
    }
  }
}

function rawTime(issue: FakeIssue, { id }: FakeField): unknown {
  if (id === 'duedate') return issue.duedate
  if (id === 'created' || id === 'updated') return issue[id]
  return issue.fields[id]
}

/** Days are compared as days; times against the wall clock of who asks. */
function timeTest(state: State, field: FakeField, operator: string, values: Value[]): Test {
  const zone = zoneOf(state.me.timeZone ?? 'UTC')
  const limits = values.map(value => {
    const local = localOf(state, 'text' in value ? value.text : '', field)
    return field.kind === 'date' ? Date.UTC(local.year, local.month - 1, local.day) : zone.instant(local)
  })
  return issue => {
    const raw = rawTime(issue, field)
    if (raw === undefined || raw === null) return false
    const at = new Date(raw as string | Date).getTime()
    const [limit = 0] = limits
    switch (operator) {
      case '<':
        return at < limit
      case '<=':
        return at <= limit
      case '>':
        return at > limit
      case '>=':
        return at >= limit
      case '!=':
      case 'not in':
        return !limits.includes(at)
      default:
        return limits.includes(at)
    }
  }
}

const literal = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d\d))?$/
const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

function localOf(state: State, text: string, { name }: FakeField) {
  const [year, month, day, hour = 0, minute = 0] = (literal.exec(text) ?? []).slice(1).map(part => Number(part ?? 0))
  if (year && month && day && month <= 12 && day <= 31) return { year, month, day, hour, minute }
  const [, sign, count, unit = 'd'] = /^([+-]?)(\d+)([mhdw])$/.exec(text) ?? []
  if (count === undefined)
    throw new JqlError(
      `Date value '${text}' for field '${name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    )
  const ms = Number(count) * unitMs[unit]! * (sign === '-' ? -1 : 1)
  return zoneOf(state.me.timeZone ?? 'UTC').local(state.now().getTime() + ms)
}

function sortable(issue: FakeIssue, field: FakeField): string | number | undefined {
  const { id, kind } = field
  if (kind === 'date' || kind === 'datetime') {
    const raw = rawTime(issue, field)
    return raw === undefined || raw === null ? undefined : new Date(raw as string | Date).getTime()
  }
  if (id === 'issuekey') return `${issue.project} ${issue.key.replace(/^.*-/, '').padStart(9, '0')}`
  const direct: Record<string, string | undefined> = {
    summary: issue.summary,
    status: issue.status,
    priority: issue.priority,
  }
  return id in direct ? direct[id] : String(issue.fields[id] ?? '')
}
