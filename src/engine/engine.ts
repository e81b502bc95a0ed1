import { type Answer, answer, type Request, waitForDelivery } from './answer.ts'
import { type Attempt, attemptAll } from './attempt.ts'
import type { Waited } from './automation.ts'
import { describeError, HubError, isHopeless } from './error.ts'
import { type ExecuteParts, execute } from './execute.ts'
import { incidents } from './incident.ts'
import { type Delivery, settleDeliveries, settledDelivery } from './ledger/deliveries.ts'
import { type Run, takeRuns } from './ledger/runs.ts'
import { mender } from './mend.ts'
import { connectorGate } from './pace.ts'
import { catalogue, type Parts } from './parts.ts'
import { beatEveryMs, presence } from './presence.ts'
import { recovery } from './recover.ts'
import { isHeld } from './release.ts'
import { defaultRetention, forget } from './retention.ts'
import { rounds } from './rounds.ts'
import { declaredSchedules, fireDue, syncSchedules } from './schedule.ts'
import { addEvent, addRuns, nothingToRun, type Occasion, runsOf } from './start.ts'
import type { Tx } from './store/store.ts'
import { strayFinder } from './strays.ts'
import { waiting } from './waiting.ts'

const sweepEveryMs = 15_000
const forgetEveryMs = 3_600_000
const storeTroubleMs = 1000
const never = Number.POSITIVE_INFINITY

