import { HubError } from '../../src/engine/error.ts'
import type { Crew } from './crew.ts'
import type { Random } from './random.ts'
import { newEvent, type Sent, spelled } from './sync-events.ts'
import type { Site } from './sync-site.ts'
import type { World } from './world.ts'

/** An event that somebody sends, again and again until the hub answers. */
export interface Offer {
  event: Sent
  /** Why the hub must refuse it; undefined: it must take it. */
  wrong?: 'play' | 'changed' | 'signal'
  /** Another event that was sent under the same id at the same moment: one of the two must be refused. */
  rival?: Offer
  fate: 'open' | 'accepted' | 'refused'
  error?: string
  /** Wall-clock times of its first sending and of its last answer. */
  firstAt: number
  lastAt: number
}

/** Those who send events and ask for ToDo pages. */
export interface Senders {
  readonly offers: Offer[]
  /** By Play, how often its page was asked for, and how many are still unanswered. */
  readonly asked: Map<string, { times: number; open: number }>
  /** Has a task of the hub done, as `dure run` does it. */
  order(task: 'retell' | 'sweep' | 'weekly'): void
  /** Some events more, all at once, that change rows of the Play DB. */
  hurry(): void
  /** How often something was sent again whose answer had not come. */
  readonly repeats: number
}

interface Parts {
  world: World
  crew: Crew
  site: Site
  random: Random
}

/** When what comes in: events in bursts, with lulls between them, and questions for ToDo pages. */
export interface Traffic {
  /** How many events must be taken. */
  events: number
  /** In each of these stretches of the simulation, in milliseconds. */
  stretches: readonly { from: number; to: number }[]
}

const second = 1000
const patienceMs = 40 * second
/** Short enough that all are answered between the last fault and the last batch. */
const longestPauseMs = 360 * second

export function newSenders(parts: Parts, traffic: Traffic): Senders {
  const { world, site } = parts
  const { events } = traffic
  let [orders, extra] = [0, 0]
  const random = parts.random.fork('events')
  const post = poster(parts)
  const offers: Offer[] = []
  const signals: Sent[] = []
  const asked: Senders['asked'] = new Map()

  const offer = (event: Sent, wrong?: Offer['wrong']): Offer => {
    const made: Offer = { event, wrong, fate: 'open', firstAt: world.wall, lastAt: world.wall }
    offers.push(made)
    return made
  }
  const settle = (made: Offer, error: string | undefined) => {
    if (made.fate !== 'open') return
    Object.assign(made, { fate: error ? 'refused' : 'accepted', error, lastAt: world.wall })
    if (!error && made.event.type === 'signal.created') signals.push(made.event)
  }
  const send = (made: Offer) => post.insist('record', spelled(made.event, random), error => settle(made, error))

  const one = (number: number, plays: readonly string[]) => {
    const event = newEvent(random, number, { plays, wall: world.wall, signals })
    const made = offer(event)
    send(made)
    if (random.chance(0.06)) send(made)
    if (random.chance(0.02)) {
      made.rival = offer({ ...event, actor: '다른 사람' })
      made.rival.rival = made
      send(made.rival)
    }
    if (random.chance(0.03)) send(wrongOne(number))
  }

  /** All of a list are taken or none: one that is wrong is left out of what is sent then. */
  const list = (numbers: readonly number[], plays: readonly string[]) => {
    const all = numbers.map(number => offer(newEvent(random, number, { plays, wall: world.wall, signals })))
    const events = all.map(({ event }) => spelled(event, random))
    const sendAll = () =>
      post.insist('record-all', { events }, error => {
        for (const made of all) settle(made, error)
      })
    if (random.chance(0.9)) {
      sendAll()
      if (random.chance(0.1)) sendAll()
      return
    }
    const wrong = wrongOne(numbers[0]!)
    post.insist('record-all', { events: [...events, wrong.event] }, error => {
      settle(wrong, error)
      sendAll()
    })
  }

  const wrongOne = (number: number): Offer => {
    const known = offers.filter(({ fate, wrong, rival }) => fate === 'accepted' && !wrong && !rival).slice(-500)
    const signal = signals.at(-1)
    const other = site.plays.find(play => play !== signal?.play_id)!
    const event = newEvent(random, number, { plays: site.plays, wall: world.wall, signals: [] })
    const what = random.pick(['play', 'changed', 'signal'] as const)
    if (what === 'changed' && known.length > 0) return offer({ ...random.pick(known).event, actor: '바꾼 사람' }, what)
    if (what === 'signal' && signal) {
      const { id, title } = event
      return offer(
        { id: `x-${id}`, type: 'signal.scored', play_id: other, title, signal_id: signal.id, score: 1 },
        what,
      )
    }
    return offer({ ...event, id: `x-${event.id}`, play_id: 'EXT_Desk_X99' }, 'play')
  }

  const ask = () => {
    const play = random.pick(site.plays)
    const known = asked.get(play) ?? { times: 0, open: 0 }
    known.times += 1
    known.open += 1
    asked.set(play, known)
    const body_md = random.chance(0.3) ? '- [ ] 처음 할 일' : undefined
    post.insist('todo', { play_id: play, body_md }, () => {
      known.open -= 1
    })
  }

  // What comes at once is mostly of the same Plays.
  const burst = (numbers: readonly number[]) => {
    const plays = Array.from({ length: random.skewed(1, 6) }, () => random.pick(site.plays))
    if (numbers.length > 2 && random.chance(0.75))
      for (const some of slicesOf(numbers, random.skewed(2, 60)))
        world.after(random.skewed(1, 3 * second), 'a list of events', () => list(some, plays))
    else for (const number of numbers) world.after(random.skewed(1, 3 * second), 'an event', () => one(number, plays))
  }
  spread(traffic, world, random, burst)
  for (const { from, to } of traffic.stretches) {
    const times = random.pick([0, 1, 1, 3])
    for (let left = times; left > 0; left--) world.after(random.between(from, to), 'someone wants a ToDo page', ask)
  }
  return {
    offers,
    asked,
    order: task => post.insist(task, {}, () => {}, `by hand ${orders++}`),
    hurry() {
      const plays = [random.pick(site.plays), random.pick(site.plays)]
      for (let left = random.between(1, 6); left > 0; left--) {
        const { id, play_id, title } = newEvent(random, events + extra++, { plays, wall: world.wall, signals: [] })
        const made = offer({ id, type: random.pick(['brief.created', 'pilot.started']), play_id, title })
        world.after(random.skewed(1, 6 * second), 'an event meanwhile', () => send(made))
      }
    },
    get repeats() {
      return post.repeats()
    },
  }
}

const slicesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))

/** The hours of a day differ, and within each most events come in bursts. */
function spread(
  { events, stretches }: Traffic,
  world: World,
  random: Random,
  burst: (numbers: readonly number[]) => void,
) {
  const weights = stretches.map(() => random.skewed(1, 12))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let number = 0
  let due = 0
  for (const [index, { from, to }] of stretches.entries()) {
    due += (events * weights[index]!) / whole
    const until = index === stretches.length - 1 ? events : Math.round(due)
    while (number < until) {
      const size = Math.min(random.skewed(2, 300), until - number)
      const numbers = Array.from({ length: size }, (_, index) => number + index)
      number += size
      world.after(random.between(from, to), 'events come', () => burst(numbers))
    }
  }
}

/** Sends something to whichever hub is there until it is answered: yes, or no for good. */
function poster({ world, crew, random }: Parts) {
  const dice = random.fork('posting')
  const { signal } = new AbortController()
  let repeats = 0

  /** Under a key of its own a run is added, which the hub does in its turn; else the task answers at once. */
  const insist = (task: string, input: object, settled: (error: string | undefined) => void, order?: string) => {
    const name = `confluence-sync/${task}`
    const key = dice.chance(0.3) ? `${task} ${world.time} ${dice.between(0, 1e9)}` : undefined
    let tries = 0
    const tryOnce = () => {
      tries += 1
      const worker = crew.anyone(dice)
      let isOver = false
      const end = (error?: string) => {
        if (isOver) return
        isOver = true
        settled(error)
      }
      const again = () => {
        if (isOver) return
        isOver = true
        if (worker) repeats += 1
        world.after(dice.skewed(5 * second, Math.min(longestPauseMs, 20 * second * 2 ** tries)), 'sent again', tryOnce)
      }
      if (!worker) return again()
      const { life, engine } = worker
      const ask = (): Promise<unknown> =>
        order === undefined
          ? engine.answer(name, input, { signal, ...(key !== undefined && { key }) })
          : engine.run(name, input, { key: order, cause: 'by hand' })
      world.inside(life, () =>
        ask().then(
          () => (dice.chance(0.03) ? again() : end()),
          (error: unknown) => (isFinal(error) ? end((error as Error).message) : again()),
        ),
      )
      world.after(patienceMs, '', again)
    }
    tryOnce()
  }
  return { insist, repeats: () => repeats }
}

const isFinal = (error: unknown) => error instanceof HubError && (error.code === 'invalid' || error.code === 'conflict')
