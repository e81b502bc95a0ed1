import { HubError } from '../../../engine/error.ts'
import type { ElementNode, ParsedNode, StorageDocument } from '../storage/parse.ts'
import { askedTitle, type Section, sectionsOf } from '../storage/section.ts'

/** The part of a page that is read or changed: siblings, and where they begin. */
export interface Scope {
  nodes: readonly ParsedNode[]
  start: number
}

/** A section with a name of its own: `outer › inner`, and `outer › inner [2]` for the second of that path. */
export interface NamedSection extends Section {
  name: string
  path: string[]
}

const between = ' › '

/** In the order of the page. Headings within tables and panels of the new editor are not among them: those are kept whole. */
export function headingsOf(document: StorageDocument): NamedSection[] {
  const open: Section[] = []
  const sections = sectionsOf(document)
    .filter(({ heading }) => isReadable(heading))
    .map(section => {
      while (open.length > 0 && open.at(-1)!.end <= section.heading.start) open.pop()
      open.push(section)
      return { ...section, path: open.map(({ title }) => title) }
    })
  const alike = Map.groupBy(sections, ({ path }) => path.join(between))
  return sections.map(section => {
    const path = section.path.join(between)
    const all = alike.get(path)!
    return { ...section, name: all.length > 1 ? `${path} [${all.indexOf(section) + 1}]` : path }
  })
}

const isReadable = ({ parent }: ElementNode): boolean =>
  !parent || (!/^(td|th|ac:adf-.*)$/.test(parent.name) && isReadable(parent))

/** The whole page, or the section under a heading: its text, or, where several are alike, its name in the outline. */
export function scopeOf(document: StorageDocument, heading?: string): Scope {
  if (heading === undefined) return { nodes: document.children, start: 0 }
  const { heading: element, end } = sectionNamed(document, heading)
  const siblings = element.parent?.children ?? document.children
  const nodes = siblings.filter(node => node.start >= element.start && node.start < end)
  return { nodes, start: element.start }
}

/** The section of that heading. Throws `not_found` where there is none and `invalid` where several are. */
export function sectionNamed(document: StorageDocument, heading: string): NamedSection {
  const wanted = askedTitle(heading)
  const all = headingsOf(document)
  const ending = all.filter(({ path }) => path.some((_, index) => path.slice(index).join(between) === wanted))
  const found = all.find(({ name }) => name === wanted) ?? (ending.length === 1 ? ending[0] : undefined)
  if (found) return found
  throw refusal(heading, ending, all)
}

function refusal(heading: string, ending: readonly NamedSection[], all: readonly NamedSection[]): HubError {
  const said = JSON.stringify(heading)
  const names = (ending.length > 0 ? ending : all).map(({ name }) => JSON.stringify(name))
  const list = names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '') || '–'
  if (ending.length > 0)
    return new HubError('invalid', `${ending.length} sections are headed ${said}. Name one of: ${list}.`, {
      ko: `제목이 ${said}인 절이 ${ending.length}개입니다. 다음 가운데 하나를 적으세요: ${list}.`,
    })
  return new HubError('not_found', `No section is headed ${said}. There are: ${list}.`, {
    ko: `제목이 ${said}인 절이 없습니다. 있는 절: ${list}.`,
  })
}
