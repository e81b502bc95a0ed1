import { AsyncLocalStorage } from 'node:async_hooks'
import { type Clock, sleepOn } from '../../src/engine/clock.ts'
import type { Random } from './random.ts'
import type { Trace } from './trace.ts'

/** One process of the hub, from its start to its end. */
export interface Life {
  readonly name: string
  readonly alive: boolean
  readonly frozen: boolean
  readonly clock: Clock
  readonly random: Random
}

/** Time, and all that happens in it. Milliseconds throughout. */
export interface World {
  /** Since the beginning; never goes backwards. */
  readonly time: number
  /** What calendars and people's clocks say. */
  readonly wall: number
  /** How often the wall clock was set. */
  readonly jumps: number
  readonly trace: Trace
  /** How far the wall clock is off its true course. */
  offset: number
  /** Runs `action` in `ms`, unless the returned function is called or `life` ends first. Without a label it leaves no trace of its own. */
  after(ms: number, label: string, action: () => void, life?: Life): () => void
  begin(name: string): Life
  /** What the dead had planned never happens. */
  end(life: Life): void
  /** The process stands still and then goes on as if nothing had been. */
  freeze(life: Life, ms: number): void
  /** Calls `action` so that whatever it leaves unhandled is laid at the door of `life`. */
  inside<T>(life: Life, action: () => T): T
  /** Lets time pass. Throws at the first event that breaks a rule of the simulation. */
  run(until: number): Promise<void>
  /** Stops the run with this error. */
  fail(error: unknown): void
}

interface Event {
  time: number
  order: number
  label: string
  action: () => void
  life: OwnLife | undefined
  cancelled: boolean
}

type OwnLife = { -readonly [K in keyof Life]: Life[K] } & { thawsAt: number; bornAt: number }

const settled = setImmediate

export function newWorld(startsAt: Date, random: Random, trace: Trace): World {
  const queue = eventQueue()
  const current = new AsyncLocalStorage<Life>()
  let time = 0
  let offset = 0
  let jumps = 0
  let order = 0
  let failure: { error: unknown } | undefined

  const wall = () => startsAt.getTime() + time + offset

  const after: World['after'] = (ms, label, action, life) => {
    const event: Event = {
      time: time + Math.max(0, Math.ceil(ms)),
      order: order++,
      label,
      action,
      life: life as OwnLife | undefined,
      cancelled: false,
    }
    if (life?.alive !== false) queue.push(event)
    return () => {
      event.cancelled = true
    }
  }

  const begin = (name: string): Life => {
    const ownRandom = random.fork(name)
    // Monotonic clocks of two processes have nothing in common: comparing them must show.
    const life: OwnLife = {
      name,
      alive: true,
      frozen: false,
      thawsAt: 0,
      bornAt: time - ownRandom.between(0, 1e9),
      random: ownRandom,
      clock: undefined as never,
    }
    life.clock = clockOf(life)
    return life
  }

  const clockOf = (life: OwnLife): Clock => {
    const clock: Clock = {
      now: () => new Date(wall()),
      monotonic: () => time - life.bornAt,
      after: (ms, action) => after(ms, 'timer', action, life),
      turn: () => new Promise(resolve => after(0, 'turn', resolve, life)),
      sleep: (ms, signal) => sleepOn(clock, ms, signal),
    }
    return clock
  }

  const happen = (event: Event) => {
    time = Math.max(time, event.time)
    const { life, label } = event
    if (event.cancelled || life?.alive === false) return false
    if (life?.frozen) {
      event.time = life.thawsAt
      queue.push(event)
      return false
    }
    if (label !== '') trace.add(`${time} ${life?.name ?? '-'} ${label}`)
    if (life) current.run(life, event.action)
    else event.action()
    return true
  }

  const run = async (until: number) => {
    const unusual = newPending()
    const onRejection = (error: unknown) => {
      if (current.getStore()?.alive !== false) failure ??= { error }
    }
    // Those of a test runner too: it would take the last words of the dead for failures.
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', onRejection)
    try {
      for (let event = queue.pop(until); event; event = queue.pop(until)) {
        if (!happen(event)) continue
        await new Promise(resolve => settled(resolve))
        const pending = unusual()
        if (pending) failure ??= { error: new Error(`after '${event.label}' something real is pending: ${pending}`) }
        if (failure) throw failure.error
      }
      time = until
    } finally {
      process.off('unhandledRejection', onRejection)
      for (const other of others) process.on('unhandledRejection', other)
    }
  }

  return {
    get time() {
      return time
    },
    get wall() {
      return wall()
    },
    get jumps() {
      return jumps
    },
    trace,
    get offset() {
      return offset
    },
    set offset(ms) {
      offset = ms
      jumps += 1
      trace.add(`${time} - clock ${ms}`)
    },
    after,
    begin,
    end(life) {
      ;(life as OwnLife).alive = false
      trace.add(`${time} ${life.name} ends`)
    },
    freeze(life, ms) {
      const own = life as OwnLife
      Object.assign(own, { frozen: true, thawsAt: time + ms })
      trace.add(`${time} ${life.name} frozen`)
      // Queued before whatever was put off, because that is queued again only when its time comes.
      queue.push({
        time: time + ms,
        order: -1,
        label: 'thaw',
        life: undefined,
        cancelled: false,
        action: () => {
          own.frozen = false
        },
      })
    },
    inside: (life, action) => current.run(life, action),
    run,
    fail(error) {
      failure ??= { error }
    },
  }
}

/** Names a kind of timer, socket or file of which there are more than there were at the beginning. */
function newPending(): () => string | undefined {
  const count = (kinds: string[]) => {
    const counts = new Map<string, number>()
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    return counts
  }
  const before = count(process.getActiveResourcesInfo())
  return () => {
    const now = process.getActiveResourcesInfo()
    if (now.length === 0) return undefined
    for (const [kind, times] of count(now)) if (times > (before.get(kind) ?? 0)) return kind
    return undefined
  }
}

/** A binary heap by time, then by the order of asking. */
function eventQueue() {
  const heap: Event[] = []
  const before = (left: Event, right: Event) =>
    left.time < right.time || (left.time === right.time && left.order < right.order)

  const rise = (from: number) => {
    const event = heap[from]!
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(event, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = event
  }

  const sink = () => {
    const event = heap[0]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, event)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = event
  }

  return {
    push(event: Event) {
      heap.push(event)
      rise(heap.length - 1)
    },
    /** The next event, unless it is later than `until`. */
    pop(until: number): Event | undefined {
      const first = heap[0]
      if (!first || first.time > until) return undefined
      const last = heap.pop()!
      if (heap.length > 0) {
        heap[0] = last
        sink()
      }
      return first
    },
  }
}
