import { z } from 'zod'
import { type Ctx, todayOf } from './ctx.ts'
import { fingerprintOf } from './fingerprint.ts'
import { newLog } from './input.ts'
import { addOrigins, knownOrigins, Origins } from './origins.ts'
import type { Tables } from './tables.ts'
import { type Logged, logWork } from './write.ts'

/** A log as POST /daily-logs takes it, with what it was made of. */
export const Recording = z.strictObject({ log: newLog(), origins: Origins.default([]) })

/**
 * `stored`: as `logWork` does. Else nothing was: `known`: the log of that id was made of the same work; `twin`: the log
 * of that id says the same of the same day. Neither is a failure that an administrator would have to hear of.
 */
export type Recorded = ({ state: 'stored' } & Logged) | { state: 'known' | 'twin'; id: string }

/** Stores a log that a person has confirmed, once for what it was made of, however often that is asked for. */
export async function recordWork(ctx: Ctx, { log, origins }: z.output<typeof Recording>): Promise<Recorded> {
  const db = ctx.db<Tables>()
  const [known] = await knownOrigins(db, origins)
  if (known) return { state: 'known', id: known.id }
  const dated = { ...log, loggedDate: log.loggedDate ?? todayOf(ctx) }
  const twin = await db
    .selectFrom('worklog_log')
    .select('id')
    .where('fingerprint', '=', fingerprintOf(dated))
    .executeTakeFirst()
  if (twin) return { state: 'twin', id: twin.id }
  const logged = await logWork(ctx, dated)
  ctx.commit<Tables>(tx => addOrigins(tx, logged.id, origins))
  return { state: 'stored', ...logged }
}

export const Asking = z.strictObject({ origins: Origins })
