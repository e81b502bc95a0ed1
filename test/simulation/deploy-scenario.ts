import { silent } from '../../src/engine/io.ts'
import { type Stage as HubStage, startAutomation } from './automation-hub.ts'
import { type Care, checkRest, lookAfter, loud } from './caretaker.ts'
import type { Accuse } from './check-deliveries.ts'
import { type Crew, newCrew } from './crew.ts'
import { checkWeek } from './deploy-check.ts'
import { type Looks, newLooks } from './deploy-looks.ts'
import { newOfficeNet } from './deploy-net.ts'
import { newOffice, type Office, setUpOf } from './deploy-office.ts'
import { boxesOf } from './deploy-page.ts'
import { letWork, newPeople, type People } from './deploy-people.ts'
import { newDisk } from './disk.ts'
import type { Violation } from './evidence.ts'
import { unleashOnHub } from './faults.ts'
import { withoutRealTime } from './guards.ts'
import type { Call, Net } from './net.ts'
import { type Random, randomOf } from './random.ts'
import { newTrace } from './trace.ts'
import { type Moment, newTraps, type Traps } from './traps.ts'
import { type Life, newWorld, type World } from './world.ts'

/** A week of the deploy report, played from a seed. */
export interface DeployScenario {
  seed: number
  /** Working days before the Monday of the next week. Default 5. */
  days?: number
  show?: (line: string) => void
  verbose?: boolean
}

/** What happened, in numbers, and what was wrong with it. */
export interface DeployReport {
  seed: number
  processes: number
  kind: string
  mode: string
  looks: number
  messages: number
  notes: number
  crashes: number
  stops: number
  freezes: number
  outages: number
  lostAnswers: number
  hash: string
  violations: Violation[]
}

const minute = 60_000
const hour = 60 * minute
/** A Monday, eight minutes before nine in Seoul. */
const startsAt = new Date('2026-11-15T23:52:00.000Z')
/** Around each full hour the machines are awake. */
const awake = 20 * minute
/** Full hours of a day, and those of the Monday after: the last fault is over before the last but one. */
const hoursOfDay = 12
const hoursOfMonday = 3

/** Plays one seed from beginning to end, and judges it. */
export async function playWeek({ seed, days = 5, show, verbose = false }: DeployScenario): Promise<DeployReport> {
  const endsAt = (days * hoursOfDay + hoursOfMonday) * awake
  const peaceAt = endsAt - 2 * awake + minute
  const random = randomOf(`deploy ${seed}`)
  const trace = newTrace(show)
  const world = newWorld(startsAt, random.fork('lives'), trace)
  const violations: Violation[] = []
  const accuse: Accuse = (rule, detail) => void violations.push({ rule, detail: `${wallClock(world)}: ${detail}` })
  const play = setStage(world, random, { accuse, peaceAt, verbose })
  const { crew, disk, looks, net, office, people } = play

  sleepBetween(world, days)
  crew.start()
  unleashOnHub({ ...play, untilMs: peaceAt }, random.fork('nemesis'))
  letWork(people, office, world, random.fork('work'), peaceAt)
  lookAfter(play, care, random.fork('caretaker'), peaceAt + minute)
  lastWord(office, world, peaceAt + 3 * minute)
  await withoutRealTime(() => world.run(endsAt))

  checkRest(disk, care, accuse)
  checkWeek({ office, people, looks: looks.all, said: net.said, wall: world.wall }, accuse)
  const counts = countsOf(play)
  disk.close()
  return { seed, ...counts, violations }
}

const wallClock = ({ wall }: World) => new Date(wall + 9 * hour).toISOString().slice(5, 19)

interface Stage extends HubStage {
  net: Net
  office: Office
}

interface Play extends Stage {
  world: World
  people: People
  looks: Looks
  traps: Traps
  crew: Crew
}

function setStage(
  world: World,
  random: Random,
  { accuse, peaceAt, verbose }: { accuse: Accuse; peaceAt: number; verbose: boolean },
): Play {
  const office = newOffice(world, random.fork('office'))
  const people = newPeople(office, world, random.fork('people'), peaceAt)
  const looks = newLooks(world, () => disk, office, accuse)
  const traps = newTraps()
  const pass = (moment: Moment) => {
    looks.watch(moment)
    traps.pass(moment)
  }
  const disk = newDisk(world, random.fork('disk'), pass)
  // The worst moment: the page is saved, and the ledger does not know. Meanwhile Jira goes back.
  const strike = (life: Life, dice: Random) => {
    if (world.time > peaceAt) return
    world.after(dice.between(0, 400), 'strike', () => life.alive && crew.crash(life, dice.between(5, 90) * 1000))
    world.after(dice.between(500, 5000), 'Jira goes back', people.takeBack)
  }
  const onArrival = arrivals(office, people, random.fork('meanwhile'), { accuse, strike })
  const net = newOfficeNet({ world, office, random: random.fork('net'), pass, onArrival })
  const alone = random.fork('size').chance(0.4)
  const setUp = setUpOf(office)
  const stage: Stage = { disk, net, office, alone, log: life => (verbose ? loud(life, world) : silent) }
  const crew = newCrew({ world, disk }, alone ? ['a'] : ['a', 'b'], {
    start: life => startAutomation(life, stage, setUp),
    markDoubts: life => markCut(stage, life),
  })
  return { ...stage, world, people, looks, traps, crew }
}

