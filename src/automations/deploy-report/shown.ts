/** What became of one period of one report in a run. */
export interface Kept {
  report: string
  period: string
  /** `waiting`: its page is not due yet. */
  state: 'created' | 'updated' | 'unchanged' | 'waiting'
  title?: string
  url?: string
  issues?: number
  tickets?: number
  added?: number
  changed?: number
  removed?: number
  /** How many messages were queued. */
  told?: number
  /** People who are named in the messages because no Slack member is known for them. */
  unmapped?: string[]
}

/** A run's outcome as a person at a terminal reads it. */
export const shown = (all: Kept[]): string => all.map(line).join('\n')

function line(kept: Kept): string {
  const { report, period, state, url, issues = 0, tickets = 0, added = 0, changed = 0, removed = 0 } = kept
  const head = `${report} ${period}: ${state}`
  if (state === 'waiting') return `${head} (its page is made when 'create' is due)`
  const counts = `${issues} issue(s), ${tickets} deploy ticket(s)`
  const news = state === 'updated' ? `; ${added} added, ${changed} changed, ${removed} gone` : ''
  const told = kept.told ? `; ${kept.told} message(s)` : ''
  const unmapped = kept.unmapped?.length ? `\n  without Slack: ${kept.unmapped.join(', ')}` : ''
  return `${head}, ${counts}${news}${told}${url ? `\n  ${url}` : ''}${unmapped}`
}
