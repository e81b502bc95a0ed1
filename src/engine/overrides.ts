import type { z } from 'zod'
import { HubError } from './error.ts'
import { boundedJson, checkedKey, smallJson } from './ledger/key.ts'
import type { LoadedAutomation, Parts } from './parts.ts'
import { type People, type Person, type PersonRow, PersonRows, peopleOf, personOf, rowOf } from './people.ts'
import { find, isAstray, put, type Section, stepsOf, wrong } from './section.ts'
import { statement } from './store/statement.ts'
import type { Db, Tx } from './store/store.ts'

/** A setting that was changed at run time: its path begins with the name of the section. */
export interface Override {
  path: string
  value: unknown
  /** Milliseconds since 1970. */
  at: number
  by: string
}

/** An override that the section does not take, and why; where a schema does not take it, what it finds. */
export interface Misfit {
  override: Override
  reason: string
  found?: { section: Section; issue: z.core.$ZodIssue }
}

/** They lie among the documents of automations; no automation is called that. */
const home = { automation: 'hub', collection: 'settings' } as const

const selectOverrides = statement((db: Db, { automation, collection }: typeof home) =>
  db
    .selectFrom('document')
    .select(['key', 'value'])
    .where('automation', '=', automation)
    .where('collection', '=', collection),
)

/** All that is changed, what is around before what is within: a whole list before the settings of its elements. */
export async function readOverrides(db: Db): Promise<Override[]> {
  const rows = await selectOverrides(db, home)
  return inOrder(rows.map(({ key, value }) => ({ path: key, ...JSON.parse(value) })))
}

export async function writeOverride(tx: Tx, { path, ...change }: Override): Promise<void> {
  const key = checkedKey(path, 'a setting')
  const value = boundedJson(change, smallJson, `the setting ${path}`)
  await tx
    .insertInto('document')
    .values({ ...home, key, value })
    .onConflict(conflict => conflict.columns(['automation', 'collection', 'key']).doUpdateSet({ value }))
    .execute()
}

export async function deleteOverride(tx: Tx, path: string): Promise<void> {
  await tx
    .deleteFrom('document')
    .where('automation', '=', home.automation)
    .where('collection', '=', home.collection)
    .where('key', '=', path)
    .execute()
}

/** Those of one section, out of all. */
export const ofSection = (overrides: readonly Override[], name: string) =>
  overrides.filter(({ path }) => stepsOf(path)?.[0] === name)

const inOrder = (overrides: Override[]) =>
  overrides
    .map(override => ({ override, depth: stepsOf(override.path)?.length ?? 0 }))
    .sort((left, right) => left.depth - right.depth || (left.override.path < right.override.path ? -1 : 1))
    .map(({ override }) => override)

/** The section with its overrides in place, and those that lead nowhere in it. */
export function applied(section: Section, overrides: readonly Override[]): { section: Section; misfits: Misfit[] } {
  const misfits: Misfit[] = []
  let current = section
  for (const override of inOrder([...overrides])) {
    const found = find(current, stepsOf(override.path)?.slice(1) ?? [])
    if (isAstray(found)) misfits.push({ override, reason: 'there is no such setting any more' })
    else current = { ...current, given: put(found, override.value) }
  }
  return { section: current, misfits }
}

/** What the section comes to, or what of its overrides is in the way. */
export function checked(section: Section, overrides: readonly Override[]): { value: unknown } | { misfits: Misfit[] } {
  const { section: changed, misfits } = applied(section, overrides)
  if (misfits.length > 0) return { misfits }
  const result = changed.schema.safeParse(changed.given)
  return result.success ? { value: result.data } : { misfits: blamed(changed, overrides, result.error.issues) }
}

