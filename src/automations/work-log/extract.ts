import { factsIn } from './facts.ts'
import { lineOf } from './lines.ts'
import { type Category, type ImpactLevel, impactLevels, type WorkLog } from './log.ts'
import { phrasesOf } from './phrases.ts'
import { grouped, piecesOf, similarity } from './similar.ts'
import type { Language } from './words.ts'

/** One achievement, traceable to the logs that tell of it. */
export interface Bullet {
  text: string
  /** Ids of the logs, the weightiest first; at least one. */
  sources: string[]
  tech: string[]
  category: Category
  impact: ImpactLevel
  /** A number in it stands in no source and follows from two that do: 300ms → 80ms is 73 %. */
  derived?: boolean
}

export interface Extracting {
  language: Language
  /** At most so many bullets. Default: all. */
  most?: number
  /** Days as YYYY-MM-DD, the second one no longer in it; later logs weigh a little more. */
  period?: { from: string; to: string }
}

/** As alike as this, two logs tell of one thing. */
const alike = 0.8
const shownTech = 5

/**
 * The weightiest logs as bullets, in their authors' words: whole Result sections with their metrics, nothing cut out or
 * put together. The same logs give the same bullets in whatever order they come.
 */
export function bulletsOf(
  logs: readonly WorkLog[],
  { language, most = Number.POSITIVE_INFINITY, period }: Extracting,
): Bullet[] {
  const weighty = logs.map(log => ({ log, weight: weightOf(log, period) })).sort(byWeight)
  const groups = grouped(
    weighty,
    ({ log }) => piecesOf(`${log.title} ${lineOf(log.star.result)}`),
    alike,
    ({ log }) => log.ticketUrl,
  )
  const candidates = groups.map(group => candidateOf(group, language)).sort(byWeight)
  return varied(candidates, most).map(({ bullet }) => bullet)
}

interface Weighed {
  log: WorkLog
  weight: number
}

interface Candidate extends Weighed {
  bullet: Bullet
  pieces: Set<string>
}

const impactWeight: Record<ImpactLevel, number> = { High: 30, Medium: 20, Low: 10 }

/** Impact first; then what is told in numbers, and what is recent. */
export function weightOf({ impactLevel, star, metrics, loggedDate }: WorkLog, period: Extracting['period']): number {
  const told = factsIn(`${lineOf(star.result)} ; ${lineOf(metrics ?? '')}`).quantities
  const numbers = new Set(told.map(({ value, dimension }) => `${value} ${dimension}`)).size
  return impactWeight[impactLevel] + 2 * Math.min(numbers, 4) + (metrics?.trim() ? 2 : 0) + recency(loggedDate, period)
}

/** From 0 on the first day to 3 on the last; of the period and not of the logs, so that no log changes another's. */
function recency(date: string, period: Extracting['period']): number {
  if (!period) return 0
  const [at, from, to] = [date, period.from, period.to].map(day => Date.parse(`${day}T00:00Z`)) as [
    number,
    number,
    number,
  ]
  const day = 86_400_000
  return to - from <= day ? 3 : 3 * Math.min(1, Math.max(0, (at - from) / (to - from - day)))
}

const byWeight = (a: Weighed, b: Weighed) =>
  b.weight - a.weight || compared(b.log.loggedDate, a.log.loggedDate) || compared(a.log.id, b.log.id)

const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Of several days' logs on one thing the weightiest leads; a Result that says something else is told too. */
function candidateOf(group: Weighed[], language: Language): Candidate {
  const [first] = group as [Weighed, ...Weighed[]]
  const told: string[] = []
  for (const result of group.map(({ log }) => resultOf(log, language)))
    if (!told.some(other => saysSame(other, result))) told.push(result)
  const logs = group.map(({ log }) => log)
  const bullet: Bullet = {
    text: textOf(first.log, told, techOf(logs)),
    sources: logs.map(({ id }) => id),
    ...traitsOf(logs),
  }
  return { ...first, bullet, pieces: piecesOf(bullet.text) }
}

/** Other numbers are another result, however alike the words. */
const saysSame = (a: string, b: string) =>
  similarity(piecesOf(a), piecesOf(b)) >= alike && digitsOf(a).join() === digitsOf(b).join()

const digitsOf = (text: string) => text.normalize('NFKC').match(/\d+/g) ?? []

/** What a bullet takes from the logs it rests on; the first of them decides its category. */
export function traitsOf(logs: readonly WorkLog[]): Pick<Bullet, 'tech' | 'category' | 'impact'> {
  const impact = impactLevels.find(level => logs.some(({ impactLevel }) => impactLevel === level))!
  return { tech: techOf(logs), category: logs[0]!.category, impact }
}

const techOf = (logs: readonly WorkLog[]) => [...new Set(logs.flatMap(({ techStack }) => techStack))]

function resultOf({ star, metrics = '' }: WorkLog, language: Language): string {
  const [result, measured] = [lineOf(star.result), lineOf(metrics)]
  const isTold = measured === '' || squeezed(result).includes(squeezed(measured))
  return isTold ? result : `${result} [${phrasesOf(language).metrics}: ${measured}]`
}

const squeezed = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/(?!(?<=\d)\.\d)[^\p{L}\p{N}%]/gu, '')
    .toLowerCase()

/** The title goes before: a Result often says "this" of what it names. */
function textOf({ title }: WorkLog, results: string[], tech: string[]): string {
  const named = lineOf(title)
  const [first = ''] = results
  const lead = squeezed(first).startsWith(squeezed(named)) ? '' : `${named}: `
  return `${lead}${results.join(' / ')}${tech.length > 0 ? ` (${tech.slice(0, shownTech).join(', ')})` : ''}`
}

/** A bullet that says nearly what one before it says loses some weight (maximal marginal relevance). */
function varied(candidates: Candidate[], most: number): Candidate[] {
  const left = candidates.map(candidate => ({ candidate, nearest: 0 }))
  const chosen: Candidate[] = []
  while (left.length > 0 && chosen.length < most) {
    const worths = left.map(({ candidate, nearest }) => candidate.weight - 5 * nearest)
    const best = left.splice(worths.indexOf(Math.max(...worths)), 1)[0]!.candidate
    chosen.push(best)
    for (const one of left) one.nearest = Math.max(one.nearest, similarity(one.candidate.pieces, best.pieces))
  }
  return chosen
}
