import { HubError } from '../../engine/error.ts'
import { anchorsIn, blocksOf, endOf, entryAnchor, withAnchor } from './anchor.ts'
import { sectionNamed } from './markdown/section.ts'
import { contentMark, markIn } from './seen.ts'
import { canonical } from './storage/canonical.ts'
import type { ElementNode, ParsedNode, StorageDocument } from './storage/parse.ts'
import { appendToPage, askedTitle, bareTitle, type Section } from './storage/section.ts'
import type { Edit } from './storage/splice.ts'
import { heading as headingNode, type StorageNode } from './storage/tree.ts'
import { assertFits, writeStorage } from './storage/write.ts'
import type { EntryChange, EntryOutcome } from './words.ts'

export interface EntryEditor {
  /** Makes one change, upon what those before it have made. Throws `invalid` where several headings are meant. */
  apply(change: EntryChange): EntryOutcome
  /** All that has been changed, to be spliced into the body that was read. */
  edits(): Edit[]
}

/**
 * An entry as it will be: one of the page (`place`), whose content changes if any is given, or a new one. `isBehind` is one
 * that comes right behind the entry that it is the later one of.
 */
interface Entry {
  place?: Place
  content?: readonly StorageNode[]
  isBehind?: boolean
}

/** The blocks of an entry: siblings, from the one that holds its anchor to the one that holds the other one. */
type Place = readonly [ParsedNode, ...ParsedNode[]]

/** What is new at one place of the page: entries, and headings that were missing with the entries under them. */
interface Slot {
  edit: (text: string) => Edit
  groups: { heading?: string; ids: string[] }[]
}

/** Adds entries to a page, each once, and replaces those that are there. Any number of them in one pass. */
export function entryEditor(document: StorageDocument, anchors = anchorsIn(document)): EntryEditor {
  const entries = new Map<string, Entry>()
  const slots = slotsOf(document)

  const entryOf = (id: string): Entry | undefined => {
    const place = entries.has(id) ? undefined : placeOf(document, anchors, id)
    if (place) entries.set(id, { place })
    return entries.get(id)
  }
  /** What was kept for people's sake is theirs: the last one behind it is what goes on to be replaced. */
  const lastOf = (id: string): string => (entryOf(laterOf(id)) ? lastOf(laterOf(id)) : id)

  return {
    apply({ id, content, heading, replace = false, over }) {
      const text = writeStorage(content)
      // What is too large for any page must not keep others out of this one.
      assertFits(text)
      const last = lastOf(id)
      const entry = entryOf(last)
      if (!entry) {
        slots.add(id, heading)
        entries.set(id, { content })
        return 'appended'
      }
      if (!replace) return 'unchanged'
      const says = sayingOf(last, entry)
      if (says(content)) return 'unchanged'
      if (over && !mayGiveWay(entry, [contentMark(content), ...over])) {
        entries.set(laterOf(last), { content, isBehind: true })
        return 'appended'
      }
      entry.content = entry.place && sayingOf(last, { place: entry.place })(content) ? undefined : content
      return 'replaced'
    },
    edits: () => [
      ...replacements(entries),
      ...[...slots.all()].map(({ edit, groups }) => edit(added(groups, entries))),
    ],
  }
}

/** The id of the entry right behind one that people have changed. People cannot have given it to another. */
const laterOf = (id: string) => `${id}\u0000later`

/** Whether an entry says that content: as it was last written here, else as it stands on the page. */
function sayingOf(id: string, { place, content }: Entry): (wanted: readonly StorageNode[]) => boolean {
  const said = content ? writeStorage(content) : canonical(place!)
  return wanted => said === (content ? writeStorage(wanted) : canonical(textOf(id, wanted)))
}

/** Whether what people see in an entry is one of the contents: as it was last written here, else as it stands on the page. */
function mayGiveWay({ place, content }: Entry, marks: readonly string[]): boolean {
  const mark = content ? contentMark(content) : markIn(place!)
  return mark !== undefined && marks.includes(mark)
}