/** Each issue is laid to the overrides at, above or below its place; to all of them where it has none. */
function blamed(section: Section, overrides: readonly Override[], issues: z.core.$ZodIssue[]): Misfit[] {
  const about = overrides.map(override => {
    const found = find(section, stepsOf(override.path)!.slice(1))
    return { override, keys: isAstray(found) ? [] : found.above.map(({ key }) => key) }
  })
  return issues.flatMap(issue => {
    const near = about.filter(({ keys }) =>
      issue.path.every((key, depth) => depth >= keys.length || keys[depth] === key),
    )
    return (near.length > 0 ? near : about).map(({ override }) => ({
      override,
      reason: wrong(section, issue),
      found: { section, issue },
    }))
  })
}

/** One line: which change, whose, and how it is taken back. */
export const misfitText = ({ override: { path, by, at }, reason }: Misfit) =>
  `${path}, changed by ${by} at ${new Date(at).toISOString()}, does not fit: ${reason}; 'dure settings unset ${path}' takes it back`

/** An automation's options as they are now: its section of dure.yaml with what was changed at run time. */
export const optionsNow = async (db: Db, owner: LoadedAutomation): Promise<unknown> =>
  optionsWith(await readOverrides(db), owner)

/** The people of dure.yaml with what was changed at run time. */
export const peopleNow = async (db: Db, parts: Pick<Parts, 'people'>): Promise<People> =>
  peopleWith(await readOverrides(db), parts)

/** What a run begins with: its automation's options, and the people, as they are at one moment. */
export async function settingsNow(
  db: Db,
  owner: LoadedAutomation,
  parts: Pick<Parts, 'people'>,
): Promise<{ options: unknown; people: People }> {
  const overrides = await readOverrides(db)
  return { options: optionsWith(overrides, owner), people: peopleWith(overrides, parts) }
}

function optionsWith(overrides: readonly Override[], owner: LoadedAutomation): unknown {
  const section = sectionOf(owner)
  if (!section) return owner.options
  return asChanged(overrides, section, { of: owner, unchanged: () => owner.options, changed: options => options })
}

const peopleWith = (overrides: readonly Override[], { people = nobody }: Pick<Parts, 'people'>): People =>
  asChanged(overrides, sectionOfPeople(people), {
    of: people,
    unchanged: () => peopleOf(people),
    changed: rows => peopleOf((rows as PersonRow[]).map(personOf)),
  })

/** What in the ledger is in the way of the next run, whichever that is. */
export async function misfitsNow(
  db: Db,
  { automations, people = nobody }: Pick<Parts, 'automations' | 'people'>,
): Promise<Misfit[]> {
  const overrides = await readOverrides(db)
  return [...automations.flatMap(owner => sectionOf(owner) ?? []), sectionOfPeople(people)].flatMap(section => {
    const own = ofSection(overrides, section.name)
    const outcome = own.length > 0 ? checked(section, own) : { misfits: [] }
    return 'misfits' in outcome ? outcome.misfits : []
  })
}

interface Making<T> {
  of: object
  unchanged: () => T
  changed: (value: unknown) => T
}

/** What was made last of each, as long as the same changes lie on it: runs are many, changes are few. */
const made = new WeakMap<object, { stamp: string; value: unknown }>()

function asChanged<T>(all: readonly Override[], section: Section, { of, unchanged, changed }: Making<T>): T {
  const overrides = ofSection(all, section.name)
  const stamp = JSON.stringify(overrides)
  const last = made.get(of)
  if (last?.stamp === stamp) return last.value as T
  const value = overrides.length === 0 ? unchanged() : changed(checkedValue(section, overrides))
  made.set(of, { stamp, value })
  return value
}

function checkedValue(section: Section, overrides: Override[]): unknown {
  const outcome = checked(section, overrides)
  if ('value' in outcome) return outcome.value
  throw new HubError('invalid', outcome.misfits.map(misfitText).join('\n'))
}

const nobody: readonly Person[] = []

function sectionOf({ automation, section }: LoadedAutomation): Section | undefined {
  return automation.options && { name: automation.name, given: section, schema: automation.options }
}

export const sectionOfPeople = (people: readonly Person[], schema: z.ZodType = PersonRows): Section => ({
  name: 'people',
  given: people.map(rowOf),
  schema,
  grows: true,
})
