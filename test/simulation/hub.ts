import type { Connector } from '../../src/engine/connector.ts'
import { Engine } from '../../src/engine/engine.ts'
import { HubError } from '../../src/engine/error.ts'
import { type Io, type Log, silent } from '../../src/engine/io.ts'
import type { LoadedConnector } from '../../src/engine/parts.ts'
import { migrate, storeOnDialect } from '../../src/engine/store/store.ts'
import { connectorsOf, type Peers } from './connectors.ts'
import type { Disk } from './disk.ts'
import { type Source, workload } from './workload.ts'
import type { Life, World } from './world.ts'

/** What all processes of one seed have in common. */
export interface Scene {
  world: World
  disk: Disk
  peers: Peers
  source: Source
  /** No second process can be at work: what the last one held is taken up at once. */
  alone: boolean
  /** Shows what the engine logs. */
  verbose: boolean
}

/** How often a process looks for what the other has added: rarely, since a look costs the simulation more than the hub. */
const tickMs = 30_000

/** The real engine as the process `life` runs it. */
export async function startHub(life: Life, scene: Scene): Promise<Engine> {
  const { clock, random } = life
  const log = scene.verbose ? loud(life, scene.world) : silent
  const store = storeOnDialect('sqlite', scene.disk.dialect(life))
  await migrate(store, clock.now())
  const uses = connectorsOf(scene.peers, life)
  const io: Io = { http: noHttp, clock, random: random.next, log, dataDir: '/nowhere', timeZone: 'Asia/Seoul' }
  const load = (connector: Connector): LoadedConnector => ({
    connector,
    client: connector.connect({}, io),
    settings: {},
  })
  const connectors = Object.values(uses).map(load)
  const automation = {
    automation: workload(uses, scene.source),
    settings: {},
    options: undefined,
    uses: Object.fromEntries(connectors.map(loaded => [loaded.connector.name, loaded])),
  }
  let ids = 0
  const engine = new Engine({
    store,
    clock,
    random: random.next,
    newId: () => `${life.name}:${ids++}`,
    log,
    timeZone: 'Asia/Seoul',
    automations: [automation],
    connectors,
    host: 'simulation',
    pid: 1,
    alone: scene.alone,
    tickMs,
  })
  await engine.start()
  return engine
}

const noHttp: Io['http'] = async () => {
  throw new HubError('invalid', 'the simulation has no network')
}

function loud(life: Life, world: World): Log {
  const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void process.stderr.write(`${world.time} ${life.name} ${level} ${message} ${JSON.stringify(fields ?? {})}\n`)
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