/** Works off the ledger: starts what is due, delivers, retries, recovers. */
export class Engine {
  readonly #parts: Parts
  readonly #catalogue
  readonly #incidents
  readonly #presence
  readonly #gate
  readonly #waiting
  readonly #schedules
  readonly #rounds
  readonly #strays
  readonly #mend
  readonly #recover
  readonly #running = new Map<number, Run>()
  readonly #sending = new Map<number, Delivery>()
  /** Attempts that have ended and are not written down yet: what was sent must not be forgotten when the store fails. */
  #finished: Attempt[] = []
  #life = new AbortController()
  #ending = false
  /** After a restore nothing leaves until a person releases it. */
  #held = false
  #awake = true
  #wakeUp: () => void = () => {}
  #pumping: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#catalogue = catalogue(parts)
    this.#incidents = incidents(parts.connectors, parts.log)
    this.#presence = presence(parts)
    this.#gate = connectorGate(parts, this.#incidents)
    this.#waiting = waiting(parts.store, parts.clock)
    this.#schedules = declaredSchedules(parts, this.#catalogue)
    this.#rounds = rounds(parts.clock, parts.log)
    this.#mend = mender(parts)
    this.#recover = recovery(parts, this.#catalogue, this.#incidents)
    this.#strays = strayFinder(parts.store, {
      run: id => this.#running.has(id),
      delivery: id => this.#sending.has(id) || this.#finished.some(({ delivery }) => delivery.id === id),
    })
  }

  async start() {
    const { store, alone = false, tickMs = 250, retention = defaultRetention, scheduling = true } = this.#parts
    await this.#presence.enter()
    await store.commit(async tx => {
      await this.#gate.enter(tx)
      await this.#incidents.load(tx)
      if (scheduling) await syncSchedules(tx, this.#now(), this.#schedules, this.#incidents)
    })
    await this.#presence.bury(alone, this.#recover)
    await this.#fire()
    this.#rounds.every(beatEveryMs, 'heartbeat', () => this.#beat())
    this.#rounds.every(sweepEveryMs, 'sweep', () => this.#sweep())
    this.#rounds.every(Math.max(1000, tickMs), 'schedules', () => this.#fire())
    this.#rounds.every(forgetEveryMs, 'retention', () => forget(store, this.#now(), retention))
    this.#pumping = this.#pump()
  }

  /** Instead of `start`, beside a hub: requests are answered, and nothing is claimed. */
  attend = () => this.#presence.enter()

  /** Claims nothing more, lets running work end for up to `graceMs`, keeps the rest for the next start. */
  async stop(graceMs = 30_000) {
    const { clock } = this.#parts
    const patience = new AbortController()
    this.#ending = true
    this.#waiting.end()
    this.#wake()
    const atMost = (ms: number) => Promise.race([this.#pumping, clock.sleep(ms, patience.signal).catch(() => {})])
    await atMost(graceMs)
    this.#life.abort(new HubError('unavailable', 'the hub stops'))
    this.#rounds.stop()
    await atMost(storeTroubleMs)
    patience.abort()
    await this.#presence.leave(this.#recover)
  }

  /** Accepts an event: once this resolves it is stored, with a run for each task that listens. False: it was known. */
  async emit(name: string, payload: unknown, key: string): Promise<boolean> {
    const event = { name, payload, key }
    const added = await this.#parts.store.commit(tx => addEvent(tx, this.#now(), event, this.#catalogue))
    if (added) this.#wake()
    return added
  }

  /** Adds a run of `<automation>/<task>`, or one for each of its parts, or finds those that have the key; `id` is the first. */
  async run(
    name: string,
    input: unknown,
    occasion: Omit<Occasion, 'input'>,
  ): Promise<{ id: number; ids: number[]; added: boolean }> {
    const [automation = '', task = ''] = name.split('/')
    const loaded = this.#catalogue.task(automation, task)
    const added = await this.#parts.store.commit(async tx => {
      return addRuns(tx, this.#now(), await runsOf(tx, loaded, { ...occasion, input }))
    })
    this.#wake()
    const ids = added.map(({ id }) => id)
    if (ids.length === 0) throw nothingToRun(name)
    return { id: ids[0]!, ids, added: added.some(run => run.added) }
  }

  /** Answers a request with one run of a task: see `answer`. */
  answer(name: string, input: unknown, request: Request): Promise<Answer> {
    return answer(this.#executing, name, input, request)
  }

  /** The end of a delivery, waited for up to `ms`. */
  waitFor(delivery: { connector: string; write: string; key: string }, ms: number): Promise<Waited> {
    this.#wake()
    return waitForDelivery(this.#executing, delivery, ms)
  }

  #now = () => this.#parts.clock.now().getTime()

  #wake = () => {
    this.#awake = true
    this.#wakeUp()
  }

  // The pump: one transaction writes down what has ended and claims what comes next.

  async #pump() {
    const { clock, tickMs = 250 } = this.#parts
    const goesOn = () => !this.#ending || this.#running.size + this.#sending.size + this.#finished.length > 0
    while (goesOn()) {
      this.#awake = false
      const soonest = await this.#turnOver()
      if (this.#awake) await clock.turn()
      else if (goesOn()) await this.#rest(Math.min(tickMs, soonest - this.#now()))
    }
  }

  async #turnOver(): Promise<number> {
    const { store, clock, log } = this.#parts
    const settling = this.#finished.slice()
    try {
      const { settled, runs, groups, soonest } = await store.commit(tx => this.#settleAndClaim(tx, settling))
      const written = new Set(settling)
      this.#finished = this.#finished.filter(attempt => !written.has(attempt))
      this.#waiting.announce(settled)
      for (const run of runs) this.#startRun(run)
      for (const group of groups) this.#startGroup(group)
      return soonest
    } catch (error) {
      log.error('the ledger cannot be written', { error: describeError(error) })
      await clock.sleep(storeTroubleMs)
      return 0
    }
  }

  async #settleAndClaim(tx: Tx, settling: Attempt[]) {
    const { store, concurrency = 10 } = this.#parts
    const now = this.#now()
    const holder = this.#presence.id
    const settled = await this.#settle(tx, now, settling)
    if (this.#ending || this.#held || !this.#presence.fresh()) return { settled, runs: [], groups: [], soonest: never }
    const slots = concurrency - this.#running.size
    const { runs, nextAt } = await takeRuns(tx, { dialect: store.dialect, slots, now, holder })
    const { groups, soonest } = await this.#gate.claim(tx, now, holder, this.#sending.values())
    return { settled, runs, groups, soonest: Math.min(soonest, nextAt ?? never) }
  }

  async #settle(tx: Tx, now: number, settling: Attempt[]): Promise<Delivery[]> {
    const counted = await settleDeliveries(tx, now, settling)
    for (const { delivery, state, error } of counted) {
      const subject = `delivery ${delivery.connector}.${delivery.write}`
      if (state === 'failed' || state === 'missed' || state === 'uncertain')
        await this.#incidents.open(tx, now, subject, `delivery ${delivery.id} (${delivery.key}) is ${state}: ${error}`)
      else if (state === 'done' && this.#incidents.mayBeOpen(subject)) await this.#incidents.close(tx, now, subject)
    }
    for (const { delivery, refused } of settling)
      if (refused) await this.#gate.pause(tx, now, delivery.connector, refused)
    return counted.map(settledDelivery)
  }

  #rest(ms: number) {
    return new Promise<void>(resolve => {
      if (this.#awake || ms <= 0) return resolve()
      const cancel = this.#parts.clock.after(ms, resolve)
      this.#wakeUp = () => {
        cancel()
        resolve()
      }
    })
  }

  // What is in flight. A lost lease forgets it all: answers that come later find no place here.

  #startRun(run: Run) {
    this.#running.set(run.id, run)
    execute(run, this.#executing, this.#life.signal)
      .catch(error =>
        this.#parts.log.error('a run could not be recorded', { run: run.id, error: describeError(error) }),
      )
      .then(() => {
        if (this.#running.get(run.id) === run) this.#running.delete(run.id)
        this.#wake()
      })
  }

  get #executing(): ExecuteParts {
    const [parts, catalogue, incidents, waiting] = [this.#parts, this.#catalogue, this.#incidents, this.#waiting]
    return { parts, catalogue, incidents, waiting, assertFresh: this.#assertFresh, wake: this.#wake }
  }

  #startGroup(group: Delivery[]) {
    for (const delivery of group) this.#sending.set(delivery.id, delivery)
    this.#perform(group).then(attempts => {
      const own = attempts.filter(({ delivery }) => this.#sending.get(delivery.id) === delivery)
      for (const { delivery } of own) this.#sending.delete(delivery.id)
      this.#finished.push(...own)
      if (own.length > 0) this.#wake()
    })
  }

  async #perform(group: Delivery[]): Promise<Attempt[]> {
    const { clock, random } = this.#parts
    try {
      this.#assertFresh()
      const { connector, write } = group[0]!
      const io = { clock, random, signal: this.#life.signal }
      return await attemptAll(group, this.#catalogue.write(connector, write), io)
    } catch (error) {
      const state = isHopeless(error) ? 'failed' : 'ready'
      const came = { state, dueAt: this.#now(), error: describeError(error) } as const
      return group.map(delivery => ({ delivery, ...came, doubt: delivery.doubt === 1 }))
    }
  }

  // Leases and schedules.

  #assertFresh = () => {
    if (this.#presence.fresh()) return
    throw new HubError('unavailable', 'this process has lost its lease; another may be at work', { arrived: 'no' })
  }

  async #beat() {
    if (await this.#presence.beat()) return
    this.#parts.log.error('this process was taken for dead; it drops what it held and begins anew')
    this.#life.abort(new HubError('unavailable', 'the lease was lost'))
    this.#life = new AbortController()
    this.#running.clear()
    this.#sending.clear()
    this.#finished = []
    await this.#presence.enter()
  }

  async #sweep() {
    const { store } = this.#parts
    if ((await this.#presence.bury(false, this.#recover)) > 0) this.#wake()
    await this.#giveBackStrays()
    await this.#mend()
    await this.#incidents.load(store.db)
    await this.#gate.recheck(this.#life.signal)
  }

  async #giveBackStrays() {
    const holder = this.#presence.id
    const strays = await this.#strays(holder)
    if (strays.runs.length + strays.deliveries.length === 0) return
    await this.#parts.store.commit(tx => this.#recover(tx, holder, strays))
    this.#wake()
  }

  async #fire() {
    this.#held = await isHeld(this.#parts.store)
    await this.#waiting.poll()
    if (this.#held || this.#parts.scheduling === false) return
    if ((await fireDue(this.#parts.store, this.#now(), this.#schedules, this.#incidents)) > 0) this.#wake()
  }
}
