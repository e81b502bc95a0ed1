import type { Accuse } from './check-deliveries.ts'
import { check } from './checker.ts'
import { type Kind, kinds, type Peers, specs } from './connectors.ts'
import { type Crew, markDoubts, newCrew } from './crew.ts'
import { type Customers, letIn } from './customers.ts'
import { type Disk, newDisk } from './disk.ts'
import type { Evidence, Ledger, Violation } from './evidence.ts'
import { withoutRealTime } from './guards.ts'
import { type Scene, startHub } from './hub.ts'
import { unleash } from './nemesis.ts'
import { newPeer, type Peer } from './peers.ts'
import { employ, type Person } from './person.ts'
import { randomOf } from './random.ts'
import { newTrace } from './trace.ts'
import { type Moment, newTraps } from './traps.ts'
import { drawRates } from './weather.ts'
import { schedules } from './workload.ts'
import { type Life, newWorld } from './world.ts'

/** One seed's run. */
export interface Scenario {
  seed: number
  hours: number
  /** Sees each line of the trace. */
  show?: (line: string) => void
  /** Shows what the engine logs. */
  verbose?: boolean
}

/** What happened, in numbers. */
export interface Counts {
  seed: number
  processes: number
  deliveries: number
  orders: number
  crashes: number
  outages: number
  lostAnswers: number
  jumps: number
  freezes: number
  stops: number
  /** Of the trace: the same seed, hours and engine give the same. */
  hash: string
}

export type Report = Counts & { violations: Violation[] }
export type Recording = Counts & { evidence: Evidence }

const hour = 3_600_000
const startsAt = new Date('2026-03-02T00:03:20.000Z')
/** The end is quiet, so that everything must have come to rest. */
const quietMs = 80 * 60_000
const lastOrdersMs = 50 * 60_000

/** Plays one seed from beginning to end, and judges it. */
export async function play(scenario: Scenario): Promise<Report> {
  const { evidence, ...counts } = await record(scenario)
  return { ...counts, violations: check(evidence) }
}

/** Plays one seed, and brings what all sides have written down. */
export async function record({ seed, hours, show, verbose = false }: Scenario): Promise<Recording> {
  const random = randomOf(`dure ${seed}`)
  const trace = newTrace(show)
  const world = newWorld(startsAt, random.fork('lives'), trace)
  const endsAt = hours * hour
  const complaints: Violation[] = []
  const traps = newTraps()
  const complain: Accuse = (rule, detail) => void complaints.push({ rule, detail: `${world.time}: ${detail}` })
  const watched = (moment: Moment) => {
    if (moment.where === 'call' && moment.when === 'before') checkAlive(disk, moment.life, complain)
    traps.pass(moment)
  }
  const peerOf = (kind: Kind): [Kind, Peer] => {
    const own = random.fork(kind)
    const peer = newPeer(specs[kind], {
      world,
      random: own,
      rates: drawRates(own.fork('rates')),
      complain,
      // What a connector does between its own reads and its write, the hub cannot hold back.
      pass: kind === 'page' ? traps.pass : watched,
    })
    return [kind, peer]
  }
  const disk = newDisk(world, random.fork('disk'), traps.pass)
  const peers = { ...Object.fromEntries(kinds.map(peerOf)), pages: new Map() } as Peers
  const alone = random.fork('size').chance(0.3)
  const scene: Scene = { world, disk, peers, source: { items: new Map() }, alone, verbose }
  const crew = newCrew(scene, alone ? ['a'] : ['a', 'b'], {
    start: life => startHub(life, scene),
    markDoubts: (life, cuts) => markDoubts(scene, life, cuts),
  })

  const latest = latestWall(scene)
  crew.start()
  unleash(scene, crew, traps, random.fork('nemesis'), endsAt - quietMs)
  const customers = letIn(scene, crew, random.fork('customers'), endsAt - lastOrdersMs)
  const person = employ(scene, random.fork('person'), endsAt - quietMs / 2)
  watchRecovery(scene, endsAt - quietMs, complain)
  await withoutRealTime(() => world.run(endsAt))

  const evidence = gather(scene, crew, customers, person, complaints, latest())
  const recording = { evidence, ...countsOf(seed, evidence, scene, crew) }
  disk.close()
  return recording
}

/** Whoever the others have taken for dead must not send anything. */
function checkAlive(disk: Disk, life: Life, accuse: Accuse) {
  const [own] = disk.rows<{ dead: number }>(
    `select dead from process where id like '${life.name}:%' order by rowid desc limit 1`,
  )
  if (own?.dead === 1) accuse('zombie', `${life.name} sends, though it was declared dead`)
}

/** Longer than any peer asks to be left alone, and than any backoff. */
const recoveryMs = 25 * 60_000

/** What was open when the faults ended must not be open much later, whatever the clock has been through. */
function watchRecovery({ world, disk }: Scene, peaceAt: number, accuse: Accuse) {
  const open = () =>
    disk.rows<{ id: number; connector: string; key: string }>(
      "select id, connector, key from delivery where state in ('ready', 'sending')",
    )
  world.after(peaceAt - world.time, 'peace', () => {
    const before = new Set(open().map(({ id }) => id))
    world.after(recoveryMs, 'recovery', () => {
      for (const { id, connector, key } of open())
        if (before.has(id))
          accuse('late', `${connector} ${key}: still open ${recoveryMs / 60_000} min after the last fault`)
    })
  })
}

/** The latest time that any clock has shown. */
function latestWall({ world }: Scene): () => number {
  let latest = 0
  const look = () => {
    latest = Math.max(latest, world.wall)
    world.after(1000, '', look)
  }
  look()
  return () => latest
}

const tables = ['delivery', 'run', 'occurrence', 'snapshot', 'document', 'event', 'lane'] as const

function gather(
  { world, disk, peers, source }: Scene,
  crew: Crew,
  customers: Customers,
  person: Person,
  complaints: Violation[],
  latest: number,
): Evidence {
  const calls = kinds.flatMap(kind =>
    peers[kind].calls.map(({ key, fate, applied }) => ({ peer: kind, key, fate, applied })),
  )
  return {
    ledger: Object.fromEntries(tables.map(table => [table, disk.rows(`select * from ${table}`)])) as unknown as Ledger,
    applied: kinds.flatMap(kind => peers[kind].ledger),
    calls,
    cuts: crew.cuts,
    orders: customers.orders,
    touched: person.touched,
    timetables: Object.entries(schedules).map(([task, { minutes, missed }]) => ({ task, minutes, missed })),
    wall: { first: startsAt.getTime(), end: world.wall, latest },
    items: [...source.items.values()],
    pages: { lines: [...peers.pages.values()].flatMap(page => page.lines), byHand: customers.handwritten },
    complaints,
  }
}

function countsOf(seed: number, evidence: Evidence, { world, peers, alone }: Scene, crew: Crew): Counts {
  world.trace.absorb(JSON.stringify(evidence.ledger))
  world.trace.absorb(JSON.stringify(evidence.applied))
  const lost = evidence.calls.filter(({ fate, applied }) => applied && (fate === 'doubtful' || fate === 'open'))
  return {
    seed,
    processes: alone ? 1 : 2,
    deliveries: evidence.ledger.delivery.length,
    orders: evidence.orders.length,
    crashes: crew.counts.crashes,
    freezes: crew.counts.freezes,
    stops: crew.counts.stops,
    outages: kinds.reduce((sum, kind) => sum + peers[kind].weather.outages, 0),
    lostAnswers: lost.length,
    jumps: world.jumps,
    hash: world.trace.digest(),
  }
}