/** What comes behind an entry stands before what else is added there: edits of one offset keep their order. */
const replacements = (entries: ReadonlyMap<string, Entry>): Edit[] =>
  [...entries].flatMap(([id, { place, content }]) => {
    if (!place) return []
    const end = place.at(-1)!.end
    const behind = behindOf(id, entries)
    return [
      ...(content ? [{ start: place[0].start, end, text: textOf(id, content) }] : []),
      ...(behind ? [{ start: end, end, text: behind }] : []),
    ]
  })

function behindOf(id: string, entries: ReadonlyMap<string, Entry>): string {
  const later = entries.get(laterOf(id))
  return later?.isBehind ? newText(laterOf(id), entries) : ''
}

const newText = (id: string, entries: ReadonlyMap<string, Entry>): string =>
  textOf(id, entries.get(id)!.content!) + behindOf(id, entries)

const added = (groups: Slot['groups'], entries: ReadonlyMap<string, Entry>): string =>
  groups
    .map(({ heading, ids }) => {
      const title = heading === undefined ? '' : writeStorage([headingNode(2, bareTitle(heading))])
      return title + ids.map(id => newText(id, entries)).join('')
    })
    .join('')

/** What comes to one place keeps its order; under a heading that is new itself it comes before the next new one. */
function slotsOf(document: StorageDocument) {
  const slots = new Map<number, Slot>()
  const sections = new Map<string, Section | undefined>()

  function slotIn(section: Section | undefined): Slot {
    const edit = (text: string) =>
      section ? { start: section.end, end: section.end, text } : appendToPage(document, text)
    const at = edit('').start
    const slot = slots.get(at) ?? { edit, groups: [{ ids: [] }] }
    slots.set(at, slot)
    return slot
  }
  /** All headings are asked for their words, so that is done once for each that is wanted. */
  function sectionUnder(heading: string): Section | undefined {
    if (!sections.has(heading)) sections.set(heading, sectionIn(document, heading))
    return sections.get(heading)
  }
  return {
    all: (): Iterable<Slot> => slots.values(),
    add(id: string, heading: string | undefined) {
      const section = heading === undefined ? undefined : sectionUnder(heading)
      const { groups } = slotIn(section)
      if (section) groups[0]!.ids.push(id)
      else if (heading === undefined) groups.at(-1)!.ids.push(id)
      else {
        const known = groups.find(
          group => group.heading !== undefined && askedTitle(group.heading) === askedTitle(heading),
        )
        if (known) known.ids.push(id)
        else groups.push({ heading, ids: [id] })
      }
    },
  }
}

function sectionIn(document: StorageDocument, heading: string): Section | undefined {
  try {
    return sectionNamed(document, heading)
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}

/** The content with an anchor at its beginning, and where it has several blocks with another one in the last of them. */
function textOf(id: string, content: readonly StorageNode[]): string {
  const name = entryAnchor(id)
  const opened = withAnchor(blocksOf(content), name, 'first')
  return writeStorage(opened.length > 1 ? withAnchor(opened, endOf(name), 'last') : opened)
}

/** What holds whole blocks, of which an entry is some. */
const containers = new Set(['ac:layout-cell', 'ac:rich-text-body', 'ac:adf-content', 'td', 'th'])

const blockOf = (element: ElementNode): ElementNode =>
  !element.parent || containers.has(element.parent.name) ? element : blockOf(element.parent)

function placeOf(document: StorageDocument, anchors: ReadonlyMap<string, ElementNode>, id: string): Place | undefined {
  const opening = anchors.get(entryAnchor(id))
  if (!opening) return undefined
  const first = blockOf(opening)
  const closing = anchors.get(endOf(entryAnchor(id)))
  const last = closing ? blockOf(closing) : first
  const siblings = first.parent?.children ?? document.children
  const place = siblings.slice(siblings.indexOf(first), siblings.indexOf(last) + 1)
  // Where people have torn the two apart, what lies between is theirs.
  return place.length > 0 ? (place as [ParsedNode, ...ParsedNode[]]) : [first]
}
