import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { HubError } from '../../engine/error.ts'
import type { Tables } from './tables.ts'

/** What a log was made of: `git:<hash>`, `jira:<site>/<key>@<resolved>`, or `draft:<id>` of a text typed at a terminal. */
export const Origins = z.array(z.string().min(1).max(400)).max(10_000)

/** Those from which a log was made already, each with that log. */
export async function knownOrigins(db: Kysely<Tables>, origins: readonly string[]) {
  if (origins.length === 0) return []
  return db
    .selectFrom('worklog_origin')
    .select(['origin', 'log_id as id'])
    .where('origin', 'in', origins)
    .orderBy('origin')
    .execute()
}

/** Takes note of what a log was made of; `conflict` where another has been made of it just now. */
export async function addOrigins(tx: Transaction<Tables>, id: string, origins: readonly string[]) {
  const rows = [...new Set(origins)].map(origin => ({ origin, log_id: id }))
  if (rows.length === 0) return
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('worklog_origin')
    .values(rows)
    .onConflict(conflict => conflict.column('origin').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== BigInt(rows.length))
    throw new HubError('conflict', 'another log has been made of the same work just now')
}

/** After the log is gone its work may be told again. */
export async function freeOrigins(tx: Transaction<Tables>, id: string) {
  await tx.deleteFrom('worklog_origin').where('log_id', '=', id).execute()
}
