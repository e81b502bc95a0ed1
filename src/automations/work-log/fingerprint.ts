import { hash } from 'node:crypto'
import type { WorkLog } from './log.ts'
import { oneLine } from './plain.ts'
import { contextOf } from './star.ts'

type Told = Pick<WorkLog, 'loggedDate' | 'title' | 'star'>

/** Hangul in one piece, in one case, with single blanks: what two tellings of the same thing may differ in. */
const same = (text: string) => oneLine(text.normalize('NFC').toLowerCase()).trim()

/** Equal for logs that tell the same thing of the same day, whatever their category, metrics or spacing. 64 hex digits. */
export const fingerprintOf = ({ loggedDate, title, star }: Told): string =>
  hash('sha256', JSON.stringify([loggedDate, same(title), same(contextOf(star))]))

/**
 * What the far side remembers a log by, e.g. `2026-11-21-mi8zq0x19f8e7d6c5b4a`: its day, the moment it was made at and
 * a hash of its run's key. Of one day the younger has the greater one. Later edits do not change it.
 */
export const keyOf = ({ loggedDate }: Pick<Told, 'loggedDate'>, at: Date, runKey: string): string =>
  `${loggedDate}-${at.getTime().toString(36)}${hash('sha256', runKey).slice(0, 12)}`
