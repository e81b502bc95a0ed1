import { isWithin } from './dates.ts'
import { type Facts, factsIn, type Name } from './facts.ts'
import { lineOf } from './lines.ts'
import type { WorkLog } from './log.ts'
import { isDerived, isRounded, isSame, type Quantity } from './quantities.ts'

/** What logs vouch for: every number, date and name that their authors wrote. */
export interface Vouched extends Facts {
  /** Names in small letters, whole and in their parts. */
  words: Set<string>
}

/** The texts of a log that a summary may draw on. */
export const textsOf = ({ title, star, metrics = '', ticketUrl = '', techStack, loggedDate }: WorkLog): string[] => [
  ...[title, star.situation, star.task, star.action, star.result, metrics].map(lineOf),
  ticketUrl,
  ...techStack,
  loggedDate,
]

export function vouchedBy(logs: readonly WorkLog[]): Vouched {
  const all = logs.flatMap(textsOf).map(factsIn)
  const names = all.flatMap(({ names }) => names)
  return {
    quantities: all.flatMap(({ quantities }) => quantities),
    changes: all.flatMap(({ changes }) => changes),
    dates: all.flatMap(({ dates }) => dates),
    vague: all.flatMap(({ vague }) => vague),
    names,
    words: new Set(names.flatMap(({ text }) => formsOf(text))),
  }
}

/** `browse/PAY-142` → itself, its segments, and the words in them. PAY-142 vouches for no 142, nor HTTP/2 for a 2. */
function formsOf(name: string): string[] {
  const small = name.toLowerCase()
  const parts = [...small.split('/'), ...small.split(joint)]
  return [small, ...parts.filter(part => part.length > 1 && /[a-z]/.test(part))]
}

const joint = /[./+#&_-]/

/** How far a number is vouched for. */
export function standingOf(said: Quantity, { quantities, changes }: Vouched): 'told' | 'derived' | 'unknown' {
  if (quantities.some(known => isSame(said, known))) return 'told'
  if (quantities.some(known => isRounded(said, known))) return 'derived'
  return changes.some(change => isDerived(said, change)) ? 'derived' : 'unknown'
}

export const knowsDate = (date: Facts['dates'][number], { dates }: Vouched) =>
  dates.some(known => isWithin(date, known))

/** Whole or by its parts; one with a digit by its segments only, for PAY-143 is not made of PAY and 143. A plural is no other name. */
export function knowsName({ text }: Name, { words }: Vouched): boolean {
  const small = text.toLowerCase()
  const knows = (word: string) => words.has(word) || (word.endsWith('s') && words.has(word.slice(0, -1)))
  const parts = small.split(/\d/.test(small) ? '/' : joint).filter(Boolean)
  return knows(small) || (parts.length > 1 && parts.every(knows))
}
