import { type SqlBool, sql } from 'kysely'
import type { Written } from './automation.ts'
import { isWriteOf } from './connector.ts'
import { isSettled } from './ledger/deliveries.ts'
import { slices } from './ledger/lanes.ts'
import type { LoadedConnector } from './parts.ts'
import type { Db } from './store/store.ts'
import type { DeliveryState } from './store/tables.ts'

/** The writes to a connector under these keys, or whose keys begin so, oldest first. */
export async function writtenTo(
  db: Db,
  { connector, client }: LoadedConnector,
  which: string | readonly string[],
): Promise<Written[]> {
  // Named, so that each key is one look into the ledger's index.
  const writes = Object.keys(client).filter(name => isWriteOf(client[name]))
  const found = db
    .selectFrom('delivery')
    .select(['id', 'key', asNow<DeliveryState>('state').as('state'), asNow<string | null>('error').as('error')])
    .where('connector', '=', connector.name)
    .where('write', 'in', writes)
  const rows = typeof which === 'string' ? await found.where(beginsWith(which)).execute() : []
  if (typeof which !== 'string')
    for (const some of slices(which, 500)) rows.push(...(await found.where('key', 'in', some).execute()))
  return rows
    .sort((left, right) => left.id - right.id)
    .map(({ key, state, error }) => ({ key, state: stateOf(state), ...(error !== null && { error }) }))
}

/** Of what is superseded: as it is of the one that stands for it. */
const asNow = <T>(column: 'state' | 'error') =>
  sql<T>`case when state = 'superseded'
    then (select newer.${sql.ref(column)} from delivery newer where newer.id = delivery.superseded_by)
    else ${sql.ref(column)} end`

function stateOf(state: DeliveryState): Written['state'] {
  if (!isSettled({ state })) return 'open'
  return state === 'done' || state === 'dropped' ? state : 'failed'
}

/** SQL counts characters, not UTF-16 units. */
export const beginsWith = (prefix: string) => sql<SqlBool>`substr(key, 1, ${[...prefix].length}) = ${prefix}`
