import { type Clock, sleepOn } from './clock.ts'

/** Time that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Lets time pass; what becomes due fires in its order, and work and real I/O have their turn in between. */
  advance(ms: number): Promise<void>
  /** Lets time pass to the next timer. False: nothing is planned. */
  step(): Promise<boolean>
  /** Time passes at a stroke, as for a machine that slept: what became due meanwhile fires late, and once. */
  leap(ms: number): Promise<void>
  /** Somebody sets the wall clock; no time passes. */
  jump(ms: number): void
  /** Lets all that can go on without time go on. */
  settle(): Promise<void>
  /** The clock as one process sees it: it can freeze, and it can die. */
  life(): Life
}

export interface Life {
  clock: Clock
  /** Its timers never fire again. */
  end(): void
  /** Its timers wait until it thaws. */
  freeze(): void
  thaw(): void
}

interface Timer {
  at: number
  order: number
  action: () => void
  held: () => boolean
}

/** `busy` tells of real work that the clock cannot see, such as statements sent to a database server. */
export function manualClock(start: string | number | Date, busy: () => boolean = () => false): ManualClock {
  const origin = new Date(start).getTime()
  if (Number.isNaN(origin)) throw new Error(`no moment: ${start}`)
  const timers = new Set<Timer>()
  let passed = 0
  let set = 0
  let order = 0

  const settle = () => quiet(busy)

  const nextDue = (until: number) => {
    let first: Timer | undefined
    for (const timer of timers)
      if (timer.at <= until && !timer.held() && (!first || isBefore(timer, first))) first = timer
    return first
  }

  const fire = async (timer: Timer) => {
    timers.delete(timer)
    passed = Math.max(passed, timer.at)
    timer.action()
    await settle()
  }

  const through = async (until: number) => {
    await settle()
    for (let timer = nextDue(until); timer; timer = nextDue(until)) await fire(timer)
    passed = Math.max(passed, until)
  }

  const clockWith = (held: () => boolean, ended: () => boolean): Clock => {
    const clock: Clock = {
      now: () => new Date(origin + passed + set),
      monotonic: () => passed,
      after(ms, action) {
        const timer = { at: passed + Math.max(0, Math.ceil(ms)), order: order++, action, held }
        if (!ended()) timers.add(timer)
        return () => void timers.delete(timer)
      },
      sleep: (ms, signal) => sleepOn(clock, ms, signal),
      turn: () => new Promise(resolve => setImmediate(resolve)),
    }
    return clock
  }

  return {
    ...clockWith(
      () => false,
      () => false,
    ),
    settle,
    advance: ms => through(passed + ms),
    async step() {
      await settle()
      const timer = nextDue(Number.POSITIVE_INFINITY)
      if (timer) await fire(timer)
      return timer !== undefined
    },
    leap(ms) {
      passed += ms
      return through(passed)
    },
    jump(ms) {
      set += ms
    },
    life() {
      let state: 'awake' | 'frozen' | 'over' = 'awake'
      const clock = clockWith(
        () => state !== 'awake',
        () => state === 'over',
      )
      const become = (next: typeof state) => () => {
        if (state !== 'over') state = next
      }
      return { clock, end: become('over'), freeze: become('frozen'), thaw: become('awake') }
    },
  }
}

const isBefore = (left: Timer, right: Timer) => left.at < right.at || (left.at === right.at && left.order < right.order)

const turn = () => new Promise(resolve => setImmediate(resolve))

/** What a process of the tests holds open without anything being under way. */
const idle = new Set(['TTYWrap', 'PipeWrap', 'TCPServerWrap', 'TCPSocketWrap', 'Timeout', 'Immediate', 'MessagePort'])
const underWay = () => process.getActiveResourcesInfo().some(kind => !idle.has(kind))
/** Something may be open for good, e.g. a file that is watched. */
const patienceMs = 500

/** Resolves when neither microtasks nor real I/O have anything left to do. Sockets of a test's own are not seen: see `busy`. */
async function quiet(busy: () => boolean) {
  const since = performance.now()
  for (let turns = 0; turns < 3; turns++) {
    await turn()
    if (busy() || (underWay() && performance.now() - since < patienceMs)) turns = -1
  }
}
