import { silent } from '../../src/engine/io.ts'
import { type Stage, startAutomation } from './automation-hub.ts'
import { type Care, checkRest, lookAfter, loud } from './caretaker.ts'
import type { Accuse } from './check-deliveries.ts'
import { type Crew, newCrew } from './crew.ts'
import { newDisk } from './disk.ts'
import type { Violation } from './evidence.ts'
import { unleashOnHub } from './faults.ts'
import { withoutRealTime } from './guards.ts'
import { type Call, type Net, newNet } from './net.ts'
import { type Random, randomOf } from './random.ts'
import { letBlunder } from './sync-blunders.ts'
import { checkWeeks } from './sync-check.ts'
import { checkAttended } from './sync-check-fates.ts'
import { checkAtOnce } from './sync-check-plays.ts'
import { anchorsIn, tableIn } from './sync-page.ts'
import { letWrite, newPeople, type People } from './sync-people.ts'
import { newSenders, type Senders } from './sync-senders.ts'
import { bodyOf, logPages, newSite, type Site } from './sync-site.ts'
import { newTrace } from './trace.ts'
import { newTraps, type Traps } from './traps.ts'
import { type Life, newWorld, type World } from './world.ts'

/** Weeks of the Confluence sync, played from a seed. */
export interface SyncScenario {
  seed: number
  /** How many events must be taken. Default 5 000. */
  events?: number
  /** Default 4. */
  weeks?: number
  show?: (line: string) => void
  verbose?: boolean
}

