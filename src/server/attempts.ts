import type { Clock } from '../engine/clock.ts'

const freeFailures = 10
const longestPauseMs = 60_000
const forgottenAfterMs = 900_000
const mostAddresses = 10_000
const mostKnown = 100

interface Address {
  failures: number
  lastAt: number
  /** Until then nothing from it is looked at. */
  until: number
  /** Tokens that were right from here: whoever shares the address with a guesser goes on working. */
  known: Set<string>
}

/** Wrong tokens by address: the first ten cost nothing, each further one doubles the pause, from a second to a minute. */
export function createAttempts(clock: Clock) {
  const addresses = new Map<string, Address>()

  const entryOf = (address: string): Address => {
    const name = network(address)
    const known = addresses.get(name)
    if (known) return known
    const entry: Address = { failures: 0, lastAt: 0, until: 0, known: new Set() }
    addresses.set(name, entry)
    // The oldest is forgotten: memory is bounded, and who has that many addresses is not slowed down by any one of them.
    if (addresses.size > mostAddresses) addresses.delete(addresses.keys().next().value!)
    return entry
  }

  return {
    /** Milliseconds until a token from there is looked at; 0 for at once. */
    waitOf(address: string, hash: string): number {
      const entry = addresses.get(network(address))
      return !entry || entry.known.has(hash) ? 0 : Math.max(0, entry.until - clock.monotonic())
    },
    /** The pause that this failure has brought; 0 for none. */
    failed(address: string): number {
      const entry = entryOf(address)
      const now = clock.monotonic()
      entry.failures = now - entry.lastAt > forgottenAfterMs ? 1 : entry.failures + 1
      entry.lastAt = now
      const over = entry.failures - freeFailures
      const pause = over < 0 ? 0 : Math.min(longestPauseMs, 1000 * 2 ** over)
      entry.until = now + pause
      return pause
    },
    passed(address: string, hash: string) {
      const { known } = entryOf(address)
      if (known.size < mostKnown) known.add(hash)
    },
  }
}

/** Whoever has an IPv6 address has the 2^64 beside it. */
function network(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const groups = address.split(':')
  return address.includes('::') && groups.indexOf('') < 4
    ? address.slice(0, address.indexOf('::') + 2)
    : groups.slice(0, 4).join(':')
}
