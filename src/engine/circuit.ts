import type { Clock } from './clock.ts'
import { HubError } from './error.ts'
import type { Log } from './io.ts'

const failuresToOpen = 5
const firstRestMs = 30_000
const longestRestMs = 300_000
const maxOrigins = 1000

/** How one attempt went, said once; what is said after that is ignored. */
export interface Pass {
  succeeded(): void
  failed(error: unknown): void
  /** The caller gave up: nothing was learnt. */
  released(): void
}

interface Circuit {
  failures: number
  /** By the monotonic clock; undefined while closed. */
  restsUntil: number | undefined
  restMs: number
  probing: boolean
  lastError: unknown
}

/** Spares a destination that is down, and those who wait for it: after 5 failures in a row it rests 30 s, then one call probes. */
export function createCircuits(clock: Clock, log: Log) {
  const circuits = new Map<string, Circuit>()

  function circuitOf(origin: string): Circuit {
    const known = circuits.get(origin)
    if (known) return known
    if (circuits.size >= maxOrigins) circuits.delete(circuits.keys().next().value!)
    const circuit = { failures: 0, restsUntil: undefined, restMs: firstRestMs, probing: false, lastError: undefined }
    circuits.set(origin, circuit)
    return circuit
  }

  function failed(origin: string, error: unknown, probe: boolean) {
    const circuit = circuitOf(origin)
    circuit.failures++
    circuit.lastError = error
    // Calls that were under way when the circuit opened say nothing new.
    if (circuit.restsUntil !== undefined && !probe) return
    if (circuit.failures < failuresToOpen && !probe) return
    if (probe) circuit.restMs = Math.min(circuit.restMs * 2, longestRestMs)
    circuit.probing = false
    circuit.restsUntil = clock.monotonic() + circuit.restMs
    log.warn('destination rests', { origin, failures: circuit.failures, restMs: circuit.restMs })
  }

  function succeeded(origin: string) {
    if (circuits.get(origin)?.restsUntil !== undefined) log.info('destination answers again', { origin })
    circuits.delete(origin)
  }

  function released(origin: string, probe: boolean) {
    const circuit = circuits.get(origin)
    if (circuit && probe) circuit.probing = false
  }

  return {
    /** Throws `unavailable` while the destination rests. */
    enter(origin: string): Pass {
      const circuit = circuits.get(origin)
      const probe = circuit?.restsUntil !== undefined
      if (circuit && probe) {
        const restMs = circuit.probing ? 1000 : circuit.restsUntil! - clock.monotonic()
        if (restMs > 0) throw resting(origin, circuit, restMs)
        circuit.probing = true
      }
      return once({
        succeeded: () => succeeded(origin),
        failed: error => failed(origin, error, probe),
        released: () => released(origin, probe),
      })
    },

    isOpen: (origin: string) => circuits.get(origin)?.restsUntil !== undefined,
  }
}

function resting(origin: string, circuit: Circuit, restMs: number) {
  const seconds = Math.ceil(restMs / 1000)
  const message = `${origin}: not asked, its last ${circuit.failures} calls failed; next attempt in ${seconds} s`
  return new HubError('unavailable', message, { arrived: 'no', retryAfterMs: restMs, cause: circuit.lastError })
}

function once(pass: Pass): Pass {
  let said = false
  const first = (say: () => void) => {
    if (!said) say()
    said = true
  }
  return {
    succeeded: () => first(pass.succeeded),
    failed: error => first(() => pass.failed(error)),
    released: () => first(pass.released),
  }
}
