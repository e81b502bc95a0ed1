import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Order } from './orders.ts'
import type { Applied } from './peers.ts'

interface Row {
  id: number
  connector: string
  key: string
  lane: string
  state: string
  repeats: number
  error: string | null
}

/** Looks into a copy of the ledger as it lies there, so that the looking changes nothing. Nobody may be writing. */
export function inside<T>(data: string, look: (database: DatabaseSync) => T): T {
  const copy = mkdtempSync(join(data, '..', 'copy-'))
  for (const name of ['hub.db', 'hub.db-wal'])
    if (existsSync(join(data, name))) copyFileSync(join(data, name), join(copy, name))
  const database = new DatabaseSync(join(copy, 'hub.db'))
  try {
    return look(database)
  } finally {
    database.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What a hub that was killed had sent to the blind peer, not knowing yet whether it arrived. */
export function midAir(data: string): string[] {
  return inside(data, database => {
    const exists = database.prepare(`select 1 from sqlite_master where name = 'delivery'`).get()
    if (!exists) return []
    const rows = database.prepare(`select key from delivery where connector = 'blind' and state = 'sending'`).all()
    return rows.map(({ key }) => String(key))
  })
}

/** How many runs are not at their end yet. */
export const openRuns = (data: string) => counted(data, `from run where state in ('ready', 'running', 'parked')`)

/** The same of runs and deliveries. */
export const openWork = (data: string) =>
  openRuns(data) + counted(data, `from delivery where state in ('ready', 'sending', 'uncertain')`)

/** Runs that are not started again by themselves, because the process ended three times while they were at work. */
export const suspected = (data: string) =>
  beside(data, `select id from run where state = 'failed' and error like 'the process ended%'`).map(({ id }) => id)

const counted = (data: string, what: string) => Number(beside(data, `select count(*) as n ${what}`)[0]!.n)

/** Asks as a reader beside the hub does. */
function beside(data: string, query: string) {
  const database = new DatabaseSync(join(data, 'hub.db'), { readOnly: true })
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}

export interface Evidence {
  data: string
  accepted: ReadonlyMap<string, Order>
  ledger: Applied[]
  /** Keys to the blind peer that were in mid-air at a kill, once per kill. */
  inAir: string[]
}

/** Compares three witnesses: what was acknowledged, the hub's ledger, and what the peers have. Empty: all is as promised. */
export function faults({ data, accepted, ledger, inAir }: Evidence): string[] {
  return inside(data, database => {
    const deliveries = database.prepare('select * from delivery order by id').all() as unknown as Row[]
    const runs = database.prepare('select * from run').all()
    const byKey = new Map(deliveries.map(row => [row.key, row]))
    const posts = deliveries.filter(({ connector }) => connector !== 'files')
    return [
      ...unsound(database),
      ...runs.filter(run => run.state !== 'done').map(run => `run ${run.id} is ${run.state}: ${run.error}`),
      ...deliveries.filter(row => row.state !== 'done').map(row => `${row.key} is ${row.state}: ${row.error}`),
      ...forgotten(database, [...accepted.keys()], byKey),
      ...ledger.filter(({ key }) => !byKey.has(key)).map(({ key }) => `${key} is at its peer and not in the ledger`),
      ...posts.flatMap(row => miscounted(row, ledger, inAir)),
      ...disordered(posts, ledger),
    ]
  })
}

function unsound(database: DatabaseSync): string[] {
  const verdicts = database.prepare('pragma integrity_check').all().flatMap(Object.values)
  return verdicts.filter(verdict => verdict !== 'ok').map(verdict => `the ledger is damaged: ${verdict}`)
}

function forgotten(database: DatabaseSync, accepted: string[], byKey: Map<string, Row>): string[] {
  const keys = (query: string) => new Set(database.prepare(query).all().flatMap(Object.values))
  const events = keys(`select key from event where name = 'order'`)
  const taken = keys(`select key from document where collection = 'taken'`)
  return accepted.flatMap(id => [
    ...(events.has(id) ? [] : [`${id} was accepted and is not stored`]),
    ...(taken.has(id) ? [] : [`${id} was accepted and its run has left nothing`]),
    ...(byKey.has(id) ? [] : [`${id} was accepted and nothing was sent for it`]),
  ])
}

function miscounted({ connector, key, state, repeats }: Row, ledger: Applied[], inAir: string[]): string[] {
  const times = ledger.filter(entry => entry.peer === connector && entry.key === key).length
  const allowed = connector === 'blind' ? inAir.filter(held => held === key).length : 0
  return [
    ...(state === 'done' && times === 0 ? [`${key} is done and ${connector} does not have it`] : []),
    ...(times > 1 + allowed ? [`${connector} has ${key} ${times} times, ${allowed} kills came in mid-air`] : []),
    // A repeat that is itself cut off is counted by nobody but the next one.
    ...(times > 1 + repeats + Math.max(0, allowed - 1)
      ? [`${connector} has ${key} ${times} times, the hub counted ${repeats} repeats`]
      : []),
  ]
}

/** In each lane what was committed first arrives first. */
function disordered(posts: Row[], ledger: Applied[]): string[] {
  const lanes = Map.groupBy(posts, ({ connector, lane }) => `${connector}/${lane}`)
  return [...lanes].flatMap(([name, rows]) => {
    const firsts = rows.map(({ connector, key }) =>
      ledger.findIndex(entry => entry.peer === connector && entry.key === key),
    )
    const wrong = firsts.findIndex((place, index) => index > 0 && place < firsts[index - 1]!)
    return wrong === -1 ? [] : [`${name}: ${rows[wrong]!.key} overtook ${rows[wrong - 1]!.key}`]
  })
}
