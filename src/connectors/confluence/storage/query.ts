import { HubError } from '../../../engine/error.ts'
import { keyOf } from './key.ts'
import { beside, inOrder } from './measure.ts'
import { type Column, columnAsked, columnNamed, isBlank, type Records, valueAt } from './records.ts'

export interface Query {
  /** What each column must say; all of them hold. Names are as on the page. */
  where?: Record<string, Condition>
  /** Columns to order by, the first one first; `-` before one turns it round. What is empty comes last either way. */
  sort?: readonly string[]
  /** What is wanted of each record, in this order; all columns otherwise. */
  columns?: readonly string[]
  limit?: number
  offset?: number
}

/** What a cell is to say (`null`: nothing), or a test that it must pass; of several tests all. */
export type Condition = string | number | null | Tests

/**
 * Numbers are compared as numbers (`1,200` is 1200) and dates as dates, where both sides are; a day is the whole of it. What
 * is neither is compared as keys: composed, without invisible signs. `gt`, `gte`, `lt` and `lte` hold between two of a
 * kind only. `contains` takes upper and lower case alike.
 */
export interface Tests {
  eq?: string | number
  ne?: string | number
  contains?: string | number
  in?: readonly (string | number)[]
  gt?: string | number
  gte?: string | number
  lt?: string | number
  lte?: string | number
  empty?: boolean
}

export interface QueryResult {
  /** The names of the members of each record, as on the page. */
  columns: string[]
  /** What people read in each cell. */
  records: Record<string, string>[]
  /** How many records fit, before `limit` and `offset`. */
  total: number
}

/** The records that fit. Lines in which nobody has written anything are none. Throws `invalid` for a column that is not there. */
export function query(
  records: Records,
  { where = {}, sort = [], columns, limit, offset = 0 }: Query = {},
): QueryResult {
  const tests = Object.entries(where).map(([name, condition]) => testOf(columnAsked(records.columns, name), condition))
  const order = sort.map(name => orderBy(records.columns, name))
  const wanted = columns?.map(name => columnAsked(records.columns, name)) ?? records.columns
  const read = cachedValues(records)
  const fitting: number[] = []
  for (let line = records.from; line < records.to; line++)
    if (!isBlank(records, line) && tests.every(test => test(column => read(line, column)))) fitting.push(line)
  if (order.length > 0) fitting.sort((a, b) => firstDifference(order, by => by(read, a, b)))
  const page = fitting.slice(offset, limit === undefined ? undefined : offset + limit)
  return {
    columns: wanted.map(({ name }) => name),
    records: page.map(line => Object.fromEntries(wanted.map(column => [column.name, read(line, column)]))),
    total: fitting.length,
  }
}

type Read = (line: number, column: Column) => string

/** A sort reads each value many times. */
function cachedValues(records: Records): Read {
  const known = new Map<number, string>()
  return (line, column) => {
    const place = line * records.columns.length + column.index
    const value = known.get(place) ?? valueAt(records, line, column)
    known.set(place, value)
    return value
  }
}

function testOf(column: Column, condition: Condition) {
  const tests: Tests =
    condition === null ? { empty: true } : typeof condition === 'object' ? condition : { eq: condition }
  const passed = Object.entries(tests).flatMap(([name, asked]) => {
    if (asked === undefined) return []
    const test = Object.hasOwn(operators, name) ? operators[name as keyof Tests] : undefined
    if (!test) throw unknownTest(column, name)
    return [(value: string) => test(value, asked)]
  })
  return (read: (column: Column) => string) => passed.every(test => test(read(column)))
}

const places =
  (holds: (place: number) => boolean) =>
  (value: string, asked: string): boolean => {
    const place = beside(value, String(asked))
    return place !== undefined && holds(place)
  }
const isEqual = places(place => place === 0)

const operators: { [name in keyof Tests]-?: (value: string, asked: any) => boolean } = {
  eq: isEqual,
  ne: (value, asked) => !isEqual(value, asked),
  contains: (value, asked) =>
    keyOf(value)
      .toLowerCase()
      .includes(keyOf(String(asked)).toLowerCase()),
  in: (value, asked: readonly string[]) => asked.some(one => isEqual(value, one)),
  gt: places(place => place > 0),
  gte: places(place => place >= 0),
  lt: places(place => place < 0),
  lte: places(place => place <= 0),
  empty: (value, asked) => (keyOf(value) === '') === asked,
}

function unknownTest({ name }: Column, asked: string): HubError {
  const known = Object.keys(operators).join(', ')
  return new HubError('invalid', `There is no test "${asked}" for the column "${name}". There are ${known}.`, {
    ko: `"${name}" 열의 조건 "${asked}"을 알 수 없습니다. 쓸 수 있는 조건: ${known}.`,
  })
}

type Order = (read: Read, a: number, b: number) => number

/** A column whose name begins with `-` is ordered by under that name. */
function orderBy(columns: readonly Column[], name: string): Order {
  const isDescending = name.startsWith('-') && !columnNamed(columns, name)
  const column = columnAsked(columns, isDescending ? name.slice(1) : name)
  return (read, a, b) => {
    const [left, right] = [read(a, column), read(b, column)]
    const order = inOrder(left, right)
    return isDescending && left && right ? -order : order
  }
}

function firstDifference(orders: readonly Order[], compare: (order: Order) => number): number {
  for (const order of orders) {
    const difference = compare(order)
    if (difference !== 0) return difference
  }
  return 0
}
