import type { Verdict } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import type { Io } from '../../engine/io.ts'
import type { Api, Json } from './api.ts'
import { appendBody, bodyBlocks, finishBody, missingBody, replaceBody } from './body.ts'
import { batchesOf, bytesOf, toWire } from './children.ts'
import { idIn } from './id.ts'
import { firstLinks, largeRelations, linkRest, linksToSend, readRelation, relatedIn } from './relations.ts'
import { pageWithKey } from './rows.ts'
import type { WirePage } from './schema.ts'
import type { Source, Sources } from './source.ts'
import { type Fitted, fitted, sameValue, valueHeld, valueSent } from './values.ts'
import type { CreatedRow, NewRow, RowName, RowUpdate, TrashedRow, UpdatedRow, Value } from './words.ts'

/** What a write works with. */
export interface Means {
  api: Api
  sources: Sources
  io: Pick<Io, 'clock' | 'log'>
}

/** A request of ours may still be under way when its connection has broken. */
const settlesMs = 10_000
const mostPropertyBytes = 450_000

/** Values as the database takes them. Before one is refused, the database is looked at again: somebody may have corrected it. */
export async function fitting(
  sources: Sources,
  { database }: RowName,
  values: Record<string, Value>,
): Promise<Fitted & { source: Source }> {
  const source = await sources.of(database)
  try {
    return { source, ...fittedToSize(source, values) }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    const fresh = await sources.fresh(database)
    return { source: fresh, ...fittedToSize(fresh, values) }
  }
}

function fittedToSize(source: Source, values: Record<string, Value>): Fitted {
  const made = fitted(source, values)
  const bytes = bytesOf(made.properties)
  if (bytes <= mostPropertyBytes) return made
  throw new HubError(
    'invalid',
    `${source.database.title}: the properties of the row come to ${Math.ceil(bytes / 1000)} KB; Notion takes 500 KB at once. Put long text into the row's body.`,
  )
}

export const valuesOfNew = ({ database, key, properties }: NewRow): Record<string, Value> => ({
  ...properties,
  [database.key]: key,
})

/** Makes the row, or finishes the one that an earlier attempt has begun. One that has the key already is left as it is. */
export async function createRow({ api, sources, io }: Means, wanted: NewRow): Promise<CreatedRow> {
  const { source, properties, notes } = await fitting(sources, wanted, valuesOfNew(wanted))
  const batches = batchesOf(bodyBlocks(wanted.body ?? ''), bytesOf(properties))
  const found = await pageWithKey(api, source, wanted.key, io.log)
  const page = found ?? (await api.createPage(source.id, firstLinks(properties), batches[0]!.map(toWire)))
  await linkAll(api, source, page, properties)
  await (found ? finishBody : appendBody)(api, page.id, batches)
  const lost = found ? [] : lostNotes(source, page, properties)
  return { id: page.id, url: page.url, created: !found, notes: [...notes, ...lost] }
}

/** Whether a create whose answer was lost took place, in whole. */
export async function wasCreated({ api, sources, io }: Means, wanted: NewRow): Promise<Verdict<CreatedRow>> {
  const { source, properties, notes } = await fitting(sources, wanted, valuesOfNew(wanted))
  const find = () => pageWithKey(api, source, wanted.key, io.log)
  const look = async () => {
    const page = await find()
    if (page) return page
    await io.clock.sleep(settlesMs)
    return find()
  }
  const page = await look()
  if (!page) return 'absent'
  const batches = batchesOf(bodyBlocks(wanted.body ?? ''), bytesOf(properties))
  const isWhole = (await missingBody(api, page.id, batches)).length === 0
  if (!isWhole || !(await isLinked(api, source, page, properties))) return 'absent'
  return { applied: { id: page.id, url: page.url, created: true, notes } }
}

async function linkAll(api: Api, source: Source, page: WirePage, properties: Record<string, Json>) {
  for (const [name, ids] of largeRelations(properties)) await linkRest(api, page, source.columns[name]!, ids)
}

