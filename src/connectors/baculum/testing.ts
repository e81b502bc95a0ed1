import type { Clock } from '../../engine/clock.ts'
import { sleepOn } from '../../engine/clock.ts'
import { createHttp } from '../../engine/http.ts'
import { type Io, silent } from '../../engine/io.ts'
import { type BaculumFake, baculumFake, type FakeOptions } from './fake.ts'
import { baculum } from './index.ts'

/** A clock whose time jumps to the next timer whenever nothing else is left to do. */
function virtualClock() {
  let now = 0
  let serial = 0
  const timers = new Map<number, { at: number; action: () => void }>()
  const after = (ms: number, action: () => void) => {
    const id = serial++
    timers.set(id, { at: now + ms, action })
    return () => void timers.delete(id)
  }
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))
  const clock: Clock = {
    now: () => new Date(Date.UTC(2026, 10, 21, 7, 30) + now),
    monotonic: () => now,
    after,
    turn,
    sleep: (ms, signal) => sleepOn({ after }, ms, signal),
  }

  function fireNext() {
    const [id, timer] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? []
    if (id === undefined || !timer) return
    timers.delete(id)
    now = Math.max(now, timer.at)
    timer.action()
  }

  /** Lets time pass until `work` has settled. */
  async function run<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const mark = () => {
      settled = true
    }
    work.then(mark, mark)
    while (!settled) {
      for (let quiet = 0; quiet < 20 && !settled; quiet++) await turn()
      if (!settled) fireNext()
    }
    return work
  }
  return { clock, run }
}

type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface StageOptions extends FakeOptions {
  timeZone?: string
  /** Settings beyond host, user and password. */
  settings?: Record<string, unknown>
  /** Instead of the fake's own, which is handed in. */
  fetch?: (url: URL, init: RequestInit, genuine: Fetch) => Promise<Response>
}

/** A client of the connector on a fake API, over the engine's own HTTP, in a time of its own. */
export function stage({ timeZone = 'Asia/Seoul', settings = {}, fetch, ...options }: StageOptions = {}) {
  const { clock, run } = virtualClock()
  const fake: BaculumFake = baculumFake({ sleep: clock.sleep, ...options })
  const through: Fetch = (url, init) => (fetch ? fetch(url, init, fake.fetch) : fake.fetch(url, init))
  const http = createHttp({ fetch: through, clock, random: () => 0.5, log: silent })
  const io: Io = { http, clock, random: () => 0.5, log: silent, dataDir: '.', timeZone }
  const values = {
    BACULUM_API_HOST: 'backup01',
    BACULUM_API_PORT: 9096,
    BACULUM_API_USERNAME: fake.username,
    BACULUM_API_PASSWORD: fake.password,
    BACULUM_API_URL: undefined,
    ...settings,
  }
  return { fake, client: baculum.connect(values as never, io), clock, run }
}
