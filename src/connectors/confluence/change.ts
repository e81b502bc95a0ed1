import { apart, partsOf } from '../../engine/apart.ts'
import { HubError } from '../../engine/error.ts'
import { anchorsIn } from './anchor.ts'
import { nameOf, notYet, savedEdit } from './edit.ts'
import { entryEditor } from './entry.ts'
import { long } from './long.ts'
import type { Means } from './mark.ts'
import { isAboutText } from './refusal.ts'
import { contentMark } from './seen.ts'
import { recordEditor } from './storage/change.ts'
import { parseStorage, type StorageDocument } from './storage/parse.ts'
import { type Edit, splice } from './storage/splice.ts'
import { tableAt } from './storage/which-table.ts'
import { assertFits } from './storage/write.ts'
import type { ChangeOutcome, EntryChange, Page, PageChange, PageChanged, PageName, RowChange } from './words.ts'

type Change = RowChange | EntryChange

/** A change, and the version that it was thought out for, if that is given. */
type Wanted = Pick<PageChange, 'change' | 'version'>

/** So many times at most a group is tried whole or in part; what is left then is refused as the whole of it was. */
const mostTries = 64

/**
 * Makes changes to one page in their order, and saves them as one version. Each has an answer of its own: one that cannot
 * be made is a refusal of that alone. Where Confluence refuses the text that they make together, halves of them are tried
 * by themselves, until those that it refuses stand alone.
 */
export async function changePage(means: Means, id: string, changes: readonly Wanted[]): Promise<Answer[]> {
  const answers: Answer[] = []
  const ours = ownVersions()
  const parts = [changes]
  for (let tried = 1; parts.length > 0; tried++) {
    const part = parts.shift()!
    try {
      answers.push(...(await savedTogether(means, id, part, ours)))
    } catch (error) {
      if (!(error instanceof HubError) || (part === changes && !(isAboutText(error) && part.length > 1))) throw error
      if (isAboutText(error) && part.length > 1 && tried < mostTries) parts.unshift(...halvesOf(part))
      else answers.push(...part.map(() => error))
      // Another refusal is one of the page, and what comes later must not be made before what is tried again.
      if (!isAboutText(error) || tried >= mostTries)
        answers.push(
          ...parts
            .splice(0)
            .flat()
            .map(() => error),
        )
    }
  }
  return answers
}

type Answer = PageChanged | HubError

function halvesOf<T>(all: readonly T[]): [readonly T[], readonly T[]] {
  const middle = all.length >> 1
  return [all.slice(0, middle), all.slice(middle)]
}

/** Saves them as one version, or throws why none of them is saved. */
async function savedTogether(
  means: Means,
  id: string,
  changes: readonly Wanted[],
  ours: OwnVersions,
): Promise<Answer[]> {
  let outcomes: Made['outcomes'] = []
  /** As they were when a body was last sent: where that arrived they are the answers, though a second look finds it made. */
  let sent = outcomes
  const { changed, ...page } = await savedEdit(means, async () => {
    const page = await means.api.page(id)
    const bodyAfter = async () => {
      const made = await changedUpon(page, ours.asOf(page.version, changes))
      outcomes = made.outcomes
      if (made.body !== page.body) sent = outcomes
      return made.body
    }
    return { page, bodyAfter }
  })
  // What we have saved ourselves is not refused at a second look: then somebody else has made that version.
  const isOurs =
    changed && outcomes.every((now, index) => !(now instanceof HubError) || sent[index] instanceof HubError)
  if (isOurs) ours.add(page.version)
  return (isOurs ? sent : outcomes).map(outcome => (outcome instanceof HubError ? outcome : changedPage(page, outcome)))
}

type OwnVersions = ReturnType<typeof ownVersions>

/** Versions that one half of a group has made: they are none that somebody else has put before the other half. */
function ownVersions() {
  let before = 0
  let last = 0
  return {
    add(version: number) {
      if (version !== last + 1) before = version - 1
      last = version
    },
    asOf: (now: number, changes: readonly Wanted[]): readonly Wanted[] =>
      now !== last
        ? changes
        : changes.map(one =>
            one.version !== undefined && one.version >= before && one.version < now ? { ...one, version: now } : one,
          ),
  }
}

/** The page as a change leaves it. */
export const changedPage = (page: PageName, outcome: ChangeOutcome): PageChanged => ({
  ...nameOf(page),
  outcome,
  changed: !unchanging.has(outcome),
})

const unchanging: ReadonlySet<ChangeOutcome> = new Set(['exists', 'unchanged', 'absent'])

interface Made {
  body: string
  outcomes: (ChangeOutcome | HubError)[]
}

/** The same, but for changes that were thought out for another version than the page has: these are refused. */
export async function changedUpon(page: Page, wanted: readonly Wanted[]): Promise<Made> {
  const { body, outcomes } = await madeUpon(page, wanted)
  return { body, outcomes: outcomes.map(one => (typeof one === 'string' ? one : new HubError(...one))) }
}

const madeUpon = apart(import.meta.url, long.storage, function madeUpon(page: Page, wanted: readonly Wanted[]) {
  const { body, outcomes } = currentOnly(page, wanted)
  return { body, outcomes: outcomes.map(one => (one instanceof HubError ? partsOf(one) : one)) }
})

function currentOnly(page: Page, wanted: readonly Wanted[]): Made {
  const refusals = refusalsOf(page, wanted)
  const { body, outcomes } = changedBody(
    page.body,
    wanted.filter((_, index) => !refusals[index]).map(({ change }) => change),
  )
  const left = outcomes.values()
  return { body, outcomes: refusals.map(refusal => refusal ?? left.next().value!) }
}

