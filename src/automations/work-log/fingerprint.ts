import { createHash } from 'node:crypto'
import type { WorkLog } from './log.ts'
import { contextOf } from './star.ts'

type Told = Pick<WorkLog, 'loggedDate' | 'title' | 'star'>

/** Hangul in one piece, in one case, with single blanks: what two tellings of the same thing may differ in. */
const same = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()

/** Equal for logs that tell the same thing of the same day, whatever their category, metrics or spacing. 64 hex digits. */
export const fingerprintOf = ({ loggedDate, title, star }: Told): string =>
  createHash('sha256')
    .update(JSON.stringify([loggedDate, same(title), same(contextOf(star))]))
    .digest('hex')

/**
 * What the far side remembers a log by, e.g. `2026-11-21-9f8e7d6c5b4a3f2e`. Made when the log is created, from the
 * caller's own key if there is one; later edits do not change it.
 */
export function keyOf(log: Told, idempotencyKey?: string): string {
  const hash =
    idempotencyKey === undefined
      ? fingerprintOf(log)
      : createHash('sha256').update(`key ${idempotencyKey}`).digest('hex')
  return `${log.loggedDate}-${hash.slice(0, 16)}`
}
