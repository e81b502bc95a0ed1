import { zoneOf } from '../../../engine/zone.ts'
import type { Field } from '../input.ts'
import { dateAt } from '../period.ts'
import { answered, asked, type Body, choicesOf, type LogShell, textOf, wrongWith } from './body.ts'
import { askContext } from './context.ts'
import { commandWords } from './words.ts'

/** Asks for one field until it is right, and has it kept; what the body has already stands for an empty answer. */
export async function askField(
  shell: LogShell,
  field: Field,
  body: Body,
  keep: (value: Body[Field]) => Promise<void>,
): Promise<void> {
  if (field === 'context') return askContext(shell, textOf(body.context), keep)
  const words = commandWords(shell.language)
  const choices = choicesOf(field, shell)
  const before = textOf(body[field])
  // dure.yaml may list other statuses by now.
  const initial = choices && !choices.includes(before) ? offered(shell, field) : before || offered(shell, field)
  const answer = await shell.ask({
    text: `${asked.indexOf(field) + 1}/${asked.length} ${words.label[field]}`,
    hints: [
      ...(choices ? [choices.map((name, index) => `${index + 1} ${name}`).join('  ')] : []),
      ...(words.hint[field] === undefined ? [] : [words.hint[field]]),
    ],
    ...(initial && { initial }),
    problem: text => wrongWith(field, answered(field, text, shell), shell),
  })
  await keep(answered(field, answer, shell))
}

/** What most logs say. */
function offered(shell: LogShell, field: Field): string | undefined {
  if (field === 'logged_date') return dateAt(shell.now(), zoneOf(shell.timeZone))
  return field === 'status' ? choicesOf(field, shell)![0] : undefined
}