/** What the page says already is not refused: a save of ours whose answer was lost has made a version, too. */
function refusalsOf(page: Page, wanted: readonly Wanted[]): (HubError | undefined)[] {
  const isStale = ({ version }: Wanted) => version !== undefined && version !== page.version
  const makeNoDifference = () =>
    changedBody(
      page.body,
      wanted.map(({ change }) => change),
    ).body === page.body
  if (!wanted.some(isStale) || makeNoDifference()) return wanted.map(() => undefined)
  const document = parseStorage(page.body)
  const editors = new Map<string, Editor | HubError>()
  const editorOf = (change: Change) => {
    const about = aboutOf(change)
    if (!editors.has(about))
      editors.set(
        about,
        attempted(() => editorFor(document, change)),
      )
    return editors.get(about)!
  }
  return wanted.map(one => {
    if (!isStale(one)) return undefined
    const editor = editorOf(one.change)
    const outcome = editor instanceof HubError ? editor : attempted(() => editor.tried(one.change))
    return outcome instanceof HubError || unchanging.has(outcome) ? undefined : refusedVersion(page, one.version!)
  })
}

const refusedVersion = (page: PageName, thoughtFor: number) =>
  page.version < thoughtFor ? notYet(page, thoughtFor) : movedOn(page, thoughtFor)

const movedOn = ({ title, url, version }: PageName, thoughtFor: number) =>
  new HubError(
    'invalid',
    `The page "${title}" (${url}) is at version ${version} by now, and this was thought out for ${thoughtFor}: read it again, then send the change anew.`,
    {
      ko: `페이지 "${title}"(${url})은(는) 이제 버전 ${version}입니다. 이 변경은 버전 ${thoughtFor}을(를) 보고 만든 것이니, 페이지를 다시 읽고 변경을 새로 보내십시오.`,
    },
  )

/** The body with the changes made in their order, and what became of each; the same body where nothing differs. */
export const changedBody = (body: string, changes: readonly Change[]): Made =>
  inOrder(body, stretchesOf(knowingLater(changes), aboutOf))

/**
 * What is saved again because its answer was lost finds the last of several words on one entry there: the first of them
 * must not take those for people's.
 */
function knowingLater(changes: readonly Change[]): readonly Change[] {
  const times = Map.groupBy(changes, change => (change.kind === 'entry' ? change.id : undefined))
  const later = new Map<string, string[]>()
  return changes
    .toReversed()
    .map(change => {
      if (change.kind !== 'entry' || !change.replace || times.get(change.id)!.length === 1) return change
      const { id, content, over } = change
      const known = later.get(id) ?? []
      const mark = attempted(() => contentMark(content))
      if (typeof mark === 'string') later.set(id, [mark, ...known])
      return over && known.length > 0 ? { ...change, over: [...over, ...known] } : change
    })
    .toReversed()
}

/** Each upon what those before it have left. */
function inOrder(body: string, stretches: readonly (readonly Change[])[]): Made {
  const outcomes: Made['outcomes'] = []
  let now = body
  for (const stretch of stretches) {
    const next = made(now, stretch)
    outcomes.push(...next.outcomes)
    now = next.body
  }
  return { body: now, outcomes }
}

/** A stretch, upon the body as it is read once. Where one is made within what another replaces, they are read anew. */
function made(body: string, stretch: readonly Change[]): Made {
  const document = parseStorage(body)
  const editor = attempted(() => editorFor(document, stretch[0]!))
  if (editor instanceof HubError) return { body, outcomes: stretch.map(() => editor) }
  const outcomes = stretch.map(change => attempted(() => editor.apply(change)))
  const spliced = attempted(() => splice(body, editor.edits()))
  if (typeof spliced === 'string') return { body: spliced, outcomes }
  if (stretch.length === 1) return { body, outcomes: [spliced] }
  return inOrder(body, halvesOf(stretch))
}

interface Editor {
  apply(change: Change): ChangeOutcome
  /** What would become of it by itself; nothing is made. */
  tried(change: Change): ChangeOutcome
  edits(): Edit[]
}

/** What changes have in common that follow one another and are made upon the body as it is read once. */
const aboutOf = (change: Change): string =>
  change.kind === 'row' ? JSON.stringify([change.table, change.key, change.at, change.addColumns]) : change.kind

/** Those that follow one another and are about the same, together; what is about nothing stands by itself. */
export function stretchesOf<T>(all: readonly T[], aboutOf: (one: T) => string | undefined): T[][] {
  const found: T[][] = []
  let last: string | undefined
  for (const one of all) {
    const about = aboutOf(one)
    if (about !== undefined && about === last) found.at(-1)!.push(one)
    else found.push([one])
    last = about
  }
  return found
}

function editorFor(document: StorageDocument, first: Change): Editor {
  if (first.kind === 'entry') {
    const anchors = anchorsIn(document)
    const tried = (change: EntryChange) => entryEditor(document, anchors).apply(change)
    return { ...entryEditor(document, anchors), tried }
  }
  const { table, key, at, addColumns } = first
  const { apply, tried, edits } = recordEditor(tableAt(document, table), { key, at, addColumns })
  return {
    apply: (change: RowChange) => apply(fitting(change)),
    tried: (change: RowChange) => tried(fitting(change)),
    edits,
  }
}

/** What is too large for any page must not keep others out of this one. */
function fitting({ change }: RowChange): RowChange['change'] {
  assertFits(JSON.stringify(change))
  return change
}

/** A refusal is an answer; all else is thrown. */
function attempted<T>(act: () => T): T | HubError {
  try {
    return act()
  } catch (error) {
    if (error instanceof HubError) return error
    throw error
  }
}
