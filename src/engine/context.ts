import { isDeepStrictEqual } from 'node:util'
import type { Changes, Context, Table } from './automation.ts'
import type { Clock } from './clock.ts'
import { isWriteOf, type Telling, type Write } from './connector.ts'
import { HubError } from './error.ts'
import type { Log } from './io.ts'
import type { NewDelivery } from './ledger/deliveries.ts'
import type { Run } from './ledger/runs.ts'
import type { LoadedAutomation, LoadedConnector } from './parts.ts'
import type { People } from './people.ts'
import type { Store, Tx } from './store/store.ts'
import { beginsWith, writtenTo } from './written.ts'

/** What a run wants to take effect together with "done". */
export interface Effects {
  sends: NewDelivery[]
  events: { name: string; payload: unknown; key: string }[]
  documents: Map<string, { collection: string; key: string; value: unknown }>
  snapshots: { name: string; readVersion: number; items: unknown[] }[]
  /** Writes to the automation's own tables. */
  commits: ((tx: Tx) => Promise<void>)[]
}

export interface ContextParts {
  run: Pick<Run, 'id' | 'key' | 'attempt' | 'cause' | 'at'>
  owner: LoadedAutomation
  options: unknown
  people: People
  store: Store
  clock: Clock
  log: Log
  timeZone: string
  signal: AbortSignal
  /** Makes an awaited write, under its key. */
  deliver: (entry: NewDelivery) => Promise<unknown>
}

const day = 24 * 3_600_000

/** Builds what one run of a task sees. Once `close` was called, a body that still goes on can do nothing more. */
export function contextOf(parts: ContextParts): {
  context: Context
  effects: Effects
  close: (reason: () => Error) => void
} {
  const { run, owner, clock, log, store } = parts
  const effects: Effects = { sends: [], events: [], documents: new Map(), snapshots: [], commits: [] }
  let closed: (() => Error) | undefined
  const whileOpen = <A extends unknown[], R>(action: (...args: A) => R) => {
    return (...args: A): R => {
      if (closed) throw closed()
      return action(...args)
    }
  }

  const close = (reason: () => Error) => {
    closed ??= reason
  }

  const send: Context['send'] = (use: string, writeName: string, payload: unknown, key: string, options = {}) => {
    const loaded = owner.uses[use]
    if (!loaded) return log.warn('not sent: the connector is off', { connector: use, key })
    effects.sends.push(entryOf(loaded, writeName, payload, key, run.id, options))
  }

  const written: Context['written'] = async (use, which) => {
    const loaded = owner.uses[use]
    return loaded ? writtenTo(store.db, loaded, which) : []
  }

  const emit = (name: string, payload: unknown, key: string) => void effects.events.push({ name, payload, key })

  const clients = Object.fromEntries(
    Object.entries(owner.uses).map(([use, loaded]) => [
      use,
      loaded &&
        callable(loaded, (write, payload, key, telling) => {
          if (closed) return Promise.reject(closed())
          const delivered = parts.deliver(entryOf(loaded, write, payload, key, run.id, telling))
          // A body that forgets to await must not end the process with an unhandled rejection.
          delivered.catch(() => {})
          return delivered
        }),
    ]),
  )

  const context = {
    ...clients,
    settings: owner.settings,
    options: parts.options,
    people: parts.people,
    now: run.at === null ? clock.now() : new Date(run.at),
    timeZone: parts.timeZone,
    clock,
    log,
    signal: parts.signal,
    run: { id: run.id, key: run.key, attempt: run.attempt, cause: run.cause },
    db: whileOpen(() => store.db),
    commit: whileOpen((work: (tx: Tx) => Promise<void>) => void effects.commits.push(work)),
    table: (name: string) => tableOf(name, owner, store, effects, whileOpen),
    changes: whileOpen((name: string, items: unknown[], id: (item: any) => string) =>
      changesOf(name, items, id, owner, store, effects),
    ),
    send: whileOpen(send),
    written: whileOpen(written),
    emit: whileOpen(emit),
  } as unknown as Context

  return { context, effects, close }
}

/** A client as a task sees it: each write goes through the ledger, all else is untouched. */
function callable(
  loaded: LoadedConnector,
  deliver: (write: string, payload: unknown, key: string, telling?: Telling) => Promise<unknown>,
) {
  return Object.fromEntries(
    Object.entries(loaded.client).map(([name, member]) => [
      name,
      isWriteOf(member)
        ? (payload: unknown, key: string, telling?: Telling) => deliver(name, payload, key, telling)
        : member,
    ]),
  )
}

