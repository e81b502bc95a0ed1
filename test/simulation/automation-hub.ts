import type { AnyAutomation } from '../../src/engine/automation.ts'
import { Engine } from '../../src/engine/engine.ts'
import { createHttp } from '../../src/engine/http.ts'
import type { Io, Log } from '../../src/engine/io.ts'
import { load } from '../../src/engine/parts-testing.ts'
import type { Person } from '../../src/engine/people.ts'
import { migrate, migrateOwn, storeOnDialect } from '../../src/engine/store/store.ts'
import type { Disk } from './disk.ts'
import type { Net } from './net.ts'
import type { Life } from './world.ts'

/** What all processes of one seed have in common. */
export interface Stage {
  disk: Disk
  net: Pick<Net, 'fetchOf'>
  alone: boolean
  log: (life: Life) => Log
}

/** An automation, and how the hub is set up for it. */
export interface SetUp {
  automation: AnyAutomation
  /** Environment variables of the hub. */
  settings: Record<string, string>
  /** Its section of dure.yaml. */
  options: object
  /** The `people` of dure.yaml. */
  people: Person[]
}

/** The ledger is looked at rarely, since a look costs the simulation more than the hub. */
const tickMs = 60_000

/** The real engine with one automation on, as the process `life` runs it. */
export async function startAutomation(
  life: Life,
  { disk, net, alone, log: logOf }: Stage,
  { automation, settings, options, people }: SetUp,
): Promise<Engine> {
  const { clock, random } = life
  const log = logOf(life)
  const store = storeOnDialect('sqlite', disk.dialect(life))
  await migrate(store, clock.now())
  const { name, tables } = automation
  if (tables) await migrateOwn(store, clock.now(), [{ automation: name, migrations: tables }])
  const http = createHttp({ fetch: net.fetchOf(life), clock, random: random.next, log })
  const io: Io = { http, clock, random: random.next, log, dataDir: '/nowhere', timeZone: 'Asia/Seoul' }
  const loaded = load({ automations: [automation], settings, options: { [name]: options } }, io)
  let ids = 0
  const engine = new Engine({
    ...loaded,
    store,
    clock,
    random: random.next,
    newId: () => `${life.name}:${ids++}`,
    log,
    timeZone: 'Asia/Seoul',
    people,
    host: 'simulation',
    pid: 1,
    alone,
    tickMs,
  })
  await engine.start()
  return engine
}
