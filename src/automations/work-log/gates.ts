import { type Bullet, bulletsOf, traitsOf } from './extract.ts'
import { type Facts, factsIn, type Name } from './facts.ts'
import { lineOf } from './lines.ts'
import type { WorkLog } from './log.ts'
import { type Change, isSame, type Quantity } from './quantities.ts'
import { knowsDate, knowsName, standingOf, textsOf, type Vouched, vouchedBy } from './vouched.ts'
import type { Language } from './words.ts'

/** What somebody wrote about logs, not yet believed. */
export interface Draft {
  text: string
  sources: readonly string[]
}

/** Why a draft is not kept; `what` is the part of it that no source vouches for. */
export interface Objection {
  gate: 'source' | 'number' | 'direction' | 'date' | 'name' | 'language' | 'empty' | 'repeated'
  what: string
}

export interface Checked {
  /** In the order of the drafts; each stands on its sources alone. */
  kept: Bullet[]
  /** What was written and is not shown; the bullets of its sources in their authors' words stand in its place. */
  replaced: { bullet: Draft; why: Objection[] }[]
}

/**
 * Keeps of the drafts what their own sources vouch for: ids, numbers with units, directions of change, dates, and names. All
 * else gives way to the extractive bullets of the same logs, unless another draft that is kept tells of them.
 */
export function checked(drafts: readonly Draft[], logs: readonly WorkLog[], language: Language): Checked {
  const byId = new Map(logs.map(log => [log.id, log]))
  const window = techIn(logs)
  const judged = drafts.map(draft => judgedOf(draft, byId, window, language))
  refuseRepeated(judged)
  const told = new Set(judged.filter(({ why }) => why.length === 0).flatMap(({ own }) => own.map(({ id }) => id)))
  const kept = judged.flatMap(({ own, why, text, derived }): Bullet[] => {
    if (why.length === 0)
      return [{ text, sources: own.map(({ id }) => id), ...traitsOf(own), ...(derived && { derived }) }]
    const untold = own.filter(({ id }) => !told.has(id))
    for (const { id } of untold) told.add(id)
    return bulletsOf(untold, { language })
  })
  const replaced = judged.flatMap(({ draft, why }) => (why.length > 0 ? [{ bullet: draft, why }] : []))
  return { kept, replaced }
}

interface Judged {
  draft: Draft
  text: string
  /** Those of its sources that there are. */
  own: WorkLog[]
  why: Objection[]
  derived: boolean
}

function judgedOf(draft: Draft, byId: Map<string, WorkLog>, window: ReadonlySet<string>, language: Language): Judged {
  const ids = [...new Set(draft.sources)]
  const own = ids.flatMap(id => byId.get(id) ?? [])
  const text = lineOf(draft.text)
  const facts = factsIn(text)
  const vouched = vouchedBy(own)
  const strangers = ids.filter(id => !byId.has(id))
  const why = [
    ...(ids.length === 0 ? ['none'] : strangers).map(what => ({ gate: 'source' as const, what })),
    ...objectionsTo(facts, vouched, window, !hasHangul(text)),
    ...languageObjections(text, own, language),
  ]
  const derived = facts.quantities.some(said => standingOf(said, vouched) === 'derived')
  return { draft, text, own, why, derived }
}

function objectionsTo(facts: Facts, vouched: Vouched, window: ReadonlySet<string>, isEnglish: boolean): Objection[] {
  const { quantities, changes, dates, names, vague } = facts
  return [
    ...quantities
      .filter(said => standingOf(said, vouched) === 'unknown')
      .map(({ text }) => ({ gate: 'number' as const, what: text })),
    ...changes
      .filter(change => isReversed(change, vouched))
      .map(([from, to]) => ({ gate: 'direction' as const, what: `${from.text} → ${to.text}` })),
    ...dates
      .filter(date => !knowsDate(date, vouched))
      .map(date => ({ gate: 'date' as const, what: Object.values(date).join('-') })),
    ...vague.filter(word => !vouched.vague.includes(word)).map(what => ({ gate: 'number' as const, what })),
    ...names
      .filter(name => !knowsName(name, vouched) && (!isEnglish || isProper(name, window)))
      .map(({ text }) => ({ gate: 'name' as const, what: text })),
  ]
}

/** "80ms → 300ms" of a source that only tells of 300ms → 80ms. */
function isReversed([from, to]: Change, { changes }: Vouched): boolean {
  const among = (a: Quantity, b: Quantity) => changes.some(([first, last]) => isSame(a, first) && isSame(b, last))
  return among(to, from) && !among(from, to)
}

/**
 * In an English sentence most words are no names. One is taken for a name that has a digit, a capital within or a sign,
 * that is a technology of another log, or that has a capital where the sentence asks for none.
 */
function isProper({ text, begins }: Name, window: ReadonlySet<string>): boolean {
  const isPlain = /^[A-Z]?[a-z]+(?:-[a-z]+)*$/.test(text)
  if (!isPlain || window.has(text.toLowerCase())) return true
  return /^[A-Z]/.test(text) && !(begins && isOpening(text.toLowerCase()))
}

const openings = new Set(
  (
    'built cut led made wrote set ran kept brought took gave found put split sped drove grew held rewrote rebuilt shrank sent ' +
    'the a an all after before by with in on for to no new this these that from as at when while each both it its'
  ).split(' '),
)
/** What an English sentence about work begins with; any other capital at its beginning may be a name. */
const isOpening = (word: string) => openings.has(word) || /(?:ed|ing)$/.test(word)

const hasHangul = (text: string) => /[가-힣]/.test(text)

/** Technologies of the window in small letters, but for those that are English words too. */
function techIn(logs: readonly WorkLog[]): Set<string> {
  const names = logs.flatMap(({ techStack }) => techStack.flatMap(tech => factsIn(tech).names))
  const words = names.map(({ text }) => text.toLowerCase())
  return new Set(words.filter(word => word.length > 4 && !commonWords.has(word)))
}

const commonWords = new Set(
  'spring express react swift spark flask puppet storm actions action batch cloud query queue native script'.split(' '),
)

function languageObjections(text: string, own: readonly WorkLog[], language: Language): Objection[] {
  if (!/\p{L}/u.test(text)) return [{ gate: 'empty', what: text }]
  const hangul = text.match(/[가-힣]/g)?.length ?? 0
  const letters = text.match(/\p{L}/gu)!.length
  const isForeign = language === 'ko' ? hangul === 0 : hangul > letters / 2
  const source = own.flatMap(textsOf).join(' ')
  const strange = [...text].filter(
    sign => /[^\p{sc=Hangul}\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}]/u.test(sign) && !source.includes(sign),
  )
  return isForeign || strange.length > 0 ? [{ gate: 'language', what: strange.join('') || text.slice(0, 40) }] : []
}

/** The same text twice says no more than once. */
function refuseRepeated(judged: Judged[]) {
  const seen = new Set<string>()
  for (const one of judged) {
    if (one.why.length > 0) continue
    if (seen.has(one.text)) one.why.push({ gate: 'repeated', what: one.text.slice(0, 40) })
    seen.add(one.text)
  }
}