function entryOf(
  loaded: LoadedConnector,
  name: string,
  payload: unknown,
  key: string,
  runId: number,
  { priority = 0, giveUpAfterMs, about }: Telling & { priority?: number; giveUpAfterMs?: number } = {},
): NewDelivery {
  const connector = loaded.connector.name
  const member = loaded.client[name]
  if (!isWriteOf(member)) throw new HubError('invalid', `connector ${connector} has no write ${name}`)
  return {
    connector,
    write: name,
    key,
    // Without a lane nothing orders it: a lane of its own.
    lane: laneOf(member, payload) ?? `${name} ${key}`,
    priority,
    payload,
    giveUpAfterMs: giveUpAfterMs ?? member.giveUpAfterMs ?? day,
    runId,
    about,
  }
}

const laneOf = (write: Write, payload: unknown) => write.lane?.(payload)

type WhileOpen = <A extends unknown[], R>(action: (...args: A) => R) => (...args: A) => R

function tableOf(
  collection: string,
  owner: LoadedAutomation,
  store: Store,
  effects: Effects,
  whileOpen: WhileOpen,
): Table<unknown> {
  const automation = owner.automation.name
  const place = (key: string) => `${collection}\n${key}`
  const stored = () =>
    store.db.selectFrom('document').where('automation', '=', automation).where('collection', '=', collection)
  return {
    get: whileOpen(async (key: string) => {
      const own = effects.documents.get(place(key))
      if (own) return own.value
      const row = await stored().select('value').where('key', '=', key).executeTakeFirst()
      return row && JSON.parse(row.value)
    }),
    list: whileOpen(async (prefix = '') => {
      const rows = await stored().select(['key', 'value']).where(beginsWith(prefix)).orderBy('key').execute()
      const found = new Map<string, unknown>(rows.map(row => [row.key, JSON.parse(row.value)]))
      for (const own of effects.documents.values()) if (own.collection === collection) found.set(own.key, own.value)
      return [...found]
        .filter(([key, value]) => value !== undefined && key.startsWith(prefix))
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, value]) => ({ key, value }))
    }),
    put: whileOpen((key: string, value: unknown) => {
      effects.documents.set(place(key), { collection, key, value: JSON.parse(JSON.stringify(value)) })
    }),
    delete: whileOpen((key: string) => {
      effects.documents.set(place(key), { collection, key, value: undefined })
    }),
  }
}

async function changesOf(
  name: string,
  items: unknown[],
  idOf: (item: any) => string,
  owner: LoadedAutomation,
  store: Store,
  effects: Effects,
): Promise<Changes<any>> {
  if (effects.snapshots.some(own => own.name === name))
    throw new HubError('invalid', `changes: the list ${JSON.stringify(name)} is compared twice in one run`)
  const row = await store.db
    .selectFrom('snapshot')
    .selectAll()
    .where('automation', '=', owner.automation.name)
    .where('name', '=', name)
    .executeTakeFirst()
  const current = JSON.parse(JSON.stringify(items)) as unknown[]
  const before = row ? (JSON.parse(row.items) as unknown[]) : []
  const version = (row?.version ?? 0) + 1
  const diff = difference(byId(before, idOf), byId(current, idOf))
  const isHeld = row?.held === 1
  if (!diff.none || isHeld) effects.snapshots.push({ name, readVersion: version - 1, items: current })
  return isHeld ? { added: [], changed: [], removed: [], none: true, held: true, version } : { ...diff, version }
}

function byId(items: unknown[], idOf: (item: any) => string): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const item of items) {
    const id = idOf(item)
    if (found.has(id)) throw new HubError('invalid', `changes: two items have the id ${JSON.stringify(id)}`)
    found.set(id, item)
  }
  return found
}

function difference(before: Map<string, unknown>, current: Map<string, unknown>) {
  const added: unknown[] = []
  const changed: { before: unknown; after: unknown }[] = []
  for (const [id, item] of current) {
    if (!before.has(id)) added.push(item)
    else if (!isDeepStrictEqual(before.get(id), item)) changed.push({ before: before.get(id), after: item })
  }
  const removed = [...before].filter(([id]) => !current.has(id)).map(([, item]) => item)
  return { added, changed, removed, none: added.length + changed.length + removed.length === 0 }
}
