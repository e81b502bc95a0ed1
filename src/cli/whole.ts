import { forgotten } from '../engine/retention.ts'
import { localText } from '../engine/zone.ts'
import { inert, oneLine } from './print.ts'

/** A run or a delivery as the ledger has it; JSON in its columns is what it is. */
export const asData = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isJson(name, value) ? JSON.parse(value) : value]),
  )

const isJson = (name: string, value: unknown): value is string =>
  ['input', 'outcome', 'payload', 'result'].includes(name) && typeof value === 'string' && value !== forgotten

/** How the engine keeps its own order; nobody can do anything with it. */
const ownColumns = ['priority', 'place', 'tried', 'doubt', 'payload_hash', 'stale', 'fence', 'holder']

/** A row for a person: times on the zone's clock, JSON indented, and neither what is empty nor what is the engine's own. */
export const wholeRow = (row: object, timeZone: string): string =>
  Object.entries(row)
    .filter(
      ([name, value]) => value !== null && !(isJson(name, value) && value === 'null') && !ownColumns.includes(name),
    )
    .map(([name, value]) => {
      if (isJson(name, value)) return `${name}: ${indented(JSON.parse(value))}`
      const isTime = typeof value === 'number' && /(^|_)at$/.test(name)
      return `${name}: ${isTime ? localText(value, timeZone) : oneLine(String(value), Number.POSITIVE_INFINITY)}`
    })
    .join('\n')

const indented = (value: unknown) => inert(JSON.stringify(value, null, 2))
