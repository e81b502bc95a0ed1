import { Cron } from 'croner'

/** When a schedule is due: the first moment after another; null where there is none. Throws where the text or the zone is none. */
export function slotsOf(cron: string, timeZone?: string): (after: Date) => Date | null {
  const pattern = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
  pattern.nextRun(new Date(0))
  return after => pattern.nextRun(after)
}

/** Five fields, minutes first, or a name for them such as @daily: `z.string().refine(isCron, …)`. */
export function isCron(text: string): boolean {
  // A moment would be taken too, and come once at most.
  if (!/^\s*(@\w+|\S+(\s+\S+){4})\s*$/.test(text)) return false
  try {
    slotsOf(text)
    return true
  } catch {
    return false
  }
}
