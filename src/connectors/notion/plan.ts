import type { Planned, Preview } from '../../engine/connector.ts'
import { HubError } from '../../engine/error.ts'
import { bodyBlocks, bodyFate, bodyMark, readBody } from './body.ts'
import { pageWithKey, rowOf } from './rows.ts'
import { missingIn } from './set-up.ts'
import { propertiesOf, wireType } from './source.ts'
import { markdownOf, propertiesText } from './text.ts'
import { isPlanned, valueSent } from './values.ts'
import { meets } from './where.ts'
import type {
  CreatedRow,
  Database,
  NewRow,
  NotionReads,
  Row,
  RowName,
  RowUpdate,
  SetUp,
  SetUpResult,
  TrashedRow,
  UpdatedRow,
  Value,
} from './words.ts'
import { fitting, type Means, pageToEdit, valuesOfNew } from './write.ts'

type Reads = Pick<NotionReads, 'rows' | 'row' | 'rowWithKey' | 'body'>

/** The reads of rows as they would answer after the planned writes. */
export function foresee(reads: Reads, planned: readonly Planned[]): Reads {
  const now = (row: Row) => changed(row, planned)
  const rowWithKey = async (database: Database, key: string) => {
    const row = madeRows(database, planned).find(made => made.key === key) ?? (await reads.rowWithKey(database, key))
    const found = row && now(row)
    return found?.trashed ? undefined : found
  }
  const row = async (database: Database, id: string) =>
    now(madeRows(database, planned).find(made => made.id === id) ?? (await reads.row(database, id)))
  return {
    row,
    rowWithKey,
    rows: (database, asked) => foreseenRows({ ...reads, row, rowWithKey }, database, asked, planned, now),
    body: async id => {
      const markdown = plannedBody(id, planned)
      return markdown === undefined ? reads.body(id) : { markdown, truncated: false }
    },
  }
}

/** What is there, as it would be; then what would be made, or would come to meet the conditions. */
async function* foreseenRows(
  reads: Reads,
  database: Database,
  asked: Parameters<NotionReads['rows']>[1],
  planned: readonly Planned[],
  now: (row: Row) => Row,
): AsyncGenerator<Row> {
  const where = asked?.where ?? []
  const isShown = (row: Row) => !row.trashed && meets(row, where)
  const seen = new Set<string>()
  for await (const row of reads.rows(database, asked)) {
    seen.add(row.id)
    const changedRow = now(row)
    if (changedRow === row || isShown(changedRow)) yield changedRow
  }
  const touched = []
  for (const { payload } of updatesOf(database, planned)) {
    const row = payload.id ? await reads.row(database, payload.id) : await reads.rowWithKey(database, payload.key)
    if (row) touched.push(row)
  }
  for (const row of [...madeRows(database, planned).map(now), ...touched]) {
    if (!seen.has(row.id) && isShown(row)) yield row
    seen.add(row.id)
  }
}

const bodyIn = (write: string, payload: any, result: any): string | undefined => {
  if (write === 'createRow') return result.created ? payload.body : undefined
  return write === 'updateRow' && result.body === 'replaced' ? payload.body?.markdown : undefined
}

const updatesOf = (database: Database, planned: readonly Planned[]) =>
  planned.filter(({ write, payload }) => write === 'updateRow' && payload.database.name === database.name)

const madeRows = (database: Database, planned: readonly Planned[]): Row[] =>
  planned
    .filter(({ write, payload, result }) => {
      return write === 'createRow' && payload.database.name === database.name && isPlanned(result.id)
    })
    .map(({ payload, result }) => ({
      id: result.id,
      url: result.url,
      key: payload.key,
      properties: { ...emptyOf(database), ...valuesOfNew(payload) },
      created: '',
      edited: '',
      trashed: false,
    }))

const emptyOf = (database: Database): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(propertiesOf(database)).map(([name, property]) => {
      const type = wireType(property)
      if (type === 'title' || type === 'rich_text') return [name, '']
      return [name, type === 'checkbox' ? false : ['relation', 'multi_select'].includes(type) ? [] : null]
    }),
  )

/** The same row where no planned write concerns it. */
function changed(row: Row, planned: readonly Planned[]): Row {
  const concerns = planned.filter(({ result }) => result?.id === row.id)
  const updates = concerns.filter(({ write }) => write === 'updateRow').map(({ payload }) => payload.properties)
  const trashed = concerns.some(({ write }) => write === 'trashRow')
  if (updates.length === 0 && !trashed) return row
  return { ...row, trashed: row.trashed || trashed, properties: Object.assign({}, row.properties, ...updates) }
}