/** What happened, in numbers, and what was wrong with it. */
export interface SyncReport {
  seed: number
  processes: number
  kind: string
  events: number
  refused: number
  repeats: number
  versions: number
  rows: number
  pages: number
  entries: number
  /** How often a task was started, whatever it found to do. */
  runs: number
  edits: number
  /** How many events had to be queued anew. */
  retold: number
  conflicts: number
  crashes: number
  stops: number
  freezes: number
  outages: number
  lostAnswers: number
  hash: string
  violations: Violation[]
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** So long the machines are awake from each of these times on, in Seoul. */
const awake = 10 * minute
const wakings = [hour * 8 + 52 * minute, hour * 12 + 52 * minute, hour * 17 + 52 * minute]
/** The Monday after the last week. */
const slotsAfter = 1

/** Plays one seed from beginning to end, and judges it. */
export async function playSync({ seed, events = 5000, weeks = 4, show, verbose = false }: SyncScenario) {
  const random = randomOf(`sync ${seed}`)
  const trace = newTrace(show)
  const slots = slotsOf(firstMonday(random.fork('calendar'), weeks), weeks)
  const world = newWorld(new Date(slots[0]!), random.fork('lives'), trace)
  const violations: Violation[] = []
  const accuse: Accuse = (rule, detail) => void violations.push({ rule, detail: `${wallClock(world)}: ${detail}` })
  // From the last Friday noon on all is well: its evening is the last batch.
  const lastNoon = slots.length - slotsAfter - 2
  const peaceAt = lastNoon * awake + minute
  const stretches = slots.slice(0, lastNoon).map((_, slot) => ({
    from: slot * awake + minute,
    to: (slot + 1) * awake - minute,
  }))
  const play = setStage(world, random, { accuse, peaceAt, verbose, events, stretches })
  const { crew, disk, people, senders, site } = play

  sleepBetween(world, slots)
  crew.start()
  unleashOnHub({ ...play, untilMs: peaceAt }, random.fork('nemesis'))
  letWrite(people, world, random.fork('work'), peaceAt)
  const caretaker = random.fork('caretaker')
  lookAfter(play, retelling(senders, caretaker.fork('orders')), caretaker, peaceAt + minute)
  letBlunder(site, world, random.fork('blunders'), peaceAt)
  for (const slot of slots.keys())
    world.after((slot + 1) * awake - second, 'a look at the Play DB', () => checkAtOnce(play, accuse))
  for (let at = minute; at < slots.length * awake; at += minute)
    world.after(at, 'a look at what is due', () => betweenWrites(play, () => checkAttended(play, accuse)))
  await withoutRealTime(() => world.run(slots.length * awake))

  checkRest(disk, care, accuse)
  const batchAt = slots[lastNoon + 1]! + 8 * minute
  checkWeeks({ site, people, senders, disk, batchAt }, accuse)
  const report = countsOf(play, accuse)
  disk.close()
  return { seed, ...report, violations } satisfies SyncReport
}

/** What a transaction has half done is seen by nobody else. */
function betweenWrites(play: Pick<Play, 'world' | 'crew' | 'disk'>, look: () => void) {
  if (!play.crew.lives().some(play.disk.heldBy)) return look()
  play.world.after(1, '', () => betweenWrites(play, look))
}

const wallClock = ({ wall }: World) => new Date(wall + 9 * hour).toISOString().slice(5, 19)

/** Some weeks have the end of a quarter or of a year among them. */
function firstMonday(random: Random, weeks: number): number {
  const monday = random.pick(['2026-09-28', '2026-12-28', '2026-10-26'])
  return Date.parse(`${monday}T00:00:00+09:00`) - 7 * day * random.between(0, weeks - 1)
}

function slotsOf(monday: number, weeks: number): number[] {
  const days = Array.from({ length: weeks * 5 }, (_, index) => monday + (Math.floor(index / 5) * 7 + (index % 5)) * day)
  const after = monday + weeks * 7 * day
  return [...days, after]
    .flatMap(start => wakings.map(at => start + at))
    .slice(0, days.length * wakings.length + slotsAfter)
}

/** Between these stretches the machines sleep: the calendar moves on, and nothing else. */
function sleepBetween(world: World, slots: readonly number[]) {
  for (const [slot, at] of slots.entries())
    if (slot > 0)
      world.after(slot * awake, 'the machines sleep', () => {
        world.offset += at - world.wall
      })
}

/** What stands on pages because of events the hub tells anew by itself or on being asked; all else is sent again. */
const care: Care = {
  delivery: ({ key }) => (/^(?:event|play|weekly)\//.test(key) ? 'leave' : 'retry'),
  run: ({ task }) => !left.has(task),
}

/** What a person asks of the hub, now and then without any reason. */
const retelling = (senders: Senders, random: Random): Care => ({
  ...care,
  also(failed) {
    if (failed.some(({ key }) => key.startsWith('event/')) || random.chance(0.1)) senders.order('retell')
    if (random.chance(0.2)) senders.order('sweep')
    if (random.chance(0.7)) return
    senders.order('weekly')
    senders.hurry()
  },
})

/** What these leave undone the next sweep starts anew, or a person has nothing to do about. */
const left = new Set(['reconcile', 'log', 'live', 'play', 'sweep'])

interface Play extends Stage {
  world: World
  net: Net
  site: Site
  people: People
  senders: Senders
  traps: Traps
  crew: Crew
  saves: Saves
}

interface Given {
  accuse: Accuse
  peaceAt: number
  verbose: boolean
  events: number
  stretches: { from: number; to: number }[]
}

function setStage(world: World, random: Random, { accuse, peaceAt, verbose, events, stretches }: Given): Play {
  const site = newSite(random.fork('site'), events)
  const people = newPeople(site, random.fork('people'))
  const traps = newTraps()
  const { pass } = traps
  const disk = newDisk(world, random.fork('disk'), pass)
  const saves = newSaves(site, accuse)
  const meanwhile = random.fork('meanwhile')
  const busy = meanwhile.next() * 0.15
  const onArrival = (call: Call, ok: boolean) => {
    const page = /\/(?:pages|content)\/(\d+)$/.exec(call.path)?.[1]
    if (!page) return
    if (call.method === 'PUT') saves.watch(page, ok)
    // Those who are faster than the hub make it read again.
    if (call.method === 'GET' && world.time < peaceAt && meanwhile.chance(busy)) people.edit(page)
  }
  const sites = { confluence: site.confluence }
  const read = () => ({ system: 'confluence' as const })
  const net = newNet({ world, random: random.fork('net'), pass, sites, read, onArrival })
  const alone = random.fork('size').chance(0.4)
  const stage: Stage = { disk, net, alone, log: life => (verbose ? loud(life, world) : silent) }
  const crew = newCrew({ world, disk }, alone ? ['a'] : ['a', 'b'], {
    start: (life: Life) => startAutomation(life, stage, site.setUp),
    markDoubts: () => {},
  })
  const senders = newSenders({ world, crew, site, random: random.fork('senders') }, { events, stretches })
  return { ...stage, net, world, site, people, senders, traps, crew, saves }
}

/** What the hub has saved, and what can be seen at once of its pages. */
interface Saves {
  watch(page: string, ok: boolean): void
  readonly versions: number
  readonly conflicts: number
}

function newSaves(site: Site, accuse: Accuse): Saves {
  let [versions, conflicts] = [0, 0]
  const accused = new Set<string>()
  const once = (rule: string, detail: string) => {
    if (accused.has(detail)) return
    accused.add(detail)
    accuse(rule, detail)
  }
  return {
    get versions() {
      return versions
    },
    get conflicts() {
      return conflicts
    },
    watch(page, ok) {
      if (!ok) {
        conflicts += 1
        return
      }
      versions += 1
      const body = bodyOf(site, page)
      for (const anchor of twiceIn(anchorsIn(body))) once('twice', `page ${page} has the anchor ${anchor} twice`)
      if (site.broken.has(page)) return
      if (page !== site.ids.playDb && !logPages(site).includes(page)) return
      const { head, rows } = tableIn(body)
      const key = head.indexOf(page === site.ids.playDb ? 'play_id' : 'log_id')
      for (const id of twiceIn(rows.map(row => row[key]!).filter(Boolean)))
        once('twice', `page ${page} has two rows ${id}`)
    },
  }
}

function twiceIn(all: readonly string[]): string[] {
  const seen = new Set<string>()
  return all.filter(one => seen.size === seen.add(one).size)
}

function countsOf(play: Play, accuse: Accuse) {
  const { world, site, people, senders, net, crew, disk, alone, saves } = play
  const deliveries = disk.rows<{ write: string; key: string }>('select * from delivery order by id')
  world.trace.absorb(JSON.stringify(deliveries))
  world.trace.absorb(JSON.stringify([...site.confluence.pages.values()].map(({ title, body }) => [title, body])))
  const { crashes, stops, freezes } = crew.counts
  const taken = senders.offers.filter(({ fate }) => fate === 'accepted').length
  const { versions, conflicts } = saves
  if (versions > taken + 100) accuse('versions', `${versions} versions for ${taken} events`)
  return {
    processes: alone ? 1 : 2,
    kind: site.kind,
    events: taken,
    refused: senders.offers.filter(({ fate }) => fate === 'refused').length,
    repeats: senders.repeats,
    versions,
    rows: deliveries.filter(({ key }) => key.endsWith('/log')).length,
    pages: site.confluence.pages.size,
    entries: deliveries.filter(({ key }) => key.endsWith('/live')).length,
    runs: disk.rows('select 1 from run').length,
    edits: people.edits,
    retold: disk.rows('select 1 from confluence_sync_event where again > 0').length,
    conflicts,
    crashes,
    stops,
    freezes,
    outages: net.weather.confluence!.outages,
    lostAnswers: net.lost,
    hash: world.trace.digest(),
  }
}
