import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Bullet } from './extract.ts'
import { type Versioned, versionsIn, within } from './logs.ts'
import type { Period } from './period.ts'
import type { SummaryRow, Tables } from './tables.ts'

/** The summary of a period as it is stored. */
export type StoredSummary = Omit<SummaryRow, 'bullets' | 'marks'> & { bullets: Bullet[]; marks: string[] }

type Db = Kysely<Tables>

/** Says which logs a summary was made of, and which texts of them: equal as long as none was added, changed or removed. */
export function sourceHashOf(logs: readonly Versioned[]): string {
  const lines = logs.map(({ id, version }) => `${id}@${version}`).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

export async function summaryNamed(db: Db, name: string): Promise<StoredSummary | undefined> {
  const row = await db.selectFrom('worklog_summary').selectAll().where('name', '=', name).executeTakeFirst()
  return row && summaryOf(row)
}

/** Puts it in the place of the one of the same period. What is known of its page stays: `publish` may be at work. */
export async function writeSummary(tx: Transaction<Tables>, summary: StoredSummary) {
  const row = { ...summary, bullets: JSON.stringify(summary.bullets), marks: JSON.stringify(summary.marks) }
  const { name: _, marks: _marks, told: _told, page_id: _id, page_url: _url, ...values } = row
  await tx
    .insertInto('worklog_summary')
    .values(row)
    .onConflict(conflict => conflict.column('name').doUpdateSet(values))
    .execute()
}

/** Takes note of what Notion was given of a version; of an older one by then, only where the page is. */
export async function keepPublished(
  tx: Transaction<Tables>,
  name: string,
  published: Pick<SummaryRow, 'page_id' | 'page_url' | 'told' | 'marks'>,
) {
  await tx.updateTable('worklog_summary').set(published).where('name', '=', name).execute()
}

/** Those that share a day with the time between; a summary with `stale` was made of other logs than there are now. */
export async function summariesIn(
  db: Db,
  { from, to, kind }: { from?: string; to?: string; kind?: Period['kind'] },
): Promise<(StoredSummary & { stale: boolean })[]> {
  const rows = await db
    .selectFrom('worklog_summary')
    .selectAll()
    .$if(kind !== undefined, query => query.where('kind', '=', kind!))
    .$if(from !== undefined, query => query.where('date_to', '>', from!))
    .$if(to !== undefined, query => query.where('date_from', '<=', to!))
    .orderBy('date_from', 'desc')
    .orderBy('name', 'desc')
    .execute()
  if (rows.length === 0) return []
  const span = {
    from: rows.map(row => row.date_from).sort()[0]!,
    to: rows
      .map(row => row.date_to)
      .sort()
      .at(-1)!,
  }
  const logs = await versionsIn(db, span)
  return rows.map(summaryOf).map(summary => ({
    ...summary,
    stale: summary.source_hash !== sourceHashOf(within(logs, periodOf(summary))),
  }))
}

export const periodOf = ({ kind, name, date_from, date_to }: StoredSummary): Period => ({
  kind,
  name,
  from: date_from,
  to: date_to,
})

const summaryOf = (row: SummaryRow): StoredSummary => ({
  ...row,
  bullets: JSON.parse(row.bullets),
  marks: JSON.parse(row.marks),
})
