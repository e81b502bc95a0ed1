import type { Connector } from './connector.ts'
import { describeError } from './error.ts'
import type { Log } from './io.ts'
import { addDeliveries } from './ledger/deliveries.ts'
import type { LoadedConnector } from './parts.ts'
import type { Db, Tx } from './store/store.ts'

/** Tells administrators of a trouble once when it begins and once when it ends, however often it shows in between. */
export interface Incidents {
  open(tx: Tx, now: number, subject: string, detail: string): Promise<void>
  close(tx: Tx, now: number, subject: string): Promise<void>
  /** Subjects that may be open; what is not in it needs no look into the ledger. */
  mayBeOpen(subject: string): boolean
  /** Learns what is open, also by other processes. */
  load(db: Db): Promise<void>
}

export function incidents(connectors: LoadedConnector[], log: Log): Incidents {
  const opened = new Set<string>()

  const tell = async (tx: Tx, now: number, key: string, text: { subject: string; body: string }) => {
    for (const { connector, settings } of connectors) {
      const alert = alertOf(connector, text, settings)
      if (!alert) continue
      await addDeliveries(tx, now, [
        {
          connector: connector.name,
          write: alert.write,
          key,
          lane: 'alerts',
          priority: 10,
          payload: alert.payload,
          giveUpAfterMs: 24 * 3_600_000,
          runId: null,
        },
      ])
    }
  }

  /** A bug in one connector's alert must not keep the ledger from being written. */
  const alertOf = ({ name, alert }: Connector, text: { subject: string; body: string }, settings: object) => {
    try {
      return alert?.(text, settings)
    } catch (error) {
      log.error('an alert could not be made', { connector: name, error: describeError(error) })
      return undefined
    }
  }

  return {
    mayBeOpen: subject => opened.has(subject),
    async load(db) {
      const rows = await db.selectFrom('incident').select('subject').where('closed_at', 'is', null).execute()
      for (const { subject } of rows) opened.add(subject)
    },
    async open(tx, now, subject, detail) {
      const incident = await tx
        .insertInto('incident')
        .values({ subject, detail, count: 1, opened_at: now, last_at: now })
        .onConflict(conflict =>
          conflict
            .columns(['subject'])
            .where('closed_at', 'is', null)
            .doUpdateSet(eb => ({ count: eb('incident.count', '+', 1), last_at: now, detail })),
        )
        .returning(['id', 'count'])
        .executeTakeFirstOrThrow()
      opened.add(subject)
      log.error('incident', { subject, detail, count: incident.count })
      if (incident.count === 1)
        await tell(tx, now, `incident/${incident.id}/opened`, { subject: `[Dure] ${subject}`, body: detail })
    },
    async close(tx, now, subject) {
      const incident = await tx
        .updateTable('incident')
        .set({ closed_at: now })
        .where('subject', '=', subject)
        .where('closed_at', 'is', null)
        .returning(['id', 'count', 'detail'])
        .executeTakeFirst()
      opened.delete(subject)
      if (!incident) return
      log.info('incident is over', { subject, count: incident.count })
      const body = `${subject}: works again. It showed ${incident.count} time(s), last: ${incident.detail}`
      await tell(tx, now, `incident/${incident.id}/closed`, { subject: `[Dure] ${subject}: recovered`, body })
    },
  }
}
