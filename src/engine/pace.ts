import { within } from './attempt.ts'
import type { Write } from './connector.ts'
import { describeError, HubError } from './error.ts'
import type { Incidents } from './incident.ts'
import { claimDeliveries, type Delivery } from './ledger/deliveries.ts'
import type { LoadedConnector, Parts } from './parts.ts'
import type { Tx } from './store/store.ts'

/** Decides how much of what is due may go out: each connector's concurrency and pace, and whether its credential is still taken. */
export interface Gate {
  enter(tx: Tx): Promise<void>
  /** Claims what may start now, a group for each lane; `soonest` is when the next of the rest is due. */
  claim(
    tx: Tx,
    now: number,
    holder: string,
    sending: Iterable<Delivery>,
  ): Promise<{ groups: Delivery[][]; soonest: number }>
  /** Nothing of this connector goes out until its `check` succeeds. */
  pause(tx: Tx, now: number, connector: string, reason: string): Promise<void>
  /** Checks paused connectors, and opens those that work again. */
  recheck(signal: AbortSignal): Promise<void>
}

const defaultConcurrency = 4
const checkLimitMs = 30_000
/** Paces faster than this go out in small groups, since a timer is no finer. */
const groupMs = 50

const groupOf = (perSecond: number) => Math.max(1, Math.floor((groupMs * perSecond) / 1000))
const gapAfter = (starts: number, perSecond: number) => Math.ceil((starts * 1000) / perSecond)

export function connectorGate(parts: Parts, incidents: Incidents): Gate {
  const loaded = new Map(parts.connectors.map(entry => [entry.connector.name, entry]))
  const names = [...loaded.keys()]

  const slotsOf = ({ connector }: LoadedConnector, inFlight: number) => {
    const { concurrency = defaultConcurrency, perSecond } = connector.limits ?? {}
    const free = concurrency - inFlight
    return perSecond === undefined ? free : Math.min(free, groupOf(perSecond))
  }

  const longestGap = ({ connector: { limits } }: LoadedConnector) =>
    limits?.perSecond === undefined ? 0 : gapAfter(groupOf(limits.perSecond), limits.perSecond)

  /** A pause longer than any that the pace asks for was measured before the clock was set back. */
  const pacedUntil = (entry: LoadedConnector, nextAt: number, now: number) =>
    nextAt > now + longestGap(entry) ? now : nextAt

  const look = (tx: Tx) =>
    tx
      .selectFrom('connector')
      .select(['name', 'next_at'])
      .select(eb =>
        eb
          .selectFrom('lane')
          .select(lane => lane.fn.min('lane.due_at').as('due_at'))
          .whereRef('lane.connector', '=', 'connector.name')
          .where('lane.due_at', 'is not', null)
          .as('due_at'),
      )
      .where('name', 'in', names)
      .where('paused', 'is', null)
      .execute()

  /** Locks the connector's row, so that on PostgreSQL two processes that look at once do not both start. */
  const isInPace = async (tx: Tx, now: number, entry: LoadedConnector) => {
    const { numUpdatedRows } = await tx
      .updateTable('connector')
      .set(eb => ({ next_at: eb.ref('next_at') }))
      .where('name', '=', entry.connector.name)
      .where(eb => eb.or([eb('next_at', '<=', now), eb('next_at', '>', now + longestGap(entry))]))
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  const claimOf = async (tx: Tx, now: number, holder: string, entry: LoadedConnector, inFlight: number) => {
    const slots = slotsOf(entry, inFlight)
    if (slots <= 0) return []
    const { name: connector, limits } = entry.connector
    if (limits?.perSecond !== undefined && !(await isInPace(tx, now, entry))) return []
    const mostTogether = (write: string) => (entry.client[write] as Write | undefined)?.together?.most ?? 1
    const { dialect } = parts.store
    const groups = await claimDeliveries(tx, { dialect, connector, slots, now, holder, mostTogether })
    if (limits?.perSecond !== undefined && groups.length > 0) {
      const next_at = now + gapAfter(groups.length, limits.perSecond)
      await tx.updateTable('connector').set({ next_at }).where('name', '=', connector).execute()
    }
    return groups
  }

  return {
    async enter(tx) {
      if (names.length === 0) return
      const rows = names.map(name => ({ name, next_at: 0 }))
      await tx
        .insertInto('connector')
        .values(rows)
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
    },
    async claim(tx, now, holder, sending) {
      const inFlight = countsOf(sending)
      let soonest = Number.POSITIVE_INFINITY
      const groups: Delivery[][] = []
      if (names.length === 0) return { groups, soonest }
      for (const { name, next_at, due_at } of await look(tx)) {
        if (due_at === null) continue
        const from = Math.max(due_at, pacedUntil(loaded.get(name)!, next_at, now))
        if (from > now) soonest = Math.min(soonest, from)
        else groups.push(...(await claimOf(tx, now, holder, loaded.get(name)!, inFlight.get(name) ?? 0)))
      }
      return { groups, soonest }
    },
    async pause(tx, now, connector, reason) {
      await tx.updateTable('connector').set({ paused: reason, paused_at: now }).where('name', '=', connector).execute()
      const detail = `${reason}. Nothing goes out to ${connector} until its credential works: correct the settings and run 'dure doctor'`
      await incidents.open(tx, now, `connector ${connector}`, detail)
    },
    async recheck(signal) {
      const paused = await parts.store.db
        .selectFrom('connector')
        .select('name')
        .where('paused', 'is not', null)
        .execute()
      await Promise.all(
        paused.map(async ({ name }) => {
          const entry = loaded.get(name)
          if (entry && (await works(entry, signal))) await open(name)
        }),
      )
    },
  }

  async function works({ connector, client }: LoadedConnector, signal: AbortSignal): Promise<boolean> {
    const late = () => new HubError('unavailable', `no answer within ${checkLimitMs / 1000} s`)
    try {
      await within(parts.clock, checkLimitMs, signal, () => connector.check(client), late)
      return true
    } catch (error) {
      parts.log.warn('a paused connector still does not work', {
        connector: connector.name,
        error: describeError(error),
      })
      return false
    }
  }

  async function open(name: string) {
    await parts.store.commit(async tx => {
      await tx.updateTable('connector').set({ paused: null, paused_at: null }).where('name', '=', name).execute()
      await incidents.close(tx, parts.clock.now().getTime(), `connector ${name}`)
    })
  }
}

/** What goes in one go counts once, and in a lane nothing goes beside it. */
function countsOf(sending: Iterable<Delivery>): Map<string, number> {
  const lanes = new Map<string, Set<string>>()
  for (const { connector, lane } of sending) lanes.set(connector, (lanes.get(connector) ?? new Set()).add(lane))
  return new Map([...lanes].map(([connector, names]) => [connector, names.size]))
}
