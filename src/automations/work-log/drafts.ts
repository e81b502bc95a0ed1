import type { Zone } from '../../engine/zone.ts'
import { type Commit, isBy, worth } from './git.ts'
import { limits } from './input.ts'
import type { Category, ImpactLevel } from './log.ts'
import { dateAt } from './period.ts'
import { clipped, plain } from './plain.ts'
import { contextOf } from './star.ts'
import { techOf } from './tech.ts'
import { type Language, wordsOf } from './words.ts'

/** A log that a person has yet to complete: `context` holds the Action; the other sections say what to write there. */
export interface Draft {
  title: string
  context: string
  category: Category
  impactLevel: ImpactLevel
  techStack: string[]
  loggedDate: string
  ticketUrl?: string
  /** What it was made of, oldest first. */
  repository: string
  commits: string[]
}

/** Whose commits become drafts, in which zone's days, in which language. */
export interface Drafting {
  /** Names and e-mail addresses of the author; empty: everyone's commits. */
  authors: readonly string[]
  zone: Zone
  language: Language
  /** The address of `PAY-142` or `#57` in a repository, where one is known. */
  ticketUrl?: (ticket: string, repository: string) => string | undefined
}

interface Work extends Commit {
  repository: string
  day: string
  topic: string
  ticket?: string
  type: string
  /** The subject without type, scope and ticket. */
  told: string
}

/** One draft for each day, repository and topic, oldest first. The same commits give the same drafts. */
export function draftsOf(commits: ReadonlyMap<string, readonly Commit[]>, drafting: Drafting): Draft[] {
  const works = [...commits].flatMap(([repository, all]) =>
    worth(all)
      .filter(commit => isBy(drafting.authors, commit))
      .map(commit => workOf(commit, repository, drafting.zone)),
  )
  const groups = Map.groupBy(works, ({ day, repository, topic }) => JSON.stringify([day, repository, topic]))
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => draftOf(group.sort(byTime), drafting))
}

const byTime = (a: Work, b: Work) => Date.parse(a.at) - Date.parse(b.at) || (a.hash < b.hash ? -1 : 1)

function workOf(commit: Commit, repository: string, zone: Zone): Work {
  const subject = plain(commit.subject)
  const [, type = '', scope, rest] = /^(\w{2,12})(?:\(([^()]{1,40})\))?!?:\s+(.+)$/.exec(subject) ?? []
  const ticket = ticketIn(subject) ?? ticketIn(plain(commit.body.slice(0, 5000)))
  const told = [withoutTicket(rest ?? subject, ticket), subject].find(isTelling) ?? commit.hash.slice(0, 8)
  const topic = ticket ?? scope?.trim() ?? folderOf(commit) ?? repository
  const day = dateAt(new Date(commit.at), zone)
  return { ...commit, repository, day, topic, ticket, type: type.toLowerCase(), told }
}

const isTelling = (text: string) => /[\p{L}\p{N}]/u.test(text)

/** Looks like a key of a tracker and is the name of a standard. */
const standards = /^(?:UTF|SHA|ISO|RFC|HTTP|TLS|SSL|AES|RSA|MD|ES|CVE|CWE|GPT|ARM|IEEE|PEP|JSR|UTC|GMT|COVID)-/

const ticketIn = (text: string): string | undefined =>
  [...text.matchAll(/(?<![\p{L}\p{N}_-])[A-Z][A-Z0-9]{1,9}-\d{1,7}(?![\p{N}A-Za-z_-])/gu)]
    .map(([key]) => key)
    .find(key => !standards.test(key)) ?? /(?<![\w&/])#\d{1,7}\b/.exec(text)?.[0]

const withoutTicket = (subject: string, ticket: string | undefined) =>
  ticket
    ? subject
        .replace(new RegExp(`[[(]?${ticket}[\\])]?\\s*[:–-]?`), ' ')
        .replace(/\s+/g, ' ')
        .trim()
    : subject

/** The outermost folder with the most changed lines. */
function folderOf({ files }: Commit): string | undefined {
  const lines = new Map<string, number>()
  for (const { path, lines: count } of files) {
    const [folder, inside] = path.split('/', 2)
    if (inside !== undefined) lines.set(folder!, (lines.get(folder!) ?? 0) + count + 1)
  }
  return [...lines].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))[0]?.[0]
}

const mostBullets = 30

function draftOf(works: Work[], { language, ticketUrl }: Drafting): Draft {
  const { guide, git } = wordsOf(language)
  const [first] = works as [Work]
  const told = [...new Set(works.map(work => work.told))]
  const rest = told.length > mostBullets ? [`- ${git.more(told.length - mostBullets)}`] : []
  const action = [...told.slice(0, mostBullets).map(text => `- ${inert(text)}`), ...rest].join('\n')
  const url = first.ticket && ticketUrl?.(first.ticket, first.repository)
  return {
    title: titleOf(first.topic, told, language),
    context: contextOf({ ...guide.placeholder, action }),
    category: categoryOf(works),
    impactLevel: 'Medium',
    techStack: techOf(works.flatMap(({ files }) => files)),
    loggedDate: first.day,
    ...(url && { ticketUrl: url }),
    repository: first.repository,
    commits: works.map(({ hash }) => hash),
  }
}

function titleOf(topic: string, [first = '', ...others]: string[], language: Language): string {
  const { git } = wordsOf(language)
  return clipped(
    others.length > 0 ? git.title(clipped(topic, 40), clipped(first, 120), others.length) : first,
    limits.title,
  )
}

const byType: Record<string, Category> = {
  feat: '신규기능',
  feature: '신규기능',
  fix: '버그픽스',
  bugfix: '버그픽스',
  hotfix: '버그픽스',
  perf: '성능개선',
  refactor: '리팩토링',
  docs: '문서화',
  doc: '문서화',
}

/** For subjects without a type. The first that matches counts. */
const byWord: [RegExp, Category][] = [
  [/성능|속도|perform|speed|faster|latency/i, '성능개선'],
  [/버그|오류|에러|수정|\bfix|\bbug/i, '버그픽스'],
  [/문서|readme|\bdocs?\b/i, '문서화'],
  [/리팩[토터]링|정리|refactor|clean ?up|rename/i, '리팩토링'],
  [/추가|신규|구현|\badd|implement|\bnew\b/i, '신규기능'],
]

/** What a title without a type speaks of. */
export const categoryOfText = (text: string): Category => byWord.find(([pattern]) => pattern.test(text))?.[1] ?? '기타'

/** What most of the commits are; of as many the one that came first. */
function categoryOf(works: Work[]): Category {
  const counts = new Map<Category, number>()
  for (const { type, told } of works) {
    const known = Object.hasOwn(byType, type) ? byType[type] : undefined
    const category = known ?? (type ? '기타' : categoryOfText(told))
    counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0]
}

/** A subject that would open a code block, a heading or a list within the list is only text. */
export const inert = (text: string) =>
  clipped(text, 300)
    .replace(/^(?=[#>*+~`-]|\d{1,9}[.)]\s)/, '\\')
    .replaceAll('<!--', '<\\!--')
