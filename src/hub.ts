import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Config, type Settled, settle } from './config.ts'
import type { AnyAutomation, Uses } from './engine/automation.ts'
import { backUp } from './engine/backup.ts'
import { pacedIo } from './engine/call-pace.ts'
import { type Clock, systemClock } from './engine/clock.ts'
import { Engine } from './engine/engine.ts'
import { HubError } from './engine/error.ts'
import { createHttp } from './engine/http.ts'
import type { Io, Log } from './engine/io.ts'
import { lockFolder } from './engine/lock.ts'
import { misfitsNow, misfitText } from './engine/overrides.ts'
import { type LoadedAutomation, type LoadedConnector, ownTablesOf, type Parts } from './engine/parts.ts'
import { redactor } from './engine/redact.ts'
import { latestVersion } from './engine/store/migrations.ts'
import {
  migrate,
  migrateOwn,
  openPostgres,
  openSqlite,
  openSqliteToRead,
  refuseNewer,
  type Store,
  versionOf,
} from './engine/store/store.ts'
import { createExecutionLog } from './execution-log.ts'

/** Everything wired together. Only this module knows all others. */
export interface Hub {
  parts: Parts
  settled: Settled
  store: Store
  engine: Engine
  /** Ends the engine and gives the data folder free. */
  close(graceMs?: number): Promise<void>
}

export const pathsOf = ({ dataDir }: Pick<Config, 'dataDir'>) => ({
  ledger: join(dataDir, 'hub.db'),
  backups: join(dataDir, 'backups'),
  logs: join(dataDir, 'logs'),
})

export interface Wiring {
  config: Config
  automations: AnyAutomation[]
  log: Log
  clock?: Clock
}

/** Opens the ledger for work: takes the data folder, brings the schema up to date, connects what is set. */
export async function openHub(wiring: Wiring, options: { scheduling: boolean }): Promise<Hub> {
  const { config, clock = systemClock, log } = wiring
  const settled = settle(wiring.automations, config)
  for (const warning of settled.warnings) log.warn(warning)
  const unlock = lockOf(config, clock)
  try {
    const store = await openLedger(wiring, clock)
    const executions = executionLogOf(wiring, settled, clock)
    const parts = { ...partsOf(wiring, settled, store, options.scheduling), account: executions.account }
    for (const misfit of await misfitsNow(store.db, parts)) log.warn(misfitText(misfit))
    const engine = new Engine(parts)
    const close = async (graceMs?: number) => {
      await engine.stop(graceMs)
      await store.close()
      executions.close()
      unlock()
    }
    return { parts, settled, store, engine, close }
  } catch (error) {
    unlock()
    throw error
  }
}

/** On PostgreSQL several hubs may share the ledger: leases keep them apart, no lock does. */
function lockOf({ dataDir, databaseUrl }: Config, clock: Clock): () => void {
  if (databaseUrl) return () => {}
  return lockFolder(dataDir, { pid: process.pid, host: hostname(), since: clock.now().toISOString() })
}

const executionLogOf = ({ config, log }: Wiring, { secrets }: Settled, clock: Clock) =>
  createExecutionLog({
    folder: pathsOf(config).logs,
    ...config.log,
    timeZone: config.timeZone,
    redact: redactor(secrets),
    clock,
    log,
  })

async function openLedger({ config, automations, log }: Wiring, clock: Clock): Promise<Store> {
  const { ledger, backups } = pathsOf(config)
  const store = config.databaseUrl ? await openPostgres(config.databaseUrl, log) : openSqlite(ledger, clock.turn)
  try {
    await migrate(store, clock.now(), async from => {
      if (config.databaseUrl) return log.warn('no backup was made before migrating: PostgreSQL has its own', { from })
      const { path } = await backUp(ledger, backups, clock.now())
      log.info('a backup was made before migrating', { from, path })
    })
    await migrateOwn(store, clock.now(), ownTablesOf(automations))
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The ledger for commands that only look, or add one row beside a running hub. */
export async function openBeside(config: Config, log: Log, mode: 'read' | 'write'): Promise<Store> {
  const { ledger } = pathsOf(config)
  if (!config.databaseUrl && !existsSync(ledger))
    throw new HubError(
      'not_found',
      `there is no ledger at ${ledger} yet: 'dure start' or 'dure run' makes it; check DURE_DATA if there should be one`,
      {
        ko: `${ledger}: 아직 장부가 없습니다. 'dure start'나 'dure run'이 만듭니다. 있어야 한다면 DURE_DATA를 확인하십시오`,
      },
    )
  const store = config.databaseUrl
    ? await openPostgres(config.databaseUrl, log)
    : mode === 'read'
      ? openSqliteToRead(ledger)
      : openSqlite(ledger)
  const version = await versionOf(store)
  refuseNewer(version)
  if (version < latestVersion)
    throw new HubError(
      'conflict',
      `the ledger has schema ${version}; 'dure start' brings it up to ${latestVersion} after a backup`,
      { ko: `장부의 스키마 버전이 ${version}입니다. 'dure start'가 백업한 뒤 ${latestVersion} 버전으로 올립니다` },
    )
  return store
}

/** A client for every connector that is on. */
function connectAll(
  { config, log, clock = systemClock }: Wiring,
  settled: Settled,
  store: Store,
): Map<string, LoadedConnector> {
  const io = ioOf(config, settled, clock, log)
  const on = [...settled.connectors.values()].filter(({ state }) => state === 'on')
  return new Map(
    on.map(({ connector, settings }) => [
      connector.name,
      { connector, settings, client: connector.connect(settings, pacedIo(connector, io, store)) },
    ]),
  )
}

/** Unlike any other, wherever it is made. */
export const newId = (): string => randomUUID()

/** What the engine works with. Also enough to plan a task without any engine. */
export function partsOf(wiring: Wiring, settled: Settled, store: Store, scheduling: boolean): Parts {
  const { config, automations, log, clock = systemClock } = wiring
  const connectors = connectAll(wiring, settled, store)
  return {
    store,
    clock,
    log,
    scheduling,
    random: Math.random,
    newId,
    timeZone: config.timeZone,
    automations: automations.flatMap(automation => loaded(automation, wiring, settled, connectors) ?? []),
    connectors: [...connectors.values()],
    people: config.people,
    host: hostname(),
    pid: process.pid,
    schedules: config.schedules,
    retention: config.retention,
    alone: !config.databaseUrl,
  }
}

function loaded(
  automation: AnyAutomation,
  { config }: Wiring,
  settled: Settled,
  connectors: Map<string, LoadedConnector>,
): LoadedAutomation | undefined {
  const its = settled.automations.get(automation.name)
  if (its?.state !== 'on') return undefined
  const uses = Object.entries(automation.uses as Uses).map(([use, used]) => [
    use,
    connectors.get('optional' in used ? used.optional.name : used.name),
  ])
  const section = config.sections[automation.name]
  return { automation, settings: its.settings, options: its.options, section, uses: Object.fromEntries(uses) }
}

function ioOf(config: Config, settled: Settled, clock: Clock, log: Log): Io {
  const { random } = Math
  const http = createHttp({ fetch, clock, random, log, redact: redactor(settled.secrets) })
  return { http, clock, random, log, dataDir: config.dataDir, timeZone: config.timeZone }
}