/** The new row as text; where one has the key already, that. */
export async function previewCreate(
  means: Means,
  wanted: NewRow,
  planned: readonly Planned[],
): Promise<Preview<CreatedRow>> {
  const { source, notes } = await fitting(means.sources, wanted, valuesOfNew(wanted))
  const { title, name } = wanted.database
  const made = madeRows(wanted.database, planned).find(row => row.key === wanted.key)
  const there = made ?? (await pageWithKey(means.api, source, wanted.key, means.io.log))
  if (there)
    return {
      text: `${title}: a row of this key is there already, ${there.url}`,
      result: { id: there.id, url: there.url, created: false, notes },
    }
  return {
    text: [title, propertiesText(wanted.properties), ...bodyText(wanted.body), ...notes].join('\n\n'),
    result: { id: `planned:${name}/${wanted.key}`, url: source.url, created: true, notes },
  }
}

const bodyText = (markdown: string | undefined) => (markdown ? [markdownOf(bodyBlocks(markdown))] : [])

/** The properties that are named and the body, before and after. */
export async function previewUpdate(
  means: Means,
  update: RowUpdate,
  planned: readonly Planned[],
): Promise<Preview<UpdatedRow>> {
  const { source, properties, notes } = await fitting(means.sources, update, update.properties)
  const row = await rowNow(means, update, planned)
  const names = Object.keys(update.properties)
  const sent = Object.values(properties).map(valueSent)
  const before = Object.fromEntries(names.map(name => [name, row.properties[name] ?? null]))
  const after = Object.fromEntries(names.map((name, index) => [name, sent[index]!]))
  const body = update.body && (await fateOf(means, row.id, update.body, planned))
  const oldBody = body === 'replaced' ? await bodyNow(means, row.id, planned) : ''
  const newBody = body === 'replaced' ? bodyText(update.body?.markdown) : []
  const texts = {
    before: [source.database.title, propertiesText(before), ...(oldBody ? [oldBody] : [])].join('\n\n'),
    after: [source.database.title, propertiesText(after), ...newBody].join('\n\n'),
  }
  const isChanged = propertiesText(before) !== propertiesText(after) || body === 'replaced'
  return { ...texts, result: { id: row.id, url: row.url, changed: isChanged, body, notes } }
}

/** The text that an earlier write of the plan would put there. */
const plannedBody = (id: string, planned: readonly Planned[]): string | undefined =>
  planned
    .filter(({ result }) => result?.id === id)
    .map(({ write, payload, result }) => bodyIn(write, payload, result))
    .findLast(text => text !== undefined) ?? (isPlanned(id) ? '' : undefined)

async function fateOf(
  { api }: Means,
  id: string,
  body: NonNullable<RowUpdate['body']>,
  planned: readonly Planned[],
): Promise<'same' | 'replaced' | 'kept'> {
  const before = plannedBody(id, planned)
  if (before === undefined) return bodyFate(api, id, body)
  const mark = bodyMark(before)
  if (mark === bodyMark(body.markdown)) return 'same'
  return before === '' || body.over.includes(mark) ? 'replaced' : 'kept'
}

const bodyNow = async ({ api }: Means, id: string, planned: readonly Planned[]): Promise<string> => {
  const text = plannedBody(id, planned)
  return markdownOf(text === undefined ? await readBody(api, id) : bodyBlocks(text))
}

async function rowNow(means: Means, name: RowName, planned: readonly Planned[]): Promise<Row> {
  const made = madeRows(name.database, planned).find(row => (name.id ? row.id === name.id : row.key === name.key))
  if (made) return changed(made, planned)
  const page = await pageToEdit(means, name)
  return changed(await rowOf(means.api, await means.sources.of(name.database), page), planned)
}

export async function previewTrash(
  means: Means,
  name: RowName,
  planned: readonly Planned[],
): Promise<Preview<TrashedRow>> {
  const found = await orNone(rowNow(means, name, planned))
  const { title } = name.database
  const text = found
    ? `${title}: to the trash, ${found.url}\n\n${propertiesText(found.properties)}`
    : `${title}: no such row, or it is in the trash already`
  return { text, result: { id: found?.id } }
}

async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubError && ['not_found', 'invalid'].includes(error.code)) return undefined
    throw error
  }
}

/** What would be made, a line each. */
export async function previewSetUp({ sources }: Means, { databases }: SetUp): Promise<Preview<SetUpResult>> {
  const ids = new Map<string, string>()
  const found = []
  for (const database of databases) {
    const source = database.id ? await sources.fresh(database) : undefined
    ids.set(database.name, source?.id ?? `planned:${database.name}`)
    found.push({ database, source })
  }
  const planned = found.map(({ database, source }) => {
    const names = source ? Object.keys(missingIn(source, ids)) : Object.keys(propertiesOf(database))
    const verb = (name: string) => (source?.columns[name] ? 'complete' : 'add')
    const lines = names.map(name => `${database.title}: ${verb(name)} "${name}"`)
    return {
      name: database.name,
      setting: database.setting,
      id: source?.databaseId ?? `planned:${database.name}`,
      url: source?.url ?? `planned:${database.name}`,
      done: source ? lines : [`${database.title}: make the database`, ...lines],
      left: [],
    }
  })
  return {
    text: planned.flatMap(({ done }) => done).join('\n') || 'Nothing is missing.',
    result: { databases: planned },
  }
}
