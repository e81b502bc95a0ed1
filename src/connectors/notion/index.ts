import { defineConnector, type Write, write } from '../../engine/connector.ts'
import type { Io } from '../../engine/io.ts'
import type { SettingsOf } from '../../engine/settings.ts'
import { apiOf } from './api.ts'
import { sdk } from './ask.ts'
import { checkDatabases } from './check.ts'
import { idIn } from './id.ts'
import { foresee, previewCreate, previewSetUp, previewTrash, previewUpdate } from './plan.ts'
import { pageWithKey, readRows, rowOf } from './rows.ts'
import { setUp } from './set-up.ts'
import { type Place, placeOf, settings } from './settings.ts'
import { createSources } from './source.ts'
import type {
  CreatedRow,
  NewRow,
  NotionReads,
  RowName,
  RowUpdate,
  SetUp,
  SetUpResult,
  TrashedRow,
  UpdatedRow,
} from './words.ts'
import { createRow, type Means, trashRow, updateRow, wasCreated } from './write.ts'

export { bodyMark } from './body.ts'
export { holdsId } from './id.ts'
export type {
  Body,
  Bot,
  Choice,
  Condition,
  CreatedRow,
  Database,
  DatabaseState,
  NewRow,
  NotionReads,
  Period,
  Problem,
  Property,
  Row,
  RowName,
  RowsAsked,
  RowUpdate,
  SetUp,
  SetUpResult,
  Span,
  TrashedRow,
  UpdatedRow,
  Value,
} from './words.ts'

/** What tasks can ask and write. */
export interface Notion extends NotionReads {
  /** Makes a row, once for its key. */
  createRow: Write<NewRow, CreatedRow>
  /** Says what a row holds; sends nothing when it holds that already. */
  updateRow: Write<RowUpdate, UpdatedRow>
  trashRow: Write<RowName, TrashedRow>
  /** Makes the declared databases, properties and options that are missing. */
  setUp: Write<SetUp, SetUpResult>
}

/** A row may be many requests: a long body, or links one by one. What is cut off goes on at the next attempt. */
const timeLimitMs = 300_000

/** Rows of Notion's databases. */
export const notion = defineConnector({
  name: 'notion',
  settings,
  // Notion's limit, for all that use the integration together. A write is two or three calls.
  limits: { concurrency: 2, perSecond: 1, callsPerSecond: 3 },
  connect: (values: SettingsOf<typeof settings>, io: Io): Notion => connect(placeOf(values), io),
  check: client => client.who(),
  foresee,
})

function connect(place: Place, io: Io): Notion {
  const api = apiOf(() => sdk(place, io))
  const sources = createSources(api, io)
  const means: Means = { api, sources, io }
  /** The calls of one attempt end with it. */
  const within = (signal: AbortSignal): Means => ({ ...means, api: apiOf(() => sdk(place, io, signal)) })

  return {
    ...connectReads(means),

    createRow: write<NewRow, CreatedRow>({
      lane: laneOf,
      summary: ({ database, key }) => `${database.title}: new row ${key}`,
      perform: (row, _, signal) => createRow(within(signal), row),
      verify: row => wasCreated(means, row),
      // Each attempt looks for the key first: made twice it is found and not made again.
      whenUncertain: 'repeat',
      preview: (row, planned) => previewCreate(means, row, planned),
      timeLimitMs,
    }),

    updateRow: write<RowUpdate, UpdatedRow>({
      lane: laneOf,
      summary: ({ database, key, id, properties, body }) =>
        `${database.title}: ${key ?? id}: ${[...Object.keys(properties), ...(body ? ['body'] : [])].join(', ')}`,
      perform: (update, _, signal) => updateRow(within(signal), update),
      // Each attempt reads first and sends what is missing.
      repeatable: true,
      preview: (update, planned) => previewUpdate(means, update, planned),
      timeLimitMs,
    }),

    trashRow: write<RowName, TrashedRow>({
      lane: laneOf,
      summary: ({ database, key, id }) => `${database.title}: ${key ?? id} to the trash`,
      perform: (name, _, signal) => trashRow(within(signal), name),
      repeatable: true,
      preview: (name, planned) => previewTrash(means, name, planned),
    }),

    setUp: write<SetUp, SetUpResult>({
      lane: () => 'set up',
      summary: ({ databases }) => `set up ${databases.map(({ title }) => title).join(', ')}`,
      perform: (wanted, _, signal) => setUp(within(signal), wanted),
      // What is there is found and completed.
      repeatable: true,
      preview: wanted => previewSetUp(means, wanted),
      timeLimitMs,
    }),
  }
}

const laneOf = ({ database, key, id }: RowName) => `${database.name}/${key ?? id}`

function connectReads({ api, sources, io }: Means): NotionReads {
  return {
    who: async () => {
      const { id, name, bot } = await api.me()
      return { id, name: name ?? '', workspace: bot.workspace_name ?? undefined }
    },
    check: databases => checkDatabases(sources, databases),
    rows: async function* (database, asked = {}) {
      yield* readRows(api, await sources.of(database), asked)
    },
    row: async (database, id) => {
      const source = await sources.of(database)
      return rowOf(api, source, await api.page(idIn(id, database.title)))
    },
    rowWithKey: async (database, key) => {
      const source = await sources.of(database)
      const page = await pageWithKey(api, source, key, io.log)
      return page && rowOf(api, source, page)
    },
    body: async id => api.markdown(idIn(id, 'the body of a row')),
  }
}