/** Of what a process had in the air, or had not yet written down, nobody knows the fate. */
function markCut({ disk, net }: Stage, { name }: Life) {
  const held = `select id from delivery where connector = 'slack' and state = 'sending' and holder like '${name}:%'`
  for (let left = disk.rows(held).length; left > 0; left--) {
    const call = net.said.findLast(({ life, cut }) => life.name === name && !cut)
    if (call) call.cut = true
  }
}

function countsOf({ world, office, people, looks, net, crew, disk, alone }: Play) {
  const { slack, confluence, kind, mode } = office
  world.trace.absorb(JSON.stringify(disk.rows('select * from delivery')))
  world.trace.absorb(JSON.stringify([slack.channels, [...confluence.pages.values()].map(({ body }) => body)]))
  const { crashes, stops, freezes } = crew.counts
  return {
    processes: alone ? 1 : 2,
    kind,
    mode,
    looks: looks.all.length,
    messages: slack.channels[0]!.messages.length,
    notes: people.notes.length,
    crashes,
    stops,
    freezes,
    outages: Object.values(net.weather).reduce((sum, { outages }) => sum + outages, 0),
    lostAnswers: net.lost,
    hash: world.trace.digest(),
  }
}

/** Between the full hours, at night and at the weekend the machines sleep: the calendar moves on, and nothing else. */
function sleepBetween(world: World, days: number) {
  const nextMonday = startsAt.getTime() + 7 * 24 * hour
  const sleep = (at: number, ms: () => number) =>
    world.after(at, 'the machines sleep', () => {
      world.offset += ms()
    })
  for (let slot = 1; slot < days * hoursOfDay + hoursOfMonday; slot++)
    sleep(slot * awake, () => {
      if (slot === days * hoursOfDay) return nextMonday - world.wall
      return (slot < days * hoursOfDay && slot % hoursOfDay === 0 ? 13 : 1) * hour - awake
    })
}

/** What people do in the middle of the hub's work. And no save may say nothing new. */
function arrivals(
  office: Office,
  people: People,
  random: Random,
  given: { accuse: Accuse; strike: (life: Life, dice: Random) => void },
): (call: Call, ok: boolean) => void {
  const { accuse, strike } = given
  const [busyAtPage, busyInJira, struck] = [0.4, 0.15, 0.1].map(most => random.next() * most) as [
    number,
    number,
    number,
  ]
  const saves = new Map<string, { life: Life; boxes: string }>()
  return (call, ok) => {
    const { life, system, method, path } = call
    const id = /\/(?:pages|content)\/(\d+)$/.exec(path)?.[1]
    if (system === 'jira' && method === 'POST' && random.chance(busyInJira)) people.change()
    if (system !== 'confluence' || !ok) return
    if (method === 'GET' && id && random.chance(busyAtPage)) people.note(id)
    if (method !== 'PUT' || !id) return
    if (random.chance(struck)) strike(life, random)
    const boxes = boxesOf(office.confluence.pages.get(id)!.body)
    const last = saves.get(id)
    // Whoever takes up what another has left makes sure, and writes the minute of its own look.
    if (last?.boxes === boxes && last.life === life)
      accuse('idle', `page ${id} has a new version that says nothing new`)
    saves.set(id, { life, boxes })
  }
}

/** Somebody retries what was given up. Sent behind newer ones, an old living message would take their place. */
const care: Care = {
  delivery: ({ write }) => (write === 'living' ? 'drop' : 'retry'),
  run: ({ task }) => task === 'create',
}

/** The last change concerns every page, so that none can end as it was left by accident. */
function lastWord({ jira, touch }: Office, world: World, at: number) {
  world.after(at, 'the last word', () => {
    for (const issue of jira.issues.values()) {
      issue.summary = `${issue.summary} 끝`
      touch(issue.key)
    }
  })
}
