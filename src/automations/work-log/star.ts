import type { Star } from './log.ts'

/** A section by its name in the code. */
export type Section = keyof Star

/** In the order in which they are told. */
export const sections = ['situation', 'task', 'action', 'result'] as const

/** The headings as the canonical text writes them. */
export const headingOf: Record<Section, string> = {
  situation: 'Situation',
  task: 'Task',
  action: 'Action',
  result: 'Result',
}

/** `missing`: no heading; `empty`: nothing to read under it; `doubled`: two headings; `fenced`: only inside a code fence. */
export interface StarProblem {
  section: Section
  what: 'missing' | 'empty' | 'doubled' | 'fenced'
  /** Line of the heading at fault, from 1; of the second one where there are two. */
  line?: number
}

/** Either the sections or everything that is wrong with them, never both. */
export type Parsed = { star: Star; problems?: undefined } | { star?: undefined; problems: StarProblem[] }

const words: Record<Section, string[]> = {
  situation: ['situation', 'situations', 'background', '상황', '배경', '문제'],
  task: ['task', 'tasks', 'goal', 'goals', '과제', '목표'],
  action: ['action', 'actions', '행동', '수행'],
  result: ['result', 'results', 'outcome', 'outcomes', '결과', '성과'],
}
const sectionOf = new Map(sections.flatMap(section => words[section].map(word => [word, section] as const)))

/** `### 1. Situation (S)`, `### 상황 및 배경`, `### 수행 내용`: what may stand beside the word that counts. */
const fillers = new Set(['s', 't', 'a', 'r', 'and', '및', '내용'])

/** A line of its own in bold ranks below every heading with number signs. */
const boldLevel = 7
const longestTitle = 80

interface Heading {
  section: Section
  level: number
  line: number
  fenced: boolean
}

/**
 * Reads the Markdown of a log's context. The four headings may stand at any level, all at the same one, in any order,
 * in English or Korean; deeper headings of the same names belong to the text. What stands before the first heading goes
 * to the top of Situation, so that no text is lost.
 */
export function starOf(text: string): Parsed {
  const lines = linesOf(text)
  const all = headingsOf(lines)
  const open = all.filter(({ fenced }) => !fenced)
  const level = Math.min(...open.map(heading => heading.level))
  const tops = open.filter(heading => heading.level === level)
  const bodies = tops.map(({ line }, index) => bodyOf(lines.slice(line, (tops[index + 1]?.line ?? Infinity) - 1)))
  const problems = sections.flatMap(section => problemWith(section, tops, bodies, all))
  if (problems.length > 0) return { problems }

  const star = Object.fromEntries(tops.map(({ section }, index) => [section, bodies[index]!])) as unknown as Star
  const before = bodyOf(lines.slice(0, tops[0]!.line - 1))
  if (before) star.situation = `${before}\n\n${star.situation}`
  return { star }
}

function problemWith(section: Section, tops: Heading[], bodies: string[], all: Heading[]): StarProblem[] {
  const [first, second] = tops.filter(heading => heading.section === section)
  if (second) return [{ section, what: 'doubled', line: second.line }]
  if (first) return isBlank(bodies[tops.indexOf(first)]!) ? [{ section, what: 'empty', line: first.line }] : []
  const inFence = all.find(heading => heading.fenced && heading.section === section)
  return [inFence ? { section, what: 'fenced', line: inFence.line } : { section, what: 'missing' }]
}

/**
 * The text in the form that everyone is shown. `starOf` gives the same sections back for every star that it gave:
 * the headings go up a level where a section holds one that would be taken for its sibling.
 */
export function contextOf(star: Star): string {
  const inner = sections
    .filter(section => mayHoldHeading.test(star[section]))
    .flatMap(section => headingsOf(linesOf(star[section])).filter(({ fenced }) => !fenced))
  const marks = '#'.repeat(Math.max(1, Math.min(3, ...inner.map(({ level }) => level - 1))))
  return sections.map(section => `${marks} ${headingOf[section]}\n${star[section]}`).join('\n\n')
}

const linesOf = (text: string) => text.replace(/^\ufeff/, '').split(/\r\n?|\n/)

/** Without blank lines around; the indent of the first line may carry meaning (a list, code). An open code block is closed. */
function bodyOf(lines: string[]): string {
  const body = lines
    .join('\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
  const fence = mayHoldFence(body) && scan(lines).fence
  return fence && body ? `${body}\n${fence}` : body
}

/** A comment, and a placeholder of the template that nobody filled in, show nothing to a reader. */
const isBlank = (body: string) => {
  const shown = body
    .split('-->')
    .map(piece => piece.split('<!--', 1)[0])
    .join('')
    .trim()
  return !/[\p{L}\p{N}]/u.test(shown) || /^<[^<>:]*>$/.test(shown)
}

const headingsOf = (lines: string[]) => scan(lines).found

/** `fence` is the code block that is still open at the end. */
function scan(lines: string[]): { found: Heading[]; fence: string | undefined } {
  const found: Heading[] = []
  let fence: string | undefined
  let line = 0
  for (const text of lines) {
    line++
    const heading = headingIn(text)
    if (heading) found.push({ ...heading, line, fenced: fence !== undefined })
    else if (fence === undefined) fence = openedBy(text)
    else if (closes(fence, text)) fence = undefined
  }
  return { found, fence }
}

/** What a look at the whole text can rule out need not be looked for in each line. */
const mayHoldFence = (text: string) => text.includes('```') || text.includes('~~~')
const mayBeHeading = /^ {0,3}[#*_]/
const mayHoldHeading = new RegExp(mayBeHeading, 'm')

/** A fence may open behind the marks of a list; a fence of backticks has none in what follows it. */
const openedBy = (line: string) =>
  mayHoldFence(line) ? /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1] : undefined

const closes = (fence: string, line: string) => {
  const mark = line.trim()
  return mark.length >= fence.length && mark === fence[0]!.repeat(mark.length)
}

function headingIn(line: string): Pick<Heading, 'section' | 'level'> | undefined {
  if (line.length > longestTitle || !mayBeHeading.test(line)) return undefined
  const [, marks, marked] = /^ {0,3}(#{1,6})(?!#)(.*)$/.exec(line) ?? []
  const title = marked ?? /^ {0,3}(\*\*|__)(?=\S)(.+?)\1[\s:：]*$/.exec(line)?.[2]
  const section = title && sectionNamed(title)
  return section ? { section, level: marks?.length ?? boldLevel } : undefined
}

/** The section that every word of a title speaks of; numbers, emphasis, brackets and emoji are passed over. */
function sectionNamed(title: string): Section | undefined {
  const said = title
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word && !/^\p{N}+$/u.test(word) && !fillers.has(word))
  const [section, ...others] = new Set(said.map(word => sectionOf.get(word)))
  return others.length === 0 ? section : undefined
}
