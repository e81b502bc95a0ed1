import type { Random } from './random.ts'
import type { Moment } from './traps.ts'
import { arriving, type Course, drawRates, newWeather, type PeerRates, type Weather } from './weather.ts'
import type { Life, World } from './world.ts'

/** A request, as only the network knows it. */
export interface Call {
  life: Life
  system: string
  method: string
  path: string
  /** What it tells people, if it tells them anything new. */
  text: string | undefined
  /** It has taken effect. */
  arrived: boolean
  /** The hub has read the genuine answer. */
  heard: boolean
  /** Its process ended before the ledger knew. */
  cut: boolean
}

/** The way between the hub's processes and outside systems: it takes time, loses things and breaks down. */
export interface Net<System extends string = string> {
  fetchOf(life: Life): (url: URL, init: RequestInit) => Promise<Response>
  readonly weather: Record<System, Weather>
  /** Those that tell people something. */
  readonly said: Call[]
  /** How many took effect without the hub hearing of it. */
  readonly lost: number
}

interface NetParts<System extends string> {
  world: World
  random: Random
  /** The systems themselves. */
  sites: Record<System, { fetch(request: Request): Promise<Response> }>
  /** Which of them a request is for, and what it tells people. */
  read(url: URL, init: RequestInit): { system: System; text?: string }
  /** It may end the process there. */
  pass(moment: Moment): void
  /** What happens on the far side as soon as a request has taken effect. */
  onArrival(call: Call, ok: boolean): void
}

interface Line {
  random: Random
  rates: PeerRates
  weather: Weather
}

/** `stranger`: its credential is not taken. */
type Fate = Course | 'stranger'
type Answer = () => Promise<Response> | Error

export function newNet<System extends string>(parts: NetParts<System>): Net<System> {
  const { world, random, pass, sites, read } = parts
  const said: Call[] = []
  let lost = 0
  const lineOf = (system: System): Line => {
    const own = random.fork(system)
    const rates = drawRates(own.fork('rates'))
    return { random: own, rates, weather: newWeather(system, world, own, rates) }
  }
  const names = Object.keys(sites) as System[]
  const lines = Object.fromEntries(names.map(name => [name, lineOf(name)])) as Record<System, Line>

  const fetchOf: Net['fetchOf'] = life => async (url, init) => {
    pass({ life, where: 'call', when: 'before' })
    if (!life.alive) return new Promise<never>(() => {})
    const { system, text } = read(url, init)
    const { method = 'GET' } = init
    const call: Call = { life, system, method, path: url.pathname, text, arrived: false, heard: false, cut: false }
    world.trace.add(`${world.time} ${life.name} ${call.method} ${call.path}`)
    if (call.text !== undefined) said.push(call)
    const { weather } = lines[system]
    const request = new Request(url, init)
    const isStranger = weather.outage === 'unauthorized' && request.headers.has('authorization')
    const fate = isStranger ? 'stranger' : weather.course()
    if (isLost(fate) && call.method !== 'GET') lost += 1
    return exchange(call, request, fate, { ...parts, site: sites[system], line: lines[system] })
  }

  return {
    fetchOf,
    said,
    get lost() {
      return lost
    },
    weather: Object.fromEntries(names.map(name => [name, lines[name].weather])) as Record<System, Weather>,
  }
}

const isLost = (fate: Fate) => fate !== 'fine' && fate !== 'stranger' && arriving.has(fate)

interface Exchange extends Pick<NetParts<string>, 'world' | 'pass' | 'onArrival'> {
  site: NetParts<string>['sites'][string]
  line: Line
}

/** One request on its way there, and its answer on the way back. */
function exchange(call: Call, request: Request, fate: Fate, parts: Exchange): Promise<Response> {
  const { world, site, pass, onArrival, line } = parts
  const { random, rates, weather } = line
  const { life, system } = call
  return new Promise<Response>((resolve, reject) => {
    request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true })

    const hear = (ms: number, give: Answer) => {
      const heard = () => {
        pass({ life, where: 'call', when: 'after', text: fate })
        const given = give()
        if (!life.alive) return
        if (given instanceof Error) return reject(given)
        given.then(answer => {
          call.heard = fate === 'fine'
          resolve(answer)
        }, reject)
      }
      world.after(ms, `${system} answer`, heard, life)
    }
    const take = () => {
      if (!life.alive && random.chance(0.5)) return
      if (fate === 'stranger') request.headers.delete('authorization')
      const taken = site.fetch(request)
      taken.then(({ ok }) => {
        call.arrived = fate !== 'stranger'
        onArrival(call, ok)
      })
      const said: Partial<Record<Fate, Answer>> = {
        errorAfter: () => Promise.resolve(answer(502)),
        resetAfter: () => broken('ECONNRESET'),
      }
      if (fate !== 'hangAfter') hear(random.skewed(5, rates.slowestMs), said[fate] ?? (() => taken))
    }

    if (weather.outage === 'silent' || fate === 'hang') return
    const travelMs = random.between(1, 200)
    if (weather.outage === 'refused') hear(travelMs, () => broken('ECONNREFUSED'))
    else if (fate === 'stranger' || arriving.has(fate)) world.after(travelMs, `${system} arrival`, take)
    else hear(travelMs, refusal(fate, random))
  })
}

const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const answer = (status: number, headers: Record<string, string> = {}) => new Response('', { status, headers })

/** What comes back of a request that has not taken effect. */
function refusal(fate: Fate, random: Random): Answer {
  const status = random.pick([500, 502, 503])
  const patience = { 'retry-after': String(random.pick([1, 5, 30, 120])) }
  if (fate === 'reset') return () => broken('ECONNRESET')
  return () => Promise.resolve(fate === 'limited' ? answer(429, patience) : answer(status))
}
