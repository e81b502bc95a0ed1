import type { Ended } from '../../../engine/command.ts'
import type { Recorded } from '../record.ts'
import { type Body, type LogShell, linesOf, wrongIn } from './body.ts'
import { commandWords } from './words.ts'

/**
 * Stores a log and tells where it is. `stays`: it was not stored, with what is to be corrected said, so that its text
 * must not be thrown away.
 */
export async function save(shell: LogShell, body: Body, origins: readonly string[]): Promise<'saved' | 'stays'> {
  const words = commandWords(shell.language).save
  const wrong = wrongIn(body, shell)
  if (wrong.length > 0) {
    shell.say([words.problems, ...linesOf(wrong, shell)].join('\n'))
    return 'stays'
  }
  const ended: Ended<Recorded> = await shell.task('record', { log: body, origins })
  const { outcome } = ended
  if (outcome.state === 'stored') {
    shell.say(whereabouts(ended, outcome, shell))
    return 'saved'
  }
  const { title, date, place } = await told(shell, outcome.id)
  shell.say(outcome.state === 'known' ? words.known(title, place) : words.twin(title, date, place))
  return outcome.state === 'known' ? 'saved' : 'stays'
}

/** Where people find a log: its page in Notion, else its id. */
export async function told(shell: LogShell, id: string) {
  const { outcome: log } = await shell.task('show', { id })
  return { title: log.title, date: log.logged_date, place: log.page_id === null ? id : `${id}, ${log.url}` }
}

function whereabouts(
  { deliveries }: Ended,
  { id, delivery }: Extract<Recorded, { state: 'stored' }>,
  shell: LogShell,
): string {
  const words = commandWords(shell.language).save
  if (delivery === undefined) return words.here(id)
  const sent = deliveries.find(({ connector, key }) => connector === 'notion' && key === delivery)
  if (sent?.state === 'done') return words.inNotion(sent.result.url)
  if (sent?.state === 'failed') return words.refused(id, sent.error ?? '')
  return words.later(id, sent?.held)
}
