import { checkDeliveries } from './check-deliveries.ts'
import { checkChanges, checkOrders, checkSlots, checkTally } from './check-work.ts'
import type { Evidence, Violation } from './evidence.ts'

/** Judges one run by what all sides have written down. Knows nothing of how the hub works. */
export function check(evidence: Evidence): Violation[] {
  const violations: Violation[] = [...evidence.complaints]
  const report = (rule: string, detail: string) => void violations.push({ rule, detail })
  checkDeliveries(evidence, report)
  checkOrders(evidence, report)
  checkTally(evidence, report)
  checkSlots(evidence, report)
  checkChanges(evidence, report)
  return violations
}