async function isLinked(api: Api, source: Source, page: WirePage, properties: Record<string, Json>): Promise<boolean> {
  for (const [name, ids] of largeRelations(properties)) {
    const there = new Set(await readRelation(api, page.id, source.columns[name]!.id))
    if (ids.some(id => !there.has(id))) return false
  }
  return true
}

/** A property that was renamed a moment ago may be dropped without a word. */
const lostNotes = ({ database }: Source, page: WirePage, properties: Record<string, Json>): string[] =>
  Object.keys(properties)
    .filter(name => !(name in page.properties))
    .map(
      name => `${database.title}: "${name}" was not taken. Run 'dure doctor' to see what is wrong with the database.`,
    )

/** The page that is named. `not_found` when there is none, `invalid` when it is in the trash. */
async function pageNamed({ api, sources, io }: Means, { database, id, key }: RowName): Promise<WirePage | undefined> {
  if (id !== undefined) return api.page(idIn(id, database.title))
  if (key === undefined) throw new HubError('invalid', `${database.title}: a row is named by its key or its id.`)
  return pageWithKey(api, await sources.of(database), key, io.log)
}

export async function pageToEdit(means: Means, name: RowName): Promise<WirePage> {
  const page = await pageNamed(means, name)
  const { title } = name.database
  if (!page)
    throw new HubError('not_found', `${title}: no row has the key ${JSON.stringify(name.key)}, or it is in the trash.`)
  if (page.in_trash)
    throw new HubError('invalid', `${title}: the row ${page.url} is in Notion's trash. Restore it there, or drop this.`)
  return page
}

/** Sends what differs. What has landed at an earlier attempt is found on the page and not sent again. */
export async function updateRow(means: Means, update: RowUpdate): Promise<UpdatedRow> {
  const { api, sources } = means
  const page = await pageToEdit(means, update)
  const { source, properties, notes } = await fitting(sources, update, update.properties)
  const changes = await differing(api, source, page, properties)
  const answer = Object.keys(changes).length > 0 ? await api.updatePage(page.id, { properties: changes }) : page
  const linked = await linkMissing(api, source, page, properties)
  const body = update.body && (await replaceBody(api, page.id, update.body))
  return {
    id: page.id,
    url: answer.url,
    changed: answer !== page || linked || body === 'replaced',
    body,
    notes: [...notes, ...lostNotes(source, answer, changes)],
  }
}

/** The properties that the page does not hold so, as one request takes them. */
async function differing(
  api: Api,
  source: Source,
  page: WirePage,
  properties: Record<string, Json>,
): Promise<Record<string, Json>> {
  const changes: Record<string, Json> = {}
  for (const [name, sent] of Object.entries(properties)) {
    const there = page.properties[name]
    const wanted = valueSent(sent)
    if (source.columns[name]?.type === 'relation' && there && Array.isArray(wanted)) {
      const links = linksToSend(await relatedIn(api, page.id, there), wanted)
      if (links) changes[name] = { relation: links.map(id => ({ id })) }
    } else if (!there || !sameValue(valueHeld(there), wanted)) changes[name] = sent
  }
  return changes
}

async function linkMissing(api: Api, source: Source, page: WirePage, properties: Record<string, Json>) {
  if (await isLinked(api, source, page, properties)) return false
  await linkAll(api, source, page, properties)
  return true
}

/** Moves the row to Notion's trash, from where people can restore it for thirty days. */
export async function trashRow(means: Means, name: RowName): Promise<TrashedRow> {
  const page = await pageOrNone(means, name)
  if (page && !page.in_trash) await means.api.updatePage(page.id, { in_trash: true })
  return { id: page?.id }
}

/** A row that is deleted for good is as good as trashed, as long as its database is to be seen. */
async function pageOrNone(means: Means, name: RowName): Promise<WirePage | undefined> {
  await means.sources.of(name.database)
  try {
    return await pageNamed(means, name)
  } catch (error) {
    if (error instanceof HubError && error.code === 'not_found') return undefined
    throw error
  }
}
