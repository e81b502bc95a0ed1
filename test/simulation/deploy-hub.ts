import automation from '../../src/automations/deploy-report/index.ts'
import type { AnyAutomation } from '../../src/engine/automation.ts'
import { Engine } from '../../src/engine/engine.ts'
import { createHttp } from '../../src/engine/http.ts'
import type { Io, Log } from '../../src/engine/io.ts'
import { load } from '../../src/engine/parts-testing.ts'
import { migrate, storeOnDialect } from '../../src/engine/store/store.ts'
import type { Net } from './deploy-net.ts'
import { type Office, reports } from './deploy-office.ts'
import type { Disk } from './disk.ts'
import type { Life } from './world.ts'

/** What all processes of one seed have in common. */
export interface Stage {
  disk: Disk
  net: Net
  office: Office
  alone: boolean
  log: (life: Life) => Log
}

/** The ledger is looked at rarely, since a look costs the simulation more than the hub. */
const tickMs = 60_000

/** The real engine with the deploy report on, as the process `life` runs it. */
export async function startDeployHub(life: Life, { disk, net, office, alone, log: logOf }: Stage): Promise<Engine> {
  const { clock, random } = life
  const log = logOf(life)
  const store = storeOnDialect('sqlite', disk.dialect(life))
  await migrate(store, clock.now())
  const http = createHttp({ fetch: net.fetchOf(life), clock, random: random.next, log })
  const io: Io = { http, clock, random: random.next, log, dataDir: '/nowhere', timeZone: 'Asia/Seoul' }
  const loaded = load(
    {
      automations: [automation as unknown as AnyAutomation],
      settings: office.settings,
      options: { 'deploy-report': { reports } },
    },
    io,
  )
  let ids = 0
  const engine = new Engine({
    ...loaded,
    store,
    clock,
    random: random.next,
    newId: () => `${life.name}:${ids++}`,
    log,
    timeZone: 'Asia/Seoul',
    people: office.people,
    host: 'simulation',
    pid: 1,
    alone,
    tickMs,
  })
  await engine.start()
  return engine
}
